"""An agreement being carried out: signed, ceasefire, registration, convoys, handover; or suspended, or collapsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from safepassage.equations.bargaining import Deal
from safepassage.households import INSIDE, REGISTERED, Households, Rows
from safepassage.scenario import GOVERNMENT
from safepassage.terms import Passage, in_words

if TYPE_CHECKING:
    from safepassage.actors import Broker
    from safepassage.campaign import Campaign
    from safepassage.convoys import Convoy
    from safepassage.enclaves import Enclave


class Stage(StrEnum):
    """How far an agreement has come."""

    SIGNED = "signed"
    REGISTRATION = "registration"
    CONVOYS = "convoys"
    SUSPENDED = "suspended"
    HANDED_OVER = "handed_over"
    COLLAPSED = "collapsed"


@dataclass(slots=True, eq=False)
class Agreement:
    """Terms being carried out for one enclave; ``queue`` holds the rows of registered households in boarding order."""

    enclave: Enclave
    deal: Deal
    passage: Passage
    broker: Broker
    signed: int
    first_night: int
    pace: float
    reputation: float
    stage: Stage = Stage.SIGNED
    queue: Rows = field(default_factory=lambda: np.empty(0, np.intp))
    sent: int = 0
    registered: int = 0
    waiting: int = 0
    suspended_until: int = -1
    partner: Agreement | None = None
    stages_done: int = 0
    registered_in: set[int] = field(default_factory=set)
    last_departure: int | None = None

    @property
    def deniable(self) -> bool:
        """Whether it is carried out by night and without cameras."""
        return self.deal.package.deniable

    @property
    def open(self) -> bool:
        """Whether it still binds."""
        return self.stage not in (Stage.HANDED_OVER, Stage.COLLAPSED)


def sign(campaign: Campaign, enclave: Enclave, deal: Deal, passage: Passage, broker: Broker, day: int) -> None:
    """A deal is struck; in an exchange the other side's departure is signed with it."""
    agreement = _agree(campaign, enclave, deal, passage, broker, day)
    partner = campaign.peers.partner(enclave)
    if partner is None or partner.name not in campaign.tables:
        return
    table = campaign.tables[partner.name]
    theirs = table.deal_for_partner(signed_for=partner.faction.side == GOVERNMENT)
    if theirs is not None:
        other = _agree(campaign, partner, theirs, table.passage, broker, day)
        agreement.partner, other.partner = other, agreement


def _agree(campaign: Campaign, enclave: Enclave, deal: Deal, passage: Passage, broker: Broker, day: int) -> Agreement:
    agreement = begin(campaign, enclave, deal, passage, broker, day)
    tally = enclave.tally
    tally.attempts += 1
    tally.interrupted |= tally.attempts > 1
    tally.agreement_day = day
    tally.broker, tally.destination = broker.slug, passage.destination
    enclave.close_talks()
    enclave.agreement, enclave.ultimatum_until = agreement, None
    campaign.open_agreements.append(agreement)
    campaign.agreements.append(agreement)
    campaign.journal.write(
        day, "signed", enclave=enclave.name, broker=broker.slug, destination=passage.destination,
        guarantor=passage.guarantor.slug if passage.guarantor else None, terms=in_words(deal, passage.destination),
        deniable=agreement.deniable, attempt=tally.attempts, announced=tally.announced,
    )  # fmt: skip
    return agreement


def begin(campaign: Campaign, enclave: Enclave, deal: Deal, passage: Passage, broker: Broker, day: int) -> Agreement:
    """Sign: draw the pace of the gate and the days until the first night, announce a number of people."""
    p = campaign.parameters
    rng = campaign.streams.of("agreements", enclave.name)
    pace = p.convoys.gate * exp(p.convoys.gate_spread * rng.standard_normal())
    extra = int(rng.exponential(p.agreements.registration_days)) if p.agreements.registration_days > 0 else 0
    spread = exp(p.agreements.announced_spread * rng.standard_normal())
    announced = p.agreements.announced_per_fighter * campaign.fighters_in(enclave) * spread
    enclave.tally.announced = _rounded(announced)
    stakes = campaign.tables[enclave.name].stakes
    reputation = stakes.reputation * (1.0 - stakes.deniability * deal.package.deniable)
    return Agreement(enclave, deal, passage, broker, day, day + 1 + extra, pace, reputation)


def _rounded(people: float) -> int:
    """Officials announce round numbers: two leading digits."""
    scale = 10 ** max(len(str(int(people))) - 2, 0)
    return int(round(people / scale) * scale)


def carry_out(campaign: Campaign, agreement: Agreement, day: int) -> None:
    """One day of an agreement."""
    enclave = agreement.enclave
    if agreement.stage is Stage.SIGNED:
        agreement.stage = Stage.REGISTRATION
        return  # signed today: the ceasefire holds from now on, lists open tomorrow
    if agreement.stage is Stage.SUSPENDED:
        agreement.waiting += 1
        if day < agreement.suspended_until:
            return
        agreement.stage = Stage.CONVOYS
        campaign.journal.write(day, "resumed", enclave=enclave.name)
    if agreement.stage is Stage.REGISTRATION:
        _register(campaign, agreement)
        if day < agreement.first_night:
            return
        agreement.stage = Stage.CONVOYS
        campaign.journal.write(day, "registered", enclave=enclave.name, people=agreement.registered)
    if _trouble(campaign, agreement, day):
        return
    _night(campaign, agreement, day)


def _register(campaign: Campaign, agreement: Agreement) -> None:
    """Communities choose; whoever newly wants to board joins the queue, district after district with some overlap."""
    enclave, passage = agreement.enclave, agreement.passage
    rng = campaign.streams.of("registration", enclave.name)
    ranked = sorted(enclave.districts, key=lambda d: (campaign.households.people[d], d))
    finest = 65_535 / (len(ranked) / 2 + 1)  # 16 bits sort in linear time, and no order of boarding needs more
    rows, order = [], []
    for rank, d in enumerate(ranked):
        new = campaign.communities[d].register(
            enclave,
            passage=passage.destination is not None,
            settlement="settlement" in agreement.deal.package.terms,
            own_side=passage.own_side,
        )
        rows.append(new)
        order.append(((rank / 2 + rng.random(len(new), dtype=np.float32)) * finest).astype(np.uint16))
    joined = np.concatenate(rows)[np.argsort(np.concatenate(order), kind="stable")]
    agreement.queue = np.concatenate([agreement.queue, joined])
    h = campaign.households
    agreement.registered = int(h.size.take(agreement.queue).sum(dtype=np.int64))
    agreement.registered_in = _districts_of(h, agreement.queue)


def _districts_of(h: Households, rows: Rows) -> set[int]:
    """Districts in which any of these households has somebody alive."""
    there = np.zeros(len(h.people), np.bool_)
    there[h.place.take(rows)[h.size.take(rows) > 0]] = True
    return set(np.flatnonzero(there).tolist())


def _trouble(campaign: Campaign, agreement: Agreement, day: int) -> bool:
    """An incident suspends the deal or ends it; it is likelier the longer people wait and the fewer guarantee it."""
    p, enclave = campaign.parameters.agreements, agreement.enclave
    rng = campaign.streams.of("incidents", enclave.name)
    incident, end, length = rng.random(), rng.random(), rng.exponential(p.suspension_days)
    guarantee = agreement.passage.guarantee * enclave.faction.guarantee_factor
    waited = day - agreement.first_night
    hazard = p.incidents * enclave.faction.hardline * (1.0 - guarantee) * (1.0 + waited / p.waiting_days)
    days = p.ceasefire_days if "ceasefire" in agreement.deal.package.terms else p.brief_ceasefire_days
    if day - agreement.signed > days:
        hazard *= p.overrun
    if incident >= 1.0 - exp(-hazard):
        return False
    enclave.tally.incidents += 1
    enclave.tally.interrupted = True
    agreement.waiting += 1
    if end < p.collapse:
        collapse(campaign, agreement, day)
    else:
        agreement.stage = Stage.SUSPENDED
        agreement.suspended_until = day + max(round(length), 1)
        campaign.journal.write(day, "suspended", enclave=enclave.name, until=agreement.suspended_until)
    return True


def collapse(campaign: Campaign, agreement: Agreement, day: int) -> None:
    """The war resumes: who has not left is unregistered, and the broken word is remembered."""
    agreement.stage = Stage.COLLAPSED
    enclave = agreement.enclave
    h = campaign.households
    left = agreement.queue[agreement.sent :]
    h.status[left[h.status[left] == REGISTERED]] = INSIDE
    enclave.agreement = None
    enclave.pause_until = day + round(campaign.parameters.talks.pause_days)
    visibility = campaign.parameters.credibility.visibility if agreement.deniable else 1.0
    campaign.government.seen_to_betray(visibility)
    campaign.journal.write(day, "collapsed", enclave=enclave.name)
    if agreement.partner is not None and agreement.partner.open:
        agreement.partner.partner = None
        collapse(campaign, agreement.partner, day)


def _night(campaign: Campaign, agreement: Agreement, day: int) -> None:
    """Buses enter, board and leave, if the exchange, the road and the fleet allow; then districts are handed over."""
    enclave, traffic = agreement.enclave, campaign.traffic
    remaining = agreement.queue[agreement.sent : _stage_limit(agreement)]
    if len(remaining):
        if not _partner_ready(agreement):
            agreement.waiting += 1
            return
        destination = agreement.passage.destination
        route = campaign.network.route(campaign.network.slugs[enclave.seat], destination) if destination else None
        gate = traffic.capacity_of_gate(
            campaign, agreement.pace, deniable=agreement.deniable, first=enclave.tally.convoys == 0
        )
        loaded = (
            traffic.depart(campaign, enclave, remaining, gate, route, day, deniable=agreement.deniable)
            if route
            else None
        )
        if loaded is None:
            agreement.waiting += 1
            return
        convoy, taken = loaded
        agreement.sent += taken
        agreement.last_departure = day
        _count_departure(campaign, agreement, convoy)
        traffic.pass_the_lines(campaign, convoy)
    if agreement.sent >= _stage_limit(agreement):
        agreement.stages_done += 1
    if agreement.sent < len(agreement.queue):
        _hand_over_emptied(campaign, agreement, day)
    elif day > (agreement.last_departure if agreement.last_departure is not None else agreement.signed):
        finish(campaign, agreement, day)


def _count_departure(campaign: Campaign, agreement: Agreement, convoy: Convoy) -> None:
    """Count a departing convoy and let the observers see it."""
    tally = convoy.enclave.tally
    tally.convoys += 1
    tally.buses += convoy.buses
    tally.departed += convoy.people
    if tally.first_convoy_day is None:
        tally.first_convoy_day, tally.first_convoy_buses = convoy.day, convoy.buses
    tally.last_convoy_day = convoy.day
    seen = campaign.monitor.sees(convoy)
    said = campaign.state_media.covers(convoy, agreement)
    campaign.reports.extend([*([seen] if seen else []), *said])
    campaign.journal.write(
        convoy.day, "convoy_left", round(convoy.departure_hour, 2), enclave=convoy.enclave.name, convoy=convoy.number,
        origins=[campaign.network.slugs[d] for d in convoy.origins], destination=convoy.destination,
        buses=convoy.buses, people=convoy.people, fighters=convoy.fighters, entered=round(convoy.entry_hour, 2),
        monitor_buses=seen.buses if seen else None, monitor_people=seen.people if seen else None,
        denied=[r.district for r in said if r.says == "denies"],
        confirmed=[r.district for r in said if r.says == "confirms"],
    )  # fmt: skip


def _stage_limit(agreement: Agreement) -> int:
    """Rows of the queue that may have left by the end of the present stage."""
    stages = agreement.passage.stages
    done = min(agreement.stages_done + 1, stages)
    return len(agreement.queue) * done // stages


def _partner_ready(agreement: Agreement) -> bool:
    """In an exchange, stage k of one side waits for stage k of the other: neither may be a stage ahead."""
    partner = agreement.partner
    if partner is None or partner.stage is Stage.HANDED_OVER:
        return True
    return partner.open and partner.stage is not Stage.REGISTRATION and agreement.stages_done <= partner.stages_done


def _hand_over_emptied(campaign: Campaign, agreement: Agreement, day: int) -> None:
    """Districts from which everybody registered has left change hands while the rest still leave."""
    waiting = _districts_of(campaign.households, agreement.queue[agreement.sent :])
    emptied = [d for d in agreement.enclave.districts if d in agreement.registered_in - waiting]
    if emptied and len(emptied) < len(agreement.enclave.districts):
        campaign.hand_over(agreement.enclave, emptied, day)


def finish(campaign: Campaign, agreement: Agreement, day: int) -> None:
    """Everybody who registered has left: the remaining districts change hands and the enclave is no more."""
    agreement.stage = Stage.HANDED_OVER
    enclave = agreement.enclave
    campaign.end_enclave(enclave, "evacuated" if enclave.tally.convoys else "settled", day)
    campaign.hand_over(enclave, list(enclave.districts), day)
