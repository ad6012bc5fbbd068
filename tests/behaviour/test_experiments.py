"""The experiments themselves: declared once, judged as they say, and told when they cannot be measured."""

from __future__ import annotations

import json
from math import inf

import pytest
from scipy import stats

from behaviour.earlier import EDITION_ONE, PROTOTYPES
from behaviour.experiment import Experiment, judge, shares, statistic
from behaviour.intervals import Band, Estimate, resampled, share
from behaviour.not_yet import NOT_YET
from behaviour.observing import NotMeasurableError, Seen, said
from behaviour.runs import CASES, EXPERIMENTS, run, tasks
from behaviour.towns import ONE, TEN_UNEVEN, THIRTY, Town, alone

NAMES = [experiment.name for experiment in EXPERIMENTS]


def seen(seed: int, outcome: str = "evacuated") -> Seen:
    rows = [{"enclave": "town-town-0", "outcome": outcome, "agreement_day": seed}]
    return Seen(seed, 90, rows, {}, [], [], [], [], {}, {})


def test_each_experiment_has_a_name_of_its_own_and_cases_that_exist() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {case for experiment in EXPERIMENTS for case in experiment.cases} == set(CASES)


def test_the_lists_name_experiments() -> None:
    assert set(NAMES) >= NOT_YET
    assert set(PROTOTYPES) <= set(NAMES)
    assert set(json.loads(EDITION_ONE.read_text(encoding="utf-8"))["experiments"]) == set(NAMES)


@pytest.mark.parametrize("shares_of", [ONE, TEN_UNEVEN, THIRTY])
def test_a_town_is_the_same_town_however_it_is_drawn(shares_of: tuple[float, ...]) -> None:
    tables = alone(Town(shares=shares_of)).scenario().tables
    drawn = [d for d in tables.districts.values() if d.holder == "town"]
    assert len(drawn) == len(shares_of)
    assert sum(d.population for d in drawn) == pytest.approx(30_000, abs=len(drawn))
    assert sum(d.population_prewar for d in drawn) == pytest.approx(60_000, abs=len(drawn))


def test_a_run_is_the_same_twice() -> None:
    assert run(("drawn-ten", 3)) == run(("drawn-ten", 3))


def test_a_share_has_the_interval_of_wilson() -> None:
    estimate = share([True] * 7 + [False] * 3)
    wilson = stats.binomtest(7, 10).proportion_ci(0.95, method="wilson")
    assert (estimate.value, estimate.low, estimate.high) == (0.7, wilson.low, wilson.high)


def test_pairs_stay_pairs_when_resampled() -> None:
    """Two cases that differ by two in every pair differ by two in every resample, however much seeds differ."""

    def difference(runs: dict[str, list[Seen]]) -> float:
        sums = [sum(s.rows[0]["agreement_day"] for s in case) / len(case) for case in runs.values()]
        return sums[1] - sums[0]

    runs = {"a": [seen(n**2) for n in range(1, 9)], "b": [seen(n**2 + 2) for n in range(1, 9)]}
    estimate = resampled(difference, runs)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((2, 2, 2))


def test_a_value_is_inside_or_near_or_neither() -> None:
    band = Band(0.65)
    assert Estimate(0.65, 0, 1, 0.1, 10).inside(band)
    assert not Estimate(0.6, 0, 1, 0.1, 10).inside(band)
    assert Estimate(0.6, 0, 1, 0.1, 10).near(band)
    assert not Estimate(0.5, 0, 1, 0.1, 10).near(band)


def test_the_smallest_share_of_several_cases_counts() -> None:
    runs = {"a": [seen(1), seen(2)], "b": [seen(1), seen(2, "stormed")]}
    assert shares(lambda s: s.rows[0]["outcome"] == "evacuated")(runs).value == 0.5


def test_what_a_later_edition_says_is_not_measurable_before() -> None:
    asks = Experiment("x", "0", "", "", Band(0, inf), ("a",), statistic(lambda r: said(r["a"][0].rows[0], "scopes")))
    judged = judge(asks, lambda _case: [seen(1)])
    assert (judged.verdict, judged.reason, judged.near) == ("not measurable yet", "no column 'scopes' yet", False)


def test_without_any_deal_there_is_no_share_of_deals() -> None:
    with pytest.raises(NotMeasurableError):
        share([])


def test_each_run_is_wanted_once() -> None:
    wanted = tasks(EXPERIMENTS, lambda experiment: experiment.seeds.few)
    assert len(set(wanted)) == len(wanted)
