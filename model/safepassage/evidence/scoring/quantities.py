"""What is scored: each quantity, on which scale, and given what. Values of reports and of runs are read alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from safepassage.evidence.facts import HORIZON, QUANTITIES, Outcomes, Spread

Value = float | str
Scale = Literal["log", "share", "flag", "category"]
Given = Literal["signed", "left"]
NONE = "none"  # the category of a run that has none


@dataclass(frozen=True)
class Quantity:
    """One quantity.

    ``scale``: counts and durations are scored on log(1 + x), shares and flags as they are, categories by Brier.
    ``given``: what a run must have come to for the quantity to mean anything, a deal or a departure under one.
    """

    name: str
    scale: Scale
    given: Given

    @property
    def absent(self) -> Value:
        """What stands, over all draws, for a run that has none: no category, no share, nobody."""
        return NONE if self.scale == "category" else 0.0

    def holds(self, draw: Outcomes) -> bool:
        """Whether a run came to what the quantity is about."""
        return bool(draw.signed) and (self.given == "signed" or bool(draw.buses))


DAYS = "days_to_agreement"
_SCALES: dict[str, Scale] = {
    "share_leaving": "share", "fighters_share": "share", "interrupted": "flag", "destination": "category",
    "scope": "category",
}  # fmt: skip
_GIVEN_SIGNED = (DAYS, "interrupted", "scope")
SCORED = tuple(
    Quantity(name, _SCALES.get(name, "log"), "signed" if name in _GIVEN_SIGNED else "left") for name in QUANTITIES
)
OF_NOBODY = ("evacuees", "buses")  # known to be none where it ended without a deal


@dataclass(frozen=True)
class Observation:
    """What a forecast is scored against; ``limit`` is where observation ended, and ``censored`` that it got no further.

    Days to a deal are observed until the horizon of a run, or until a siege ended without one.
    """

    value: Value
    limit: float = float("inf")
    censored: bool = False


def told(outcomes: Outcomes, quantity: Quantity) -> Value | None:
    """The value of a quantity, of a spread the best one, of a flag 0 or 1; None where it is not known."""
    found = outcomes.scope_seen if quantity.name == "scope" else getattr(outcomes, quantity.name)
    if isinstance(found, Spread):
        return found.best
    return found if found is None or isinstance(found, str) else float(found)


def observed(outcomes: Outcomes, quantity: Quantity, *, conditional: bool) -> Observation | None:
    """What was reported, None where it cannot be scored.

    Conditional on a deal (and departure) only what was signed counts. Over all draws, a row that ended without a deal
    says that there was none until then, and that nobody left under one.
    """
    value, never = told(outcomes, quantity), outcomes.signed is False
    if quantity.name == DAYS and not conditional and never:
        days = outcomes.days_without_deal
        return None if days is None else Observation(min(days, HORIZON), min(days, HORIZON), censored=True)
    if never and conditional:
        return None
    if never and value is None and quantity.name in OF_NOBODY:
        return Observation(0.0)
    limit = float(HORIZON) if quantity.name == DAYS else float("inf")
    return None if value is None else Observation(min(value, limit) if isinstance(value, float) else value, limit)


def drawn(draws: Sequence[Outcomes], quantity: Quantity, *, conditional: bool) -> list[Value]:
    """The values of some runs: of all, or of those that came to what the quantity is about."""
    if conditional:
        return [value for draw in draws if quantity.holds(draw) and (value := told(draw, quantity)) is not None]
    return [quantity.absent if (value := told(draw, quantity)) is None else value for draw in draws]
