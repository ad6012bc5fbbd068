"""How far a run lies from the reports.

Two distances, and the recovery table says which tells more (see :mod:`.recovery`). :class:`Scaled` adds up all
targets, each over its own uncertainty: plain, but with dozens of targets the chance of single runs drowns what they
say together. :func:`projected` first condenses the targets into one number a parameter, the mean of that parameter
as a regression over the stored runs predicts it from the targets (semi-automatic summaries, Fearnhead and Prangle
2012), so that what is compared has as many dimensions as there are parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safepassage.evidence.calibration.proposals import Floats

MISSING = 3.0  # standard deviations that a summary counts as which a run did not leave
MOST = 4.0  # no single target counts more: a report that the model cannot reach shall not decide alone
RIDGE = 0.1  # of the regressions, as a share of the runs' weight
TAIL = 0.01  # summaries beyond these quantiles of the runs count as at them
MOST_LEVERAGE = 0.9


@dataclass(frozen=True)
class Scaled:
    """Root mean square of (simulated − reported) over each target's standard deviation."""

    reported: Floats
    deviation: Floats

    def __call__(self, summaries: Floats) -> Floats:
        """Distances of runs (n × m) from the reports."""
        off = np.abs(summaries - self.reported) / self.deviation
        off = np.minimum(np.where(np.isnan(off), MISSING, off), MOST)
        return np.asarray(np.sqrt((off**2).mean(axis=1)))


@dataclass(frozen=True)
class Regression:
    """A ridge regression from summaries to points of the unit cube, on clipped and standardised summaries."""

    low: Floats
    high: Floats
    centre: Floats
    deviation: Floats
    coefficients: Floats

    def features(self, summaries: Floats) -> Floats:
        """One, then every summary clipped and standardised, missing ones at the mean.

        Squares beside them told nothing more of any parameter, on runs that the regression had not seen.
        """
        x = (np.clip(summaries, self.low, self.high) - self.centre) / self.deviation
        return np.column_stack([np.ones(len(x)), np.where(np.isnan(x), 0.0, x)])

    def predict(self, summaries: Floats) -> Floats:
        """Expected parameters (n × d, unit cube)."""
        return self.features(summaries) @ self.coefficients


def fit_regression(points: Floats, summaries: Floats, weights: Floats) -> tuple[Regression, Floats]:
    """Regress points on summaries, runs weighted; the intercept is not shrunk.

    Returns the regression and what it predicts for each run when that run is left out (in closed form, from the
    leverages), so that runs it was fitted to are judged as reports are: without having been seen.
    """
    shape = standardised(summaries)
    x, w = shape.features(summaries), weights / weights.sum()
    shrink = RIDGE * np.eye(x.shape[1])
    shrink[0, 0] = 0.0
    inverse = np.linalg.inv(x.T @ (w[:, None] * x) + shrink)
    fitted = replace(shape, coefficients=inverse @ x.T @ (w[:, None] * points))
    leverage = np.minimum(w * ((x @ inverse) * x).sum(axis=1), MOST_LEVERAGE)[:, None]
    predicted = x @ fitted.coefficients
    return fitted, (predicted - leverage * points) / (1.0 - leverage)


def standardised(summaries: Floats) -> Regression:
    """A regression without coefficients yet: where summaries are clipped, and what centres and scales them."""
    present = np.where(np.isnan(summaries).all(axis=0), 0.0, summaries)
    low, high = np.nanquantile(present, [TAIL, 1.0 - TAIL], axis=0)
    clipped = np.clip(present, low, high)
    deviation = np.nanstd(clipped, axis=0)
    return Regression(low, high, np.nanmean(clipped, axis=0), np.where(deviation > 1e-9, deviation, 1.0), np.empty(0))


def projected(points: Floats, summaries: Floats, weights: Floats, reported: Floats) -> Floats:
    """What each run's predicted parameters are off those of the reports (n × d), in standard deviations over runs."""
    regression, predicted = fit_regression(points, summaries, weights)
    mean = np.average(predicted, axis=0, weights=weights)
    variance = np.average((predicted - mean) ** 2, axis=0, weights=weights)
    off: Floats = (predicted - regression.predict(reported[None])[0]) / np.sqrt(np.maximum(variance, 1e-12))
    return off


def adjusted(points: Floats, off: Floats, weights: Floats) -> Floats:
    """Points as they would be had their runs hit the reports exactly: a local linear regression on what they are off.

    Beaumont, Zhang and Balding (2002), on the logit of the unit cube so that no point leaves it. Only runs with
    weight take part; the others are returned as they are.
    """
    used = weights > 0
    edge = 0.5 / max(int(used.sum()), 2)
    inside = np.clip(points[used], edge, 1.0 - edge)
    logit = np.log(inside / (1.0 - inside))
    x, w = off[used], weights[used] / weights[used].sum()
    centre, middle = w @ x, w @ logit
    gram = (x - centre).T @ (w[:, None] * (x - centre))
    shrink = RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    slopes = np.linalg.solve(gram + shrink, (x - centre).T @ (w[:, None] * (logit - middle)))
    moved = points.copy()
    moved[used] = 1.0 / (1.0 + np.exp(-(logit - x @ slopes)))
    return moved


def with_errors(summaries: Floats, tolerance: Floats, seeds: NDArray[np.int64]) -> Floats:
    """Summaries as they might be reported: with an error of report and discrepancy, drawn from each run's own seed.

    An approximate posterior is exact for a model that has these errors (Wilkinson 2013): a parameter is then told no
    better than reports allow.
    """
    noise = np.array([
        np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(7,))).standard_normal(len(tolerance))
        for seed in seeds.tolist()
    ])  # fmt: skip
    noisy: Floats = summaries + noise * np.sqrt(tolerance)
    return noisy
