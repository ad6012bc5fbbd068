"""The besieger: whose army it is, how strong, what it threatens; and the buses that all agreements share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import exp, sqrt

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft, slug
from safepassage.evidence.drafting.ground import ground_to_take
from safepassage.evidence.facts import knowable
from safepassage.evidence.names import key
from safepassage.evidence.rows import Agreement
from safepassage.scenario import GOVERNMENT

# Fronts of 2018: 4,000 to 9,000 after Ghouta, 15,000 around it; fewer against a few hundred.
STRENGTH_BOUNDS = (1_500.0, 15_000.0)
STRENGTH_PER_ROOT_FIGHTER = 102.0  # 15,000 against about 21,500 in eastern Ghouta
STRENGTH_SPREAD = 0.6  # log-sd; which part of the army came is seldom reported
ULTIMATUM_DAYS = (2, 14)  # length of a threat that was not reported
USUAL_FIGHTERS = 2_000.0  # of an enclave under the same offensive whose fighters nobody counted
ABBREVIATION = 4  # a party's name of so few letters is one
LOAD_SPREAD = 0.1  # log-sd of people per bus between agreements beyond what differs from convoy to convoy
FLEET = (180, 320)


def put_besieger(draft: Draft, cases: Sequence[Case], fighters: Sequence[int]) -> None:
    """Whose army it is, its strength, allied air power, and the offensives or ultimatums.

    One army serves all: it has what the largest of the offensives that begin together asks for.
    """
    party, first = cases[0].row.besieged_by, cases[0]
    if party != GOVERNMENT:
        why = f"{first.source}, besieger" if first.row.besieger else "assumed: its own side is besieged by the other"
        draft.put("government.name", party.upper() if len(party) <= ABBREVIATION else party.title(), why)
        draft.put("government.party", slug(party) or "besieger")
    own = dict(zip((case.row.id for case in cases), fighters, strict=True))
    asked = [_strength(case, own) for case in cases]
    begun: dict[dt.date | None, int] = {}
    for case, strength in zip(cases, asked, strict=True):
        begun[case.window.offensive] = begun.get(case.window.offensive, 0) + strength
    shared = f"; {len(cases)} enclaves share one army" if len(cases) > 1 else ""
    why = f"assumed: 1,500 to 15,000 by the root of the fighters, drawn; its part of one offensive on several{shared}"
    draft.put("government.strength", max(begun.values()), why)
    if any(_russia_helps(case) for case in cases):
        draft.put("allies.russia.name", "Russian air force")
        draft.put("allies.russia.air", 1.5, "assumed: half as much again, from 2015-09-30 on")
    for case, strength in zip(cases, asked, strict=True):
        _put_offensive(draft, case, strength)


def _strength(case: Case, own: dict[str, int]) -> int:
    """What an assault on a case brings: its part, by the ground to take, of what all under one offensive drew."""
    others = [] if case.window.threatened else assumptions.under_the_same_offensive(case.row, case.tables)
    rng = _offensives_rng(case, [row for row in others if row.id in own])
    total = STRENGTH_PER_ROOT_FIGHTER * sqrt(own[case.row.id] + sum(_fighters(row, own) for row in others))
    total *= exp(STRENGTH_SPREAD * rng)
    total = min(max(total, STRENGTH_BOUNDS[0]), STRENGTH_BOUNDS[1])
    ground = ground_to_take(case.row, case.tables)
    share = ground / (ground + sum(ground_to_take(row, case.tables) for row in others))
    return max(round(total * share), 1)


def _offensives_rng(case: Case, simulated: Sequence[Agreement]) -> float:
    """One draw for all enclaves of a scenario that one offensive attacks: that of the first of them by id."""
    first = min((case.row, *simulated), key=lambda row: row.id)
    purpose = Case(first, case.tables, case.calibration, case.seed, ())
    return float(purpose.rng("besieger").standard_normal())


def _fighters(row: Agreement, own: dict[str, int]) -> float:
    return own.get(row.id) or assumptions.middle_of_fighters(knowable(row)) or USUAL_FIGHTERS


def _put_offensive(draft: Draft, case: Case, strength: int) -> None:
    window = case.window
    if window.offensive is None:
        draft.sources["offensives"] = "; ".join(
            filter(None, (draft.sources.get("offensives"), f"assumed: nothing threatened {case.row.id}, drawn"))
        )
        return
    offensive = {"date": window.offensive, "districts": list(case.slugs), "strength": strength}
    why = f"{case.source}, offensive_start; its strength assumed"
    if window.threatened:
        low, high = ULTIMATUM_DAYS
        offensive["ultimatum"] = int(case.rng("ultimatum").integers(low, high + 1))
        why = "assumed: none of its own was reported; a threat of some days, drawn, and the assault if it is not heeded"
    draft.add("offensives", [offensive], why)


def _russia_helps(case: Case) -> bool:
    """Whether Russia's air force was there as the government's ally: since it brokers in the same war."""
    there = any(
        entry.role == "broker" and key(entry.name) == "russia" and assumptions.existed(entry, case.window.start)
        for entry in case.tables.available
    )
    return there and not case.abroad and case.row.besieged_by == GOVERNMENT


def put_fleet(draft: Draft, case: Case) -> None:
    """One fleet, and how full its buses are."""
    known, rng = case.known, case.rng("fleet")
    draft.put(
        "convoys.buses", int(rng.integers(FLEET[0], FLEET[1] + 1)), "assumed: as many as were in use in 2018, drawn"
    )
    loads = sorted(known.people_per_bus)
    seats = min(max(round(loads[len(loads) // 2] * exp(LOAD_SPREAD * rng.standard_normal())), 20), 80)
    draft.put("convoys.seats", seats, "assumed: drawn around the median people per bus of other agreements")
