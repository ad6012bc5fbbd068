"""Two scenarios compared at draws of the posterior: both runs of a pair have a draw's parameters and seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage.computing import posterior, unfinished
from safepassage.computing.answers import AnswersFile
from safepassage.computing.each import Told, each
from safepassage.computing.engines import Engine
from safepassage.computing.posterior import Draw
from safepassage.computing.provenance import code
from safepassage.scenario import Scenario
from safepassage.sweeps import outcomes
from safepassage.sweeps.outcomes import Value
from safepassage.sweeps.results import DONE

MAKER = "safepassage.analysis.drawnpairs"
SEEDS = 100_000  # seeds of one comparison: from its own seed times this on
MOST_DRAWS = 10_000


@dataclass(frozen=True)
class Compared:
    """Both scenarios under the names that they are told by, over so many days (None: their own); what is kept."""

    names: tuple[str, str]
    scenarios: tuple[Scenario, Scenario]
    kept: tuple[str, ...]
    days: int | None


@dataclass(frozen=True)
class PairTask:
    """One pair: its number, its seed, its drawn parameters."""

    number: int
    seed: int
    values: Draw

    def __str__(self) -> str:
        return f"draw {self.number}"


@dataclass(frozen=True)
class PairOrder:
    """What is asked for; the pairs depend on nothing else."""

    compared: Compared
    draws: int
    seed: int

    @cached_property
    def tasks(self) -> list[PairTask]:
        """The pairs to be run."""
        drawn = posterior.posterior_draws(self.draws, None, self.seed)
        return [PairTask(n, self.seed * SEEDS + n, values) for n, values in enumerate(drawn)]

    @cached_property
    def fingerprint(self) -> str:
        """Of all that the pairs depend on: the code, both scenarios, the draws, the seeds."""
        compared = self.compared
        told = [code(MAKER), *(s.hash for s in compared.scenarios), repr((compared.kept, compared.days, self.tasks))]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def source() -> str:
    """Where the parameters come from: the posterior, or the priors where there is no fit."""
    return "priors" if posterior.source() is None else "posterior"


def run_pairs(
    order: PairOrder, engine: Engine, folder: Path, *, resume: bool, told: Told = lambda _done, _total: None
) -> pd.DataFrame:
    """A row for each run of each pair, with the columns that :func:`.comparison.differences` reads.

    Raises:
        BadInput: where pairs of an earlier call lie in ``folder`` and ``resume`` was not asked for.
        EngineError: where a worker died over a pair.
    """
    path = unfinished.answers(folder, resume=resume)
    kept = AnswersFile[PairTask, list[list[Value]]](path, lambda task: (task.number,), list, list)
    found = each(engine, simulate_pair, order.compared, order.tasks, kept=kept, told=told)
    rows: list[dict[str, Any]] = []
    for task, pair in zip(order.tasks, found, strict=True):
        for name, values in zip(order.compared.names, pair, strict=True):
            row = {"scenario": name, "draw": task.number, "seed": task.seed, "status": DONE, "cause": ""}
            rows.append({**row, **dict(zip(order.compared.kept, values, strict=True))})
    return _typed(pd.DataFrame(rows), order.compared.kept)


def simulate_pair(compared: Compared, task: PairTask) -> list[list[Value]]:
    """The kept outcomes of both runs of a pair."""
    from safepassage.simulation import simulate

    results = (
        simulate(posterior.laid_over(scenario, task.values), task.seed, days=compared.days)
        for scenario in compared.scenarios
    )
    return [list(outcomes.read_all(result, compared.kept)) for result in results]


def _typed(table: pd.DataFrame, kept: Sequence[str]) -> pd.DataFrame:
    """The table with numbers as numbers, also in a column in which nothing happened."""
    numbers = [name for name in kept if outcomes.outcome(name).kind != "text"]
    return table.astype(dict.fromkeys(numbers, "float64"))


def with_parameters(table: pd.DataFrame, order: PairOrder) -> pd.DataFrame:
    """The table with what was drawn for each row, under dotted names."""
    drawn = pd.DataFrame([task.values for task in order.tasks]).add_prefix("parameters.")
    return table.merge(drawn.assign(draw=range(len(drawn))), on="draw", how="left")


def about(order: PairOrder) -> dict[str, Any]:
    """What a manifest says of a comparison at the posterior."""
    names, scenarios = order.compared.names, order.compared.scenarios
    trees = {
        name: {"hash": s.hash, "tree": json.loads(json.dumps(s.tree, default=str))}
        for name, s in zip(names, scenarios, strict=True)
    }
    return {
        "what": "comparison", "scenarios": trees, "draws": order.draws, "seed": order.seed,
        "days": order.compared.days, "parameters": source(),
    }  # fmt: skip
