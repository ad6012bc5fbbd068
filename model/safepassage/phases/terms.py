"""The terms on the table: which bundles there are for an enclave, what they are worth, how a deal reads in words."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import fsum

from safepassage.equations import bargaining
from safepassage.equations.bargaining import Deal, Package, Stakes, exposed_share, reputation_cost, undominated
from safepassage.parameters import Terms
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave, Passage, Table
from safepassage.world.world import World

READS = {
    "active", "brokers", "government", "households", "network", "parameters", "passages", "peers", "reception",
    "views",
}  # fmt: skip
WRITES = {"passages", "roll", "tables"}


def lay_tables(world: World) -> None:
    """Lay today's table for every enclave that is not bound by an agreement."""
    world.tables = {e.name: _lay_table(world, e) for e in world.active if e.agreement is None}


def _lay_table(world: World, enclave: Enclave) -> Table:
    """Put passage, stakes and reservation values together, and note the range between them as the enclave's outlook."""
    passage = passage_for(world, enclave)
    stakes = stakes_for(world, enclave, passage)
    views, outlook = world.views[enclave.name], enclave.outlook
    best_faction = bargaining.best_deal_for_faction(passage.packages, stakes, views.value_government)
    best_government = bargaining.cheapest_deal(passage.packages, stakes, views.value_faction)
    # Where no deal leaves the other its reservation there is no range: the surplus is then what is missing at most.
    outlook.best_faction = best_faction.utility_faction if best_faction else views.value_faction - 1.0
    outlook.best_government = best_government.utility_government if best_government else views.value_government - 1.0
    outlook.credibility = stakes.credibility
    outlook.offer_faction = outlook.offer_government = None
    return Table(stakes, passage, views.value_faction, views.value_government)


# A sweep over terms has as many sets of bundles as points, hence the bound.
@lru_cache(maxsize=64)
def packages(p: Terms, *, passage: bool, own_side: bool, settlement: bool) -> tuple[Package, ...]:
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
        bundles.append(Package(worth, price, False, frozenset(chosen)))
        if passage:
            bundles.append(Package(worth + p.f_deniable, price, True, frozenset(chosen)))
    return undominated(bundles)


def passage_for(world: World, enclave: Enclave) -> Passage:
    """The passage open to an enclave today, found anew after an outside event only."""
    key = (enclave.faction.slug, enclave.seat)
    found = world.passages.get(key)
    if found is None:
        found = world.passages[key] = _find_passage(world, enclave)
    return found


def _find_passage(world: World, enclave: Enclave) -> Passage:
    """The preferred destination that accepts the faction and can be reached, and the best guarantor in reach."""
    faction = enclave.faction
    # Brokers are sorted by their guarantee, the strongest first.
    guarantor = next((b for b in world.brokers if b.guarantee > 0 and b.reaches(faction)), None)
    destination = world.reception.preferred(faction, world.network.slugs[enclave.seat])
    own_side = destination is not None and world.reception.own_side(destination, faction)
    bundles = packages(
        world.parameters.terms,
        passage=destination is not None,
        own_side=own_side,
        settlement=faction.settles(),
    )
    return Passage(destination, own_side, guarantor, world.peers.exchange_stages(faction.slug), bundles)


def stakes_for(world: World, enclave: Enclave, passage: Passage) -> Stakes:
    """All that turns terms into utilities for this enclave today."""
    p, faction = world.parameters.bargaining, enclave.faction
    share = world.fighters_in(enclave) / p.fighters_reference
    reputation = reputation_cost(faction.reputation, share, 0.0, deniable=False)
    return Stakes(
        base=p.leaving if passage.destination else 0.0,
        transfer_most=p.transfer if passage.destination else 0.0,
        credibility=faction.credibility(world.government.trust(), passage.guarantee),
        betrayal_loss=p.defeat + p.betrayal,
        exposed=exposed_share(passage.stages),
        reputation=reputation if enclave.pocket.besieger == GOVERNMENT else 0.0,
        deniability=p.deniability,
        freed=p.own_people if world.peers.own_people(enclave) else 0.0,
    )


_WORDS = {
    "arms": "light arms kept",
    "detainees": "detainees exchanged",
    "settlement": "status settled for those who stay",
    "ceasefire": "a ceasefire of some days",
}


def in_words(deal: Deal, destination: str | None) -> str:
    """The terms as a phrase for a person."""
    parts = [f"passage to {destination}" if destination else "no passage: nobody leaves"]
    parts += [phrase for name, phrase in _WORDS.items() if name in deal.package.terms]
    if deal.package.deniable:
        parts.append("by night and without cameras")
    return ", ".join(parts)
