"""How wide the intervals are after K replicates, how they shrink, and how many replicates would have done.

The interval of a mean is Student's t at 95 %. In a sweep the spread between seeds is pooled over the design points:
it says how well one point's mean is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safepassage.computing.statistics import replicates_for, t_quantile
from safepassage.sweeps.outcomes import outcome
from safepassage.telling.wording import rounded

TARGET = 0.1  # half an interval, as a share of the mean, that counts as narrow enough
# What a summary shows where a design keeps everything.
HEADLINES = (
    "civilians_killed", "evacuated", "crossed", "stayed", "days_of_fighting", "full_control_day", "incidents",
    "without_shelter",
)  # fmt: skip

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Convergence:
    """One outcome over K replicates; ``halves`` are half intervals after so many of them, undefined runs left out.

    ``needed`` is the number of replicates at which half the interval would be ``TARGET`` of the mean: 0 where the
    outcome never varies, None where the mean is zero, so that no share of it can be asked for.
    """

    name: str
    replicates: int
    undefined: int
    mean: float
    sd: float
    halves: tuple[tuple[int, float], ...]
    needed: int | None

    @property
    def enough(self) -> bool:
        """Whether the replicates made were as many as needed."""
        return self.needed is not None and self.needed <= self.replicates

    def in_words(self) -> str:
        """One line: how the interval shrank, and whether K was enough."""
        unit = f" {unit}" if (unit := outcome(self.name).unit) else ""
        if not self.halves:
            return f"{self.name}: {self._undefined()}no interval from fewer than 2 replicates"
        if self.needed == 0:
            return f"{self.name}: {rounded(self.mean)}{unit} in every run"
        shrinking = ", ".join(f"± {rounded(half, 3)} after {k}" for k, half in self.halves)
        return f"{self.name}: {rounded(self.mean)}{unit} {shrinking}{self._undefined(', ')}; {self._verdict()}"

    def _undefined(self, before: str = "") -> str:
        return f"{before}undefined in {self.undefined} runs{'' if before else '; '}" if self.undefined else ""

    def _verdict(self) -> str:
        if self.needed is None:
            return "the mean is about zero"
        if self.enough:
            return f"enough for ± {TARGET:.0%}"
        return f"± {TARGET:.0%} needs about {self.needed:,}"


def of_runs(runs: Sequence[Mapping[str, Any]], names: Iterable[str] = HEADLINES) -> list[Convergence]:
    """How the outcomes of replicates of one scenario converge; each run is a mapping from outcome to value.

    :func:`safepassage.sweeps.outcomes.kept` gives such a mapping for a result.
    """
    return [of_points(name, [[run[name] for run in runs]]) for name in names if runs and name in runs[0]]


def of_points(name: str, table: ArrayLike) -> Convergence:
    """How an outcome converges; ``table`` has a row a design point and a column a replicate, None where undefined."""
    values: Values = np.asarray(table, dtype=np.float64)
    k = values.shape[1]
    known = ~np.isnan(values)
    mean = float(values[known].mean()) if known.any() else float("nan")
    sizes = sorted({n for n in (k // 4, k // 2, k) if n >= 2})
    halves = [(n, half) for n in sizes if (half := _half(values[:, :n])) is not None]
    sd, freedom = spread(values)
    needed = _needed(mean, sd) if freedom else None
    return Convergence(name, k, int((~known).sum()), mean, sd, tuple(halves), needed)


def verdict(found: Sequence[Convergence]) -> str:
    """Whether there were enough replicates, in one sentence."""
    few = [c for c in found if c.needed is not None and not c.enough]
    if not few:
        return f"Enough replicates: every mean shown is known to ± {TARGET:.0%}."
    most = max(few, key=lambda c: c.needed or 0)
    return f"Too few replicates for ± {TARGET:.0%} of {', '.join(c.name for c in few)}: up to {most.needed:,} needed."


def spread(values: Values) -> tuple[float, int]:
    """The standard deviation between replicates, pooled over points, and its degrees of freedom."""
    known = ~np.isnan(values)
    n = known.sum(axis=1)
    filled = np.where(known, values, 0.0)
    means = filled.sum(axis=1) / np.maximum(n, 1)
    squares = float((np.where(known, values - means[:, None], 0.0) ** 2).sum())
    freedom = int(np.maximum(n - 1, 0).sum())
    return (sqrt(squares / freedom), freedom) if freedom else (float("nan"), 0)


def _half(values: Values) -> float | None:
    """Half the interval of one point's mean, at the number of known values that points have on average."""
    sd, freedom = spread(values)
    counts = (~np.isnan(values)).sum(axis=1)
    if not freedom:
        return None
    return t_quantile(freedom) * sd / sqrt(float(counts[counts > 0].mean()))


def _needed(mean: float, sd: float) -> int | None:
    if sd == 0:
        return 0
    return replicates_for(TARGET * abs(mean), sd)
