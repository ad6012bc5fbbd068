"""Scores of forecasts, each a list of equally likely values: CRPS, Brier, logarithm, AUC, coverage and width.

A forecast is scored as the discrete distribution that it is, not as a sample of a larger one: so an empirical
distribution of seven values and two hundred draws are measured by the same rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, log

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from safepassage.evidence.scoring.quantities import Observation, Quantity, Value

Floats = NDArray[np.float64]
QUANTILES = {"median": 0.5, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9}
HALF = 0.5  # of a draw is added to each possibility before logarithms are taken, so that none is impossible


def crps(reported: float, forecast: Sequence[float] | Floats) -> float:
    """CRPS of equally likely values; of a yes or no it is the Brier score."""
    import scoringrules

    return float(scoringrules.crps_ensemble(reported, np.asarray(forecast, float), estimator="nrg"))


def crps_log(reported: float, forecast: Sequence[float] | Floats, limit: float = float("inf")) -> float:
    """CRPS on log(1 + x), where a factor counts alike for small and large (Bosse et al. 2023).

    What lies beyond ``limit`` counts as at it: the threshold-weighted CRPS of an outcome that was observed no longer
    (Gneiting and Ranjan 2011). So a day that never came, or came after a siege had ended otherwise, is scored by the
    chance that the forecast gave it before.
    """
    return crps(np.log1p(min(reported, limit)), np.log1p(np.minimum(np.asarray(forecast, float), limit)))


def score(quantity: Quantity, seen: Observation, forecast: Sequence[Value]) -> float:
    """The score of one forecast, lower is better; of a category half its Brier score, so that two make a yes or no."""
    if quantity.scale == "category":
        return brier_of_categories(shares([str(v) for v in forecast]), str(seen.value)) / 2
    values = np.asarray(forecast, float)
    if quantity.scale == "log":
        return crps_log(float(seen.value), values, seen.limit)
    return crps(float(seen.value), values)


def quantiles(forecast: Sequence[float] | Floats) -> dict[str, float]:
    """The quantiles that are printed of a forecast, by name."""
    return {name: float(np.quantile(forecast, q)) for name, q in QUANTILES.items()}


def shares(names: Sequence[str]) -> dict[str, float]:
    """The share of each name."""
    return {name: names.count(name) / len(names) for name in sorted(set(names))}


def skill(own: float | None, reference: float | None) -> float | None:
    """1 − score/reference: 1 is perfect, 0 no better than the reference; None where the reference is perfect."""
    return None if own is None or reference is None or reference <= 0 else 1.0 - own / reference


def width(quantity: Quantity, low: float, high: float) -> float:
    """Width of an interval on the quantity's scale."""
    return float(np.log1p(high) - np.log1p(low)) if quantity.scale == "log" else high - low


def coverage_p_value(inside: int, n: int, nominal: float) -> float | None:
    """Two-sided binomial test of so many of n inside an interval that should hold a share ``nominal``."""
    return float(binomtest(inside, n, nominal).pvalue) if n else None


def brier(probability: float, *, happened: bool) -> float:
    """Brier score of a yes-or-no forecast."""
    return (probability - happened) ** 2


def brier_of_categories(probabilities: Mapping[str, float], happened: str) -> float:
    """Brier score over categories: the sum of squares, 0 to 2."""
    names = {*probabilities, happened}
    # An exact sum: names in a set have another order in every process.
    return fsum((probabilities.get(name, 0.0) - (name == happened)) ** 2 for name in names)


def log_score(forecast: Sequence[str], happened: str, possible: int) -> float:
    """Minus the logarithm of what was given to what happened, of so many possible; half a draw is added to each."""
    return -log((forecast.count(happened) + HALF) / (len(forecast) + HALF * possible))


def auc(probabilities: Sequence[float], happened: Sequence[bool]) -> float | None:
    """The chance that what happened was given more than what did not; None unless there are both."""
    p, yes = np.asarray(probabilities, float), np.asarray(happened, bool)
    if not yes.any() or yes.all():
        return None
    apart = p[yes][:, None] - p[~yes][None, :]
    return float(np.mean((apart > 0) + 0.5 * (apart == 0)))


def averaged_relative_difference(forecast: Mapping[str, float], reported: Mapping[str, float]) -> float:
    """Sum over places of |forecast − reported| over the reported sum (Suleimenova, Bell and Groen 2017)."""
    names = {*forecast, *reported}
    return fsum(abs(forecast.get(n, 0.0) - reported.get(n, 0.0)) for n in names) / sum(reported.values())
