"""Every way a household can go: board, stay, settle, cross the lines, flee next door; and what moves it to."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    NOBODY,
    TWO_GROUPS,
    Overrides,
    agreement,
    assault,
    convoys,
    daily,
    event,
    fighters,
    journal,
    people,
    run,
    totals,
)

SINGLE: Overrides = {"households.family_here": 0.0}  # every fighter is without family here
CORRIDOR: Overrides = {"events": [event(0, "corridor", districts=["west", "east"])]}
FIRE: Overrides = {"offensives": [assault("west", "east")]}
# The Islamic State tolerates nobody in its pocket, so that the west can be attacked while the east is quiet.
NEXT_DOOR: Overrides = {**TWO_GROUPS, "factions.militia.kind": "islamic_state", "offensives": [assault("west")]}


def registered(*overrides: Overrides) -> int:
    return int(journal(run(3, DEAL, *overrides), "registered")[0]["people"])


def crossed(days: int, *overrides: Overrides) -> int:
    return int(daily(run(days, *overrides), "crossed")[-1])


# Who boards


def test_constants_decide_who_boards_and_who_stays() -> None:
    assert registered(EVERYBODY) == 1_100
    assert registered(NOBODY) == 0
    some = registered({"households.board": 0.0, "households.kinship": 0.0})
    assert 100 < some < 1_000


def test_fighters_and_their_families_board_sooner() -> None:
    kin: Overrides = {"households.board": -50.0, "households.kinship": 99.0}
    assert registered(SINGLE, kin) == 100
    family = registered(kin, {"households.family_here": 1.0})
    assert family > 300
    after = run(3, DEAL, SINGLE, kin)
    assert (convoys(after)[0]["people"], convoys(after)[0]["fighters"]) == (100, 100)
    assert (people(after, "west"), fighters(after, "west")) == (600, 0)


def test_settling_keeps_people_at_home_where_it_is_among_the_terms() -> None:
    settles: Overrides = {"households.board": 0.0, "households.settlement": 99.0, "households.kinship": 0.0}
    free: Overrides = {"terms.g_settlement": 0.0}
    dear: Overrides = {"terms.g_settlement": 2.0}
    assert registered(settles, free) == 0
    assert registered(settles, dear) > 100


@pytest.mark.parametrize(
    "more",
    [
        {"households.hunger": 40.0, "factions.guard.stock_days": 0.0, "siege.smuggling": 0.0, "siege.hunger_days": 1.0},
        {"households.violence": 40.0, "districts.west.damage": 1.0, "districts.east.damage": 1.0},
        {"households.fear": 9.0},
    ],
)
def test_hunger_violence_and_fear_make_more_people_leave(more: Overrides) -> None:
    few: Overrides = {"households.board": -5.0, "households.kinship": 0.0}
    assert registered(few, more) > registered(few) + 50


def test_attachment_keeps_some_at_home_and_drives_others() -> None:
    leave: Overrides = {"households.board": 6.0, "households.kinship": 0.0}
    assert registered(leave, {"households.attachment": 20.0}) < registered(leave) - 100


def test_an_assault_suffered_makes_more_people_leave() -> None:
    few: Overrides = {"households.board": -5.0, "households.kinship": 0.0, "households.violence": 40.0}
    fought: Overrides = {**FIRE, "war.violence_strength": 10.0, "war.violence_days": 1.0}
    assert registered(few, fought) > registered(few, FIRE) + 50


def test_violence_moves_fighters_and_their_families_more() -> None:
    suffered: Overrides = {"districts.west.damage": 1.0, "districts.east.damage": 1.0, **SINGLE}
    calm: Overrides = {"households.board": -50.0, "households.kinship": 0.0, "households.violence": 0.0}
    assert registered(calm, suffered, {"households.kin_violence": 99.0}) == 100
    assert registered(calm, suffered, {"households.kin_violence": 0.0}) == 0


def test_ground_of_ones_own_side_draws_and_a_rivals_repels() -> None:
    lone: Overrides = {"households.board": 0.0, "households.destination": 99.0, "destinations.hills.open": False}
    drawn, repelled = (registered(lone, {"destinations.coast.relations": {"guard": rel}}) for rel in (1.0, -1.0))
    assert (drawn, repelled) == (1_100, 0)


def test_groups_differ_in_mood_by_chance() -> None:
    moody: Overrides = {"households.board": 0.0, "households.kinship": 0.0, "households.mood": 3.0}
    numbers = {journal(run(3, DEAL, moody, seed=seed), "registered")[0]["people"] for seed in range(5)}
    assert max(numbers) > min(numbers) + 200


def test_a_fighters_family_may_stay_and_he_goes_alone() -> None:
    """As many fighters as with their families, and none of those beside them."""
    kin: Overrides = {"households.board": -50.0, "households.kinship": 99.0, "households.family_here": 1.0}
    stay: Overrides = {"households.family_stays": -99.0, "households.family_violence": 0.0}
    assert registered(kin, stay) == 100
    assert registered(kin, stay, {"households.family_violence": 999.0, "districts.west.damage": 1.0}) > 150
    after = run(6, DEAL, kin, stay)
    assert (agreement(after)["fighters_evacuated"], totals(after)["stayed"]) == (100, 1_000)


def test_where_all_must_go_families_go_too() -> None:
    everyone: Overrides = {"scopes.g_all": 0.0, "scopes.g_choice": 99.0, "scopes.g_listed": 99.0}
    stay: Overrides = {"households.family_stays": -99.0, "households.board": -50.0, "households.kinship": 0.0}
    assert registered(everyone, stay, {"households.all_must_go": 200.0}) == 1_100
    assert registered(everyone, stay, {"households.all_must_go": 0.0, "scopes.forced": 0.0}) == 0


def test_neighbours_who_leave_draw_others_after_them_while_buses_run() -> None:
    slow: Overrides = {"households.board": -1.0, "convoys.buses": 3, "convoys.rest_hours": 0.0}
    drawn, alone = (run(25, DEAL, slow, {"households.neighbours": pull}) for pull in (50.0, 0.0))
    first = [journal(after, "registered")[0]["people"] for after in (drawn, alone)]
    assert first[0] == first[1]
    assert totals(drawn)["evacuated"] > totals(alone)["evacuated"] + 100
    assert totals(alone)["evacuated"] == first[1]


def test_fighters_who_stay_settle_their_status_or_just_go_home() -> None:
    stays: Overrides = {**SINGLE, **NOBODY, "terms.g_settlement": 0.0}
    settles: Overrides = {"households.fighter_settles": 99.0, "households.fighter_deserts": -99.0}
    deserts: Overrides = {"households.fighter_settles": -99.0, "households.fighter_deserts": 99.0}
    for more, settled, deserted in ((settles, 100, 0), (deserts, 0, 100)):
        after = run(4, DEAL, stays, more)
        row = agreement(after)
        assert (row["settled_fighters"], row["deserted_fighters"]) == (settled, deserted)
        assert (fighters(after, "west"), fighters(after, "east")) == (0, 0)
        assert people(after, "west") + people(after, "east") == 1_100
    rather: Overrides = {"households.fighter_settles": 99.0, "households.fighter_deserts": 0.0}
    unsettled = agreement(run(4, DEAL, stays, rather, {"terms.g_settlement": 9.0}))
    assert (unsettled["settled_fighters"], unsettled["deserted_fighters"]) == (0, 100)


def test_a_fighter_who_would_rather_settle_does_not_board() -> None:
    torn: Overrides = {**SINGLE, "households.board": 0.0, "households.kinship": 0.0}
    after = run(3, DEAL, torn, {"households.fighter_settles": 99.0, "terms.g_settlement": 0.0})
    assert convoys(after)[0]["fighters"] == 0


# Under fire


def test_people_cross_only_where_a_corridor_is_open_and_only_under_fire() -> None:
    cross: Overrides = {"households.cross": 99.0}
    assert crossed(6, FIRE, CORRIDOR, cross) > 500
    assert crossed(6, FIRE, cross) == 0
    assert crossed(6, CORRIDOR, cross) == 0
    assert crossed(6, FIRE, CORRIDOR, {"households.cross": -99.0, "households.danger": 0.0}) == 0


def test_whoever_crosses_is_counted_and_out_of_the_siege() -> None:
    after = run(6, FIRE, CORRIDOR, {"households.cross": 99.0})
    assert (
        totals(after)["crossed"] == daily(after, "crossed")[-1] == 1_100 - people(after, "west") - people(after, "east")
    )
    assert fighters(after, "west") + fighters(after, "east") == 100


def test_not_everybody_weighs_crossing_on_the_same_day() -> None:
    by_day = daily(run(6, FIRE, CORRIDOR, {"households.cross": 99.0}), "crossed")
    assert 100 < by_day[0] < 400


@pytest.mark.parametrize(
    "more",
    [
        {
            "households.danger": 40.0,
            "government.strength": 20_000,
            "offensives": [assault("west", "east", strength=9_999)],
        },
        {"households.danger": 40.0, "allies.friend": {"name": "Friend", "air": 9.0}},
        {
            "households.hunger": 40.0,
            "factions.guard.stock_days": 0.0,
            "siege.smuggling_under_assault": 0.0,
            "siege.hunger_days": 1.0,
        },
    ],
)
def test_danger_and_hunger_drive_people_across(more: Overrides) -> None:
    assert crossed(5, FIRE, CORRIDOR, more) > crossed(5, FIRE, CORRIDOR, {"households.danger": 0.0}) + 100


def test_fear_of_the_other_side_keeps_people_from_crossing() -> None:
    cross: Overrides = {"households.cross": 6.0}
    assert crossed(5, FIRE, CORRIDOR, cross, {"households.fear": 30.0}) < 0.8 * crossed(5, FIRE, CORRIDOR, cross)


def test_nobody_crosses_under_an_agreement() -> None:
    late: Overrides = {"offensives": [assault("west", "east", day=2)]}
    waiting: Overrides = {**DEAL, **EVERYBODY, "convoys.buses": 0, "households.cross": 99.0}
    assert crossed(8, waiting, late, CORRIDOR) == 0


# Next door


def test_people_flee_to_a_quiet_enclave_next_door() -> None:
    after = run(40, NEXT_DOOR, SINGLE, {"households.next_door": 99.0})
    assert people(after, "west") < 160
    assert people(after, "east") == 460 + 700 - people(after, "west")
    assert (fighters(after, "west"), fighters(after, "east")) == (100, 60)


@pytest.mark.parametrize(
    "unquiet",
    [
        {"offensives": [assault("west", "east")]},
        {"fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}]},
        {"factions.militia.kind": "rebel"},
        {"offensives": []},
    ],
)
def test_nobody_flees_to_a_neighbour_under_fire_or_of_the_same_pocket_or_far_away_or_in_peace(
    unquiet: Overrides,
) -> None:
    after = run(8, NEXT_DOOR, unquiet, {"households.next_door": 99.0})
    assert people(after, "east") == 460


def test_people_flee_from_danger_only_as_far_as_it_drives_them() -> None:
    calm: Overrides = {"households.next_door": -99.0, "households.danger": 0.0}
    assert people(run(8, NEXT_DOOR, calm), "east") == 460


# Conservation


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_lost_or_invented_whatever_happens(seed: int) -> None:
    everything: Overrides = {
        **NEXT_DOOR,
        **CORRIDOR,
        **DEAL,
        "war.advance": 2e-3,
        "war.attacker_fire": 1e-2,
        "war.civilian_toll": 1e-4,
        "agreements.incidents": 0.5,
        "brokers.elders.guarantee": 0.5,
        "scopes.leaving": 3.0,
        "convoys.shots": 0.5,
        "convoys.buses": 3,
        "households.next_door": 0.0,
        "households.cross": 0.0,
        "households.board": 1.0,
    }
    after = run(20, everything, seed=seed)
    columns = ("inside", "in_transit", "arrived", "crossed", "killed_fighters", "killed_civilians")
    by_day = zip(*(daily(after, column) for column in columns), strict=True)
    assert {sum(parts) for parts in by_day} == {1_160}
    sums = totals(after)
    parts = ("evacuated", "crossed", "stayed", "killed", "in_transit")
    assert sum(sums[part] for part in parts) == sums["population"] == 1_160
    assert people(after, "west") + people(after, "east") + people(after, "ground") == sums["stayed"]
    assert sums["killed"] > 0


def test_the_dead_neither_board_nor_stay() -> None:
    """After days of fire everybody who is left boards: nobody else is anywhere."""
    deadly: Overrides = {**FIRE, "war.attacker_fire": 2e-2, "war.civilian_toll": 2e-4}
    leave: Overrides = {**DEAL, **EVERYBODY, "brokers.elders.access": []}
    late: Overrides = {"events": [event(5, "broker_access", broker="elders", access=["rebel"])]}
    after = run(12, deadly, leave, late)
    dead = totals(after)["killed"]
    assert min(daily(after, "killed_fighters")[-1], daily(after, "killed_civilians")[-1]) > 20
    assert totals(after)["evacuated"] == 1_100 - dead
    assert totals(after)["stayed"] == 0
    assert convoys(after)[0]["fighters"] == 100 - daily(after, "killed_fighters")[-1]
