"""A deal is struck: an agreement begins, in an exchange the other side's with it."""

from __future__ import annotations

from math import exp

from safepassage.actors import Broker
from safepassage.equations import bargaining, carrying_out
from safepassage.equations.bargaining import Deal
from safepassage.equations.scopes import Scope
from safepassage.phases.terms import civilians_leaving, in_words, registration
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Agreement, Enclave, Table, Talks, Truce
from safepassage.world.situations import violence_in
from safepassage.world.world import World

READS = {"households", "network", "parameters", "peers", "streams", "tables"}
WRITES = {"agreements", "brokers", "journal", "open_agreements", "roll"}


def sign(world: World, enclave: Enclave, deal: Deal, table: Table, talks: Talks) -> bool:
    """Both sides agree: a truce holds, or residents ratify and a deal is struck; returns whether it is.

    In an exchange the other side's departure is signed with it.
    """
    if deal.package.scope == Scope.TRUCE:
        until = world.day + round(world.parameters.truces.days)
        world.sign_truce(enclave, Truce(world.day, until, table.guarantor))
        return True
    if not _ratified(world, enclave, deal, table, talks.says):
        return False
    agreement = _agree(world, enclave, deal, table, talks.broker, consented=True)
    partner = world.peers.partner(enclave)
    if partner is not None and partner.name in world.tables:
        _sign_for_partner(world, agreement, partner, table)
    return True


def _sign_for_partner(world: World, agreement: Agreement, partner: Enclave, table: Table) -> None:
    """The other side of an exchange: its fighters are signed for, its residents may refuse to go in part."""
    theirs = world.tables[partner.name]._replace(guarantor=table.guarantor)
    deal = deal_for_partner(theirs, signed_for=partner.faction.side == GOVERNMENT)
    if deal is None:
        return
    says = float(world.streams.of("residents", "says", partner.name).random())
    consented = _ratified(world, partner, deal, theirs, says)
    other = _agree(world, partner, deal, theirs, agreement.broker, consented=consented)
    agreement.partner, other.partner = other, agreement


def _ratified(world: World, enclave: Enclave, deal: Deal, table: Table, says: float) -> bool:
    """Whether the residents let a deal pass; a refusal is remembered, and so is what they said in the end."""
    scope, settled = Scope(deal.package.scope), "settlement" in deal.package.terms
    told = registration(world, enclave, table.passage, scope, enclave.seat, settlement=settled)
    leaving = civilians_leaving(world.communities[enclave.seat].utilities(told))
    support = enclave.residents.support(
        scope, table.stakes.credibility, violence_in(world, enclave), leaving, enclave.assault.hazard,
        table.passage.stages, settled=settled,
    )  # fmt: skip
    consented = enclave.residents.consents(support, says)
    enclave.tally.residents = "consented" if consented else "refused"
    if not consented:
        world.journal.write(
            world.day, "residents_refused", enclave=enclave.name, support=round(support, 3), scope=scope
        )
    return consented


def deal_for_partner(table: Table, *, signed_for: bool) -> Deal | None:
    """The deal that an exchange brings the other side: the least that it prefers to holding on, None without one.

    A garrison of the government's side is ``signed_for`` by its patron, which decides without asking it; whether
    its people then board is their own choice (most of Fuah and Kafraya refused a partial departure in May 2018).
    """
    offers, stakes = table.offers, table.stakes._replace(truce=None)
    if signed_for:
        return bargaining.best_deal_for_faction(offers, stakes, table.value_government)
    return bargaining.cheapest_deal(offers, stakes, table.value_faction)


def _agree(
    world: World, enclave: Enclave, deal: Deal, table: Table, broker: Broker | None, *, consented: bool
) -> Agreement:
    agreement = _begin(world, enclave, deal, table, broker, consented=consented)
    world.bind(agreement)
    tally, destination = enclave.tally, table.passage.destination
    world.journal.write(
        world.day, "signed", enclave=enclave.name, broker=tally.broker, destination=destination,
        guarantor=tally.guarantor, scope=deal.package.scope, residents=tally.residents,
        terms=in_words(deal, destination), deniable=agreement.deniable, attempt=tally.attempts,
        announced=tally.announced, ground_lost=round(enclave.outlook.ground_lost, 3),
    )  # fmt: skip
    return agreement


def _begin(
    world: World, enclave: Enclave, deal: Deal, table: Table, broker: Broker | None, *, consented: bool
) -> Agreement:
    """Draw the pace of the gate and the days until the first night, announce a number of people."""
    p, day = world.parameters, world.day
    rng = world.streams.of("agreements", enclave.name)
    pace = p.convoys.gate * exp(p.convoys.gate_spread * rng.standard_normal())
    extra = int(rng.exponential(p.agreements.registration_days)) if p.agreements.registration_days > 0 else 0
    spread = exp(p.agreements.announced_spread * rng.standard_normal())
    announced = p.agreements.announced_per_fighter * world.fighters_in(enclave) * spread
    enclave.tally.announced = carrying_out.announced(announced)
    stakes = table.stakes
    reputation = bargaining.spared_by_denial(stakes.reputation, stakes.deniability, deal.package.deniable)
    return Agreement(
        enclave, deal, table.passage, consented, broker, table.guarantor, enclave.assault.strength, day,
        day + 1 + extra, pace, reputation,
    )  # fmt: skip
