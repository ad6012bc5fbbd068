"""The night at the gate, the buses and the road."""

from __future__ import annotations

import pytest

from rules.world import DEPARTURE, Overrides, agreement, convoys, daily, journal, outlook, people, run, totals

HIDDEN: Overrides = {"bargaining.reputation_rebel": 90.0, "bargaining.deniability": 1.0}

LONG = [
    {"a": "west", "b": "ground", "km": 8, "hours": 0.5},
    {"a": "east", "b": "ground", "km": 8, "hours": 0.5},
    {"a": "ground", "b": "coast", "km": 900, "hours": 18},
    {"a": "ground", "b": "hills", "km": 900, "hours": 30},
]


def by_day(days: int, *overrides: Overrides) -> dict[int, int]:
    """People who left, by day."""
    return {convoy["day"]: convoy["people"] for convoy in convoys(run(days, DEPARTURE, *overrides))}


# The gate


def test_a_gate_screens_so_many_people_a_night_and_fewer_on_the_first() -> None:
    narrow: Overrides = {"convoys.gate": 20.0, "convoys.gate_hours": 10.0, "convoys.first_night": 0.5}
    left = by_day(12, narrow)
    assert 80 < left[2] <= 100
    assert all(180 < left[day] <= 200 for day in (3, 4, 5))


def test_gates_differ_in_their_pace() -> None:
    narrow: Overrides = {**DEPARTURE, "convoys.gate": 20.0, "convoys.gate_hours": 10.0, "convoys.gate_spread": 0.5}
    firsts = {convoys(run(3, narrow, seed=seed))[0]["people"] for seed in range(5)}
    assert len(firsts) > 3


def test_by_night_and_without_cameras_a_gate_is_open_for_fewer_hours() -> None:
    narrow: Overrides = {"convoys.gate": 20.0, "convoys.gate_hours": 10.0, "convoys.gate_hours_deniable": 5.0}
    open_deal, hidden = by_day(4, narrow), by_day(4, narrow, HIDDEN)
    assert 180 < open_deal[3] <= 200
    assert 80 < hidden[3] <= 100


# Buses


def test_buses_carry_as_many_as_they_have_seats() -> None:
    for seats in (50, 25):
        (convoy,) = convoys(run(3, DEPARTURE, {"convoys.seats": seats}))
        assert convoy["buses"] == 1_100 // seats
    (first, *_) = convoys(run(3, DEPARTURE, {"convoys.buses": 3}))
    assert first["buses"] == 3
    assert 140 < first["people"] <= 150


def test_loads_differ_within_bounds() -> None:
    loads = [
        (convoy := convoys(run(3, DEPARTURE, {"convoys.load_spread": spread, "convoys.buses": 2}, seed=seed))[0])[
            "people"
        ]
        / convoy["buses"]
        for spread in (0.5, 5.0)
        for seed in range(6)
    ]
    assert len(set(loads)) > 6
    assert all(0.5 * 50 < load <= 1.4 * 50 for load in loads)


def test_without_buses_nobody_leaves() -> None:
    after = run(8, DEPARTURE, {"convoys.buses": 0})
    assert convoys(after) == []
    assert agreement(after)["outcome"] == "in_progress"


def test_buses_come_back_after_both_ways_and_their_rest() -> None:
    """Nine hours both ways and twenty of rest after a dawn departure: out again two nights later, not on the next."""
    few: Overrides = {"convoys.buses": 10, "convoys.rest_hours": 20.0}
    assert list(by_day(9, few)) == [2, 4, 6]
    assert list(by_day(9, few, {"convoys.rest_hours": 0.0})) == [2, 3, 4]
    assert list(by_day(9, few, {"convoys.rest_hours": 40.0})) == [2, 5, 8]
    assert list(by_day(9, few, {"roads": LONG})) == [2, 5, 8]


def test_buses_are_out_until_they_are_back() -> None:
    out = daily(run(9, DEPARTURE, {"convoys.buses": 10, "convoys.rest_hours": 40.0}), "buses_out")
    assert out[:6] == [0, 0, 10, 10, 0, 10]


def test_one_fleet_serves_all() -> None:
    two: Overrides = {
        "factions.militia": {"name": "Militia", "kind": "rebel", "fighters": 60},
        "districts.east.holder": "militia",
        "convoys.buses": 12,
    }
    first = [convoy for convoy in convoys(run(3, DEPARTURE, two)) if convoy["day"] == 2]
    assert sum(convoy["buses"] for convoy in first) == 12


# The road


def test_the_timetable() -> None:
    for seed in range(4):
        (convoy,) = convoys(run(3, DEPARTURE, {"convoys.entry_hour": 1.0, "convoys.departure_hour": 5.0}, seed=seed))
        assert 0 < convoy["entry_hour"] <= 2
        assert 4 <= convoy["departure_hour"] <= 6
        assert (convoy["km"], convoy["hours"], convoy["held_hours"]) == (108, 4.5, 0)
        assert convoy["arrival_day"] == 2
        assert convoy["arrival_hour"] == pytest.approx(convoy["departure_hour"] + 4.5, abs=0.02)


def test_whoever_is_on_the_road_is_neither_inside_nor_arrived() -> None:
    slow: Overrides = {"roads": [{**road, "hours": 2 * road["hours"]} for road in LONG]}
    after = run(5, DEPARTURE, slow)
    assert daily(after, "in_transit") == [0, 0, 1_100, 0, 0]
    assert daily(after, "arrived") == [0, 0, 0, 1_100, 1_100]
    assert daily(after, "arrived_today") == [0, 0, 0, 1_100, 0]
    assert daily(after, "inside") == [1_100, 1_100, 0, 0, 0]


def test_convoys_take_the_quickest_open_way() -> None:
    ways: Overrides = {"roads": [*LONG, {"a": "west", "b": "coast", "km": 500, "hours": 3}]}
    assert convoys(run(3, DEPARTURE, ways))[0]["km"] == 500


def test_a_convoy_that_is_shot_at_may_lose_people() -> None:
    shot: Overrides = {"convoys.shots": 1.0}
    killed = 0
    for seed in range(20):
        after = run(4, DEPARTURE, shot, seed=seed)
        (convoy,), (entry,) = convoys(after), journal(after, "shot_at")
        assert convoy["shot_at"]
        assert entry["killed"] == convoy["killed"] == agreement(after)["civilians_killed"] == totals(after)["killed"]
        assert totals(after)["evacuated"] == 1_100 - convoy["killed"]
        assert totals(after)["in_transit"] == 0
        assert agreement(after)["incidents"] == 1
        killed += convoy["killed"]
    assert killed > 0
    assert journal(run(4, DEPARTURE), "shot_at") == []


def test_what_is_counted_of_departures() -> None:
    after = run(9, DEPARTURE, {"convoys.buses": 10, "convoys.rest_hours": 0.0})
    row, rows = agreement(after), convoys(after)
    assert (row["first_convoy_day"], row["last_convoy_day"], row["convoys"]) == (2, rows[-1]["day"], len(rows))
    assert (row["buses"], row["first_convoy_buses"]) == (sum(c["buses"] for c in rows), rows[0]["buses"])
    assert row["fighters_evacuated"] == sum(c["fighters"] for c in rows) == 100
    assert row["evacuated"] == sum(c["people"] for c in rows) == 1_100
    assert outlook(after, "people")[2] == 1_100 - rows[0]["people"]
    assert people(after, "west") == 0
