"""Scheduled outside events: each kind is one small function, run on the morning of its date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from safepassage import war
from safepassage.households import INSIDE
from safepassage.scenario import GOVERNMENT
from safepassage.scenario.schema import Event, EventKind

if TYPE_CHECKING:
    from safepassage.campaign import Campaign


def morning(campaign: Campaign, day: int) -> None:
    """Run the events due today, and end those whose time is over."""
    over, due = campaign.undo.pop(day, ()), campaign.calendar.get(day, ())
    if over or due:
        campaign.passages.clear()  # roads, doors and access change by outside events only
    for undo in over:
        undo()
    for event in due:
        _HAPPENS[event.kind](campaign, event)
        named = event.model_dump(mode="json", exclude_none=True, exclude={"date", "kind"})
        campaign.journal.write(day, "outside_event", event=event.kind.value, **named)


def _later(campaign: Campaign, event: Event, undo: Callable[[], None]) -> None:
    """Take an event back on the day after its last."""
    if event.until is not None:
        campaign.undo.setdefault(campaign.day_of(event.until) + 1, []).append(undo)


def _numbers(campaign: Campaign, event: Event) -> tuple[int, ...]:
    return tuple(campaign.network.index[slug] for slug in event.districts or ())


def _corridor(campaign: Campaign, event: Event) -> None:
    districts = _numbers(campaign, event)
    campaign.corridors.update(districts)
    _later(campaign, event, lambda: campaign.corridors.difference_update(districts))


def _road(campaign: Campaign, event: Event, *, is_open: bool) -> None:
    a, b = str(event.a), str(event.b)
    campaign.network.set_road(a, b, is_open=is_open)
    _later(campaign, event, lambda: campaign.network.set_road(a, b, is_open=not is_open))


def _destination(campaign: Campaign, event: Event, *, is_open: bool) -> None:
    place = campaign.reception.places[str(event.destination)]
    place.open = is_open

    def undo() -> None:
        place.open = not is_open

    _later(campaign, event, undo)


def _ultimatum(campaign: Campaign, event: Event) -> None:
    war.give_ultimatum(campaign, _numbers(campaign, event), event.days or 1, campaign.day)


def _aid(campaign: Campaign, event: Event) -> None:
    for pocket in campaign.roll.pockets:
        named = [d for d in _numbers(campaign, event) if d in pocket.districts]
        people = sum(campaign.households.people[d] for d in pocket.districts)
        if named and people:
            # What reaches the named districts is shared by the pocket they lie in.
            share = sum(campaign.households.people[d] for d in named) / people
            pocket.stock += (event.days or 0.0) * share


def _truce(campaign: Campaign, event: Event) -> None:
    districts = set(_numbers(campaign, event))
    for enclave in campaign.active:
        if districts & set(enclave.districts) and event.until is not None:
            enclave.truce_until = campaign.day_of(event.until)


def _outside_pressure(campaign: Campaign, event: Event) -> None:
    campaign.government.outside_pressure = event.value or 0.0


def _seizure(campaign: Campaign, event: Event) -> None:
    """A faction takes districts that nobody else defends; fighters of its nearest enclave go there."""
    faction = str(event.faction)
    for d in _numbers(campaign, event):
        if campaign.network.holder[d] != GOVERNMENT:
            continue  # still defended: what was reported elsewhere did not come about in this run
        campaign.network.holder[d] = faction
        sources = [e for e in campaign.active if e.faction.slug == faction and e.agreement is None]
        wanted = event.fighters or 0
        for source in (s for enclave in sources for s in enclave.districts):
            rows = campaign.households.rows_at(source)
            alone = rows[(campaign.households.fighters[rows] == 1) & (campaign.households.size[rows] == 1)]
            going = alone[campaign.households.status[alone] == INSIDE][:wanted]
            campaign.households.move(going, source, d)
            wanted -= len(going)
            if wanted <= 0:
                break
    campaign.regroup(campaign.day)


def _ally(campaign: Campaign, event: Event) -> None:
    ally = next(a for a in campaign.government.allies if a.slug == event.ally)
    ally.air = event.air if event.air is not None else ally.air
    ally.strength = event.strength if event.strength is not None else ally.strength


def _broker_access(campaign: Campaign, event: Event) -> None:
    broker = next(b for b in campaign.brokers if b.slug == event.broker)
    broker.access = set(event.access or ())


_HAPPENS: dict[EventKind, Callable[[Campaign, Event], None]] = {
    EventKind.CORRIDOR: _corridor,
    EventKind.ROAD_CLOSED: lambda c, e: _road(c, e, is_open=False),
    EventKind.ROAD_OPENED: lambda c, e: _road(c, e, is_open=True),
    EventKind.DESTINATION_CLOSED: lambda c, e: _destination(c, e, is_open=False),
    EventKind.DESTINATION_OPENED: lambda c, e: _destination(c, e, is_open=True),
    EventKind.ULTIMATUM: _ultimatum,
    EventKind.AID: _aid,
    EventKind.TRUCE: _truce,
    EventKind.OUTSIDE_PRESSURE: _outside_pressure,
    EventKind.SEIZURE: _seizure,
    EventKind.ALLY: _ally,
    EventKind.BROKER_ACCESS: _broker_access,
}
