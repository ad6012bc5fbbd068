"""Forecasts of reported agreements: built from what was knowable, run at draws of the posterior, read by observers.

Parameters, what is missing in the tables, and chance vary together from draw to draw. An agreement that the
calibration has seen is forecast without it: its targets are dropped from the fit, its row from all distributions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safepassage.campaign import Campaign
from safepassage.computing import posterior
from safepassage.computing.answers import AnswersFile
from safepassage.computing.each import Told, each
from safepassage.computing.engines import local
from safepassage.computing.provenance import code
from safepassage.evidence.building import build_scenario, start_day
from safepassage.evidence.drafting.case import GROUP, slug
from safepassage.evidence.facts import Outcomes, Spread
from safepassage.evidence.leaving_out import ROW, left_out, remaining
from safepassage.evidence.patterns.mechanisms import without
from safepassage.evidence.simulated import simulated_outcomes
from safepassage.evidence.tables import Tables
from safepassage.scenario import Scenario
from safepassage.simulation import drive, finished

BATCH = 10
SEEDS = 100_000  # seeds of one set of forecasts: from its own seed times this on
_SELF = "safepassage.evidence.forecasting"


@dataclass(frozen=True)
class Asked:
    """What all tasks share: the tables, those of the calibration, the seed, and a mechanism that is switched off.

    ``way`` is what is left out for a row that the calibration has seen (:mod:`.leaving_out`).
    """

    tables: Tables
    calibration: Tables
    seed: int
    removed: str = ""
    way: str = ROW


@dataclass(frozen=True)
class ForecastTask:
    """Some draws of one agreement: the number of the first, and the parameters of each."""

    agreement: str
    first: int
    parameters: tuple[dict[str, float], ...]

    def __str__(self) -> str:
        return f"{self.agreement}, draw {self.first}"


def forecast(scenario: Scenario, seed: int) -> Outcomes:
    """One run of a built scenario, as its observers report it of the enclave that was asked about."""
    first = GROUP if GROUP in scenario.tables.factions else next(iter(scenario.tables.factions))
    return _run(scenario, seed, [first])[first]


def forecasts(scenario: Scenario, seed: int, ids: Sequence[str]) -> dict[str, Outcomes]:
    """One run of rows built together, by their ids; the first of them leads (:func:`.building.build_scenario`)."""
    groups = [GROUP, *(slug(id_) for id_ in ids[1:])]
    found = _run(scenario, seed, groups)
    return {id_: found[group] for id_, group in zip(ids, groups, strict=True)}


def _run(scenario: Scenario, seed: int, groups: Sequence[str]) -> dict[str, Outcomes]:
    """Outcomes by faction.

    The run ends when nobody of these groups is besieged, and nobody at all on the road: nothing that is reported of
    them can happen after that, and most of the horizon's days need not be simulated.
    """
    campaign, asked = Campaign(scenario, seed), frozenset(groups)
    world = campaign.world
    names: dict[str, str] = {}
    for enclave in world.roll.enclaves:
        names.setdefault(enclave.faction.slug, enclave.name)
    for _ in drive(campaign):
        if not world.households.on_road and all(enclave.faction.slug not in asked for enclave in world.active):
            break
    result, since = finished(campaign), start_day(scenario)
    return {group: simulated_outcomes(result, names[group], since) for group in groups}


def forecast_all(
    asked: Asked,
    draws: int,
    workers: int = 1,
    folder: Path | None = None,
    done: Told = lambda _done, _total: None,
) -> dict[str, list[Outcomes]]:
    """So many forecasts of every agreement of a table, by its id; the same for any number of workers.

    Args:
        asked: what is forecast.
        draws: how many runs each.
        workers: processes.
        folder: where unfinished work is kept, so that a run that was killed goes on; None keeps nothing.
        done: called as the work goes on, with draws.
    """
    tasks = _tasks(asked, draws)
    path = folder / f".validation-{_fingerprint(asked, tasks)}.jsonl" if folder is not None else None
    kept = AnswersFile[ForecastTask, list[Outcomes]](path, _key, _packed, _unpacked)
    with closing(local(workers, (_SELF,))) as engine:
        answers = each(engine, simulate_task, asked, tasks, kept=kept, size=lambda t: len(t.parameters), told=done)
    kept.remove()
    found: dict[str, list[Outcomes]] = {row.id: [] for row in asked.tables.agreements}
    for task, answer in zip(tasks, answers, strict=True):
        found[task.agreement] += answer
    return found


def _tasks(asked: Asked, draws: int) -> list[ForecastTask]:
    return [
        ForecastTask(row.id, first, tuple(drawn[first : first + BATCH]))
        for row in asked.tables.agreements
        for name, _ in [left_out(row, asked.calibration, asked.way)]
        for drawn in [posterior.posterior_draws(draws, name, asked.seed)]
        for first in range(0, draws, BATCH)
    ]


def simulate_task(asked: Asked, task: ForecastTask) -> list[Outcomes]:
    """The draws of one task: build, lay the parameters over it, run."""
    row = asked.tables.agreement(task.agreement)
    calibration = remaining(asked.calibration, left_out(row, asked.calibration, asked.way)[1])
    found = []
    for i, values in enumerate(task.parameters, start=task.first):
        seed = asked.seed * SEEDS + i
        scenario = build_scenario(row, asked.tables, seed, calibration, together=True)
        scenario = scenario.with_parameters(scenario.parameters.with_values(values))
        found.append(forecast(without(asked.removed, scenario) if asked.removed else scenario, seed))
    return found


# Unfinished work


def _key(task: ForecastTask) -> tuple[str, int]:
    return task.agreement, task.first


def _packed(answer: Sequence[Outcomes]) -> list[dict[str, Any]]:
    return [asdict(draw) for draw in answer]


def _unpacked(draws: Sequence[Mapping[str, Any]]) -> list[Outcomes]:
    return [_restored(draw) for draw in draws]


def _restored(draw: Mapping[str, Any]) -> Outcomes:
    fields = dict(draw)
    if fields.get("evacuees") is not None:
        fields["evacuees"] = Spread(**fields["evacuees"])
    return Outcomes(**fields)


def _fingerprint(asked: Asked, tasks: Sequence[ForecastTask]) -> str:
    """Of all that the answers depend on: the code, the tables, the draws of the parameters, the seed."""
    digest = hashlib.sha256(code(_SELF).encode())
    for tables in (asked.tables, asked.calibration):
        digest.update(repr((tables.agreements, tables.districts, tables.convoys, tables.available)).encode())
    digest.update(repr((asked.seed, asked.removed, asked.way, tasks)).encode())
    return digest.hexdigest()[:16]
