"""History matching: rule out what cannot have been, wave by wave (Craig et al. 1997; Andrianakis et al. 2015).

A point of the unit cube is *implausible* where the expected outcome lies further from the report than everything that
is uncertain together can explain: I² = (E[f] − z)² / (ensemble + emulator + report + discrepancy variance). Reality
was one run, so the ensemble variance enters whole. E[f] comes from a quadratic regression on the runs of all waves so
far (an *emulator*): direct simulation would need as many runs as points to be judged, and in eight dimensions a few
hundred runs cannot outline a region, while a quadratic surface is smooth enough to be fitted by them and its own
error enters the denominator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from safepassage.evidence.calibration.proposals import Floats

CUT = 3.0  # Pukelsheim's (1994) three-sigma rule for any unimodal distribution
RIDGE = 1e-5  # of the regression, for each run
MOST_HYPERCUBES = 50


def latin_hypercube(n: int, dimensions: int, rng: np.random.Generator) -> Floats:
    """``n`` points of the unit cube, one in each of ``n`` slices along every axis."""
    points: Floats = qmc.LatinHypercube(dimensions, rng=rng).random(n)
    return points


def quadratic(points: Floats) -> Floats:
    """Columns 1, x, and all products of two coordinates, with coordinates running from −1 to 1."""
    x = 2.0 * points - 1.0
    rows, columns = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, rows] * x[:, columns]], axis=1)


def ensemble_variance(points: Floats, summaries: Floats) -> Floats:
    """Variance of single runs at one point, a target, pooled over all points that were run more than once."""
    _, group = np.unique(points, axis=0, return_inverse=True)
    present = ~np.isnan(summaries)
    counts = _sums(group, present.astype(np.float64))
    means = _sums(group, np.where(present, summaries, 0.0)) / np.maximum(counts, 1.0)
    squares = _sums(group, np.where(present, (summaries - means[group]) ** 2, 0.0))
    freedom = np.maximum(counts - 1.0, 0.0).sum(axis=0)
    pooled: Floats = squares.sum(axis=0) / np.maximum(freedom, 1.0)
    return pooled


def _sums(group: NDArray[np.intp], values: Floats) -> Floats:
    sums = np.zeros((int(group.max()) + 1, values.shape[1]))
    np.add.at(sums, group, values)
    return sums


@dataclass(frozen=True)
class Emulator:
    """A quadratic surface for each target: coefficients (features × targets) and how far off it may be.

    ``residual`` is the variance of runs around the surface; what of it is not chance within the ensemble is what a
    quadratic cannot follow. ``inverse`` is that of the features' Gram matrix: it gives the surface's own variance.
    """

    coefficients: Floats
    inverse: Floats
    residual: Floats
    ensemble: Floats

    def mean(self, points: Floats) -> Floats:
        """Expected summaries, points × targets."""
        return quadratic(points) @ self.coefficients

    def variance(self, points: Floats) -> Floats:
        """Variance of :meth:`mean`: of the surface and of what it cannot follow, points × targets."""
        features = quadratic(points)
        leverage = np.einsum("nf,fg,ng->n", features, self.inverse, features)
        unfitted = np.maximum(self.residual - self.ensemble, 0.0)
        variance: Floats = unfitted[None, :] + self.residual[None, :] * leverage[:, None]
        return variance


def fit_emulator(points: Floats, summaries: Floats) -> Emulator:
    """Least squares with a slight ridge; a summary that a run did not leave is taken at its target's mean."""
    features = quadratic(points)
    filled = np.where(np.isnan(summaries), column_means(summaries), summaries)
    gram = features.T @ features + RIDGE * len(points) * np.eye(features.shape[1])
    inverse = np.asarray(np.linalg.inv(gram), np.float64)
    coefficients = inverse @ features.T @ filled
    residuals = filled - features @ coefficients
    freedom = max(len(points) - features.shape[1], 1)
    ensemble = ensemble_variance(points, summaries)
    return Emulator(coefficients, inverse, (residuals**2).sum(axis=0) / freedom, ensemble)


def column_means(summaries: Floats) -> Floats:
    """Means of what is not missing; 0 for a target that no run left."""
    present = ~np.isnan(summaries)
    means: Floats = np.where(present, summaries, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    return means


@dataclass(frozen=True)
class Wave:
    """What one wave rules out: an emulator, the reports, and which of the largest implausibilities must pass the cut.

    ``tolerance`` is the variance of report and discrepancy. ``rank`` 1 judges by the largest implausibility, 2 by the
    second largest: with dozens of targets one of them will be missed through a bad emulator or a wrong report, and
    should not exclude alone (Vernon, Goldstein and Bower 2010).
    """

    emulator: Emulator
    reported: Floats
    tolerance: Floats
    rank: int = 2
    cut: float = CUT

    def implausibility(self, points: Floats) -> Floats:
        """|E[f] − z| in standard deviations of all that is uncertain, points × targets."""
        e = self.emulator
        uncertain = e.ensemble + e.variance(points) + self.tolerance
        distance: Floats = np.abs(e.mean(points) - self.reported) / np.sqrt(uncertain)
        return distance

    def admits(self, points: Floats) -> NDArray[np.bool_]:
        """Which points are not implausible."""
        if not len(points):
            return np.zeros(0, np.bool_)
        judged = self.implausibility(points)
        nth = min(self.rank, judged.shape[1])
        worst: Floats = np.partition(judged, -nth, axis=1)[:, -nth]
        return worst <= self.cut


@dataclass(frozen=True)
class NotRuledOut:
    """The space that no wave so far has ruled out."""

    waves: tuple[Wave, ...] = ()

    def __call__(self, points: Floats) -> NDArray[np.bool_]:
        """Which points are still in."""
        inside = np.ones(len(points), np.bool_)
        for wave in self.waves:
            inside[inside] = wave.admits(points[inside])
        return inside

    def volume(self, dimensions: int, rng: np.random.Generator, points: int = 20_000) -> float:
        """Its share of the unit cube, by a Latin hypercube."""
        return max(float(np.mean(self(latin_hypercube(points, dimensions, rng)))), 1.0 / points)

    def design(self, n: int, dimensions: int, rng: np.random.Generator) -> Floats:
        """``n`` points that are still in: a hypercube of points, or larger ones thinned out until enough remain."""
        if not self.waves:
            return latin_hypercube(n, dimensions, rng)
        found: list[Floats] = []
        for _ in range(MOST_HYPERCUBES):
            points = latin_hypercube(max(20 * n, 1000), dimensions, rng)
            points = points[self(points)]
            found.append(points[rng.permutation(len(points))])
            if sum(map(len, found)) >= n:
                return np.concatenate(found)[:n]
        raise RuntimeError(f"{MOST_HYPERCUBES} hypercubes hold fewer than {n} points that are not implausible")
