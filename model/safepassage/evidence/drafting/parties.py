"""Who is involved besides the people: the armed group, go-betweens, the besieger, the buses, and what came before."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft, slug
from safepassage.evidence.drafting.ground import ground_to_take
from safepassage.evidence.drafting.people import Number
from safepassage.evidence.facts import knowable
from safepassage.evidence.places import km_between
from safepassage.evidence.tables import KIND_OF_TYPE, Available

# Fronts of 2018: 4,000 to 9,000 after Ghouta, 15,000 around it; fewer against a few hundred.
STRENGTH_BOUNDS = (1_500.0, 15_000.0)
STRENGTH_PER_ROOT_FIGHTER = 102.0  # 15,000 against about 21,500 in eastern Ghouta
STRENGTH_SPREAD = 0.6  # log-sd; which part of the army came is seldom reported
ULTIMATUM_DAYS = (2, 14)  # length of a threat that was not reported
OTHERS_JOIN = 0.35  # chance that a go-between beside the main one takes part; rows of 2018 name one or two
LOAD_SPREAD = 0.1  # log-sd of people per bus between agreements beyond what differs from convoy to convoy
FLEET = (180, 320)


class Go(NamedTuple):
    """A go-between by its usual name: skill, guarantee and capacity, and why."""

    skill: float
    guarantee: float
    capacity: int


# Skill, guarantee, capacity; all assumed. Who could carry a deal through at all stood behind it nearly as Russia later
# did: those under the UN, Iran and others were mostly honoured (general knowledge), and tables list deals that were
# made.
BROKERS = {
    "russia": Go(0.5, 0.6, 3),
    "un": Go(0.35, 0.3, 2),
    "united nations": Go(0.35, 0.3, 2),
    "iran": Go(0.4, 0.5, 1),
    "turkey": Go(0.4, 0.4, 2),
    "qatar": Go(0.4, 0.4, 1),
    "hezbollah": Go(0.4, 0.5, 1),
    "lebanese general security": Go(0.5, 0.5, 1),
    "palestinian factions": Go(0.4, 0.15, 1),
    "local notables": Go(0.2, 0.05, 4),
}
EVERYWHERE = ("un", "united nations", "local notables")  # go-betweens of any war, the others are those of their own
UNKNOWN_BROKER = Go(0.35, 0.5, 2)
LEAST_GUARANTEE = 0.2  # below this a go-between carries messages; somebody who can do more is found for every deal
# Where a note says that a broker works only somewhere: latitude, longitude, kilometres around.
AREAS = {
    "southern damascus": (33.47, 36.31, 12.0),
    "lebanese border": (34.0, 36.3, 60.0),
    "western qalamoun": (33.95, 36.5, 50.0),
}


def put_group(draft: Draft, case: Case, fighters: Number) -> None:
    """The one faction."""
    row, rng = case.row, case.rng("group")
    known_type = row.group_type.strip().lower() in KIND_OF_TYPE
    draft.put("factions.group.name", row.armed_group or row.enclave or row.id)
    draft.put("factions.group.kind", row.kind, "" if known_type else f"assumed: {row.group_type!r} is taken for rebels")
    draft.put("factions.group.fighters", *fighters)
    days = round(float(np.exp(rng.normal(log(60.0), 0.5))))
    draft.put("factions.group.stock_days", days, "assumed: two months, drawn")


def put_brokers(draft: Draft, case: Case) -> None:
    """The go-between whose guarantee is best takes part; of the others that were there each does with a chance."""
    row, tables, start, where, rng = case.row, case.tables, case.start, case.where, case.rng("brokers")
    present = [
        entry
        for entry in tables.available
        if entry.role == "broker" and assumptions.existed(entry, start) and _reaches(entry, row.kind, where)
    ]
    if case.abroad:
        present = [entry for entry in present if entry.name.lower() in EVERYWHERE]
    if present:
        best = max(present, key=lambda entry: BROKERS.get(entry.name.lower(), UNKNOWN_BROKER).guarantee)
        joins = rng.random(len(present)).tolist()
        present = [e for e, chance in zip(present, joins, strict=True) if e is best or chance < OTHERS_JOIN]
    for entry in present:
        go = BROKERS.get(entry.name.lower(), UNKNOWN_BROKER)
        _broker(
            draft,
            slug(entry.name),
            entry.name,
            go,
            row.kind,
            f"available table, {entry.name}; skill and guarantee assumed",
        )
    if not any(BROKERS.get(entry.name.lower(), UNKNOWN_BROKER).guarantee >= LEAST_GUARANTEE for entry in present):
        why = "assumed: none is known to have existed that could guarantee a passage"
        _broker(draft, "go-between", "A go-between", UNKNOWN_BROKER, row.kind, why)


def _broker(draft: Draft, name: str, title: str, go: Go, kind: str, source: str) -> None:
    key = f"brokers.{name}"
    draft.put(f"{key}.name", title, source)
    draft.put(f"{key}.skill", go.skill)
    draft.put(f"{key}.guarantee", go.guarantee)
    draft.put(f"{key}.capacity", go.capacity)
    draft.put(f"{key}.access", [kind])


def _reaches(entry: Available, kind: str, where: tuple[float, float] | None) -> bool:
    """Whether a broker speaks with a kind of group in a place, by its note."""
    note = entry.note.lower()
    if kind == "islamic_state" and ("all but the islamic state" in note or note.startswith("rebels")):
        return False
    if kind == "jihadist" and note.startswith("rebels;"):
        return False
    areas = [area for name, area in AREAS.items() if name in note]
    if not areas or where is None:
        return True
    return any(km_between(*where, lat, lon) <= km for lat, lon, km in areas)


def put_besieger(draft: Draft, case: Case, fighters: int) -> None:
    """Strength, allied air power, and the offensive or the ultimatum."""
    row, tables, start, threatened, rng = case.row, case.tables, case.start, case.threatened, case.rng("besieger")
    others = assumptions.under_the_same_offensive(row, tables)
    all_fighters = fighters + sum(assumptions.middle_of_fighters(knowable(other)) or 2_000.0 for other in others)
    total = STRENGTH_PER_ROOT_FIGHTER * sqrt(all_fighters) * exp(STRENGTH_SPREAD * rng.standard_normal())
    total = min(max(total, STRENGTH_BOUNDS[0]), STRENGTH_BOUNDS[1])
    own = ground_to_take(case.found, tables)
    share = own / (own + sum(ground_to_take(assumptions.districts_of(other, tables), tables) for other in others))
    strength = max(round(total * share), 1)
    shared = f", and its part of what {len(others) + 1} enclaves drew" if others else ""
    draft.put("government.strength", strength, f"assumed: 1,500 to 15,000 by the root of the fighters, drawn{shared}")
    if not row.loyal and _russia_helps(case):
        draft.put("allies.russia.name", "Russian air force")
        draft.put("allies.russia.air", 1.5, "assumed: half as much again, from 2015-09-30 on")
    low, high = ULTIMATUM_DAYS
    days = int(rng.integers(low, high + 1)) if threatened else 0
    offensive = {"date": start, "districts": list(case.slugs), "strength": strength}
    if threatened:
        offensive["ultimatum"] = days
    draft.put(
        "offensives",
        [offensive],
        "assumed: none was reported; a threat of some days, and the assault if it is not heeded"
        if threatened
        else f"{tables.name}, {row.id}, offensive_start; its strength assumed",
    )


def _russia_helps(case: Case) -> bool:
    """Whether Russia's air force was there as an ally: since it brokers in the same war."""
    there = any(
        entry.role == "broker" and entry.name.lower() == "russia" and assumptions.existed(entry, case.start)
        for entry in case.tables.available
    )
    return there and not case.abroad


def put_fleet(draft: Draft, case: Case) -> None:
    """One fleet, and how full its buses are."""
    known, rng = case.known, case.rng("fleet")
    draft.put(
        "convoys.buses", int(rng.integers(FLEET[0], FLEET[1] + 1)), "assumed: as many as were in use in 2018, drawn"
    )
    loads = sorted(known.people_per_bus)
    seats = min(max(round(loads[len(loads) // 2] * exp(LOAD_SPREAD * rng.standard_normal())), 20), 80)
    draft.put("convoys.seats", seats, "assumed: drawn around the median people per bus of other agreements")


def put_precedents(draft: Draft, case: Case) -> None:
    """What had become of the enclave's peers."""
    past = assumptions.past_of(case.row, case.tables, case.calibration, case.start)
    why = "other agreements near by that were carried out in the weeks before the start"
    draft.put("precedents.gone", min(past.gone, 1000), why)
    draft.put("precedents.left", min(past.left, 1000), "assumed: those of the table, and at least eight peers in all")
    draft.put("precedents.honoured", past.honoured)
