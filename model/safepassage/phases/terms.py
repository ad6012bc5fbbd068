"""The terms on the table: which bundles there are for an enclave, what they are worth, how a deal reads in words."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import fsum

from safepassage.actors import Broker
from safepassage.equations.bargaining import Deal, Package, Stakes, exposed_share, reputation_cost, undominated
from safepassage.parameters import Terms
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave, Passage, Table
from safepassage.world.world import World

READS = {
    "active", "brokers", "households", "network", "parameters", "passages", "peers", "reception",
    "standings", "views",
}  # fmt: skip
WRITES = {"passages", "roll", "tables"}


def lay_tables(world: World) -> None:
    """Lay today's table for every enclave that is not bound by an agreement."""
    world.tables = {e.name: _lay_table(world, e) for e in world.active if e.agreement is None}


def _lay_table(world: World, enclave: Enclave) -> Table:
    """Put passage, stakes and reservation values together, and note the range between them as the enclave's outlook.

    The guarantee is that of whoever vouches in the talks; where nobody talks, of the strongest who could.
    """
    talks = enclave.talks
    guarantor = talks.guarantor if talks is not None else strongest(world, enclave)
    table, outlook = table_under(world, enclave, guarantor), enclave.outlook
    outlook.best_faction, outlook.best_government = table.best()
    outlook.credibility = table.stakes.credibility
    outlook.offer_faction = outlook.offer_government = None
    return table


def table_under(world: World, enclave: Enclave, guarantor: Broker | None) -> Table:
    """The table of an enclave if this go-between, or nobody, vouched for what is agreed."""
    views, passage = world.views[enclave.name], passage_for(world, enclave)
    word = 0.0
    if guarantor is not None:
        carrying = enclave.talks is not None and guarantor in enclave.talks.carriers()
        word = guarantor.word(enclave.faction.besieger, carrying=carrying)
    return Table(
        stakes_for(world, enclave, passage, word), passage, guarantor, views.value_faction, views.value_government
    )


def strongest(world: World, enclave: Enclave) -> Broker | None:
    """The go-between with a hand free whose word against the besieger is worth most, None where nobody's is."""
    faction = enclave.faction
    words = [(b.word(faction.besieger), b) for b in world.brokers if b.has_a_hand_free(faction)]
    best = max(words, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


# A sweep over terms has as many sets of bundles as points, hence the bound.
@lru_cache(maxsize=64)
def packages(p: Terms, armed_spares: float, *, passage: bool, own_side: bool, settlement: bool) -> tuple[Package, ...]:
    """All undominated bundles of yes-or-no terms; without passage nobody leaves, and only settling is on offer."""
    optional = {"arms": (p.f_arms, p.g_arms), "detainees": (p.f_detainees, p.g_detainees)}
    optional["ceasefire"] = (p.f_ceasefire, p.g_ceasefire)
    if settlement:
        optional["settlement"] = (p.f_settlement, p.g_settlement)
    if not passage:
        if not settlement:
            return ()
        optional = {name: optional[name] for name in ("detainees", "settlement")}
    gain = p.f_destination * own_side if passage else p.f_surrender
    cost = p.g_destination * own_side if passage else 0.0
    bundles = []
    for picks in product((False, True), repeat=len(optional)):
        chosen = [name for name, pick in zip(optional, picks, strict=True) if pick]
        worth = fsum([gain, *(optional[name][0] for name in chosen)])
        price = fsum([cost, *(optional[name][1] for name in chosen)])
        exposed = 1.0 - armed_spares if "arms" in chosen else 1.0
        bundles.append(Package(worth, price, False, exposed, frozenset(chosen)))
        if passage:
            bundles.append(Package(worth + p.f_deniable, price, True, exposed, frozenset(chosen)))
    return undominated(bundles)


def passage_for(world: World, enclave: Enclave) -> Passage:
    """The passage open to an enclave today, found anew after an outside event only."""
    key = (enclave.faction.slug, enclave.seat)
    found = world.passages.get(key)
    if found is None:
        found = world.passages[key] = _find_passage(world, enclave)
    return found


def _find_passage(world: World, enclave: Enclave) -> Passage:
    """The preferred destination that accepts the faction and can be reached."""
    faction, p = enclave.faction, world.parameters
    destination = world.reception.preferred(faction, world.network.slugs[enclave.seat])
    own_side = destination is not None and world.reception.own_side(destination, faction)
    bundles = packages(
        p.terms,
        p.bargaining.armed_spares,
        passage=destination is not None,
        own_side=own_side,
        settlement=faction.settles(),
    )
    return Passage(destination, own_side, world.peers.exchange_stages(faction.slug), bundles)


def stakes_for(world: World, enclave: Enclave, passage: Passage, word: float) -> Stakes:
    """All that turns terms into utilities for this enclave today, under a guarantee of that worth."""
    p, faction = world.parameters.bargaining, enclave.faction
    reputation = reputation_cost(faction.reputation, world.fighters_in(enclave) / p.fighters_reference)
    return Stakes(
        base=p.leaving if passage.destination else 0.0,
        transfer_most=p.transfer if passage.destination else 0.0,
        credibility=faction.credibility(world.standings[faction.besieger].trust, word),
        betrayal_loss=p.defeat + p.betrayal,
        exposed=exposed_share(passage.stages),
        reputation=reputation if enclave.pocket.besieger == GOVERNMENT else 0.0,
        deniability=p.deniability,
        freed=p.own_people if world.peers.own_people(enclave) else 0.0,
    )


WORDS = {  # of the terms that may be in a package, as a person would name them
    "arms": "light arms kept",
    "detainees": "detainees exchanged",
    "settlement": "status settled for those who stay",
    "ceasefire": "a ceasefire of some days",
}


def in_words(deal: Deal, destination: str | None) -> str:
    """The terms as a phrase for a person."""
    parts = [f"passage to {destination}" if destination else "no passage: nobody leaves"]
    parts += [phrase for name, phrase in WORDS.items() if name in deal.package.terms]
    if deal.package.deniable:
        parts.append("by night and without cameras")
    return ", ".join(parts)
