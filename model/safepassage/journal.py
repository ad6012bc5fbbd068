"""What happened, in the order in which it happened: plain records that the story, the tables and the page read."""

from __future__ import annotations

from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One event: day from the start, hour of that day (None for the whole day), kind, and its details."""

    day: int
    hour: float | None
    kind: str
    details: dict[str, Any]


class Journal:
    """A list of entries that only grows."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[Entry] = []

    def write(self, day: int, kind: str, hour: float | None = None, **details: Any) -> None:  # noqa: ANN401 - JSON
        """Note one event; ``details`` hold numbers, names and lists of names only, so that they can be stored."""
        self.entries.append(Entry(day, hour, kind, details))

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.entries)
