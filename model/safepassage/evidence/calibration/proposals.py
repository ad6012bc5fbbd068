"""Where the points of a stage were drawn from, with the density they were drawn with.

All points live in the unit cube of the prior, where the prior is uniform. A run keeps no weight of its own: at the
end every run is weighted by the mixture of all stages that could have proposed it (the "balance heuristic" of Veach
and Guibas 1995, in adaptive importance sampling Cornuet et al. 2012), so runs of all waves and generations count, and
targets can be dropped afterwards without simulating anything again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Support = Callable[[Floats], NDArray[np.bool_]]

MOST_TRIES = 10_000


class Proposal(Protocol):
    """A density over the unit cube that can be drawn from."""

    def density(self, points: Floats) -> Floats:
        """The density at each point (rows of ``points``); integrates to one over the cube."""
        ...

    def draw(self, rng: np.random.Generator) -> Floats:
        """One point."""
        ...


def whole_cube(points: Floats) -> NDArray[np.bool_]:
    """The support of the prior: everything within the unit cube."""
    inside: NDArray[np.bool_] = np.all((points >= 0.0) & (points <= 1.0), axis=1)
    return inside


class UniformWithin:
    """Uniform over the part of the cube that ``support`` admits; the plain case is the whole cube.

    ``volume`` is that part's share of the cube.
    """

    def __init__(self, dimensions: int, support: Support = whole_cube, volume: float = 1.0) -> None:
        self.dimensions, self.support, self.volume = dimensions, support, volume

    def density(self, points: Floats) -> Floats:
        """One over the volume within the support, zero outside."""
        return np.where(whole_cube(points) & self.support(points), 1.0 / self.volume, 0.0)

    def draw(self, rng: np.random.Generator) -> Floats:
        """A point of the cube, drawn again until the support admits it."""
        for _ in range(MOST_TRIES):
            point = rng.random(self.dimensions)
            if self.support(point[None])[0]:
                return point
        raise RuntimeError(f"none of {MOST_TRIES} points lies within the support; its volume was {self.volume}")


class KernelMixture:
    """Weighted particles, each jittered by one Gaussian kernel, cut off at the support.

    The kernel is twice the weighted covariance of the particles (Beaumont et al. 2009), which over-disperses the
    proposal enough for its importance weights to stay bounded; in more dimensions than :data:`FEW` it is narrower,
    since the chance that every one of them stays within the cube falls geometrically.
    """

    SPREAD, FEW = 2.0, 8
    FLOOR = 1e-3  # least standard deviation of the kernel along an axis of the unit cube

    def __init__(self, centres: Floats, weights: Floats, support: Support, rng: np.random.Generator) -> None:
        """Take the particles; ``rng`` estimates how much of the jittered mass the support admits."""
        self.centres, self.weights, self.support = centres, weights / weights.sum(), support
        covariance = np.atleast_2d(np.cov(centres.T, aweights=self.weights, ddof=0))
        spread = self.SPREAD * min(self.FEW / centres.shape[1], 1.0) ** 2
        covariance = spread * covariance + self.FLOOR**2 * np.eye(centres.shape[1])
        self._root = np.linalg.cholesky(covariance)
        self._log_scale = float(np.log(np.diag(self._root)).sum()) + 0.5 * centres.shape[1] * np.log(2 * np.pi)
        self.admitted = max(float(np.mean(self._admits(self._jittered(rng, 4096)))), 1.0 / MOST_TRIES)

    def density(self, points: Floats) -> Floats:
        """The mixture's density over what the support admits of it, zero outside."""
        solved = np.linalg.solve(self._root, points.T)
        centred = np.linalg.solve(self._root, self.centres.T)
        squares = (solved**2).sum(0)[:, None] + (centred**2).sum(0)[None, :] - 2.0 * solved.T @ centred
        kernel = np.exp(-0.5 * np.maximum(squares, 0.0) - self._log_scale)
        return np.where(self._admits(points), kernel @ self.weights / self.admitted, 0.0)

    def draw(self, rng: np.random.Generator) -> Floats:
        """A jittered particle, drawn again (particle and jitter) until the support admits it."""
        for _ in range(MOST_TRIES):
            points = self._jittered(rng, 1)
            if self._admits(points)[0]:
                point: Floats = points[0]
                return point
        raise RuntimeError(f"none of {MOST_TRIES} jittered particles lies within the support")

    def _jittered(self, rng: np.random.Generator, n: int) -> Floats:
        picked = self.centres[rng.choice(len(self.centres), size=n, p=self.weights)]
        jittered: Floats = picked + rng.standard_normal(picked.shape) @ self._root.T
        return jittered

    def _admits(self, points: Floats) -> NDArray[np.bool_]:
        inside = whole_cube(points)
        inside[inside] = self.support(points[inside])
        return inside


def mixture_density(points: Floats, proposals: Sequence[Proposal], counts: Sequence[int]) -> Floats:
    """The density with which all stages together proposed each point; ``counts`` are the runs of each stage."""
    total = sum(counts)
    density = np.zeros(len(points))
    for proposal, n in zip(proposals, counts, strict=True):
        density += n / total * proposal.density(points)
    return density
