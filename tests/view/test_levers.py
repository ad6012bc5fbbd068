"""The levers: each changes what it names, says what it allows, and is the same as its option on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.cli.running import setting
from safepassage.view.levers import Lever, apply, as_options, levers

SPRING = Scenario.load("spring-2018")
TWO_TOWNS = Scenario.load("two-towns")


def lever(scenario: Scenario, key: str) -> Lever:
    return next(lever for lever in levers(scenario) if lever.key == key)


def test_there_are_eight_each_with_a_unit_and_one_line_of_help() -> None:
    keys = ["guarantee", "brokers", "buses", "ceasefire", "aid", "destination", "strength", "pressure"]
    for scenario in (SPRING, TWO_TOWNS):
        found = levers(scenario)
        assert [lever.key for lever in found] == keys
        for each in found:
            assert each.unit
            assert 20 < len(each.help) < 100
            assert each.low <= each.value <= each.high


def test_a_lever_that_was_not_moved_changes_nothing() -> None:
    assert apply(SPRING, {}).hash == SPRING.hash
    assert apply(SPRING, {each.key: each.value for each in levers(SPRING)}).hash == SPRING.hash


MOVES: dict[str, Any] = {
    "guarantee": 0.1, "brokers": False, "buses": 40, "ceasefire": 1.0, "aid": 7, "destination": False,
    "strength": 6000, "pressure": 0.01,
}  # fmt: skip


@pytest.mark.parametrize("key", MOVES)
def test_each_lever_moves_an_output(key: str) -> None:
    days = 120
    before = simulate(SPRING, 1, days=days)
    after = simulate(apply(SPRING, {key: MOVES[key]}), 1, days=days)
    assert [tuple(e) for e in before.campaign.world.journal.entries] != [
        tuple(e) for e in after.campaign.world.journal.entries
    ]


def test_levers_do_what_they_say() -> None:
    file = apply(SPRING, MOVES).tables
    assert file.brokers["russia"].guarantee == 0.1
    assert {broker.capacity for broker in file.brokers.values()} == {0}
    assert file.convoys.buses == 40
    assert file.parameters.agreements.ceasefire_days == 1.0
    assert file.government.strength == 6000
    assert file.government.outside_pressure == 0.01
    assert not file.destinations["badia"].open
    assert not any(event.destination == "badia" for event in file.events)
    weekly = [event for event in file.events if event.note == "aid"]
    assert [(event.date - SPRING.start).days for event in weekly] == list(range(7, 120, 7))
    assert all(event.days == 7 and "fuah-kafraya" in (event.districts or ()) for event in weekly)
    assert len(file.events) == len(SPRING.tables.events) + len(weekly) - 1


def test_the_destination_without_a_desert_is_the_largest_one() -> None:
    assert lever(TWO_TOWNS, "destination").label == "The coast open"
    assert lever(SPRING, "destination").label == "Badia open"


@pytest.mark.parametrize(
    ("key", "given", "allowed"),
    [
        ("buses", "many", "Buses: a whole number from 0 to 520 buses, not 'many'"),
        ("buses", "12.5", "a whole number"),
        ("buses", "-1", "from 0 to 520"),
        ("buses", "nan", "from 0 to 520"),
        ("guarantee", "2", "Guarantee of Russia: a number from 0 to 1 probability, not '2'"),
        ("ceasefire", "", "a number from 1 to 60 days"),
        ("brokers", "yes", "on or off"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(key: str, given: object, allowed: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its text is what is looked at
        lever(SPRING, key).read(given)
    assert allowed in str(refused.value)


def test_numbers_are_read_as_people_write_them() -> None:
    assert lever(SPRING, "strength").read(" 12,000 ") == 12_000
    assert lever(SPRING, "guarantee").read("0.35") == 0.35
    assert lever(SPRING, "brokers").read(given=False) is False


def test_moved_levers_as_options_make_the_same_scenario() -> None:
    moved = {key: value for key, value in MOVES.items() if key not in ("aid", "destination")}
    options = as_options(SPRING, moved)
    assert options is not None
    overrides = dict(setting(text) for text in options if text != "--set")
    assert Scenario.load("spring-2018", overrides).hash == apply(SPRING, moved).hash


@pytest.mark.parametrize("key", ["aid", "destination"])
def test_levers_that_write_events_have_no_option(key: str) -> None:
    assert as_options(SPRING, {key: MOVES[key]}) is None
