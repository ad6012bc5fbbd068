"""Designs to try sweeps on, and a sweep's table made by a formula."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from safepassage.analysis.finished import Finished, read_finished
from safepassage.sweeps.design import Design, make_design
from safepassage.sweeps.runs import Row
from safepassage.sweeps.store import Store
from safepassage.sweeps.sweepfolder import make_folder, prepare

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
