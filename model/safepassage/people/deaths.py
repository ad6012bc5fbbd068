"""Who dies: fighters and civilians taken at random from the living, so that rows and counters stay together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.people.households import REGISTERED, Households, Rows

FEW = 20  # deaths in a district that are quicker drawn one by one
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
        died += len(chosen)
    h.people[d] -= died
    return died


def _kill_one_by_one(h: Households, d: int, picks: Rows, deaths: int) -> int:
    """Let a civilian die in each row picked that lives in ``d`` and has one left, until so many are dead."""
    died = 0
    sizes = h.size
    place, status, size, fighters = h.place.item, h.status.item, sizes.item, h.fighters.item  # plain numbers
    for row in picks.tolist():
        members = size(row)
        if members > fighters(row) and place(row) == d and status(row) <= REGISTERED:
            sizes[row] = members - 1
            died += 1
            if died == deaths:
                break
    return died


def _kill_many(h: Households, d: int, picks: Rows, deaths: int) -> int:
    """The same at once; nobody dies where a row was picked more often than it has civilians."""
    civilians = h.size.take(picks) - h.fighters.take(picks)
    hit = picks[h.living(picks, d) & (civilians > 0)][:deaths]
    before = h.size.take(hit)
    np.subtract.at(h.size, hit, np.uint8(1))
    after = h.size.take(hit)
    if ((after < h.fighters.take(hit)) | (after >= before)).any():
        h.size[hit] = before
        return 0
    return len(hit)
