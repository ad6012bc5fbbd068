"""The one loop over runs: every task once, on some engine, with what an earlier process finished taken over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Protocol, TypeVar

from safepassage.computing.engines import Engine, EngineError, Lost

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")
K = TypeVar("K", contravariant=True)
A = TypeVar("A")

Told = Callable[[int, int], None]
"""Called with what is done and what there is to do; doing nothing is fine."""


class Kept(Protocol[K, A]):
    """Answers on disk, from which work that was killed goes on."""

    def load(self, task: K) -> A | None:
        """The answer to a task, None where it has none yet."""

    def save(self, task: K, answer: A) -> None:
        """Keep an answer."""


class Nothing:
    """Keeps nothing."""

    def load(self, task: object) -> None:
        """There is no answer."""

    def save(self, task: object, answer: object) -> None:
        """The answer is not kept."""


def each(
    engine: Engine,
    work: Callable[[C, T], R],
    context: C,
    tasks: Sequence[T],
    *,
    kept: Kept[T, R] | None = None,
    name: Callable[[T], str] = str,
    size: Callable[[T], int] = lambda _: 1,
    told: Told = lambda _done, _total: None,
) -> list[R]:
    """The answers to all tasks, in the order of the tasks whatever the engine.

    Args:
        engine: where the work is done; it is left open.
        work: what is done; its first argument is ``context``.
        context: what all tasks share.
        tasks: what differs.
        kept: answers of an earlier process, to which new ones are added.
        name: what a task is called where its worker died over it.
        size: how much of the work a task is, in the unit of ``told``.
        told: called after each answer.

    Raises:
        EngineError: where a worker died over a task.
    """
    store: Kept[T, R] = Nothing() if kept is None else kept
    found: dict[int, R] = {}
    for i, task in enumerate(tasks):
        if (before := store.load(task)) is not None:
            found[i] = before
    missing = [i for i in range(len(tasks)) if i not in found]
    done, total = sum(size(tasks[i]) for i in found), sum(map(size, tasks))
    queue = iter([(i, tasks[i]) for i in missing])
    with closing(engine.run(_numbered, (work, context), queue)) as answers:
        for (i, task), answer in answers:
            if isinstance(answer, Lost):
                raise EngineError(f"{name(task)}: {answer.cause}")
            store.save(task, answer)
            found[i] = answer
            done += size(task)
            told(done, total)
    return [found[i] for i in range(len(tasks))]


def _numbered(shared: tuple[Callable[[C, T], R], C], task: tuple[int, T]) -> R:
    work, context = shared
    return work(context, task[1])
