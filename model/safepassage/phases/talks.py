"""Who talks to whom, what is offered, and how a deal is struck or talks break.

Sides make alternating offers, one a day. Each asks for its own reservation value and a share, falling with time, of
the surplus that it believes the other would leave it; the belief errs, and every refusal teaches.
"""

from __future__ import annotations

from safepassage.actors import Broker
from safepassage.equations import bargaining, estimates
from safepassage.equations.bargaining import Deal
from safepassage.phases import signing, terms
from safepassage.world.enclave import Enclave, Table, Talks
from safepassage.world.world import World

READS = terms.READS | signing.READS | {"active", "brokers", "parameters", "streams", "tables"}
WRITES = terms.WRITES | signing.WRITES | {"brokers", "journal", "roll"}

TOLERANCE = 1e-9  # an offer of exactly the reservation value is accepted, whatever the last bit says


def negotiate(world: World) -> None:
    """Offers pass and deals are signed; then brokers open channels."""
    terms.lay_tables(world)
    for enclave in world.active:
        if enclave.talks is not None and enclave.agreement is None:
            _pass_offer(world, enclave, enclave.talks)
    for enclave in world.active:
        if enclave.talks is None and enclave.agreement is None and world.day > enclave.pause_until:
            _seek_channel(world, enclave)


def _pass_offer(world: World, enclave: Enclave, talks: Talks) -> None:
    """One offer in a channel; if it is accepted it is signed, if time has run out talks break."""
    p, table, outlook = world.parameters.bargaining, world.tables[enclave.name], enclave.outlook
    time = (world.day - talks.opened) / talks.days
    deal = propose(table, talks, p.concession, time)
    talks.offers += 1
    if deal is not None:
        outlook.offer_faction, outlook.offer_government = deal.utility_faction, deal.utility_government
        if accepted(table, deal):
            signing.sign(world, enclave, deal, table.passage, talks.broker)
            return
    taught = estimates.left_by_a_refusal(p.refusal_teaches, talks.broker.skill)
    talks.error_faction *= taught
    talks.error_government *= taught
    enclave.wisdom *= taught
    talks.besieger_proposes = not talks.besieger_proposes
    if time >= 1.0:
        _break_off(world, enclave, talks)


def propose(table: Table, talks: Talks, concession: float, time: float) -> Deal | None:
    """The deal that the side whose turn it is puts forward, None where it can think of none."""
    aspiration, packages = bargaining.aspiration(time, concession), table.passage.packages
    if talks.besieger_proposes:
        thought = table.value_faction + talks.error_government
        best = bargaining.cheapest_deal(packages, table.stakes, thought)
        hoped = best.utility_government if best else table.value_government
        asked = bargaining.ask(table.value_government, hoped, aspiration)
        return bargaining.best_deal_for_faction(packages, table.stakes, asked)
    thought = table.value_government + talks.error_faction
    best = bargaining.best_deal_for_faction(packages, table.stakes, thought)
    hoped = best.utility_faction if best else table.value_faction
    asked = bargaining.ask(table.value_faction, hoped, aspiration)
    return bargaining.cheapest_deal(packages, table.stakes, asked)


def accepted(table: Table, deal: Deal) -> bool:
    """Whether both sides are at least as well off as by fighting on."""
    return (
        deal.utility_faction >= table.value_faction - TOLERANCE
        and deal.utility_government >= table.value_government - TOLERANCE
    )


def _break_off(world: World, enclave: Enclave, talks: Talks) -> None:
    world.close_talks(enclave)
    enclave.pause_until = world.day + round(world.parameters.talks.pause_days)
    world.journal.write(
        world.day, "talks_broke", enclave=enclave.name, broker=talks.broker.slug, offers=talks.offers
    )  # fmt: skip


def _seek_channel(world: World, enclave: Enclave) -> None:
    """Let brokers, the strongest first, open a channel where the stalemate hurts both sides."""
    p = world.parameters.talks
    enclave.outlook.ripeness = ripe = bargaining.ripeness(enclave.outlook.surplus, p.ripeness)
    chances = world.streams.of("talks", "contact", enclave.name).random(len(world.brokers)).tolist()
    for broker, chance in zip(world.brokers, chances, strict=True):
        if chance < p.contact * ripe and broker.opens_channel(enclave.faction):
            _open(world, enclave, broker)
            return


def _open(world: World, enclave: Enclave, broker: Broker) -> None:
    """A round begins: how long it may last, and how wrong each side is about the other."""
    p, day, outlook = world.parameters.bargaining, world.day, enclave.outlook
    noise = world.streams.of("talks", "estimates", enclave.name).standard_normal(2)
    sigma = estimates.error_scale(p.sigma, broker.skill, enclave.wisdom)
    days = p.talk_days
    if enclave.ultimatum_until is not None:
        days = min(days, max(enclave.ultimatum_until - day, 1))
    if enclave.pocket.strength > 0 and outlook.hazard_seen > 0:
        days = min(days, 1.0 / outlook.hazard_seen)
    talks = Talks(broker, day, max(days, 1.0), sigma * float(noise[0]), sigma * float(noise[1]))
    world.open_talks(enclave, talks)
