"""Weighted draws of the parameters, as the model takes them and as they are handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing import files
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.weighting import Posterior, weighted_quantile

DIGITS = 6


@dataclass(frozen=True)
class Draws:
    """Weighted parameter values (n × d), as the model takes them."""

    names: tuple[str, ...]
    values: Floats
    weights: Floats

    def quantile(self, shares: Sequence[float]) -> Floats:
        """Weighted quantiles, shares × parameters."""
        return np.array([weighted_quantile(column, self.weights, shares) for column in self.values.T]).T

    def median(self) -> dict[str, float]:
        """Weighted medians by dotted name."""
        return {name: _rounded(value) for name, value in zip(self.names, self.quantile([0.5])[0].tolist(), strict=True)}

    def write(self, path: Path) -> None:
        """Write a CSV table: a column a parameter, and ``weight``."""
        frame = pd.DataFrame(self.values, columns=list(self.names))
        frame["weight"] = self.weights
        text = frame.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
        files.write(path, text)


def draws_of(posterior: Posterior, prior: Prior, told: NDArray[np.bool_], seed: int) -> Draws:
    """The runs of a posterior that have weight; a parameter that the reports cannot tell is drawn from its prior."""
    used = posterior.weights > 0
    points = posterior.points[used].copy()
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(13,)))
    untold = rng.random(points.shape)
    points[:, ~told] = untold[:, ~told]
    return Draws(prior.names, prior.values(points), posterior.weights[used])


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
