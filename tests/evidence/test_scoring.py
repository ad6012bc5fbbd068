from __future__ import annotations

from dataclasses import replace
from math import inf, log, log1p

import numpy as np
import pytest

from safepassage.evidence.facts import HORIZON, QUANTITIES, Outcomes, Spread
from safepassage.evidence.scoring import naive
from safepassage.evidence.scoring import scores as scoring
from safepassage.evidence.scoring.events import Event, outcome_scores, signing_scores
from safepassage.evidence.scoring.quantities import SCORED, Observation, drawn, observed
from safepassage.evidence.scoring.scored import Scored, forecast_of, skill_interval, summary_of
from safepassage.evidence.tables import reported

Q = {quantity.name: quantity for quantity in SCORED}
SIGNED = Outcomes(
    ending="evacuated", signed=True, days_to_agreement=30.0, evacuees=Spread(90, 100, 110), buses=2.0,
    evacuation_days=4.0, share_leaving=0.2, interrupted=False, destination="Idlib",
)  # fmt: skip
NEVER = Outcomes(ending="stormed", signed=False, days_without_deal=20.0)
DRAW_OF_NONE = Outcomes(
    ending="stormed", signed=False, days_to_agreement=float(HORIZON), evacuation_days=float(HORIZON),
    evacuees=Spread(0, 0, 0), buses=0.0, interrupted=False,
)  # fmt: skip


def test_a_point_forecast_scores_its_distance_on_the_log_scale() -> None:
    assert scoring.crps_log(99, [9]) == pytest.approx(log(10))
    assert scoring.crps_log(99, [99, 99]) == 0


def test_the_score_is_that_of_the_discrete_distribution() -> None:
    values = [log1p(x) for x in (10, 100, 1000)]
    y = log1p(50)
    by_hand = sum(abs(v - y) for v in values) / 3 - sum(abs(a - b) for a in values for b in values) / 18
    assert scoring.crps_log(50, [10, 100, 1000]) == pytest.approx(by_hand)


def test_a_censored_day_is_scored_by_the_chance_given_before_it() -> None:
    grid = np.linspace(0.0, log1p(20), 200_001)
    before = np.mean([log1p(5) <= grid, log1p(300) <= grid], axis=0)  # the forecast's distribution function
    by_integral = float((before[1:] ** 2 * np.diff(grid)).sum())
    assert scoring.crps_log(20, [5, 300], limit=20) == pytest.approx(by_integral, rel=1e-4)
    assert scoring.crps_log(20, [300, 365], limit=20) == 0.0
    assert scoring.crps_log(20, [300, 365], limit=20) == scoring.crps_log(20, [25, 30], limit=20)
    assert scoring.crps_log(20, [300], limit=inf) > 0


def test_signed_and_unsigned_rows_say_different_things_over_all_draws() -> None:
    days = Q["days_to_agreement"]
    assert observed(SIGNED, days, conditional=False) == Observation(30.0, float(HORIZON))
    assert observed(NEVER, days, conditional=False) == Observation(20.0, 20.0, censored=True)
    assert observed(NEVER, Q["buses"], conditional=False) == Observation(0.0)
    assert observed(NEVER, Q["evacuation_days"], conditional=False) is None
    assert all(observed(NEVER, quantity, conditional=True) is None for quantity in SCORED)
    assert observed(replace(NEVER, days_without_deal=None), days, conditional=False) is None


def test_a_conditional_forecast_is_made_of_the_draws_that_signed_and_left() -> None:
    stayed = replace(SIGNED, buses=0.0, evacuees=Spread(0, 0, 0), days_to_agreement=9.0)
    draws = [SIGNED, DRAW_OF_NONE, stayed]
    assert drawn(draws, Q["evacuees"], conditional=True) == [100.0]
    assert drawn(draws, Q["days_to_agreement"], conditional=True) == [30.0, 9.0]
    assert drawn(draws, Q["days_to_agreement"], conditional=False) == [30.0, float(HORIZON), 9.0]
    assert drawn(draws, Q["destination"], conditional=False) == ["Idlib", "none", "Idlib"]


def test_where_hardly_a_draw_signs_the_naive_forecast_stands_in() -> None:
    made = {"empirical": [7.0, 8.0], "by fighters": [5.0]}
    draws = [SIGNED] + 30 * [DRAW_OF_NONE]
    assert forecast_of(draws, Q["evacuees"], made, conditional=True) == ([5.0], True)
    assert forecast_of(draws[:10], Q["evacuees"], made, conditional=True) == ([100.0], False)
    assert forecast_of(draws, Q["evacuees"], made, conditional=False)[1] is False


def test_shares_flags_and_categories_have_scores_of_their_own() -> None:
    assert scoring.score(Q["interrupted"], Observation(1.0), [1.0, 0.0, 0.0, 0.0]) == pytest.approx(0.75**2)
    assert scoring.score(Q["destination"], Observation("a"), ["a", "b", "b", "b"]) == pytest.approx(0.75**2)
    assert scoring.score(Q["share_leaving"], Observation(0.5), [0.2]) == pytest.approx(0.3)


def test_skill_brier_and_differences() -> None:
    assert scoring.skill(0.25, 0.5) == 0.5
    assert scoring.skill(0.25, 0.0) is None
    assert scoring.skill(None, 0.5) is None
    assert scoring.brier_of_categories({"a": 0.5, "b": 0.5}, "c") == pytest.approx(1.5)
    assert scoring.averaged_relative_difference({"a": 1.0}, {"a": 0.5, "b": 0.5}) == pytest.approx(1.0)
    assert scoring.coverage_p_value(8, 10, 0.8) == pytest.approx(1.0)
    assert scoring.coverage_p_value(0, 0, 0.8) is None


def test_auc_is_the_chance_of_the_right_order() -> None:
    assert scoring.auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == pytest.approx(0.875)
    assert scoring.auc([0.9, 0.4], [True, True]) is None


def test_no_forecast_calls_anything_impossible() -> None:
    assert scoring.log_score(["True"] * 9, "False", 2) == pytest.approx(log(20))
    assert scoring.log_score([], "stormed", 7) == pytest.approx(log(7))


def test_signing_and_endings_are_scored_beside_base_rates() -> None:
    past = ["True"] * 3 + ["False"]
    found = [Event("A", "True", ["True"] * 4, past), Event("B", "False", ["False"] * 3 + ["True"], past)]
    signing = signing_scores(found)
    assert signing["brier"] == pytest.approx(0.25**2 / 2)
    assert signing["brier_naive"] == pytest.approx((0.25**2 + 0.75**2) / 2)
    assert signing["auc"] == 1.0
    assert signing["log_score"] < signing["log_score_naive"]
    ended = outcome_scores([Event("A", "stormed", ["stormed", "truce"], ["truce", "truce"])])
    assert (ended["brier"], ended["brier_naive"]) == (pytest.approx(0.5), pytest.approx(2.0))
    nothing = {"n": 0, "brier": None, "brier_naive": None, "log_score": None, "log_score_naive": None}
    assert outcome_scores([]) == nothing


def scored(value: float, forecast: list[float], against: float, *, censored: bool = False) -> Scored:
    quantity = Q["days_to_agreement"]
    return Scored("A", quantity, Observation(value, value if censored else inf, censored), forecast,
                  {"empirical": against})  # fmt: skip


def test_a_censored_row_is_scored_but_lies_in_no_interval() -> None:
    rows = [scored(10.0, [9.0, 10.0, 11.0], 0.5), scored(50.0, [9.0, 10.0, 11.0], 0.5, censored=True)]
    summary = summary_of(rows)
    assert summary["n"] == 2
    assert summary["coverage80"] == 1.0
    assert rows[1].as_row()["censored"] is True
    assert "censored" not in rows[0].as_row()
    assert summary["skill"] == pytest.approx(1 - summary["crps"] / 0.5)


def test_the_interval_of_a_skill_holds_it_and_narrows_with_rows() -> None:
    few = [scored(10.0, [8.0 + i], 0.4) for i in range(4)]
    low, high = skill_interval(few)
    narrow_low, narrow_high = skill_interval(few * 8)
    assert low is not None
    assert high is not None
    assert narrow_low is not None
    assert narrow_high is not None
    assert low < (summary_of(few)["skill"] or 0) < high
    assert narrow_high - narrow_low < high - low
    assert skill_interval(few[:1]) == (None, None)


def test_every_quantity_has_a_naive_forecast_declared_with_its_reason() -> None:
    assert set(naive.DECLARED) == set(QUANTITIES)
    assert all(declared.reason for declared in naive.DECLARED.values())


def test_naive_forecasts_never_see_the_row_and_fall_back_to_the_empirical_distribution() -> None:
    tables = reported()
    calibration = naive.CalibrationSet.of(tables)
    row = tables.agreement("DOUMA_2018")
    others = calibration.without({row.id})
    made = naive.forecasts(Q["evacuees"], row, tables, others, conditional=True)
    assert set(made) == {"empirical", "by population", "by fighters", "announced"}
    assert 21_145 not in made["empirical"]
    assert made["announced"] == [48_000]
    assert min(map(float, made["by fighters"])) != min(map(float, made["empirical"]))
    lacking = tables.agreement("TABQA_IS_2017")
    made = naive.forecasts(Q["evacuees"], lacking, tables, calibration.without({lacking.id}), conditional=True)
    assert made["by fighters"] == made["announced"] == made["by population"] == made["empirical"]
    assert set(naive.forecasts(Q["evacuation_days"], row, tables, others, conditional=True)) == {"empirical"}


def test_over_all_rows_a_deal_that_never_came_is_among_the_naive_days() -> None:
    calibration = naive.CalibrationSet.of(reported())
    days = Q["days_to_agreement"]
    everything, given = (list(calibration.values(days, conditional=flag).values()) for flag in (False, True))
    assert HORIZON in everything
    assert HORIZON not in given
    assert len(everything) > len(given)
    assert 0.0 in calibration.values(Q["evacuees"], conditional=False).values()
