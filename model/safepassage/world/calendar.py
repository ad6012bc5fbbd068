"""When outside events begin and end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from safepassage.scenario.schema import Event


class Calendar:
    """The outside events of a run as windows of days.

    ``begins`` lists those that begin on a day, those of before the start that still last on day 0; ``changes`` holds
    the days on which any window begins, or has just ended.
    """

    def __init__(self, events: Iterable[Event], start: dt.date) -> None:
        """Place events, in the order of their dates and then of the file, from a scenario's first day on."""
        self._windows: list[tuple[int, float, Event]] = []
        self.begins: dict[int, list[Event]] = {}
        self.changes = {0}
        for event in sorted(events, key=lambda event: event.date):
            first = (event.date - start).days
            last = float("inf") if event.until is None else (event.until - start).days
            if last < 0:
                continue  # over before the start
            self._windows.append((first, last, event))
            self.begins.setdefault(max(first, 0), []).append(event)
            self.changes.update({max(first, 0), int(last) + 1} if event.until is not None else {max(first, 0)})

    def open_on(self, day: int) -> list[Event]:
        """Events whose window is open on a day, the latest begun last."""
        return [event for first, last, event in self._windows if first <= day <= last]
