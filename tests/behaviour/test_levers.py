"""The page of levers: pairs differ in what they say, and a lever that does nothing, or the wrong thing, is told so."""

from __future__ import annotations

import pytest

from behaviour.lever_list import AS_IT_IS, LEVERS, Lever
from behaviour.levers import compare, page, perverse, run, scenario_of, verdict_of


def outcome(killed: float, **days: int) -> dict[str, object]:
    return {"civilians_killed": killed, "signing_day": days}


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_a_lever_has_two_settings_that_differ(lever: Lever) -> None:
    assert scenario_of(lever.name, "first").hash != scenario_of(lever.name, "second").hash


def test_the_levers_have_names_of_their_own() -> None:
    assert len({lever.name for lever in LEVERS}) == len(LEVERS)


def test_days_are_compared_over_those_who_signed_in_both() -> None:
    found = compare([outcome(5, a=10, b=40), outcome(5, a=20)], [outcome(3, a=12), outcome(3, a=22, b=1)])
    assert (found["signing_day"].first, found["signing_day"].difference) == (15, 2)
    assert (found["civilians_killed"].difference, found["civilians_killed"].low) == (-2, -2)


def test_a_lever_is_told_for_what_it_does() -> None:
    lever = Lever("aid", "Aid", "two-towns", AS_IT_IS, AS_IT_IS, {"civilians_killed": -1})
    nothing = compare([outcome(5), outcome(7)], [outcome(5), outcome(7)])
    unclear = compare([outcome(5), outcome(7)], [outcome(4), outcome(8.5)])
    saves = compare([outcome(5), outcome(7)], [outcome(4), outcome(6)])
    costs = compare([outcome(5), outcome(7)], [outcome(6), outcome(8)])
    assert "does nothing" in verdict_of(lever, nothing)
    assert "told from chance" in verdict_of(lever, unclear)
    assert "nowhere against" in verdict_of(lever, saves)
    assert "No reason is known" in verdict_of(lever, costs)
    assert (perverse(lever, saves), perverse(lever, costs)) == ([], ["civilians_killed"])


def test_the_page_says_what_is_not_in_the_model() -> None:
    lines = list(page({"residents": "no such parameter"}, 40))
    assert "Not in the model yet (no such parameter)." in lines


def test_a_run_of_a_lever_is_the_same_twice() -> None:
    assert run(("desert", "second", 1)) == run(("desert", "second", 1))
