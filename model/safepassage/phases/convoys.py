"""Convoys: loaded at night, seen as they leave, shot at or not, let in, held or turned elsewhere."""

from __future__ import annotations

from math import exp

import numpy as np

from safepassage.actors.sensing import Departure
from safepassage.equations import passage
from safepassage.people import deaths
from safepassage.people.households import Rows
from safepassage.world.convoys import Convoy
from safepassage.world.enclave import Agreement, Enclave
from safepassage.world.ground import Route
from safepassage.world.reception import Destination
from safepassage.world.world import World

READS = {
    "convoys", "fleet", "households", "monitor", "network", "parameters", "reception", "roll", "state_media",
    "streams", "under_way",
}  # fmt: skip
WRITES = {
    "convoys", "counts", "fleet", "households", "journal", "reception", "reports", "roll", "state_media",
    "under_way",
}  # fmt: skip


def depart(world: World, agreement: Agreement, queue: Rows) -> int:
    """Load tonight's convoy from the head of ``queue`` and let it leave; returns how many rows of the queue it took.

    0 where no road is open, no bus is free or nobody fits.
    """
    enclave, destination = agreement.enclave, agreement.passage.destination
    route = world.network.route(world.network.slugs[enclave.seat], destination) if destination else None
    convoy = load(world, enclave, queue, _gate(world, agreement), route, deniable=agreement.deniable) if route else None
    if convoy is None:
        return 0
    world.post_departure(convoy)
    _be_seen(world, agreement, convoy)
    _pass_the_lines(world, convoy)
    return len(convoy.rows)


def load(world: World, enclave: Enclave, queue: Rows, gate: int, route: Route, *, deniable: bool) -> Convoy | None:
    """Let as many board from the head of ``queue`` as ``gate`` (people a night) and buses allow; None if nobody can."""
    p, day = world.parameters.convoys, world.day
    rng = world.streams.of("convoys", enclave.name)
    entry = passage.entry_hour(p.entry_hour, p.timetable_spread, rng.standard_normal())
    leave = passage.departure_hour(p.departure_hour, p.timetable_spread, rng.standard_normal())
    factor = exp(p.load_spread * rng.standard_normal())
    to_a_bus = passage.load(world.fleet.seats, factor, p.least_load, p.most_load)
    shot_at = bool(rng.random() < p.shots)
    sizes = world.households.size.take(queue[: gate + 1]).cumsum(dtype=np.uint32)
    waiting = sizes.item(-1) if len(sizes) else 0
    buses = min(passage.buses_needed(waiting, gate, to_a_bus), world.fleet.free(24.0 * day + entry))
    seats = min(buses * to_a_bus, max(gate, sizes.item(0))) if buses else 0
    taken = int(sizes.searchsorted(seats, side="right")) if buses else 0
    if taken == 0:
        return None
    rows = queue[:taken].copy()  # a view would keep all that waited this night in memory
    people, fighters, origins = world.households.depart(rows)
    destination, due = route.places[-1], 24.0 * day + leave + route.hours
    return Convoy(
        len(world.convoys) + 1, enclave, origins, day, entry, leave, buses, people, fighters, rows, destination, route,
        due, deniable, destination, due, shot_at=shot_at,
    )  # fmt: skip


def _gate(world: World, agreement: Agreement) -> int:
    """People that the gate screens tonight."""
    p = world.parameters.convoys
    hours = p.gate_hours_deniable if agreement.deniable else p.gate_hours
    first = agreement.enclave.tally.convoys == 0
    return passage.screened(agreement.pace, hours, p.first_night if first else 1.0)


def _be_seen(world: World, agreement: Agreement, convoy: Convoy) -> None:
    """Let monitor and state media see a convoy leave, and note what they say."""
    enclave, day = convoy.enclave, convoy.day
    seen = Departure(
        day, enclave.name, convoy.number, convoy.buses, convoy.people, convoy.deniable, agreement.reputation
    )  # fmt: skip
    counted = world.monitor.sees(seen)
    just_lost = (d for d in enclave.all_districts if world.network.taken(d) > 0)
    talked_of = sorted({*enclave.districts, *convoy.origins, *just_lost})
    taken = {world.network.slugs[d]: world.network.taken(d) for d in talked_of}
    said = world.state_media.covers(seen, enclave.tally.attempts, taken)
    denied = [r.district for r in said if r.says == "denies" and r.district is not None]
    enclave.tally.denied += [slug for slug in denied if slug not in enclave.tally.denied]
    world.reports.extend([*([counted] if counted else []), *said])
    world.journal.write(
        day, "convoy_left", round(convoy.departure_hour, 2), enclave=enclave.name, convoy=convoy.number,
        origins=world.slugs(convoy.origins), destination=convoy.destination, buses=convoy.buses, people=convoy.people,
        fighters=convoy.fighters, entered=round(convoy.entry_hour, 2),
        monitor_buses=counted.buses if counted else None, monitor_people=counted.people if counted else None,
        denied=denied, confirmed=[r.district for r in said if r.says == "confirms"],
    )  # fmt: skip


def _pass_the_lines(world: World, convoy: Convoy) -> None:
    """Some convoys are shot or stoned at as they pass."""
    if not convoy.shot_at:
        return
    rng, tally = world.streams.of("convoys", "shots", convoy.enclave.name), convoy.enclave.tally
    shot = int(rng.poisson(world.parameters.convoys.shot_deaths))
    convoy.killed = deaths.kill_on_road(world.households, convoy.rows, shot, rng)
    tally.civilians_killed += convoy.killed
    tally.incidents += 1
    _note(world, convoy, "shot_at", killed=convoy.killed)


def drive(world: World) -> None:
    """Let the convoys that are due by the end of the day arrive, wait at a closed door, or turn elsewhere."""
    end = 24.0 * (world.day + 1)
    for convoy in [c for c in world.under_way if c.due <= end]:
        place = world.reception.places[convoy.destination]
        if place.lets_in and place.taken_today < place.intake:
            _arrive(world, convoy, place)
        else:
            _wait(world, convoy, place)


def _arrive(world: World, convoy: Convoy, place: Destination) -> None:
    """A convoy unloads."""
    hour, p = max(convoy.due, 24.0 * world.day), world.parameters.convoys
    unsheltered = world.post_arrival(convoy, hour, p.rest_hours)
    convoy.enclave.tally.interrupted |= convoy.turned_back or convoy.held_hours >= p.held_hours
    _note(
        world, convoy, "convoy_arrived", round(hour - 24 * world.day, 2), destination=place.slug, people=convoy.aboard,
        without_shelter=unsheltered, held_hours=round(convoy.held_hours, 1),
    )  # fmt: skip


def _wait(world: World, convoy: Convoy, place: Destination) -> None:
    """Held: by the receiver's refusal, or only because its reception is full for today."""
    refused, tonight = not place.lets_in, 24.0 * (world.day + 1)
    if convoy.held_since is None:
        convoy.held_since = convoy.due
        _note(world, convoy, "convoy_held", destination=place.slug, refused=refused)
    if not refused or tonight - convoy.held_since < 24.0 * world.parameters.convoys.patience_days:
        return
    other = world.reception.elsewhere(convoy.destination, convoy.enclave.faction)
    if other is not None:
        convoy.destination, convoy.route = other
        convoy.due, convoy.held_since, convoy.turned_back = tonight + convoy.route.hours, None, True
        _note(world, convoy, "convoy_turned", destination=convoy.destination)


def _note(world: World, convoy: Convoy, kind: str, hour: float | None = None, **details: str | float) -> None:
    world.journal.write(world.day, kind, hour, enclave=convoy.enclave.name, convoy=convoy.number, **details)
