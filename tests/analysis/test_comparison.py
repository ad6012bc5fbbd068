"""Paired differences: right numbers for known differences, and far fewer runs than with seeds of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from safepassage import Scenario, simulate
from safepassage.analysis import wording
from safepassage.analysis.comparison import (
    Compared,
    Difference,
    comparison_design,
    differences,
    headline,
    in_lines,
    paired_difference,
)
from safepassage.computing.posterior import posterior_draws
from safepassage.scenario import BadInput
from safepassage.sweeps.outcomes import TOTALS
from safepassage.sweeps.results import DONE

KILLED = Compared("killed", "people killed", "people", "less")
STAYED = Compared("stayed", "people who stayed", "people", "")
SIGNED = Compared("mean_agreement_day", "mean day of signature", "day", "")


def test_a_known_difference_is_found() -> None:
    rng = np.random.default_rng(1)
    a = rng.normal(100, 20, 200)
    b = a - 3 + rng.normal(0, 1, 200)
    found = paired_difference(KILLED, a, b)
    interval = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.difference == pytest.approx(np.mean(b - a))
    assert found.resolved
    assert found.better > 0.99
    assert found.worse + found.better + found.same == pytest.approx(1)
    assert found.gain == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))
    assert re.search(
        r"people killed: 9\d\.?\d* in A, .* people \[.*better in 100 % of pairs, worse in 0 %", found.in_words()
    )


def test_which_way_is_better_depends_on_the_outcome() -> None:
    a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.0, 4.0, 4.0])
    assert paired_difference(KILLED, a, b).worse == 0.75
    found = paired_difference(STAYED, a, b)
    assert np.isnan(found.better)
    assert (found.higher, found.same) == (0.75, 0.25)


def test_the_number_of_pairs_that_would_tell() -> None:
    rng = np.random.default_rng(2)
    change = rng.normal(0.2, 1, 20)
    found = paired_difference(KILLED, np.zeros(20), change)
    assert not found.resolved
    assert found.needed is not None
    more = rng.normal(change.mean(), change.std(ddof=1), found.needed)
    half = stats.t.ppf(0.975, found.needed - 1) * change.std(ddof=1) / np.sqrt(found.needed)
    assert half <= abs(found.difference) < half * np.sqrt(1.1)
    assert len(more) > 20
    assert f"about {found.needed:,} pairs would tell" in found.in_words()


def test_what_cannot_be_said_is_not_said() -> None:
    a = np.array([1.0, np.nan, 3.0, 4.0])
    found = paired_difference(KILLED, a, np.array([1.0, 2.0, 3.0, np.nan]))
    assert (found.pairs, found.undefined, found.same) == (2, 2, 1)
    assert "the same in B in every one of the pairs" in found.in_words()
    assert (found.undefined_a, found.undefined_b) == (1, 1)
    assert "too few to compare" in paired_difference(KILLED, a[:1], a[:1]).in_words()


def test_values_that_lack_are_counted_in_words_with_the_reason() -> None:
    a, b = np.array([20.0, 21.0, np.nan, 24.0]), np.array([22.0, 25.0, 30.0, np.nan])
    said = paired_difference(SIGNED, a, b).in_words()
    assert said.endswith("(no value in 2 of 4 pairs, 1 of A, 1 of B: nobody signed)")
    assert "nan" not in said
    nothing = paired_difference(SIGNED, np.full(3, np.nan), np.full(3, np.nan)).in_words()
    assert "a value in 0 pairs, too few to compare (no value in 3 of 3 pairs" in nothing


def test_how_many_pairs_would_tell_is_left_out_where_there_is_nothing_to_tell() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 1, 40)
    nil = paired_difference(KILLED, np.full(40, 1000.0), 1000 + noise)
    assert nil.needed is not None
    assert nil.nil
    assert "no difference to speak of" in nil.in_words()
    assert "would tell" not in nil.in_words()
    some = paired_difference(KILLED, np.full(40, 1000.0), 1010 + 60 * noise)
    assert "would tell" in some.in_words()


def compared(a: dict[str, list[float]], b: dict[str, list[float]]) -> dict[str, Difference]:
    """The differences of two scenarios with these outcomes, run by run."""
    sides = [
        pd.DataFrame(
            {"scenario": name, "seed": range(len(next(iter(kept.values())))), "status": DONE, "cause": "", **kept}
        )
        for name, kept in (("A", a), ("B", b))
    ]
    return {d.outcome: d for d in differences(pd.concat(sides), "A", "B")}


def test_less_without_shelter_because_fewer_could_leave_is_no_gain() -> None:
    a = {"evacuated": [1000.0, 1000, 2000, 0], "without_shelter": [100.0, 200, 300, 0]}
    b = {"evacuated": [500.0, 500, 1000, 500], "without_shelter": [75.0, 150, 225, 0]}
    found = compared(a, b)
    count, rate = found["without_shelter"], found["without_shelter_rate"]
    assert count.difference < 0
    assert count.judged == ""
    assert np.isnan(count.better)
    assert (rate.judged, rate.worse) == ("less", 1)
    assert rate.mean_a == pytest.approx((10 + 20 + 15) / 3)
    assert (rate.undefined, rate.undefined_a) == (1, 1)
    assert "nobody arrived" in rate.in_words()


def test_people_displaced_are_those_who_left_whatever_the_way() -> None:
    kept = {"evacuated": [10.0, 10], "crossed": [5.0, 7], "in_transit": [1.0, 0]}
    assert compared(kept, kept)["displaced"].mean_a == 16.5


def test_what_a_reader_can_act_on_comes_first_and_in_words(two_towns: Scenario) -> None:
    names = ("population", "arrivals.coast", "days_of_fighting", "buses", "civilians_killed", "mean_agreement_day")
    found = [paired_difference(Compared(n, wording.words(n, [two_towns]), "", ""), np.arange(3.0), np.arange(3.0) ** 2)
             for n in names]  # fmt: skip
    assert [d.outcome for d in headline(found)] == [
        "civilians_killed", "days_of_fighting", "mean_agreement_day", "arrivals.coast",
    ]  # fmt: skip
    lines = in_lines(found, everything=False)
    assert lines[0].startswith("civilians killed: ")
    assert lines[3].startswith("people who arrived in the coast: ")
    assert lines[4] == "2 further outcomes with --all"
    assert len(in_lines(found)) == 6
    assert not [line for line in in_lines(found) if re.search(r"\w+[._]\w+:", line)]


def test_every_kept_outcome_has_words() -> None:
    assert {made.name for made in TOTALS} == set(wording._WORDS)
    assert not [words for words in wording._WORDS.values() if "_" in words]


def test_pairing_cuts_the_variance_of_a_difference_tenfold(two_towns: Scenario) -> None:
    # Whether families go with their fighters touches one mechanism, who boards; the war, the talks and the road draw
    # from streams of their own, which the change leaves where they were.
    changed = two_towns.with_overrides({"parameters.households.family_stays": 0.5})
    n = 40

    def evacuated(scenario: Scenario, first: int) -> np.ndarray[Any, Any]:
        seeds = range(first, first + n)
        return np.array([simulate(scenario, seed).summary["totals"]["evacuated"] for seed in seeds], dtype=float)

    before, paired, apart = evacuated(two_towns, 1), evacuated(changed, 1), evacuated(changed, 1 + n)
    assert (paired != before).mean() > 0.9
    with_pairs, without = (after - before for after in (paired, apart))
    assert with_pairs.var(ddof=1) * 10 <= without.var(ddof=1)
    assert with_pairs.mean() > 0


# The verb


def test_compare_prints_and_leaves_its_files(call: Callable[..., Any], here: Path) -> None:
    said = call("compare", "two-towns", "two-towns", "--set", "convoys.buses=3", "--replicates", 6, "--days", 50,
                "--workers", 1)  # fmt: skip
    assert said.code == 0, said.err
    assert said.out.startswith("two-towns, convoys.buses=3 compared with two-towns\n")
    assert "only chance varies (--forecast varies them)" in " ".join(said.out.split())
    assert "enclaves evacuated" in said.out
    assert "people displaced" in said.out
    assert "further outcomes with --all" in said.out
    folder = here / "runs" / "compare-two-towns-two-towns"
    table = pd.read_csv(folder / "comparison.csv").set_index("outcome")
    asked = ("civilians_killed", "militants_killed", "government_killed", "days_of_fighting", "evacuated", "crossed",
             "stayed", "full_control_day", "waiting_days", "incidents", "arrivals.coast")  # fmt: skip
    for name in asked:
        assert table.at[name, "pairs"] + table.at[name, "undefined"] == 6
    assert set(table.columns) >= {"difference", "low", "high", "better", "needed", "design", "code"}
    assert "![paired differences](comparison.png)" in (folder / "comparison.md").read_text()
    assert (folder / "comparison.png").stat().st_size > 5_000
    # A second comparison gets a folder of its own.
    assert call("compare", "two-towns", "two-towns", "--set", "convoys.buses=2", "--replicates", 2, "--days", 3,
                "--workers", 1).code == 0  # fmt: skip
    assert (here / "runs" / "compare-two-towns-two-towns-2").is_dir()


def test_a_pair_has_the_same_seed_and_the_change_alone_differs() -> None:
    design = comparison_design("two-towns", "two-towns", replicates=3, seed=9, changes={"convoys.buses": 3})
    assert [design.seed(run) for run in range(6)] == [9, 10, 11, 9, 10, 11]
    first, second = design.scenarios.values()
    assert (first.tables.convoys.buses, second.tables.convoys.buses) == (12, 3)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--replicates", 10**9), "too many runs"),
        (("--seed", 2**70), "seed"),
        (("--days", 10**6), "days"),
        (("--replicates", 1), "--replicates"),
        (("--set", "convoys.buses"), "key=value"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    call: Callable[..., Any], here: Path, options: tuple[object, ...], told: str
) -> None:
    said = call("compare", "two-towns", "two-towns", "--set", "convoys.buses=3", *options)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert told in said.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("b", "changes", "told"),
    [
        ("two-towns", {}, "the same"),
        ("two-towns", {"convoys.buses": 12}, "the same"),
        ("two-twons", {}, "'two-towns'"),
        ("two-towns", {"convoys.busses": 1}, "'buses'"),
    ],
)
def test_what_cannot_be_compared_is_refused(b: str, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        comparison_design("two-towns", b, replicates=3, changes=changes)


def test_draws_of_the_posterior_are_the_same_in_both_and_json_is_valid(call: Callable[..., Any], here: Path) -> None:
    asked = ("compare", "two-towns", "two-towns", "--set", "convoys.buses=3", "--forecast", "--draws", 6, "--json")
    one = call(*asked, "--workers", 1, "--out", "one")
    assert one.code == 0, one.err
    assert call(*asked, "--workers", 2, "--out", "two").out == one.out

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    found = json.loads(one.out, parse_constant=refused)
    assert (found["a"], found["b"]) == ("two-towns", "two-towns, convoys.buses=3")
    assert found["parameters"].startswith("6 draws from the ")
    assert found["outcomes"][0]["outcome"] == "civilians_killed"
    assert {row["outcome"] for row in found["outcomes"] if row["difference"] is None} <= {
        "split_day",
        "full_control_day",
    }
    pairs = pd.read_csv(here / "one" / "pairs.csv")
    drawn = [name for name in pairs.columns if name.startswith("parameters.")]
    assert len(pairs) == 12
    assert drawn
    assert sorted(drawn) == sorted(f"parameters.{name}" for name in posterior_draws(1)[0])
    assert (pairs.groupby("draw")[[*drawn, "seed"]].nunique() == 1).all(axis=None)
    assert pairs[drawn[0]].nunique() == pairs["seed"].nunique() == 6
    assert (here / "one" / "pairs.csv").read_bytes() == (here / "two" / "pairs.csv").read_bytes()


def test_a_parameter_that_the_second_sets_is_not_drawn_there(call: Callable[..., Any]) -> None:
    # Each of A's draws has a constant of boarding of its own; B's is so low that nobody boards.
    said = call("compare", "two-towns", "two-towns", "--set", "parameters.households.board=-30", "--forecast",
                "--draws", 4, "--days", 60, "--workers", 1, "--json")  # fmt: skip
    assert said.code == 0, said.err
    found = {row["outcome"]: row for row in json.loads(said.out)["outcomes"]}
    assert found["evacuated"]["mean_b"] < found["evacuated"]["mean_a"] / 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--forecast", "--replicates", 4), "--forecast and --replicates do not go together"),
        (("--draws", 4), "--draws goes with --forecast"),
        (("--forecast", "--draws", 10**6), "--draws 1000000: allowed: 2 to 10000"),
    ],
)
def test_options_of_the_two_kinds_do_not_mix(
    call: Callable[..., Any], here: Path, options: tuple[object, ...], told: str
) -> None:
    said = call("compare", "two-towns", "no-guarantor", *options)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert told in said.err
    assert list(here.iterdir()) == []
