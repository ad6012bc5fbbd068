"""The one loop over runs: each task once, answers in order, and work that was killed goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from computing.tasks import refusing, seldom, square
from safepassage.computing.answers import AnswersFile
from safepassage.computing.each import each
from safepassage.computing.engines import Engine, EngineError, Processes, Serial, local, processors


@pytest.fixture(params=[1, 2])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with closing(local(request.param, ())) as made:
        yield made


class Backwards(Serial):
    """An engine that answers the last task first."""

    def run(self, work: Any, context: Any, tasks: Any) -> Any:  # noqa: ANN401 - as engines are
        yield from ((task, work(context, task)) for task in reversed(list(tasks)))


def test_answers_come_in_the_order_of_the_tasks(engine: Engine) -> None:
    assert each(engine, square, 5, range(20)) == [5 + n * n for n in range(20)]
    assert each(Backwards(), square, 5, range(20)) == [5 + n * n for n in range(20)]
    assert each(engine, square, 5, []) == []


def test_the_same_task_twice_is_done_twice() -> None:
    assert each(Serial(), square, 0, [3, 3, 2]) == [9, 9, 4]


def test_progress_counts_what_tasks_are_worth() -> None:
    told: list[tuple[int, int]] = []
    each(Serial(), square, 0, [1, 2, 3], size=lambda task: task, told=lambda *said: told.append(said))
    assert told == [(1, 6), (3, 6), (6, 6)]


def test_an_exception_of_the_work_is_raised_here(engine: Engine) -> None:
    with pytest.raises(ValueError, match="x: 1 is refused"):
        each(engine, refusing, "x", [1])


def test_a_worker_that_dies_is_told_by_the_name_of_its_task(tmp_path: Path) -> None:
    with closing(Processes(1, ())) as engine, pytest.raises(EngineError, match="number 4: its process ended"):
        each(engine, seldom, tmp_path / "nothing", [4], name=lambda task: f"number {task}")


def kept(path: Path | None) -> AnswersFile[int, int]:
    return AnswersFile(path, lambda task: [task], lambda answer: answer, int)


def test_work_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "answers.jsonl"
    done: list[int] = []

    def work(last: int, task: int) -> int:
        if len(done) == last:
            raise KeyboardInterrupt
        done.append(task)
        return task * task

    with pytest.raises(KeyboardInterrupt):
        each(Serial(), work, 2, range(5), kept=kept(path))
    with path.open("a", encoding="utf-8") as file:
        file.write('\n{"key": [2], "ans')  # half a line, as a kill leaves it
    told: list[tuple[int, int]] = []
    again = kept(path)
    assert each(Serial(), work, 9, range(5), kept=again, told=lambda *said: told.append(said)) == [0, 1, 4, 9, 16]
    assert done == [0, 1, 2, 3, 4]
    assert told == [(3, 5), (4, 5), (5, 5)]
    again.remove()
    assert not path.exists()


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert each(Serial(), square, 0, [2], kept=kept(tmp_path / "file" / "answers")) == [4]
    assert each(Serial(), square, 0, [2], kept=kept(None)) == [4]


def test_one_worker_is_this_process_and_processors_are_those_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(local(1), Serial)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3}, raising=False)
    assert processors() == 1
    assert isinstance(local(), Serial)
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert processors() == 1
