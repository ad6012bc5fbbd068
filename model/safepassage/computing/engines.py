"""Where work is done: in this process, or in local workers kept warm (:mod:`.cluster`: on a Dask cluster).

An engine applies one function to many tasks, in whatever order is quickest, and hands back pairs of task and answer.
It takes a task from the iterator only when it has somebody to do it, so the iterator may decide late how large a task
should be, and may go on after it ended (a task that was given back). Nothing random happens in an engine.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from safepassage.computing import worker as protocol

# Where a worker looks for modules: where this process does, and where this package lies.
_SEARCHED = [*filter(None, sys.path), str(Path(__file__).resolve().parents[2])]
_WARM = ("safepassage.simulation",)

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Lost:
    """The answer to a task whose worker died over it."""

    cause: str


Answers = Generator[tuple[T, R | Lost], None, None]


class EngineError(RuntimeError):
    """No work can be done any more: the cluster is gone, or workers cannot be started."""


class Engine(Protocol):
    """Applies ``work(context, task)`` to tasks; an exception of ``work`` is raised here."""

    @property
    def workers(self) -> int:
        """How many tasks can be done at the same time."""

    def run(self, work: Callable[[C, T], R], context: C, tasks: Iterator[T]) -> Answers[T, R]:
        """Yield each task with its answer, as they come."""

    def close(self) -> None:
        """Let go of the workers; an engine may be closed twice."""


class Serial:
    """This process, one task after the other."""

    workers = 1

    def run(self, work: Callable[[C, T], R], context: C, tasks: Iterator[T]) -> Answers[T, R]:
        """Yield each task with its answer."""
        while (task := next(tasks, None)) is not None:
            yield task, work(context, task)

    def close(self) -> None:
        """There is nothing to let go of."""


class Processes:
    """Local worker processes, started once and kept warm; one that dies is replaced."""

    def __init__(self, workers: int, warm: tuple[str, ...] = _WARM) -> None:
        """Start the workers; they import the modules of ``warm`` while this process goes on."""
        self.workers = workers
        self._answers: _Answers = queue.Queue()
        self._round = 0
        self._pool = [_Worker(self._answers, warm) for _ in range(workers)]

    def run(self, work: Callable[[C, T], R], context: C, tasks: Iterator[T]) -> Answers[T, R]:
        """Yield each task with its answer, as they come."""
        self._round += 1
        for member in self._pool:
            member.learn(work, context, self._round)
        while True:
            for member in self._pool:
                if member.task is None:
                    member.give(next(tasks, None))
            if all(member.task is None for member in self._pool):
                return
            member, answer, asked = self._answers.get()
            if asked != self._round:  # the end of a task that an earlier round did not wait for
                member.task = None
                continue
            task = member.task
            member.give(next(tasks, None))  # before this process turns to the answer: the worker need not wait for it
            if isinstance(answer, Lost):
                yield task, answer
                continue
            well, value = answer
            if not well:
                raise value
            yield task, value

    def close(self) -> None:
        """End the workers, also those that are at work."""
        for member in self._pool:
            member.end()


# A worker, its answer (whether the work went well, and what it returned or raised), and the round it belongs to.
_Answers = queue.Queue[tuple["_Worker", tuple[bool, Any] | Lost, int]]


class _Worker:
    """One process and the thread that waits for its answers."""

    def __init__(self, answers: _Answers, warm: tuple[str, ...]) -> None:
        self.task: Any = None
        self._round = 0
        self._answers, self._warm = answers, warm
        self._context: tuple[Any, ...] | None = None
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._ended = False
        self._process = _start(warm)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def learn(self, work: Callable[..., Any], context: object, number: int) -> None:
        """What the tasks of the next round are about."""
        self._context, self._round = ("context", work, context), number
        self._inbox.put(self._context)

    def give(self, task: Any) -> None:  # noqa: ANN401 - any task
        """Hand over one task; None leaves the worker idle."""
        self.task = task
        if task is not None:
            self._inbox.put(("task", task, self._round))

    def end(self) -> None:
        """Stop the process and the thread; a second time does nothing."""
        self._ended = True
        self._inbox.put(None)
        self._process.kill()
        self._thread.join()
        _dismiss(self._process)

    def _serve(self) -> None:
        while (message := self._inbox.get()) is not None and not self._ended:
            try:
                protocol.send(_stream(self._process.stdin), message)
                if message[0] == "task":
                    self._answers.put((self, protocol.receive(_stream(self._process.stdout)), message[2]))
            except (OSError, EOFError):
                if self._ended:
                    return
                self._replace(message)

    def _replace(self, message: tuple[Any, ...]) -> None:
        """The process died: start another, which knows what the last one knew, and report the task as lost."""
        code = _dismiss(self._process)
        self._process = _start(self._warm)
        if self._context is not None:
            with contextlib.suppress(OSError):
                protocol.send(_stream(self._process.stdin), self._context)
        if message[0] == "task":
            ended = f"with signal {-code}" if code < 0 else f"with code {code}"
            self._answers.put((self, Lost(f"its process ended {ended}"), message[2]))


def _dismiss(process: subprocess.Popen[bytes]) -> int:
    """Make sure that a process has ended, and close the pipes to it; returns its code."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what could not be delivered
            _stream(pipe).close()
    return process.wait()


def _start(warm: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A worker process in which numerical libraries make no threads of their own: there is a worker for each core."""
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-P", "-m", protocol.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **alone, "PYTHONPATH": os.pathsep.join(_SEARCHED)},
    )
    protocol.send(_stream(process.stdin), (sys.path, warm))
    return process


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EngineError("a worker was started without pipes")
    return pipe


def processors() -> int:
    """Processors that this process may use; a cluster's scheduler may allow fewer than there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def local(workers: int | None = None, warm: tuple[str, ...] = _WARM) -> Engine:
    """An engine on this machine: so many processes (all processors by default), or this one where one is enough."""
    n = workers or processors()
    return Processes(n, warm) if n > 1 else Serial()
