"""Channels and offers: who opens one and when, who proposes, what is accepted, when talks break."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
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

ASSAULT: Overrides = {"offensives": [assault("west", "east")]}
OPEN: Overrides = {"talks.contact": 1e9, "talks.ripeness": 1e6}
# No guarantee and a terrible betrayal: whatever is offered, fighting on is better.
HOPELESS: Overrides = {**OPEN, "bargaining.betrayal": 99.0, "brokers.elders.guarantee": 0.0}
# A pie of transfers alone: the group wants at least 0.135 to leave, the besieger would rather fight on than give 0.175.
PIE: Overrides = {
    **ASSAULT,
    **OPEN,
    **{
        f"terms.{side}_{name}": 0.0
        for side in "fg"
        for name in ("destination", "arms", "detainees", "settlement", "ceasefire")
    },
    "war.advance": 5e-5,
    "beliefs.optimism": 3.4,
    "beliefs.learning_days": 1e9,
    "bargaining.discount": 1e-4,
    "bargaining.government_cost": 0.0,
    "scopes.leaving": 0.6,
    "bargaining.sigma": 0.0,
    "bargaining.talk_days": 1e6,
}
# Each misjudges the other by so much that many an offer is refused.
UNSURE: Overrides = {**PIE, "bargaining.sigma": 0.1, "bargaining.talk_days": 20.0}


def channels(after: Run) -> list[tuple[int, str, str]]:
    return [(entry["day"], entry["enclave"], entry["broker"]) for entry in journal(after, "channel")]


# Channels


def test_without_contact_or_a_broker_nobody_talks() -> None:
    assert channels(run(3, DEAL, {"talks.contact": 0.0})) == []
    assert channels(run(3, DEAL, {"brokers": {}})) == []
    assert channels(run(3, DEAL, {"brokers.elders.capacity": 0})) == []
    assert channels(run(3, DEAL)) == [(0, "guard-west", "elders")]


def test_talks_open_where_the_stalemate_hurts_both_and_not_where_either_does_better_alone() -> None:
    sharp: Overrides = {"talks.contact": 1e3, "talks.ripeness": 0.01, "bargaining.sigma": 0.0}
    assert channels(run(3, sharp, {"scopes.leaving": 1.0})) != []
    assert channels(run(3, sharp, {"scopes.leaving": -1.0})) == []


def test_contact_is_made_by_chance() -> None:
    seldom: Overrides = {**DEAL, "talks.contact": 0.3}
    first = [days_of(run(20, seldom, seed=seed), "channel")[:1] for seed in range(6)]
    assert len({tuple(days) for days in first}) > 2


def test_a_broker_carries_as_many_talks_as_it_can() -> None:
    one: Overrides = {**TWO_GROUPS, **HOPELESS, "bargaining.talk_days": 99.0}
    assert len(channels(run(4, one, {"brokers.elders.capacity": 1}))) == 1
    assert len(channels(run(4, one, {"brokers.elders.capacity": 2}))) == 2


def test_a_broker_is_free_again_when_a_deal_is_signed_and_when_talks_break() -> None:
    one: Overrides = {**TWO_GROUPS, "brokers.elders.capacity": 1}
    assert channels(run(4, one, DEAL)) == [(0, "guard-west", "elders"), (1, "militia-east", "elders")]
    broke = run(6, one, HOPELESS, {"bargaining.talk_days": 2.0, "talks.pause_days": 9.0})
    assert channels(broke) == [(0, "guard-west", "elders"), (2, "militia-east", "elders")]


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
    assert days_of(run(6, HOPELESS, {"bargaining.talk_days": 99.0}), "channel") == [0]
    assert days_of(run(6, DEAL, EVERYBODY, {"convoys.buses": 0}), "channel") == [0]


def test_talks_are_counted_while_they_last() -> None:
    assert daily(run(3, DEAL, EVERYBODY, {"convoys.buses": 0}), "talks") == [1, 0, 0]
    assert daily(run(3, DEAL, EVERYBODY, {"convoys.buses": 0}), "agreements") == [0, 1, 1]


# Offers


def test_with_nothing_to_learn_the_besiegers_first_offer_is_just_enough_and_signed() -> None:
    after = run(2, PIE)
    assert days_of(after, "signed") == [1]
    assert outlook(after, "offer_faction")[1] == pytest.approx(outlook(after, "value_faction")[1])
    assert outlook(after, "offer_government")[1] == pytest.approx(outlook(after, "best_government")[1])


@pytest.mark.parametrize("seed", range(6))
def test_an_offer_is_signed_if_and_only_if_neither_side_does_better_alone(seed: int) -> None:
    after = run(20, UNSURE, seed=seed)
    signed = days_of(after, "signed")
    last = signed[0] if signed else 19
    table = {
        name: outlook(after, name)
        for name in ("offer_faction", "offer_government", "value_faction", "value_government")
    }
    offered = [day for day in range(last + 1) if table["offer_faction"][day] == table["offer_faction"][day]]
    good = [
        day
        for day in offered
        if table["offer_faction"][day] >= table["value_faction"][day] - 1e-6
        and table["offer_government"][day] >= table["value_government"][day] - 1e-6
    ]
    assert offered
    assert good == signed


def test_where_there_is_nothing_to_gain_no_offer_is_signed() -> None:
    after = run(9, HOPELESS, {"bargaining.talk_days": 3.0, "talks.pause_days": 9.0})
    assert days_of(after, "signed") == []
    assert journal(after, "talks_broke") == [{"day": 3, "enclave": "guard-west", "broker": "elders", "offers": 3}]


def signing_days(*overrides: Overrides) -> list[int]:
    """Of ten seeds; day 99 where nothing was signed."""
    return [(days_of(run(25, UNSURE, *overrides, seed=seed), "signed") or [99])[0] for seed in range(10)]


def test_a_refusal_teaches() -> None:
    """Where it teaches all, each side's next offer is right, and is signed: at the latest the third is."""
    assert max(signing_days({"bargaining.refusal_teaches": 0.0})) <= 3
    assert max(signing_days({"bargaining.refusal_teaches": 1.0})) > 3


def test_a_skilled_broker_narrows_misunderstanding() -> None:
    assert set(signing_days({"brokers.elders.skill": 1.0})) == {1}
    assert sum(signing_days({"brokers.elders.skill": 0.5})) < sum(signing_days())


def test_less_misunderstanding_means_an_earlier_deal() -> None:
    assert sum(signing_days({"bargaining.sigma": 0.02})) < sum(signing_days())


def test_the_sides_take_turns() -> None:
    """Where no refusal teaches and time does not press, each side repeats itself on every second day."""
    stuck: Overrides = {**UNSURE, "bargaining.refusal_teaches": 1.0, "bargaining.talk_days": 1e6}
    stubborn = [after for seed in range(12) if not days_of(after := run(5, stuck, seed=seed), "signed")]
    assert stubborn
    for after in stubborn:
        besieger, group, again, last = [offer for offer in outlook(after, "offer_faction").values() if offer == offer]
        assert besieger < outlook(after, "value_faction")[1] < outlook(after, "best_faction")[2] < group
        assert (again, last) == pytest.approx((besieger, group), abs=1e-3)


def test_what_is_asked_for_gives_way_with_time() -> None:
    stuck: Overrides = {"bargaining.refusal_teaches": 1.0}
    soft, hard = (signing_days(stuck, {"bargaining.concession": exponent}) for exponent in (0.2, 20.0))
    assert sum(soft) < sum(hard)


# How long


def test_talks_break_when_their_time_is_over_and_pause() -> None:
    after = run(16, HOPELESS, {"bargaining.talk_days": 3.0, "talks.pause_days": 4.0})
    assert days_of(after, "talks_broke") == [3, 11]
    assert days_of(after, "channel") == [0, 8]


def test_an_ultimatum_sets_the_time() -> None:
    told: Overrides = {"events": [event(0, "ultimatum", districts=["west"], days=2.0)], "bargaining.talk_days": 9.0}
    assert days_of(run(6, HOPELESS, told), "talks_broke") == [2]


def test_an_assault_sets_the_time_by_the_hazard_that_is_seen() -> None:
    # Seen like this, the assault will be over in about three days.
    hard: Overrides = {**ASSAULT, "war.advance": 0.03, "beliefs.optimism": 0.0, "bargaining.talk_days": 20.0}
    # After the first day the strength is gone, so that the group lives to see it.
    gone: Overrides = {
        "government.strength": 1,
        "allies.friend": {"name": "Friend", "strength": 2_000},
        "events": [event(1, "ally", ally="friend", strength=0)],
    }
    after = run(9, HOPELESS, hard, gone)
    seen = outlook(after, "hazard_seen")[0]
    assert 0.2 < seen < 0.9
    broke = days_of(after, "talks_broke")[0]
    assert broke - 1 < 1 / seen <= broke


def test_a_storm_ends_the_talks() -> None:
    after = run(4, HOPELESS, falls(2, "west", "east"))
    assert daily(after, "talks") == [1, 1, 0, 0]


def test_nobody_to_leave_still_signs() -> None:
    assert days_of(run(4, DEAL, NOBODY), "settled") == [2]
