from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from safepassage.computing.statistics import replicates_for, t_quantile


@pytest.mark.parametrize("freedom", [1, 4, 30.5])
def test_half_an_interval_is_students(freedom: float) -> None:
    assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom))
    assert t_quantile(freedom, 0.5) == pytest.approx(stats.t.ppf(0.75, freedom))


def test_the_number_needed_is_enough_and_not_many_more() -> None:
    for half, sd in ((1.0, 3.0), (0.1, 1.0), (5.0, 1.0)):
        n = replicates_for(half, sd)
        assert n is not None
        assert stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) <= half
        if n > 2:
            fewer = max(2, int(n / 1.05) - 1)
            assert stats.t.ppf(0.975, fewer - 1) * sd / np.sqrt(fewer) > half


def test_what_would_take_millions_has_no_number() -> None:
    assert replicates_for(0, 1.0) is None
    assert replicates_for(1e-9, 1.0) is None
    assert replicates_for(float("inf"), 1.0) is None
