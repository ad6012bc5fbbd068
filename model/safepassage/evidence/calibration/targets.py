"""The reported numbers that the model is fitted to, each on the scale where its error is about normal.

Counts and durations are compared as log(1 + x), shares as they are. Each target carries two errors beside the chance
of a single run: that of the *report* (from the low and high figures of the table, at least a floor) and the model's
own *discrepancy*, what the model would be off by at its best parameters; both are standard deviations on the target's
scale. A target is named ``<agreement>/<quantity>``, those of the whole campaign ``campaign/<quantity>``, where a
quantity may be that of one of its enclaves: ``campaign/evacuees@<enclave>``.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log1p

import numpy as np

from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.facts import Outcomes, Spread, outcomes
from safepassage.evidence.tables import Tables
from safepassage.resources import seeds_folder
from safepassage.scenario import Scenario

CAMPAIGN = "campaign"
OF_ENCLAVE = "@"
CAMPAIGN_SCENARIO = "spring-2018"
CENTRAL_90 = 2 * 1.645  # low and high figures are read as the ends of a central 90 % interval
MOST_CIVILIANS_KILLED = 4_835  # in eastern Ghouta, shelling of Damascus included (Wikipedia)
DAYS = 0.7  # reported dates may be off by a day: sd of a difference of two dates


@dataclass(frozen=True)
class Kind:
    """How one quantity is compared: on which scale, with what least reporting error and what discrepancy."""

    log: bool
    report: float
    discrepancy: float


# The discrepancies are judgements: durations of weeks within a factor of 1.35, people within 1.35, deaths within 1.65.
KINDS: dict[str, Kind] = {
    "signed": Kind(log=False, report=0.05, discrepancy=0.1),
    "ended_so": Kind(log=False, report=0.1, discrepancy=0.2),
    "days_to_agreement": Kind(log=True, report=0.0, discrepancy=0.3),
    "days_to_first_bus": Kind(log=True, report=0.0, discrepancy=0.3),
    "evacuation_days": Kind(log=True, report=0.0, discrepancy=0.3),
    "evacuees": Kind(log=True, report=0.1, discrepancy=0.3),
    "buses": Kind(log=True, report=0.1, discrepancy=0.3),
    "people_per_bus": Kind(log=True, report=0.1, discrepancy=0.1),
    "fighters_share": Kind(log=False, report=0.05, discrepancy=0.08),
    "first_convoy_buses": Kind(log=True, report=0.15, discrepancy=0.5),
    "interrupted": Kind(log=False, report=0.1, discrepancy=0.2),
    "destination": Kind(log=False, report=0.1, discrepancy=0.2),
    "share_leaving": Kind(log=False, report=0.05, discrepancy=0.15),
    "killed_gov": Kind(log=True, report=0.3, discrepancy=0.5),
    "killed_militants": Kind(log=True, report=0.3, discrepancy=0.5),
    "killed_civilians": Kind(log=True, report=0.4, discrepancy=0.5),
    # the campaign as a whole, and its enclaves
    "signing_day": Kind(log=True, report=0.03, discrepancy=0.2),
    "order": Kind(log=False, report=0.05, discrepancy=0.25),
    "largest_60_days": Kind(log=True, report=0.08, discrepancy=0.2),
    "split_first": Kind(log=False, report=0.05, discrepancy=0.2),
    "interrupted_share": Kind(log=False, report=0.1, discrepancy=0.15),
    "share_idlib": Kind(log=False, report=0.05, discrepancy=0.15),
    "ghouta_killed_gov": Kind(log=True, report=0.3, discrepancy=0.5),
    "ghouta_killed_militants": Kind(log=True, report=0.4, discrepancy=0.5),
    "ghouta_killed_civilians": Kind(log=True, report=0.3, discrepancy=0.5),
}
OF_AGREEMENTS = (
    "signed", "ended_so", "days_to_agreement", "days_to_first_bus", "evacuation_days", "evacuees", "buses",
    "people_per_bus", "fighters_share", "share_leaving", "first_convoy_buses", "interrupted", "destination",
    "killed_gov", "killed_militants", "killed_civilians",
)  # fmt: skip
ALWAYS = ("killed_gov", "killed_militants", "killed_civilians")  # known of a run without a deal, too
DURATIONS = ("days_to_agreement", "days_to_first_bus", "evacuation_days")


@dataclass(frozen=True)
class Target:
    """One reported number on its scale, with the standard deviations of report and discrepancy."""

    agreement: str
    quantity: str
    reported: float
    report: float
    discrepancy: float

    @property
    def name(self) -> str:
        """``<agreement>/<quantity>``."""
        return f"{self.agreement}/{self.quantity}"

    @property
    def tolerance(self) -> float:
        """Variance of report and discrepancy together."""
        return self.report**2 + self.discrepancy**2


def to_scale(quantity: str, value: float) -> float:
    """A value on the scale on which its quantity is compared."""
    return log1p(value) if kind_of(quantity).log else value


def from_scale(quantity: str, value: Floats) -> Floats:
    """The inverse of :func:`to_scale`, for tables and pictures."""
    return np.expm1(value) if kind_of(quantity).log else value


def kind_of(quantity: str) -> Kind:
    """How a quantity is compared; that of one enclave of the campaign as that of any."""
    return KINDS[quantity.partition(OF_ENCLAVE)[0]]


def target(agreement: str, quantity: str, best: float, low: float | None = None, high: float | None = None) -> Target:
    """A target from a reported number and, where there are any, the lowest and highest published ones."""
    kind = kind_of(quantity)
    report = kind.report
    if quantity in DURATIONS:
        report = DAYS / (1.0 + best)
    if low is not None and high is not None and high > low:
        report = max(report, (to_scale(quantity, high) - to_scale(quantity, low)) / CENTRAL_90)
    return Target(agreement, quantity, to_scale(quantity, best), report, kind.discrepancy)


def targets_of(tables: Tables) -> Iterator[Target]:
    """The targets of every agreement in a set of tables, in the order of the table."""
    for row in tables.agreements:
        reported = outcomes(row, tables.convoys_of(row.id))
        for quantity in OF_AGREEMENTS:
            best = reported_value(reported, quantity)
            if best is None:
                continue
            spread = getattr(reported, quantity, None)
            bounds = (spread.low, spread.high) if isinstance(spread, Spread) else (None, None)
            yield target(row.id, quantity, best, *bounds)


def reported_value(reported: Outcomes, quantity: str) -> float | None:
    """One reported quantity as a number.

    Of the destination it is the share of people who went to the main one; ``ended_so`` is 1 where it is known how a row
    ended, since that is how it did. Days count only of what did happen.
    """
    if quantity == "destination":
        return max(reported.destinations.values()) if reported.destinations else None
    if quantity == "ended_so":
        return None if reported.ending is None else 1.0
    return reported.value(quantity)


def simulated_value(simulated: Outcomes, quantity: str, reported: Outcomes) -> float:
    """The same of a run on its scale; NaN for what is not known of a run in which nobody left.

    Such a run misses the targets ``signed`` and ``ended_so``. To count it as a duration of a year or as no people as
    well would let that one fact drown what durations and numbers say when there is a deal.
    """
    if quantity == "signed":
        return float(bool(simulated.signed))
    if quantity == "ended_so":
        return float(simulated.ending == reported.ending)
    if not simulated.buses and quantity not in ALWAYS:
        return float("nan")
    if quantity == "destination":
        return (simulated.destinations or {}).get(reported.destination or "", 0.0)
    value = simulated.value(quantity)
    return float("nan") if value is None else to_scale(quantity, max(value, 0.0))


@dataclass(frozen=True)
class TargetSet:
    """Targets as arrays, in a fixed order; ``of_campaign`` are the rows that its targets speak of (None: all)."""

    targets: tuple[Target, ...]
    of_campaign: frozenset[str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(t.name for t in self.targets)

    @property
    def reported(self) -> Floats:
        """Reported values on their scales."""
        return np.array([t.reported for t in self.targets])

    @property
    def tolerance(self) -> Floats:
        """Variances of report and discrepancy."""
        return np.array([t.tolerance for t in self.targets])

    @property
    def agreements(self) -> tuple[str, ...]:
        """The agreements that have targets, in order; the campaign is none."""
        return tuple(dict.fromkeys(t.agreement for t in self.targets if t.agreement != CAMPAIGN))

    def without(self, *agreements: str) -> list[int]:
        """Positions of the targets that say nothing of some agreements.

        Those of the whole campaign speak of each of its rows, so they go with any of them.
        """
        spoken_of = self.of_campaign is None or not self.of_campaign.isdisjoint(agreements)
        gone = (*agreements, CAMPAIGN) if spoken_of else agreements
        return [i for i, t in enumerate(self.targets) if t.agreement not in gone]

    def __len__(self) -> int:
        return len(self.targets)


def reported_targets(tables: Tables) -> TargetSet:
    """The targets of every agreement of the reported tables, and of the campaign as a whole."""
    campaign = Scenario.load(CAMPAIGN_SCENARIO)
    last = campaign.start + dt.timedelta(days=campaign.tables.scenario.days)
    of_campaign = (
        row.id
        for row in tables.agreements
        if any(
            day is not None and campaign.start <= day <= last for day in (row.agreement_date, row.evac_start, row.ended)
        )
    )
    targets = (*targets_of(tables), *campaign_targets(tables, campaign_totals()))
    return TargetSet(targets, frozenset(of_campaign))


def campaign_totals() -> dict[str, float]:
    """The table of campaign totals: people (or their deaths) by what they are a total of."""
    path = seeds_folder() / "reported" / "campaign_totals_2018.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["quantity"]: float(row["value"]) for row in csv.DictReader(file)}


def campaign_enclaves() -> tuple[Target, ...]:
    """Days from the start to the agreement, and evacuees, of the enclaves of the campaign's scenario."""
    scenario, found = Scenario.load(CAMPAIGN_SCENARIO), []
    for name, reported in scenario.tables.reported.agreements.items():
        if reported.agreement_date is not None:
            days = float((reported.agreement_date - scenario.start).days)
            found.append(target(CAMPAIGN, f"signing_day{OF_ENCLAVE}{name}", days))
        if reported.evacuated is not None:
            found.append(target(CAMPAIGN, f"evacuees{OF_ENCLAVE}{name}", float(reported.evacuated)))
    return tuple(found)


def campaign_targets(tables: Tables, totals: Mapping[str, float]) -> tuple[Target, ...]:
    """Targets of the whole campaign.

    Civilian deaths in eastern Ghouta lie between 1,700, a lower bound, and 4,835, which includes the shelling of
    Damascus: the geometric middle is taken. "More than 100,000" in two months was 110,000 in the UN's words.
    """
    rows = [outcomes(row, tables.convoys_of(row.id)) for row in tables.agreements]
    flags = [row.interrupted for row in rows if row.interrupted is not None]
    moved = [
        (row.evacuees.best, row.destinations.get("Idlib", 0.0)) for row in rows if row.evacuees and row.destinations
    ]
    least, most = totals["civilians killed in Eastern Ghouta offensive (lower bound)"], MOST_CIVILIANS_KILLED
    return (
        target(CAMPAIGN, "order", 1.0),
        *campaign_enclaves(),
        target(CAMPAIGN, "largest_60_days", totals["people moved in two months to the north-west and north of Aleppo"]),
        target(CAMPAIGN, "split_first", 1.0),
        target(CAMPAIGN, "interrupted_share", sum(flags) / len(flags)),
        target(CAMPAIGN, "share_idlib", sum(n * share for n, share in moved) / sum(n for n, _ in moved)),
        target(CAMPAIGN, "ghouta_killed_gov", totals["government side killed in Eastern Ghouta offensive"]),
        target(CAMPAIGN, "ghouta_killed_militants", totals["rebels killed in Eastern Ghouta offensive"]),
        target(CAMPAIGN, "ghouta_killed_civilians", (least * most) ** 0.5, least, most),
    )
