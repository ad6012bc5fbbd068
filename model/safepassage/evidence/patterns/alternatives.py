"""The model without one mechanism at a time: which patterns it loses, and what its forecasts lose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.evidence.patterns.mechanisms import MECHANISMS
from safepassage.evidence.patterns.patterns import Found, check_patterns
from safepassage.evidence.scoring.validation import validate

SCORED = ("days_to_agreement", "evacuees")
DRAWS = 60


@dataclass(frozen=True)
class WithoutIt:
    """What switching one mechanism off costs: patterns lost and gained, and the CRPS with and without it."""

    name: str
    title: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    crps: dict[str, tuple[float, float]]

    @property
    def costs(self) -> bool:
        """Whether it is missed: a pattern is lost, or a forecast is worse by a twentieth."""
        return bool(self.lost) or any(after > 1.05 * before for before, after in self.crps.values())

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "mechanism": self.name, "title": self.title, "lost": list(self.lost), "gained": list(self.gained),
            "crps": {key: {"with": a, "without": b} for key, (a, b) in self.crps.items()}, "missed": self.costs,
        }  # fmt: skip

    def in_words(self) -> str:
        """One line."""
        scores = ", ".join(f"{key} {a:.3f} -> {b:.3f}" for key, (a, b) in self.crps.items())
        lost = f"loses {', '.join(self.lost)}" if self.lost else "loses no pattern"
        gained = f", gains {', '.join(self.gained)}" if self.gained else ""
        return f"without {self.name} ({self.title}): {lost}{gained}; CRPS {scores}"


def compare(
    replicates: int,
    workers: int,
    whole: Sequence[Found],
    draws: int = DRAWS,
    done: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[WithoutIt]:
    """Switch each mechanism off in turn; ``whole`` are the patterns of the whole model over the same seeds."""
    shown = {found.pattern.name for found in whole if found.shown}
    before = _scores("", draws, workers)
    compared = []
    for name, mechanism in MECHANISMS.items():
        now = {f.pattern.name for f in check_patterns(replicates, workers, removed=name, done=done) if f.shown}
        after = _scores(name, draws, workers)
        crps = {quantity: (before[quantity], after[quantity]) for quantity in SCORED}
        lost, gained = (tuple(sorted(names, key=_number)) for names in (shown - now, now - shown))
        compared.append(WithoutIt(name, mechanism.title, lost, gained, crps))
    return compared


def _number(name: str) -> int:
    return int(name[1:])


def _scores(removed: str, draws: int, workers: int) -> dict[str, float]:
    summary = validate(draws=draws, workers=workers, removed=removed).summary()
    return {quantity: float(summary[quantity]["crps"] or 0.0) for quantity in SCORED}
