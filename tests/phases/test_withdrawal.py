"""A group leaves without a deal only over an open way, and only once that is better than holding on."""

from __future__ import annotations

import pytest

from behaviour.towns import Town, alone
from safepassage.campaign import Campaign
from safepassage.phases import withdrawal
from safepassage.world.enclave import Agreement, Enclave, Talks, Views
from safepassage.world.situations import situation_of
from safepassage.world.world import World

BETTER, WORSE = 0.28, 0.281  # of holding on: to be alive on ground of its own side is worth 0.08 + 0.2


def besieged(*, open_way: bool, value: float, chance: float = 1.0) -> tuple[World, Enclave]:
    """A besieged town on day 0, to which holding on is worth so much."""
    town = alone(Town(way_out=open_way)).scenario()
    world = Campaign(town.with_overrides({"parameters.talks.withdrawal": chance}), 1).world
    world.day = 0
    (enclave,) = world.active
    world.views = {enclave.name: Views(value, 0.5, 0.1, situation_of(world, enclave), 0.0)}
    return world, enclave


@pytest.mark.parametrize(
    ("open_way", "value", "chance", "leaves"),
    [(True, BETTER, 1.0, True), (True, WORSE, 1.0, False), (False, -1.0, 1.0, False), (True, BETTER, 0.0, False)],
)
def test_only_over_an_open_way_and_once_it_is_better(open_way: bool, value: float, chance: float, leaves: bool) -> None:
    world, enclave = besieged(open_way=open_way, value=value, chance=chance)
    withdrawal.withdraw(world)
    assert enclave.gone is leaves
    assert enclave.outcome == ("withdrew" if leaves else "holding")


def test_fighters_and_their_families_go_and_the_ground_is_given_up() -> None:
    world, enclave = besieged(open_way=True, value=BETTER)
    people, fighters = world.households.inside, world.fighters_in(enclave)
    withdrawal.withdraw(world)
    h = world.households
    assert sum(h.fighters_at) == 0
    assert fighters < h.crossed == enclave.tally.crossed < people
    assert h.inside + h.crossed == people
    assert set(world.network.holder) == {"government"}
    assert world.active == []
    (told,) = (entry for entry in world.journal.entries if entry.kind == "withdrawal")
    assert told.details["people"] == h.crossed


def test_who_is_bound_by_a_deal_stays_to_carry_it_out() -> None:
    world, enclave = besieged(open_way=True, value=BETTER)
    enclave.agreement = object.__new__(Agreement)
    withdrawal.withdraw(world)
    assert not enclave.gone


def test_talks_end_with_a_withdrawal_and_their_broker_is_free() -> None:
    world, enclave = besieged(open_way=True, value=BETTER)
    (broker, *_) = world.brokers
    world.open_talks(enclave, Talks(broker, 0, 0.0, 0.0, guarantor=broker))
    withdrawal.withdraw(world)
    assert (enclave.talks, broker.carried) == (None, 0)
