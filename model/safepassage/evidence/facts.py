"""What was reported of an agreement, and the same of a simulated one: reports are compared with reports.

A table's columns are either *knowable* before the deal or an *outcome*. :func:`knowable` strips the outcomes, and the
figures that repeat one, from a row; a scenario is built from what it returns. :func:`outcomes` reads the quantities
to be scored from a row; :mod:`.simulated` reads the same from a run.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from safepassage.evidence.columns import AGREEMENTS
from safepassage.evidence.endings import ending_of, signed_of
from safepassage.evidence.names import key
from safepassage.evidence.places import region_of
from safepassage.evidence.tables import Agreement, Convoy, Tables, reported

__all__ = [
    "HORIZON", "KNOWABLE", "OUTCOMES", "QUANTITIES", "Outcomes", "Spread", "Tables", "knowable", "outcomes", "reported",
]  # fmt: skip

HORIZON = 365  # days: the duration of what did not happen within a run
TYPICAL_LOAD = 49  # people in a bus, the median of the convoys of 2018
MOST_REPEATED = 0.01  # a figure this near (as a share) to one made of outcomes is taken to be derived from them

KNOWABLE = (*(column.field for column in AGREEMENTS.columns if column.role == "knowable"), "line")
OUTCOMES = tuple(f.name for f in fields(Agreement) if f.name not in (*KNOWABLE, "sources"))
QUANTITIES = (
    "days_to_agreement", "days_to_first_bus", "evacuation_days", "evacuees", "buses", "people_per_bus",
    "share_leaving", "fighters_share", "interrupted", "destination", "scope",
)  # fmt: skip
FEW, MOST = 0.02, 0.9  # shares of the people leaving: below, a deal was about listed persons; above, about everybody


@dataclass(frozen=True, slots=True)
class Spread:
    """A reported number with the other published ones around it; ``low`` and ``high`` equal ``best`` where none is."""

    low: float
    best: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The reported quantities of one agreement; None where not reported.

    Durations are in days, shares in [0, 1]; ``destinations`` are shares of the people by region, empty where not
    reported, and ``destination`` is the region most of them went to. ``ending`` is how it ended, in the words of the
    table's ``class``; ``signed`` whether a deal was signed that moves people or ground, which a truce does not;
    ``days_without_deal`` how long there was none, where it ended without. ``share_leaving`` is that of the people who
    left in convoys among them and those who stayed. What a deal is about by its terms (``scope``) and who vouches for
    it (``guarantor``) is known of runs alone.
    """

    ending: str | None = None
    signed: bool | None = None
    scope: str | None = None
    guarantor: str | None = None

    days_to_agreement: float | None = None
    days_without_deal: float | None = None
    days_to_first_bus: float | None = None
    evacuation_days: float | None = None
    evacuees: Spread | None = None
    buses: float | None = None
    people_per_bus: float | None = None
    convoys: float | None = None
    first_convoy_buses: float | None = None
    fighters_evacuated: float | None = None
    fighters_share: float | None = None
    share_leaving: float | None = None
    announced: float | None = None
    interrupted: bool | None = None
    destination: str | None = None
    destinations: Mapping[str, float] | None = None
    killed_gov: float | None = None
    killed_militants: float | None = None
    killed_civilians: float | None = None

    @property
    def scope_seen(self) -> str | None:
        """What a deal was about, as one outside can tell from what came of it; None where that is not known.

        A truce by which nobody leaves, listed persons (fewer than one in fifty left), all (more than nine in ten), else
        choice. Rows and runs are told by the same rule, so that like is compared with like.
        """
        if self.ending == "truce" or self.share_leaving is None:
            return "truce" if self.ending == "truce" else None
        return "listed" if self.share_leaving < FEW else "all" if self.share_leaving > MOST else "choice"

    def value(self, quantity: str) -> float | None:
        """One quantity as a number: of a spread the best one, of a flag 0 or 1."""
        found = getattr(self, quantity)
        if isinstance(found, Spread):
            return found.best
        return None if found is None else float(found)


def knowable(row: Agreement) -> Agreement:
    """The row without its outcomes, and without bounds and totals that repeat one.

    A bound of the fighters that equals the fighters evacuated, or a population that is the sum of those who left and
    those who stayed, was not known before the deal.
    """
    known = Agreement(**{name: getattr(row, name) for name in KNOWABLE})
    left = row.fighters_evacuated
    if left is not None:
        low, high = (None if bound == left else bound for bound in (known.fighters_low, known.fighters_high))
        known = replace(known, fighters_low=low, fighters_high=high)
    if known.population_late_siege is not None and repeats_outcome(row, known.population_late_siege):
        known = replace(known, population_late_siege=None)
    return known


def repeats_outcome(row: Agreement, people: float) -> bool:
    """Whether a number of people is what left and stayed, added up: derived from the outcome."""
    if row.stayed_best is None or row.evacuees_best is None:
        return False
    total = row.stayed_best + row.evacuees_best
    return abs(people - total) <= MOST_REPEATED * total


def outcomes(row: Agreement, convoys: Sequence[Convoy] = ()) -> Outcomes:
    """The reported quantities of an agreement; ``convoys`` are its own rows of the table of convoys."""
    shares, signed = destination_shares(row, convoys), signed_of(row)
    return Outcomes(
        ending=ending_of(row),
        signed=signed,
        days_to_agreement=_days(row, "offensive_start", "agreement_date") if signed is not False else None,
        days_without_deal=_days(row, "offensive_start", "ended") if signed is False else None,
        days_to_first_bus=_days(row, "agreement_date", "evac_start"),
        evacuation_days=_days(row, "evac_start", "evac_end"),
        evacuees=_spread(row),
        buses=row.buses_total,
        people_per_bus=_people_per_bus(row, convoys),
        convoys=row.convoys,
        first_convoy_buses=_first_convoy_buses(row, convoys),
        fighters_evacuated=row.fighters_evacuated,
        fighters_share=_fighters_share(row, convoys),
        share_leaving=_share_leaving(row),
        announced=row.announced,
        interrupted=row.interrupted,
        destination=max(shares, key=lambda region: (shares[region], region)) if shares else None,
        destinations=shares or None,
        killed_gov=row.killed_gov,
        killed_militants=row.killed_militants,
        killed_civilians=row.killed_civilians,
    )


def _days(row: Agreement, first: str, second: str) -> float | None:
    """Days between two dates of a row; None where one is missing or stands for a month, or they are in wrong order."""
    since: dt.date | None = getattr(row, first)
    until: dt.date | None = getattr(row, second)
    vague = {first, second} & (row.imprecise | ({"agreement_date"} if row.month_only else set()))
    if since is None or until is None or until < since or vague:
        return None
    return float((until - since).days)


def _spread(row: Agreement) -> Spread | None:
    given = [x for x in (row.evacuees_low, row.evacuees_best, row.evacuees_high) if x is not None]
    if not given:
        return None
    best = row.evacuees_best if row.evacuees_best is not None else sum(given) / len(given)
    return Spread(min(given), best, max(given))


def _people_per_bus(row: Agreement, convoys: Sequence[Convoy]) -> float | None:
    """People per bus of the convoys that allow it; without a table of convoys, of the totals."""
    if convoys:
        used = [(c.people, c.buses) for c in convoys if c.bus_ratio_ok and c.people is not None and c.buses]
        buses = sum(b for _, b in used)
        return sum(p for p, _ in used) / buses if buses else None
    return row.evacuees_best / row.buses_total if row.evacuees_best is not None and row.buses_total else None


def _first_convoy_buses(row: Agreement, convoys: Sequence[Convoy]) -> float | None:
    dated = [c for c in convoys if c.date is not None and (row.evac_start is None or c.date >= row.evac_start)]
    return min(dated, key=lambda c: (c.date, c.line)).buses if dated else None


def _fighters_share(row: Agreement, convoys: Sequence[Convoy]) -> float | None:
    """Share of fighters among the people of the convoys that give both, else of the totals."""
    used = [(c.fighters, c.people) for c in convoys if c.fighters and c.people]
    if used:
        return sum(f for f, _ in used) / sum(p for _, p in used)
    return row.fighters_evacuated / row.evacuees_best if row.fighters_evacuated and row.evacuees_best else None


def _share_leaving(row: Agreement) -> float | None:
    """Share of the people that left, among those who left and stayed, else among the people late in the siege."""
    left = _spread(row)
    if left is None or not left.best:
        return None
    people = left.best + row.stayed_best if row.stayed_best is not None else row.population_late_siege
    return min(left.best / people, 1.0) if people else None


def destination_shares(row: Agreement, convoys: Sequence[Convoy]) -> dict[str, float]:
    """Shares of the people by region: from the convoys, else equal ones of the regions that the row names.

    A convoy without a count of its people counts by its buses; one that left from elsewhere, as the other half of an
    exchange does, is left out.
    """
    people: dict[str, float] = {}
    for convoy in convoys:
        if not _from_here(row, convoy):
            continue
        count = convoy.people if convoy.people is not None else TYPICAL_LOAD * (convoy.buses or 0.0)
        regions = regions_named(convoy.destination)
        for region in regions:
            people[region] = people.get(region, 0.0) + count / len(regions)
    if not sum(people.values()):
        people = dict.fromkeys(regions_named(row.destination), 1.0)
    total = sum(people.values())
    return {region: n / total for region, n in people.items() if n} if total else {}


def _from_here(row: Agreement, convoy: Convoy) -> bool:
    origins = set(map(key, convoy.origin))
    return not origins or bool(origins & set(map(key, row.districts)))


def regions_named(text: str) -> tuple[str, ...]:
    """The regions that a text on destinations names: asides in brackets are left out, after "then" counts what follows.

    >>> regions_named("al-Bab refused, then Idlib (arrived 10 May)")
    ('Idlib',)
    >>> regions_named("Jarabulus;al-Bab;Azaz;Afrin")
    ('northern Aleppo',)
    """
    bare = re.sub(r"\([^)]*\)", "", text)
    regions: dict[str, None] = {}
    for part in bare.split(";"):
        name = part.split(" then ")[-1].strip()
        if name:
            regions[region_of(name)] = None
    return tuple(regions)
