"""The residents of an enclave: they press, they ratify or refuse, and they starve."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    DEPARTURE,
    EVERYBODY,
    EXCHANGE,
    Overrides,
    agreement,
    assault,
    convoys,
    daily,
    days_of,
    fighters,
    journal,
    outlook,
    people,
    run,
    totals,
)

HEARD: Overrides = {"residents.weight": 1.0, "residents.propose": 0.0, "residents.propose_pain": 0.0}
BARE: Overrides = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0, "siege.hunger_days": 1.0}
# Where the utility of a deal alone decides, and decides at once.
CLEAR: Overrides = {**HEARD, "residents.scale": 1e-3, "residents.hazard": 0.0}
UNWANTED: Overrides = {**CLEAR, "residents.consent": -0.5}


# Pressing


def test_residents_in_pain_make_holding_out_dearer() -> None:
    pressed: Overrides = {**BARE, **HEARD, "bargaining.hunger_cost": 0.0}
    silent, heard = (outlook(run(4, pressed, {"residents.press": cost}), "value_faction")[3] for cost in (0.0, 0.006))
    assert heard < silent - 0.1
    assert outlook(run(4, pressed, {"residents.weight": 0.0}), "value_faction")[3] == pytest.approx(silent)


@pytest.mark.parametrize("kind", ["jihadist", "islamic_state"])
def test_some_kinds_listen_less(kind: str) -> None:
    pressed: Overrides = {**BARE, **HEARD, "bargaining.hunger_cost": 0.0, "factions.guard.kind": kind}
    deaf, heeding = (
        outlook(run(4, pressed, {f"residents.press_{kind}": share}), "value_faction")[3] for share in (0.0, 1.0)
    )
    assert heeding < deaf - 0.1


def test_the_dead_of_the_last_days_are_felt() -> None:
    fought: Overrides = {
        **HEARD, "offensives": [assault("west", "east")], "war.civilian_toll": 1e-5, "residents.hunger": 0.0,
    }  # fmt: skip
    unmoved, moved = (outlook(run(5, fought, {"residents.deaths": felt}), "value_faction")[4] for felt in (0.0, 1.0))
    assert moved < unmoved - 0.1


def test_pain_makes_contact_likelier() -> None:
    seldom: Overrides = {**DEAL, **HEARD, **BARE, "talks.contact": 1e-3, "scopes.leaving": 9.0}
    assert days_of(run(4, seldom, {"residents.hunger": 1e3}), "channel") == [0]
    assert days_of(run(4, seldom, {"residents.hunger": 0.0}), "channel") == []


# Ratifying


def test_residents_consent_to_a_deal_that_they_want_and_refuse_one_that_they_do_not() -> None:
    after = run(5, DEPARTURE, CLEAR)
    assert journal(after, "signed")[0]["residents"] == agreement(after)["residents"] == "consented"
    refused = run(5, DEPARTURE, UNWANTED)
    assert days_of(refused, "signed") == []
    assert days_of(refused, "residents_refused")[0] == 1
    assert agreement(refused)["residents"] == "refused"


def test_whoever_is_not_heard_is_not_in_the_way() -> None:
    assert days_of(run(5, DEPARTURE, UNWANTED, {"residents.weight": 0.0}), "signed") == [1]


def test_what_else_awaits_them_and_what_they_bear_speak_for_consent() -> None:
    assault_on: Overrides = {"offensives": [assault("west", "east")], "war.advance": 1e-3, "residents.hazard": 9.0}
    assert days_of(run(3, DEPARTURE, UNWANTED, assault_on, {"scopes.leaving": 9.0}), "signed") == [1]
    hungry: Overrides = {**BARE, "residents.hunger": 2.0}
    assert days_of(run(3, DEPARTURE, UNWANTED, hungry, {"scopes.leaving": 9.0}), "signed") == [1]


def test_those_who_stay_fear_reprisal_and_those_who_leave_betrayal() -> None:
    stay: Overrides = {**CLEAR, "residents.fear": 9.0, "households.board": -99.0, "scopes.torn": 0.0}
    ruined: Overrides = {"districts.west.damage": 0.9, "districts.east.damage": 0.9, "scopes.leaving": 9.0}
    assert days_of(run(2, DEAL, stay, ruined), "signed") == [1]  # the word that nobody is punished is whole
    unsettled: Overrides = {"terms.g_settlement": 99.0}
    assert days_of(run(2, DEAL, stay, ruined, unsettled), "signed") == []
    assert days_of(run(2, DEAL, stay, unsettled, {"scopes.leaving": 9.0}), "signed") == [1]
    leave: Overrides = {**stay, **EVERYBODY, "brokers.elders.guarantee": 0.5, "credibility.trust": 0.5}
    assert days_of(run(2, DEAL, leave, {"scopes.leaving": 9.0}), "signed") == []


def test_homes_that_still_stand_speak_against_a_departure_of_all() -> None:
    everyone: Overrides = {
        **CLEAR, "scopes.g_all": 0.0, "scopes.g_choice": 99.0, "scopes.g_listed": 99.0,
        "households.board": -99.0, "scopes.forced": 0.0,
    }  # fmt: skip
    assert days_of(run(2, DEAL, everyone), "signed") == []
    assert days_of(run(2, DEAL, everyone, {"residents.home": 0.0}), "signed") == [1]
    ruined: Overrides = {"districts.west.damage": 0.9, "districts.east.damage": 0.9}
    assert days_of(run(2, DEAL, everyone, ruined), "signed") == [1]


# A refusal by those for whom their patron signs. The guard's people, who hunger, want the exchange.
SIGNED_FOR: Overrides = {
    **EXCHANGE,
    **BARE,
    **UNWANTED,
    "residents.fear": 0.0,
    "residents.hunger": 9.0,
    "households.emergency": 0.1,
    "brokers.elders.access": ["guard"],
    "siege.recovery": 0.0,
    "scopes.leaving": 9.0,
}


def test_where_residents_refuse_only_emergency_cases_leave_and_the_rest_holds_out() -> None:
    after = run(8, SIGNED_FOR)
    assert days_of(after, "residents_refused", enclave="garrison-east") == [1]
    garrison = agreement(after, "garrison")
    assert garrison["residents"] == "refused"
    assert agreement(after)["residents"] == "consented"
    assert 5 < garrison["evacuated"] < 120
    assert people(after, "east") == 420 - garrison["evacuated"]
    assert days_of(after, "carried_out", enclave="garrison-east") != []
    assert (garrison["outcome"], agreement(after)["outcome"]) == ("holding", "evacuated")


def test_where_they_consent_all_who_want_to_leave_do() -> None:
    after = run(8, SIGNED_FOR, {"residents.consent": 0.5})
    assert agreement(after, "garrison")["evacuated"] == 420


def test_to_wait_for_the_last_stage_speaks_against_an_exchange() -> None:
    risky: Overrides = {
        **EXCHANGE, **CLEAR, "residents.consent": 0.2, "residents.fear": 0.4, "credibility.trust": 0.5,
        "brokers.elders.guarantee": 0.0, "scopes.leaving": 9.0, "residents.hunger": 0.0,
    }  # fmt: skip
    at_once: Overrides = {"exchanges": [{"a": "guard", "b": "garrison", "stages": 1}]}
    assert days_of(run(2, risky), "signed") == []
    assert days_of(run(2, risky, {"residents.fear": 0.0}), "signed") == [1, 1]
    assert days_of(run(2, risky, at_once, {"residents.consent": 0.5}), "signed") == [1, 1]


# Hunger


def test_hunger_kills_civilians() -> None:
    starved: Overrides = {**BARE, "siege.deaths": 0.02}
    after = run(10, starved)
    dead = agreement(after)["died_of_siege"]
    assert dead == daily(after, "killed_civilians")[-1] == totals(after)["killed"] > 30
    assert people(after, "west") + people(after, "east") == 1_100 - dead
    assert fighters(after, "west") + fighters(after, "east") == 100
    assert agreement(after)["civilians_killed"] == 0
    assert agreement(run(10, {"siege.deaths": 0.02}))["died_of_siege"] == 0


def test_a_little_hunger_kills_few() -> None:
    starved: Overrides = {**BARE, "siege.deaths": 0.02}
    little = agreement(run(10, starved, {"siege.hunger_days": 50.0}))["died_of_siege"]
    assert little < 0.1 * agreement(run(10, starved))["died_of_siege"]


def test_who_begins_hungry_has_gone_short_before() -> None:
    owed: Overrides = {"factions.guard.deficit_days": 40.0, "factions.guard.stock_days": 0.0, "siege.smuggling": 1.0}
    assert outlook(run(1, owed, {"siege.hunger_days": 40.0}), "hunger")[0] == pytest.approx(0.632, abs=1e-3)
    assert convoys(run(2, owed)) == []
