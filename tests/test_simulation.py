"""The one day loop: it stops where it is asked to, goes on where it was, and a watch on it changes nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from safepassage import Scenario, simulate
from safepassage.campaign import Campaign
from safepassage.cli.profiling import Stopwatch
from safepassage.simulation import Result, drive, finished

TABLES = ("daily", "agreements", "convoys", "enclaves", "events", "reports")


def same(one: Result, other: Result) -> None:
    assert one.summary == other.summary
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize(("days", "expected"), [(None, 90), (0, 0), (5, 5), (100, 100)])
def test_every_day_is_told_when_it_is_over(two_towns: Scenario, days: int | None, expected: int) -> None:
    campaign = Campaign(two_towns)
    for n, day in enumerate(drive(campaign, days)):
        assert n == day == campaign.world.day
    assert campaign.world.day == expected - 1


def test_a_campaign_that_was_left_is_driven_on_to_the_same_end(two_towns: Scenario) -> None:
    campaign = Campaign(two_towns, 3)
    for day in drive(campaign):
        if day == 40:
            break
    assert list(drive(campaign)) == list(range(41, 90))
    assert list(drive(campaign)) == []
    same(finished(campaign), simulate(two_towns, 3))


def test_days_are_told_as_they_pass(two_towns: Scenario) -> None:
    told: list[int] = []
    result = simulate(two_towns, days=4, on_day=told.append)
    assert told == [0, 1, 2, 3]
    assert result.days == 4


def test_a_day_may_be_simulated_by_somebody_else(two_towns: Scenario) -> None:
    watched: list[int] = []

    def step(campaign: Campaign) -> None:
        watched.append(campaign.world.day)
        campaign.step()

    assert list(drive(Campaign(two_towns), 3, step)) == [0, 1, 2]
    assert watched == [-1, 0, 1]


def test_a_stopwatch_changes_nothing_and_adds_up_over_runs(two_towns: Scenario) -> None:
    watch, told = Stopwatch(), list[int]()
    for seed in (1, 2):
        same(watch.simulate(two_towns, seed, days=60, on_day=told.append), simulate(two_towns, seed, days=60))
    assert told == [*range(60)] * 2
    heading, *lines = watch.lines()
    assert heading.endswith("ms a run (mean of 2)")
    assert sum(float(line.split()[1].rstrip("%")) for line in lines) == pytest.approx(100, abs=1)
