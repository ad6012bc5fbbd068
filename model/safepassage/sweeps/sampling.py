"""The points of a design, as rows of factor values: laid out in a fixed order, the same for the same seed.

A grid is never unrolled: point *i* is computed from its number, the first factor moving slowest. The other methods
fill the unit cube (one column a factor) and map each column to its factor's values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from safepassage.sweeps.factors import Factor, Levels

Unit = NDArray[np.float64]
MORRIS_LEVELS = 4


class Points(Protocol):
    """Design points by number."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, point: int, /) -> tuple[Any, ...]:
        """The factor values of one point, in the order of the factors."""


class Grid:
    """Every combination of listed values."""

    def __init__(self, factors: Sequence[Levels]) -> None:
        """Span a grid; the first factor moves slowest."""
        self._values = [factor.values for factor in factors]
        self._count = math.prod(len(values) for values in self._values)

    def __len__(self) -> int:
        """The product of the numbers of values."""
        return self._count

    def __getitem__(self, point: int) -> tuple[Any, ...]:
        """The values at point number ``point``."""
        picked = []
        for values in reversed(self._values):
            point, at = divmod(point, len(values))
            picked.append(values[at])
        return tuple(reversed(picked))


class Listed:
    """Points given one by one."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Keep the rows as they are."""
        self._rows = rows

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def __getitem__(self, point: int) -> tuple[Any, ...]:
        """The row itself."""
        return self._rows[point]


class Cube:
    """Points of the unit cube, mapped to factor values when asked for."""

    def __init__(self, factors: Sequence[Factor], unit: Unit) -> None:
        """``unit`` has a row a point and a column a factor."""
        self._factors = factors
        self.unit = unit

    def __len__(self) -> int:
        """How many rows the cube has."""
        return len(self.unit)

    def __getitem__(self, point: int) -> tuple[Any, ...]:
        """The values at one row."""
        row: list[float] = self.unit[point].tolist()
        return tuple(factor.at(u) for factor, u in zip(self._factors, row, strict=True))


@dataclass(frozen=True)
class Sampler:
    """A sampled method: how many points it makes, and how; ``samples`` is its N."""

    method: Literal["lhs", "sobol", "morris"]
    factors: tuple[Factor, ...]
    samples: int
    seed: int

    @property
    def count(self) -> int:
        """The number of points, known before any is made."""
        k = len(self.factors)
        return self.samples * {"lhs": 1, "sobol": k + 2, "morris": k + 1}[self.method]

    @property
    def problem(self) -> dict[str, Any]:
        """The unit cube, as SALib describes it."""
        names = [factor.name for factor in self.factors]
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}

    def points(self) -> Cube:
        """The points; the same ones for the same factors, samples and seed."""
        draw = {"lhs": self._latin_hypercube, "sobol": self._saltelli, "morris": self._trajectories}[self.method]
        return Cube(self.factors, np.asarray(draw(), dtype=np.float64))

    def _latin_hypercube(self) -> Unit:
        from scipy.stats import qmc

        cube = qmc.LatinHypercube(len(self.factors), seed=np.random.default_rng(self.seed))
        unit: Unit = cube.random(self.samples)
        return unit

    def _saltelli(self) -> Unit:
        from SALib.sample import sobol

        unit: Unit = sobol.sample(self.problem, self.samples, calc_second_order=False, seed=self.seed % 2**32)
        return unit

    def _trajectories(self) -> Unit:
        from SALib.sample import morris

        unit: Unit = morris.sample(self.problem, self.samples, num_levels=MORRIS_LEVELS, seed=self.seed % 2**32)
        return unit
