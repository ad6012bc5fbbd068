"""Leaving without a deal, over an open way: who may, when it is better than fighting on, and who goes."""

from __future__ import annotations

import pytest

from rules.world import Overrides, agreement, assault, days_of, fighters, holder, journal, outlook, people, run, totals

# Under an assault that goes all the way, fighting on is worth less than an open way.
DOOMED: Overrides = {
    "factions.guard.open_way": True,
    "talks.withdrawal": 1.0,
    "offensives": [assault("west", "east", day=2)],
    "war.advance": 1e-2,
    "beliefs.prior_work": 1e3,
    "beliefs.feared_assault": 0.0,
}


def test_a_group_leaves_over_an_open_way_where_fighting_on_is_worth_less() -> None:
    after = run(4, DOOMED)
    assert days_of(after, "withdrew") == [2]
    assert agreement(after)["outcome"] == "withdrew"
    assert (holder(after, "west"), holder(after, "east")) == ("government", "government")
    assert fighters(after, "west") + fighters(after, "east") == 0


@pytest.mark.parametrize(
    "kept",
    [
        {"factions.guard.open_way": False},
        {"talks.withdrawal": 0.0},
        {"offensives": []},
        {"scopes.leaving": -0.99},
    ],
)
def test_nobody_leaves_without_a_way_a_chance_or_a_reason(kept: Overrides) -> None:
    after = run(4, DOOMED, kept)
    assert days_of(after, "withdrew") == []
    assert agreement(after)["outcome"] == "holding"


def test_an_open_way_is_worth_something_whatever_fighting_on_may_be() -> None:
    stays: Overrides = {"talks.withdrawal": 0.0, "scopes.leaving": 0.05, "scopes.relation": 0.2}
    assert outlook(run(3, DOOMED, stays), "value_faction")[2] == pytest.approx(0.25)
    assert outlook(run(3, DOOMED, stays, {"factions.guard.open_way": False}), "value_faction")[2] < 0


def test_fighters_take_their_families_and_of_the_others_those_go_who_would_not_stay() -> None:
    after = run(4, DOOMED)
    (left,) = journal(after, "withdrawal")
    assert left["people"] == totals(after)["crossed"] == agreement(after)["crossed"] > 100
    assert 0 < people(after, "west") + people(after, "east") == 1_100 - left["people"]


def test_whoever_left_takes_no_part_in_what_follows() -> None:
    after = run(8, DOOMED)
    assert days_of(after, "offensive_over") == [3]
    assert agreement(after)["militants_killed"] == 0
