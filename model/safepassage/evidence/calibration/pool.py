"""Simulating the points of a stage: in batches, on any number of processes, resumed from the parts on disk.

Batches have a fixed size and are put together in a fixed order, so what is simulated does not depend on how many
processes take part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from safepassage.computing.each import each
from safepassage.computing.engines import local
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.store import Parts

BATCH = 20
WARM = ("safepassage.evidence.calibration.simulator",)


class Simulator(Protocol):
    """From one point of the unit cube and a seed to a vector of summaries; picklable, cheap to send."""

    def __call__(self, point: Floats, seed: int) -> Floats:
        """Summaries in the order of the targets, NaN where the run leaves none."""
        ...


Done = Callable[[str, int, int], None]
"""Called after each batch with the stage's name, the runs done and the runs in all; doing nothing is fine."""


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""


class Batch(NamedTuple):
    """Some points of a stage, with the seeds of their runs."""

    name: str
    points: Floats
    seeds: NDArray[np.int64]


def simulate_batch(simulator: Simulator, batch: Batch) -> Floats:
    """One batch, point after point."""
    return np.array([simulator(point, seed) for point, seed in zip(batch.points, batch.seeds.tolist(), strict=True)])


class Workers:
    """``Simulate`` of :mod:`.abc_smc` over processes; a context manager, so that none is left behind."""

    def __init__(
        self, simulator: Simulator, workers: int | None, parts: Parts | None = None, done: Done = silent
    ) -> None:
        """Run on so many processes (None: all processors; 1: in this one), keeping batches in ``parts`` where given."""
        self._simulator, self._done = simulator, done
        self._kept = None if parts is None else _Kept(parts)
        self._engine = local(workers, WARM)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def __call__(self, stage: str, points: Floats, seeds: NDArray[np.int64]) -> Floats:
        """Simulate a stage; batches found on disk are not simulated again."""
        found = each(
            self._engine,
            simulate_batch,
            self._simulator,
            batches(stage, points, seeds),
            kept=self._kept,
            name=lambda batch: batch.name,
            size=lambda batch: len(batch.points),
            told=lambda done, total: self._done(stage, done, total),
        )
        return np.concatenate(found)


class _Kept:
    """Batches in parts on disk, as :func:`.each.each` wants them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def load(self, batch: Batch) -> Floats | None:
        return self._parts.load(batch.name, batch.points, batch.seeds)

    def save(self, batch: Batch, summaries: Floats) -> None:
        self._parts.save(batch.name, batch.points, batch.seeds, summaries)


def batches(stage: str, points: Floats, seeds: NDArray[np.int64]) -> list[Batch]:
    """A stage in batches of a fixed size."""
    rows = [slice(start, start + BATCH) for start in range(0, len(points), BATCH)]
    return [Batch(f"{stage}-{number:04d}", points[here], seeds[here]) for number, here in enumerate(rows)]
