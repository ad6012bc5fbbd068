"""The terms on the table: which bundles there are for an enclave, what they are worth, how a deal reads in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from safepassage.equations.bargaining import Deal, Package, Stakes, exposed_share, reputation_cost, undominated
from safepassage.parameters import Terms as TermParameters

if TYPE_CHECKING:
    from safepassage.actors import Broker
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an enclave's people could go, who could guarantee it, and the bundles of terms that can be offered.

    No destination means that none is reachable. It holds until an outside event changes a road, a door or an access.
    """

    destination: str | None
    own_side: bool
    guarantor: Broker | None
    stages: int = 1
    packages: tuple[Package, ...] = ()

    @property
    def guarantee(self) -> float:
        """The guarantor's guarantee, 0 without one."""
        return self.guarantor.guarantee if self.guarantor else 0.0


# A sweep over terms has as many sets of bundles as points, hence the bound.
@lru_cache(maxsize=64)
def packages(p: TermParameters, *, passage: bool, own_side: bool, settlement: bool) -> tuple[Package, ...]:
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
        worth = gain + sum(optional[name][0] for name in chosen)
        price = cost + sum(optional[name][1] for name in chosen)
        bundles.append(Package(worth, price, False, frozenset(chosen)))
        if passage:
            bundles.append(Package(worth + p.f_deniable, price, True, frozenset(chosen)))
    return undominated(bundles)


def passage_for(campaign: Campaign, enclave: Enclave) -> Passage:
    """The passage open to an enclave today, found anew after an outside event only."""
    key = (enclave.faction.slug, enclave.seat)
    found = campaign.passages.get(key)
    if found is None:
        found = campaign.passages[key] = _find_passage(campaign, enclave)
    return found


def _find_passage(campaign: Campaign, enclave: Enclave) -> Passage:
    """The preferred destination that accepts the faction and can be reached, and the best guarantor in reach."""
    # Brokers are sorted by their guarantee, the strongest first.
    guarantor = next((b for b in campaign.brokers if b.guarantee > 0 and b.reaches(enclave)), None)
    destination = campaign.reception.preferred(enclave.faction, campaign.network.slugs[enclave.seat])
    own_side = destination is not None and campaign.reception.own_side(destination, enclave.faction)
    bundles = packages(
        campaign.parameters.terms,
        passage=destination is not None,
        own_side=own_side,
        settlement=enclave.faction.settles(),
    )
    stages = campaign.peers.exchange_stages(enclave.faction.slug)
    return Passage(destination, own_side, guarantor, stages, bundles)


def stakes_for(campaign: Campaign, enclave: Enclave, passage: Passage, fighters: int) -> Stakes:
    """All that turns terms into utilities for this enclave today."""
    p = campaign.parameters.bargaining
    reputation = reputation_cost(enclave.faction.reputation, fighters / p.fighters_reference, 0.0, deniable=False)
    besieged_by_government = enclave.pocket.besieger == "government"
    return Stakes(
        base=p.leaving if passage.destination else 0.0,
        transfer_most=p.transfer if passage.destination else 0.0,
        credibility=enclave.faction.credibility(passage.guarantee),
        betrayal_loss=p.defeat + p.betrayal,
        exposed=exposed_share(passage.stages),
        reputation=reputation if besieged_by_government else 0.0,
        deniability=p.deniability,
        freed=p.own_people if campaign.peers.own_people(enclave) else 0.0,
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
