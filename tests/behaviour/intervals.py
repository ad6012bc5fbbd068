"""Values with intervals: shares after Wilson, everything else by resampling whole seeds.

An experiment compares cases that were run with the same seeds, so a resampled seed is taken in every case alike: what
chance has in common falls out of differences and ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log, sqrt

import numpy as np
from scipy import stats

from behaviour.observing import NotMeasurableError, Runs

RESAMPLES = 400
ROUNDING = 1e-9  # a value on the edge of a band is inside, whatever the last bit says


@dataclass(frozen=True)
class Band:
    """What counts as shown; ``stated`` where the design states the numbers, else they were chosen here."""

    low: float = -inf
    high: float = inf
    stated: bool = True

    def holds(self, low: float, high: float) -> bool:
        """Whether any of the interval lies inside."""
        return high >= self.low - ROUNDING and low <= self.high + ROUNDING

    def __str__(self) -> str:
        """As in the table: ``3 to 8``, ``at least 0.65``."""
        if isfinite(self.low) and isfinite(self.high):
            return f"{_short(self.low)}" if self.low == self.high else f"{_short(self.low)} to {_short(self.high)}"
        if isfinite(self.low):
            return f"at least {_short(self.low)}"
        return f"at most {_short(self.high)}" if isfinite(self.high) else "none"

    @property
    def asks(self) -> bool:
        """Whether it asks anything: a band without ends is for values that are told only."""
        return isfinite(self.low) or isfinite(self.high)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


TOLD = Band(stated=False)


@dataclass(frozen=True)
class Estimate:
    """A value, its 95 % interval, its standard error (half a 68 % interval), and the number of runs (or deals)."""

    value: float
    low: float
    high: float
    error: float
    n: int

    def inside(self, band: Band) -> bool:
        """Whether the value itself lies in the band."""
        return band.holds(self.value, self.value)

    def near(self, band: Band) -> bool:
        """Whether the value lies within one standard error of the band: what a few seeds can tell."""
        return band.holds(self.value - self.error, self.value + self.error)


def share(flags: Sequence[bool]) -> Estimate:
    """The share of runs (or deals) in which something holds, with its Wilson interval."""
    n, k = len(flags), sum(flags)
    if not n:
        raise NotMeasurableError("it never came to that in these runs")
    found = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    shrunk = (k + 1) / (n + 2)
    return Estimate(k / n, float(found.low), float(found.high), sqrt(shrunk * (1 - shrunk) / n), n)


def resampled(statistic: Callable[[Runs], float], runs: Runs) -> Estimate:
    """A statistic of runs of several cases with its bootstrap interval; resamples in which it is undefined are left."""
    n = min(len(seen) for seen in runs.values())
    value = statistic(runs)
    rng = np.random.default_rng(1)
    again = [_on(statistic, runs, rng.integers(n, size=n)) for _ in range(RESAMPLES if n > 1 else 0)]
    known = [x for x in again if x is not None and isfinite(x)]
    if len(known) < 2:
        return Estimate(value, -inf, inf, 0.0, n)
    low, a, b, high = (float(q) for q in np.quantile(known, (0.025, 0.16, 0.84, 0.975)))
    return Estimate(value, low, high, (b - a) / 2, n)


def _on(statistic: Callable[[Runs], float], runs: Runs, chosen: np.ndarray) -> float | None:
    try:
        return statistic({case: [seen[i] for i in chosen] for case, seen in runs.items()})
    except NotMeasurableError:
        return None


def middle(values: Sequence[float | None]) -> float:
    """The median of those that are known."""
    known = [value for value in values if value is not None]
    if not known:
        raise NotMeasurableError("it never came to that in these runs")
    return float(np.median(known))


def mean(values: Sequence[float | None]) -> float:
    """The mean of those that are known."""
    known = [value for value in values if value is not None]
    if not known:
        raise NotMeasurableError("it never came to that in these runs")
    return float(np.mean(known))


def log_error(simulated: float, reported: float) -> float:
    """|log(simulated/reported)|, one added to both so that nought is allowed."""
    return abs(log((1.0 + simulated) / (1.0 + reported)))


def rank_correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Spearman's rank correlation, undefined where one side does not vary."""
    if len(set(a)) < 2 or len(set(b)) < 2:
        raise NotMeasurableError("one side does not vary")
    return float(stats.spearmanr(a, b).statistic)
