"""The tables of the day: laid for every enclave, anew only where something that they hang on has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from safepassage.actors import Broker
from safepassage.equations import bargaining
from safepassage.phases import terms
from safepassage.world.enclave import Enclave, Outlook, Passage, Table
from safepassage.world.world import World

TOLERANCE = 1e-9  # an offer of exactly the reservation value is accepted, whatever the last bit says


class _Besieger(NamedTuple):
    """What is common to all who are besieged by one side this morning.

    The go-betweens with a hand free, the strongest word first; how far its own word is trusted, what presses it from
    outside, whether it has any offensive.
    """

    free: list[Broker]
    standing: tuple[float, float, bool]


def lay_tables(world: World) -> None:
    """Lay today's table for every enclave that is not bound by an agreement."""
    enclaves = [enclave for enclave in world.active if enclave.agreement is None]
    besiegers = {slug: _besieger(world, slug) for slug in {enclave.faction.besieger for enclave in enclaves}}
    world.tables = {e.name: _lay_table(world, e, besiegers[e.faction.besieger]) for e in enclaves}


def _besieger(world: World, slug: str) -> _Besieger:
    government = world.government
    standing = world.standings[slug].trust, government.outside_pressure, government.on_the_offensive
    return _Besieger(terms.by_word(world, slug), standing)


def _lay_table(world: World, enclave: Enclave, besieger: _Besieger) -> Table:
    """Put passage, stakes and reservation values together, and note the range between them as the enclave's outlook.

    Where nothing has changed that a table hangs on it is as it was, and so is the range.
    """
    outlook, views, before = enclave.outlook, world.views[enclave.name], world.laid.get(enclave.name)
    outlook.offer_faction = outlook.offer_government = None
    passage, guarantor = terms.passage_for(world, enclave), _guarantor(enclave, besieger.free)
    word, around = terms.word_of(enclave, guarantor), _around(world, enclave, passage)
    # All else that changes what both sides can gain and lose.
    proposed, own_people = terms.truce_proposed(enclave), world.peers.own_people(enclave)
    between = (views, guarantor, word, proposed, own_people, besieger.standing)
    if before is None or before[0] != around:
        offers = terms.offers_for(world, enclave, passage)
    elif before[1] != between:
        offers = before[2].offers
    else:
        return before[2]
    stakes = terms.stakes_for(world, enclave, passage, word)
    table = Table(stakes, passage, guarantor, views.value_faction, views.value_government, offers, word)
    _note(outlook, table, world.parameters.talks.ripeness)
    world.laid[enclave.name] = around, between, table
    return table


def _note(outlook: Outlook, table: Table, scale: float) -> None:
    """Note what a table promises both sides, and how ripe that makes the stalemate."""
    outlook.credibility = table.stakes.credibility
    outlook.best_faction, outlook.best_government = table.best()
    most = table.most_for_faction(outlook.best_faction)
    outlook.ripeness = bargaining.ripeness(outlook.surplus, scale)
    outlook.ripest = bargaining.ripeness(most - table.value_faction + TOLERANCE, scale)


def _guarantor(enclave: Enclave, free: Iterable[Broker]) -> Broker | None:
    """Whoever vouches in the talks; where nobody talks, the strongest who could of those who are free."""
    talks = enclave.talks
    return talks.guarantor if talks is not None else terms.strongest(free, enclave.faction)


def _around(world: World, enclave: Enclave, passage: Passage) -> tuple[object, ...]:
    """All that changes which deals there are and what they are worth."""
    seat, districts, exposure = enclave.seat, enclave.districts, world.network.exposure
    return (
        passage, world.communities[seat].leaving_share, enclave.pocket.hunger, world.fighters_in(enclave), districts,
        tuple(map(world.households.people.__getitem__, districts)), tuple(map(exposure.__getitem__, districts)),
        exposure[seat],
    )  # fmt: skip


def table_under(world: World, enclave: Enclave, guarantor: Broker | None) -> Table:
    """Today's table of an enclave if this go-between, or nobody, vouched for what is agreed."""
    table, word = world.tables[enclave.name], terms.word_of(enclave, guarantor)
    stakes = terms.stakes_for(world, enclave, table.passage, word)
    return table._replace(stakes=stakes, guarantor=guarantor, word=word)
