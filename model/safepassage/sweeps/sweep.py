"""A sweep: the runs of a design, on some engine, into a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path

from safepassage.computing import lock
from safepassage.computing.engines import Engine, EngineError, Lost
from safepassage.computing.interruption import Interrupted, Stop
from safepassage.sweeps.design import Design
from safepassage.sweeps.factors import WHOLE_SCENARIOS
from safepassage.sweeps.order import Order
from safepassage.sweeps.results import Layout
from safepassage.sweeps.runs import Job, Plan, Row, execute, failed, versions
from safepassage.sweeps.store import Store
from safepassage.sweeps.sweepfolder import make_folder, prepare

CHUNK_SECONDS = 1.0  # work handed out at a time; what a killed sweep may have to do again
MOST_IN_CHUNK = 500
_SMALLEST_SECONDS = 0.1  # towards the end chunks shrink, so that all workers end together, but not below this
_TRIES = 2  # of a run whose worker died
_HOPELESS = 6  # workers that died before a single run succeeded

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Shard:
    """Part ``i`` of ``n``, counted from 1: a stretch of the order in which runs are done."""

    i: int
    n: int

    def __str__(self) -> str:
        return f"{self.i}-of-{self.n}"

    def block(self, runs: int) -> range:
        """The places of this shard in the order."""
        return range(runs * (self.i - 1) // self.n, runs * self.i // self.n)


@dataclass(frozen=True)
class Report:
    """What a sweep left: counts over the whole folder; ``new`` runs were done this time, in ``seconds``."""

    folder: Path
    runs: int
    done: int
    failed: int
    new: int
    seconds: float
    broken: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every run has its row."""
        return self.done == self.runs


def run_sweep(
    design: Design,
    engine: Engine,
    folder: Path,
    *,
    command: str = "",
    resume: bool = False,
    shard: Shard | None = None,
    on_progress: Progress | None = None,
    stop: Stop | None = None,
) -> Report:
    """Do the runs of a design that ``folder`` does not hold yet, and write the final tables when none is left.

    Args:
        design: what to run.
        engine: where; it is left open.
        folder: the sweep's folder; it may exist where ``resume`` is true or a shard is done.
        command: written into the manifest.
        resume: go on with a sweep that was begun.
        shard: do only this part, and leave the final tables to :func:`.merging.merge`.
        on_progress: called at the start and after each chunk with runs done (of the shard, if there is one) and failed.
        stop: asks to end early; its ``asked`` is looked at whenever a chunk is handed out.

    Raises:
        BadInput: where the folder is in use, or holds another design or version.
        DiskFullError: where rows cannot be written; those already written stay.
        Interrupted: where ``stop`` asked for it; likewise.
    """
    make_folder(folder)
    with lock.held(folder, str(shard) if shard else None):
        prepare(folder, design, command, going_on=resume or shard is not None)
        store = Store(folder, design, writer=str(shard) if shard else "all")
        block = shard.block(design.runs) if shard else range(design.runs)
        started, before = time.perf_counter(), store.count
        chunks = _Chunks(store, block, engine, stop or Stop())
        _work(store, engine, chunks, on_progress)
        if stop and stop.asked and chunks.without_a_row():
            raise Interrupted(f"{folder}: {store.count:,} of {design.runs:,} runs are kept; go on with --resume")
        if shard is None:
            store.finish()
        return report_of(store, store.count - before, time.perf_counter() - started)


def run_row(design: Design, number: int) -> Row:
    """One run of a design, in this process: the same row as in the sweep."""
    return execute(plan_of(design), [_job(design, number)])[0]


def plan_of(design: Design) -> Plan:
    """What workers need to know of a design."""
    trees = {name: scenario.tree for name, scenario in design.scenarios.items()}
    return Plan(design.hash, trees, design.outcomes, design.daily, design.file.days, versions())


def _job(design: Design, number: int) -> Job:
    values = design.values(number)
    overrides = {name: value for name, value in zip(design.factors, values, strict=True) if name != WHOLE_SCENARIOS}
    return Job(number, number // design.replicates, design.seed(number), design.scenario_of(values), overrides)


def report_of(store: Store, new: int, seconds: float) -> Report:
    """What a store holds; ``new`` runs of it were done this time."""
    done = store.count
    return Report(store.folder, store.design.runs, done, store.failures, new, seconds, tuple(store.broken))


# Handing out and taking in


class _Chunks(Iterator[tuple[Job, ...]]):
    """Runs that have no row yet, in chunks of about a second of work; chunks may be given back."""

    def __init__(self, store: Store, block: range, engine: Engine, stop: Stop) -> None:
        self._store, self._engine, self._stop = store, engine, stop
        self._order = Order(len(store.design.points), store.design.replicates)
        self._block, self._at = block, block.start
        self._left = self.without_a_row()
        self._again: list[tuple[Job, ...]] = []
        self._seconds: float | None = None

    def __next__(self) -> tuple[Job, ...]:
        if self._stop.asked:
            raise StopIteration
        if self._again:
            return self._again.pop()
        chunk = [_job(self._store.design, number) for number in islice(self._next(), self._size())]
        self._left -= len(chunk)
        if not chunk:
            raise StopIteration
        return tuple(chunk)

    def _next(self) -> Iterator[int]:
        """The runs of the block that have no row, from the place reached on."""
        while self._at < self._block.stop:
            number = self._order[self._at]
            self._at += 1
            if not self._store.done[number]:
                yield number

    def without_a_row(self) -> int:
        """How many runs of the block have none."""
        if len(self._block) == len(self._order):
            return self._store.done.count(0)
        return sum(not self._store.done[self._order[place]] for place in self._block)

    def with_a_row(self) -> int:
        """How many runs of the block have one."""
        return len(self._block) - self.without_a_row()

    def _size(self) -> int:
        if self._seconds is None:
            return 1
        full = CHUNK_SECONDS / self._seconds
        even = max(self._left / (2 * self._engine.workers), _SMALLEST_SECONDS / self._seconds)
        return max(1, min(MOST_IN_CHUNK, int(full), ceil(even)))

    def took(self, rows: Sequence[Row]) -> None:
        """Learn how long runs take."""
        mean = max(sum(row.seconds for row in rows) / len(rows), 1e-5)
        self._seconds = mean if self._seconds is None else 0.7 * self._seconds + 0.3 * mean

    def give_back(self, chunk: tuple[Job, ...]) -> None:
        """Hand these runs out again, each alone, so that one that kills its worker harms no other."""
        self._again.extend((run,) for run in chunk)


def _work(store: Store, engine: Engine, chunks: _Chunks, on_progress: Progress | None) -> None:
    """Hand out all chunks and keep what comes back."""
    deaths: dict[int, int] = {}
    new, done = 0, chunks.with_a_row()

    def tell() -> None:
        if on_progress:
            on_progress(done, store.failures)

    tell()
    with closing(engine.run(execute, plan_of(store.design), chunks)) as answers:
        for chunk, answer in answers:
            if isinstance(answer, Lost):
                rows = _after_death(chunk, answer, deaths, chunks)
                if sum(deaths.values()) >= _HOPELESS and not new:
                    raise EngineError(f"workers die before they finish a single run: {answer.cause}")
            else:
                rows = answer
                chunks.took(rows)
                new += len(rows)
            if rows:
                store.add(rows)
                done += len(rows)
            tell()


def _after_death(chunk: tuple[Job, ...], lost: Lost, deaths: dict[int, int], chunks: _Chunks) -> list[Row]:
    """A worker died over these runs: try them again, each alone; one that kills its worker again is a failed row."""
    for run in chunk:
        deaths[run.number] = deaths.get(run.number, 0) + (1 if len(chunk) == 1 else 0)
    if len(chunk) == 1 and deaths[chunk[0].number] >= _TRIES:
        return [failed(chunk[0], "worker", lost.cause)]
    chunks.give_back(chunk)
    return []


# Before a sweep


@dataclass(frozen=True)
class Estimate:
    """What a sweep will take, from a few runs: seconds and bytes a run, and those that failed."""

    tried: int
    failed: int
    seconds: float
    bytes: float


def estimate(design: Design, *, most: int = 6, budget: float = 10.0) -> Estimate:
    """Time a few runs, spread over the design, in this process; at least one, then within ``budget`` seconds."""
    plan = plan_of(design)
    execute(plan, [_job(design, 0)])  # the first run of a process also imports the model
    numbers = sorted({round(i * (design.runs - 1) / max(most - 1, 1)) for i in range(most)})
    rows: list[Row] = []
    started = time.perf_counter()
    for number in numbers:
        rows += execute(plan, [_job(design, number)])
        if time.perf_counter() - started > budget:
            break
    seconds = sum(row.seconds for row in rows) / len(rows)
    size = Layout(design).table(rows).nbytes / len(rows)
    return Estimate(len(rows), sum(row.failed for row in rows), seconds, size)
