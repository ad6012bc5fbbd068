"""A second method on the same stored runs: a synthetic likelihood in place of distances, as a check on the first.

What the targets tell of each parameter (the regression of :mod:`.distance`) is taken as the data, d numbers. Over the
stored runs their mean is a quadratic function of the parameters and what is left over is normal: the likelihood of the
reports is then a formula (Wood 2010; with semi-automatic summaries Price et al. 2018), and the posterior is the prior
weighted by it. No threshold, no kernel and no adjustment take part, which the first method rests on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import norm

from safepassage.evidence.calibration.distance import fit_regression
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.weighting import Posterior, Reference, posterior

CHAINS = 300
STEPS, KEPT = 1_000, 20  # steps of every chain, and how many of the second half are kept
JITTER = 1e-4
SHARES = (0.05, 0.5, 0.95)
RIDGE = 1e-6

LogLikelihood = Callable[[Floats], Floats]


def synthetic_posterior(reference: Reference, reported: Floats, seed: int) -> Posterior:
    """Points of the unit cube, drawn from the prior times the synthetic likelihood of what was reported."""
    runs = reference.runs
    weights = runs.prior_weights / runs.prior_weights.sum()
    regression, told = fit_regression(runs.points, reference.as_reported, weights)
    root = np.sqrt(weights)[:, None]
    mean, *_ = np.linalg.lstsq(root * surface(runs.points), root * told, rcond=None)
    off = told - surface(runs.points) @ mean
    covariance = off.T @ (weights[:, None] * off) + RIDGE * np.eye(off.shape[1])
    seen = regression.predict(reported[None])[0]

    def log_likelihood(drawn: Floats) -> Floats:
        apart = seen - surface(drawn) @ mean
        return np.asarray(-0.5 * (apart * np.linalg.solve(covariance, apart.T).T).sum(axis=1))

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(19,)))
    points = sampled(log_likelihood, runs.points.shape[1], rng)
    return Posterior(points, np.full(len(points), 1.0 / len(points)), 0.0)


def sampled(log_likelihood: LogLikelihood, dimensions: int, rng: np.random.Generator) -> Floats:
    """Points of a flat prior on the unit cube times a likelihood, by differential evolution (ter Braak 2006).

    Each chain steps along the difference of two others, on the probit of the cube, where the prior is normal: steps
    take the shape of the posterior by themselves.
    """

    def log_posterior(probit: Floats) -> Floats:
        return np.asarray(norm.logpdf(probit).sum(axis=1) + log_likelihood(norm.cdf(probit)))

    now = rng.standard_normal((CHAINS, dimensions))
    height, kept = log_posterior(now), []
    for step in range(STEPS):
        one, two = (np.roll(rng.permutation(CHAINS), k) for k in (1, 2))
        there = now + 2.38 / np.sqrt(2 * dimensions) * (now[one] - now[two])
        there += JITTER * rng.standard_normal(there.shape)
        its = log_posterior(there)
        taken = np.log(rng.random(CHAINS)) < its - height
        now, height = np.where(taken[:, None], there, now), np.where(taken, its, height)
        if step >= STEPS // 2 and step % (STEPS // 2 // KEPT) == 0:
            kept.append(norm.cdf(now))
    return np.concatenate(kept)


def surface(points: Floats) -> Floats:
    """One, the parameters, their squares and products."""
    x = 2.0 * points - 1.0
    first, second = np.triu_indices(x.shape[1])
    return np.column_stack([np.ones(len(x)), x, x[:, first] * x[:, second]])


def compared(reference: Reference, reported: Floats, names: tuple[str, ...], seed: int) -> pd.DataFrame:
    """Medians and 90 % intervals of both methods, on the unit cube of the prior, a row a parameter.

    ``apart`` is the difference of the medians in standard deviations of the two posteriors together.
    """
    one, two = posterior(reference, reported), synthetic_posterior(reference, reported, seed)
    table: dict[str, object] = {"parameter": names}
    for name, found in (("abc", one), ("synthetic", two)):
        low, middle, high = found.quantile(SHARES)
        table |= {f"{name}_median": middle, f"{name}_p5": low, f"{name}_p95": high}
    spread = np.sqrt((one.deviation**2 + two.deviation**2) / 2)
    apart = (two.quantile((0.5,))[0] - one.quantile((0.5,))[0]) / np.maximum(spread, 1e-12)
    return pd.DataFrame(table | {"apart": apart}).round(3)
