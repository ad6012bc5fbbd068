"""An assault: what it is aimed at, what it asks for, when it is due, begins and ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Offensive:
    """An assault under way or due: districts it is aimed at, strength it asks for, when it is due and began."""

    number: int
    districts: tuple[int, ...]
    asked: int
    due: int
    ultimatum: int
    began: int | None = None
    ended: bool = False
    ended_on: int = -1
    warned: bool = False

    @property
    def under_way(self) -> bool:
        """Begun and not over."""
        return self.began is not None and not self.ended
