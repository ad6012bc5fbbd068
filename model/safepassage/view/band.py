"""The band in which most runs of the shown scenario lie: the same levers under other seeds, run in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np

from safepassage.campaign import Campaign
from safepassage.computing.engines import Lost, Processes
from safepassage.scenario import Scenario
from safepassage.simulation import drive, finished

RUNS = 40
STATES = ("inside", "arrived", "killed")
LOW, HIGH = 10, 90  # per cent of the runs that lie below
_FIRST_SEED = 1_000_001  # apart from the seeds that a viewer tries
_EVERY = 5  # runs between two messages


class Sample(NamedTuple):
    """What the band needs of one run: people by state and day, and when each enclave signed (None: never)."""

    people: dict[str, list[int]]
    signed: dict[str, int | None]


def sample(scenario: Scenario, seed: int) -> Sample:
    """One run of the band."""
    campaign = Campaign(scenario, seed)
    people: dict[str, list[int]] = {state: [] for state in STATES}
    households = campaign.world.households
    for _ in drive(campaign):
        for state in STATES:
            people[state].append(getattr(households, state))
    ended = finished(campaign).campaign.world.roll.enclaves
    return Sample(people, {e.name: e.tally.agreement_day for e in ended})


def bands(samples: Sequence[Sample]) -> dict[str, Any]:
    """The 10–90 % bands of samples: by state and day, and the days on which enclaves sign."""
    names = dict.fromkeys(name for one in samples for name in one.signed)
    return {
        "runs": len(samples),
        "people": {state: _spread([one.people[state] for one in samples]) for state in STATES},
        "enclaves": {name: _signing([one.signed.get(name) for one in samples]) for name in names},
    }


def _spread(series: list[list[int]]) -> dict[str, list[int]]:
    low, middle, high = np.percentile(np.array(series), (LOW, 50, HIGH), axis=0).round().astype(int)
    return {"low": low.tolist(), "middle": middle.tolist(), "high": high.tolist()}


def _signing(days: list[int | None]) -> dict[str, Any]:
    """The share of runs in which an enclave signs, and between which days most of these do."""
    known = [day for day in days if day is not None]
    low, high = (round(float(np.percentile(known, q))) if known else None for q in (LOW, HIGH))
    return {"share": len(known) / len(days), "low": low, "high": high}


def compute(scenario: Scenario, cancelled: Callable[[], bool], told: Callable[[dict[str, Any]], None]) -> None:
    """Run the band in a process of its own, and tell the bands so far every few runs, until done or cancelled."""
    seeds = iter(range(_FIRST_SEED, _FIRST_SEED + RUNS))
    samples: list[Sample] = []
    with closing(Processes(1)) as engine:
        for _, answer in engine.run(sample, scenario, seeds):
            if cancelled():
                return
            if isinstance(answer, Lost):
                told({"problem": f"band: {answer.cause}"})
                return
            samples.append(answer)
            if len(samples) % _EVERY == 0:
                told({**bands(samples), "of": RUNS})
