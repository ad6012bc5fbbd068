"""All experiments and their cases, and running them: in this process one by one, or in several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from behaviour import other_wars, part_one, part_two, spring
from behaviour.experiment import Case, Experiment
from behaviour.observing import NotMeasurableError, Seen
from safepassage import Scenario

CASES: dict[str, Case] = {**part_one.CASES, **part_two.CASES, **spring.CASES, **other_wars.CASES}
EXPERIMENTS: tuple[Experiment, ...] = (
    *part_one.EXPERIMENTS,
    *part_two.EXPERIMENTS,
    *spring.EXPERIMENTS,
    *other_wars.EXPERIMENTS,
)

Task = tuple[str, int]
Answer = Seen | str  # what was seen, or why nothing can be


@cache
def _scenario(name: str) -> Scenario:
    return CASES[name].scenario()


def run(task: Task) -> Answer:
    """One run of a case with a seed; a reason where the model cannot be asked yet."""
    name, seed = task
    try:
        return CASES[name].run(_scenario(name), seed)
    except NotMeasurableError as reason:
        return str(reason)


@cache
def few_runs(seeds: int, name: str) -> list[Seen]:
    """The runs of a case with the first seeds, in this process and only once; raises NotMeasurableError."""
    return _seen([run((name, seed)) for seed in range(1, seeds + 1)])


def all_runs(wanted: Sequence[Task], processes: int, done: Callable[[], None]) -> Callable[[int, str], list[Seen]]:
    """Run all tasks in several processes; the answer gives the first runs of a case, or raises NotMeasurableError.

    Processes are spawned, so that no state of this one is inherited; ``done`` is called after each run.
    """
    answers: dict[Task, Answer] = {}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for task, answer in zip(wanted, pool.map(run, wanted, chunksize=4), strict=True):
            answers[task] = answer
            done()
    return lambda seeds, name: _seen([answers[name, seed] for seed in range(1, seeds + 1)])


def tasks(experiments: Sequence[Experiment], seeds_of: Callable[[Experiment], int]) -> list[Task]:
    """Each run that these experiments need, once."""
    most: dict[str, int] = {}
    for experiment in experiments:
        for case in experiment.cases:
            most[case] = max(most.get(case, 0), seeds_of(experiment))
    return [(case, seed) for case, seeds in most.items() for seed in range(1, seeds + 1)]


def _seen(answers: Sequence[Answer]) -> list[Seen]:
    reason = next((answer for answer in answers if isinstance(answer, str)), None)
    if reason is not None:
        raise NotMeasurableError(reason)
    return [answer for answer in answers if isinstance(answer, Seen)]
