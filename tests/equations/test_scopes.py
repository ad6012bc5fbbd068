"""Limits of what each scope is worth: who leaves or stays for certain, nobody armed, nothing standing, no pressure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import scopes

SHARES = st.floats(0, 1)
VALUES = st.floats(-1, 1)


@given(base=VALUES, relation=st.floats(-1, 1), lets_in=SHARES)
def test_leaving_is_worth_more_to_friends_and_where_the_door_is_open(
    base: float, relation: float, lets_in: float
) -> None:
    assert scopes.leaving(base, 0.2, 0.0, 0.1, 1.0) == pytest.approx(base)
    worth = scopes.leaving(base, 0.2, relation, 0.1, lets_in)
    assert worth <= scopes.leaving(base, 0.2, 1.0, 0.1, 1.0) + 1e-12
    assert worth >= scopes.leaving(base, 0.2, -1.0, 0.1, 0.0) - 1e-12


def test_staying_is_worth_less_the_more_was_suffered() -> None:
    assert scopes.staying(0.15, 0.8, 0.0) == 0.15
    assert scopes.staying(0.15, 0.8, 1.0) == pytest.approx(-0.65)


@given(leave=VALUES, stay=VALUES, fighters=st.floats(0, 5), violence=SHARES)
def test_a_list_of_all_or_of_nobody(leave: float, stay: float, fighters: float, violence: float) -> None:
    assert scopes.listed_value(1.0, leave, stay) == leave
    assert scopes.listed_value(0.0, leave, stay) == stay
    assert scopes.listed_cost(0.05, 1.0, fighters, violence) == 0.0
    assert scopes.listed_cost(0.05, 0.1, 0.0, violence) == 0.0
    calm, bitter = (scopes.listed_cost(0.05, 0.1, fighters, x) for x in (0.0, 1.0))
    assert bitter == pytest.approx(2 * calm)


@given(leave=VALUES, stay=VALUES, fighters=st.floats(0, 5))
def test_a_free_choice_is_worth_what_all_would_choose(leave: float, stay: float, fighters: float) -> None:
    assert scopes.choice_value(leave, stay, 0.03, 0.4, 1.0) == pytest.approx(leave + 0.03)
    assert scopes.choice_value(leave, stay, 0.0, 1.0, 0.0) == pytest.approx(stay)
    assert scopes.choice_cost(0.04, 0.05, 1.0, fighters) == pytest.approx(0.04)
    assert scopes.choice_cost(0.04, 0.05, 0.3, 0.0) == pytest.approx(0.04)
    assert scopes.choice_cost(0.04, 0.05, 0.0, fighters) == pytest.approx(0.04 + 0.05 * fighters)


@given(leave=VALUES, share=SHARES, violence=SHARES, people=st.floats(0, 3))
def test_that_all_must_go_hurts_those_who_would_stay_and_is_dear_by_their_number(
    leave: float, share: float, violence: float, people: float
) -> None:
    assert scopes.all_value(leave, 0.3, 1.0) == pytest.approx(leave)
    assert scopes.all_value(leave, 0.3, share) <= leave + 1e-12
    elsewhere = scopes.all_cost(0.04, 0.1, False, violence, 0.1, people)
    assert elsewhere == pytest.approx(0.04 + 0.1 * people)
    assert scopes.all_cost(0.04, 0.1, True, 0.0, 0.1, people) == pytest.approx(elsewhere)
    assert scopes.all_cost(0.04, 0.1, True, violence, 0.1, people) == pytest.approx(elsewhere - 0.1 * violence)


def truce(pressure: float = 0.001, days: float = 60, fighters: float = 0.5, capital: float = 0.0) -> float:
    return scopes.truce_utility(0.05, pressure, 0.01, days, 0.08, fighters, capital)


@given(st.floats(0, 3), st.floats(0, 3))
def test_a_truce_with_an_army_is_worth_less_to_its_besieger(a: float, b: float) -> None:
    few, many = sorted((a, b))
    assert truce(fighters=many) <= truce(fighters=few)
    assert truce(fighters=3.0) < truce(fighters=0.0)


def test_a_truce_that_divides_a_capital_costs_just_that() -> None:
    assert truce(capital=0.1) == pytest.approx(truce() - 0.1)


@given(st.floats(0, 0.05), st.floats(0, 0.05))
def test_pressure_speaks_for_a_truce(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert truce(low) <= truce(high)
    assert truce(0.0) < truce(0.05)


def test_a_truce_spares_nothing_in_no_time_and_in_the_limit_all_that_pressure_would_ever_cost() -> None:
    assert truce(days=0.0, fighters=0.0) == pytest.approx(0.05)
    assert truce(0.0, fighters=0.0) == pytest.approx(0.05)
    assert truce(0.001, days=1e6, fighters=0.0) == pytest.approx(0.05 + 0.001 / 0.01)
