"""A collapse: the war resumes, trust is broken, and whoever had not left is where they were."""

from __future__ import annotations

import pytest

from rules.world import (
    COLLAPSE,
    TWO_GROUPS,
    Overrides,
    agreement,
    assault,
    convoys,
    daily,
    days_of,
    event,
    falls,
    fighters,
    journal,
    outlook,
    run,
    totals,
)


def test_a_collapse_resumes_the_war() -> None:
    after = run(6, COLLAPSE, {"offensives": [assault("west", "east")], "talks.pause_days": 9.0})
    strength = list(outlook(after, "strength").values())
    assert days_of(after, "collapsed") == [2]
    assert strength == [1_000, 1_000, 0, 1_000, 1_000, 1_000]
    assert daily(after, "agreements") == [0, 1, 0, 0, 0, 0]


def test_after_a_collapse_talks_pause_and_a_second_attempt_counts_as_interrupted() -> None:
    after = run(12, COLLAPSE, {"talks.pause_days": 3.0})
    assert days_of(after, "channel") == [0, 6]
    assert days_of(after, "signed") == [1, 7]
    row = agreement(after)
    assert (row["attempts"], row["agreement_day"], row["interrupted"]) == (2, 7, True)
    assert journal(after, "signed")[1]["attempt"] == 2


WEIGHT: Overrides = {
    "credibility.trust": 0.5,
    "credibility.trust_weight": 10.0,
    "scopes.leaving": 9.0,
    "talks.pause_days": 9.0,
}


def test_a_collapse_that_nobody_vouched_for_breaks_trust_for_everybody() -> None:
    after = run(4, COLLAPSE, WEIGHT)
    assert daily(after, "trust") == pytest.approx([0.5, 0.5, 5 / 11, 5 / 11])


def test_a_besiegers_word_stands_for_itself_alone() -> None:
    """What the government broke says nothing of the guard, which besieges others."""
    other: Overrides = {"factions.militia.besieger": "guard", "factions.militia.side": "government"}
    only: Overrides = {"brokers.elders.access": ["guard"]}
    for besieger, trust in (({}, 5 / 11), (other, 0.5)):
        after = run(4, TWO_GROUPS, COLLAPSE, WEIGHT, only, besieger)
        assert days_of(after, "collapsed") == [2]
        assert outlook(after, "credibility", "militia")[3] == pytest.approx(trust)


def test_a_collapse_under_a_guarantee_is_on_the_guarantors_record_alone() -> None:
    vouched: Overrides = {"brokers.elders.guarantee": 0.5, "credibility.record": 4.0}
    after = run(4, COLLAPSE, WEIGHT, vouched)
    assert days_of(after, "collapsed") == [2]
    assert daily(after, "trust") == pytest.approx([0.5] * 4)
    credibility = outlook(after, "credibility")
    assert credibility[0] == pytest.approx(1 - 0.5 * 0.5)
    assert credibility[3] == pytest.approx(1 - 0.5 * (1 - 0.5 * 4 / 5))


def test_a_hidden_deals_collapse_is_seen_by_fewer() -> None:
    hidden: Overrides = {
        "bargaining.reputation_rebel": 90.0,
        "bargaining.deniability": 1.0,
        "credibility.visibility": 0.5,
    }
    after = run(4, COLLAPSE, WEIGHT, hidden)
    assert daily(after, "trust")[2] == pytest.approx(5 / 10.5)


def test_whoever_was_registered_is_inside_after_a_collapse_and_can_register_again() -> None:
    once: Overrides = {
        **COLLAPSE,
        "agreements.overrun": 0.0,
        "agreements.brief_ceasefire_days": 1.0,
        "terms.g_ceasefire": 2.0,
    }
    # Nobody has a guarantee in the first attempt; before the second a patron gets access, who guarantees in full.
    patron: Overrides = {
        "brokers.patron": {"name": "Patron", "guarantee": 1.0, "access": []},
        "events": [event(3, "broker_access", broker="patron", access=["rebel"])],
        "talks.pause_days": 2.0,
    }
    after = run(14, once, patron)
    assert days_of(after, "collapsed") == [2]
    assert [entry["people"] for entry in journal(after, "registered")] == [1_100, 1_100]
    assert totals(after)["evacuated"] == 1_100


def test_people_who_left_before_a_collapse_are_safe() -> None:
    late: Overrides = {
        **COLLAPSE,
        "agreements.incidents": 5e-3,
        "agreements.overrun": 2e3,
        "agreements.brief_ceasefire_days": 2.0,
        "terms.g_ceasefire": 2.0,
        "convoys.buses": 4,
        "talks.pause_days": 9.0,
    }
    after = run(8, late)
    assert days_of(after, "collapsed") == [4]
    left = sum(convoy["people"] for convoy in convoys(after))
    assert 100 < left < 1_100
    assert totals(after)["evacuated"] == left
    assert totals(after)["stayed"] == 1_100 - left
    assert fighters(after, "west") + fighters(after, "east") == 100 - agreement(after)["fighters_evacuated"]


def test_an_ultimatum_of_before_the_signature_is_forgotten() -> None:
    told: Overrides = {"events": [event(0, "ultimatum", districts=["west"], days=5.0)], "talks.pause_days": 9.0}
    after = run(8, COLLAPSE, told)
    assert days_of(after, "ultimatum") == [0]
    assert days_of(after, "collapsed") == [2]
    assert days_of(after, "bluff") == []


def test_a_fall_can_come_after_a_collapse() -> None:
    after = run(6, COLLAPSE, falls(4, "west", "east"), {"talks.pause_days": 9.0})
    assert days_of(after, "stormed") == [4]
    assert agreement(after)["attempts"] == 1
