"""Approximate Bayesian computation by sequential Monte Carlo, with nothing thrown away.

The scheme is adaptive population Monte Carlo (Lenormand, Jabot and Deffuant 2013): in each generation the threshold
ε is a quantile of all distances so far, the runs below it become particles, and new points are jittered particles.
Every run is simulated once and kept; weights come from the mixture of all proposals (:mod:`.proposals`). The draws of
particle k in generation t come from ``SeedSequence(seed, spawn_key=(t, k))``: no worker draws a seed, and the result
is the same for any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from safepassage.evidence.calibration.proposals import (
    Floats,
    KernelMixture,
    Proposal,
    Support,
    UniformWithin,
    mixture_density,
    whole_cube,
)

Simulate = Callable[[str, Floats, NDArray[np.int64]], Floats]
"""Called once a stage with its name, its points (n × d) and seeds (n); returns summaries (n × m), NaN where missing.

It must not draw anything of its own: row i depends on point i and seed i alone.
"""

Measure = Callable[["Pool"], Floats]
"""Called after each generation with all runs; returns their distances (n), zero where simulated and reported agree.

It may learn from the runs how to measure; one that ignores all but the summaries is fine.
"""

FIRST_GENERATION = 1_000  # spawn keys below are those of the waves


@dataclass(frozen=True)
class SmcSettings:
    """How many new runs a generation takes, which share of all becomes particles, and when to stop."""

    runs: int = 450
    particles: int = 300
    generations: int = 3
    least_acceptance: float = 0.05


@dataclass(frozen=True)
class Round:
    """The runs of one wave or generation, and where they were proposed."""

    name: str
    proposal: Proposal
    points: Floats
    seeds: NDArray[np.int64]
    summaries: Floats


@dataclass(frozen=True)
class Pool:
    """All runs so far, stage after stage."""

    stages: tuple[Round, ...] = ()
    support: Support = field(default=whole_cube)

    @property
    def points(self) -> Floats:
        """Points of all runs, n × d."""
        return np.concatenate([stage.points for stage in self.stages])

    @property
    def summaries(self) -> Floats:
        """Summaries of all runs, n × m."""
        return np.concatenate([stage.summaries for stage in self.stages])

    def density(self, points: Floats) -> Floats:
        """The density with which all stages together proposed ``points``."""
        return mixture_density(points, [s.proposal for s in self.stages], [len(s.points) for s in self.stages])

    def prior_weights(self) -> Floats:
        """Prior density over proposal density: with these weights the runs stand for the prior on the support."""
        points = self.points
        weights: Floats = self.support(points) / np.maximum(self.density(points), 1e-300)
        return weights

    def __add__(self, stage: Round) -> Pool:
        """The pool with one more stage."""
        return Pool((*self.stages, stage), self.support)


def effective_size(weights: Floats) -> float:
    """Kish's effective number of equally weighted particles."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def threshold(distances: Floats, weights: Floats, particles: int) -> float:
    """The smallest ε below which the weighted runs are worth ``particles`` equal ones (or all, if they are not)."""
    order = np.argsort(distances, kind="stable")
    w = weights[order]
    worth = np.cumsum(w) ** 2 / np.maximum(np.cumsum(w**2), 1e-300)
    enough = np.flatnonzero(worth >= min(particles, effective_size(weights) * (1 - 1e-9)))
    return float(distances[order][enough[0] if len(enough) else -1])


def kernel_weights(distances: Floats, prior_weights: Floats, epsilon: float) -> Floats:
    """Normalised weights of the approximate posterior: prior weights times Epanechnikov's kernel below ε."""
    kernel = np.maximum(1.0 - (distances / max(epsilon, 1e-300)) ** 2, 0.0)
    weights = prior_weights * np.where(distances <= 0.0, 1.0, kernel)
    if weights.sum() <= 0:
        weights = (distances <= distances.min()) * np.maximum(prior_weights, 1e-300)
    return np.asarray(weights / weights.sum())


def streams(seed: int, stage: int, n: int) -> Iterator[tuple[np.random.Generator, int]]:
    """For each particle of a stage: the generator of its point, and the seed of its simulation."""
    for k in range(n):
        point, run = np.random.SeedSequence(seed, spawn_key=(stage, k)).spawn(2)
        yield np.random.default_rng(point), int(run.generate_state(1)[0])


def propose(proposal: Proposal, seed: int, stage: int, n: int) -> tuple[Floats, NDArray[np.int64]]:
    """Draw ``n`` points and simulation seeds, each from its own stream."""
    drawn = [(proposal.draw(rng), run) for rng, run in streams(seed, stage, n)]
    return np.array([point for point, _ in drawn]), np.array([run for _, run in drawn], np.int64)


def start(simulate: Simulate, dimensions: int, settings: SmcSettings, seed: int) -> Pool:
    """A first stage drawn from the prior, where no waves of history matching came before."""
    proposal = UniformWithin(dimensions)
    points, seeds = propose(proposal, seed, 0, settings.runs)
    return Pool() + Round("prior", proposal, points, seeds, simulate("prior", points, seeds))


def next_generation(
    pool: Pool, simulate: Simulate, distances: Floats, settings: SmcSettings, seed: int, number: int
) -> Pool:
    """Jitter the particles below the present threshold and simulate the new points."""
    weights = pool.prior_weights()
    epsilon = threshold(distances, weights, settings.particles)
    below = (distances <= epsilon) & (weights > 0)
    volume_draws = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(FIRST_GENERATION + number,)))
    proposal = KernelMixture(pool.points[below], weights[below], pool.support, volume_draws)
    points, seeds = propose(proposal, seed, FIRST_GENERATION + number, settings.runs)
    name = f"generation-{number}"
    return pool + Round(name, proposal, points, seeds, simulate(name, points, seeds))


def acceptance(distances: Floats, weights: Floats, newest: int, particles: int) -> float:
    """Share of the ``newest`` last runs that lie below the threshold of all runs before them."""
    epsilon = threshold(distances[:-newest], weights[:-newest], particles)
    return float(np.mean(distances[-newest:] <= epsilon))


def fit(pool: Pool, simulate: Simulate, measure: Measure, settings: SmcSettings, seed: int) -> Pool:
    """Generation after generation until new runs are hardly ever nearer than those before, or the budget is spent."""
    distances = measure(pool)
    for number in range(1, settings.generations + 1):
        pool = next_generation(pool, simulate, distances, settings, seed, number)
        distances = measure(pool)
        if acceptance(distances, pool.prior_weights(), settings.runs, settings.particles) < settings.least_acceptance:
            break
    return pool
