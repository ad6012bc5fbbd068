from __future__ import annotations

from math import log, log1p

import pytest

from safepassage.evidence.scoring import naive
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.tables import reported


def test_a_point_forecast_scores_its_distance_on_the_log_scale() -> None:
    assert scoring.crps_log(99, [9]) == pytest.approx(log(10))
    assert scoring.crps_log(99, [99, 99]) == 0


def test_the_score_is_that_of_the_discrete_distribution() -> None:
    values = [log1p(x) for x in (10, 100, 1000)]
    y = log1p(50)
    by_hand = sum(abs(v - y) for v in values) / 3 - sum(abs(a - b) for a in values for b in values) / 18
    assert scoring.crps_log(50, [10, 100, 1000]) == pytest.approx(by_hand)


def test_skill_brier_and_differences() -> None:
    assert scoring.skill(0.25, 0.5) == 0.5
    assert scoring.skill(0.25, 0.0) is None
    assert scoring.brier(0.75, happened=True) == pytest.approx(0.0625)
    assert scoring.brier_of_categories({"a": 0.5, "b": 0.5}, "c") == pytest.approx(1.5)
    assert scoring.averaged_relative_difference({"a": 1.0}, {"a": 0.5, "b": 0.5}) == pytest.approx(1.0)
    assert scoring.coverage_p_value(8, 10, 0.8) == pytest.approx(1.0)
    assert scoring.coverage_p_value(0, 0, 0.8) is None


def test_naive_forecasts_never_see_the_row_and_fall_back_to_the_empirical_distribution() -> None:
    tables = reported()
    calibration = naive.CalibrationSet.of(tables)
    row = tables.agreement("DOUMA_2018")
    others = calibration.without(row.id)
    made = naive.forecasts("evacuees", row, tables, others)
    assert set(made) == {"empirical", "by population", "by fighters", "announced"}
    assert 21_145 not in made["empirical"]
    assert made["announced"] == [48_000]
    assert min(made["by fighters"]) != min(made["empirical"])
    lacking = tables.agreement("QADAM_2018")
    made = naive.forecasts("evacuees", lacking, tables, calibration.without(lacking.id))
    assert made["by fighters"] == made["announced"] == made["by population"] == made["empirical"]
    assert set(naive.forecasts("evacuation_days", row, tables, others)) == {"empirical"}
