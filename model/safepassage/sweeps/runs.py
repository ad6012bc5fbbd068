"""Runs as a function that any process can call: a plan once, chunks of runs, rows back.

A chunk holds consecutive runs, so that the replicates of a point share one checked scenario. Whatever goes wrong in
a run becomes a row with the stage it happened in and its cause; the others go on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from safepassage.computing.provenance import differences, versions_with_code
from safepassage.scenario import Scenario
from safepassage.sweeps.outcomes import Value, read_all, read_daily

_ADDRESS = re.compile(r"0x[0-9a-f]+")  # differs from process to process; a row must not
_LONGEST_CAUSE = 300
# What a row is computed by: these modules and whatever they import.
_ROW_MAKERS = ("safepassage.sweeps.runs", "safepassage.sweeps.sampling")


def versions() -> dict[str, str]:
    """Which code and which libraries compute a row: equal versions give equal bytes."""
    return versions_with_code(*_ROW_MAKERS)


@dataclass(frozen=True)
class Plan:
    """What every worker needs to know once: base scenarios as plain trees, and what to keep of a run."""

    key: str
    trees: Mapping[str, dict[str, Any]]
    outcomes: tuple[str, ...]
    daily: tuple[str, ...]
    days: int | None
    versions: Mapping[str, str]


class Job(NamedTuple):
    """A run to be done: its number, its point, its seed, the scenario it starts from and what is laid over that."""

    number: int
    point: int
    seed: int
    scenario: str
    overrides: Mapping[str, Any]


class Row(NamedTuple):
    """What a run left; ``stage`` and ``cause`` are empty where it succeeded, else ``outcomes`` is."""

    number: int
    stage: str
    cause: str
    outcomes: tuple[Value, ...]
    daily: Mapping[str, list[float]]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether the run ended before its outcomes were read."""
        return self.stage != ""


class OtherVersionError(RuntimeError):
    """A worker has other code or libraries than the process that started the sweep."""


def execute(plan: Plan, chunk: Sequence[Job]) -> list[Row]:
    """Do the runs of a chunk, one after the other.

    Raises:
        OtherVersionError: where this process could not give the same bytes as the one that asks.
    """
    if other := differences(plan.versions, versions()):
        raise OtherVersionError("; ".join(other))
    return [_row(plan, run) for run in chunk]


def failed(run: Job, stage: str, cause: str, seconds: float = 0.0) -> Row:
    """The row of a run that did not reach its end."""
    text = _ADDRESS.sub("0x…", " ".join(cause.split()))
    return Row(run.number, stage, text[:_LONGEST_CAUSE], (), {}, seconds)


def _row(plan: Plan, run: Job) -> Row:
    from safepassage.simulation import simulate

    started = time.perf_counter()
    stage = "scenario"

    def next_day(day: int) -> None:
        nonlocal stage
        stage = f"day {day + 1}"

    try:
        scenario = _scenario(plan, run)
        stage = "day 0"
        result = simulate(scenario, run.seed, days=plan.days, on_day=next_day)
        stage = "outcomes"
        kept, daily = read_all(result, plan.outcomes), read_daily(result, plan.daily)
    except Exception as error:
        return failed(run, stage, f"{type(error).__name__}: {error}", time.perf_counter() - started)
    return Row(run.number, "", "", kept, daily, time.perf_counter() - started)


def _scenario(plan: Plan, run: Job) -> Scenario:
    """The scenario of a run's point; checked once while the point is among the last few."""
    base = _BASES((plan.key, run.scenario), lambda: Scenario(run.scenario, plan.trees[run.scenario]))
    return _POINTS((plan.key, run.point), lambda: base.with_overrides(run.overrides) if run.overrides else base)


class _Kept:
    """The last few scenarios that were made, by key; safe to share between the threads of a worker."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[object, Scenario] = {}

    def __call__(self, key: object, make: Callable[[], Scenario]) -> Scenario:
        found = self._made.get(key)
        if found is None:
            found = make()
            kept = list(self._made.items())[-(self._most - 1) :]
            self._made = dict([*kept, (key, found)])
        return found


_BASES = _Kept(16)
_POINTS = _Kept(32)  # a small grid, whose points come again with each replicate
