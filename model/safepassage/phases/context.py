"""Scheduled outside events: each kind is one small function, run on the morning of its date."""

from __future__ import annotations

from collections.abc import Callable

from safepassage.people.households import INSIDE
from safepassage.phases import war
from safepassage.scenario import GOVERNMENT
from safepassage.scenario.schema import Event, EventKind
from safepassage.world.world import World

READS = {
    "active", "brokers", "calendar", "government", "households", "network", "reception", "roll", "undo",
}  # fmt: skip
WRITES = {
    "active", "brokers", "communities", "corridors", "counts", "government", "households", "journal", "network",
    "passages", "reception", "roll", "undo",
}  # fmt: skip


def morning(world: World) -> None:
    """Run the events due today, and end those whose time is over."""
    over, due = world.undo.pop(world.day, ()), world.calendar.get(world.day, ())
    if over or due:
        world.passages.clear()  # roads, doors and access change by outside events only
    for undo in over:
        undo()
    for event in due:
        _HAPPENS[event.kind](world, event)
        named = event.model_dump(mode="json", exclude_none=True, exclude={"date", "kind"})
        world.journal.write(world.day, "outside_event", event=event.kind.value, **named)


def _later(world: World, event: Event, undo: Callable[[], None]) -> None:
    """Take an event back on the day after its last."""
    if event.until is not None:
        world.undo.setdefault(world.day_of(event.until) + 1, []).append(undo)


def _numbers(world: World, event: Event) -> tuple[int, ...]:
    return tuple(world.network.index[slug] for slug in event.districts or ())


def _corridor(world: World, event: Event) -> None:
    districts = _numbers(world, event)
    world.corridors.update(districts)
    _later(world, event, lambda: world.corridors.difference_update(districts))


def _road(world: World, event: Event, *, is_open: bool) -> None:
    a, b = str(event.a), str(event.b)
    world.network.set_road(a, b, is_open=is_open)
    _later(world, event, lambda: world.network.set_road(a, b, is_open=not is_open))


def _destination(world: World, event: Event, *, is_open: bool) -> None:
    place = world.reception.places[str(event.destination)]
    place.open = is_open

    def undo() -> None:
        place.open = not is_open

    _later(world, event, undo)


def _ultimatum(world: World, event: Event) -> None:
    war.give_ultimatum(world, _numbers(world, event), event.days or 1)


def _aid(world: World, event: Event) -> None:
    people = world.households.people
    for pocket in world.roll.pockets:
        named = [d for d in _numbers(world, event) if d in pocket.districts]
        total = sum(people[d] for d in pocket.districts)
        if named and total:
            # What reaches the named districts is shared by the pocket they lie in.
            pocket.stock += (event.days or 0.0) * (sum(people[d] for d in named) / total)


def _truce(world: World, event: Event) -> None:
    districts = set(_numbers(world, event))
    for enclave in world.active:
        if districts & set(enclave.districts) and event.until is not None:
            enclave.truce_until = world.day_of(event.until)


def _outside_pressure(world: World, event: Event) -> None:
    world.government.outside_pressure = event.value or 0.0


def _seizure(world: World, event: Event) -> None:
    """A faction takes districts that nobody else defends; fighters of its nearest enclave go there."""
    faction = str(event.faction)
    # Still defended: what was reported elsewhere did not come about in this run.
    left = [d for d in _numbers(world, event) if world.network.holder[d] == GOVERNMENT]
    world.take(left, faction, lambda d: _garrison(world, d, faction, event.fighters or 0))


def _garrison(world: World, d: int, faction: str, wanted: int) -> None:
    """Fighters without families go to a district that their faction took."""
    h = world.households
    sources = [e for e in world.active if e.faction.slug == faction and e.agreement is None]
    for source in (s for enclave in sources for s in enclave.districts):
        rows = h.rows_at(source)
        alone = rows[(h.fighters[rows] == 1) & (h.size[rows] == 1)]
        going = alone[h.status[alone] == INSIDE][:wanted]
        h.move(going, source, d)
        wanted -= len(going)
        if wanted <= 0:
            return


def _ally(world: World, event: Event) -> None:
    ally = next(a for a in world.government.allies if a.slug == event.ally)
    ally.air = event.air if event.air is not None else ally.air
    ally.strength = event.strength if event.strength is not None else ally.strength


def _broker_access(world: World, event: Event) -> None:
    broker = next(b for b in world.brokers if b.slug == event.broker)
    broker.access = set(event.access or ())


_HAPPENS: dict[EventKind, Callable[[World, Event], None]] = {
    EventKind.CORRIDOR: _corridor,
    EventKind.ROAD_CLOSED: lambda w, e: _road(w, e, is_open=False),
    EventKind.ROAD_OPENED: lambda w, e: _road(w, e, is_open=True),
    EventKind.DESTINATION_CLOSED: lambda w, e: _destination(w, e, is_open=False),
    EventKind.DESTINATION_OPENED: lambda w, e: _destination(w, e, is_open=True),
    EventKind.ULTIMATUM: _ultimatum,
    EventKind.AID: _aid,
    EventKind.TRUCE: _truce,
    EventKind.OUTSIDE_PRESSURE: _outside_pressure,
    EventKind.SEIZURE: _seizure,
    EventKind.ALLY: _ally,
    EventKind.BROKER_ACCESS: _broker_access,
}
