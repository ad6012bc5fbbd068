"""What the page needs of a day: who holds what, every enclave's row, the convoys, and the charts' new rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from safepassage.phases.terms import in_words
from safepassage.scenario import GOVERNMENT
from safepassage.telling.wording import Names
from safepassage.view.knowledge import knowledge
from safepassage.world.enclave import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safepassage.actors.observers import Report
    from safepassage.journal import Entry
    from safepassage.world.convoys import Convoy
    from safepassage.world.enclave import Agreement, Enclave
    from safepassage.world.reception import Destination
    from safepassage.world.world import World


class Fresh(NamedTuple):
    """What a run's lists have gained since the evening before."""

    outlooks: Sequence[tuple[Any, ...]]
    reports: Sequence[Report]
    entries: Sequence[Entry]


_STAGES = {"registration": "ceasefire", "convoys": "convoys", "suspended": "suspended"}
_ENDS = {"evacuated": "handed over", "settled": "settled", "stormed": "stormed", "withdrew": "withdrew"}


# What the time line marks, by the kind of the journal's entry.
_MARKS = {
    "offensive": "assault", "split": "split", "signed": "signature", "truce_signed": "truce", "handover": "handover",
    "withdrew": "withdrawal", "stormed": "storming", "full_control": "control",
}  # fmt: skip


def frame(world: World, fresh: Fresh) -> dict[str, Any]:
    """The state this evening, and what is new since the evening before."""
    number = {enclave.name: i for i, enclave in enumerate(world.roll.enclaves)}
    return {
        "day": world.day,
        "date": (world.scenario.start + dt.timedelta(days=max(world.day, 0))).strftime("%A, %-d %B %Y"),
        "people": people_today(world),
        "outlooks": [_outlook(row, number) for row in fresh.outlooks],
        "reports": [_report(row, number, world) for row in fresh.reports],
        "marks": _marks(world, fresh.entries, number),
        "holders": [_held_by(world, d) for d in range(len(world.network.slugs))],
        "inhabitants": list(world.households.people),
        "pockets": _pockets(world),
        "assaults": _assaults(world),
        "enclaves": _enclaves(world),
        "places": [_place(place) for place in world.reception.places.values()],
        "convoys": [_convoy(c, number, world) for c in world.convoys if _seen(c, world.day)],
    }


def people_today(world: World) -> dict[str, Any]:
    """Where everybody is this evening; these counts add up to the people at the start. And the strength of assaults."""
    h, network = world.households, world.network
    settled = sum(
        people for d, people in enumerate(h.people) if network.holder[d] == GOVERNMENT or d in network.released
    )
    return {
        "inside": h.inside - settled,
        "stayed": settled,
        "boarded": h.on_road,
        "arrived": [place.arrived for place in world.reception.places.values()],
        "crossed": h.crossed,
        "killed": h.killed,
        "strength": round(sum(pocket.strength for pocket in world.roll.pockets)),
        "fighting": any(pocket.strength > 0 for pocket in world.roll.pockets),
    }


def _marks(world: World, entries: Sequence[Entry], number: dict[str, int]) -> list[list[Any]]:
    """What happened today that the time line marks: its kind, and the enclave if it is about one."""
    told = [
        [_MARKS[entry.kind], number.get(entry.details.get("enclave", ""))] for entry in entries if entry.kind in _MARKS
    ]
    first = [e.name for e in world.roll.enclaves if e.tally.first_convoy_day == world.day]
    return told + [["first convoy", number[name]] for name in first]


def _held_by(world: World, d: int) -> str:
    """Whose colour a district has: the government's, or its holder's kind."""
    holder = world.network.holder[d]
    if holder == GOVERNMENT:
        return GOVERNMENT
    if d in world.network.released:
        return world.factions[holder].kind if holder in world.factions else "rebel"
    faction = world.factions[holder]
    return "garrison" if faction.side == GOVERNMENT else faction.kind


def _pockets(world: World) -> list[int]:
    """The pocket of each district, numbered; -1 where nobody is besieged."""
    of = {d: i for i, pocket in enumerate(world.roll.pockets) for d in pocket.districts}
    return [of.get(d, -1) for d in range(len(world.network.slugs))]


def _assaults(world: World) -> list[tuple[int, int]]:
    """Fronts under assault today: the government's district, and the one attacked."""
    network = world.network
    return [
        (b, d)
        for enclave in world.active
        for d, _ in enclave.assault.fronts
        if network.holder[d] != GOVERNMENT
        for b in network.beside[d]
        if network.holder[b] == GOVERNMENT
    ]


def _enclaves(world: World) -> list[dict[str, Any]]:
    latest = {agreement.enclave.name: agreement for agreement in world.agreements}
    twice = {e.faction.slug for i, e in enumerate(world.roll.enclaves) for o in world.roll.enclaves[:i]
             if o.faction is e.faction}  # fmt: skip
    return [
        _enclave(world, enclave, latest.get(enclave.name), full=enclave.faction.slug in twice)
        for enclave in world.roll.enclaves
    ]


def _enclave(world: World, enclave: Enclave, agreement: Agreement | None, *, full: bool) -> dict[str, Any]:
    tally, faction, names = enclave.tally, enclave.faction, world.network.names
    holds = enclave.talks or agreement
    return {
        "id": enclave.name,
        "name": f"{faction.name}, {names[enclave.seat]}" if full else faction.name,
        "kind": "garrison" if faction.side == GOVERNMENT else faction.kind,
        "stage": _stage(world, enclave, agreement),
        "gone": enclave.gone,
        "districts": list(enclave.districts),
        "seat": enclave.seat,
        "people": world.people_in(enclave),
        "fighters": world.fighters_in(enclave),
        "hunger": round(enclave.pocket.hunger, 3),
        "terms": _terms(world, agreement) if agreement else "",
        "broker": holds.broker.name if holds is not None and holds.broker is not None else "",
        "guarantor": holds.guarantor.name if holds is not None and holds.guarantor is not None else "",
        "besieger": Names(world.file).holder(faction.besieger),
        "ground_lost": tally.ground_lost,
        "signer": _signer(world, agreement) if agreement else "",
        "broken": agreement is not None and agreement.stage is Stage.COLLAPSED,
        "signed": agreement.signed if agreement else None,
        "to": list(world.reception.places).index(agreement.passage.destination)
        if agreement and agreement.passage.destination
        else None,
        "attempts": tally.attempts,
        "buses": tally.buses,
        "boarded": tally.departed,
        "announced": tally.announced,
        "incidents": tally.incidents,
        "knows": None if enclave.gone else knowledge(world, enclave),
    }


def _signer(world: World, agreement: Agreement) -> str:
    """Who signed a deal: the group, or in an exchange whoever signed with its partner, its patron for a garrison."""
    partner = agreement.partner
    if partner is None or world.agreements.index(agreement) < world.agreements.index(partner):
        return "group"
    return "patron" if agreement.enclave.faction.side == GOVERNMENT else "partner"


def _stage(world: World, enclave: Enclave, agreement: Agreement | None) -> str:
    if enclave.gone:
        return _ENDS.get(enclave.outcome, enclave.outcome)
    if enclave.agreement is not None and agreement is not None:
        return "signed" if agreement.signed == world.day else _STAGES.get(agreement.stage.value, agreement.stage.value)
    if enclave.talks is not None:
        return "talks" if enclave.talks.offers else "contact"
    if enclave.pocket.strength > 0:
        return "fighting"
    under_truce = enclave.truce is not None or world.truces.intersection(enclave.districts)
    return "truce" if under_truce else "siege"


def _terms(world: World, agreement: Agreement) -> str:
    """The terms as a phrase for a person."""
    slug = agreement.passage.destination
    parts = [in_words(agreement.deal, world.reception.places[slug].name if slug else None)]
    if agreement.partner is not None:
        parts.append(f"in exchange for the departure of {agreement.partner.enclave.faction.name}")
    return ", ".join(parts)


def _place(place: Destination) -> dict[str, Any]:
    door = "closed" if not place.open else "open" if place.consents else "refuses"
    return {"arrived": place.arrived, "unsheltered": place.without_shelter, "door": door}


def _seen(convoy: Convoy, day: int) -> bool:
    """Whether a convoy was on the road, at a door or just arrived at any time since noon of the day before."""
    return convoy.arrived_at is None or convoy.arrived_at >= 24.0 * (day - 1)


def _convoy(convoy: Convoy, number: dict[str, int], world: World) -> dict[str, Any]:
    """A convoy on its present leg; hours count from midnight of day 0."""
    places = list(world.reception.places)
    left = convoy.due - convoy.route.hours if convoy.turned_back else 24.0 * convoy.day + convoy.departure_hour
    return {
        "n": convoy.number,
        "enclave": number[convoy.enclave.name],
        "origin": convoy.origins[0],
        "from": places.index(convoy.first_destination) if convoy.turned_back else None,
        "to": places.index(convoy.destination),
        "via": [world.file.districts[slug].name for slug in convoy.route.places if slug in world.file.districts],
        "left": round(left, 2),
        "due": round(convoy.due, 2),
        "arrived": None if convoy.arrived_at is None else round(convoy.arrived_at, 2),
        "buses": convoy.buses,
        "people": convoy.people - convoy.killed,
    }


def _outlook(row: tuple[Any, ...], number: dict[str, int]) -> list[Any]:
    """Day, enclave, then stage and numbers in the order of the campaign's outlooks, to five digits."""
    day, enclave, *rest = row
    return [day, number[enclave], *(float(f"{x:.5g}") if isinstance(x, float) else x for x in rest)]


def _report(report: Report, number: dict[str, int], world: World) -> dict[str, Any]:
    index = world.network.index
    return {
        "day": report.day,
        "who": report.observer,
        "enclave": None if report.enclave is None else number[report.enclave],
        "district": None if report.district is None else world.network.names[index[report.district]],
        "convoy": report.convoy,
        "says": report.says,
        "buses": report.buses,
        "people": report.people,
        "truth": report.true_people,
    }
