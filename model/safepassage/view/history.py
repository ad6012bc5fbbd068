"""Every evening of a run as the page shows it, noted day by day as the campaign goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from safepassage.view.frame import Fresh, frame

if TYPE_CHECKING:
    from safepassage.world.world import World


class History:
    """A text for each evening from the one before day 1 on: a frame, less what is as it was the evening before."""

    def __init__(self, world: World) -> None:
        """Start before the first day."""
        self.days: list[str] = []
        self._last: dict[str, Any] = {}
        self._seen = (0, 0, 0)
        self.note(world)

    def note(self, world: World) -> None:
        """Note the day that has just ended."""
        outlooks, reports, entries = world.outlooks, world.reports, world.journal.entries
        seen, self._seen = self._seen, (len(outlooks), len(reports), len(entries))
        fresh = Fresh(outlooks[seen[0] :], reports[seen[1] :], entries[seen[2] :])
        now = frame(world, fresh)
        self.days.append(packed({k: v for k, v in now.items() if k not in self._last or self._last[k] != v}))
        self._last = now


def packed(data: object) -> str:
    """JSON as one string: widgets hand on strings untouched, but would walk through anything with structure."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
