"""What residents make of a deal: what lowers and raises their support, and what happens in the limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import consent

SHARES = st.floats(0, 1)


def support(utility: float = 0.0, hazard: float = 0.0, felt: float = 0.0) -> float:
    return consent.support(utility, 0.5, hazard, 30, felt, 0.07)


@given(hunger=SHARES, deaths=st.floats(0, 100))
def test_pain_is_what_hunger_and_the_dead_add_up_to(hunger: float, deaths: float) -> None:
    assert consent.pain(0.6, 0.0, 0.1, 0.0) == 0.0
    assert consent.pain(0.6, hunger, 0.1, deaths) == pytest.approx(0.6 * hunger + 0.1 * deaths)


@given(share=SHARES, violence=SHARES)
def test_under_a_sure_word_and_with_status_settled_a_deal_is_peace(share: float, violence: float) -> None:
    assert consent.staying(0.3, 0.8, share, violence, 1.0, 1.0) == pytest.approx(0.3)
    assert consent.staying(0.3, 0.8, share, violence, 1.0, 0.5) <= 0.3 + 1e-12


@given(share=SHARES, violence=SHARES, low=SHARES, high=SHARES, settled=st.sampled_from([0.5, 1.0]))
def test_the_surer_the_word_the_better_any_deal(
    share: float, violence: float, low: float, high: float, settled: float
) -> None:
    low, high = sorted((low, high))
    for value in (
        lambda q: consent.staying(0.3, 0.8, share, violence, q, settled),
        lambda q: consent.all_leave(0.3, 0.5, 0.8, share, violence, q),
    ):
        assert value(low) <= value(high) + 1e-12


def test_who_leaves_fears_the_road_and_who_stays_the_besieger() -> None:
    assert consent.staying(0.3, 0.8, 1.0, 1.0, 0.0, 1.0) == pytest.approx(0.3 - 0.8)
    assert consent.staying(0.3, 0.8, 0.0, 1.0, 0.0, 1.0) == pytest.approx(0.3 - 0.8)
    assert consent.staying(0.3, 0.8, 0.0, 0.0, 0.0, 1.0) == pytest.approx(0.3)  # nothing was done to them


@given(share=st.floats(0, 0.99), a=SHARES, b=SHARES, q=SHARES)
def test_the_more_homes_stand_the_worse_that_all_must_go(share: float, a: float, b: float, q: float) -> None:
    stand, ruined = sorted((a, b))
    assert (
        consent.all_leave(0.3, 0.5, 0.8, share, stand, q) <= consent.all_leave(0.3, 0.5, 0.8, share, ruined, q) + 1e-12
    )
    assert consent.all_leave(0.3, 0.5, 0.8, share, 0.0, q) < consent.all_leave(0.3, 0.5, 0.8, share, 1.0, q)


def test_nobody_misses_a_home_that_is_gone_or_that_he_would_have_left() -> None:
    assert consent.all_leave(0.3, 0.5, 0.8, 0.0, 1.0, 1.0) == pytest.approx(0.3)
    assert consent.all_leave(0.3, 0.5, 0.8, 1.0, 0.0, 1.0) == pytest.approx(0.3)


@given(now=st.floats(0, 1), later=st.floats(-1, 0), stages=st.integers(1, 20))
def test_in_stages_a_part_leaves_and_the_rest_waits(now: float, later: float, stages: int) -> None:
    assert consent.in_stages(now, later, 1) == pytest.approx(now)
    assert consent.in_stages(now, later, 2) == pytest.approx((now + later) / 2)
    assert consent.in_stages(now, later, stages + 1) <= consent.in_stages(now, later, stages) + 1e-12


@given(st.floats(-1, 1), st.floats(0, 0.2), st.floats(0, 0.5))
def test_support_is_a_share_and_rises_with_utility_hazard_and_pain(utility: float, hazard: float, felt: float) -> None:
    share = support(utility, hazard, felt)
    assert 0 <= share <= 1
    assert support(utility + 0.1, hazard, felt) >= share
    assert support(utility, hazard + 0.1, felt) >= share
    assert support(utility, hazard, felt + 0.1) >= share


def test_the_indifferent_are_half_and_no_hazard_counts_for_more_than_all_of_it() -> None:
    assert support() == 0.5
    assert support(-0.5, hazard=1e9) == pytest.approx(0.5)
    assert support(0.1) > support(0.05) > 0.5
    assert support(0.0, hazard=0.05) > support(0.0, hazard=0.01) > 0.5
    assert support(0.0, felt=0.2) > support(0.0, felt=0.1) > 0.5
