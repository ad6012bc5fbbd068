"""One quantity of one row, forecast and scored; and what the scores of several rows come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.evidence.facts import Outcomes
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.scoring.naive import DECLARED
from safepassage.evidence.scoring.quantities import Observation, Quantity, Value, drawn

LEAST = 0.05  # share of the draws from which on those that signed make a forecast of their own
INTERVALS = {"50": ("p25", "p75", 0.5), "80": ("p10", "p90", 0.8)}
RESAMPLES = 1_000


@dataclass(frozen=True)
class Scored:
    """A forecast beside what was reported, and the scores of the naive ones by name.

    ``stands_in`` means that too few draws signed (or left) to say anything of what follows: the declared naive
    forecast is then the model's own, so that a model which rules a deal out gains nothing by it.
    """

    id: str
    quantity: Quantity
    seen: Observation
    forecast: Sequence[Value]
    naive: Mapping[str, float]
    stands_in: bool = False

    @property
    def crps(self) -> float:
        """The forecast's own score."""
        return scoring.score(self.quantity, self.seen, self.forecast)

    @property
    def crps_naive(self) -> float | None:
        """That of the declared naive forecast."""
        return self.naive.get(DECLARED[self.quantity.name].name)

    @property
    def quantiles(self) -> dict[str, Any]:
        """Quantiles by name; of categories the likeliest stands for the median, and there are no others."""
        if self.quantity.scale == "category":
            found = scoring.shares([str(value) for value in self.forecast])
            return dict.fromkeys(scoring.QUANTILES) | {"median": max(found, key=lambda name: (found[name], name))}
        return dict(scoring.quantiles(np.asarray(self.forecast, float)))

    def as_row(self) -> dict[str, Any]:
        """A row of ``agreements``; ``censored`` is there where it is true: so long there was no deal, and then none."""
        row = {"id": self.id, "quantity": self.quantity.name, "reported": self.seen.value, **self.quantiles}
        row |= {"crps": self.crps, "crps_naive": self.crps_naive}
        return row | {"censored": True} if self.seen.censored else row

    def inside(self, interval: str) -> bool | None:
        """Whether an interval holds what was reported; None where there are no intervals, or no value."""
        if self.quantity.scale in ("category", "flag") or self.seen.censored:
            return None
        low, high, _ = INTERVALS[interval]
        found = self.quantiles
        return bool(found[low] <= self.seen.value <= found[high])

    def width(self, interval: str) -> float:
        """Width of an interval on the quantity's scale."""
        low, high, _ = INTERVALS[interval]
        return scoring.width(self.quantity, self.quantiles[low], self.quantiles[high])


def forecast_of(
    draws: Sequence[Outcomes], quantity: Quantity, naive: Mapping[str, list[Value]], *, conditional: bool
) -> tuple[list[Value], bool]:
    """The values that the draws forecast, and whether a naive forecast stands in for them."""
    values = drawn(draws, quantity, conditional=conditional)
    declared = naive.get(DECLARED[quantity.name].name, [])
    stands_in = len(values) < max(LEAST * len(draws), 1.0)
    return (declared, True) if stands_in else (values, False)


def summary_of(found: Sequence[Scored]) -> dict[str, Any]:
    """Mean scores of several rows, null where none was reported; p-values by two-sided binomial tests."""
    naive, best = mean([one.crps_naive for one in found]), best_naive(found)
    low, high = skill_interval(found)
    return {
        "n": len(found),
        "crps": mean([one.crps for one in found]),
        "crps_naive": naive,
        "skill": scoring.skill(mean([one.crps for one in found if one.crps_naive is not None]), naive),
        **dict(_coverage(found)),
        "skill_p5": low,
        "skill_p95": high,
        "naive": DECLARED[found[0].quantity.name].name if found else None,
        "best_naive": best,
        "crps_best_naive": mean([one.naive[best] for one in found if best in one.naive]) if best else None,
        "stand_ins": sum(one.stands_in for one in found),
    }


def _coverage(found: Sequence[Scored]) -> Iterator[tuple[str, float | None]]:
    told = [one for one in found if one.inside("80") is not None]
    inside = {name: sum(bool(one.inside(name)) for one in told) for name in INTERVALS}
    yield from ((f"coverage{name}", n / len(told) if told else None) for name, n in inside.items())
    for name, (_, _, nominal) in INTERVALS.items():
        yield f"coverage{name}_p", scoring.coverage_p_value(inside[name], len(told), nominal)
        yield f"width{name}", mean([one.width(name) for one in told])


def best_naive(found: Sequence[Scored]) -> str | None:
    """The naive forecast with the best mean score over the rows, after the fact."""
    totals: dict[str, float] = {}
    for one in found:
        for name, value in one.naive.items():
            totals[name] = totals.get(name, 0.0) + value
    return min(totals, key=lambda name: (totals[name], name)) if totals else None


def skill_interval(found: Sequence[Scored]) -> tuple[float | None, float | None]:
    """A 90 % interval of the skill over rows drawn anew with replacement; None for fewer than two."""
    pairs = np.array([(one.crps, one.crps_naive) for one in found if one.crps_naive is not None])
    if len(pairs) < 2 or not (pairs[:, 1] > 0).all():
        return None, None
    picks = np.random.default_rng(0).integers(len(pairs), size=(RESAMPLES, len(pairs)))
    sums = pairs[picks].sum(axis=1)
    low, high = np.quantile(1.0 - sums[:, 0] / sums[:, 1], [0.05, 0.95])
    return float(low), float(high)


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
