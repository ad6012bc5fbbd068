"""Draws weighed by what was reported by a date: only what could be seen by then counts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage import Scenario
from safepassage.forecasts import weighing
from safepassage.forecasts.reported import Figure, figures
from safepassage.scenario import BadInput

from .conftest import made_up

START = dt.date(2030, 4, 1)
SIGNED = Figure("guard-town", "agreement_day", 13, dt.date(2030, 4, 14))
LEFT = Figure("guard-town", "evacuated", 300, dt.date(2030, 4, 18))


def test_a_draw_that_signed_as_reported_counts_for_more() -> None:
    sample = made_up([13] * 30 + [33] * 30 + [None] * 30, [300] * 90)
    weights = weighing.weighed(sample, [SIGNED], dt.date(2030, 4, 20))
    assert weights.sum() == pytest.approx(1)
    assert weights[:30].sum() > 0.75
    assert weights[30] == weights[60]  # neither had signed by then
    assert weighing.effective(weights) < 90


def test_what_came_after_the_date_is_not_looked_at() -> None:
    sample = made_up([5] * 30 + [13] * 30 + [33] * 30, [1] * 30 + [300] * 30 + [5000] * 30)
    early = Figure("guard-town", "first_convoy_day", 2, dt.date(2030, 4, 3))
    for drawn in sample.drawn:
        drawn.enclaves["guard-town"]["first_convoy_day"] = 2
    weights = weighing.weighed(sample, [early, SIGNED, LEFT], dt.date(2030, 4, 10))
    # "Not yet" is known: who signed on day 5 came less near; when it was signed, and how many left, is not.
    assert weights[0] < weights[30] == pytest.approx(weights[60])


def test_counts_weigh_by_their_ratio() -> None:
    sample = made_up([13] * 90, [300] * 30 + [600] * 30 + [150] * 30)
    weights = weighing.weighed(sample, [SIGNED, LEFT], dt.date(2030, 4, 30))
    assert weights[0] > weights[30]
    assert weights[30] == pytest.approx(weights[60], rel=0.02)


def test_one_enclave_that_went_another_way_does_not_undo_a_draw() -> None:
    sample = made_up([13] * 40, [300] * 20 + [0] * 20)
    far = weighing._apart(sample, LEFT, dt.date(2030, 4, 30))
    assert np.abs(far).max() == weighing.FARTHEST


def test_too_few_effective_draws_are_refused() -> None:
    sample = made_up([13] * 5 + [34] * 60, [300] * 65)
    with pytest.raises(BadInput, match=r"^forecast: --as-of 2030-04-30: \d+\.\d effective draws of 65 .*at least 20"):
        weighing.weighed(sample, [SIGNED, LEFT], dt.date(2030, 4, 30))


def test_a_date_before_all_reports_is_refused_with_the_first_of_them() -> None:
    sample = made_up([13] * 30, [300] * 30)
    with pytest.raises(BadInput, match="nothing was reported by then; the first dated figure is of 2030-04-14"):
        weighing.weighed(sample, [LEFT, SIGNED], dt.date(2030, 4, 13))
    with pytest.raises(BadInput, match=r"no dated \[reported\] figures"):
        weighing.weighed(sample, [], dt.date(2030, 4, 13))


def test_figures_are_those_below_reported(town: Scenario) -> None:
    found = figures(town, START)
    assert SIGNED in found
    assert LEFT in found
    assert Figure("", "full_control_day", 17, dt.date(2030, 4, 18)) in found
    assert len(found) == 6
    assert figures(Scenario.load("two-towns"), START) == []
