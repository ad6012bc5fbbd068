"""What is kept from one day to the next is what would be found anew, and no bound leaves out what could have been."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

import pytest

from safepassage import Scenario
from safepassage.campaign import SCHEDULE, Campaign
from safepassage.equations import bargaining
from safepassage.equations.scopes import Scope
from safepassage.phases import beliefs, tables, terms
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave, Table
from safepassage.world.world import World

RUNS = [("two-towns", 90), ("south-damascus-2018", 45), ("spring-2018", 60), ("truce-first-2018", 60)]


def mornings(name: str, days: int, before: str) -> Iterator[World]:
    """The world of one run on each of its days, as it is just before a phase."""
    campaign = Campaign(Scenario.load(name), 1)
    for _ in range(days):
        campaign.world.day += 1
        for phase, act in SCHEDULE:
            if phase == before:
                yield campaign.world
            act(campaign.world)


def outlooks(world: World) -> dict[str, tuple[float, ...]]:
    return {
        e.name: (e.outlook.best_faction, e.outlook.best_government, e.outlook.credibility, e.outlook.ripest)
        for e in world.active
    }


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_a_table_that_is_kept_is_the_one_that_would_be_laid(name: str, days: int) -> None:
    kept = 0
    for world in mornings(name, days, before="talks"):
        before = {name: laid[2] for name, laid in world.laid.items()}
        tables.lay_tables(world)
        found, promised = world.tables, outlooks(world)
        kept += sum(found[name] is before.get(name) for name in found)
        world.laid = {}
        tables.lay_tables(world)
        assert world.tables == found
        assert outlooks(world) == promised
    assert kept > 0


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_views_that_are_kept_are_those_that_would_be_formed(name: str, days: int) -> None:
    kept = 0
    for world in mornings(name, days, before="beliefs"):
        before = world.views
        beliefs.look(world)
        found = world.views
        kept += sum(found[name] is before.get(name) for name in found)
        world.views = {}
        beliefs.look(world)
        assert world.views == found
    assert kept > 0


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_no_weaker_word_makes_a_stalemate_riper_than_it_can_be(name: str, days: int) -> None:
    weaker = 0
    for world in mornings(name, days, before="talks"):
        tables.lay_tables(world)
        for enclave in (e for e in world.active if e.name in world.tables):
            for guarantor in (None, *world.brokers):
                table = tables.table_under(world, enclave, guarantor)
                if table.word <= world.tables[enclave.name].word:
                    weaker += 1
                    assert ripeness(world, table) <= enclave.outlook.ripest
    assert weaker > 0


def ripeness(world: World, table: Table) -> float:
    best_faction, best_government = table.best()
    surplus = min(best_faction - table.value_faction, best_government - table.value_government)
    return bargaining.ripeness(surplus, world.parameters.talks.ripeness)


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_ground_and_neighbours_are_those_of_today(name: str, days: int) -> None:
    for world in mornings(name, days, before="beliefs"):
        network = world.network
        for enclave in world.active:
            footing = network.footing(enclave.districts)
            assert footing.ground == fsum(network.resistance[d] for d in enclave.districts)
            assert footing.defence == network.defence(enclave.districts)
            assert set(map(id, enclave.neighbours)) == set(map(id, beside(world, enclave)))
            around = {b for d in enclave.districts for b in network.beside[d]}
            assert enclave.facing == any(network.holder[b] == GOVERNMENT for b in around)


def beside(world: World, enclave: Enclave) -> list[Enclave]:
    found = [world.roll.at[b] for d in enclave.districts for b in world.network.beside[d]]
    return [other for other in found if other is not None and other is not enclave]


@pytest.mark.parametrize(("name", "days"), RUNS)
def test_the_share_of_the_unsettled_is_that_without_a_settlement(name: str, days: int) -> None:
    for world in mornings(name, days, before="talks"):
        for enclave in world.active:
            seat, passage = world.communities[enclave.seat], terms.passage_for(world, enclave)
            with_it, without = (
                seat.utilities(terms.registration(world, enclave, passage, Scope.CHOICE, enclave.seat, settlement=s))
                for s in (True, False)
            )
            assert terms.fighters_leaving(with_it, unsettled=True) == terms.fighters_leaving(without)
