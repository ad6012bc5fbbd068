"""Somebody may join talks and vouch: only whose word is worth more, who has a hand free, and once."""

from __future__ import annotations

import pytest

from behaviour.towns import Town, alone
from safepassage.actors import Broker
from safepassage.campaign import Campaign
from safepassage.phases import beliefs, talks
from safepassage.world.enclave import Enclave, Talks
from safepassage.world.world import World

NO_CHANNELS = {"parameters.talks.contact": 0.0, "parameters.talks.direct": 0.0}


def morning(cosign: float = 1.0, **changes: object) -> tuple[World, Enclave, dict[str, Broker]]:
    """Day 0 in a besieged town, with a patron and notables; ``changes`` are keys of the patron's table."""
    scenario = alone(Town(), go_betweens=("patron", "notables")).scenario()
    of_patron = {f"brokers.patron.{key}": value for key, value in changes.items()}
    scenario = scenario.with_overrides({**NO_CHANNELS, **of_patron, "parameters.talks.cosign": cosign})
    world = Campaign(scenario, 1).world
    world.day = 0
    beliefs.look(world)
    (enclave,) = world.active
    return world, enclave, {broker.slug: broker for broker in world.brokers}


def talking(led_by: str | None, **changes: object) -> tuple[str | None, dict[str, int]]:
    """Who vouches after a day of talks that so-and-so leads, and what everybody carries then."""
    world, enclave, brokers = morning(**changes)
    return vouches(world, enclave, brokers, led_by), {slug: broker.carried for slug, broker in brokers.items()}


def vouches(world: World, enclave: Enclave, brokers: dict[str, Broker], led_by: str | None) -> str | None:
    leads = brokers[led_by] if led_by else None
    world.open_talks(enclave, Talks(leads, 0, 0.0, 0.0, guarantor=leads))
    talks.negotiate(world)
    assert enclave.talks is not None
    return enclave.talks.guarantor.slug if enclave.talks.guarantor else None


def test_who_is_stronger_joins_and_carries_it() -> None:
    assert talking("notables") == ("patron", {"patron": 1, "notables": 1})
    assert talking(None) == ("patron", {"patron": 1, "notables": 0})


def test_who_is_weaker_does_not() -> None:
    assert talking("patron") == ("patron", {"patron": 1, "notables": 0})


@pytest.mark.parametrize(
    "changes",
    [
        {"capacity": 0},  # can carry nothing
        {"access": ["islamic_state"]},  # cannot reach the group
        {"leverage": {"government": 0.0}},  # has no hold over the besieger
        {"guarantee": 0.05},  # promises no more than the notables do
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_whose_word_is_worth_no_more_or_who_cannot_give_it_does_not_join(changes: dict[str, object]) -> None:
    assert talking("notables", **changes) == ("notables", {"patron": 0, "notables": 1})


def test_who_has_no_hand_free_does_not_join() -> None:
    world, enclave, brokers = morning()
    brokers["patron"].carried = brokers["patron"].capacity
    assert vouches(world, enclave, brokers, "notables") == "notables"


def test_whose_word_was_broken_too_often_does_not_join() -> None:
    world, enclave, brokers = morning()
    brokers["patron"].remember("government", 1_000.0, kept=False)
    assert vouches(world, enclave, brokers, "notables") == "notables"
    world, enclave, brokers = morning()
    brokers["patron"].remember("somebody-else", 1_000.0, kept=False)
    assert vouches(world, enclave, brokers, "notables") == "patron"


def test_a_stronger_word_makes_the_passage_credible() -> None:
    world, enclave, brokers = morning()
    vouches(world, enclave, brokers, "notables")
    before = enclave.outlook.credibility
    talks.negotiate(world)  # the table of the day after is laid under the new guarantee
    assert enclave.outlook.credibility > before


def test_where_nobody_ever_joins_who_leads_vouches() -> None:
    world, enclave, brokers = morning(cosign=0.0)
    assert vouches(world, enclave, brokers, "notables") == "notables"
