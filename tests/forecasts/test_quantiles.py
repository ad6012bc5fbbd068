"""Quantiles of weighted draws: never is later than any day, weights count."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from safepassage.forecasts.quantiles import mean, quantiles, share

EQUAL = np.full(10, 0.1)


def test_with_equal_weights_a_quantile_is_a_value_of_the_sample() -> None:
    values = np.arange(10, 0, -1, dtype=float)
    assert quantiles(values, EQUAL, [0.05, 0.1, 0.5, 0.9, 0.95]).tolist() == [1, 1, 5, 9, 10]
    expected = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9], method="inverted_cdf")
    assert quantiles(values, EQUAL, [0.1, 0.25, 0.5, 0.75, 0.9]).tolist() == expected.tolist()


def test_what_never_comes_is_infinitely_late() -> None:
    values = np.array([3.0, inf, 5.0, inf, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    assert quantiles(values, EQUAL, [0.5, 0.8, 0.9]).tolist() == [7, 10, inf]
    assert mean(values, EQUAL) == pytest.approx(6.5)


def test_weights_move_a_quantile() -> None:
    values = np.arange(1.0, 11.0)
    weights = np.array([0.01] * 9 + [0.91])
    assert quantiles(values, weights, [0.05, 0.5]).tolist() == [5, 10]
    assert mean(values, weights) == pytest.approx((values * weights).sum())


def test_each_day_is_looked_at_alone() -> None:
    values = np.array([[1.0, 9.0], [2.0, 8.0], [3.0, 7.0]])
    assert quantiles(values, np.full(3, 1 / 3), [0.5]).tolist() == [[2, 8]]
    assert share(values > 2, np.array([0.5, 0.25, 0.25])).tolist() == [0.25, 1]
