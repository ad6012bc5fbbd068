"""Siege and beliefs: hand-computed days, and the directions that the sources claim."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import beliefs, siege

RECOVERY = 0.5


def test_stock_then_hunger_by_hand() -> None:
    stock, deficit = 1.5, 0.0
    days = []
    for _ in range(4):
        stock, deficit = siege.after_a_day(stock, deficit, 0.5, RECOVERY)
        days.append((stock, deficit))
    assert days == [(1.0, 0.0), (0.5, 0.0), (0.0, 0.0), (0.0, 0.5)]
    assert siege.hunger(40.0, 40.0) == pytest.approx(1 - math.exp(-1))


def test_aid_makes_good_what_was_missed_slowly() -> None:
    stock, deficit = siege.after_a_day(10.0, 3.0, 1.0, RECOVERY)
    assert (stock, deficit) == (9.5, 2.5)


@given(stock=st.floats(0, 100), deficit=st.floats(0, 100), inflow=st.floats(0, 2))
def test_no_food_is_made_or_lost(stock: float, deficit: float, inflow: float) -> None:
    after, short = siege.after_a_day(stock, deficit, inflow, RECOVERY)
    assert after >= 0
    assert short >= 0
    assert (after - short) == pytest.approx(stock - deficit + inflow - 1.0)


@pytest.mark.parametrize(
    ("stall", "prior", "lost", "of_peers"),
    [(2.0, 0.04, 0.1, 0.0), (2.0, 0.04, 0.5, 0.0), (3.6, 0.04, 0.3, 1.5), (0.8, 0.3, 0.0, 0.5), (4.0, 0.01, 0.9, 0.0)],
)
def test_the_stall_belief_equals_its_monte_carlo(stall: float, prior: float, lost: float, of_peers: float) -> None:
    """Rates of stalling drawn after what was seen; the share of assaults that do not stall in the work that is left."""
    rng = np.random.default_rng(5)
    rates = rng.gamma(stall, 1 / (prior + lost + of_peers), 400_000)
    goes_on = rng.exponential(1.0, len(rates)) > rates * (1 - lost)
    error = goes_on.std() / math.sqrt(len(rates))
    assert abs(goes_on.mean() - beliefs.goes_all_the_way(stall, prior, lost, of_peers)) < 4 * error


@pytest.mark.parametrize(("stall", "prior", "lost", "of_peers"), [(2.0, 0.04, 0.2, 0.0), (1.0, 0.1, 0.3, 0.5)])
def test_the_belief_after_ground_lost_is_bayes_on_the_belief_before(
    stall: float, prior: float, lost: float, of_peers: float
) -> None:
    """Chance of getting from nothing lost to the end = to get to y, times to get from there to the end."""
    before = beliefs.goes_all_the_way(stall, prior, 0.0, of_peers)
    to_there = ((prior + of_peers) / (prior + of_peers + lost)) ** stall  # no stall in work y, under the prior
    assert before == pytest.approx(to_there * beliefs.goes_all_the_way(stall, prior, lost, of_peers))


beliefs_held = {"stall": st.floats(0.1, 6.0), "prior": st.floats(0.01, 0.5), "of_peers": st.floats(0.0, 5.0)}


@given(**beliefs_held, lost=st.floats(0.0, 0.9), more=st.floats(0.01, 0.1))
def test_the_battlefield_wears_hope_down(stall: float, prior: float, of_peers: float, lost: float, more: float) -> None:
    """Slantchev (2003): by one's own ground lost, and by the fate of one's peers; the more so the less one doubts."""
    held = beliefs.goes_all_the_way(stall, prior, lost, of_peers)
    assert 0 < held < 1
    assert beliefs.goes_all_the_way(stall, prior, lost + more, of_peers) > held
    assert beliefs.goes_all_the_way(stall, prior, lost, of_peers + more) > held
    assert beliefs.goes_all_the_way(stall + more, prior, lost, of_peers) < held
    assert beliefs.goes_all_the_way(stall, prior, 1.0, of_peers) == 1.0


def test_a_fast_and_a_slow_assault_teach_the_same_with_the_same_ground() -> None:
    """What is seen is work, not days: the belief has no room for the calendar, and half of the city is half of it."""
    assert beliefs.goes_all_the_way(2.0, 0.04, 0.5, 0.0) == pytest.approx((0.54 / 1.04) ** 2)
    assert beliefs.goes_all_the_way(2.0, 0.04, 0.0, 0.0) == pytest.approx((0.04 / 1.04) ** 2)


def test_credibility_needs_trust_or_a_guarantor() -> None:
    assert beliefs.credibility(0.0, 0.0) == 0.0
    assert beliefs.credibility(0.3, 0.0) == pytest.approx(0.3)
    assert beliefs.credibility(0.0, 0.6) == pytest.approx(0.6)
    assert beliefs.credibility(0.4, 0.6) == pytest.approx(1 - 0.6 * 0.4)


def test_trust_counts_deals() -> None:
    """A Beta belief of mean 0.42 that is worth 1.5 deals: each deal seen is one more."""
    start = beliefs.trust(0.42, 1.5, 0, 0)
    assert start == pytest.approx(0.42)
    assert beliefs.trust(0.42, 1.5, 1, 0) == pytest.approx((0.42 * 1.5 + 1) / 2.5)
    assert beliefs.trust(0.42, 1.5, 0, 1) == pytest.approx(0.42 * 1.5 / 2.5)
    assert beliefs.trust(0.42, 1.5, 1, 0) > start > beliefs.trust(0.42, 1.5, 1, 2)
    assert beliefs.trust(0.42, 1.5, 1_000, 0) == pytest.approx(1, abs=1e-3)
    assert beliefs.trust(0.42, 1.5, 30, 10) == pytest.approx(0.75, abs=0.02)


def test_a_guarantee_is_what_was_promised_less_a_bad_record_and_a_full_hand() -> None:
    assert beliefs.guarantee(0.8, 4, 0, 0, 0.0, 0.15) == 0.8  # no record and nothing to carry: as promised
    assert beliefs.guarantee(0.8, 4, 10, 0, 0.0, 0.15) == 0.8  # kept words add nothing to a good name
    assert beliefs.guarantee(0.8, 4, 0, 1, 0.0, 0.15) == pytest.approx(0.8 * 4 / 5)
    assert beliefs.guarantee(0.8, 4, 6, 1, 0.0, 0.15) == pytest.approx(0.8 * 10 / 11)  # but they outweigh one broken
    assert beliefs.guarantee(0.8, 4, 0, 0, 1.0, 0.15) == pytest.approx(0.8 / 1.15)
    assert beliefs.guarantee(0.0, 4, 5, 0, 0.0, 0.15) == 0.0


def test_a_short_ultimatum_frightens_more() -> None:
    assert beliefs.feared_ultimatum(0.5, 2) > beliefs.feared_ultimatum(0.5, 20)
    assert beliefs.feared_ultimatum(0.5, 0) == 0.5


@given(toll=st.floats(0, 1e-3), hunger=st.floats(0, 1), people=st.integers(0, 500_000))
def test_hunger_kills_by_its_square_and_by_the_people(toll: float, hunger: float, people: int) -> None:
    assert siege.deaths(toll, 0.0, people) == 0.0
    assert siege.deaths(toll, hunger, 0) == 0.0
    assert siege.deaths(toll, hunger, 2 * people) == pytest.approx(2 * siege.deaths(toll, hunger, people))
    assert siege.deaths(toll, hunger / 2, people) == pytest.approx(siege.deaths(toll, hunger, people) / 4)
    assert siege.deaths(toll, 1.0, people) == pytest.approx(toll * people)
