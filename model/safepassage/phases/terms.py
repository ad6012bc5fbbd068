"""The terms on the table: which deals of which scope there are for an enclave, what they are worth, how they read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import fsum
from typing import NamedTuple

from safepassage.actors import Broker
from safepassage.actors.sensing import Registration
from safepassage.equations import scopes
from safepassage.equations.bargaining import Deal, Package, Stakes, exposed_share, reputation_cost, undominated
from safepassage.equations.choice import NEVER, expected_share
from safepassage.equations.scopes import Scope
from safepassage.parameters import Terms
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave, Passage, Table
from safepassage.world.situations import violence_in
from safepassage.world.world import World

READS = {
    "active", "brokers", "capital", "communities", "government", "households", "network", "parameters", "passages",
    "peers", "reception", "standings", "views",
}  # fmt: skip
WRITES = {"passages", "roll", "tables"}


class Leaving(NamedTuple):
    """Shares expected to leave by a deal of each scope: of fighters (L), of civilians (ℓ)."""

    fighters: float
    civilians: float


def lay_tables(world: World) -> None:
    """Lay today's table for every enclave that is not bound by an agreement."""
    world.tables = {e.name: _lay_table(world, e) for e in world.active if e.agreement is None}


def _lay_table(world: World, enclave: Enclave) -> Table:
    """Put passage, stakes and reservation values together, and note the range between them as the enclave's outlook.

    The guarantee is that of whoever vouches in the talks; where nobody talks, of the strongest who could.
    """
    talks = enclave.talks
    guarantor = talks.guarantor if talks is not None else strongest(world, enclave)
    packages = packages_for(world, enclave, passage_for(world, enclave))
    table, outlook = table_under(world, enclave, guarantor, packages), enclave.outlook
    outlook.best_faction, outlook.best_government = table.best()
    outlook.credibility = table.stakes.credibility
    outlook.offer_faction = outlook.offer_government = None
    return table


def table_under(world: World, enclave: Enclave, guarantor: Broker | None, packages: tuple[Package, ...]) -> Table:
    """The table of an enclave if this go-between, or nobody, vouched for what is agreed."""
    views, passage, word = world.views[enclave.name], passage_for(world, enclave), 0.0
    if guarantor is not None:
        carrying = enclave.talks is not None and guarantor in enclave.talks.carriers()
        word = guarantor.word(enclave.faction.besieger, carrying=carrying)
    stakes = stakes_for(world, enclave, passage, word)
    return Table(stakes, passage, guarantor, views.value_faction, views.value_government, packages)


def strongest(world: World, enclave: Enclave) -> Broker | None:
    """The go-between with a hand free whose word against the besieger is worth most, None where nobody's is."""
    faction = enclave.faction
    words = [(b.word(faction.besieger), b) for b in world.brokers if b.has_a_hand_free(faction)]
    best = max(words, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


# Bundles of terms


# A sweep over terms has as many sets of bundles as points, hence the bound.
@lru_cache(maxsize=256)
def bundles(p: Terms, armed_spares: float, scope: Scope, *, settlement: bool) -> tuple[Package, ...]:
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
    return undominated(found)


def packages_for(world: World, enclave: Enclave, passage: Passage) -> tuple[Package, ...]:
    """All deals that can be offered to an enclave today but a truce: by scope, each with its bundles of terms."""
    p = world.parameters
    worth = tuple(_worth(world, enclave, passage))
    return _offered(p.terms, p.bargaining.armed_spares, worth, settlement=enclave.faction.settles())


# Where nobody fights nothing changes from day to day: the deals of a quiet enclave are put together once.
@lru_cache(maxsize=512)
def _offered(
    p: Terms, armed_spares: float, worth: tuple[tuple[Scope, float, float], ...], *, settlement: bool
) -> tuple[Package, ...]:
    return tuple(
        Package(b.gain + value, b.cost + cost, b.deniable, b.exposed, b.terms, scope)
        for scope, value, cost in worth
        for b in bundles(p, armed_spares, scope, settlement=settlement)
    )


def _worth(world: World, enclave: Enclave, passage: Passage) -> Iterator[tuple[Scope, float, float]]:
    """What each scope that is possible is worth to the group and costs the besieger (design of edition 2, §4)."""
    p, x = world.parameters.scopes, violence_in(world, enclave)
    # In an exchange the order to leave comes with it.
    orders = p.orders if enclave.faction.garrison and not world.peers.exchanges(enclave.faction.slug) else 0.0
    fighters = world.fighters_in(enclave) / world.parameters.bargaining.fighters_reference
    stay = scopes.staying(p.staying, p.reprisal, x) - orders
    leave = scopes.leaving(p.leaving, p.relation, passage.relation, p.refusal, passage.lets_in) - orders
    settles, named = enclave.faction.settles(), p.listed_share if passage.destination else 0.0
    if settles:
        yield (
            Scope.LISTED, scopes.listed_value(named, leave, stay),
            scopes.listed_cost(p.g_listed, named, fighters, x),
        )  # fmt: skip
    if passage.destination is None:
        return
    by_choice = expected_leaving(world, enclave, passage, Scope.CHOICE, settlement=settles).fighters
    yield (
        Scope.CHOICE, scopes.choice_value(leave, stay, p.choice, p.torn, by_choice),
        scopes.choice_cost(p.g_choice, p.g_stayers, by_choice, fighters),
    )  # fmt: skip
    forced = expected_leaving(world, enclave, passage, Scope.CHOICE, settlement=False).fighters
    capital = enclave.seat in world.capital
    crowd = min(world.people_in(enclave) / p.crowd_people, p.crowd_most)
    yield (
        Scope.ALL, scopes.all_value(leave, p.forced, forced),
        scopes.all_cost(p.g_all, p.capital, capital, x, p.crowd, crowd),
    )  # fmt: skip


def expected_leaving(world: World, enclave: Enclave, passage: Passage, scope: Scope, *, settlement: bool) -> Leaving:
    """The shares of fighters and civilians who would leave by such a deal, before anybody has heard of it."""
    told = registration(world, enclave, passage, scope, enclave.seat, settlement=settlement)
    u = world.communities[enclave.seat].utilities(told)
    others = [u.stay + u.stay_kin, *([u.settle + u.settle_kin] if u.settle > NEVER else [])]
    return Leaving(expected_share(u.board + u.board_kin, others), expected_share(u.board, [u.stay]))


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
        violence=world.network.violence(district, world.parameters.war.violence_days),
        mood=enclave.faction.mood,
    )


# Passage and stakes


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


def stakes_for(world: World, enclave: Enclave, passage: Passage, word: float) -> Stakes:
    """All that turns terms into utilities for this enclave today, under a guarantee of that worth."""
    p, faction = world.parameters.bargaining, enclave.faction
    reputation = reputation_cost(faction.reputation, world.fighters_in(enclave) / p.fighters_reference)
    credibility = faction.credibility(world.standings[faction.besieger].trust, word)
    return Stakes(
        base=0.0,
        transfer_most=p.transfer if passage.destination else 0.0,
        credibility=credibility,
        betrayal_loss=p.defeat + p.betrayal,
        exposed=exposed_share(passage.stages),
        reputation=reputation if enclave.pocket.besieger == GOVERNMENT else 0.0,
        deniability=p.deniability,
        freed=p.own_people if world.peers.own_people(enclave) else 0.0,
        truce=_truce(world, enclave, credibility, reputation if enclave.pocket.besieger == GOVERNMENT else 0.0),
    )


def _truce(world: World, enclave: Enclave, credibility: float, reputation: float) -> Deal | None:
    """A truce, where residents ask for one or a go-between thought of it: nobody leaves, nobody attacks.

    It costs the besieger's name what any deal with such a group does, and cannot be denied.
    """
    proposed = enclave.truce_asked or (enclave.talks is not None and enclave.talks.truce_proposed)
    if not proposed or enclave.truce is not None:
        return None
    views = world.views[enclave.name]
    package = Package(0.0, 0.0, False, 1.0, frozenset(), Scope.TRUCE)
    return Deal(
        package,
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
