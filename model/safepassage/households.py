"""The households of all communities as NumPy columns, and the count of who is where.

One row is one household. Rows of a community (the people whose home a district is) lie together, fighters' households
first, so that a community's columns are views. A fighter is a member of a row; one without family here is a household
of one. Drawn once at the start, so that what-ifs compare the same households.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from safepassage.parameters import Households as HouseholdParameters
from safepassage.randomness import Streams

INSIDE, REGISTERED, ON_ROAD, ARRIVED, CROSSED = range(5)

Rows = NDArray[np.intp]

_SIZES = 4096


def _sizes_by_quantile(mean: float) -> NDArray[np.uint8]:
    """Household sizes as a table of quantiles: one person and a Poisson number of others (at most 30)."""
    others = np.arange(31)
    log_mass = others * np.log(max(mean - 1, 1e-9)) - (mean - 1) - np.cumsum(np.log(np.maximum(others, 1)))
    shares = np.cumsum(np.exp(log_mass))
    middles = (np.arange(_SIZES) + 0.5) / _SIZES
    return (1 + np.searchsorted(shares / shares[-1], middles)).astype(np.uint8)


class Households:
    """Columns of all households, and counters by district of the people and fighters inside.

    ``size`` and ``fighters`` count members alive; ``place`` is the district they live in now; ``status`` is one of
    ``INSIDE`` (registered ones included until they board), ``ON_ROAD``, ``ARRIVED``, ``CROSSED``.
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
        table = _sizes_by_quantile(p.size)
        nobody = np.empty(0, np.uint8)
        drawn = [
            _draw_sizes(n, table, streams.of("households", "size", slug)) if n else nobody
            for n, slug in zip(civilians, slugs, strict=True)
        ]
        families = []
        for d, slug in enumerate(slugs):
            with_family = (
                int(streams.of("households", "family", slug).binomial(fighters[d], p.family_here)) if fighters[d] else 0
            )
            families.append(min(with_family, int(p.family_cap * len(drawn[d]))))
        counts = [len(sizes) + fighters[d] - families[d] for d, sizes in enumerate(drawn)]
        self.starts = np.concatenate(([0], np.cumsum(counts))).tolist()
        n = self.starts[-1]
        self.size = np.ones(n, np.uint8)
        self.fighters = np.zeros(n, np.uint8)
        self.fear = np.empty(n, np.float32)
        self.attachment = np.empty(n, np.float32)
        self.taste = np.empty((4, n), np.float32)
        self.place = np.empty(n, np.int16)
        self.status = np.zeros(n, np.uint8)
        self.fighter_rows = []
        self._fighter_ranges: dict[tuple[int, ...], tuple[Rows, Rows]] = {}
        for d, slug in enumerate(slugs):
            start, end = self.starts[d], self.starts[d + 1]
            alone = fighters[d] - families[d]
            self.size[start + alone : end] = drawn[d]
            self.size[start + alone : start + fighters[d]] += np.uint8(1)
            self.fighters[start : start + fighters[d]] = 1
            self.place[start:end] = d
            self.fighter_rows.append((start, start + fighters[d]))
            _draw_tastes(self, start, end, slug, streams)
        self.visitors: list[list[Rows]] = [[] for _ in slugs]
        self.guests_from: list[set[int]] = [set() for _ in slugs]  # home districts of those visitors
        self.people = [int(c) + int(f) for c, f in zip(civilians, fighters, strict=True)]
        self.fighters_at = list(fighters)
        self.on_road = self.arrived = self.crossed = 0
        self.killed_fighters = self.killed_civilians = 0
        self.total = sum(self.people)

    def __len__(self) -> int:
        """Number of households at the start."""
        return int(self.starts[-1])

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
        del self.size, self.fighters, self.fear, self.attachment, self.taste, self.place, self.status

    def home_rows(self, d: int) -> slice:
        """The rows of the community whose home district ``d`` is."""
        return slice(self.starts[d], self.starts[d + 1])

    def rows_at(self, d: int) -> Rows:
        """Rows living in ``d`` now and not on the road, those without anybody alive left out; its own people first."""
        own = self.own_rows_at(d)
        return np.concatenate((own, self.guests_at(d))) if self.visitors[d] else own

    def own_rows_at(self, d: int) -> Rows:
        """Those of :meth:`rows_at` whose home ``d`` is, ascending."""
        home = self.home_rows(d)
        here: NDArray[np.bool_] = self.place[home] == d
        here &= self.status[home] <= REGISTERED
        here &= self.size[home] > 0
        rows: Rows = np.flatnonzero(here)
        rows += home.start
        return rows

    def guests_at(self, d: int) -> Rows:
        """Those of :meth:`rows_at` who fled here."""
        if not self.visitors[d]:
            return np.empty(0, np.intp)
        guests = np.concatenate(self.visitors[d])
        here = (self.place[guests] == d) & (self.status[guests] <= REGISTERED) & (self.size[guests] > 0)
        rows: Rows = guests[here]
        return rows

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
        people, fighters = self._count(rows)
        self.people[origin] -= people
        self.people[target] += people
        self.fighters_at[origin] -= fighters
        self.fighters_at[target] += fighters

    def leave_by(self, rows: Rows, origin: int, status: int) -> tuple[int, int]:
        """Let households leave ``origin`` for good: on a bus (``ON_ROAD``) or across the lines (``CROSSED``).

        Returns people and fighters.
        """
        people, fighters = self._count(rows)
        self.status[rows] = status
        self.people[origin] -= people
        self.fighters_at[origin] -= fighters
        if status == CROSSED:
            self.crossed += people
        else:
            self.on_road += people
        return people, fighters

    def arrive(self, rows: Rows, people: int) -> None:
        """Let a convoy's households arrive."""
        self.status[rows] = ARRIVED
        self.on_road -= people
        self.arrived += people

    def die_on_road(self, rows: Rows, deaths: int, rng: np.random.Generator) -> int:
        """Take up to ``deaths`` civilians from households on the road; returns how many died."""
        died = 0
        for row in rng.permutation(rows)[:deaths].tolist():
            if self.size[row] > self.fighters[row]:
                self.size[row] -= 1
                died += 1
        self.on_road -= died
        self.killed_civilians += died
        return died

    def kill_fighters(self, districts: Sequence[int], deaths: int, rng: np.random.Generator) -> int:
        """Take fighters at random from those living in ``districts``; returns how many died."""
        killed = left = min(deaths, sum(self.fighters_at[d] for d in districts))
        if not left:
            return 0
        wanted = set(districts)
        homes = sorted(wanted.union(*(self.guests_from[d] for d in districts)))
        rows = self._fighter_rows_drawn(homes, 12 * left, rng)
        # Chance first: most fighters' rows still live here. Only where few do are they listed.
        for row in rows.tolist():
            if self.fighters[row] and self.status[row] <= REGISTERED and int(self.place[row]) in wanted:
                self._lose_fighter(row)
                left -= 1
                if not left:
                    break
        if left:
            rows = np.concatenate([self.rows_at(d) for d in districts])
            for row in rng.permutation(np.repeat(rows, self.fighters[rows]))[:left].tolist():
                self._lose_fighter(row)
        self.killed_fighters += killed
        return killed

    def _fighter_rows_drawn(self, homes: list[int], n: int, rng: np.random.Generator) -> Rows:
        """So many rows that held a fighter at the start, drawn with repetition over the home districts."""
        key = tuple(homes)
        if key not in self._fighter_ranges:
            starts = np.array([self.fighter_rows[d][0] for d in homes])
            counts = np.array([self.fighter_rows[d][1] for d in homes]) - starts
            ends = np.cumsum(counts)
            self._fighter_ranges[key] = ends, starts - (ends - counts)
        ends, shifts = self._fighter_ranges[key]
        picks = (rng.random(n) * ends[-1]).astype(np.intp)
        rows: Rows = shifts[ends.searchsorted(picks, side="right")] + picks
        return rows

    def _lose_fighter(self, row: int) -> None:
        d = int(self.place[row])
        self.fighters[row] -= 1
        self.size[row] -= 1
        self.people[d] -= 1
        self.fighters_at[d] -= 1

    def kill_civilians(self, districts: Sequence[int], deaths: int, rng: np.random.Generator) -> int:
        """Take civilians at random from those living in ``districts``, by the people there; returns how many died."""
        if deaths <= 0:
            return 0
        civilians = [self.people[d] - self.fighters_at[d] for d in districts]
        total = sum(civilians)
        deaths = min(deaths, total)
        if deaths <= 0:
            return 0
        here = rng.multinomial(deaths, [n / total for n in civilians]).tolist()
        # Where hardly anybody is left a district's share can exceed its people; it is then cut to them.
        died = sum(
            self._kill_civilians_in(d, min(n, c), rng) for d, n, c in zip(districts, here, civilians, strict=True) if n
        )
        self.killed_civilians += died
        return died

    def _kill_civilians_in(self, d: int, deaths: int, rng: np.random.Generator) -> int:
        died = 0
        start, stop = self.starts[d], self.starts[d + 1]
        # Chance first: most rows of the home range still live here. Only where few do are they listed.
        place, status, size, fighters = self.place, self.status, self.size, self.fighters
        for row in rng.integers(start, stop, 4 * deaths).tolist() if stop > start else ():
            if place[row] == d and status[row] <= REGISTERED and size[row] > fighters[row]:
                size[row] -= 1
                died += 1
                if died == deaths:
                    break
        if died < deaths:
            rows = self.rows_at(d)
            each = np.repeat(rows, self.size[rows] - self.fighters[rows])
            # Each civilian of a row stands there once, so that no row can lose more than it has.
            chosen = rng.permutation(each)[: deaths - died]
            np.subtract.at(size, chosen, np.uint8(1))
            died += len(chosen)
        self.people[d] -= died
        return died

    def _count(self, rows: Rows) -> tuple[int, int]:
        return int(self.size[rows].sum(dtype=np.int64)), int(self.fighters[rows].sum(dtype=np.int64))


def _draw_sizes(civilians: int, table: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Household sizes that add up to exactly ``civilians``, one at least."""
    mean = float(table.mean())
    guess = int(civilians / mean + 6 * (civilians / mean) ** 0.5 + 10)
    sizes = table[rng.integers(0, _SIZES, guess, dtype=np.uint16)]
    totals = np.cumsum(sizes, dtype=np.int64)
    last = int(np.searchsorted(totals, civilians))
    sizes = sizes[: last + 1]
    sizes[-1] -= np.uint8(totals[last] - civilians)
    return sizes


def _draw_tastes(h: Households, start: int, end: int, slug: str, streams: Streams) -> None:
    """Fear, attachment (standard normal) and the four Gumbel terms of a community's rows."""
    if start == end:
        return
    rng = streams.of("households", "tastes", slug)
    rng.standard_normal(out=h.fear[start:end], dtype=np.float32)
    rng.standard_normal(out=h.attachment[start:end], dtype=np.float32)
    for option in range(4):
        column = h.taste[option, start:end]
        # -log of a standard exponential is a standard Gumbel variate.
        rng.standard_exponential(out=column, dtype=np.float32)
        np.maximum(column, np.float32(1e-30), out=column)
        np.log(column, out=column)
        np.negative(column, out=column)
