"""The waves of history matching: design, simulate, emulate, rule out, until the space stops shrinking."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from safepassage.evidence.calibration.abc_smc import Pool, Round, Simulate
from safepassage.evidence.calibration.history_matching import NotRuledOut, Wave, fit_emulator
from safepassage.evidence.calibration.proposals import Floats, UniformWithin

LEAST_LEFT = 0.05  # share of a wave's runs that it must leave


@dataclass(frozen=True)
class WaveSettings:
    """Points of a wave, runs at each point, how many waves at most, and the shrinkage below which they end."""

    points: int = 350
    replicates: int = 2
    waves: int = 2
    least_shrinkage: float = 0.1


@dataclass(frozen=True)
class Matched:
    """The runs of all waves, the space that is left, and its share of the prior's cube after each wave."""

    pool: Pool
    space: NotRuledOut
    volumes: tuple[float, ...]


def match_history(
    simulate: Simulate, dimensions: int, reported: Floats, tolerance: Floats, settings: WaveSettings, seed: int
) -> Matched:
    """Run waves; each is designed in the space that those before it left, and judged by runs inside that space."""
    space, volumes, pool = NotRuledOut(), [1.0], Pool()
    for number in range(1, settings.waves + 1):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        pool += run_wave(simulate, dimensions, space, volumes[-1], settings, rng, number)
        inside = space(pool.points)
        emulator = fit_emulator(pool.points[inside], pool.summaries[inside])
        space = narrowed(space, Wave(emulator, reported, tolerance), pool.points[inside])
        volumes.append(space.volume(dimensions, rng))
        if volumes[-1] > (1.0 - settings.least_shrinkage) * volumes[-2]:
            break
    return Matched(Pool(pool.stages, space), space, tuple(volumes[1:]))


def narrowed(space: NotRuledOut, wave: Wave, points: Floats) -> NotRuledOut:
    """The space less what a wave rules out.

    Where it would rule out nearly all of the ``points`` that it was made from, the model misses that many reports
    wherever one looks: a point must then miss one report more to be ruled out, until enough are left.
    """
    for rank in range(wave.rank, max(wave.rank, len(wave.reported)) + 1):
        tried = NotRuledOut((*space.waves, replace(wave, rank=rank)))
        if np.mean(tried(points)) >= LEAST_LEFT:
            return tried
    return space


def run_wave(
    simulate: Simulate,
    dimensions: int,
    space: NotRuledOut,
    volume: float,
    settings: WaveSettings,
    rng: np.random.Generator,
    number: int,
) -> Round:
    """Simulate one wave: each point of its design as often as the settings say, every time with another seed."""
    points = np.repeat(space.design(settings.points, dimensions, rng), settings.replicates, axis=0)
    seeds = rng.integers(2**32, size=len(points), dtype=np.int64)
    name = f"wave-{number}"
    summaries = simulate(name, points, seeds)
    return Round(name, UniformWithin(dimensions, space, volume), points, seeds, summaries)
