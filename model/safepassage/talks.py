"""Who talks to whom, what is offered, and how a deal is struck or talks break.

Sides make alternating offers, one a day. Each asks for its own reservation value and a share, falling with time, of
the surplus that it believes the other would leave it; the belief errs, and every refusal teaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safepassage.agreement import sign
from safepassage.equations import bargaining
from safepassage.equations.bargaining import Deal, Stakes
from safepassage.terms import Passage, passage_for, stakes_for

if TYPE_CHECKING:
    from safepassage.actors import Broker
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave

TOLERANCE = 1e-9  # an offer of exactly the reservation value is accepted, whatever the last bit says


@dataclass(slots=True)
class Talks:
    """A channel between an enclave and its besieger: since when, for how long, and how wrong each side still is."""

    broker: Broker
    opened: int
    days: float
    error_faction: float
    error_government: float
    offers: int = 0
    besieger_proposes: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table today: the passage with its bundles of terms, stakes, and the two reservation values."""

    stakes: Stakes
    passage: Passage
    value_faction: float
    value_government: float

    def deal_for_partner(self, *, signed_for: bool) -> Deal | None:
        """The deal that an exchange brings the other side: the least that it prefers to holding on, None without one.

        A garrison of the government's side is ``signed_for`` by its patron, which decides without asking it; whether
        its people then board is their own choice (most of Fuah and Kafraya refused a partial departure in May 2018).
        """
        if signed_for:
            return bargaining.best_deal_for_faction(self.passage.packages, self.stakes, self.value_government)
        return bargaining.cheapest_deal(self.passage.packages, self.stakes, self.value_faction)


def lay_table(campaign: Campaign, enclave: Enclave, day: int) -> Table:
    """Work out what both sides expect today, and note it as the enclave's outlook."""
    faction, government = enclave.faction, campaign.government
    fighters = campaign.fighters_in(enclave)
    passage = passage_for(campaign, enclave)
    stakes = stakes_for(campaign, enclave, passage, fighters)
    value_faction, seen = faction.value_of_fighting_on(enclave, fighters, day)
    value_government = government.value_of_assault(enclave, fighters)
    outlook = enclave.outlook
    best_faction = bargaining.best_deal_for_faction(passage.packages, stakes, value_government)
    best_government = bargaining.cheapest_deal(passage.packages, stakes, value_faction)
    outlook.value_faction, outlook.value_government = value_faction, value_government
    # Where no deal leaves the other its reservation there is no range: the surplus is then what is missing at most.
    outlook.best_faction = best_faction.utility_faction if best_faction else value_faction - 1.0
    outlook.best_government = best_government.utility_government if best_government else value_government - 1.0
    outlook.hazard, outlook.hazard_seen = enclave.pocket.hazard, seen
    outlook.credibility = stakes.credibility
    outlook.offer_faction = outlook.offer_government = None
    return Table(stakes, passage, value_faction, value_government)


def open_channels(campaign: Campaign, day: int) -> None:
    """Let brokers open channels to enclaves that are not talking, where the stalemate hurts both sides."""
    p = campaign.parameters.talks
    for enclave in campaign.active:
        if enclave.talks is not None or enclave.agreement is not None or day <= enclave.pause_until:
            continue
        enclave.outlook.ripeness = ripe = bargaining.ripeness(enclave.outlook.surplus, p.ripeness)
        chances = campaign.streams.of("talks", "contact", enclave.name).random(len(campaign.brokers)).tolist()
        for broker, chance in zip(campaign.brokers, chances, strict=True):
            if chance < p.contact * ripe and broker.opens_channel(enclave):
                _open(campaign, enclave, broker, day)
                break


def _open(campaign: Campaign, enclave: Enclave, broker: Broker, day: int) -> None:
    p = campaign.parameters.bargaining
    noise = campaign.streams.of("talks", "estimates", enclave.name).standard_normal(2)
    sigma = p.sigma * (1.0 - broker.skill) * enclave.wisdom
    days = p.talk_days
    if enclave.ultimatum_until is not None:
        days = min(days, max(enclave.ultimatum_until - day, 1))
    if enclave.pocket.strength > 0 and enclave.outlook.hazard_seen > 0:
        days = min(days, 1.0 / enclave.outlook.hazard_seen)
    enclave.talks = Talks(broker, day, max(days, 1.0), sigma * float(noise[0]), sigma * float(noise[1]))
    broker.busy += 1
    if enclave.tally.talks_day is None:
        enclave.tally.talks_day = day
    campaign.journal.write(day, "channel", enclave=enclave.name, broker=broker.slug)


def pass_offers(campaign: Campaign, day: int) -> None:
    """One offer in each channel; what is accepted is signed, what runs out of time breaks."""
    for enclave in campaign.active:
        talks = enclave.talks
        if talks is None or enclave.agreement is not None:
            continue
        table = campaign.tables[enclave.name]
        time = (day - talks.opened) / talks.days
        deal = propose(table, talks, campaign.parameters.bargaining.concession, time)
        talks.offers += 1
        if deal is not None:
            enclave.outlook.offer_faction, enclave.outlook.offer_government = (
                deal.utility_faction,
                deal.utility_government,
            )
        if deal is not None and accepted(table, deal):
            sign(campaign, enclave, deal, table.passage, talks.broker, day)
            continue
        taught = campaign.parameters.bargaining.refusal_teaches * (1.0 - talks.broker.skill / 2)
        talks.error_faction *= taught
        talks.error_government *= taught
        enclave.wisdom *= taught
        talks.besieger_proposes = not talks.besieger_proposes
        if time >= 1.0:
            enclave.close_talks()
            enclave.pause_until = day + round(campaign.parameters.talks.pause_days)
            campaign.journal.write(
                day, "talks_broke", enclave=enclave.name, broker=talks.broker.slug, offers=talks.offers
            )


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
