"""Naive forecasts, made of the calibration rows alone: what a model must beat to be worth running.

Which one stands for which quantity is declared here, with the reason, before anything is scored; the best of all
after the fact is shown beside it. A forecast is a list of equally likely values. One that a row cannot compute, for
want of a population or of fighters, falls back to the empirical distribution.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from safepassage.evidence.drafting.assumptions import districts_of, middle_of_fighters, population_claimed
from safepassage.evidence.facts import HORIZON, QUANTITIES, Outcomes, knowable, outcomes
from safepassage.evidence.scoring.quantities import Quantity, Value, observed
from safepassage.evidence.tables import Agreement, Tables

EMPIRICAL, BY_POPULATION, BY_FIGHTERS, ANNOUNCED = "empirical", "by population", "by fighters", "announced"
SCALED = ("evacuees", "buses")  # quantities that grow with the enclave


@dataclass(frozen=True)
class Declared:
    """The naive forecast that a quantity is scored against, and why this one."""

    name: str
    reason: str


_PAST = Declared(EMPIRICAL, "what happened elsewhere is all that one who knows no model can say")
_GROUP = Declared(
    BY_FIGHTERS,
    "whoever leaves is a fighter or a relative of one, so a planner multiplies the garrison, not the town;"
    " where the garrison is not known, what happened elsewhere",
)
DECLARED: Mapping[str, Declared] = {name: _GROUP if name in SCALED else _PAST for name in QUANTITIES}


@dataclass(frozen=True)
class CalibrationSet:
    """Reported outcomes by agreement, with each one's people and fighters where known."""

    outcomes: Mapping[str, Outcomes]
    people: Mapping[str, float | None]
    fighters: Mapping[str, float | None]

    @classmethod
    def of(cls, tables: Tables) -> CalibrationSet:
        """From the tables of the calibration."""
        rows = tables.agreements
        return cls(
            {row.id: outcomes(row, tables.convoys_of(row.id)) for row in rows},
            {row.id: row.population_late_siege for row in rows},
            {row.id: middle_of_fighters(row) for row in rows},
        )

    def without(self, ids: Collection[str]) -> CalibrationSet:
        """The set without some agreements."""
        return CalibrationSet(
            {key: value for key, value in self.outcomes.items() if key not in ids}, self.people, self.fighters
        )

    def values(self, quantity: Quantity, *, conditional: bool) -> dict[str, Value]:
        """Reported values by agreement; a deal that did not come while one looked is one that never came."""
        seen = {key: observed(found, quantity, conditional=conditional) for key, found in self.outcomes.items()}
        return {key: float(HORIZON) if o.censored else o.value for key, o in seen.items() if o is not None}

    def known(self, attribute: str) -> list[str]:
        """How the agreements ended (``ending``), or whether they were ``signed``, as words; where that is known."""
        found = [getattr(o, attribute) for o in self.outcomes.values()]
        return [str(value) for value in found if value is not None]

    def region_shares(self) -> dict[str, float]:
        """Mean shares of people by region."""
        found = [o.destinations for o in self.outcomes.values() if o.destinations]
        regions = sorted({region for shares in found for region in shares})
        return {region: sum(shares.get(region, 0.0) for shares in found) / len(found) for region in regions}


def forecasts(
    quantity: Quantity, row: Agreement, tables: Tables, calibration: CalibrationSet, *, conditional: bool
) -> dict[str, list[Value]]:
    """The naive forecasts of one quantity for a row, by name; empty where the calibration set reports none."""
    values = calibration.values(quantity, conditional=conditional)
    empirical = list(values.values())
    if not empirical:
        return {}
    found: dict[str, list[Value]] = {EMPIRICAL: empirical}
    if quantity.name in SCALED:
        by_people = (BY_POPULATION, _people(row, tables), calibration.people)
        by_fighters = (BY_FIGHTERS, middle_of_fighters(knowable(row)), calibration.fighters)
        for name, size, known in (by_people, by_fighters):
            ratios = [float(value) / per for key, value in values.items() if (per := known[key])]
            found[name] = [ratio * size for ratio in ratios] if size and ratios else empirical
    if quantity.name == "evacuees":
        found[ANNOUNCED] = [float(row.announced)] if row.announced is not None else empirical
    return found


def _people(row: Agreement, tables: Tables) -> float | None:
    known = knowable(row).population_late_siege
    return known if known is not None else population_claimed(row, districts_of(row, tables))
