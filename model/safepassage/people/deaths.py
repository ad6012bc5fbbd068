"""Who dies: fighters and civilians taken at random from the living, so that rows and counters stay together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.people.households import REGISTERED, Households, Rows


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
    killed = left = min(deaths, sum(h.fighters_at[d] for d in districts))
    if not left:
        return 0
    wanted, fighters, status, place = set(districts), h.fighters.item, h.status.item, h.place.item
    homes = sorted(wanted.union(*(h.guests_from[d] for d in districts)))
    # Chance first: most fighters' rows still live here. Only where few do are they listed.
    for row in _fighter_rows_drawn(h, homes, 12 * left, rng).tolist():
        if fighters(row) and status(row) <= REGISTERED and place(row) in wanted:
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


def _fighter_rows_drawn(h: Households, homes: list[int], n: int, rng: np.random.Generator) -> Rows:
    """So many rows that held a fighter at the start, drawn with repetition over the home districts."""
    ends, shifts = h.fighter_ranges(homes)
    picks = (rng.random(n) * ends[-1]).astype(np.intp)
    rows: Rows = shifts[ends.searchsorted(picks, side="right")] + picks
    return rows


def _lose_fighter(h: Households, row: int) -> None:
    d = int(h.place[row])
    h.fighters[row] -= 1
    h.size[row] -= 1
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
    here = rng.multinomial(deaths, [n / total for n in civilians]).tolist()
    # Where hardly anybody is left a district's share can exceed its people; it is then cut to them.
    died = sum(
        _kill_civilians_in(h, d, min(n, c), rng) for d, n, c in zip(districts, here, civilians, strict=True) if n
    )
    h.killed_civilians += died
    return died


def _kill_civilians_in(h: Households, d: int, deaths: int, rng: np.random.Generator) -> int:
    died = 0
    start, stop = h.starts[d], h.starts[d + 1]
    # Chance first: most rows of the home range still live here. Only where few do are they listed.
    place, status, size, fighters = h.place.item, h.status.item, h.size.item, h.fighters.item  # plain numbers
    for row in rng.integers(start, stop, 4 * deaths).tolist() if stop > start else ():
        if place(row) == d and status(row) <= REGISTERED and size(row) > fighters(row):
            h.size[row] -= 1
            died += 1
            if died == deaths:
                break
    if died < deaths:
        rows = h.rows_at(d)
        each = np.repeat(rows, h.size[rows] - h.fighters[rows])
        # Each civilian of a row stands there once, so that no row can lose more than it has.
        chosen = rng.permutation(each)[: deaths - died]
        np.subtract.at(h.size, chosen, np.uint8(1))
        died += len(chosen)
    h.people[d] -= died
    return died
