"""Paired differences: right numbers for known differences, and far fewer runs than with seeds of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from safepassage import Scenario, simulate
from safepassage.analysis.comparison import comparison_design, paired_difference
from safepassage.scenario import BadInput
from safepassage.sweeps.outcomes import outcome

KILLED, STAYED = outcome("killed"), outcome("stayed")


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
    assert "better in " in found.in_words()


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
    assert "the same in B in every pair" in found.in_words()
    assert "too few to compare" in paired_difference(KILLED, a[:1], a[:1]).in_words()


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
