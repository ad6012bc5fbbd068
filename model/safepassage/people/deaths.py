"""Who dies: fighters and civilians taken at random from the living, so that rows and counters stay together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from safepassage.people.households import Households, Rows

FEW = 10  # deaths in a district that are quicker drawn one by one
_NOBODY = np.empty(0, np.intp)


def kill_on_road(h: Households, rows: Rows, deaths: int, rng: np.random.Generator) -> int:
    """Take up to ``deaths`` civilians from households on the road; returns how many died."""
    if deaths <= 0:
        return 0
    # Each civilian stands there once: a fighter who rides alone cannot die in a civilian's place.
    chosen = rng.permutation(np.repeat(rows, h.size[rows] - h.fighters[rows]))[:deaths]
    np.subtract.at(h.size, chosen, np.uint8(1))
    died = len(chosen)
    h.on_road -= died
    h.killed_civilians += died
    return died


def kill_fighters(h: Households, districts: Sequence[int], deaths: int, rng: np.random.Generator) -> int:
    """Take fighters at random from those living in ``districts``; returns how many died."""
    killed = left = min(deaths, sum([h.fighters_at[d] for d in districts]))
    if not left:
        return 0
    # Chance first: most fighters' rows still live here. Only where few do are they listed.
    fighters, place = h.fighters.item, h.place.item
    for row in _fighter_rows_drawn(h, districts, 12 * left, rng):
        if fighters(row) and place(row) in districts:
            _lose_fighter(h, row)
            left -= 1
            if not left:
                break
    if left:
        rows = np.concatenate([h.rows_at(d) for d in districts])
        for row in rng.permutation(np.repeat(rows, h.fighters[rows]))[:left].tolist():
            _lose_fighter(h, row)
    h.killed_fighters += killed
    return killed


def _fighter_rows_drawn(h: Households, districts: Sequence[int], n: int, rng: np.random.Generator) -> Iterator[int]:
    """So many rows that held a fighter at the start, drawn with repetition over the districts' homes and guests'."""
    ends, shifts = h.fighter_ranges(sorted({*districts, *chain.from_iterable([h.guests_from[d] for d in districts])}))
    fighters = ends[-1]
    for share in rng.random(n).tolist():
        pick = int(share * fighters)
        yield shifts[bisect_right(ends, pick)] + pick


def _lose_fighter(h: Households, row: int) -> None:
    d, left = h.place.item(row), h.size.item(row) - 1
    h.fighters[row] -= 1
    h.size[row] = left
    if not left:
        h.die_out(row, d)
    h.people[d] -= 1
    h.fighters_at[d] -= 1
    h.stirred[d] += 1


def kill_civilians(h: Households, districts: Sequence[int], deaths: int, rng: np.random.Generator) -> int:
    """Take civilians at random from those living in ``districts``, by the people there; returns how many died."""
    if deaths <= 0:
        return 0
    civilians = [h.people[d] - h.fighters_at[d] for d in districts]
    total = sum(civilians)
    deaths = min(deaths, total)
    if deaths <= 0:
        return 0
    here = rng.multinomial(deaths, [n / total for n in civilians]).tolist() if len(civilians) > 1 else [deaths]
    died = 0
    for d, share, living in zip(districts, here, civilians, strict=True):
        if share:
            # Where hardly anybody is left a district's share can exceed its people; it is then cut to them.
            died += _kill_civilians_in(h, d, min(share, living), rng)
    h.killed_civilians += died
    return died


def _kill_civilians_in(h: Households, d: int, deaths: int, rng: np.random.Generator) -> int:
    start, stop = h.starts[d], h.starts[d + 1]
    # Chance first: most rows of the home range still live here. Only where few do are they listed.
    picks = rng.integers(start, stop, 4 * deaths) if stop > start else _NOBODY
    died = _kill_many(h, d, picks, deaths) if deaths > FEW else 0
    if not died:
        died = _kill_one_by_one(h, d, picks, deaths)
    if died < deaths:
        rows = h.rows_at(d)
        each = np.repeat(rows, h.size[rows] - h.fighters[rows])
        # Each civilian of a row stands there once, so that no row can lose more than it has.
        chosen = rng.permutation(each)[: deaths - died]
        np.subtract.at(h.size, chosen, np.uint8(1))
        h.die_out(chosen[h.size.take(chosen) == 0], d)
        died += len(chosen)
    h.people[d] -= died
    return died


def _kill_one_by_one(h: Households, d: int, picks: Rows, deaths: int) -> int:
    """Let a civilian die in each row picked that lives in ``d`` and has one left, until so many are dead."""
    died = 0
    sizes = h.size
    place, size, fighters = h.place.item, sizes.item, h.fighters.item  # plain numbers
    for row in picks.tolist():
        members = size(row)
        if place(row) == d and members > fighters(row):
            sizes[row] = members - 1
            if members == 1:
                h.die_out(row, d)
            died += 1
            if died == deaths:
                break
    return died


def _kill_many(h: Households, d: int, picks: Rows, deaths: int) -> int:
    """The same at once; nobody dies where a row was picked more often than it has civilians."""
    civilians = h.size.take(picks) > h.fighters.take(picks)
    hit = picks[h.living(picks, d) & civilians][:deaths]
    before = h.size.take(hit)
    np.subtract.at(h.size, hit, np.uint8(1))
    after = h.size.take(hit)
    if ((after < h.fighters.take(hit)) | (after >= before)).any():
        h.size[hit] = before
        return 0
    h.die_out(hit[after == 0], d)
    return len(hit)
