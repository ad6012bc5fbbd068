"""Intervals, how they shrink, and how many replicates would do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from safepassage import Result
from safepassage.analysis.convergence import of_points, of_runs, spread
from safepassage.computing.statistics import replicates_for
from safepassage.sweeps import outcomes


def test_the_interval_of_one_scenario_is_students(two_towns_run: Result) -> None:
    values = np.random.default_rng(1).normal(50, 5, 16)
    found = of_points("killed", values[None, :])
    for k, half in found.halves:
        interval = stats.ttest_1samp(values[:k], 0).confidence_interval(0.95)
        assert half == pytest.approx((interval.high - interval.low) / 2)
    assert [k for k, _ in found.halves] == [4, 8, 16]
    assert found.enough
    assert "enough for" in found.in_words()
    assert of_runs([outcomes.kept(two_towns_run)])[0].halves == ()


def test_too_few_replicates_are_told() -> None:
    values = np.random.default_rng(1).normal(50, 40, 8)
    found = of_points("killed", values[None, :])
    assert not found.enough
    assert found.needed == replicates_for(0.1 * values.mean(), values.std(ddof=1))
    assert f"needs about {found.needed}" in found.in_words()


def test_spread_is_pooled_over_points() -> None:
    rng = np.random.default_rng(2)
    table = rng.normal(0, 3, (400, 5)) + 100 * rng.random((400, 1))
    sd, freedom = spread(table)
    assert freedom == 1600
    assert sd == pytest.approx(3, rel=0.05)


def test_constant_undefined_and_zero_are_told_in_words() -> None:
    assert "in every run" in of_points("killed", [[4, 4, 4]]).in_words()
    assert "undefined in 1 runs" in of_points("killed", [[4, None, 5]]).in_words()
    assert "about zero" in of_points("killed", [[-1, 1]]).in_words()
    assert "no interval" in of_points("killed", [[4]]).in_words()
    assert "no interval" in of_points("killed", [[None, None]]).in_words()
