"""The households of all communities as NumPy columns, and the count of who is where.

One row is one household. Rows of a community (the people whose home a district is) lie together, fighters' households
first, so that a community's columns are views. A fighter is a member of a row; one without family here is a household
of one. Drawn once at the start, so that what-ifs compare the same households.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from safepassage.parameters import Households as HouseholdParameters
from safepassage.people.dispositions import Disposition, Dispositions
from safepassage.people.drawing import draw_families, draw_sizes, sizes_by_quantile
from safepassage.randomness import Streams

Rows = NDArray[np.intp]
INSIDE, REGISTERED, ON_ROAD, ARRIVED, CROSSED = range(5)


class Households:
    """Columns of all households, and counters by district of the people and fighters inside.

    ``size`` and ``fighters`` count members alive; ``place`` is the district d they live in now, and ~d (below 0) once
    they have left it for good or nobody of them is alive; ``status`` is one of ``INSIDE``, ``REGISTERED`` (until they
    board), ``ON_ROAD``, ``ARRIVED``, ``CROSSED``.
    """

    def __init__(
        self,
        civilians: list[int],
        fighters: list[int],
        slugs: list[str],
        p: HouseholdParameters,
        streams: Streams,
    ) -> None:
        """Draw all households; ``civilians`` and ``fighters`` are people by district."""
        table = sizes_by_quantile(p.size)
        nobody = np.empty(0, np.uint8)
        drawn = [
            draw_sizes(n, table, streams.of("households", "size", slug)) if n else nobody
            for n, slug in zip(civilians, slugs, strict=True)
        ]
        families = draw_families(fighters, [len(sizes) for sizes in drawn], p.family_here, slugs, streams)
        # One empty row more for each fighter with family: his own, should he leave without them.
        counts = [len(sizes) + fighters[d] for d, sizes in enumerate(drawn)]
        self.starts = np.concatenate(([0], np.cumsum(counts))).tolist()
        self._firsts = np.array(self.starts)
        n = self.starts[-1]
        self.size = np.ones(n, np.uint8)  # of whoever stands alone; the others follow
        self.fighters = np.zeros(n, np.uint8)
        self.place = np.empty(n, np.int8 if len(slugs) < 128 else np.int16)
        self.status = np.zeros(n, np.uint8)
        self.fighter_rows = []
        self._spares: list[range] = []
        self._fighter_ranges: dict[tuple[int, ...], tuple[list[int], list[int]]] = {}
        for d in range(len(slugs)):
            start, end = self.starts[d], self.starts[d + 1]
            alone = fighters[d] - families[d]
            spare = end - families[d]
            self.size[start + alone : spare] = drawn[d]
            self.size[start + alone : start + fighters[d]] += np.uint8(1)
            self.size[spare:end] = 0
            self.fighters[start : start + fighters[d]] = 1
            self.place[start:spare] = d
            self.place[spare:end] = ~d
            self.fighter_rows.append((start, start + fighters[d]))
            self._spares.append(range(spare, end))
        own = [count - n for count, n in zip(counts, families, strict=True)]
        self.dispositions = Dispositions(self.starts, own, slugs, streams)
        self.visitors: list[list[Rows]] = [[] for _ in slugs]
        self.guests_from: list[set[int]] = [set() for _ in slugs]  # home districts of those visitors
        self.stirred = [0] * len(slugs)  # how often people came, a household's fighters changed or lists became void
        self.thinned = [0] * len(slugs)  # how often people left or a household died out
        self.received = [0] * len(slugs)  # how often guests came
        self.people = [int(c) + int(f) for c, f in zip(civilians, fighters, strict=True)]
        self.fighters_at = list(fighters)
        self.on_road = self.arrived = self.crossed = 0
        self.killed_fighters = self.killed_civilians = 0
        self.total = sum(self.people)
        self._spare_rows = sum(families)

    def __len__(self) -> int:
        """Number of households at the start."""
        return int(self.starts[-1]) - self._spare_rows

    @property
    def inside(self) -> int:
        """People inside districts, those under the government included."""
        return sum(self.people)

    @property
    def killed(self) -> int:
        """Fighters and civilians killed."""
        return self.killed_fighters + self.killed_civilians

    def let_go(self) -> None:
        """Free the columns once a run is over; the counts stay.

        A model's agents refer to it and it to them, so that Python frees a finished one late, after others have begun.
        """
        self.dispositions.let_go()
        del self.size, self.fighters, self.place, self.status

    def home_rows(self, d: int) -> slice:
        """The rows of the community whose home district ``d`` is."""
        return slice(self.starts[d], self.starts[d + 1])

    def rows_at(self, d: int) -> Rows:
        """Rows living in ``d`` now and not on the road, those without anybody alive left out; its own people first."""
        home = self.home_rows(d)
        rows: Rows = self.living(home, d).nonzero()[0]
        rows += home.start
        if not self.visitors[d]:
            return rows
        guests = np.concatenate(self.visitors[d])
        return np.concatenate((rows, guests[self.living(guests, d)]))

    def with_fighters(self, d: int) -> Rows:
        """Those of them with a fighter."""
        home = self.home_rows(d)
        rows: Rows = (self.fighters[home] > 0).nonzero()[0]
        rows += home.start
        if self.visitors[d]:
            guests = np.concatenate(self.visitors[d])
            rows = np.concatenate((rows, guests[self.fighters.take(guests) > 0]))
        return rows[self.living(rows, d)]

    def living(self, rows: slice | Rows, d: int) -> NDArray[np.bool_]:
        """Which of some rows :meth:`rows_at` would list."""
        here: NDArray[np.bool_] = (self.place[rows] if isinstance(rows, slice) else self.place.take(rows)) == d
        return here

    def dispositions_at(self, d: int, rows: Rows) -> Disposition:
        """What some rows that live in ``d`` fear and like, as copies in their order."""
        return self.dispositions.of(rows, {d, *self.guests_from[d]})

    def fear_at(self, d: int, rows: Rows) -> NDArray[np.float32]:
        """What some rows that live in ``d`` fear alone."""
        return self.dispositions.fear(rows, {d, *self.guests_from[d]})

    def last_place(self, rows: Rows) -> NDArray[np.signedinteger]:
        """The district in which some rows live or lived last."""
        place = self.place.take(rows)
        found: NDArray[np.signedinteger] = np.maximum(place, ~place)
        return found

    def move(self, rows: Rows, origin: int, target: int) -> None:
        """Let households flee from one district to another."""
        if not len(rows):
            return
        self.place[rows] = target
        home = self.home_rows(target)
        self.visitors[target].append(rows[(rows < home.start) | (rows >= home.stop)])
        # Whoever moves on is no visitor of the origin any more: nobody is ever listed twice.
        self.visitors[origin] = [guests[self.place[guests] == origin] for guests in self.visitors[origin]]
        self.guests_from[target] |= {origin} | self.guests_from[origin]
        self.stirred[target] += 1
        self.received[target] += 1
        self.thinned[origin] += 1
        people, fighters = self._count(rows)
        self.people[origin] -= people
        self.people[target] += people
        self.fighters_at[origin] -= fighters
        self.fighters_at[target] += fighters

    def part(self, rows: Rows) -> Rows:
        """Let the fighters of these households stand alone, in rows of their own; returns those rows.

        Their families stay in the rows that they had.
        """
        own = np.empty(len(rows), np.intp)
        homes = np.searchsorted(self._firsts, rows, side="right") - 1
        for home in np.bincount(homes).nonzero()[0].tolist():
            these, spares = (homes == home).nonzero()[0], self._spares[home]
            own[these], self._spares[home] = spares[: len(these)], spares[len(these) :]
        fighters, place = self.fighters.take(rows), self.place.take(rows)
        self.size[own] = self.fighters[own] = fighters
        self.size[rows] -= fighters
        self.fighters[rows] = 0
        self.place[own], self.status[own] = place, self.status.take(rows)
        for d in np.bincount(place).nonzero()[0].tolist():
            self.stirred[d] += 1
            strangers = own[(place == d) & ((own < self.starts[d]) | (own >= self.starts[d + 1]))]
            if len(strangers):
                self.visitors[d].append(strangers)
                self.received[d] += 1
        return own

    def disarm(self, rows: Rows, district: int) -> int:
        """Fighters of these households are fighters no more; returns how many there were."""
        fighters = _total(self.fighters.take(rows))
        self.fighters[rows] = 0
        self.stirred[district] += 1
        self.fighters_at[district] -= fighters
        return fighters

    def cross(self, rows: Rows, origin: int) -> int:
        """Let households leave ``origin`` across the lines; returns how many people."""
        people, fighters = self._count(rows)
        self.status[rows], self.place[rows] = CROSSED, ~origin
        self.thinned[origin] += 1
        self.people[origin] -= people
        self.fighters_at[origin] -= fighters
        self.crossed += people
        return people

    def depart(self, rows: Rows) -> tuple[int, int, list[int]]:
        """Let households leave on buses, wherever they live; returns people, fighters, and the districts they left."""
        at = self.last_place(rows)
        people = np.bincount(at, self.size.take(rows)).tolist()
        fighters = np.bincount(at, self.fighters.take(rows)).tolist()
        origins: list[int] = np.bincount(at).nonzero()[0].tolist()
        for d in origins:
            self.thinned[d] += 1
            self.people[d] -= int(people[d])
            self.fighters_at[d] -= int(fighters[d])
        self.status[rows], self.place[rows] = ON_ROAD, ~at
        self.on_road += int(sum(people))
        return int(sum(people)), int(sum(fighters)), origins

    def die_out(self, rows: Rows | int, d: int) -> None:
        """Of these households in ``d`` nobody is alive any more."""
        self.place[rows] = ~d
        self.thinned[d] += 1

    def unregister(self, rows: Rows, districts: Iterable[int]) -> None:
        """Let those of some rows who wait in these districts stay: the lists are void."""
        self.status[rows[self.status.take(rows) == REGISTERED]] = INSIDE
        for d in districts:
            self.stirred[d] += 1

    def arrive(self, rows: Rows, people: int) -> None:
        """Let a convoy's households arrive."""
        self.status[rows] = ARRIVED
        self.on_road -= people
        self.arrived += people

    def fighter_ranges(self, homes: list[int]) -> tuple[list[int], list[int]]:
        """Where the rows that held a fighter at the start lie, over some home districts.

        Returns the running count of such rows by district, and what to add to a number below it to get the row.
        """
        key = tuple(homes)
        found = self._fighter_ranges.get(key)
        if found is None:
            ends = list(accumulate([stop - start for start, stop in [self.fighter_rows[d] for d in homes]]))
            shifts = [self.fighter_rows[d][1] - end for d, end in zip(homes, ends, strict=True)]
            found = self._fighter_ranges[key] = ends, shifts
        return found

    def _count(self, rows: Rows) -> tuple[int, int]:
        return _total(self.size.take(rows)), _total(self.fighters.take(rows))


def _total(column: NDArray[np.uint8]) -> int:
    return int(np.add.reduce(column, dtype=np.int64))
