"""Naive forecasts, made of the calibration set alone: what a model must beat to be worth running.

A forecast is a list of equally likely values. One that a row cannot compute, for want of a population or of fighters,
falls back to the empirical distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safepassage.evidence.drafting.assumptions import districts_of, middle_of_fighters, population_claimed
from safepassage.evidence.facts import Outcomes, knowable, outcomes
from safepassage.evidence.tables import Agreement, Tables

EMPIRICAL, BY_POPULATION, BY_FIGHTERS, ANNOUNCED = "empirical", "by population", "by fighters", "announced"
SCALED = ("evacuees", "buses")  # quantities that grow with the enclave


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

    def without(self, id_: str) -> CalibrationSet:
        """The set without one agreement."""
        return CalibrationSet(
            {key: value for key, value in self.outcomes.items() if key != id_}, self.people, self.fighters
        )

    def values(self, quantity: str) -> list[float]:
        """All reported values of a quantity."""
        return [value for found in self.outcomes.values() if (value := found.value(quantity)) is not None]

    def ratios(self, quantity: str, sizes: Mapping[str, float | None]) -> list[float]:
        """The quantity per person or per fighter, of the agreements that have both."""
        return [
            value / size
            for key, found in self.outcomes.items()
            if (value := found.value(quantity)) is not None and (size := sizes[key])
        ]

    def share(self, flag: str) -> float | None:
        """Share of the agreements of which a flag, such as ``interrupted``, is true; None where none reports it."""
        flags = [value for found in self.outcomes.values() if (value := getattr(found, flag)) is not None]
        return sum(flags) / len(flags) if flags else None

    def categories(self, quantity: str) -> dict[str, float]:
        """Shares of the agreements by a category: the region most of their people went to, or how they ended."""
        named = [value for found in self.outcomes.values() if (value := getattr(found, quantity)) is not None]
        return {name: named.count(name) / len(named) for name in sorted(set(named))}

    def region_shares(self) -> dict[str, float]:
        """Mean shares of people by region."""
        found = [o.destinations for o in self.outcomes.values() if o.destinations]
        regions = sorted({region for shares in found for region in shares})
        return {region: sum(shares.get(region, 0.0) for shares in found) / len(found) for region in regions}


def forecasts(quantity: str, row: Agreement, tables: Tables, calibration: CalibrationSet) -> dict[str, list[float]]:
    """The naive forecasts of one quantity for a row, by name; empty where the calibration set reports none."""
    empirical = calibration.values(quantity)
    if not empirical:
        return {}
    found = {EMPIRICAL: empirical}
    if quantity in SCALED:
        sizes = ((BY_POPULATION, _people(row, tables), calibration.people),)
        for name, size, known in (*sizes, (BY_FIGHTERS, middle_of_fighters(knowable(row)), calibration.fighters)):
            ratios = calibration.ratios(quantity, known)
            found[name] = [ratio * size for ratio in ratios] if size and ratios else empirical
    if quantity == "evacuees":
        found[ANNOUNCED] = [row.announced] if row.announced is not None else empirical
    return found


def _people(row: Agreement, tables: Tables) -> float | None:
    known = knowable(row).population_late_siege
    return known if known is not None else population_claimed(row, districts_of(row, tables))
