"""What a deal says: where to, on which terms, under whose guarantee, and what is announced."""

from __future__ import annotations

from typing import Any

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    EXCHANGE,
    TABLES,
    Overrides,
    agreement,
    assault,
    days_of,
    event,
    journal,
    outlook,
    run,
)


def signed(*overrides: Overrides) -> dict[str, Any]:
    """The first deal of the guard, by day 1."""
    return journal(run(2, DEAL, *overrides), "signed", enclave="guard-west")[0]


# Guarantors


def test_who_guarantees_nothing_is_no_guarantor() -> None:
    trusting: Overrides = {"brokers.elders.guarantee": 0.0, "credibility.trust": 0.99, "credibility.trust_weight": 6e3}
    assert signed(trusting)["guarantor"] is None


# Destinations


def test_a_group_goes_where_it_prefers() -> None:
    assert signed()["destination"] == "coast"  # the nearest
    assert signed({"factions.guard.destinations": ["hills", "coast"]})["destination"] == "hills"
    assert (
        signed({"factions.guard.destinations": ["hills"], "destinations.hills.open": False})["destination"] == "coast"
    )


def test_the_ground_of_rivals_is_chosen_last() -> None:
    rival: Overrides = {"destinations.coast.relations": {"guard": -1.0}}
    assert signed(rival)["destination"] == "hills"
    assert signed(rival, {"factions.guard.destinations": ["coast"]})["destination"] == "hills"
    assert signed(rival, {"destinations.hills.open": False, "scopes.leaving": 3.0})["destination"] == "coast"
    islamic: Overrides = {"destinations.coast.holder": "islamic_state", "destinations.coast.accepts": ["rebel"]}
    assert signed(islamic)["destination"] == "hills"


def test_nobody_goes_where_its_kind_or_side_is_not_taken() -> None:
    assert signed({"destinations.coast.accepts": ["jihadist"]})["destination"] == "hills"
    assert signed({"destinations.coast.holder": "government"})["destination"] == "hills"
    assert signed({"destinations.coast.holder": "islamic_state"})["destination"] == "hills"


def test_without_a_way_out_only_settling_is_on_offer() -> None:
    shut: Overrides = {"destinations.coast.open": False, "destinations.hills.open": False, "scopes.staying": 2.0}
    deal = signed(shut)
    assert deal["destination"] is None
    assert "nobody leaves" in deal["terms"]
    assert "passage" not in deal["terms"].replace("no passage", "")
    assert days_of(run(4, DEAL, shut, {"households.board": 99.0}), "settled") == [2]
    assert agreement(run(4, DEAL, shut))["destination"] is None


def test_surrender_is_worth_less_than_leaving() -> None:
    shut: Overrides = {"destinations.coast.open": False, "destinations.hills.open": False}
    assert outlook(run(1, DEAL, shut), "best_faction")[0] < outlook(run(1, DEAL), "best_faction")[0] - 1.0


# Terms


def test_the_islamic_state_is_offered_no_settlement() -> None:
    # Settling costs the besieger nothing here, so that whoever may have it gets it.
    free: Overrides = {"terms.g_settlement": 0.0}
    assert "status settled" in signed(free)["terms"]
    zealots: Overrides = {"factions.guard.kind": "islamic_state", "destinations.coast.holder": "islamic_state"}
    sure: Overrides = {"credibility.guarantee_islamic_state": 1.0, "bargaining.reputation_islamic_state": 0.0}
    assert "status settled" not in signed(free, zealots, sure)["terms"]
    shut: Overrides = {"destinations.coast.open": False, "scopes.staying": 2.0}
    assert days_of(run(4, DEAL, free, zealots, sure, shut), "signed") == []


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("arms", "light arms kept"),
        ("detainees", "detainees exchanged"),
        ("ceasefire", "a ceasefire"),
        ("settlement", "settled"),
    ],
)
def test_each_term_is_agreed_where_it_is_worth_more_than_it_costs(name: str, phrase: str) -> None:
    least: Overrides = {"scopes.leaving": 0.0, f"terms.f_{name}": 1.2, f"terms.g_{name}": 0.01}
    dear: Overrides = {"scopes.leaving": 1.0, f"terms.g_{name}": 0.9}
    assert phrase in signed(least)["terms"]
    assert phrase not in signed(dear)["terms"]


def test_ground_of_ones_own_side_is_worth_more_than_a_rivals() -> None:
    own: Overrides = {"destinations.coast.relations": {"guard": 1.0}, "destinations.hills.open": False}
    rival: Overrides = {**own, "destinations.coast.relations": {"guard": -1.0}}
    prized: Overrides = {"scopes.relation": 0.2, "scopes.torn": 0.0}
    rich, poor = (outlook(run(1, DEAL, prized, whose), "best_faction")[0] for whose in (own, rival))
    assert rich - poor == pytest.approx(0.4)


def test_leaving_and_what_is_given_by_degrees_are_worth_more_to_the_group() -> None:
    for name in ("scopes.leaving", "bargaining.transfer"):
        more, less = (outlook(run(1, {name: worth}), "best_faction")[0] for worth in (0.5, 0.1))
        assert more > less


def test_a_feared_betrayal_makes_a_deal_worth_less() -> None:
    unsure: Overrides = {"brokers.elders.guarantee": 0.0}
    sweet, bitter = (outlook(run(1, unsure, {"bargaining.betrayal": b}), "best_faction")[0] for b in (0.1, 0.9))
    assert bitter < sweet


def test_a_deal_that_costs_the_name_is_made_by_night() -> None:
    costly: Overrides = {"bargaining.reputation_rebel": 90.0, "bargaining.deniability": 1.0}
    assert signed()["deniable"] is False
    assert signed(costly)["deniable"] is True
    assert "by night" in signed(costly)["terms"]
    assert signed(costly, {"bargaining.deniability": 0.0, "bargaining.reputation_rebel": 0.1})["deniable"] is False


@pytest.mark.parametrize("kind", ["rebel", "jihadist", "islamic_state"])
def test_a_deal_costs_the_governments_name_by_kind_and_by_the_number_of_fighters(kind: str) -> None:
    place: Overrides = {"factions.guard.kind": kind, "destinations.coast.accepts": [kind], "scopes.leaving": 9.0}
    place = {**place, "bargaining.deniability": 0.0, "scopes.g_stayers": 0.0, "scopes.g_listed": 99.0}

    def best(cost: float, fighters: int) -> float:
        name: Overrides = {f"bargaining.reputation_{kind}": cost, "factions.guard.fighters": fighters}
        return float(outlook(run(1, DEAL, place, name), "best_government")[0])

    assert best(0.0, 600) == pytest.approx(best(0.0, 300))
    assert best(0.0, 300) - best(1.0, 300) == pytest.approx(0.1)
    assert best(0.0, 600) - best(1.0, 600) == pytest.approx(0.2)


# What is announced, what is noted


def test_officials_announce_round_numbers_by_the_fighters() -> None:
    assert signed({"agreements.announced_per_fighter": 3.0})["announced"] == 300
    assert signed({"agreements.announced_per_fighter": 12.345})["announced"] == 1_200
    assert signed({"agreements.announced_per_fighter": 0.07})["announced"] == 7
    drawn = [
        journal(run(2, DEAL, {"agreements.announced_spread": 1.0}, seed=seed), "signed")[0]["announced"]
        for seed in range(5)
    ]
    assert len(set(drawn)) > 2


def test_signing_is_noted_with_its_broker_and_day() -> None:
    row = agreement(run(2, DEAL, EVERYBODY, {"convoys.buses": 0}))
    assert (row["attempts"], row["talks_day"], row["agreement_day"], row["broker"]) == (1, 0, 1, "elders")
    assert (row["destination"], row["outcome"], row["interrupted"]) == ("coast", "in_progress", False)


def test_a_signature_lifts_the_ultimatum() -> None:
    told: Overrides = {"events": [event(0, "ultimatum", districts=["west"], days=4.0)]}
    assert days_of(run(6, told), "bluff") == [4]
    assert days_of(run(6, DEAL, EVERYBODY, told, {"convoys.buses": 0}), "bluff") == []


def test_an_announced_assault_finds_nobody_after_a_signature() -> None:
    warned: Overrides = {"offensives": [assault("west", "east", day=2, ultimatum=2)]}
    after = run(6, DEAL, EVERYBODY, warned, {"convoys.buses": 0})
    assert days_of(after, "ultimatum") == []
    assert set(outlook(after, "strength").values()) == {0.0}


# An exchange


def test_in_an_exchange_both_departures_are_signed_at_once() -> None:
    one_talks: Overrides = {"brokers.elders.access": ["guard"]}
    after = run(2, EXCHANGE, one_talks)
    assert [(entry["day"], entry["enclave"]) for entry in journal(after, "signed")] == [
        (1, "guard-west"),
        (1, "garrison-east"),
    ]
    apart = run(2, EXCHANGE, {"exchanges": [], **one_talks})
    assert [entry["enclave"] for entry in journal(apart, "signed")] == ["guard-west"]


def test_a_garrisons_patron_signs_for_it_and_others_sign_for_themselves() -> None:
    """Whoever would rather hold on is not party to an exchange; a garrison is not asked."""
    only_guard: Overrides = {
        "brokers.elders.access": ["guard"],
        "brokers.elders.guarantee": 0.5,
        "credibility.trust": 0.9,
    }
    # The partner cannot reach any place of its own side, and to settle is worth nothing to it.
    cut_off: Overrides = {"destinations.capital.open": False, "scopes.staying": -1.0}
    assert len(journal(run(2, EXCHANGE, only_guard, cut_off), "signed")) == 2
    # Nor can a group of the other side, and it would have to settle: but it is asked.
    rebel: Overrides = {"factions.garrison.side": "opposition", "factions.garrison.kind": "jihadist"}
    rebel = {**rebel, "destinations.coast.accepts": ["rebel"], "destinations.hills.accepts": ["rebel"]}
    assert [entry["enclave"] for entry in journal(run(2, EXCHANGE, only_guard, cut_off, rebel), "signed")] == [
        "guard-west"
    ]


def test_own_people_freed_are_worth_something_to_the_government() -> None:
    worth, nothing = (
        outlook(run(1, EXCHANGE, {"bargaining.own_people": gain}), "best_government")[0] for gain in (0.3, 0.0)
    )
    assert worth == pytest.approx(nothing + 0.3)
    alone: Overrides = {"exchanges": []}
    assert outlook(run(1, EXCHANGE, alone, {"bargaining.own_people": 0.3}), "best_government")[0] == pytest.approx(
        nothing
    )


def test_leaving_in_stages_exposes_fewer_at_a_time() -> None:
    unsure: Overrides = {"brokers.elders.guarantee": 0.0, "bargaining.own_people": 0.0}
    in_stages, at_once = (
        outlook(
            run(1, EXCHANGE, unsure, {"exchanges": [{"a": "guard", "b": "garrison", "stages": n}]}), "best_faction"
        )[0]
        for n in (4, 1)
    )
    assert in_stages > at_once


def test_a_partner_that_is_gone_signs_nothing() -> None:
    roads: Overrides = {
        "roads": [*TABLES["roads"], {"a": "ground", "b": "capital", "km": 20, "hours": 1, "open": False}]
    }
    early: Overrides = {
        "brokers.elders.access": ["garrison"], "exchanges": [], "scopes.staying": 2.0,
    }  # fmt: skip
    assert days_of(run(4, EXCHANGE, roads, early), "settled") == [2]
