"""What every engine must do, tried on each of them, and on one that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from computing.tasks import chatty, refusing, seldom, square
from safepassage.computing.engines import Answers, Engine, Lost, Processes, Serial


class Forgetful(Serial):
    """Wrong on purpose: loses every third answer."""

    def run(self, work: Callable, context: object, tasks: Iterator) -> Answers:  # type: ignore[type-arg]
        for i, pair in enumerate(super().run(work, context, tasks)):
            if i % 3 != 2:
                yield pair


@pytest.fixture(scope="module")
def two() -> Iterator[Processes]:
    engine = Processes(2, warm=())
    yield engine
    engine.close()


@pytest.fixture(params=["serial", "two processes"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "serial":
        return Serial()
    processes: Processes = request.getfixturevalue("two")
    return processes


def answers_all(engine: Engine) -> bool:
    pairs = sorted(engine.run(square, 5, iter(range(20))))
    return pairs == [(task, 5 + task * task) for task in range(20)]


def test_every_task_is_answered_once(engine: Engine) -> None:
    assert answers_all(engine)


def test_the_test_catches_an_engine_that_loses_answers() -> None:
    assert not answers_all(Forgetful())


def test_an_engine_may_be_used_again_with_another_context(engine: Engine) -> None:
    for context in (0, 100):
        assert dict(engine.run(square, context, iter([3]))) == {3: context + 9}


def test_what_work_prints_is_no_answer(engine: Engine) -> None:
    assert sorted(engine.run(chatty, "x", iter(range(4)))) == [(i, i) for i in range(4)]


def test_an_exception_of_the_work_is_raised_here(engine: Engine) -> None:
    with pytest.raises(ValueError, match="x: 1 is refused"), closing(engine.run(refusing, "x", iter([1]))) as answers:
        list(answers)
    assert answers_all(engine)


def test_tasks_are_taken_only_when_somebody_can_do_them(engine: Engine) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for i in range(50):
            taken.append(i)
            yield i

    with closing(engine.run(square, 0, tasks())) as answers:
        next(answers)
        assert len(taken) <= 2 * engine.workers + 1


def test_a_task_given_back_after_the_last_is_done_too(engine: Engine) -> None:
    again = [7]

    class Tasks(Iterator[int]):
        left = 2

        def __next__(self) -> int:
            if self.left:
                self.left -= 1
                return self.left
            if again and given_back:
                return again.pop()
            raise StopIteration

    given_back: list[int] = []
    done = []
    for task, _ in engine.run(square, 0, Tasks()):
        done.append(task)
        given_back.append(task)
    assert sorted(done) == [0, 1, 7]


def test_a_worker_that_dies_is_replaced_and_its_task_reported(two: Processes, tmp_path: Path) -> None:
    once = tmp_path / "once"
    once.touch()
    pairs = dict(two.run(seldom, once, iter(range(8))))
    assert {task for task, answer in pairs.items() if isinstance(answer, Lost)} == {3, 4}
    assert pairs[3] == Lost("its process ended with signal 9")
    assert dict(two.run(seldom, once, iter([3, 5]))) == {3: 3, 5: 5}
    assert answers_all(two)


def test_closing_ends_the_workers() -> None:
    engine = Processes(1, warm=())
    processes = [member._process for member in engine._pool]
    engine.close()
    engine.close()
    assert all(process.poll() is not None for process in processes)
