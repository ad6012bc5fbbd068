"""Truces: who asks for one, what it gives, what it costs, and what ends it."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    TWO_GROUPS,
    Overrides,
    agreement,
    assault,
    days_of,
    event,
    journal,
    outlook,
    run,
    totals,
)

# No departure is to be had. Residents ask for a truce on day 0, for it a channel opens, on day 1 it is signed.
TRUCE: Overrides = {
    **DEAL,
    "talks.ripeness": 1e-3,
    "residents.weight": 1.0,
    "residents.propose": 1.0,
    "scopes.g_choice": 99.0,
    "scopes.g_listed": 99.0,
}
BARE: Overrides = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0}
# Under pressure from outside a truce is worth more to the besieger, and an assault less; the pressure ends with day 4.
PRESSED: Overrides = {"events": [event(0, "outside_pressure", value=0.01, until=4)]}

# The besieger has strength for an offensive, though on the far side of the run.
ELSEWHERE: Overrides = {"offensives": [assault("west", day=29)], "truces.days": 5.0}


def ends(*overrides: Overrides, days: int = 12) -> list[tuple[int, str]]:
    """Days and reasons of the ends of truces."""
    return [(entry["day"], entry["why"]) for entry in journal(run(days, TRUCE, *overrides), "truce_ended")]


# Who asks


def test_residents_ask_for_a_truce_and_it_is_signed_where_both_gain() -> None:
    after = run(6, TRUCE)
    assert journal(after, "truce_signed") == [{"day": 1, "enclave": "guard-west", "guarantor": "elders", "until": 61}]
    assert agreement(after)["truces"] == [1]
    assert (agreement(after)["outcome"], agreement(after)["agreement_day"]) == ("truce", None)
    assert totals(after)["evacuated"] == 0


@pytest.mark.parametrize("unheard", [{"residents.weight": 0.0}, {"residents.propose": 0.0}])
def test_without_anybody_who_asks_there_is_none(unheard: Overrides) -> None:
    assert days_of(run(9, TRUCE, unheard), "truce_signed") == []


def test_residents_in_pain_ask_for_one_sooner() -> None:
    calm: Overrides = {"residents.propose": 0.0, "residents.propose_pain": 99.0, "residents.hunger": 1.0}
    assert days_of(run(9, TRUCE, calm), "truce_signed") == []
    assert days_of(run(9, TRUCE, calm, BARE), "truce_signed") != []


def test_a_skilled_go_between_thinks_of_one_where_nothing_else_is_to_be_had() -> None:
    silent: Overrides = {"residents.weight": 0.0, "talks.ripeness": 1e3}
    assert days_of(run(20, TRUCE, silent, {"brokers.elders.skill": 1.0}), "truce_signed") != []
    assert days_of(run(20, TRUCE, silent, {"brokers.elders.skill": 0.0}), "truce_signed") == []
    # A departure is worth more than holding on, though less than a truce: nobody thinks of one.
    better: Overrides = {"scopes.g_choice": 0.0, "scopes.leaving": 0.0, "bargaining.siege_cost": 0.006}
    better = {**better, "brokers.elders.skill": 1.0, "talks.ripeness": 1e-3}
    after = run(20, TRUCE, silent, better)
    assert (days_of(after, "channel"), days_of(after, "truce_signed")) == ([0], [])


# What it is worth to the besieger


def test_a_capital_is_divided_where_the_besieger_has_no_strength_for_an_offensive() -> None:
    assert days_of(run(9, TRUCE, {"scenario.capital_region": ["west"]}), "truce_signed") == [1]
    assert days_of(run(9, TRUCE, ELSEWHERE), "truce_signed") == [1]


def test_a_truce_costs_the_name_as_any_deal_does_and_cannot_be_denied() -> None:
    feared: Overrides = {"factions.guard.kind": "islamic_state", "bargaining.reputation_islamic_state": 3.0}
    same: Overrides = {**feared, "bargaining.reputation_islamic_state": 0.0}
    assert days_of(run(9, TRUCE, same), "truce_signed") == [1]
    assert days_of(run(9, TRUCE, feared), "truce_signed") == []


@pytest.mark.parametrize(
    "dear",
    [
        {"scenario.capital_region": ["west"], **ELSEWHERE},
        {"factions.guard.fighters": 3_000},
        {"truces.base": 0.0},
        {"offensives": [assault("west", "east", day=20)], "war.advance": 1.0},
    ],
)
def test_no_truce_with_a_strong_group_in_the_capital_or_in_the_way_of_an_assault(dear: Overrides) -> None:
    assert days_of(run(9, TRUCE, dear), "truce_signed") == []


def test_an_assault_under_way_is_not_broken_off_for_little() -> None:
    fought: Overrides = {"offensives": [assault("west", "east")]}
    assert days_of(run(6, TRUCE, fought), "truce_signed") == []
    assert days_of(run(6, TRUCE, fought, {"truces.broken_off": 0.0}), "truce_signed") == [1]


def test_outside_pressure_makes_a_truce_worth_more() -> None:
    dear: Overrides = {"truces.base": 0.0}
    assert days_of(run(6, TRUCE, dear, {"government.outside_pressure": 0.01}), "truce_signed") == [1]


# What it gives


def test_nobody_is_attacked_under_a_truce() -> None:
    fought: Overrides = {"offensives": [assault("west", "east", day=4)]}
    strength = list(outlook(run(8, TRUCE, fought), "strength").values())
    assert strength == [0] * 8
    assert list(outlook(run(8, fought), "strength").values())[4:] == [1_000] * 4


def test_a_truce_of_one_group_protects_no_other() -> None:
    fought: Overrides = {"offensives": [assault("east", day=4)], "brokers.elders.access": ["guard"]}
    assert outlook(run(6, TRUCE, TWO_GROUPS, fought), "strength", "militia")[5] == 1_000


def test_supplies_come_in_under_a_truce() -> None:
    hunger = list(outlook(run(8, TRUCE, BARE), "hunger").values())
    assert 0 < hunger[0] < hunger[1] == hunger[2] == hunger[7]


def test_under_a_truce_no_assault_is_feared() -> None:
    afraid: Overrides = {"beliefs.feared_assault": 0.1, "beliefs.prior_work": 1e3, "bargaining.siege_cost": 0.0}
    value = outlook(run(5, TRUCE, afraid, {"truces.base": 0.2, "war.advance": 1e-2}), "value_faction")
    assert value[1] < 0.9
    assert value[2] == pytest.approx(1.0)


# What ends it


def test_a_truce_goes_on_where_both_still_want_it() -> None:
    assert ends({"truces.days": 3.0}) == []


def test_a_truce_ends_by_date_where_it_is_not_worth_its_while_any_more() -> None:
    dear: Overrides = {"truces.base": 0.0, "truces.days": 6.0, **PRESSED}
    assert ends(dear) == [(7, "date")]


def test_an_incident_ends_a_truce_that_nobody_guarantees() -> None:
    trouble: Overrides = {"truces.incidents": 1e3, "talks.pause_days": 99.0}
    assert ends(trouble) == []
    after = ends(trouble, {"brokers.elders.guarantee": 0.0, "credibility.trust": 0.99}, days=4)
    assert after == [(2, "incident")]


def test_a_broken_truce_counts_little_on_the_record_of_who_vouched_or_else_the_besiegers() -> None:
    word: Overrides = {"truces.incidents": 1e3, "truces.broken": 1.0, "credibility.trust_weight": 1.0}
    vouched: Overrides = {**word, "credibility.trust": 0.5, "brokers.elders.guarantee": 0.5, "credibility.record": 4.0}
    q = outlook(run(5, TRUCE, vouched, {"residents.propose": 1.0}), "credibility")
    assert (q[0], q[3]) == pytest.approx((0.75, 1 - 0.5 * (1 - 0.5 * 4 / 5)))
    unvouched = outlook(run(5, TRUCE, vouched, {"brokers.elders.guarantee": 0.0}), "credibility")
    assert (unvouched[0], unvouched[3]) == pytest.approx((0.5, 0.25))


def test_a_deal_carried_out_restores_a_name() -> None:
    """The guard's truces break, one after the other, until the coast opens and its deal is carried out."""
    events = [
        event(0, "destination_closed", destination="coast", until=5),
        event(11, "broker_access", broker="elders", access=["rebel"]),
    ]
    departs: Overrides = {**EVERYBODY, "destinations.hills.open": False, "scopes.g_choice": 0.0, "scopes.leaving": 9.0}
    word: Overrides = {"credibility.trust": 0.5, "credibility.trust_weight": 6e3, "credibility.record": 4.0}
    elders: Overrides = {"brokers.elders.guarantee": 0.5, "brokers.elders.access": ["guard"], "events": events}
    breaks: Overrides = {"truces.incidents": 1e3, "truces.broken": 1.0}
    after = run(12, TRUCE, TWO_GROUPS, departs, word, elders, breaks)
    broken = len(journal(after, "truce_ended", why="incident"))
    assert broken > 1
    assert days_of(after, "evacuated", enclave="guard-west")[0] < 11
    seen = outlook(after, "credibility", "militia")[11]
    assert seen == pytest.approx(1 - 0.5 * (1 - 0.5 * (4 + 1) / (4 + 1 + broken)), abs=1e-3)


def test_an_offensive_that_is_worth_more_ends_a_truce_when_it_is_due() -> None:
    due: Overrides = {**PRESSED, "offensives": [assault("west", "east", day=8)], "war.advance": 1e-3}
    after = run(12, TRUCE, due)
    assert days_of(after, "truce_signed") == [1]
    assert [(entry["day"], entry["why"]) for entry in journal(after, "truce_ended")] == [(8, "offensive")]
    assert [day for day, strength in outlook(after, "strength").items() if strength] == [9, 10, 11]


def test_a_deal_takes_the_place_of_a_truce() -> None:
    late: Overrides = {
        "destinations.hills.open": False,
        "scopes.g_choice": 0.0,
        "scopes.leaving": 3.0,
        "events": [event(0, "destination_closed", destination="coast", until=5)],
    }
    after = run(12, TRUCE, late)
    assert days_of(after, "truce_signed") == [1]
    assert [entry["why"] for entry in journal(after, "truce_ended")] == ["deal"]
    assert days_of(after, "signed", scope="choice") != []


def test_who_guarantees_a_truce_carries_it() -> None:
    one: Overrides = {**TWO_GROUPS, "brokers.elders.capacity": 1}
    assert {entry["enclave"] for entry in journal(run(9, TRUCE, one), "truce_signed")} == {"militia-east"}
    assert len(journal(run(9, TRUCE, one, {"brokers.elders.capacity": 2}), "truce_signed")) == 2
