"""The terms on the table: which deals of which scope there are for an enclave, what they are worth, how they read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from math import fsum
from operator import itemgetter

from safepassage.actors import Broker, Faction
from safepassage.actors.sensing import Registration
from safepassage.equations import scopes
from safepassage.equations.bargaining import (
    Bundles,
    Deal,
    Offers,
    Package,
    Stakes,
    exposed_share,
    in_order,
    reputation_cost,
    undominated,
)
from safepassage.equations.choice import NEVER, Utilities, expected_share
from safepassage.equations.scopes import DEPARTURES, Scope
from safepassage.parameters import Terms
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave, Passage
from safepassage.world.situations import violence_in
from safepassage.world.world import World

READS = {
    "active", "brokers", "capital", "communities", "government", "households", "laid", "network", "parameters",
    "passages", "peers", "reception", "standings", "tables", "views",
}  # fmt: skip
WRITES = {"laid", "passages", "roll", "tables"}


# Bundles of terms


# A sweep over terms has as many menus as points, hence the bound.
@lru_cache(maxsize=256)
def menu(p: Terms, armed_spares: float, *, settlement: bool) -> dict[Scope, Bundles]:
    """The bundles of every scope but a truce."""
    return {scope: bundles(p, armed_spares, scope, settlement=settlement) for scope in DEPARTURES}


def bundles(p: Terms, armed_spares: float, scope: Scope, *, settlement: bool) -> Bundles:
    """All undominated bundles of yes-or-no terms of a deal of some scope, without what the scope itself is worth."""
    optional = {"detainees": (p.f_detainees, p.g_detainees)}
    if scope is not Scope.LISTED:
        optional |= {"arms": (p.f_arms, p.g_arms), "ceasefire": (p.f_ceasefire, p.g_ceasefire)}
    if settlement and scope is not Scope.ALL:
        optional["settlement"] = (p.f_settlement, p.g_settlement)
    found = []
    for picks in product((False, True), repeat=len(optional)):
        chosen = frozenset(name for name, pick in zip(optional, picks, strict=True) if pick)
        if scope is Scope.LISTED and "settlement" not in chosen:
            continue  # who stays, stays with his status settled: that is what such a deal is
        worth = fsum(optional[name][0] for name in sorted(chosen))
        price = fsum(optional[name][1] for name in sorted(chosen))
        exposed = 1.0 - armed_spares if "arms" in chosen else 1.0
        found.append(Package(worth, price, False, exposed, chosen, scope))
        if scope is not Scope.LISTED:
            found.append(Package(worth + p.f_deniable, price, True, exposed, chosen, scope))
    return in_order(undominated(found))


def offers_for(world: World, enclave: Enclave, passage: Passage) -> tuple[Offers, ...]:
    """All deals that can be offered to an enclave today but a truce (design of edition 2, §4).

    By scope, with its bundles of terms: what it is worth to the group, and what it costs the besieger.
    """
    p, x, settles = world.parameters.scopes, violence_in(world, enclave), enclave.faction.settles()
    fighters = world.fighters_in(enclave) / world.parameters.bargaining.fighters_reference
    of = menu(world.scenario.parameters.terms, world.parameters.bargaining.armed_spares, settlement=settles)
    leave, stay = _leaving_and_staying(world, enclave, passage, x)
    offers = []
    if settles:
        named = p.listed_share if passage.destination else 0.0
        value, cost = scopes.listed_value(named, leave, stay), scopes.listed_cost(p.g_listed, named, fighters, x)
        offers.append(Offers(value, cost, of[Scope.LISTED]))
    if passage.destination is None:
        return tuple(offers)
    told = registration(world, enclave, passage, Scope.CHOICE, enclave.seat, settlement=settles)
    u = world.communities[enclave.seat].utilities(told)
    by_choice, forced = fighters_leaving(u), fighters_leaving(u, unsettled=True)
    value = scopes.choice_value(leave, stay, p.choice, p.torn, by_choice)
    offers.append(Offers(value, scopes.choice_cost(p.g_choice, p.g_stayers, by_choice, fighters), of[Scope.CHOICE]))
    capital, crowd = enclave.seat in world.capital, min(world.people_in(enclave) / p.crowd_people, p.crowd_most)
    cost = scopes.all_cost(p.g_all, p.capital, capital, x, p.crowd, crowd)
    offers.append(Offers(scopes.all_value(leave, p.forced, forced), cost, of[Scope.ALL]))
    return tuple(offers)


def _leaving_and_staying(world: World, enclave: Enclave, passage: Passage, violence: float) -> tuple[float, float]:
    """V and S: what passage is worth to a group, and what settling under the besieger is."""
    p = world.parameters.scopes
    # In an exchange the order to leave comes with it.
    orders = p.orders if enclave.faction.garrison and not world.peers.exchanges(enclave.faction.slug) else 0.0
    leave = scopes.leaving(p.leaving, p.relation, passage.relation, p.refusal, passage.lets_in)
    return leave - orders, scopes.staying(p.staying, p.reprisal, violence) - orders


def fighters_leaving(u: Utilities, *, unsettled: bool = False) -> float:
    """L: the share of fighters who would leave, before anybody has heard of a deal.

    ``unsettled`` asks for their share where nobody's status is settled: staying is then worth 0 to whoever has no
    fighter among the members.
    """
    if unsettled or u.settle <= NEVER:
        return expected_share(u.board + u.board_kin, [u.stay_kin if unsettled else u.stay + u.stay_kin])
    return expected_share(u.board + u.board_kin, [u.stay + u.stay_kin, u.settle + u.settle_kin])


def civilians_leaving(u: Utilities) -> float:
    """ℓ: the share of civilians who would."""
    return expected_share(u.board, [u.stay])


def registration(
    world: World, enclave: Enclave, passage: Passage, scope: str, district: int, *, settlement: bool
) -> Registration:
    """What the people of a district are told of a deal."""
    return Registration(
        passage=passage.destination is not None,
        settlement=settlement,
        all_must_go=scope == Scope.ALL,
        relation=passage.relation,
        hunger=enclave.pocket.hunger,
        violence=world.network.violence[district],
        mood=enclave.faction.mood,
    )


# Passage, stakes and who vouches


def passage_for(world: World, enclave: Enclave) -> Passage:
    """The passage open to an enclave today, found anew only after a road, a door or a consent has changed."""
    key = (enclave.faction.slug, enclave.seat)
    found = world.passages.get(key)
    if found is None:
        found = world.passages[key] = _find_passage(world, enclave)
    return found


def _find_passage(world: World, enclave: Enclave) -> Passage:
    """The preferred destination that accepts the faction and can be reached."""
    faction, reception = enclave.faction, world.reception
    stages = world.peers.exchange_stages(faction.slug)
    destination = reception.preferred(faction, world.network.slugs[enclave.seat])
    if destination is None:
        return Passage(None, 0.0, 0.0, stages)
    return Passage(destination, reception.relation(destination, faction), reception.lets_in(destination), stages)


def strongest(free: Iterable[Broker], faction: Faction) -> Broker | None:
    """The first of those ``free``, the strongest word first, who reaches a faction; None where nobody does."""
    for broker in free:
        if broker.reaches(faction):
            return broker
    return None


def by_word(world: World, besieger: str) -> list[Broker]:
    """The go-betweens with a hand free whose word against a besieger is worth anything, from the strongest on."""
    free = [(broker.word(besieger), broker) for broker in world.brokers if broker.carried < broker.capacity]
    free.sort(key=itemgetter(0), reverse=True)  # of equals the first stays first
    return [broker for word, broker in free if word > 0]


def word_of(enclave: Enclave, guarantor: Broker | None) -> float:
    """What the guarantee of whoever vouches is worth to an enclave."""
    if guarantor is None:
        return 0.0
    carrying = enclave.talks is not None and guarantor in enclave.talks.carriers()
    return guarantor.word(enclave.faction.besieger, carrying=carrying)


def truce_proposed(enclave: Enclave) -> bool:
    """Whether a truce is on the table: residents ask for one or a go-between thought of it, and there is none yet."""
    proposed = enclave.truce_asked or (enclave.talks is not None and enclave.talks.truce_proposed)
    return proposed and enclave.truce is None


def stakes_for(world: World, enclave: Enclave, passage: Passage, word: float) -> Stakes:
    """All that turns terms into utilities for this enclave today, under a guarantee of that worth."""
    p, faction = world.parameters.bargaining, enclave.faction
    reputation = reputation_cost(faction.reputation, world.fighters_in(enclave) / p.fighters_reference)
    of_name = reputation if enclave.pocket.besieger == GOVERNMENT else 0.0
    credibility = faction.credibility(world.standings[faction.besieger].trust, word)
    freed = p.own_people if world.peers.own_people(enclave) else 0.0
    return Stakes(
        0.0, p.transfer if passage.destination else 0.0, credibility, p.defeat + p.betrayal,
        exposed_share(passage.stages), of_name, p.deniability, freed, _truce(world, enclave, credibility, of_name),
    )  # fmt: skip


_NOBODY_LEAVES = Package(0.0, 0.0, False, 1.0, frozenset(), Scope.TRUCE)


def _truce(world: World, enclave: Enclave, credibility: float, reputation: float) -> Deal | None:
    """A truce, where one is proposed: nobody leaves, nobody attacks.

    It costs the besieger's name what any deal with such a group does, and cannot be denied.
    """
    if not truce_proposed(enclave):
        return None
    views = world.views[enclave.name]
    return Deal(
        _NOBODY_LEAVES,
        0.0,
        enclave.faction.value_of_truce(views.now, credibility),
        world.government.value_of_truce(views.now, views.planned) - reputation,
    )


WORDS = {  # of the terms that may be in a package, as a person would name them
    "arms": "light arms kept",
    "detainees": "detainees exchanged",
    "settlement": "status settled for those who stay",
    "ceasefire": "a ceasefire of some days",
}
_SCOPES = {
    Scope.LISTED: "named persons leave, to {}",
    Scope.CHOICE: "passage to {} for who will not stay",
    Scope.ALL: "all must go, to {}",
}


def in_words(deal: Deal, destination: str | None) -> str:
    """The terms as a phrase for a person."""
    parts = [_SCOPES[Scope(deal.package.scope)].format(destination) if destination else "no passage: nobody leaves"]
    parts += [phrase for name, phrase in WORDS.items() if name in deal.package.terms]
    if deal.package.deniable:
        parts.append("by night and without cameras")
    return ", ".join(parts)
