"""The assault: when an offensive begins and ends, where strength goes, who is attacked, who dies."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    DEPARTURE,
    EVERYBODY,
    TWO_GROUPS,
    Overrides,
    agreement,
    assault,
    daily,
    days_of,
    event,
    falls,
    fighters,
    journal,
    outlook,
    people,
    run,
    totals,
)

ASSAULT: Overrides = {"offensives": [assault("west", "east")]}
# No front joins the two: each is a pocket, and a fight, of its own.
APART: Overrides = {**TWO_GROUPS, "fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}]}


def strength(faction: str, days: int, *overrides: Overrides) -> list[float]:
    return list(outlook(run(days, *overrides), "strength", faction).values())


# Offensives


def test_an_offensive_begins_on_its_day_with_the_strength_it_asks_for() -> None:
    after = run(5, {"offensives": [assault("west", day=3)]})
    assert list(outlook(after, "strength").values()) == [0, 0, 0, 1_000, 1_000]
    assert journal(after, "offensive") == [{"day": 3, "districts": ["west"], "strength": 1_000}]
    assert totals(after)["days_of_fighting"] == 2
    assert agreement(after)["offensive_day"] == 3


def test_an_offensive_dated_before_the_first_day_begins_on_it() -> None:
    assert days_of(run(2, {"offensives": [assault("west", day=-9)]}), "offensive") == [0]


@pytest.mark.parametrize(("share", "begins"), [(0.5, [3]), (0.1, [0]), (1.0, [])])
def test_an_offensive_waits_until_its_share_of_strength_is_free(share: float, begins: list[int]) -> None:
    weak: Overrides = {**ASSAULT, "war.ready_share": share, "government.strength": 400}
    joins: Overrides = {"allies.friend": {"name": "Friend"}, "events": [event(3, "ally", ally="friend", strength=200)]}
    assert days_of(run(6, weak, joins), "offensive") == begins


def test_what_one_offensive_has_committed_the_next_waits_for() -> None:
    both: Overrides = {"offensives": [assault("west", strength=1_500), assault("east", strength=1_500)]}
    waiting = run(4, APART, both, {"war.ready_share": 1.0})
    assert [entry["districts"] for entry in journal(waiting, "offensive")] == [["west"]]
    # The first is over when its district has fallen; what it asked for is free on the next morning.
    after = run(4, APART, both, {"war.ready_share": 1.0, "war.advance": 1e3})
    assert [(entry["day"], entry["districts"]) for entry in journal(after, "offensive")] == [
        (0, ["west"]),
        (1, ["east"]),
    ]
    assert days_of(after, "offensive_over") == [0, 1]


def test_offensives_that_ask_for_more_than_there_is_get_their_part() -> None:
    both: Overrides = {"offensives": [assault("west", strength=3_000), assault("east", strength=1_000)]}
    ally: Overrides = {"allies.friend": {"name": "Friend", "strength": 2_000}}
    leaves: Overrides = {"events": [event(1, "ally", ally="friend", strength=0)]}
    assert strength("guard", 2, APART, both, ally, leaves) == pytest.approx([3_000, 1_500])
    assert strength("militia", 2, APART, both, ally, leaves) == pytest.approx([1_000, 500])


def test_one_offensives_strength_is_shared_by_the_ground_of_the_groups() -> None:
    blind: Overrides = {**APART, **ASSAULT, "war.focus": 0.0}
    assert strength("guard", 1, blind) == pytest.approx([500])
    assert strength("guard", 1, blind, {"districts.west.population_prewar": 30_000}) == pytest.approx([750])


def test_the_assault_turns_on_whose_ground_is_held_most_thinly() -> None:
    """Of two equal grounds, by the third power of what a unit costs: fort times the fighters on it."""
    forts: Overrides = {**APART, **ASSAULT, "war.focus": 3.0, "factions.militia.fighters": 40}
    forts = {**forts, "factions.guard.fighters": 40, "districts.west.fort": 4.0, "districts.east.fort": 2.0}
    assert strength("guard", 1, forts) == pytest.approx([1_000 / 9])
    bigger: Overrides = {**forts, "districts.west.fort": 2.0, "factions.guard.fighters": 80}
    assert strength("guard", 1, bigger) == pytest.approx([1_000 / 9])


def test_reserves_count_less_than_those_at_the_front() -> None:
    """Beyond what a unit of ground can engage, four times the fighters are twice as dear to press."""
    dense: Overrides = {**APART, **ASSAULT, "war.focus": 1.0, "war.frontage": 80.0}
    dense = {**dense, "factions.militia.fighters": 20, "factions.guard.fighters": 80}
    assert strength("guard", 1, dense) == pytest.approx([1_000 / 3])


def test_strength_around_a_group_that_signed_holds_the_line_until_its_ground_is_handed_over() -> None:
    signs: Overrides = {**APART, **ASSAULT, **DEAL, **EVERYBODY, "war.focus": 0.0, "brokers.elders.access": ["guard"]}
    assert strength("militia", 5, signs) == pytest.approx([500, 500, 500, 500, 1_000])
    assert strength("militia", 5, signs, {"war.line": 0.0}) == pytest.approx([500, 500, 1_000, 1_000, 1_000])


def test_an_assault_on_its_own_ground_costs_a_group_its_fighters() -> None:
    east: Overrides = {"offensives": [assault("east")], "war.attacker_fire": 5e-3}
    after = run(8, TWO_GROUPS, east)
    assert agreement(after)["militants_killed"] == 0
    assert agreement(after, "militia")["militants_killed"] > 5


def test_an_offensive_without_a_district_left_is_over() -> None:
    after = run(4, falls(1, "west"))
    assert journal(after, "offensive_over") == [{"day": 1, "districts": ["west"]}]
    assert days_of(run(4, ASSAULT), "offensive_over") == []


# What remains of the capital


CAPITAL: Overrides = {
    **APART,
    "scenario.capital_region": ["west", "east"],
    "war.regroup_days": 2.0,
    "war.ultimatum_days": 3.0,
    "bargaining.strength_reference": 1_200.0,
}


def test_when_all_is_over_the_assault_turns_to_what_remains_of_the_capital() -> None:
    after = run(14, CAPITAL, falls(0, "west"))
    assert days_of(after, "offensive_over")[0] == 0
    assert journal(after, "ultimatum") == [{"day": 2, "enclave": "militia-east", "until": 5}]
    last = journal(after, "offensive")[-1]
    assert (last["day"], last["districts"], last["strength"]) == (5, ["east"], 1_200)
    assert days_of(after, "full_control") == [5]
    assert totals(after)["full_control_day"] == 5


@pytest.mark.parametrize(
    "spared",
    [
        {"scenario.capital_region": ["west"]},
        {"events": [event(0, "truce", districts=["east"], until=29)]},
        {"offensives": [assault("west"), assault("east", day=25)]},
        {"offensives": []},
    ],
)
def test_it_turns_to_nobody_outside_protected_or_before_all_is_over(spared: Overrides) -> None:
    after = run(14, CAPITAL, falls(0, "west"), spared)
    assert days_of(after, "ultimatum") == []
    assert agreement(after, "militia")["outcome"] == "holding"


def test_there_is_no_full_control_while_a_district_of_the_capital_is_held() -> None:
    assert days_of(run(5, {**CAPITAL, "war.regroup_days": 99.0}, falls(0, "west")), "full_control") == []


# Who is attacked


def test_whoever_is_under_an_agreement_is_not_attacked() -> None:
    waiting: Overrides = {**DEAL, **EVERYBODY, "convoys.buses": 0, "war.line": 0.0}
    assert strength("guard", 5, ASSAULT, waiting) == [1_000, 1_000, 0, 0, 0]


def test_an_assault_meets_only_districts_beside_government_ground() -> None:
    inner: Overrides = {"fronts": [{"a": "ground", "b": "west"}, {"a": "west", "b": "east"}]}
    after = run(4, inner, falls(0, "west", "east"))
    assert [(entry["day"], entry["district"]) for entry in journal(after, "fall")] == [(0, "west"), (1, "east")]
    assert strength("guard", 3, inner, {"offensives": [assault("east")]}) == [0, 0, 0]


def test_a_garrison_that_others_besiege_is_not_attacked_by_the_government() -> None:
    besieged: Overrides = {"factions.militia.besieger": "guard", "factions.militia.side": "government"}
    assert strength("militia", 2, APART, besieged, ASSAULT) == [0, 0]


def test_an_assault_presses_the_cheapest_ground_of_a_group() -> None:
    uneven: Overrides = {**ASSAULT, "districts.west.fort": 4.0, "war.advance": 0.1}
    ((focused,), (even,)) = (
        days_of(run(30, uneven, {"war.focus": focus}), "fall", district="east") for focus in (3.0, 0.0)
    )
    assert focused < even


@pytest.mark.parametrize("slower", [{"districts.west.fort": 8.0}, {"districts.west.population_prewar": 160_000}])
def test_forts_and_built_up_ground_take_longer(slower: Overrides) -> None:
    west: Overrides = {"offensives": [assault("west")], "war.advance": 0.02}
    ((usual,), (longer,)) = (days_of(run(30, west, more), "fall", district="west") for more in ({}, slower))
    assert usual < longer


def test_air_power_speeds_the_advance() -> None:
    west: Overrides = {"offensives": [assault("west")], "war.advance": 0.01}
    air: Overrides = {"allies.friend": {"name": "Friend", "air": 3.0}}
    assert days_of(run(30, west, air), "fall") < days_of(run(30, west), "fall")


def test_the_pace_of_an_advance_has_its_chances() -> None:
    west: Overrides = {"offensives": [assault("west")], "war.advance": 0.01, "war.advance_spread": 1.0}
    assert len({tuple(days_of(run(30, west, seed=seed), "fall")) for seed in range(5)}) > 1


# Who dies


def test_defenders_die_of_area_fire_in_proportion_to_the_assault() -> None:
    fire: Overrides = {"war.attacker_fire": 2e-3}
    after = run(10, ASSAULT, fire)
    dead = agreement(after)["militants_killed"]
    assert dead == 100 - fighters(after, "west") - fighters(after, "east") == daily(after, "killed_fighters")[-1] > 5
    assert people(after, "west") + people(after, "east") == 1_100 - dead
    half = run(10, {"offensives": [assault("west", "east", strength=500)]}, fire)
    assert 0 < agreement(half)["militants_killed"] < dead
    assert agreement(run(10, fire))["militants_killed"] == 0


def test_air_power_multiplies_the_fire() -> None:
    fire: Overrides = {**ASSAULT, "war.attacker_fire": 1e-3, "war.civilian_toll": 1e-5}
    air: Overrides = {"allies.friend": {"name": "Friend", "air": 5.0}}
    usual, bombed = agreement(run(4, fire)), agreement(run(4, fire, air))
    assert bombed["militants_killed"] > 2 * usual["militants_killed"]
    assert bombed["civilians_killed"] > 2 * usual["civilians_killed"]


def test_attackers_die_and_are_missing_from_the_strength() -> None:
    # The assault asks for all there is, so that every loss shows.
    after = run(6, {"offensives": [assault("west", "east", strength=2_000)], "war.defender_fire": 0.05})
    dead, left = daily(after, "killed_government"), list(outlook(after, "strength").values())
    assert agreement(after)["government_killed"] == dead[-1] > 0
    assert left == pytest.approx([2_000 - lost for lost in dead[:1]] + [2_000 - lost for lost in dead[:-1]], rel=0.02)
    assert left[-1] < left[1]


def test_civilians_die_in_proportion_to_the_assault() -> None:
    toll: Overrides = {"war.civilian_toll": 1e-4}
    after = run(5, ASSAULT, toll)
    dead = agreement(after)["civilians_killed"]
    assert dead == daily(after, "killed_civilians")[-1] > 0
    assert people(after, "west") + people(after, "east") == 1_100 - dead
    assert fighters(after, "west") + fighters(after, "east") == 100
    assert agreement(run(5, toll))["civilians_killed"] == 0


def test_attackers_who_die_are_never_more_than_were_there() -> None:
    dense: Overrides = {"factions.guard.fighters": 5_000, "war.defender_fire": 99.0}
    after = run(1, {"offensives": [assault("west", "east", strength=20)]}, dense)
    assert agreement(after)["government_killed"] == 20


def test_civilians_die_wherever_people_of_an_assaulted_pocket_are_at_war() -> None:
    after = run(5, TWO_GROUPS, {"offensives": [assault("east")], "war.civilian_toll": 1e-4})
    assert min(agreement(after, group)["civilians_killed"] for group in ("guard", "militia")) > 5


def test_a_group_under_an_agreement_has_no_part_in_its_neighbours_fight() -> None:
    fire: Overrides = {"war.attacker_fire": 5e-3, "war.civilian_toll": 1e-4, "convoys.buses": 0}
    talking: Overrides = {**DEAL, **EVERYBODY, "brokers.elders.access": ["guard"]}
    on = {"offensives": [assault("west", "east", day=2)]}
    after = run(8, TWO_GROUPS, talking, fire, on)
    assert (agreement(after)["militants_killed"], agreement(after)["civilians_killed"]) == (0, 0)
    assert agreement(after, "militia")["militants_killed"] > 0


def test_a_handover_next_door_leaves_the_assault_as_it_was() -> None:
    only_the_militia: Overrides = {"brokers.elders.access": ["militia"], "offensives": [assault("west")]}
    after = run(6, TWO_GROUPS, DEPARTURE, only_the_militia)
    (handed_over,) = days_of(after, "handover", enclave="militia-east")
    assert daily(after, "strength")[handed_over] == 1_000
    assert daily(after, "fighting") == [1] * 6
    assert totals(after)["days_of_fighting"] == 6
