"""Agreements are carried out: signed, registration, convoys, handover; or suspended, or collapsed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from safepassage.actors.sensing import Registration
from safepassage.equations import carrying_out
from safepassage.equations.scopes import Scope
from safepassage.people.households import REGISTERED, Households, Rows
from safepassage.phases import convoys
from safepassage.phases.terms import registration
from safepassage.world.enclave import Agreement, Stage
from safepassage.world.world import World

READS = convoys.READS | {"capital", "communities", "open_agreements", "standings"}
WRITES = convoys.WRITES | {
    "active", "agreements", "brokers", "communities", "counts", "households", "journal", "network", "open_agreements",
    "passages", "roll", "standings",
}  # fmt: skip


def carry_out(world: World) -> None:
    """One day of all agreements; then convoys drive and arrive."""
    world.counts.arrived_today = 0
    if world.reception.new_day():
        world.passages.clear()
    for agreement in list(world.open_agreements):
        if agreement.open:
            _one_day(world, agreement)
    world.open_agreements = [a for a in world.open_agreements if a.open]
    convoys.drive(world)


def _one_day(world: World, agreement: Agreement) -> None:
    enclave, day = agreement.enclave, world.day
    if agreement.stage is Stage.SIGNED:
        agreement.stage = Stage.REGISTRATION
        return  # signed today: the ceasefire holds from now on, lists open tomorrow
    if agreement.stage is Stage.SUSPENDED:
        if day < agreement.suspended_until:
            agreement.waited += 1
            return
        agreement.stage = Stage.CONVOYS
        world.journal.write(day, "resumed", enclave=enclave.name)
    if agreement.stage is Stage.REGISTRATION:
        _register(world, agreement)
        if day < agreement.first_night:
            return
        agreement.stage = Stage.CONVOYS
        people = int(world.households.size.take(agreement.queue).sum(dtype=np.int64))
        world.journal.write(day, "registered", enclave=enclave.name, people=people)
    elif agreement.consented and len(agreement.queue) > agreement.sent:
        _register(world, agreement)  # while buses run, neighbours who leave draw others after them
    if not _trouble(world, agreement):
        _night(world, agreement)


def _register(world: World, agreement: Agreement) -> None:
    """Communities choose; whoever newly wants to board joins the queue, district after district with some overlap."""
    enclave, h = agreement.enclave, world.households
    rng = world.streams.of("registration", enclave.name)
    ranked = sorted(enclave.districts, key=lambda d: (h.people[d], d))
    finest = 65_535 / (len(ranked) / 2 + 1)  # 16 bits sort in linear time, and no order of boarding needs more
    rows, order = [], []
    for rank, d in enumerate(ranked):
        new = _newly_registered(world, agreement, d)
        if len(new):
            rows.append(new)
            order.append(((rank / 2 + rng.random(len(new), dtype=np.float32)) * finest).astype(np.uint16))
    if rows:
        joined = np.concatenate(rows)[np.concatenate(order).argsort(kind="stable")]
        agreement.queue = np.concatenate([agreement.queue, joined])
    agreement.registered_in = _districts_of(h, agreement.queue, enclave.districts)


def _newly_registered(world: World, agreement: Agreement, d: int) -> Rows:
    """Households of a district that want to board and had not registered; fighters whose families stay go alone."""
    h, community = world.households, world.communities[d]
    new = community.boards(_told(world, agreement, d))
    if not agreement.consented:
        new = _emergencies(world, agreement, new)
    elif agreement.deal.package.scope == Scope.LISTED:
        new = _listed(world, agreement, new)
    if len(new) and agreement.deal.package.scope != Scope.ALL:
        apart = community.families_stay(new, world.network.violence[d])
        if np.count_nonzero(apart):
            new = np.concatenate([new[~apart], h.part(new[apart])])
    h.status[new] = REGISTERED
    return new


def _told(world: World, agreement: Agreement, d: int) -> Registration:
    package = agreement.deal.package
    settled = "settlement" in package.terms
    return registration(world, agreement.enclave, agreement.passage, package.scope, d, settlement=settled)


def _emergencies(world: World, agreement: Agreement, rows: Rows) -> Rows:
    """Where residents refused to go in part, only emergency cases do."""
    rng = world.streams.of("registration", "emergencies", agreement.enclave.name)
    picked: Rows = rows[rng.random(len(rows)) < world.parameters.households.emergency]
    return picked


def _listed(world: World, agreement: Agreement, rows: Rows) -> Rows:
    """The named: so many of the fighters' households, whoever else would have come."""
    rng = world.streams.of("registration", "listed", agreement.enclave.name)
    named = rng.random(len(rows)) < world.parameters.scopes.listed_share
    picked: Rows = rows[named & (world.households.fighters[rows] > 0)]
    return picked


def _districts_of(h: Households, rows: Rows, among: Iterable[int]) -> set[int]:
    """Those districts among some in which any of these households has somebody alive."""
    wanted = set(among)
    for looked_at in (rows[:: len(rows) // 1_000 + 1], rows):  # a sample nearly always names them all
        found = set(np.bincount(h.last_place(looked_at[h.size.take(looked_at) > 0])).nonzero()[0].tolist())
        if found >= wanted:
            break
    return found & wanted


def _trouble(world: World, agreement: Agreement) -> bool:
    """An incident suspends the deal or ends it; it is likelier the longer people wait and the fewer guarantee it."""
    p, enclave, day = world.parameters.agreements, agreement.enclave, world.day
    rng = world.streams.of("incidents", enclave.name)
    incident, end, length = rng.random(), rng.random(), rng.exponential(p.suspension_days)
    vouches = agreement.guarantor
    word = vouches.word(enclave.faction.besieger, carrying=True) if vouches is not None else 0.0
    guarantee = word * enclave.faction.guarantee_factor
    hazard = carrying_out.incident_hazard(
        p.incidents, enclave.faction.hardline, guarantee, agreement.waited, p.waiting_days
    )
    days = p.ceasefire_days if "ceasefire" in agreement.deal.package.terms else p.brief_ceasefire_days
    if day - agreement.signed > days:
        hazard *= p.overrun
    if incident >= carrying_out.chance_of_a_day(hazard):
        return False
    enclave.tally.incidents += 1
    enclave.tally.interrupted = True
    agreement.waited += 1
    if end < p.collapse:
        collapse(world, agreement)
    else:
        agreement.stage = Stage.SUSPENDED
        agreement.suspended_until = day + max(round(length), 1)
        world.journal.write(day, "suspended", enclave=enclave.name, until=agreement.suspended_until)
    return True


def collapse(world: World, agreement: Agreement) -> None:
    """The war resumes: who has not left is unregistered, and the broken word is remembered."""
    enclave, h = agreement.enclave, world.households
    h.unregister(agreement.queue[agreement.sent :], enclave.districts)
    world.close(agreement, Stage.COLLAPSED)
    enclave.pause_until = world.day + round(world.parameters.talks.pause_days)
    world.journal.write(world.day, "collapsed", enclave=enclave.name)
    if agreement.partner is not None and agreement.partner.open:
        agreement.partner.partner = None
        collapse(world, agreement.partner)


def _night(world: World, agreement: Agreement) -> None:
    """Buses enter, board and leave, if exchange, road and fleet allow; then districts are handed over."""
    remaining = agreement.queue[agreement.sent : agreement.stage_limit]
    if len(remaining):
        taken = convoys.depart(world, agreement, remaining) if _partner_ready(agreement) else 0
        if not taken:
            agreement.waited += 1
            return
        agreement.sent += taken
        agreement.last_departure = world.day
    if agreement.sent >= agreement.stage_limit:
        agreement.stages_done += 1
    if agreement.sent < len(agreement.queue):
        _hand_over_emptied(world, agreement)
    elif world.day > (agreement.last_departure if agreement.last_departure is not None else agreement.signed):
        _finish(world, agreement)


def _partner_ready(agreement: Agreement) -> bool:
    """In an exchange, stage k of one side waits for stage k of the other: neither may be a stage ahead."""
    partner = agreement.partner
    if partner is None or partner.stage is Stage.HANDED_OVER:
        return True
    return partner.open and partner.stage is not Stage.REGISTRATION and agreement.stages_done <= partner.stages_done


def _hand_over_emptied(world: World, agreement: Agreement) -> None:
    """Districts from which everybody registered has left change hands while the rest still leave.

    Where residents refused, nothing does: those who stay, stay on the ground of their group.
    """
    enclave = agreement.enclave
    if not agreement.consented:
        return
    waiting = _districts_of(world.households, agreement.queue[agreement.sent :], enclave.districts)
    emptied = [d for d in enclave.districts if d in agreement.registered_in - waiting]
    if emptied and len(emptied) < len(enclave.districts):
        _lay_down_arms(world, agreement, emptied)
        world.hand_over(enclave, emptied)


def _finish(world: World, agreement: Agreement) -> None:
    """Everybody who registered has left: the remaining districts change hands and the enclave is no more.

    Where residents refused, those who were to go stay, and so does the enclave.
    """
    enclave = agreement.enclave
    if not agreement.consented:
        world.close(agreement, Stage.HANDED_OVER)
        enclave.pause_until = world.day + round(world.parameters.bargaining.talk_days)
        world.journal.write(world.day, "carried_out", enclave=enclave.name)
        return
    _lay_down_arms(world, agreement, enclave.districts)
    world.close(agreement, Stage.HANDED_OVER)
    world.end(enclave, "evacuated" if enclave.tally.convoys else "settled")
    world.hand_over(enclave, list(enclave.districts))


def _lay_down_arms(world: World, agreement: Agreement, districts: Iterable[int]) -> None:
    """Fighters who stay where ground changes hands settle their status, or go home without."""
    tally = agreement.enclave.tally
    for d in districts:
        settling, deserting = world.communities[d].settles(_told(world, agreement, d))
        tally.settled_fighters += world.households.disarm(settling, d)
        tally.deserted_fighters += world.households.disarm(deserting, d)
