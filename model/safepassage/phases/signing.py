"""A deal is struck: an agreement begins, in an exchange the other side's with it."""

from __future__ import annotations

from dataclasses import replace
from math import exp

from safepassage.actors import Broker
from safepassage.equations import bargaining, carrying_out
from safepassage.equations.bargaining import Deal
from safepassage.phases.terms import in_words
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Agreement, Enclave, Table
from safepassage.world.world import World

READS = {"households", "network", "parameters", "peers", "streams", "tables"}
WRITES = {"agreements", "brokers", "journal", "open_agreements", "roll"}


def sign(world: World, enclave: Enclave, deal: Deal, table: Table, broker: Broker | None) -> None:
    """A deal is struck; in an exchange the other side's departure is signed with it."""
    agreement = _agree(world, enclave, deal, table, broker)
    partner = world.peers.partner(enclave)
    if partner is None or partner.name not in world.tables:
        return
    theirs = world.tables[partner.name]
    other_deal = deal_for_partner(theirs, signed_for=partner.faction.side == GOVERNMENT)
    if other_deal is not None:
        other = _agree(world, partner, other_deal, replace(theirs, guarantor=table.guarantor), broker)
        agreement.partner, other.partner = other, agreement


def deal_for_partner(table: Table, *, signed_for: bool) -> Deal | None:
    """The deal that an exchange brings the other side: the least that it prefers to holding on, None without one.

    A garrison of the government's side is ``signed_for`` by its patron, which decides without asking it; whether
    its people then board is their own choice (most of Fuah and Kafraya refused a partial departure in May 2018).
    """
    packages, stakes = table.passage.packages, table.stakes
    if signed_for:
        return bargaining.best_deal_for_faction(packages, stakes, table.value_government)
    return bargaining.cheapest_deal(packages, stakes, table.value_faction)


def _agree(world: World, enclave: Enclave, deal: Deal, table: Table, broker: Broker | None) -> Agreement:
    agreement = _begin(world, enclave, deal, table, broker)
    world.bind(agreement)
    tally, destination = enclave.tally, table.passage.destination
    world.journal.write(
        world.day, "signed", enclave=enclave.name, broker=tally.broker, destination=destination,
        guarantor=tally.guarantor, terms=in_words(deal, destination), deniable=agreement.deniable,
        attempt=tally.attempts, announced=tally.announced, ground_lost=round(enclave.outlook.ground_lost, 3),
    )  # fmt: skip
    return agreement


def _begin(world: World, enclave: Enclave, deal: Deal, table: Table, broker: Broker | None) -> Agreement:
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
        enclave, deal, table.passage, broker, table.guarantor, enclave.assault.strength, day, day + 1 + extra, pace,
        reputation,
    )  # fmt: skip
