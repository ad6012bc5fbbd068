"""What was reported of how it ended: written below ``[reported]``, beside the simulation, and nowhere else."""

from __future__ import annotations

from typing import Any

from safepassage.evidence.drafting.case import Case, Draft
from safepassage.evidence.facts import Outcomes, outcomes
from safepassage.evidence.places import region_of


def put_reported(draft: Draft, case: Case) -> None:
    """The outcomes of a row under the id that its enclave will have: the faction and its largest district."""
    at = f"reported.agreements.{case.group}-{_seat(draft, case)}"
    found = outcomes(case.row, case.tables.convoys_of(case.row.id))
    draft.put(f"{at}.name", case.row.enclave or case.row.id)
    for key, value in _given(draft, case, found).items():
        if value is not None and value != "":
            draft.put(f"{at}.{key}", value)


def _seat(draft: Draft, case: Case) -> str:
    districts = draft.tree["districts"]
    return min(case.slugs, key=lambda name: (-districts[name]["population"], name))


def _given(draft: Draft, case: Case, found: Outcomes) -> dict[str, Any]:
    """Keys of the schema's table of reported outcomes; None where nothing was reported."""
    row = case.row
    return {
        "offensive_date": row.offensive_start,
        "agreement_date": None if row.month_only else row.agreement_date,
        "first_convoy_date": row.evac_start,
        "last_convoy_date": row.evac_end,
        "ended": row.ended,
        "outcome": row.ending,
        "signed": row.signed,
        "destination": _destination(draft, found),
        "convoys": row.convoys,
        "buses": row.buses_total,
        "first_convoy_buses": found.first_convoy_buses,
        "announced": row.announced,
        "evacuated": row.evacuees_best,
        "fighters_evacuated": row.fighters_evacuated,
        "interrupted": row.interrupted,
        "militants_killed": row.killed_militants,
        "government_killed": row.killed_gov,
        "civilians_killed": row.killed_civilians,
    }


def _destination(draft: Draft, found: Outcomes) -> str | None:
    """The scenario's destination in the region where most people went, else the region's name."""
    places = draft.tree.get("destinations", {})
    same = [name for name, place in places.items() if region_of(place["name"]) == found.destination]
    return same[0] if same else found.destination
