"""Work that worker processes can import, designs to try it on, and a sweep's table made by a formula."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from safepassage.analysis.finished import Finished, read_finished
from safepassage.sweeps.design import Design, make_design
from safepassage.sweeps.runs import Row
from safepassage.sweeps.store import Store, make_folder, prepare

GRID: dict[str, Any] = {
    "scenario": "two-towns",
    "replicates": 3,
    "seed": 7,
    "days": 25,
    "daily": ["inside"],
    "factors": {"brokers.elders.guarantee": [0.0, 1.0], "convoys.buses": [4, 12]},
}


def design(**changes: object) -> Design:
    """The small grid, with some of its keys replaced; None removes a key."""
    tree = {key: value for key, value in {**GRID, **changes}.items() if value is not None}
    return make_design(tree, name="small", origin="small.toml")


def digest(folder: Path, name: str = "results.parquet") -> str:
    """The sum of a table's bytes."""
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def swept_by_formula(
    folder: Path, plan: Design, formula: Callable[[Mapping[str, Any], int], float], name: str = "killed"
) -> Finished:
    """A finished sweep in which one outcome is a formula of the factors and the seed, and the others are 0."""
    make_folder(folder)
    prepare(folder, plan, "", going_on=False)
    store = Store(folder, plan)
    rows = []
    for run in range(plan.runs):
        values = dict(zip(plan.factors, plan.values(run), strict=True))
        kept = tuple(formula(values, plan.seed(run)) if outcome == name else 0 for outcome in plan.outcomes)
        rows.append(Row(run, "", "", kept, {}, 0.01))
    store.add(rows)
    store.finish()
    return read_finished(folder)


def square(context: int, task: int) -> int:
    """Work that depends on its context."""
    return context + task * task


def seldom(context: Path, task: int) -> int:
    """Work whose worker dies over task 3 as long as the file ``context`` is there, and over task 4 always."""
    if task == 3 and context.exists():
        context.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def refusing(context: object, task: int) -> int:
    """Work that raises."""
    raise ValueError(f"{context}: {task} is refused")


def chatty(context: object, task: int) -> int:
    """Work that prints, which must not get among the answers."""
    print("something", context)  # noqa: T201
    return task


def slow(context: float, task: int) -> int:
    """Work that takes a while."""
    time.sleep(context)
    return task
