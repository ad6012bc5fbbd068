"""A runnable scenario from rows of tables of reported facts, and from nothing that came out later.

What the tables do not say is drawn (seeded) from the distribution of the reported ones and listed as ``assumed`` in
``[sources]``; outcomes stand below ``[reported]`` alone. An enclave stands on its ground, joined by fronts to a
district of the besieger's; several rows share the besieger's army and the buses. Who else was besieged in the same
campaign counts through the precedents and through the strength that it drew off. A forecast simulates the enclaves
that one offensive attacks together: who signs first sets strength free against those who are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.evidence.drafting.assumptions import under_the_same_offensive
from safepassage.evidence.drafting.besieger import put_besieger, put_fleet
from safepassage.evidence.drafting.case import Case, Draft, cases_of, slug
from safepassage.evidence.drafting.ground import in_capital, put_fronts, put_ground
from safepassage.evidence.drafting.parties import put_brokers, put_group
from safepassage.evidence.drafting.people import fighters
from safepassage.evidence.drafting.precedents import put_precedents
from safepassage.evidence.drafting.reception import put_destinations
from safepassage.evidence.drafting.reported import put_reported
from safepassage.evidence.drafting.toml_text import written
from safepassage.evidence.drafting.window import days_of, not_covered
from safepassage.evidence.tables import Agreement, Tables, reported
from safepassage.scenario import Scenario

MOST_COMPANIONS = 6  # enclaves under one offensive that are simulated together with the one asked about


@dataclass(frozen=True)
class Built:
    """A scenario's draft, its text, and what a reader should be told of how it came about."""

    draft: Draft
    text: str
    told: tuple[str, ...]


def build_scenario(
    row: Agreement, tables: Tables, seed: int = 1, calibration: Tables | None = None, *, together: bool = False
) -> Scenario:
    """The scenario of one agreement, from what was knowable when the offensive or the siege began.

    Args:
        row: a row of ``tables``; its outcomes are not looked at, but copied below ``[reported]``.
        tables: the row's own tables, whose other rows count as precedents where they were over by the start.
        seed: of the draws for what is missing; the same seed gives the same scenario.
        calibration: the tables that distributions are made of, ``seeds/reported`` by default.
        together: whether those attacked with it (:func:`companions`) stand in the scenario, after it.
    """
    rows = [row, *(companions(row, tables) if together else ())]
    draft, _ = draft_of(cases_of(rows, tables, calibration or reported(), seed, first_leads=True))
    return Scenario(slug(row.id) or "built", draft.tree, origin=f"{tables.name}, {row.id}")


def companions(row: Agreement, tables: Tables) -> list[Agreement]:
    """The other enclaves that the row's offensive attacked on its first day: that much was knowable."""
    found = under_the_same_offensive(row, tables) if row.offensive_start is not None and row.as_of is None else []
    return [other for other in found if other.as_of is None and other.war == row.war][:MOST_COMPANIONS]


def build_text(row: Agreement, tables: Tables, seed: int = 1, calibration: Tables | None = None) -> str:
    """The same as TOML, with a heading that says what it was built from."""
    return build([row], tables, seed, calibration).text


def build(rows: Sequence[Agreement], tables: Tables, seed: int = 1, calibration: Tables | None = None) -> Built:
    """One scenario of some rows, checked, as TOML; raises BadInput where it cannot be run."""
    draft, told = draft_of(cases_of(rows, tables, calibration or reported(), seed))
    ids = ", ".join(row.id for row in rows)
    Scenario(slug(rows[0].id) or "built", draft.tree, origin=f"{tables.name}, {ids}")
    assumed = sum(source.startswith("assumed") for source in draft.sources.values())
    heading = (
        f"{_title(rows)}: built from {ids} of {tables.name}, with draws of seed {seed}.\n"
        f"Outcomes stand below [reported] alone. {assumed} entries of [sources] are assumed."
    )
    return Built(draft, written(draft.tree, heading), tuple(told))


def draft_of(cases: Sequence[Case]) -> tuple[Draft, list[str]]:
    """Put a scenario together, table by table; also returns what is to be told."""
    draft, told = Draft(), []
    first = min(cases, key=lambda case: case.window.start)
    start, days = first.window.start, days_of([case.window for case in cases], first.window.start)
    draft.put("scenario.title", _title([case.row for case in cases]))
    draft.put("scenario.start", start, first.window.why)
    draft.put("scenario.days", days, "assumed: a year, after which a forecast counts as not come true")
    capital = [name for case in cases if in_capital(case) for name in case.slugs]
    draft.put("scenario.capital_region", capital, "assumed: what lies around Damascus; no other capital is known")
    armed = []
    for case in cases:
        people = put_ground(draft, case)
        armed.append(fighters(case, people))
        put_group(draft, case, armed[-1])
        told += put_destinations(draft, case)
    told += put_fronts(draft, cases)
    put_brokers(draft, cases)
    put_besieger(draft, cases, [number.value for number in armed])
    put_fleet(draft, cases[0])
    put_precedents(draft, cases, start)
    for case in cases:
        put_reported(draft, case)
    draft.put("sources", draft.sources)
    told += [line for case in cases if (line := not_covered(case.row, start, days)) is not None]
    return draft, told


def _title(rows: Sequence[Agreement]) -> str:
    names = [row.enclave or row.id for row in rows]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def start_day(scenario: Scenario) -> int:
    """The day from which a built scenario's enclave is threatened: that of its first offensive, 0 without one."""
    offensives = scenario.tables.offensives
    return (offensives[0].date - scenario.start).days if offensives else 0
