"""Channels and offers: who opens one and when, who proposes, what is accepted, when talks break."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    LONG_TALKS,
    NOBODY,
    TWO_GROUPS,
    Overrides,
    Run,
    assault,
    daily,
    days_of,
    event,
    falls,
    journal,
    outlook,
    run,
)

OPEN: Overrides = {"talks.contact": 1.0, "talks.ripeness": 1e3}
# No guarantee and a terrible betrayal: whatever is offered, fighting on is better; yet on every other day or so a
# channel opens, since nobody waits until the stalemate is ripe.
HOPELESS: Overrides = {**OPEN, "bargaining.betrayal": 99.0, "brokers.elders.guarantee": 0.0}
# A pie of transfers alone, all of it for who takes it: the group wants 0.4 of it, the besieger nothing.
PIE: Overrides = {
    **{f"terms.{side}_{name}": 0.0 for side in "fg" for name in ("arms", "detainees", "settlement", "ceasefire")},
    **dict.fromkeys(("scopes.leaving", "scopes.relation", "scopes.choice", "scopes.torn"), 0.0),
    **dict.fromkeys(("scopes.g_choice", "scopes.g_stayers"), 0.0),
    "scopes.g_listed": 99.0,
    "bargaining.transfer": 1.0,
    "bargaining.siege_cost": 0.006,
    "beliefs.feared_assault": 0.0,
    "bargaining.sigma": 0.0,
    "bargaining.talk_days": 20.0,
    "talks.contact": 1.0,
    "talks.ripeness": 1e-3,
}
# Each misjudges what the other wants.
UNSURE: Overrides = {**PIE, "bargaining.sigma": 0.3}


def channels(after: Run) -> list[tuple[int, str, str]]:
    return [(entry["day"], entry["enclave"], entry["broker"]) for entry in journal(after, "channel")]


# Channels


def test_without_contact_or_a_broker_nobody_talks() -> None:
    assert channels(run(3, DEAL, {"talks.contact": 0.0})) == []
    assert channels(run(3, DEAL, {"brokers": {}})) == []
    assert channels(run(3, DEAL, {"brokers.elders.capacity": 0})) == []
    assert channels(run(3, DEAL)) == [(0, "guard-west", "elders")]


def test_talks_open_where_the_stalemate_hurts_both_and_not_where_either_does_better_alone() -> None:
    sharp: Overrides = {"talks.contact": 1.0, "talks.ripeness": 0.01, "bargaining.sigma": 0.0}
    assert channels(run(3, sharp, {"scopes.leaving": 1.0})) != []
    assert channels(run(3, sharp, {"scopes.leaving": -1.0})) == []


def test_contact_is_made_by_chance() -> None:
    seldom: Overrides = {**DEAL, "talks.contact": 0.3}
    first = [days_of(run(20, seldom, seed=seed), "channel")[:1] for seed in range(6)]
    assert len({tuple(days) for days in first}) > 2


def test_a_broker_carries_as_many_talks_as_it_can() -> None:
    both: Overrides = {**TWO_GROUPS, **LONG_TALKS}
    assert len(channels(run(4, both, {"brokers.elders.capacity": 1}))) == 1
    assert len(channels(run(4, both, {"brokers.elders.capacity": 2}))) == 2


def test_a_broker_carries_what_it_guarantees_until_it_is_carried_out() -> None:
    one: Overrides = {**TWO_GROUPS, **DEAL, **EVERYBODY, "brokers.elders.capacity": 1}
    assert channels(run(5, one)) == [(0, "militia-east", "elders"), (4, "guard-west", "elders")]
    assert channels(run(6, one, {"convoys.buses": 0})) == [(0, "militia-east", "elders")]


def test_a_broker_is_free_again_when_talks_break() -> None:
    one: Overrides = {**TWO_GROUPS, **HOPELESS, "brokers.elders.capacity": 1, "talks.pause_days": 99.0}
    after = run(30, one, {"bargaining.talk_days": 2.0})
    (_, first, _), (day, second, _) = channels(after)
    assert first != second
    assert day >= days_of(after, "talks_broke", enclave=first)[0]


def test_access_is_to_a_kind_or_to_a_group() -> None:
    for access, reached in ((["guard"], {"guard-west"}), (["jihadist"], {"militia-east"}), ([], set())):
        zealous: Overrides = {**TWO_GROUPS, "factions.militia.kind": "jihadist", "brokers.elders.access": access}
        assert {enclave for _, enclave, _ in channels(run(2, OPEN, zealous))} == reached


def test_the_broker_with_the_strongest_guarantee_comes_first() -> None:
    brokers: Overrides = {
        "brokers.archive": {"name": "Archive", "guarantee": 0.2},
        "brokers.zenith": {"name": "Zenith", "guarantee": 0.9},
        "brokers.elders.guarantee": 0.5,
    }
    assert channels(run(1, OPEN, brokers))[0][2] == "zenith"
    assert channels(run(1, OPEN, brokers, {"brokers.zenith.access": []}))[0][2] == "elders"


def test_whoever_talks_or_has_an_agreement_opens_no_other_channel() -> None:
    assert days_of(run(6, LONG_TALKS), "channel") == [0]
    assert days_of(run(6, DEAL, EVERYBODY, {"convoys.buses": 0}), "channel") == [0]


def test_talks_are_counted_while_they_last() -> None:
    assert daily(run(3, DEAL, EVERYBODY, {"convoys.buses": 0}), "talks") == [1, 0, 0]
    assert daily(run(3, DEAL, EVERYBODY, {"convoys.buses": 0}), "agreements") == [0, 1, 1]


# Offers


@pytest.mark.parametrize(("days", "signed"), [(20.0, 10), (10.0, 5), (40.0, 20)])
def test_an_offer_is_signed_once_it_is_as_much_as_one_would_ask_oneself_next(days: float, signed: int) -> None:
    """Where both give way at one pace, in the middle of the round, whoever's turn it is."""
    assert days_of(run(25, PIE, {"bargaining.talk_days": days}), "signed") == [signed]


def test_each_side_first_asks_for_nearly_all_the_surplus_and_they_take_turns() -> None:
    after = run(4, PIE)
    offers, least, most = (outlook(after, name) for name in ("offer_faction", "value_faction", "best_faction"))
    besieger, group, again = ((offers[day] - least[day]) / (most[day] - least[day]) for day in (1, 2, 3))
    assert (besieger, group, again) == pytest.approx((0.05, 0.9, 0.15))


@pytest.mark.parametrize("seed", range(4))
def test_nobody_signs_what_is_worse_than_fighting_on(seed: int) -> None:
    after = run(25, UNSURE, {"bargaining.sigma": 1.0, "bargaining.refusal_teaches": 1.0}, seed=seed)
    offers = {
        name: outlook(after, name)
        for name in ("offer_faction", "offer_government", "value_faction", "value_government")
    }
    for day in days_of(after, "signed"):
        assert offers["offer_faction"][day] >= offers["value_faction"][day] - 1e-6
        assert offers["offer_government"][day] >= offers["value_government"][day] - 1e-6


def test_where_there_is_nothing_to_gain_no_offer_is_signed() -> None:
    after = run(20, HOPELESS, {"bargaining.talk_days": 3.0, "talks.pause_days": 99.0})
    ((opened, _, _),) = channels(after)
    assert days_of(after, "signed") == []
    assert journal(after, "talks_broke") == [
        {"day": opened + 3, "enclave": "guard-west", "broker": "elders", "offers": 3}
    ]


def signing_days(*overrides: Overrides) -> list[int]:
    """Of ten seeds; day 99 where nothing was signed."""
    return [(days_of(run(25, UNSURE, *overrides, seed=seed), "signed") or [99])[0] for seed in range(10)]


def test_a_refusal_teaches() -> None:
    """Where it teaches all, both know each other after the first; where it teaches nothing they never do."""
    assert set(signing_days({"bargaining.refusal_teaches": 0.0})) <= {1, 10}
    assert len(set(signing_days({"bargaining.refusal_teaches": 1.0}))) > 2


def test_a_skilled_broker_narrows_misunderstanding() -> None:
    still: Overrides = {"bargaining.refusal_teaches": 1.0}
    assert set(signing_days({"brokers.elders.skill": 1.0})) == {10}
    half, none = (signing_days(still, {"brokers.elders.skill": skill}) for skill in (0.5, 0.0))
    assert sum(abs(day - 10) for day in half) < sum(abs(day - 10) for day in none)


def test_what_is_asked_for_gives_way_with_time() -> None:
    soft, hard = (days_of(run(25, PIE, {"bargaining.concession": e}), "signed") for e in (0.2, 5.0))
    assert soft < [10] < hard


# How long


def test_talks_break_when_their_time_is_over_and_pause() -> None:
    for pause in (1, 6):
        after = run(60, HOPELESS, {"bargaining.talk_days": 3.0, "talks.pause_days": float(pause)})
        opened, broke = [day for day, _, _ in channels(after)], days_of(after, "talks_broke")
        assert len(broke) > 3
        assert [b - a for a, b in zip(opened, broke, strict=False)] == [3] * len(broke)
        assert min(a - b for a, b in zip(opened[1:], broke, strict=False)) == pause + 1


def test_an_ultimatum_sets_the_time() -> None:
    told: Overrides = {"events": [event(0, "ultimatum", districts=["west"], days=6.0)]}
    assert days_of(run(25, PIE, told), "signed") == [3]


def test_an_assault_sets_the_time_by_the_days_left_at_its_pace() -> None:
    # It will be over in about eight days, and is worth nothing to the besieger.
    hard: Overrides = {"offensives": [assault("west", "east")], "war.advance": 0.03, "bargaining.last_stand": 1.0}
    after = run(8, PIE, hard)
    assert 0.05 < outlook(after, "hazard")[0] < 0.2
    assert days_of(after, "signed")[0] < 8


def test_a_storm_ends_the_talks() -> None:
    after = run(4, LONG_TALKS, falls(2, "west", "east"))
    assert daily(after, "talks") == [1, 1, 0, 0]


def test_nobody_to_leave_still_signs() -> None:
    assert days_of(run(4, DEAL, NOBODY), "settled") == [2]


def test_a_channel_opens_more_seldom_for_those_who_can_leave_without_a_deal() -> None:
    def first(share: float, seed: int) -> int:
        free: Overrides = {"factions.guard.open_way": True, "talks.open_way": share, "talks.withdrawal": 0.0}
        return [*days_of(run(30, OPEN, free, {"talks.contact": 0.5}, seed=seed), "channel"), 30][0]

    always, seldom = ([first(share, seed) for seed in range(8)] for share in (1.0, 0.1))
    assert sum(always) < sum(seldom)
    assert [first(0.0, seed) for seed in range(3)] == [30, 30, 30]
    shut: Overrides = {"talks.open_way": 0.0, "talks.contact": 1.0}
    assert days_of(run(2, OPEN, shut), "channel") == [0]
