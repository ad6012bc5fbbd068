"""The people: nobody is lost, nobody is counted twice, and what is counted in two ways agrees."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.invariants.broken import EVERYWHERE, Broken, outside, unlike, where
from safepassage.people.households import ARRIVED, CROSSED, ON_ROAD, REGISTERED, Households
from safepassage.world.world import World


def conserved(world: World) -> Iterator[Broken]:
    """Inside + on the road + arrived + crossed + killed are the people of the start."""
    h = world.households
    counted = h.inside + h.on_road + h.arrived + h.crossed + h.killed
    yield from unlike(EVERYWHERE, "people in total", counted, h.total)


def counted_by_district(world: World) -> Iterator[Broken]:
    """People and fighters of every district are those of the households who live there, each listed once."""
    h, n = world.households, len(world.households.people)
    inside = (h.status <= REGISTERED).nonzero()[0]
    place = h.last_place(inside)
    people = np.bincount(place, weights=h.size[inside], minlength=n).astype(np.int64).tolist()
    fighters = np.bincount(place, weights=h.fighters[inside], minlength=n).astype(np.int64).tolist()
    for d in range(n):
        yield from unlike(where(world, d), "people inside", h.people[d], people[d])
        yield from unlike(where(world, d), "fighters inside", h.fighters_at[d], fighters[d])
        yield from outside(where(world, d), "civilians inside", h.people[d] - h.fighters_at[d], 0)
        yield from _listed_once(world, d)


def _listed_once(world: World, d: int) -> Iterator[Broken]:
    """Own households are found by their rows; guests are listed, and no list may name one twice."""
    h = world.households
    rows, home = h.rows_at(d), h.home_rows(d)
    guests = rows[(rows < home.start) | (rows >= home.stop)]
    yield from unlike(where(world, d), "people listed", int(h.size[rows].sum(dtype=np.int64)), h.people[d])
    yield from unlike(where(world, d), "guests listed once", len(set(guests.tolist())), len(guests))


def counted_by_state(world: World) -> Iterator[Broken]:
    """Who is on the road, has arrived or has crossed is so many by the counters as by the households."""
    h = world.households
    for state, counted, name in (
        (ON_ROAD, h.on_road, "on the road"),
        (ARRIVED, h.arrived, "arrived"),
        (CROSSED, h.crossed, "crossed"),
    ):
        living = int(h.size[h.status == state].sum(dtype=np.int64))
        yield from unlike(EVERYWHERE, f"people {name}", counted, living)


def fighters_accounted_for(world: World) -> Iterator[Broken]:
    """Every fighter of the start is one still, or died, settled or went home; none is more than a member of his row."""
    h, tallies = world.households, [enclave.tally for enclave in world.roll.enclaves]
    laid_down = sum(tally.settled_fighters + tally.deserted_fighters for tally in tallies)
    accounted = int(h.fighters.sum(dtype=np.int64)) + h.killed_fighters + laid_down
    peopled = {district.holder for district in world.file.districts.values()}
    start = sum(faction.fighters for slug, faction in world.file.factions.items() if slug in peopled)
    yield from unlike(EVERYWHERE, "fighters in total", accounted, start)
    yield from unlike(EVERYWHERE, "households with more fighters than members", int((h.fighters > h.size).sum()), 0)


def tallied(world: World) -> Iterator[Broken]:
    """What the enclaves' counts add up to is what happened to the people."""
    h, tallies = world.households, [enclave.tally for enclave in world.roll.enclaves]
    dead_on_road = sum(convoy.killed for convoy in world.convoys)
    for quantity, counted, happened in (
        ("fighters killed", sum(t.militants_killed for t in tallies), h.killed_fighters),
        ("civilians killed", sum(t.civilians_killed + t.died_of_siege for t in tallies), h.killed_civilians),
        ("people crossed", sum(t.crossed for t in tallies), h.crossed),
        ("people arrived", sum(t.evacuated for t in tallies), h.arrived),
        ("people departed", sum(t.departed for t in tallies), h.on_road + h.arrived + dead_on_road),
        ("government's dead", sum(t.government_killed for t in tallies), world.government.losses),
    ):
        yield from unlike(EVERYWHERE, quantity, counted, happened)
    for enclave in world.roll.enclaves:
        t = enclave.tally
        yield from outside(enclave.name, "fighters arrived", t.fighters_evacuated, 0, t.evacuated)
        yield from outside(enclave.name, "people arrived", t.evacuated, 0, t.departed)


def members(h: Households) -> list[int]:
    """People alive of every community, wherever they are now; a community are those whose home a district was."""
    upto = np.concatenate(([0], np.cumsum(h.size, dtype=np.int64)))
    return [int(upto[stop] - upto[start]) for start, stop in zip(h.starts[:-1], h.starts[1:], strict=True)]
