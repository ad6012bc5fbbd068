"""A runnable scenario for one agreement, from tables of reported facts and from nothing that came out later.

What the tables do not say is drawn (seeded) from the distribution of the reported ones and listed as ``assumed`` in
``[sources]``. The enclave stands alone on its ground, joined by fronts to one synthetic district of the besieger's;
who else was besieged in the same campaign counts through the precedents and through the strength that it drew off.
"""

from __future__ import annotations

from safepassage.evidence.drafting.case import Case, Draft, slug
from safepassage.evidence.drafting.ground import put_ground
from safepassage.evidence.drafting.parties import put_besieger, put_brokers, put_fleet, put_group, put_precedents
from safepassage.evidence.drafting.people import civilians, fighters, population
from safepassage.evidence.drafting.reception import put_destinations
from safepassage.evidence.drafting.toml_text import written
from safepassage.evidence.facts import HORIZON
from safepassage.evidence.tables import Agreement, Tables, reported
from safepassage.scenario import Scenario


def build_scenario(row: Agreement, tables: Tables, seed: int = 1, calibration: Tables | None = None) -> Scenario:
    """The scenario of one agreement, from what was knowable when the offensive or the siege began.

    Args:
        row: a row of ``tables``; its outcomes are not looked at.
        tables: the row's own tables, whose other rows count as precedents where they were over by the start.
        seed: of the draws for what is missing; the same seed gives the same scenario.
        calibration: the tables that distributions are made of, ``seeds/reported`` by default.
    """
    draft = draft_of(Case(row, tables, calibration or reported(), seed))
    return Scenario(slug(row.id), draft.tree, origin=f"{tables.name}, {row.id}")


def build_text(row: Agreement, tables: Tables, seed: int = 1, calibration: Tables | None = None) -> str:
    """The same as TOML, with a heading that says what it was built from."""
    draft = draft_of(Case(row, tables, calibration or reported(), seed))
    assumed = sum(source.startswith("assumed") for source in draft.sources.values())
    heading = (
        f"{row.enclave or row.id}: built from row {row.id} of {tables.name}, with draws of seed {seed}.\n"
        f"It holds what was knowable before the deal, and no outcome. {assumed} entries of [sources] are assumed."
    )
    return written(draft.tree, heading)


def draft_of(case: Case) -> Draft:
    """Put a scenario together, table by table."""
    people = population(case)
    armed = fighters(case, people.value)
    draft = Draft()
    draft.put("scenario.title", case.row.enclave or case.row.id)
    draft.put("scenario.start", case.start, case.why_start)
    draft.put("scenario.days", HORIZON, "assumed: a year, after which a forecast counts as not come true")
    draft.put("scenario.capital_region", list(case.slugs))
    put_ground(draft, case, civilians(people, armed))
    put_group(draft, case, armed)
    put_destinations(draft, case)
    put_brokers(draft, case)
    put_besieger(draft, case, armed.value)
    put_fleet(draft, case)
    put_precedents(draft, case)
    draft.put("sources", draft.sources)
    return draft


def start_day(scenario: Scenario) -> int:
    """The day of the offensive in a built scenario: its first."""
    return (scenario.tables.offensives[0].date - scenario.start).days
