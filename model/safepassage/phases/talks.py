"""Who talks to whom, what is offered, and how a deal is struck or talks break.

Sides make alternating offers, one a day. Each asks for its own reservation value and a share, falling with time, of
the surplus that it believes the other would leave it; the belief errs, and every refusal teaches.
"""

from __future__ import annotations

from safepassage.actors import Broker
from safepassage.equations import bargaining, estimates
from safepassage.equations.bargaining import Deal
from safepassage.phases import signing, tables, terms, truces
from safepassage.phases.tables import TOLERANCE
from safepassage.world.enclave import Enclave, Table, Talks
from safepassage.world.world import World

READS = terms.READS | signing.READS | truces.READS | {"active", "brokers", "parameters", "streams", "tables"}
WRITES = terms.WRITES | signing.WRITES | truces.WRITES | {"brokers", "journal", "roll"}


def negotiate(world: World) -> None:
    """Truces are reviewed, offers pass and deals are signed; then go-betweens join talks and open channels."""
    truces.review(world)
    tables.lay_tables(world)
    for enclave in world.active:
        if enclave.talks is not None and enclave.agreement is None:
            _pass_offer(world, enclave, enclave.talks)
    for enclave in world.active:
        if enclave.agreement is not None:
            continue
        _let_residents_ask(world, enclave)
        if enclave.talks is not None:
            _seek_guarantor(world, enclave, enclave.talks)
        elif world.day > enclave.pause_until:
            _seek_channel(world, enclave)


def _let_residents_ask(world: World, enclave: Enclave) -> None:
    """Residents may ask for a truce; what they ask for stays asked until there is one."""
    chance = world.streams.of("residents", "propose", enclave.name).random()
    enclave.truce_asked |= enclave.truce is None and enclave.residents.proposes_a_truce(chance)


def _pass_offer(world: World, enclave: Enclave, talks: Talks) -> None:
    """One offer in a channel; if it is accepted it is signed, if time has run out talks break."""
    p, table, outlook = world.parameters.bargaining, world.tables[enclave.name], enclave.outlook
    elapsed, days = world.day - talks.opened, _round_days(world, enclave, talks)
    deal = propose(table, talks, p.concession, elapsed / days)
    talks.offers += 1
    if deal is not None:
        outlook.offer_faction, outlook.offer_government = deal.utility_faction, deal.utility_government
        if accepted(table, talks, deal, p.concession, (elapsed + 1) / days) and signing.sign(
            world, enclave, deal, table, talks
        ):
            return
    taught = estimates.left_by_a_refusal(p.refusal_teaches, talks.broker.skill if talks.broker else 0.0)
    talks.error_faction *= taught
    talks.error_government *= taught
    enclave.misjudgement *= taught
    talks.besieger_proposes = not talks.besieger_proposes
    if elapsed >= days:
        _break_off(world, enclave, talks)


def _round_days(world: World, enclave: Enclave, talks: Talks) -> float:
    """How long a round lasts: as long as it has, and the days left at today's pace or of an ultimatum."""
    elapsed, hazard = world.day - talks.opened, enclave.assault.hazard
    days = world.parameters.bargaining.talk_days
    if hazard > 0:
        days = min(days, elapsed + 1.0 / hazard)
    if enclave.ultimatum_until is not None:
        days = min(days, elapsed + max(enclave.ultimatum_until - world.day, 1))
    return max(days, 1.0)


def propose(table: Table, talks: Talks, concession: float, time: float) -> Deal | None:
    """The deal that the side whose turn it is puts forward, None where it can think of none."""
    asked = next_ask(table, talks, concession, time, of_besieger=talks.besieger_proposes)
    if talks.besieger_proposes:
        return bargaining.best_deal_for_faction(table.offers, table.stakes, asked)
    return bargaining.cheapest_deal(table.offers, table.stakes, asked)


def next_ask(table: Table, talks: Talks, concession: float, time: float, *, of_besieger: bool) -> float:
    """What a side asks for at a time: its reservation and, less and less, what it hopes that the other leaves it."""
    aspiration, offers = bargaining.aspiration(time, concession), table.offers
    if of_besieger:
        best = bargaining.cheapest_deal(offers, table.stakes, table.value_faction + talks.error_government)
        hoped = best.utility_government if best else table.value_government
        return bargaining.ask(table.value_government, hoped, aspiration)
    best = bargaining.best_deal_for_faction(offers, table.stakes, table.value_government + talks.error_faction)
    hoped = best.utility_faction if best else table.value_faction
    return bargaining.ask(table.value_faction, hoped, aspiration)


def accepted(table: Table, talks: Talks, deal: Deal, concession: float, next_time: float) -> bool:
    """Whether an offer is at least what the other side would ask itself next, and nobody is worse off than fighting on.

    The rule of acceptance of Faratin, Sierra and Jennings (1998).
    """
    asked = next_ask(table, talks, concession, next_time, of_besieger=not talks.besieger_proposes)
    offered = deal.utility_faction if talks.besieger_proposes else deal.utility_government
    return (
        offered >= asked - TOLERANCE
        and deal.utility_faction >= table.value_faction - TOLERANCE
        and deal.utility_government >= table.value_government - TOLERANCE
    )


def _break_off(world: World, enclave: Enclave, talks: Talks) -> None:
    world.close_talks(enclave)
    enclave.pause_until = world.day + round(world.parameters.talks.pause_days)
    slug = talks.broker.slug if talks.broker else None
    world.journal.write(world.day, "talks_broke", enclave=enclave.name, broker=slug, offers=talks.offers)


def _seek_guarantor(world: World, enclave: Enclave, talks: Talks) -> None:
    """A go-between whose word is worth more than what the talks have may join them and vouch."""
    chance = world.streams.of("talks", "cosign", enclave.name).random()
    if chance >= world.parameters.talks.cosign:
        return
    faction, besieger = enclave.faction, enclave.faction.besieger
    broker = terms.strongest(terms.by_word(world, besieger), faction)
    now = talks.guarantor.word(besieger, carrying=True) if talks.guarantor else 0.0
    if broker is not None and broker not in talks.carriers() and broker.word(besieger) > now:
        world.join_talks(enclave, talks, broker)


def _seek_channel(world: World, enclave: Enclave) -> None:
    """Let go-betweens, the strongest first, open a channel where the stalemate hurts both sides; else the sides do."""
    p, faction, table = world.parameters.talks, enclave.faction, world.tables[enclave.name]
    contact = min((p.contact + p.urgency * enclave.assault.hazard) * (1.0 + enclave.residents.pressure), 1.0)
    if faction.open_way:  # no stalemate is ripe while one side can still do without the other (Zartman)
        contact *= p.open_way
    chances = world.streams.of("talks", "contact", enclave.name).random(len(world.brokers) + 1).tolist()
    # Whoever fails where the stalemate is as ripe as it can be need not be asked how ripe it is under his own word.
    asked_since = enclave.truce_asked and table.stakes.truce is None  # for a truce, since the table was laid
    ripest = 1.0 if asked_since else enclave.outlook.ripest
    for broker, chance in zip(world.brokers, chances[1:], strict=True):
        if (
            chance < contact and (chance < contact * ripest or broker.word(faction.besieger) > table.word)
            and broker.has_a_hand_free(faction) and _opens(world, enclave, broker, chance, contact)
        ):  # fmt: skip
            _open(world, enclave, broker)
            return
    direct = min(p.direct * contact / p.contact, 1.0) if p.contact > 0 else p.direct
    if chances[0] < direct * ripest and _opens(world, enclave, None, chances[0], direct):
        _open(world, enclave, None)


def _opens(world: World, enclave: Enclave, broker: Broker | None, chance: float, contact: float) -> bool:
    """Whether ``chance`` is below that of contact times how ripe the stalemate is, under who would lead the talks.

    The surplus that counts is that of the side which is worse off: where the group's own is too small already, what
    its besieger could have is not worked out.
    """
    table, scale = tables.table_under(world, enclave, broker), world.parameters.talks.ripeness
    if table == world.tables[enclave.name]:
        return chance < contact * enclave.outlook.ripeness
    surplus = table.best_for_faction() - table.value_faction
    if chance >= contact * bargaining.ripeness(surplus, scale):
        return False
    surplus = min(surplus, table.best_for_government() - table.value_government)
    return chance < contact * bargaining.ripeness(surplus, scale)


def _open(world: World, enclave: Enclave, broker: Broker | None) -> None:
    """A round begins: who leads it and vouches, how wrong each side is about the other.

    A skilled go-between may think of a truce, where nothing more is to be had.
    """
    skill = broker.skill if broker else 0.0
    noise = world.streams.of("talks", "estimates", enclave.name).standard_normal(2)
    sigma = estimates.error_scale(world.parameters.bargaining.sigma, skill, enclave.misjudgement)
    vouches = broker if broker is not None and broker.word(enclave.faction.besieger) > 0 else None
    thought_of, says = world.streams.of("talks", "scope", enclave.name).random(2).tolist()
    talks = Talks(
        broker, world.day, sigma * float(noise[0]), sigma * float(noise[1]), guarantor=vouches,
        truce_proposed=enclave.outlook.surplus < 0 and thought_of < skill, says=says,
    )  # fmt: skip
    world.open_talks(enclave, talks)
