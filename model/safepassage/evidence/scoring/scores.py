"""Scores of forecasts: CRPS on the log scale, coverage and width of intervals, Brier, averaged relative difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

Floats = NDArray[np.float64]
QUANTILES = {"median": 0.5, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9}


def crps_log(reported: float, forecast: Sequence[float] | Floats) -> float:
    """CRPS of equally likely values on log(1 + x), where a factor counts alike for small and large (Bosse et al. 2023).

    The forecast is scored as the discrete distribution that it is, not as a sample of a larger one: so an empirical
    distribution of seven values and two hundred draws are measured by the same rule.
    """
    import scoringrules

    values = np.log1p(np.asarray(forecast, float))
    return float(scoringrules.crps_ensemble(np.log1p(reported), values, estimator="nrg"))


def quantiles(forecast: Sequence[float] | Floats) -> dict[str, float]:
    """The quantiles that are printed of a forecast, by name."""
    return {name: float(np.quantile(forecast, q)) for name, q in QUANTILES.items()}


def skill(score: float, reference: float) -> float | None:
    """1 − score/reference: 1 is perfect, 0 no better than the reference; None where the reference is perfect."""
    return None if reference <= 0 else 1.0 - score / reference


def width_log(low: float, high: float) -> float:
    """Width of an interval on the log scale."""
    return float(np.log1p(high) - np.log1p(low))


def coverage_p_value(inside: int, n: int, nominal: float) -> float | None:
    """Two-sided binomial test of so many of n inside an interval that should hold a share ``nominal``."""
    return float(binomtest(inside, n, nominal).pvalue) if n else None


def brier(probability: float, happened: bool) -> float:
    """Brier score of a yes-or-no forecast."""
    return (probability - happened) ** 2


def brier_of_categories(probabilities: Mapping[str, float], happened: str) -> float:
    """Brier score over categories: the sum of squares, 0 to 2."""
    names = {*probabilities, happened}
    return sum((probabilities.get(name, 0.0) - (name == happened)) ** 2 for name in names)


def averaged_relative_difference(forecast: Mapping[str, float], reported: Mapping[str, float]) -> float:
    """Sum over places of |forecast − reported| over the reported sum (Suleimenova, Bell and Groen 2017)."""
    names = {*forecast, *reported}
    return sum(abs(forecast.get(n, 0.0) - reported.get(n, 0.0)) for n in names) / sum(reported.values())
