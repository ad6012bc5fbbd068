"""Convoys, buses, reception, and what observers say of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.actors.observers import Report
from safepassage.invariants.broken import EVERYWHERE, Broken, outside, unlike
from safepassage.people.households import ARRIVED, ON_ROAD
from safepassage.world.convoys import Convoy
from safepassage.world.world import World


def fleet(world: World) -> Iterator[Broken]:
    """Buses out are those on the road with people and those on their way back; there are never more than there are."""
    fleet = world.fleet
    loaded = sum(convoy.buses for convoy in world.under_way)
    yield from unlike(EVERYWHERE, "buses out", fleet.out, loaded + fleet.empty)
    yield from outside(EVERYWHERE, "buses out", fleet.out, 0, fleet.buses)


def convoys(world: World) -> Iterator[Broken]:
    """A convoy's people are those of its households, no more than its seats take, on the road until they arrive."""
    under_way = [convoy for convoy in world.convoys if convoy.arrived_at is None]
    yield from unlike(EVERYWHERE, "convoys under way", [c.number for c in world.under_way],
                      [c.number for c in under_way])  # fmt: skip
    most = world.parameters.convoys.most_load * world.fleet.seats
    for convoy in world.convoys:
        name = convoy.enclave.name
        yield from outside(name, f"people in convoy {convoy.number}", convoy.people, 1, most * convoy.buses)
        yield from outside(name, f"fighters in convoy {convoy.number}", convoy.fighters, 0, convoy.people)
        yield from _aboard(world, convoy)


def _aboard(world: World, convoy: Convoy) -> Iterator[Broken]:
    h, name, number = world.households, convoy.enclave.name, convoy.number
    state = ON_ROAD if convoy.arrived_at is None else ARRIVED
    living = int(h.size[convoy.rows].sum(dtype=np.int64))
    yield from unlike(name, f"people alive in convoy {number}", convoy.aboard, living)
    yield from unlike(name, f"fighters in convoy {number}", convoy.fighters,
                      int(h.fighters[convoy.rows].sum(dtype=np.int64)))  # fmt: skip
    yield from unlike(name, f"households of convoy {number} that are where it is",
                      int((h.status[convoy.rows] == state).sum()), len(convoy.rows))  # fmt: skip


def seated_once(world: World) -> Iterator[Broken]:
    """Nobody leaves twice, and everybody who has left did so in a convoy."""
    h = world.households
    seats = np.zeros(len(h.size), np.int64)
    for convoy in world.convoys:
        np.add.at(seats, convoy.rows, 1)
    gone = (h.status == ON_ROAD) | (h.status == ARRIVED)
    yield from unlike(EVERYWHERE, "households that did not leave just once", int((seats != gone).sum()), 0)


def reception(world: World) -> Iterator[Broken]:
    """Places of reception have taken in whom convoys brought, and no more a day than one convoy beyond their intake."""
    places = world.reception.places.values()
    for place in places:
        came = [c for c in world.convoys if c.destination == place.slug and c.arrived_at is not None]
        yield from unlike(EVERYWHERE, f"people arrived in {place.slug}", place.arrived, sum(c.aboard for c in came))
        yield from unlike(EVERYWHERE, f"people without shelter in {place.slug}", place.without_shelter,
                          max(place.arrived - place.places, 0))  # fmt: skip
        largest = max((c.aboard for c in came), default=0)
        yield from outside(EVERYWHERE, f"people let into {place.slug} today", place.taken_today, 0,
                           place.intake + largest)  # fmt: skip
    yield from unlike(EVERYWHERE, "people arrived", sum(p.arrived for p in places), world.households.arrived)
    today = sum(place.taken_today for place in places)
    yield from unlike(EVERYWHERE, "people arrived today", world.counts.arrived_today, today)


def reports(world: World) -> Iterator[Broken]:
    """Whatever observers say, the truth that is noted beside it is the truth, and of a convoy that there was."""
    for report in reversed(world.reports):
        if report.day != world.day:
            return
        if report.convoy is not None:
            yield from _of_a_convoy(world, report)
        else:
            yield from unlike(EVERYWHERE, "true arrivals beside a report", report.true_people, world.households.arrived)
        if report.people is not None:
            yield from outside(report.enclave or EVERYWHERE, "people as reported", report.people, 0)


def _of_a_convoy(world: World, report: Report) -> Iterator[Broken]:
    name, convoy = report.enclave or EVERYWHERE, world.convoys[(report.convoy or 0) - 1]
    yield from unlike(name, "enclave of a convoy reported", convoy.enclave.name, report.enclave)
    yield from unlike(name, "day of a convoy reported", convoy.day, report.day)
    yield from unlike(name, "true people beside a report", report.true_people, convoy.people)
    if report.buses is not None:
        yield from outside(name, "buses as reported", report.buses, 1)
