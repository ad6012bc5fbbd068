"""Whose word is at stake in a deal: who answers for a collapse, and with whom."""

from __future__ import annotations

import pytest

from behaviour.towns import Country, Town
from safepassage.actors import Broker
from safepassage.campaign import Campaign
from safepassage.equations.bargaining import Deal, Package
from safepassage.phases.agreements import collapse
from safepassage.world.enclave import Agreement, Enclave, Passage, Stage, Talks
from safepassage.world.world import World

VISIBILITY = 0.5
GARRISON = Town(garrison_of="government", besieger="town", receiver="government", strength=0, fighters=400)

NOWHERE = Passage(None, 0.0, 0.0)


@pytest.fixture
def world() -> World:
    """A town that the government besieges, and a garrison of the government's side that the town's group besieges."""
    country = Country({"town": Town(), "garrison": GARRISON}, go_betweens=("patron", "notables", "idle-patron"))
    return Campaign(country.scenario(), 1).world


def enclave_of(world: World, faction: str) -> Enclave:
    return next(e for e in world.active if e.faction.slug == faction)


def broker(world: World, slug: str) -> Broker:
    return next(b for b in world.brokers if b.slug == slug)


def bound(
    world: World, faction: str, guarantor: str | None, *, led_by: str | None = None, deniable: bool = False
) -> Agreement:
    """A deal with a group that holds from now on, under somebody's guarantee."""
    deal = Deal(Package(0.1, 0.1, deniable, 1.0, frozenset()), 0.1, 0.3, 0.6)
    vouches, leads = (broker(world, slug) if slug else None for slug in (guarantor, led_by))
    agreement = Agreement(enclave_of(world, faction), deal, NOWHERE, True, leads, vouches, 0.0, 0, 1, 100.0, 0.0)
    world.bind(agreement)
    return agreement


def words(world: World) -> dict[str, tuple[float, float]]:
    """What is remembered of everybody's word, where anything is: kept, broken."""
    told = {f"standing of {slug}": (s.honoured, s.broken) for slug, s in world.standings.items()}
    told |= {
        f"{b.slug} on {besieger}": (b.kept.get(besieger, 0.0), b.broken.get(besieger, 0.0))
        for b in world.brokers
        for besieger in {*b.kept, *b.broken}
    }
    return {name: record for name, record in told.items() if record != (0.0, 0.0)}


@pytest.mark.parametrize(
    ("faction", "guarantor", "tarnished"),
    [
        ("town", None, "standing of government"),
        ("town", "patron", "patron on government"),
        ("garrison", None, "standing of town"),
        ("garrison", "notables", "notables on town"),
    ],
)
def test_a_collapse_costs_in_one_place_and_with_that_besieger_alone(
    world: World, faction: str, guarantor: str | None, tarnished: str
) -> None:
    collapse(world, bound(world, faction, guarantor, led_by="notables"))
    assert words(world) == {tarnished: (0.0, 1.0)}


@pytest.mark.parametrize("guarantor", [None, "patron"])
def test_a_deal_that_is_kept_speaks_for_the_besieger_and_for_who_vouched(world: World, guarantor: str | None) -> None:
    world.close(bound(world, "town", guarantor, led_by="notables"), Stage.HANDED_OVER)
    vouched = {f"{guarantor} on government": (1.0, 0.0)} if guarantor else {}
    assert words(world) == {"standing of government": (1.0, 0.0), **vouched}


def test_one_deal_is_one_deal_however_many_convoys_it_takes(world: World) -> None:
    before = world.standings["government"].trust
    agreement = bound(world, "town", None)
    agreement.sent, agreement.enclave.tally.convoys = 5_000, 12
    world.close(agreement, Stage.HANDED_OVER)
    assert world.standings["government"].trust == pytest.approx((before * 1.5 + 1) / 2.5)
    assert world.standings["town"].trust == before


def test_a_deal_by_night_teaches_others_half(world: World) -> None:
    collapse(world, bound(world, "town", "patron", deniable=True))
    assert words(world) == {"patron on government": (0.0, VISIBILITY)}


def test_a_guarantor_carries_a_deal_until_it_ends(world: World) -> None:
    patron, notables = broker(world, "patron"), broker(world, "notables")
    agreement = bound(world, "town", "patron", led_by="notables")
    assert (patron.carried, notables.carried) == (1, 0)
    assert patron.word("government") < patron.word("government", carrying=True)
    collapse(world, agreement)
    assert (patron.carried, notables.carried) == (0, 0)


def test_talks_are_carried_by_who_leads_them_and_who_has_joined(world: World) -> None:
    patron, notables, idle = (broker(world, slug) for slug in ("patron", "notables", "idle-patron"))
    town = enclave_of(world, "town")
    world.open_talks(town, Talks(notables, 0, 0.0, 0.0, guarantor=notables))
    assert (patron.carried, notables.carried) == (0, 1)
    assert town.talks is not None
    world.join_talks(town, town.talks, idle)
    world.join_talks(town, town.talks, patron)  # who had joined before steps back, who leads does not
    assert (patron.carried, notables.carried, idle.carried) == (1, 1, 0)
    world.close_talks(town)
    assert (patron.carried, notables.carried, idle.carried) == (0, 0, 0)
