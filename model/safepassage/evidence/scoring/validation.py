"""Forecasts of reported agreements, scored beside naive ones; no forecast has seen what it is scored against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from safepassage.computing.each import Told
from safepassage.evidence.facts import Outcomes, outcomes
from safepassage.evidence.forecasting import Asked, forecast_all
from safepassage.evidence.leaving_out import ROW, WAYS, left_out
from safepassage.evidence.scoring import naive
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.scoring.events import Event, events, outcome_scores, signing_scores
from safepassage.evidence.scoring.quantities import SCORED, Quantity, observed
from safepassage.evidence.scoring.scored import INTERVALS, Scored, forecast_of, mean, summary_of
from safepassage.evidence.tables import Agreement, Tables, reported

DRAWS = 200
FEWER = 5  # times fewer draws where more than the row is left out: a summary needs no more


@dataclass(frozen=True)
class Validation:
    """Forecasts by agreement, in the order of the table, and what they are scored against.

    ``way`` is what was left out of fit and naive forecasts for a row that the calibration has seen: the row, its year,
    or its besieger (:mod:`..leaving_out`).
    """

    tables: Tables
    calibration: Tables
    forecasts: Mapping[str, Sequence[Outcomes]]
    way: str = ROW

    @cached_property
    def reported(self) -> dict[str, Outcomes]:
        """What was reported, by agreement."""
        return {row.id: outcomes(row, self.tables.convoys_of(row.id)) for row in self.tables.agreements}

    @cached_property
    def past(self) -> dict[str, naive.CalibrationSet]:
        """The calibration rows that may be known when an agreement is forecast."""
        whole = naive.CalibrationSet.of(self.calibration)
        return {row.id: whole.without(left_out(row, self.calibration, self.way)[1]) for row in self.tables.agreements}

    @cached_property
    def unconditional(self) -> list[Scored]:
        """Every quantity of every agreement, over all draws."""
        return list(self._scored(conditional=False))

    @cached_property
    def conditional(self) -> list[Scored]:
        """The same, given that it signed and, for what departs, left: of rows and of draws."""
        return list(self._scored(conditional=True))

    def _scored(self, *, conditional: bool) -> Iterator[Scored]:
        for row in self.tables.agreements:
            for quantity in SCORED:
                found = self._score(row, quantity, conditional=conditional)
                if found is not None:
                    yield found

    def _score(self, row: Agreement, quantity: Quantity, *, conditional: bool) -> Scored | None:
        seen = observed(self.reported[row.id], quantity, conditional=conditional)
        if seen is None:
            return None
        made = naive.forecasts(quantity, row, self.tables, self.past[row.id], conditional=conditional)
        forecast, stands_in = forecast_of(self.forecasts[row.id], quantity, made, conditional=conditional)
        if not forecast:
            return None
        scored = {name: scoring.score(quantity, seen, values) for name, values in made.items()}
        return Scored(row.id, quantity, seen, forecast, scored, stands_in)

    def events(self, attribute: str) -> list[Event]:
        """How agreements ended (``ending``), or whether they were ``signed``."""
        past = {id_: known.known(attribute) for id_, known in self.past.items()}
        return list(events(attribute, self.reported, self.forecasts, past))

    def summary(self) -> dict[str, Any]:
        """Scores by quantity over all draws and ``conditional`` ones, of ``signing`` and of the ``outcome``."""
        return {
            **_by_quantity(self.unconditional),
            "conditional": _by_quantity(self.conditional),
            "signing": signing_scores(self.events("signed")),
            "outcome": outcome_scores(self.events("ending")),
        }

    def coverage(self) -> dict[str, Any]:
        """Shares of all reported values, of whatever quantity, within their intervals, given that it signed."""
        told = [one for one in self.conditional if one.inside("80") is not None]
        return {"n": len(told)} | {
            f"coverage{name}": mean([float(bool(one.inside(name))) for one in told]) for name in INTERVALS
        }

    def destination_shares(self) -> dict[str, Any]:
        """The averaged relative difference of people by region, given that somebody left."""
        own, reference = [], []
        for id_, found in self.reported.items():
            drawn = [draw.destinations for draw in self.forecasts[id_] if draw.destinations]
            base = self.past[id_].region_shares()
            if found.destinations and drawn and base:
                regions = {region for shares in drawn for region in shares}
                means = {region: sum(s.get(region, 0.0) for s in drawn) / len(drawn) for region in sorted(regions)}
                own.append(scoring.averaged_relative_difference(means, found.destinations))
                reference.append(scoring.averaged_relative_difference(base, found.destinations))
        return {"n": len(own), "ard": mean(own), "ard_naive": mean(reference)}


def _by_quantity(found: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    return {q.name: summary_of([one for one in found if one.quantity is q]) for q in SCORED}


def as_json(validation: Validation, others: Sequence[Validation] = ()) -> dict[str, Any]:
    """What ``validate --json`` prints; ``others`` left out more, and are told by their summaries."""
    return {
        "agreements": [one.as_row() for one in validation.unconditional],
        "summary": validation.summary(),
        "given": [one.as_row() | {"stands_in": one.stands_in} for one in validation.conditional],
        "leave_out": {other.way: other.summary() for other in others},
        "coverage": validation.coverage(),
        "destination_shares": validation.destination_shares(),
    }


def validate(
    tables: Tables | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    workers: int = 1,
    folder: Path | None = None,
    removed: str = "",
    done: Told = lambda _done, _total: None,
    way: str = ROW,
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
        way: what is left out for a row that was seen: the ``row``, its ``year`` or its ``besieger``.
    """
    calibration = reported()
    asked = Asked(calibration if tables is None else tables, calibration, seed, removed, way)
    forecasts = forecast_all(asked, draws, workers, folder, done)
    return Validation(asked.tables, calibration, forecasts, way)


def validate_all(
    tables: Tables,
    draws: int = DRAWS,
    seed: int = 1,
    workers: int = 1,
    folder: Path | None = None,
    progress: Callable[[str], Told] = lambda _what: lambda _done, _total: None,
) -> list[Validation]:
    """Leave each row out, and then, with fewer draws, its year and its besieger; ``progress`` makes a told of a title.

    Where the calibration has seen none of the rows there is nothing to be left out, and one validation is made.
    """
    seen = {row.id for row in reported().agreements}
    others = WAYS[1:] if any(row.id in seen for row in tables.agreements) else ()
    fewer = max(draws // FEWER, 1)
    return [
        validate(tables, fewer if way in others else draws, seed, workers, folder, done=progress(title), way=way)
        for way, title in ((ROW, "forecasts"), *((way, f"forecasts without its {way}") for way in others))
    ]
