"""The tables of the day: laid for every enclave, anew only where something that they hang on has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safepassage.actors import Broker
from safepassage.equations import bargaining
from safepassage.phases import terms
from safepassage.world.enclave import Enclave, Passage, Table, Views
from safepassage.world.world import World

TOLERANCE = 1e-9  # an offer of exactly the reservation value is accepted, whatever the last bit says


def lay_tables(world: World) -> None:
    """Lay today's table for every enclave that is not bound by an agreement."""
    enclaves = [enclave for enclave in world.active if enclave.agreement is None]
    besiegers = {enclave.faction.besieger for enclave in enclaves}
    free = {besieger: terms.by_word(world, besieger) for besieger in besiegers}
    world.tables = {enclave.name: _lay_table(world, enclave, free) for enclave in enclaves}


def _lay_table(world: World, enclave: Enclave, free: Mapping[str, Sequence[Broker]]) -> Table:
    """Put passage, stakes and reservation values together, and note the range between them as the enclave's outlook.

    Where nothing has changed that a table hangs on it is as it was, and so is the range.
    """
    outlook, passage = enclave.outlook, terms.passage_for(world, enclave)
    outlook.offer_faction = outlook.offer_government = None
    guarantor, views, before = _guarantor(enclave, free), world.views[enclave.name], world.laid.get(enclave.name)
    word = terms.word_of(enclave, guarantor)
    around, between = _around(world, enclave, passage), (guarantor, *_between(world, enclave, views, word))
    if before is None or before[0] != around:
        offers = terms.offers_for(world, enclave, passage)
    elif before[1] != between:
        offers = before[2].offers
    else:
        return before[2]
    stakes = terms.stakes_for(world, enclave, passage, word)
    table = Table(stakes, passage, guarantor, views.value_faction, views.value_government, offers, word)
    outlook.credibility = stakes.credibility
    outlook.best_faction, outlook.best_government = table.best()
    scale, most = world.parameters.talks.ripeness, table.most_for_faction(outlook.best_faction)
    outlook.ripeness = bargaining.ripeness(outlook.surplus, scale)
    outlook.ripest = bargaining.ripeness(most - table.value_faction + TOLERANCE, scale)
    world.laid[enclave.name] = around, between, table
    return table


def _guarantor(enclave: Enclave, free: Mapping[str, Sequence[Broker]]) -> Broker | None:
    """Whoever vouches in the talks; where nobody talks, the strongest who could, of those ``free`` by besieger."""
    talks, faction = enclave.talks, enclave.faction
    return talks.guarantor if talks is not None else terms.strongest(free[faction.besieger], faction)


def _around(world: World, enclave: Enclave, passage: Passage) -> tuple[object, ...]:
    """All that changes which deals there are and what they are worth."""
    seat, districts, exposure = enclave.seat, enclave.districts, world.network.exposure
    return (
        passage, world.communities[seat].leaving_share, enclave.pocket.hunger, world.fighters_in(enclave), districts,
        tuple(map(world.households.people.__getitem__, districts)), tuple(map(exposure.__getitem__, districts)),
        exposure[seat],
    )  # fmt: skip


def _between(world: World, enclave: Enclave, views: Views, word: float) -> tuple[object, ...]:
    """All else that changes what both sides can gain and lose, but for who vouches."""
    government = world.government
    return (
        views, word, world.standings[enclave.faction.besieger].trust, terms.truce_proposed(enclave),
        world.peers.own_people(enclave), government.outside_pressure, government.on_the_offensive,
    )  # fmt: skip


def table_under(world: World, enclave: Enclave, guarantor: Broker | None) -> Table:
    """Today's table of an enclave if this go-between, or nobody, vouched for what is agreed."""
    table, word = world.tables[enclave.name], terms.word_of(enclave, guarantor)
    stakes = terms.stakes_for(world, enclave, table.passage, word)
    return table._replace(stakes=stakes, guarantor=guarantor, word=word)
