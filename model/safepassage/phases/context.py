"""Outside events: what holds on a day follows from all windows open that day.

An event with an ``until`` is a window, one without lasts from its date on. Roads, doors, access, allies and pressure
take what the latest begun of the open windows says, and what the scenario says where none is open; corridors and truces
hold wherever any open window names the place. Ultimatums, aid and seizures happen once, on their date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from safepassage.people.households import INSIDE
from safepassage.phases import war
from safepassage.scenario import GOVERNMENT
from safepassage.scenario.schema import Event, EventKind
from safepassage.world.world import World

READS = {
    "active", "brokers", "calendar", "capital", "counts", "government", "households", "network", "reception", "roll",
}  # fmt: skip
WRITES = {
    "active", "brokers", "corridors", "government", "households", "journal", "network", "passages",
    "reception", "roll", "truces",
}  # fmt: skip

OPENS = {EventKind.ROAD_OPENED, EventKind.DESTINATION_OPENED}
ROADS = {EventKind.ROAD_CLOSED, EventKind.ROAD_OPENED}
DOORS = {EventKind.DESTINATION_CLOSED, EventKind.DESTINATION_OPENED}


def morning(world: World) -> None:
    """Let today's windows hold; then let happen what is dated today."""
    due = world.calendar.begins.get(world.day, ())
    if due or world.day in world.calendar.changes:
        _let_hold(world, world.calendar.open_on(world.day))
    for event in due:
        if event.kind in _HAPPENS:
            _HAPPENS[event.kind](world, event)
        named = event.model_dump(mode="json", exclude_none=True, exclude={"date", "kind"})
        world.journal.write(world.day, "outside_event", event=event.kind.value, **named)


# States


def _let_hold(world: World, open_today: list[Event]) -> None:
    """Set every state that windows decide to what those open today say."""
    world.passages.clear()  # roads, doors and access change by outside events only
    world.corridors = _named(world, open_today, EventKind.CORRIDOR)
    world.truces = _named(world, open_today, EventKind.TRUCE)
    _roads(world, open_today)
    _doors(world, open_today)
    _allies(world, open_today)
    for broker in world.brokers:
        said = [e for e in open_today if e.kind is EventKind.BROKER_ACCESS and e.broker == broker.slug]
        broker.access = set((said[-1].access or ()) if said else world.file.brokers[broker.slug].access)
    pressed = [e.value or 0.0 for e in open_today if e.kind is EventKind.OUTSIDE_PRESSURE]
    world.government.outside_pressure = pressed[-1] if pressed else world.file.government.outside_pressure


def _named(world: World, events: Iterable[Event], kind: EventKind) -> set[int]:
    """Districts that any of these events of one kind names."""
    return {d for event in events if event.kind is kind for d in _numbers(world, event)}


def _numbers(world: World, event: Event) -> Iterator[int]:
    return (world.network.index[slug] for slug in event.districts or ())


def _roads(world: World, open_today: list[Event]) -> None:
    said = {frozenset((e.a, e.b)): e.kind in OPENS for e in open_today if e.kind in ROADS}
    world.network.set_roads(said)


def _doors(world: World, open_today: list[Event]) -> None:
    said = {e.destination: e.kind in OPENS for e in open_today if e.kind in DOORS}
    for slug, place in world.reception.places.items():
        place.open = said.get(slug, world.file.destinations[slug].open)


def _allies(world: World, open_today: list[Event]) -> None:
    for ally in world.government.allies:
        table = world.file.allies[ally.slug]
        said = [e for e in open_today if e.kind is EventKind.ALLY and e.ally == ally.slug]
        ally.air = next((e.air for e in reversed(said) if e.air is not None), table.air)
        ally.strength = next((e.strength for e in reversed(said) if e.strength is not None), table.strength)
    world.government.muster()


# What happens once


def _ultimatum(world: World, event: Event) -> None:
    left = (event.days or 1) - (world.day - world.day_of(event.date))  # given before the start, it has run for a while
    if left > 0:
        war.give_ultimatum(world, tuple(_numbers(world, event)), left)


def _aid(world: World, event: Event) -> None:
    people = world.households.people
    if world.day_of(event.date) < world.day:
        return  # eaten before the start, whose stocks the scenario gives
    for pocket in world.roll.pockets:
        named = [d for d in _numbers(world, event) if d in pocket.districts]
        total = sum(people[d] for d in pocket.districts)
        if named and total:
            # What reaches the named districts is shared by the pocket they lie in.
            pocket.stock += (event.days or 0.0) * (sum(people[d] for d in named) / total)


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


_HAPPENS: dict[EventKind, Callable[[World, Event], None]] = {
    EventKind.ULTIMATUM: _ultimatum,
    EventKind.AID: _aid,
    EventKind.SEIZURE: _seizure,
}
