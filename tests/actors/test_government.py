"""What going on is worth to the besieging government against one enclave."""

from __future__ import annotations

from actors.numbers import ASSAULT, QUIET, besieger


def test_containment_and_others_sieges_are_worth_nothing() -> None:
    assert besieger().value_of_assault(QUIET) == 0.0
    assert besieger().value_of_assault(ASSAULT._replace(by_government=False)) == 0.0
    assert besieger().value_of_assault(ASSAULT) > 0.0


def test_the_assault_is_worth_less_the_more_it_costs() -> None:
    value = besieger().value_of_assault(ASSAULT)
    assert besieger().value_of_assault(ASSAULT._replace(attackers_lost=0.006)) < value
    assert besieger().value_of_assault(ASSAULT._replace(strength=9_000.0)) < value  # at the same pace
    assert besieger(pressure=0.005).value_of_assault(ASSAULT) < value
    assert besieger(bargaining__dead_cost=0.0).value_of_assault(ASSAULT) > value


def test_a_last_stand_is_dear_by_what_is_left_of_the_garrison_however_large() -> None:
    worn, whole = (besieger().value_of_assault(ASSAULT._replace(fighters_left=left)) for left in (0.4, 1.0))
    assert worn > whole
    few, many = (besieger().value_of_assault(ASSAULT._replace(fighters=n)) for n in (300, 6_000))
    assert few == many


def test_a_fast_assault_is_worth_more() -> None:
    values = [besieger().value_of_assault(ASSAULT._replace(hazard=h)) for h in (0.01, 0.05, 0.2)]
    assert values == sorted(set(values))
