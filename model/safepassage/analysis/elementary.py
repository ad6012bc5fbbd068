"""Elementary effects of a Morris design, over the steps really taken.

A factor of whole numbers cannot take a step of two thirds of its range where it has three values; a step is what the
values moved, not what the design had in mind. An effect is the change of the outcome over that part of the factor's
range, so that it is in units of the outcome over the whole range; steps that moved nothing have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing.statistics import CONFIDENCE
from safepassage.sweeps.factors import Range
from safepassage.sweeps.sampling import Cube

RESAMPLES = 200
Values = NDArray[np.float64]


class Step(NamedTuple):
    """Between two neighbouring points of a trajectory: by how much a factor moved, of how much it can."""

    before: int
    moved: float
    of: float


def steps_taken(points: Cube, factors: Sequence[Range]) -> dict[str, list[Step]]:
    """The steps of each factor; of a logarithmic one in logarithms. A trajectory has a point more than factors."""
    found: dict[str, list[Step]] = {factor.name: [] for factor in factors}
    for before in range(len(points) - 1):
        if (before + 1) % (len(factors) + 1):
            k = int(np.argmax(np.abs(points.unit[before + 1] - points.unit[before])))
            step = _step(before, factors[k], points[before][k], points[before + 1][k])
            if step.moved:
                found[factors[k].name].append(step)
    return found


def _step(before: int, factor: Range, old: float, new: float) -> Step:
    if factor.scale == "log":
        return Step(before, log(new / old), log(factor.high / factor.low))
    low, high = factor.wholes if factor.whole else (factor.low, factor.high)
    return Step(before, new - old, high - low)


def effects(steps: dict[str, list[Step]], outcome: Values, deviation: float, seed: int) -> pd.DataFrame:
    """A row a factor: mu, mu* with its interval, sigma, and what noise alone would bring to sigma.

    Args:
        steps: of each factor.
        outcome: at each point.
        deviation: the noise of an outcome at one point, as a standard deviation.
        seed: of the bootstrap.
    """
    generator = np.random.default_rng(seed)
    rows = [(name, *_row(taken, outcome, deviation, generator)) for name, taken in steps.items()]
    return pd.DataFrame(rows, columns=["factor", "mu", "mu_star", "mu_star_conf", "sigma", "noise_sigma", "steps"])


def _row(
    steps: Sequence[Step], outcome: Values, deviation: float, generator: np.random.Generator
) -> tuple[float, float, float, float, float, int]:
    if not steps:
        return (float("nan"),) * 5 + (0,)
    found = np.array([(outcome[s.before + 1] - outcome[s.before]) * s.of / s.moved for s in steps])
    spread = float(found.std(ddof=1)) if len(found) > 1 else float("nan")
    # Two means, each with its noise, over the share of the range that a step took.
    noise = sqrt(2) * deviation * float(np.sqrt(np.mean([(s.of / s.moved) ** 2 for s in steps])))
    return float(found.mean()), float(np.abs(found).mean()), _half(np.abs(found), generator), spread, noise, len(found)


def _half(values: Values, generator: np.random.Generator) -> float:
    """Half a bootstrap interval of a mean."""
    from scipy.stats import norm

    draws = generator.choice(values, size=(RESAMPLES, len(values))).mean(axis=1)
    return float(norm.ppf(0.5 + CONFIDENCE / 2) * draws.std(ddof=1))
