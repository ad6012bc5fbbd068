"""What comes from outside: each of the twelve kinds of event does its one thing, from its day on and until its last."""

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
    convoys,
    daily,
    date,
    days_of,
    event,
    fighters,
    holder,
    journal,
    outlook,
    people,
    run,
)

UNDER_FIRE: Overrides = {"offensives": [assault("west", "east")]}
ROAD: dict[str, Any] = {"a": "ground", "b": "coast"}


def happens(*events: dict[str, Any]) -> Overrides:
    return {"events": list(events)}


def destination(*overrides: Overrides) -> str | None:
    """Where the deal that is signed on day 1 leads."""
    (signed,) = journal(run(2, DEAL, *overrides), "signed")
    return signed["destination"]


# A corridor


def test_people_cross_from_the_corridors_first_day_through_its_last() -> None:
    through = event(2, "corridor", districts=["west"], until=4)
    crossed = daily(run(8, UNDER_FIRE, happens(through), {"households.cross": 99.0}), "crossed")
    assert crossed[:2] == [0, 0]
    assert crossed[1] < crossed[2] < crossed[3] < crossed[4]
    assert crossed[4] == crossed[7]


def test_a_corridor_serves_the_districts_it_names_and_without_an_end_stays_open() -> None:
    through, fleeing = happens(event(2, "corridor", districts=["west"])), {"households.cross": 99.0}
    after = run(30, UNDER_FIRE, through, fleeing)
    assert people(after, "east") == people(run(0), "east")
    assert people(after, "west") < 0.6 * people(run(4, UNDER_FIRE, through, fleeing), "west")


# Roads


def test_a_closed_road_leads_nowhere_until_it_is_opened_again() -> None:
    assert destination() == "coast"
    assert destination(happens(event(0, "road_closed", **ROAD))) == "hills"
    assert destination(happens(event(0, "road_closed", **ROAD, until=1))) == "hills"
    assert destination(happens(event(0, "road_closed", **ROAD, until=0))) == "coast"


def test_a_road_may_be_closed_at_the_start_and_opened_by_an_event() -> None:
    shut = {"roads": [{**road, "open": road["b"] != "coast"} for road in TABLES["roads"]]}
    assert destination(shut) == "hills"
    assert destination(shut, happens(event(1, "road_opened", **ROAD))) == "coast"
    assert destination(shut, happens(event(2, "road_opened", **ROAD))) == "hills"


def test_no_convoy_leaves_while_its_road_is_closed() -> None:
    after = run(8, DEAL, EVERYBODY, happens(event(2, "road_closed", **ROAD, until=4)))
    assert days_of(after, "convoy_left") == [5]


# Destinations


def test_a_closed_destination_is_not_chosen_until_its_last_day_is_over() -> None:
    assert destination(happens(event(0, "destination_closed", destination="coast"))) == "hills"
    assert destination(happens(event(0, "destination_closed", destination="coast", until=1))) == "hills"
    assert destination(happens(event(0, "destination_closed", destination="coast", until=0))) == "coast"


def test_a_destination_may_be_closed_at_the_start_and_opened_by_an_event() -> None:
    shut = {"destinations.coast.open": False}
    assert destination(shut) == "hills"
    assert destination(shut, happens(event(1, "destination_opened", destination="coast"))) == "coast"
    assert destination(shut, happens(event(2, "destination_opened", destination="coast"))) == "hills"


def test_a_convoy_waits_at_a_destination_that_closed_until_it_opens_again() -> None:
    closed = happens(event(2, "destination_closed", destination="coast", until=3))
    (convoy,) = convoys(run(8, DEAL, EVERYBODY, closed, {"convoys.patience_days": 9.0}))
    assert (convoy["destination"], convoy["arrival_day"]) == ("coast", 4)


# An ultimatum


def test_an_ultimatum_names_its_end_and_is_feared_while_it_lasts() -> None:
    told = event(1, "ultimatum", districts=["west"], days=3.0)
    # A real assault would look hopeless: then a chance of it weighs on the value of holding on.
    afraid = {"beliefs.prior_work": 1e3, "war.advance": 1e-3}
    with_it, without = run(6, afraid, happens(told)), run(6, afraid)
    assert [entry["until"] for entry in journal(with_it, "ultimatum", enclave="guard-west")] == [4]
    value, usual = outlook(with_it, "value_faction"), outlook(without, "value_faction")
    assert [day for day in value if value[day] < usual[day]] == [1, 2, 3]


# Aid


def test_aid_puts_hunger_off_by_the_days_it_brings() -> None:
    bare = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0}
    without = outlook(run(9, bare), "hunger")
    fed = outlook(run(9, bare, happens(event(0, "aid", districts=["west", "east"], days=5.0))), "hunger")
    assert without[0] > 0
    assert [day for day in fed if fed[day] > 0] == [5, 6, 7, 8]
    assert fed[8] == pytest.approx(without[3])


def test_aid_for_one_district_is_shared_by_all_who_live_in_the_pocket() -> None:
    bare = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0}
    share = people(run(0, bare), "west") / 1_100
    part = outlook(run(9, bare, happens(event(0, "aid", districts=["west"], days=5.0))), "hunger")
    whole = outlook(run(9, bare, happens(event(0, "aid", districts=["west", "east"], days=5.0 * share))), "hunger")
    assert part == pytest.approx(whole)


def test_aid_for_others_feeds_nobody_here() -> None:
    bare = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0}
    fed = outlook(run(3, bare, happens(event(0, "aid", districts=["ground"], days=5.0))), "hunger")
    assert fed == outlook(run(3, bare), "hunger")


# A truce


def test_nobody_is_attacked_under_a_truce_and_everybody_after_it() -> None:
    truce = happens(event(2, "truce", districts=["west"], until=4))
    strength = outlook(run(8, UNDER_FIRE, truce), "strength")
    assert [day for day in strength if strength[day] == 0] == [2, 3, 4]
    brief = outlook(run(5, UNDER_FIRE, happens(event(2, "truce", districts=["west"], until=2))), "strength")
    assert [day for day in brief if brief[day] == 0] == [2]


def test_a_truce_protects_the_group_it_names_and_not_its_neighbour() -> None:
    truce = happens(event(1, "truce", districts=["west"], until=9))
    fought = run(4, UNDER_FIRE, TWO_GROUPS, truce, {"war.attacker_fire": 1e-3})
    assert fighters(fought, "west") == fighters(run(1, UNDER_FIRE, TWO_GROUPS, {"war.attacker_fire": 1e-3}), "west")
    assert fighters(fought, "east") < fighters(run(0, TWO_GROUPS), "east")


# Outside pressure, allies


def test_outside_pressure_takes_from_what_an_assault_is_worth() -> None:
    strong: Overrides = {**UNDER_FIRE, "war.advance": 1e-3}
    pressed = happens(event(2, "outside_pressure", value=0.001), event(4, "outside_pressure", value=1e6))
    usual = outlook(run(6, strong), "value_government")
    value = outlook(run(6, strong, pressed), "value_government")
    assert value[1] == usual[1] > 0
    assert 0 < value[2] == pytest.approx(value[3], rel=0.05)
    assert value[2] < 0.9 * usual[2]
    assert value[4] == value[5] == 0
    assert outlook(run(6, strong, {"government.outside_pressure": 1e6}), "value_government")[0] == 0


def test_an_ally_adds_strength_and_its_air_multiplies_the_hazard() -> None:
    ally: Overrides = {"allies.friend": {"name": "Friend", "air": 2.0, "strength": 0}}
    wanting: Overrides = {"offensives": [assault("west", "east", strength=3_000)]}
    joins = happens(event(1, "ally", ally="friend", strength=500), event(2, "ally", ally="friend", air=6.0))
    after = run(4, ally, wanting, joins)
    strength, hazard = outlook(after, "strength"), outlook(after, "hazard")
    assert list(strength.values()) == pytest.approx([2_000, 2_500, 2_500, 2_500])
    assert hazard[0] == pytest.approx(2 * outlook(run(1, wanting), "hazard")[0])
    assert hazard[1] == pytest.approx(hazard[0] * 2_500 / 2_000)
    assert hazard[3] == pytest.approx(3 * hazard[1], rel=1e-3)


# A seizure


def test_a_seizure_gives_a_district_to_a_group_whose_fighters_go_there() -> None:
    lost: Overrides = {"districts.east.holder": "government"}
    seized = event(2, "seizure", districts=["east"], faction="guard", fighters=12)
    before, after = run(2, lost, happens(seized)), run(3, lost, happens(seized))
    assert (holder(before, "east"), fighters(before, "east")) == ("government", 0)
    assert (holder(after, "east"), fighters(after, "east"), people(after, "east")) == ("guard", 12, 12)
    assert fighters(after, "west") == fighters(before, "west") - 12


def test_what_others_still_defend_is_not_seized() -> None:
    seized = event(2, "seizure", districts=["east"], faction="guard", fighters=12)
    after = run(4, TWO_GROUPS, happens(seized))
    assert (holder(after, "east"), fighters(after, "east")) == ("militia", 60)


def test_fighters_bound_by_an_agreement_seize_nothing() -> None:
    lost: Overrides = {"districts.east.holder": "government"}
    seized = event(2, "seizure", districts=["east"], faction="guard", fighters=12)
    after = run(3, DEAL, EVERYBODY, lost, happens(seized), {"convoys.buses": 0})
    assert (holder(after, "east"), fighters(after, "east")) == ("guard", 0)


# Access


def test_a_broker_speaks_only_with_those_it_has_access_to() -> None:
    barred: Overrides = {"brokers.elders.access": []}
    for access in (["rebel"], ["guard"]):
        opened = event(3, "broker_access", broker="elders", access=access)
        assert days_of(run(5, DEAL, barred, happens(opened)), "channel") == [3]
    assert (
        days_of(run(5, DEAL, happens(event(0, "broker_access", broker="elders", access=["jihadist"]))), "channel") == []
    )


# All kinds


def test_every_event_is_written_down_with_its_keys() -> None:
    seen = journal(run(3, happens(event(1, "outside_pressure", value=0.5, note="a letter"))), "outside_event")
    assert seen == [{"day": 1, "event": "outside_pressure", "value": 0.5, "note": "a letter"}]


def test_what_was_before_the_first_day_holds_on_it() -> None:
    assert destination(happens({"date": date(-9), "kind": "road_closed", **ROAD})) == "hills"
    assert destination(happens(event(-9, "road_closed", **ROAD, until=0))) == "coast"
