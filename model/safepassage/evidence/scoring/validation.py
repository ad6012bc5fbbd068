"""Forecasts of reported agreements, scored beside naive ones; no forecast has seen what it is scored against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.computing.each import Told
from safepassage.evidence.facts import QUANTITIES, Outcomes, outcomes
from safepassage.evidence.forecasting import Asked, forecast_all
from safepassage.evidence.scoring import naive
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.tables import Agreement, Tables, reported

DRAWS = 200


@dataclass(frozen=True)
class Validation:
    """Forecasts by agreement, in the order of the table, and what they are scored against."""

    tables: Tables
    calibration: naive.CalibrationSet
    forecasts: Mapping[str, Sequence[Outcomes]]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each agreement and quantity that was reported."""
        best = {quantity: self.best_naive(quantity) for quantity in QUANTITIES}
        for row, found in self._reported():
            for quantity in QUANTITIES:
                value = found.value(quantity)
                if value is None:
                    continue
                values = self.values(row.id, quantity)
                naive_score = self._naive(row, quantity).get(best[quantity] or "")
                yield {
                    "id": row.id,
                    "quantity": quantity,
                    "reported": value,
                    **scoring.quantiles(values),
                    "crps": scoring.crps_log(value, values),
                    "crps_naive": naive_score,
                }

    def summary(self) -> dict[str, dict[str, Any]]:
        """Scores by quantity; null where nothing was reported."""
        scored: dict[str, list[dict[str, Any]]] = {quantity: [] for quantity in QUANTITIES}
        for row in self.rows():
            scored[row["quantity"]].append(row)
        return {quantity: self._summary(quantity, rows) for quantity, rows in scored.items()}

    def _summary(self, quantity: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        n = len(rows)
        crps = _mean([row["crps"] for row in rows])
        reference = _mean([row["crps_naive"] for row in rows])
        inside50 = sum(row["p25"] <= row["reported"] <= row["p75"] for row in rows)
        inside80 = sum(row["p10"] <= row["reported"] <= row["p90"] for row in rows)
        return {
            "n": n,
            "crps": crps,
            "crps_naive": reference,
            "skill": scoring.skill(crps, reference) if crps is not None and reference is not None else None,
            "coverage50": inside50 / n if n else None,
            "coverage80": inside80 / n if n else None,
            "width50": _mean([scoring.width_log(row["p25"], row["p75"]) for row in rows]),
            "width80": _mean([scoring.width_log(row["p10"], row["p90"]) for row in rows]),
            "coverage80_p": scoring.coverage_p_value(inside80, n, 0.8),
            "best_naive": self.best_naive(quantity),
        }

    def probabilities(self) -> dict[str, dict[str, Any]]:
        """Brier scores of what either is or is not and of categories, and the difference of shares by destination."""
        return {
            **{flag: _pair("brier", list(self._of_flag(flag))) for flag in ("signed", "interrupted")},
            **{name: _pair("brier", list(self._of_category(name))) for name in ("ending", "destination")},
            "destination_shares": _pair("ard", list(self._of_shares())),
        }

    def _of_flag(self, flag: str) -> Iterator[tuple[float, float]]:
        for row, found in self._reported():
            happened, base = getattr(found, flag), self.calibration.without(row.id).share(flag)
            if happened is not None and base is not None:
                p = float(np.mean([bool(getattr(draw, flag)) for draw in self.forecasts[row.id]]))
                yield scoring.brier(p, happened), scoring.brier(base, happened)

    def _of_category(self, quantity: str) -> Iterator[tuple[float, float]]:
        for row, found in self._reported():
            happened, base = getattr(found, quantity), self.calibration.without(row.id).categories(quantity)
            if happened is not None and base:
                p_of = _shares([getattr(draw, quantity) or "none" for draw in self.forecasts[row.id]])
                own, reference = (scoring.brier_of_categories(p, happened) for p in (p_of, base))
                yield own, reference

    def _of_shares(self) -> Iterator[tuple[float, float]]:
        for row, found in self._reported():
            base = self.calibration.without(row.id).region_shares()
            if found.destinations and base:
                mean = _mean_shares([d.destinations for d in self.forecasts[row.id] if d.destinations])
                own, reference = (scoring.averaged_relative_difference(x, found.destinations) for x in (mean, base))
                yield own, reference

    def values(self, id_: str, quantity: str) -> list[float]:
        """The draws of one quantity for an agreement; what a draw leaves without a value counts as 0."""
        return [draw.value(quantity) or 0.0 for draw in self.forecasts[id_]]

    def best_naive(self, quantity: str) -> str | None:
        """The naive forecast with the best mean score over the table, None where nothing was reported."""
        totals: dict[str, float] = {}
        for row, found in self._reported():
            if found.value(quantity) is not None:
                for name, score in self._naive(row, quantity).items():
                    totals[name] = totals.get(name, 0.0) + score
        return min(totals, key=lambda name: (totals[name], name)) if totals else None

    def _naive(self, row: Agreement, quantity: str) -> dict[str, float]:
        value = outcomes(row, self.tables.convoys_of(row.id)).value(quantity)
        if value is None:
            return {}
        made = naive.forecasts(quantity, row, self.tables, self.calibration.without(row.id))
        return {name: scoring.crps_log(value, values) for name, values in made.items()}

    def _reported(self) -> Iterator[tuple[Agreement, Outcomes]]:
        for row in self.tables.agreements:
            yield row, outcomes(row, self.tables.convoys_of(row.id))


def as_json(validation: Validation) -> dict[str, Any]:
    """What ``validate --json`` prints."""
    return {
        "agreements": list(validation.rows()),
        "summary": validation.summary(),
        "probabilities": validation.probabilities(),
    }


def validate(
    tables: Tables | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    workers: int = 1,
    folder: Path | None = None,
    removed: str = "",
    done: Told = lambda _done, _total: None,
) -> Validation:
    """Forecast every agreement of a table; without one those of the calibration, each left out in turn.

    Args:
        tables: the agreements to be forecast.
        draws: how many runs each.
        seed: of parameters, of what is missing, and of the runs.
        workers: processes; the numbers are the same for any of them.
        removed: a mechanism that is switched off, by its name in :mod:`.mechanisms`.
        folder: where unfinished work is kept, so that a run that was killed goes on; None keeps nothing.
        done: called as the work goes on.
    """
    calibration = reported()
    asked = Asked(tables or calibration, calibration, seed, removed)
    forecasts = forecast_all(asked, draws, workers, folder, done)
    return Validation(asked.tables, naive.CalibrationSet.of(calibration), forecasts)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _shares(names: Sequence[str]) -> dict[str, float]:
    return {name: names.count(name) / len(names) for name in sorted(set(names))}


def _mean_shares(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    regions = sorted({region for shares in found for region in shares})
    return {region: sum(shares.get(region, 0.0) for shares in found) / len(found) for region in regions}


def _pair(name: str, scores: Sequence[tuple[float, float]]) -> dict[str, Any]:
    own, reference = _mean([a for a, _ in scores]), _mean([b for _, b in scores])
    better = scoring.skill(own, reference) if own is not None and reference is not None else None
    return {"n": len(scores), name: own, f"{name}_naive": reference, "skill": better}
