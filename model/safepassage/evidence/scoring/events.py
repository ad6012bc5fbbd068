"""Whether a deal was signed and how it ended, beside the base rates of the calibration rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.evidence.cells import CLASSES
from safepassage.evidence.facts import Outcomes
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.scoring.scored import mean


@dataclass(frozen=True)
class Event:
    """What happened in one row, in a word, beside the words of the draws and of the calibration rows not left out."""

    id: str
    happened: str
    draws: Sequence[str]
    past: Sequence[str]

    def score(self, forecast: Sequence[str], kind: str, possible: int) -> float:
        """Brier score, or logarithmic score among so many possible words."""
        if kind == "brier":
            return scoring.brier_of_categories(scoring.shares(forecast), self.happened)
        return scoring.log_score(forecast, self.happened, possible)


def events(
    attribute: str,
    reported: Mapping[str, Outcomes],
    forecasts: Mapping[str, Sequence[Outcomes]],
    past: Mapping[str, Sequence[str]],
) -> Iterator[Event]:
    """The rows of which it is known how they ended (``ending``), or whether they were ``signed``."""
    for id_, found in reported.items():
        value = getattr(found, attribute)
        if value is not None:
            yield Event(id_, str(value), [str(getattr(draw, attribute)) for draw in forecasts[id_]], past[id_])


def signing_scores(found: Sequence[Event]) -> dict[str, Any]:
    """Brier score (of a yes or no), logarithmic score, and AUC; lower is better but for the last."""
    yes = str(True)
    probabilities = [event.draws.count(yes) / len(event.draws) for event in found]
    happened = [event.happened == yes for event in found]
    return {**_scores(found, 2, 0.5), "auc": scoring.auc(probabilities, happened)}


def outcome_scores(found: Sequence[Event]) -> dict[str, Any]:
    """Brier score over the classes (0 to 2) and logarithmic score."""
    return _scores(found, len(CLASSES), 1.0)


def _scores(found: Sequence[Event], possible: int, scale: float) -> dict[str, Any]:
    known = [event for event in found if event.past]
    scored: dict[str, Any] = {"n": len(found)}
    for name, kind, factor in (("brier", "brier", scale), ("log_score", "logarithm", 1.0)):
        own = mean([factor * event.score(event.draws, kind, possible) for event in found])
        reference = mean([factor * event.score(event.past, kind, possible) for event in known])
        scored |= {name: own, f"{name}_naive": reference}
    return scored
