"""The draws of a forecast as arrays on one calendar, which begins with the earliest of their first days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from safepassage.forecasts.columns import DAYS
from safepassage.forecasts.drawing import Drawn
from safepassage.forecasts.plan import Draw, Family

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Draws in the order of their numbers, and their families; draws are the first axis of all arrays."""

    plan: Sequence[Family]
    drawn: Sequence[Drawn]

    @cached_property
    def draws(self) -> list[Draw]:
        """What each draw was made with."""
        return [draw for family in self.plan for draw in family.draws]

    @cached_property
    def families(self) -> NDArray[np.int64]:
        """The family of each draw."""
        return np.array([draw.family for draw in self.draws], np.int64)

    @cached_property
    def drafts(self) -> NDArray[np.int64]:
        """The seed of each draw's draft."""
        return np.array([draw.facts for draw in self.draws], np.int64)

    @cached_property
    def start(self) -> dt.date:
        """Day 0."""
        return min(dt.date.fromisoformat(d.start) for d in self.drawn)

    @cached_property
    def later(self) -> list[int]:
        """By how many days each draw begins after day 0."""
        return [(dt.date.fromisoformat(d.start) - self.start).days for d in self.drawn]

    @cached_property
    def days(self) -> int:
        """Days to the last of all draws."""
        return max(later + d.days for later, d in zip(self.later, self.drawn, strict=True))

    def day(self, date: dt.date) -> int:
        """The day of a date."""
        return (date - self.start).days

    def date(self, day: int) -> dt.date:
        """The date of a day."""
        return self.start + dt.timedelta(days=day)

    # What became of enclaves

    @cached_property
    def enclaves(self) -> list[str]:
        """Ids, in the order of their appearance."""
        return list(dict.fromkeys(name for d in self.drawn for name in d.enclaves))

    def outcome(self, enclave: str) -> list[str | None]:
        """How an enclave ended, None where it did not come about."""
        return [d.enclaves[enclave]["outcome"] if enclave in d.enclaves else None for d in self.drawn]

    def enclave(self, name: str, quantity: str) -> Floats:
        """A quantity of an enclave: a day that never came is infinite, a count of what did not come about 0."""
        values = [d.enclaves[name][quantity] if name in d.enclaves else None for d in self.drawn]
        return self._numbers(values, quantity)

    def total(self, quantity: str) -> Floats:
        """A total."""
        return self._numbers([d.totals[quantity] for d in self.drawn], quantity)

    def _numbers(self, values: Sequence[int | None], quantity: str) -> Floats:
        if quantity not in DAYS:
            return np.array([0 if value is None else value for value in values], float)
        return np.array(
            [inf if value is None else value + later for value, later in zip(values, self.later, strict=True)], float
        )

    # Day by day

    def series(self, name: str) -> Floats:
        """A daily series: draws by days."""
        found = np.empty((len(self.drawn), self.days))
        for row, later, drawn in zip(found, self.later, self.drawn, strict=True):
            values = drawn.series[name]
            row[:later] = _people(drawn) if name == "inside" else 0
            row[later : later + len(values)] = values
            row[later + len(values) :] = values[-1]
        return found

    @cached_property
    def destinations(self) -> list[str]:
        """Slugs of the places of reception, sorted."""
        return sorted({slug for d in self.drawn for slug in d.arrivals})

    def arrivals(self, destination: str) -> Floats:
        """People who arrived at a destination on each day: draws by days."""
        found = np.zeros((len(self.drawn), self.days))
        for row, later, drawn in zip(found, self.later, self.drawn, strict=True):
            for day, people in drawn.arrivals.get(destination, ()):
                row[later + day] += people
        return found

    def places(self, destination: str) -> Floats:
        """Places in reception at a destination; none in a draw that does not know it."""
        return np.array([d.places.get(destination, 0) for d in self.drawn], float)


def _people(drawn: Drawn) -> int:
    """All people on the first day."""
    states = ("inside", "in_transit", "arrived", "crossed", "killed_fighters", "killed_civilians")
    return int(sum(drawn.series[state][0] for state in states))
