"""Two toy problems with known answers, as simulators that worker processes can import."""

from __future__ import annotations

import numpy as np

from safepassage.evidence.calibration.proposals import Floats

RANGE = 4.0  # the unit cube stands for −2 to 2
NOISE = 0.3


class Bent:
    """Two parameters, one of them seen only through a square: s = (a + b², b) with noise."""

    reported = np.array([0.7, 0.3])
    names = ("a", "b")

    def __call__(self, point: Floats, seed: int) -> Floats:
        a, b = RANGE * point - RANGE / 2
        noise = NOISE * np.random.default_rng(seed).standard_normal(2)
        return np.array([a + b * b, b]) + noise


class Skewed:
    """One rate, log-uniform from 0.1 to 10: s = log of the mean of 20 exponential waits."""

    reported = np.array([np.log(0.5)])
    names = ("rate",)

    def __call__(self, point: Floats, seed: int) -> Floats:
        rate = 0.1 * 100.0 ** point[0]
        return np.array([np.log(np.random.default_rng(seed).exponential(1.0 / rate, 20).mean())])


class Failing:
    """A simulator that is killed, as it were, after so many runs."""

    def __init__(self, runs: int) -> None:
        self.left = runs

    def __call__(self, point: Floats, seed: int) -> Floats:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return Bent()(point, seed)


class Fitted:
    """Three parameters in the cube, two of which show: the first in two targets, the second in the other two."""

    def __call__(self, point: Floats, seed: int) -> Floats:
        noise = 0.05 * np.random.default_rng(seed).standard_normal(4)
        return np.array([point[0], point[0], point[1], point[1]]) + noise
