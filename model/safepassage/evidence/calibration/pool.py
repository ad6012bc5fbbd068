"""Simulating the points of a stage: in batches, on any number of processes, resumed from the parts on disk.

Batches have a fixed size and are put together in a fixed order, so what is simulated does not depend on how many
processes take part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from safepassage.computing.engines import Engine, EngineError, Lost, Processes, Serial
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
    """Some points of a stage, from row ``start`` on, with the seeds of their runs."""

    name: str
    start: int
    points: Floats
    seeds: NDArray[np.int64]


def simulate_batch(simulator: Simulator, batch: Batch) -> Floats:
    """One batch, point after point."""
    return np.array([simulator(point, seed) for point, seed in zip(batch.points, batch.seeds.tolist(), strict=True)])


class Workers:
    """``Simulate`` of :mod:`.abc_smc` over processes; a context manager, so that none is left behind."""

    def __init__(self, simulator: Simulator, workers: int, parts: Parts | None = None, done: Done = silent) -> None:
        """Run on so many processes (1: in this one), keeping batches in ``parts`` where given."""
        self._simulator, self._parts, self._done = simulator, parts, done
        self._engine: Engine = Processes(workers, WARM) if workers > 1 else Serial()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def __call__(self, stage: str, points: Floats, seeds: NDArray[np.int64]) -> Floats:
        """Simulate a stage; batches found on disk are not simulated again."""
        found: dict[int, Floats] = {}
        missing = []
        for batch in batches(stage, points, seeds):
            stored = self._parts.load(batch.name, batch.points, batch.seeds) if self._parts else None
            if stored is None:
                missing.append(batch)
            else:
                found[batch.start] = stored
        done = sum(map(len, found.values()))
        for batch, summaries in self._engine.run(simulate_batch, self._simulator, iter(missing)):
            if isinstance(summaries, Lost):
                raise EngineError(f"{batch.name}: {summaries.cause}")
            if self._parts is not None:
                self._parts.save(batch.name, batch.points, batch.seeds, summaries)
            found[batch.start] = summaries
            done += len(summaries)
            self._done(stage, done, len(points))
        return np.concatenate([found[start] for start in sorted(found)])


def batches(stage: str, points: Floats, seeds: NDArray[np.int64]) -> Iterator[Batch]:
    """A stage in batches of a fixed size."""
    for number, start in enumerate(range(0, len(points), BATCH)):
        rows = slice(start, start + BATCH)
        yield Batch(f"{stage}-{number:04d}", start, points[rows], seeds[rows])
