"""A district falls: fighters retreat or stand, people flee, cross or remain, enclaves split or are stormed."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    LONG_TALKS,
    TABLES,
    TWO_GROUPS,
    Overrides,
    agreement,
    agreements,
    days_of,
    event,
    falls,
    fighters,
    holder,
    journal,
    kinds,
    outlook,
    people,
    run,
    totals,
)

INWARDS: Overrides = {"households.flee_inwards": 99.0}
NOT_INWARDS: Overrides = {"households.flee_inwards": -99.0}
# A third district between the two, the only one that government ground lies beside.
MIDDLE: Overrides = {
    "districts.middle": {**TABLES["districts"]["east"], "name": "Middle", "holder": "guard"},
    "fronts": [{"a": "ground", "b": "middle"}, {"a": "west", "b": "middle"}, {"a": "middle", "b": "east"}],
    "roads": [*TABLES["roads"], {"a": "middle", "b": "ground", "km": 8, "hours": 0.5}],
}


def test_fighters_of_a_fallen_district_retreat_to_their_own() -> None:
    after = run(2, falls(1, "west"))
    assert holder(after, "west") == "government"
    assert (fighters(after, "west"), fighters(after, "east")) == (0, 100)
    assert agreement(after)["outcome"] == "holding"


def test_others_flee_to_their_own_side_where_they_want_to() -> None:
    after = run(2, falls(1, "west"), INWARDS)
    assert (people(after, "west"), people(after, "east")) == (0, 1_100)
    assert totals(after)["crossed"] == 0


def test_others_cross_or_remain_where_they_do_not_flee() -> None:
    after = run(2, falls(1, "west"), NOT_INWARDS)
    (fall,) = journal(after, "fall")
    assert fall["crossed"] == totals(after)["crossed"] == agreement(after)["crossed"] > 100
    assert people(after, "west") > 100
    assert fall["district"] == "west"
    assert fall["enclave"] == "guard-west"


@pytest.mark.parametrize(("share", "dead"), [(0.0, 0), (1.0, 100)])
def test_in_its_last_district_a_group_makes_its_last_stand(share: float, dead: int) -> None:
    after = run(3, falls(1, "west", "east"), {"war.last_stand_deaths": share})
    assert agreement(after)["militants_killed"] == dead
    assert fighters(after, "west") + fighters(after, "east") == 100 - dead
    assert agreement(after)["outcome"] == "stormed"
    assert days_of(after, "stormed") == [1]


def test_people_of_a_stormed_group_flee_to_the_group_next_door() -> None:
    single: Overrides = {"households.family_here": 0.0, "war.last_stand_deaths": 0.0}
    after = run(2, TWO_GROUPS, falls(1, "west"), INWARDS, single)
    assert agreement(after)["outcome"] == "stormed"
    assert (people(after, "west"), fighters(after, "west")) == (100, 100)
    assert people(after, "east") == 460 + 600


def test_without_anybody_next_door_people_cross_or_remain() -> None:
    apart: Overrides = {"fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}]}
    after = run(2, TWO_GROUPS, apart, falls(1, "west"), INWARDS)
    assert people(after, "east") == 460
    assert totals(after)["crossed"] > 0


def test_a_fall_in_the_middle_severs_a_group() -> None:
    after = run(2, MIDDLE, falls(1, "middle"), {"districts.middle.population": 10})
    assert journal(after, "severed") == [{"day": 1, "enclave": "guard-east"}]
    (split,) = journal(after, "split")
    assert (split["parts"], sum(split["people"])) == (2, people(after, "west") + people(after, "east"))
    assert totals(after)["split_day"] == 1
    assert [row["enclave"] for row in agreements(after)] == ["guard-west", "guard-east"]


def test_a_fragment_is_no_group_of_its_own() -> None:
    tiny: Overrides = {"districts.middle.population": 10, "districts.east.population": 10, "factions.guard.fighters": 0}
    after = run(2, MIDDLE, falls(1, "middle"), tiny, NOT_INWARDS)
    assert "severed" not in kinds(after)
    assert "split" not in kinds(after)
    assert [row["enclave"] for row in agreements(after)] == ["guard-west"]


def test_a_storm_ends_talks_and_frees_their_broker() -> None:
    # Both would talk, but the only broker has one hand, and nobody gives way for weeks.
    one_hand: Overrides = {**TWO_GROUPS, **LONG_TALKS, "brokers.elders.capacity": 1}
    after = run(5, one_hand, falls(2, "east"))
    assert [(entry["day"], entry["enclave"]) for entry in journal(after, "channel")] == [
        (0, "militia-east"),
        (2, "guard-west"),
    ]


def test_a_seized_district_that_falls_is_fought_for_again() -> None:
    lost: Overrides = {"districts.east.holder": "government"}
    seized: Overrides = {"events": [event(1, "seizure", districts=["east"], faction="guard", fighters=10)]}
    after = run(4, lost, seized, falls(2, "east"))
    assert days_of(after, "fall", district="east") == [2]
    assert fighters(after, "east") == 0
    assert fighters(after, "west") == 100


def test_a_fall_leaves_the_assault_where_ground_is_left() -> None:
    strength = outlook(run(1, MIDDLE, falls(0, "middle", "west"), INWARDS), "strength")
    assert strength[0] == 1_000


def test_two_districts_that_fall_together_leave_nobody_at_war() -> None:
    after = run(3, falls(0, "west", "east"), DEAL)
    assert kinds(after).count("fall") == 2
    assert "channel" not in kinds(after)


def test_a_group_that_comes_back_after_its_end_is_another_enclave() -> None:
    back: Overrides = {"events": [event(3, "seizure", districts=["east"], faction="militia", fighters=0)]}
    after = run(5, TWO_GROUPS, falls(1, "east"), back)
    rows = {row["enclave"]: row["outcome"] for row in agreements(after)}
    assert rows == {"guard-west": "holding", "militia-east": "stormed", "militia-east-2": "holding"}
