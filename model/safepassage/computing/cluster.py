"""Work on a Dask cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain
from typing import Any, TypeVar

from safepassage.computing.engines import Answers, EngineError, Lost
from safepassage.scenario import BadInput

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

_COUNT_EVERY = 2.0  # seconds between looks at how many workers the cluster has


class Dask:
    """A cluster behind the address of a Dask scheduler; workers may join, leave and die while it runs."""

    def __init__(self, address: str, *, wait: float = 20.0) -> None:
        """Connect; raises BadInput where no scheduler answers at ``address`` within ``wait`` seconds."""
        try:
            self._dask: Any = import_module("distributed")
        except ImportError:
            raise BadInput("--scheduler: needs dask.distributed; install the extra 'batch'") from None
        try:
            self._client = self._dask.Client(address, timeout=wait, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(f"--scheduler: {address}: no Dask scheduler answers there ({reason})") from None
        self._threads, self._count_again = 1, 0.0

    @property
    def workers(self) -> int:
        """Threads that the cluster has now, asked for every few seconds."""
        now = time.monotonic()
        if now > self._count_again:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._count_again = now + _COUNT_EVERY
        return self._threads

    def run(self, work: Callable[[C, T], R], context: C, tasks: Iterator[T]) -> Answers[T, R]:
        """Yield each task with its answer; tasks of a worker that died are done again by others."""
        waiting: dict[str, T] = {}
        completed = self._dask.as_completed(loop=self._client.loop)
        while True:
            for task in self._enough(tasks, len(waiting)):
                future = self._client.submit(work, context, task, pure=False)
                waiting[future.key] = task
                completed.add(future)
            if not waiting:
                return
            future = next(completed)
            task = waiting.pop(future.key)
            if future.status == "lost":  # its worker died with the answer, before that was fetched
                tasks = chain([task], tasks)
                continue
            yield task, self._answer(future)

    def _enough(self, tasks: Iterator[T], waiting: int) -> Iterator[T]:
        """As many tasks as keep every thread busy, and one more each to go on with."""
        for _ in range(2 * self.workers - waiting):
            if (task := next(tasks, None)) is None:
                return
            yield task

    def _answer(self, future: Any) -> Any:  # noqa: ANN401 - whatever `work` returns
        if future.status == "finished":
            return future.result()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, self._dask.KilledWorker):
                return Lost("several workers in turn died over it")
            raise error
        raise EngineError(f"the Dask scheduler gave up a task ({future.status}): is it still running?")

    def close(self) -> None:
        """Leave the cluster as it is."""
        self._client.close()
