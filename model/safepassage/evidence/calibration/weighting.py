"""Posteriors from stored runs: choose targets, measure distances, weight. Nothing is simulated.

The posterior of the fit, those of leave-one-agreement-out validation, and those of the recovery check are the same
function of the same runs; only the targets that count and the numbers taken as reported differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from safepassage.evidence.calibration.abc_smc import Pool, effective_size, kernel_weights, threshold
from safepassage.evidence.calibration.distance import Scaled, adjusted, projected, with_errors
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.store import StoredRuns

PROJECTED, SCALED = "projected", "scaled"


@dataclass(frozen=True)
class Reference:
    """Stored runs, the uncertainty of each target (a variance), and how posteriors are made of them.

    Attributes:
        runs: all runs of a calibration.
        tolerance: variance of report and discrepancy of every target.
        particles: how many equally weighted draws a posterior shall be worth.
        method: ``projected`` or ``scaled``, see :mod:`.distance`.
    """

    runs: StoredRuns
    tolerance: Floats
    particles: int = 200
    method: str = PROJECTED

    @cached_property
    def as_reported(self) -> Floats:
        """Summaries with the errors that reports have."""
        return with_errors(self.runs.summaries, self.tolerance, self.runs.seeds)


@dataclass(frozen=True)
class Posterior:
    """Weighted points of the unit cube; ``weights`` sum to one and belong to all runs, most of them zero."""

    points: Floats
    weights: Floats
    epsilon: float

    @property
    def effective(self) -> float:
        """How many equally weighted draws it is worth."""
        return effective_size(self.weights)

    @property
    def mean(self) -> Floats:
        """Weighted means."""
        return np.asarray(self.weights @ self.points)

    @property
    def deviation(self) -> Floats:
        """Weighted standard deviations."""
        return np.asarray(np.sqrt(self.weights @ (self.points - self.mean) ** 2))

    def quantile(self, shares: Sequence[float]) -> Floats:
        """Weighted quantiles, shares × parameters."""
        return np.array([weighted_quantile(column, self.weights, shares) for column in self.points.T]).T

    def mass_below(self, point: Floats) -> Floats:
        """The share of the weight below a point, for each parameter; what lies on it counts half."""
        return np.asarray(self.weights @ ((self.points < point) + 0.5 * (self.points == point)))

    def draws(self, n: int, rng: np.random.Generator) -> Floats:
        """``n`` equally weighted points."""
        return self.points[rng.choice(len(self.points), size=n, p=self.weights)]


def weighted_quantile(values: Floats, weights: Floats, shares: Sequence[float]) -> Floats:
    """Quantiles of weighted values, interpolated between the middles of their weights."""
    used = weights > 0
    values, weights = values[used], weights[used]
    order = np.argsort(values, kind="stable")
    w = weights[order]
    middles = (np.cumsum(w) - 0.5 * w) / w.sum()
    return np.asarray(np.interp(np.asarray(shares), middles, values[order]))


def posterior(
    reference: Reference, reported: Floats, columns: Sequence[int] | None = None, leave_out: int | None = None
) -> Posterior:
    """Weight stored runs by how near they lie to what was reported.

    Args:
        reference: the runs.
        reported: the reported value of every target, on its scale.
        columns: the targets that count, all by default; where none does, nothing is learnt.
        leave_out: a run that stands for the reports and must not count.
    """
    runs, chosen = reference.runs, slice(None) if columns is None else np.asarray(columns)
    weights = runs.prior_weights
    if leave_out is not None:  # its replicates know the answer, too
        weights = np.where((runs.points == runs.points[leave_out]).all(axis=1), 0.0, weights)
    if columns is not None and not len(columns):
        return Posterior(runs.points, weights / weights.sum(), np.inf)
    if reference.method == SCALED:
        distances = scaled_distances(reference, reported, chosen)
        epsilon = threshold(np.where(weights > 0, distances, np.inf), weights, reference.particles)
        return Posterior(runs.points, kernel_weights(distances, weights, epsilon), epsilon)
    off = projected(runs.points, reference.as_reported[:, chosen], weights, reported[chosen])
    distances = np.where(weights > 0, root_mean_square(off), np.inf)
    epsilon = threshold(distances, weights, reference.particles)
    weights = kernel_weights(distances, weights, epsilon)
    return Posterior(adjusted(runs.points, off, weights), weights, epsilon)


def root_mean_square(off: Floats) -> Floats:
    """One distance a run from what it is off in each dimension."""
    return np.asarray(np.sqrt((off**2).mean(axis=1)))


def scaled_distances(reference: Reference, reported: Floats, chosen: slice | NDArray[np.intp]) -> Floats:
    """Distances by all targets, each over the errors of report and model and the spread of all runs."""
    summaries = reference.runs.summaries[:, chosen]
    spread = np.nan_to_num(np.nanvar(summaries, axis=0))
    return Scaled(reported[chosen], np.sqrt(reference.tolerance[chosen] + spread))(summaries)


def nearness(reported: Floats, tolerance: Floats, pool: Pool) -> Floats:
    """Distances of all runs so far, by a regression over these runs; a :data:`.abc_smc.Measure`."""
    seeds = np.concatenate([stage.seeds for stage in pool.stages])
    noisy = with_errors(pool.summaries, tolerance, seeds)
    return root_mean_square(projected(pool.points, noisy, pool.prior_weights(), reported))


def stored(pool: Pool, targets: tuple[str, ...]) -> StoredRuns:
    """All runs, weighted to stand for the whole prior.

    History matching decided where runs were spent, not what was believed before: with weights for the whole cube, a
    posterior without one agreement owes nothing to it.
    """
    points = pool.points
    return StoredRuns(
        tuple(stage.name for stage in pool.stages for _ in stage.seeds),
        np.concatenate([stage.seeds for stage in pool.stages]),
        points,
        1.0 / pool.density(points),
        targets,
        # As the stored table keeps them, so that posteriors made from it later are the same.
        pool.summaries.astype(np.float32).astype(np.float64),
    )
