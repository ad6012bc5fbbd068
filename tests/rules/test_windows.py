"""Windows of outside events are states: what holds on a day follows from all windows that are open on it."""

from __future__ import annotations

from typing import Any

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    TABLES,
    TWO_GROUPS,
    Overrides,
    assault,
    daily,
    days_of,
    event,
    journal,
    outlook,
    run,
)

ROAD: dict[str, Any] = {"a": "ground", "b": "coast"}
ASSAULT: Overrides = {"offensives": [assault("west", "east")]}


def happens(*events: dict[str, Any]) -> Overrides:
    return {"events": list(events)}


def first_convoy(*overrides: Overrides) -> int | None:
    """The day on which the first convoy leaves for the coast; the deal is signed on day 1 before anything closes."""
    days = days_of(run(14, DEAL, EVERYBODY, *overrides), "convoy_left", destination="coast")
    return days[0] if days else None


def arrival(*overrides: Overrides) -> int:
    """The day on which the convoy of day 2 is let in at the coast."""
    patient: Overrides = {"convoys.patience_days": 99.0}
    (day,) = days_of(run(14, DEAL, EVERYBODY, patient, *overrides), "convoy_arrived")
    return day


def destination(*overrides: Overrides) -> str | None:
    (signed,) = journal(run(2, DEAL, *overrides), "signed")
    return signed["destination"]


PAST: list[Overrides] = [
    happens(event(-9, "road_closed", **ROAD, until=-3)),
    happens(event(-9, "destination_closed", destination="coast", until=-3)),
]


@pytest.mark.parametrize("past", PAST)
def test_a_window_that_was_over_before_the_first_day_does_nothing(past: Overrides) -> None:
    assert destination(past) == "coast"


def test_a_corridor_or_a_truce_of_the_past_does_nothing() -> None:
    fleeing: Overrides = {**ASSAULT, "households.cross": 99.0}
    past = happens(event(-9, "truce", districts=["west"], until=-1))
    assert outlook(run(3, ASSAULT, past), "strength") == outlook(run(3, ASSAULT), "strength")
    assert daily(run(3, fleeing), "crossed")[-1] == 0


def test_two_closures_of_a_road_keep_it_closed_until_the_later_ends() -> None:
    short, long = event(3, "road_closed", **ROAD, until=4), event(2, "road_closed", **ROAD, until=7)
    assert first_convoy(happens(long)) == 8
    assert first_convoy(happens(long, short)) == 8


def test_two_closures_of_a_destination_keep_it_closed_until_the_later_ends() -> None:
    short = event(3, "destination_closed", destination="coast", until=4)
    long = event(2, "destination_closed", destination="coast", until=7)
    assert arrival(happens(long)) == 8
    assert arrival(happens(long, short)) == 8


def test_a_corridor_is_open_while_one_of_two_windows_is() -> None:
    fleeing: Overrides = {**ASSAULT, "households.cross": 99.0}
    short = event(2, "corridor", districts=["west"], until=2)
    long = event(1, "corridor", districts=["west"], until=4)
    alone = daily(run(8, fleeing, happens(long)), "crossed")
    assert 0 < alone[3] < alone[4] == alone[7]
    assert daily(run(8, fleeing, happens(long, short)), "crossed") == alone


def test_a_truce_lasts_until_the_later_of_two_ends() -> None:
    truces = happens(event(2, "truce", districts=["west"], until=6), event(3, "truce", districts=["west"], until=4))
    strength = outlook(run(9, ASSAULT, truces), "strength")
    assert [day for day in strength if strength[day] == 0] == [2, 3, 4, 5, 6]


def test_a_road_closed_by_the_scenario_stays_closed_after_a_passing_closure() -> None:
    shut = {"roads": [{**road, "open": road["b"] != "coast"} for road in TABLES["roads"]]}
    assert destination(shut, happens(event(0, "road_closed", **ROAD, until=0))) == "hills"


def test_a_destination_closed_by_the_scenario_stays_closed_after_a_passing_closure() -> None:
    shut: Overrides = {"destinations.coast.open": False}
    assert destination(shut, happens(event(0, "destination_closed", destination="coast", until=0))) == "hills"


def test_a_truce_protects_who_comes_to_hold_its_districts() -> None:
    truce = event(0, "truce", districts=["east"], until=5)
    seized = event(2, "seizure", districts=["east"], faction="militia", fighters=0)
    lost: Overrides = {**TWO_GROUPS, "districts.east.holder": "government", "offensives": [assault("east", day=3)]}
    strength = outlook(run(8, lost, happens(truce, seized)), "strength", "militia")
    assert [day for day in strength if strength[day] > 0] == [6, 7]


@pytest.mark.parametrize("kind", ["outside_pressure", "ally"])
def test_of_two_changes_before_the_first_day_the_later_holds(kind: str) -> None:
    ally: Overrides = {**ASSAULT, "war.advance": 1e-3, "allies.friend": {"name": "Friend"}}

    def change(day: int, amount: float) -> dict[str, Any]:
        keys = {"value": amount / 1e4} if kind == "outside_pressure" else {"ally": "friend", "air": amount}
        return event(day, kind, **keys)

    column = "value_government" if kind == "outside_pressure" else "hazard"
    alone = outlook(run(1, ally, happens(change(-2, 3.0))), column)
    assert alone != outlook(run(1, ally), column)
    assert outlook(run(1, ally, happens(change(-2, 3.0), change(-5, 2.0))), column) == alone
