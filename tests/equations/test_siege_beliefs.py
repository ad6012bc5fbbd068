"""Siege and beliefs: hand-computed days, and the directions that the sources claim."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import beliefs, siege


def test_stock_then_hunger_by_hand() -> None:
    stock, deficit = 1.5, 0.0
    days = []
    for _ in range(4):
        stock, deficit = siege.after_a_day(stock, deficit, 0.5)
        days.append((stock, deficit))
    assert days == [(1.0, 0.0), (0.5, 0.0), (0.0, 0.0), (0.0, 0.5)]
    assert siege.hunger(40.0, 40.0) == pytest.approx(1 - math.exp(-1))


def test_aid_makes_good_what_was_missed_slowly() -> None:
    stock, deficit = siege.after_a_day(10.0, 3.0, 1.0)
    assert (stock, deficit) == (9.5, 2.5)


@given(stock=st.floats(0, 100), deficit=st.floats(0, 100), inflow=st.floats(0, 2))
def test_no_food_is_made_or_lost(stock: float, deficit: float, inflow: float) -> None:
    after, short = siege.after_a_day(stock, deficit, inflow)
    assert after >= 0
    assert short >= 0
    assert (after - short) == pytest.approx(stock - deficit + inflow - 1.0)


def test_reality_wears_optimism_down() -> None:
    """Slantchev (2003): by one's own fighting, and by the fate of one's peers."""
    fresh = beliefs.optimism(3.9, 0, 29, 1.7, 0.0)
    assert fresh == 3.9
    assert beliefs.optimism(3.9, 29, 29, 1.7, 0.0) == pytest.approx(3.9 / 2)
    assert beliefs.optimism(3.9, 0, 29, 1.7, 1.0) == pytest.approx(3.9 / 2.7)
    assert beliefs.hazard_seen(0.1, 0.0) == 0.1


def test_the_last_one_left_fears_most() -> None:
    first = beliefs.feared_assault(5e-4, 0.033, 0.0, 11)
    middle = beliefs.feared_assault(5e-4, 0.033, 0.5, 5)
    last = beliefs.feared_assault(5e-4, 0.033, 0.9, 1)
    assert first < middle < last


def test_credibility_needs_trust_or_a_guarantor() -> None:
    assert beliefs.credibility(0.0, 0.0) == 0.0
    assert beliefs.credibility(0.3, 0.0) == pytest.approx(0.3)
    assert beliefs.credibility(0.0, 0.6) == pytest.approx(0.6)
    assert beliefs.credibility(0.4, 0.6) == pytest.approx(1 - 0.6 * 0.4)


def test_a_betrayal_weighs_more_than_an_honoured_convoy() -> None:
    start = beliefs.trust(0.42, 12, 0, 0, 5)
    assert start == pytest.approx(0.42)
    assert beliefs.trust(0.42, 12, 1, 0, 5) > start > beliefs.trust(0.42, 12, 1, 1, 5)


def test_a_short_ultimatum_frightens_more() -> None:
    assert beliefs.feared_ultimatum(0.5, 2) > beliefs.feared_ultimatum(0.5, 20)
    assert beliefs.feared_ultimatum(0.5, 0) == 0.5
