"""The experiments themselves: declared once, judged as they say, and told when they cannot be measured."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import pytest
from scipy import stats

from behaviour import gating, other_wars
from behaviour.earlier import EDITION_ONE, PROTOTYPES
from behaviour.experiment import Experiment, judge, shares, statistic
from behaviour.intervals import Band, Estimate, resampled, share
from behaviour.not_yet import NOT_YET
from behaviour.observing import NotMeasurableError, Seen, said
from behaviour.report import main
from behaviour.runs import CASES, EXPERIMENTS, run, tasks
from behaviour.towns import ONE, TEN_UNEVEN, THIRTY, Town, alone

NAMES = [experiment.name for experiment in EXPERIMENTS]


def seen(seed: int, outcome: str = "evacuated") -> Seen:
    rows = [{"enclave": "town-town-0", "outcome": outcome, "agreement_day": seed}]
    return Seen(seed, 90, rows, {}, [], [], [], [], {}, {})


def test_each_experiment_has_a_name_of_its_own_and_cases_that_exist() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {case for experiment in EXPERIMENTS for case in experiment.cases} == set(CASES)


OF_OTHER_WARS = {experiment.name for experiment in other_wars.EXPERIMENTS}  # version 0.1.0 has no such ground


def test_the_lists_name_experiments() -> None:
    assert set(NAMES) >= NOT_YET
    assert set(PROTOTYPES) <= set(NAMES)
    assert set(json.loads(EDITION_ONE.read_text(encoding="utf-8"))["experiments"]) == set(NAMES) - OF_OTHER_WARS


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


LATER = {
    "scope": "all", "truces": [3], "residents": "refused", "settled_fighters": 40, "deserted_fighters": 20,
    "died_of_siege": 100,
}  # fmt: skip


@pytest.mark.parametrize("name", ["ruin-all", "fed-truce", "truce-gives-way", "residents-refuse", "fighters-settle"])
def test_what_a_later_edition_says_is_measured_once_it_does(name: str) -> None:
    experiment = next(e for e in EXPERIMENTS if e.name == name)
    row = {"outcome": "evacuated", "agreement_day": 80, "offensive_day": 70, "fighters_evacuated": 100, **LATER}
    rows = [{"enclave": f"{place}-{place}-0", **row} for place in ("town", "partner")]
    judged = judge(experiment, lambda _case: [Seen(1, 90, rows, {}, [], [], [], [], {}, {})] * 4)
    assert judged.estimate is not None
    assert judged.estimate.value == (0.4 if name == "fighters-settle" else 1.0)
    assert judged.inside


def test_without_any_deal_there_is_no_share_of_deals() -> None:
    with pytest.raises(NotMeasurableError):
        share([])


def test_each_run_is_wanted_once() -> None:
    wanted = tasks(EXPERIMENTS, lambda experiment: experiment.seeds.few)
    assert len(set(wanted)) == len(wanted)


def test_an_experiment_that_comes_out_must_leave_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = next(e for e in EXPERIMENTS if e.name == "small-premise")
    gating.check(experiment)
    monkeypatch.setattr(gating, "NOT_YET", frozenset({"small-premise"}))
    with pytest.raises(AssertionError, match="take it off the list"):
        gating.check(experiment)


def test_the_table_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "table.json"
    arguments = ["--only", "small-premise", "ruin-all", "--seeds", "2", "--processes", "1", "--markdown"]
    assert main([*arguments, "--json", str(file)]) == 0
    written = json.loads(file.read_text(encoding="utf-8"))["experiments"]
    assert written["small-premise"]["n"] == 2
    assert set(written) == {"small-premise", "ruin-all"}
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[1] for line in lines[2:]] == ["small-premise", "ruin-all"]


def test_a_word_that_no_experiment_has_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nonesuch"]) == 2
    assert "pace-ground" in capsys.readouterr().err
