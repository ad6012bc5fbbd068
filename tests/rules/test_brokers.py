"""Go-betweens: what their word is worth, who may join talks and vouch, and what happens without one."""

from __future__ import annotations

import pytest

from rules.world import (
    COLLAPSE,
    DEAL,
    LONG_TALKS,
    TWO_GROUPS,
    Overrides,
    agreement,
    carried,
    days_of,
    event,
    journal,
    outlook,
    run,
)

# The elders lead the talks from day 0; a patron, whose word is worth more, gets access on day 1.
PATRON: Overrides = {
    **LONG_TALKS,
    "credibility.trust": 0.2,
    "scopes.leaving": 3.0,
    "talks.cosign": 1.0,
    "brokers.elders.guarantee": 0.5,
    "brokers.patron": {"name": "Patron", "guarantee": 0.9, "access": []},
    "events": [event(1, "broker_access", broker="patron", access=["rebel"])],
}
WORD: Overrides = {"credibility.trust": 0.4, "brokers.elders.guarantee": 0.5, "scopes.leaving": 3.0}


def credibility(days: int, *overrides: Overrides, faction: str = "guard") -> list[float]:
    return list(outlook(run(days, *overrides), "credibility", faction).values())


# What a word is worth


def test_a_word_is_worth_less_without_leverage_on_the_besieger() -> None:
    assert credibility(1, WORD) == pytest.approx([1 - 0.6 * 0.5])
    assert credibility(1, WORD, {"brokers.elders.leverage": {"government": 0.5}}) == pytest.approx([1 - 0.6 * 0.75])
    assert credibility(1, WORD, {"brokers.elders.leverage": {"guard": 0.0}}) == pytest.approx([1 - 0.6 * 0.5])


def test_who_can_carry_nothing_neither_talks_nor_joins_nor_vouches() -> None:
    assert credibility(1, WORD, {"brokers.elders.capacity": 0}) == pytest.approx([0.4])
    assert days_of(run(3, DEAL, {"brokers.elders.capacity": 0}), "channel") == []
    patron = {**PATRON["brokers.patron"], "capacity": 0}
    assert days_of(run(4, PATRON, {"brokers.patron": patron}), "cosigned") == []


def test_whoever_carries_much_is_worth_less_to_the_next() -> None:
    """The elders carry one thing of the four that they can: their word to others is divided by 1 + 1·¼."""
    busy: Overrides = {**TWO_GROUPS, **LONG_TALKS, **WORD, "credibility.burden": 1.0, "brokers.elders.capacity": 4}
    one: Overrides = {"events": [event(1, "broker_access", broker="elders", access=["guard"])]}
    only: Overrides = {"brokers.elders.access": ["militia"]}
    assert credibility(2, busy, one, only) == pytest.approx([1 - 0.6, 1 - 0.6 * (1 - 0.5 / 1.25)])
    assert credibility(3, busy, one, only, faction="militia")[2] == pytest.approx(1 - 0.6 * (1 - 0.5 / 1.25))


def test_what_is_guaranteed_does_not_weigh_on_its_own_guarantee() -> None:
    alone: Overrides = {**LONG_TALKS, **WORD, "credibility.burden": 1.0}
    assert credibility(3, alone) == pytest.approx([0.7, 0.7, 0.7])


def test_who_has_no_hand_free_vouches_for_nobody_new() -> None:
    full: Overrides = {**TWO_GROUPS, **LONG_TALKS, **WORD, "brokers.elders.capacity": 1}
    assert credibility(2, full) == pytest.approx([0.7, 0.4])
    assert credibility(2, full, faction="militia") == pytest.approx([0.7, 0.7])


def test_a_word_that_failed_to_hold_one_besieger_says_nothing_of_another() -> None:
    other: Overrides = {"factions.militia.besieger": "guard", "factions.militia.side": "government"}
    only: Overrides = {"brokers.elders.access": ["guard"], "talks.pause_days": 99.0, "scopes.leaving": 9.0}
    opens: Overrides = {"events": [event(4, "broker_access", broker="elders", access=["rebel"])], "talks.contact": 0.99}
    for besieger, word in ((other, 0.5), ({}, 0.5 * 4 / 5)):
        after = run(5, TWO_GROUPS, COLLAPSE, WORD, {"credibility.trust_weight": 6e3}, besieger, only, opens)
        assert days_of(after, "collapsed") != []
        assert outlook(after, "credibility", "militia")[4] == pytest.approx(1 - 0.6 * (1 - word), abs=1e-6)


# Who vouches


def test_talks_stand_under_the_word_of_who_leads_them_until_a_stronger_one_joins() -> None:
    stays_out = credibility(4, PATRON, {"talks.cosign": 0.0})
    assert stays_out == pytest.approx([0.6, 0.6, 0.6, 0.6])
    assert credibility(4, PATRON) == pytest.approx([0.6, 0.6, 0.92, 0.92])


def test_a_stronger_go_between_joins_and_vouches_for_what_is_signed() -> None:
    after = run(20, PATRON, {"bargaining.talk_days": 30.0, "convoys.buses": 0})
    assert journal(after, "cosigned") == [{"day": 1, "enclave": "guard-west", "broker": "patron"}]
    (signed,) = journal(after, "signed")
    assert (signed["broker"], signed["guarantor"]) == ("elders", "patron")
    assert (agreement(after)["broker"], agreement(after)["guarantor"]) == ("elders", "patron")


@pytest.mark.parametrize(
    "not_this",
    [
        {"brokers.patron": {**PATRON["brokers.patron"], "guarantee": 0.4}},
        {"brokers.patron": {**PATRON["brokers.patron"], "leverage": {"government": 0.1}}},
        {"events": [event(1, "broker_access", broker="patron", access=["jihadist"])]},
        {"talks.cosign": 0.0},
        {"brokers.patron": {**PATRON["brokers.patron"], "guarantee": 0.4}, "brokers.elders.capacity": 1},
    ],
)
def test_who_is_weaker_or_out_of_reach_does_not_join(not_this: Overrides) -> None:
    assert days_of(run(6, PATRON, not_this), "cosigned") == []


def test_one_joins_once() -> None:
    assert days_of(run(9, PATRON), "cosigned") == [1]


def test_who_steps_back_for_a_stronger_one_has_a_hand_free() -> None:
    """The patron joins on day 1 and its master on day 2; then only who leads the talks and the master carry them."""
    master: Overrides = {
        "brokers.master": {"name": "Master", "guarantee": 1.0, "access": []},
        "events": [*PATRON["events"], event(2, "broker_access", broker="master", access=["rebel"])],
    }
    assert carried(run(2, PATRON, master)) == {"elders": 1, "patron": 1, "master": 0}
    after = run(3, PATRON, master)
    assert [entry["broker"] for entry in journal(after, "cosigned")] == ["patron", "master"]
    assert carried(after) == {"elders": 1, "patron": 0, "master": 1}


# Without a go-between


def test_sides_may_talk_directly_without_anybody_who_vouches() -> None:
    alone: Overrides = {**DEAL, "brokers": {}, "credibility.trust": 0.9, "scopes.leaving": 3.0}
    after = run(3, alone, {"talks.direct": 1.0})
    assert journal(after, "channel") == [{"day": 0, "enclave": "guard-west", "broker": None}]
    (signed,) = journal(after, "signed")
    assert (signed["broker"], signed["guarantor"]) == (None, None)
    assert outlook(after, "credibility")[0] == pytest.approx(0.9)
    assert days_of(run(3, alone), "channel") == []


def test_whoever_has_a_go_between_does_not_talk_directly() -> None:
    assert journal(run(1, DEAL, {"talks.direct": 1.0}), "channel")[0]["broker"] == "elders"


def test_an_assault_makes_contact_urgent() -> None:
    seldom: Overrides = {**DEAL, "talks.contact": 1e-6, "scopes.leaving": 9.0}
    fought: Overrides = {
        "offensives": [{"date": "2030-01-01", "districts": ["west", "east"], "strength": 1_000}], "war.advance": 1e-3,
    }  # fmt: skip
    assert days_of(run(4, seldom, fought), "channel") == []
    assert days_of(run(4, seldom, fought, {"talks.urgency": 1e3}), "channel") == [0]
    assert days_of(run(4, seldom, {"talks.urgency": 1e3}), "channel") == []
