"""The model without one mechanism at a time: which patterns it loses, and what its forecasts lose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from safepassage.evidence.patterns.mechanisms import MECHANISMS
from safepassage.evidence.patterns.patterns import Found, check_patterns
from safepassage.evidence.scoring.validation import Validation, validate

SCORED = ("days_to_agreement", "evacuation_days", "evacuees", "share_leaving", "fighters_share")  # given that it signed
EVENTS = {"signing": ("signed", 0.5), "outcome": ("ending", 1.0)}  # Brier scores over all draws, and their scale
DRAWS = 30
RESAMPLES, CENTRAL_90 = 2_000, (0.05, 0.95)

RowScores = dict[str, dict[str, float]]
"""A score by its name and by the row that was scored; lower is better."""


class Cost(NamedTuple):
    """One score with and without a mechanism, and a 90 % interval of the difference over rows drawn anew."""

    whole: float
    without: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the score is worse without it, whatever rows had been reported."""
        return self.low > 0


@dataclass(frozen=True)
class WithoutIt:
    """What switching one mechanism off costs: patterns lost and gained, and each score with and without it."""

    name: str
    title: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    scores: dict[str, Cost]

    @property
    def costs(self) -> bool:
        """Whether it is missed: a pattern is lost, or a score is certainly worse."""
        return bool(self.lost) or any(cost.certain for cost in self.scores.values())

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "mechanism": self.name, "title": self.title, "lost": list(self.lost), "gained": list(self.gained),
            "scores": {
                key: {"with": c.whole, "without": c.without, "difference_p5": c.low, "difference_p95": c.high}
                for key, c in self.scores.items()
            },
            "missed": self.costs,
        }  # fmt: skip

    def in_words(self) -> str:
        """One line; a score that is certainly worse without the mechanism is marked."""
        scores = ", ".join(
            f"{key} {c.whole:.3f} -> {c.without:.3f} [{c.low:+.3f}, {c.high:+.3f}]{' *' if c.certain else ''}"
            for key, c in self.scores.items()
        )
        lost = f"loses {', '.join(self.lost)}" if self.lost else "loses no pattern"
        gained = f", gains {', '.join(self.gained)}" if self.gained else ""
        return f"without {self.name} ({self.title}): {lost}{gained}; {scores}"


def compare(
    replicates: int,
    workers: int,
    whole: Sequence[Found],
    draws: int = DRAWS,
    done: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[WithoutIt]:
    """Switch each mechanism off in turn; ``whole`` are the patterns of the whole model over the same seeds."""
    shown = {found.pattern.name for found in whole if found.shown}
    before = scores_of(validate(draws=draws, workers=workers))
    compared = []
    for name, mechanism in MECHANISMS.items():
        now = {f.pattern.name for f in check_patterns(replicates, workers, removed=name, done=done) if f.shown}
        after = scores_of(validate(draws=draws, workers=workers, removed=name))
        lost, gained = (tuple(sorted(names, key=_number)) for names in (shown - now, now - shown))
        compared.append(WithoutIt(name, mechanism.title, lost, gained, costs(before, after)))
    return compared


def scores_of(validation: Validation) -> RowScores:
    """Every score by row: Brier of signing and ending over all draws, CRPS of what follows given that it signed."""
    found: RowScores = {
        key: {event.id: scale * event.score(event.draws, "brier", 0) for event in validation.events(attribute)}
        for key, (attribute, scale) in EVENTS.items()
    }
    for name in SCORED:
        found[name] = {one.id: one.crps for one in validation.conditional if one.quantity.name == name}
    return found


def costs(before: RowScores, after: RowScores) -> dict[str, Cost]:
    """Each score with and without, over the rows that both could be scored on."""
    rng, found = np.random.default_rng(0), {}
    for key, rows in before.items():
        ids = [id_ for id_ in rows if id_ in after[key]]
        if ids:
            pairs = np.array([(rows[id_], after[key][id_]) for id_ in ids])
            picks = rng.integers(len(ids), size=(RESAMPLES, len(ids)))
            low, high = np.quantile((pairs[:, 1] - pairs[:, 0])[picks].mean(axis=1), CENTRAL_90).tolist()
            whole, without = pairs.mean(axis=0).tolist()
            found[key] = Cost(whole, without, low, high)
    return found


def _number(name: str) -> int:
    return int(name[1:])
