"""The Mesa model: its step reads as the day's story."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

import mesa

from safepassage import agreement as agreements
from safepassage import context, siege, talks, war
from safepassage.actors import (
    Ally,
    Broker,
    Community,
    Faction,
    Government,
    Monitor,
    StateMedia,
    UnitedNations,
)
from safepassage.actors.government import Offensive
from safepassage.actors.observers import Report
from safepassage.agreement import Agreement
from safepassage.convoys import Convoy, Destination, Fleet, Reception, Traffic
from safepassage.enclaves import Enclave, Roll, severed
from safepassage.equations.bargaining import Deal
from safepassage.equations.choice import Workspace
from safepassage.equations import war as war_equations
from safepassage.households import Households
from safepassage.journal import Journal
from safepassage.network import Network, Pocket
from safepassage.randomness import Streams
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.scenario.schema import Event
from safepassage.talks import Table
from safepassage.terms import Passage, in_words

DAILY = {
    "fighting": lambda c: sum(1 for pocket in c.roll.pockets if pocket.strength > 0),
    "strength": lambda c: sum(pocket.strength for pocket in c.roll.pockets),
    "inside": lambda c: c.households.inside,
    "in_transit": lambda c: c.households.on_road,
    "arrived": lambda c: c.households.arrived,
    "crossed": lambda c: c.households.crossed,
    "killed_fighters": lambda c: c.households.killed_fighters,
    "killed_civilians": lambda c: c.households.killed_civilians,
    "killed_government": lambda c: c.government.losses,
    "enclaves": lambda c: len(c.active),
    "talks": lambda c: sum(1 for e in c.active if e.talks is not None),
    "agreements": lambda c: len(c.open_agreements),
    "buses_out": lambda c: c.traffic.fleet.out,
    "arrived_today": lambda c: c.arrived_today,
    "without_shelter": lambda c: sum(p.without_shelter for p in c.reception.places.values()),
    "trust": lambda c: c.government.trust(),
}


class Campaign(mesa.Model):  # type: ignore[misc] # Mesa ships no types
    """One run of a scenario: the ground, the people, the actors, and what happens day by day.

    Agents decide, equations compute, and :meth:`step` says in which order; all chance comes from ``streams``.
    """

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        """Set up day 0; ``seed`` (a non-negative integer) roots every random stream."""
        super().__init__(rng=seed)
        self.scenario, self.seed = scenario, seed
        self.file = file = scenario.tables
        self.parameters = scenario.parameters
        self.streams = Streams(seed)
        self.journal = Journal()
        self.reports: list[Report] = []
        self.day = -1

        self.network = Network(file, self.parameters.war.resistance_people)
        self._people_the_ground()
        self._appoint_the_actors()
        self.reception = Reception(file.destinations, self.network, self.streams)
        self.traffic = Traffic(Fleet(file.convoys.buses), file.convoys.seats)

        self.calendar: dict[int, list[Event]] = {}
        for event in file.events:
            self.calendar.setdefault(max(self.day_of(event.date), 0), []).append(event)
        self.undo: dict[int, list[Any]] = {}
        self.corridors: set[int] = set()
        self.tables: dict[str, Table] = {}
        self.open_agreements: list[Agreement] = []
        self.agreements: list[Agreement] = []
        self.days_of_fighting = 0
        self.full_control_day: int | None = None
        self.split_day: int | None = None
        self.arrived_today = 0
        self.besieged_anew = False
        self._capital = [self.network.index[slug] for slug in file.scenario.capital_region]

        self.roll = Roll(self.network, self.factions)
        self.active: list[Enclave] = []
        self._partners = {exchange.a: exchange for exchange in file.exchanges}
        self._partners |= {exchange.b: exchange for exchange in file.exchanges}
        self.regroup(0)
        self._count_peers()
        self.outlooks: list[tuple[Any, ...]] = []
        self.datacollector = mesa.DataCollector(model_reporters=DAILY)

    def _people_the_ground(self) -> None:
        """Place civilians where the scenario says and fighters in their faction's districts, by the people there."""
        file, network = self.file, self.network
        held: dict[str, list[int]] = {}
        for d, holder in enumerate(network.holder):
            if holder != GOVERNMENT:
                held.setdefault(holder, []).append(d)
        civilians = [d.population if d.holder != GOVERNMENT else 0 for d in file.districts.values()]
        fighters = [0] * len(civilians)
        for slug, faction in file.factions.items():
            districts = held.get(slug, [])
            for d, n in zip(districts, _apportion(faction.fighters, [civilians[d] for d in districts]), strict=True):
                fighters[d] = n
        self.households = Households(civilians, fighters, network.slugs, self.parameters.households, self.streams)
        self.workspace = Workspace()

    def _appoint_the_actors(self) -> None:
        file = self.file
        allies = [Ally(self, slug, table) for slug, table in file.allies.items()]
        offensives = [
            Offensive(
                i,
                tuple(self.network.index[s] for s in o.districts),
                o.strength,
                max(self.day_of(o.date), 0),
                o.ultimatum,
            )
            for i, o in enumerate(file.offensives)
        ]
        self.government = Government(self, file.government, offensives, allies)
        self.factions = {slug: Faction(self, slug, table) for slug, table in file.factions.items()}
        self.brokers = [Broker(self, slug, table) for slug, table in file.brokers.items()]
        self.brokers.sort(key=lambda broker: (-broker.guarantee, broker.slug))
        self.communities = [Community(self, d) for d in range(len(self.network.slugs))]
        self.monitor, self.state_media, self.un = Monitor(self), StateMedia(self), UnitedNations(self)

    # The day

    def step(self) -> None:
        """One day, from its morning to the evening's count."""
        self.day += 1
        day = self.day
        context.morning(self, day)
        war.wage(self, day)
        siege.endure(self)
        self._beliefs(day)
        self._talks(day)
        self._agreements(day)
        self._households(day)
        self._observers(day)
        self._collect(day)

    def _beliefs(self, day: int) -> None:
        """Both sides of every enclave look at what fighting on is worth."""
        self._count_peers()
        self.tables = {e.name: talks.lay_table(self, e, day) for e in self.active if e.agreement is None}

    def _talks(self, day: int) -> None:
        """Brokers open channels, offers pass, deals are signed."""
        talks.pass_offers(self, day)
        talks.open_channels(self, day)

    def _agreements(self, day: int) -> None:
        """Deals are carried out: ceasefires, registration, convoys, incidents, handover; convoys drive and arrive."""
        self.arrived_today = 0
        self.reception.new_day()
        for agreement in list(self.open_agreements):
            if agreement.open:
                agreements.carry_out(self, agreement, day)
        self.open_agreements = [a for a in self.open_agreements if a.open]
        self.traffic.drive(self, day)

    def _households(self, day: int) -> None:
        """Under fire, people cross the lines where a corridor is open, or flee to a quiet enclave next door."""
        reference = self.parameters.bargaining.strength_reference
        for pocket in self.roll.pockets:
            if pocket.strength <= 0:
                continue
            danger = min(pocket.strength * self.government.air / reference, 2.0)
            for d in war.defenders(self, pocket, day):
                refuge = self._quiet_next_door(pocket, d)
                corridor = d in self.corridors
                if not corridor and refuge is None:
                    continue
                people = self.communities[d].flee_under_fire(danger, pocket.hunger, day, refuge, corridor=corridor)
                enclave = self.roll.at[d]
                if enclave is not None:
                    enclave.tally.crossed += people

    def _quiet_next_door(self, pocket: Pocket, d: int) -> int | None:
        """A district beside ``d`` that another enclave holds and nobody attacks, as Yalda was beside Yarmouk."""
        for b in self.network.beside[d]:
            other = self.roll.at[b]
            if other is not None and other.pocket is not pocket and other.pocket.strength <= 0 and not other.gone:
                return b
        return None

    def _observers(self, day: int) -> None:
        """The UN counts; monitor and state media spoke as convoys left."""
        report = self.un.publishes(day)
        if report is not None:
            self.reports.append(report)

    def _collect(self, day: int) -> None:
        """The evening's count."""
        if any(pocket.strength > 0 for pocket in self.roll.pockets):
            self.days_of_fighting += 1
        self.datacollector.collect(self)
        for e in self.active:
            o = e.outlook
            stage = (
                e.agreement.stage.value
                if e.agreement
                else "talks"
                if e.talks
                else "fighting"
                if e.pocket.strength > 0
                else "siege"
            )
            self.outlooks.append(
                (day, e.name, stage, self.people_in(e), self.fighters_in(e), e.pocket.strength, e.pocket.hunger,
                 o.hazard, o.hazard_seen, o.credibility, o.value_faction, o.value_government, o.best_faction,
                 o.best_government, o.offer_faction, o.offer_government)
            )  # fmt: skip

    # What phases ask of the whole

    def day_of(self, date: dt.date) -> int:
        """Days from the scenario's start."""
        return (date - self.scenario.start).days

    def people_in(self, enclave: Enclave) -> int:
        """People inside an enclave today, fighters included."""
        return sum(self.households.people[d] for d in enclave.districts)

    def fighters_in(self, enclave: Enclave) -> int:
        """Fighters inside an enclave today."""
        return sum(self.households.fighters_at[d] for d in enclave.districts)

    def enclaves_in(self, pocket: Pocket, districts: Iterable[int]) -> list[Enclave]:
        """The enclaves of a pocket that hold any of these districts, in the order of the roll."""
        found: dict[str, Enclave] = {}
        for d in districts:
            enclave = self.roll.at[d]
            if enclave is not None and enclave.pocket is pocket:
                found.setdefault(enclave.name, enclave)
        return list(found.values())

    def _count_peers(self) -> None:
        """Enclaves by besieger, all and gone, with those of the scenario's precedents."""
        before = self.file.precedents
        self._peers = Counter({GOVERNMENT: before.gone + before.left})
        self._gone = Counter({GOVERNMENT: before.gone})
        for enclave in self.roll.enclaves:
            self._peers[enclave.faction.besieger] += 1
            self._gone[enclave.faction.besieger] += enclave.gone

    def share_gone(self, enclave: Enclave) -> float:
        """Share of an enclave's peers that are gone."""
        others = self._peers[enclave.faction.besieger] - 1
        return self._gone[enclave.faction.besieger] / others if others > 0 else 0.0

    def peers_left(self, enclave: Enclave) -> int:
        """Enclaves of the same besieger still holding, this one included."""
        return self._peers[enclave.faction.besieger] - self._gone[enclave.faction.besieger]

    def assault_next_door(self, enclave: Enclave) -> bool:
        """Whether an assault is under way on a district beside this enclave."""
        for d in enclave.districts:
            for b in self.network.beside[d]:
                other = self.roll.at[b]
                if other is not None and other is not enclave and other.pocket.strength > 0:
                    return True
        return False

    def hazard_if_assaulted(self, enclave: Enclave) -> float:
        """The hazard that an assault at the reference strength would bring to an enclave that is not under one."""
        if enclave.pocket.besieger != GOVERNMENT:
            return 0.0
        p, network = self.parameters, self.network
        fronts = sum(1 for d in enclave.districts if any(network.holder[b] == GOVERNMENT for b in network.beside[d]))
        if not fronts:
            return 0.0
        engaged = war_equations.engaged(self.fighters_in(enclave), fronts, p.war.frontage)
        work = sum(
            war_equations.work_ahead(network.resistance[d], network.fort[d], engaged, p.war.advance)
            for d in enclave.districts
        )
        strength = min(p.bargaining.strength_reference, self.government.strength)
        return war_equations.hazard(strength * self.government.air, work)

    def exchange_stages(self, faction: str) -> int:
        """In how many stages a faction leaves: tied to another's departure, or as the buses allow."""
        exchange = self._partners.get(faction)
        return exchange.stages if exchange else 1

    def partner_of(self, enclave: Enclave) -> Enclave | None:
        """The enclave whose departure is tied to this one's, if it still holds and has no agreement of its own."""
        exchange = self._partners.get(enclave.faction.slug)
        if exchange is None:
            return None
        other = exchange.b if exchange.a == enclave.faction.slug else exchange.a
        return next((e for e in self.active if e.faction.slug == other and e.agreement is None), None)

    def frees_own_people(self, enclave: Enclave) -> bool:
        """Whether a deal here frees besieged people of the besieger's own side."""
        partner = self.partner_of(enclave)
        return partner is not None and partner.faction.side != enclave.faction.side

    # What happens

    def regroup(self, day: int) -> None:
        """Find pockets and enclaves again after holders changed; note a split and full control of the capital region."""
        before = self.roll.pockets
        people, fighters = self.households.people, self.households.fighters_at
        for enclave in self.roll.regroup(people, fighters, day):
            if day > 0:
                self.journal.write(day, "severed", enclave=enclave.name)
        self.active = self.roll.living()
        for old in before:
            inside = set(old.districts)
            parts = [sum(people[d] for d in p.districts) for p in self.roll.pockets if set(p.districts) <= inside]
            if severed(parts):
                self.journal.write(day, "split", parts=len(parts), people=parts)
                if self.split_day is None:
                    self.split_day = day
        if self.full_control_day is None and self._capital and before:
            if all(self.network.holder[d] == GOVERNMENT for d in self._capital):
                self.full_control_day = day
                self.journal.write(day, "full_control")

    def sign(self, enclave: Enclave, deal: Deal, passage: Passage, broker: Broker, day: int) -> None:
        """A deal is struck; in an exchange the other side's departure is signed with it."""
        agreement = self._agree(enclave, deal, passage, broker, day)
        partner = self.partner_of(enclave)
        if partner is None or partner.name not in self.tables:
            return
        table = self.tables[partner.name]
        theirs = talks.deal_for_partner(table, signed_for=partner.faction.side == GOVERNMENT)
        if theirs is not None:
            talks.close(partner)
            other = self._agree(partner, theirs, table.passage, broker, day)
            agreement.partner, other.partner = other, agreement

    def _agree(self, enclave: Enclave, deal: Deal, passage: Passage, broker: Broker, day: int) -> Agreement:
        agreement = agreements.begin(self, enclave, deal, passage, broker, day)
        tally = enclave.tally
        tally.attempts += 1
        tally.interrupted |= tally.attempts > 1
        tally.agreement_day = day
        tally.broker, tally.destination = broker.slug, passage.destination
        enclave.agreement, enclave.ultimatum_until = agreement, None
        self.open_agreements.append(agreement)
        self.agreements.append(agreement)
        self.journal.write(
            day, "signed", enclave=enclave.name, broker=broker.slug, destination=passage.destination,
            guarantor=passage.guarantor.slug if passage.guarantor else None, terms=in_words(deal, passage.destination),
            deniable=agreement.deniable, attempt=tally.attempts, announced=tally.announced,
        )  # fmt: skip
        return agreement

    def convoy_left(self, convoy: Convoy, agreement: Agreement) -> None:
        """Count a departing convoy and let the observers see it."""
        tally = convoy.enclave.tally
        tally.convoys += 1
        tally.buses += convoy.buses
        tally.departed += convoy.people
        if tally.first_convoy_day is None:
            tally.first_convoy_day, tally.first_convoy_buses = convoy.day, convoy.buses
        tally.last_convoy_day = convoy.day
        seen = self.monitor.sees(convoy)
        said = self.state_media.covers(convoy, agreement)
        self.reports.extend([*([seen] if seen else []), *said])
        slugs = self.network.slugs
        self.journal.write(
            convoy.day, "convoy_left", round(convoy.departure_hour, 2), enclave=convoy.enclave.name, convoy=convoy.number,
            origins=[slugs[d] for d in convoy.origins], destination=convoy.destination, buses=convoy.buses,
            people=convoy.people, fighters=convoy.fighters, entered=round(convoy.entry_hour, 2),
            monitor_buses=seen.buses if seen else None, monitor_people=seen.people if seen else None,
            denied=[r.district for r in said if r.says == "denies"],
            confirmed=[r.district for r in said if r.says == "confirms"],
        )  # fmt: skip
        if convoy.shot_at:
            rng = self.streams.of("convoys", "shots", convoy.enclave.name)
            convoy.killed = self.households.die_on_road(convoy.rows, int(rng.poisson(0.5)), rng)
            tally.civilians_killed += convoy.killed
            tally.incidents += 1
            self.journal.write(
                convoy.day, "shot_at", enclave=convoy.enclave.name, convoy=convoy.number, killed=convoy.killed
            )

    def convoy_arrived(self, convoy: Convoy, place: Destination, day: int, unsheltered: int) -> None:
        """Count an arrival; a passage honoured is seen by others, the more so the less it was hidden."""
        tally = convoy.enclave.tally
        people = convoy.people - convoy.killed
        tally.evacuated += people
        tally.fighters_evacuated += convoy.fighters
        tally.waiting_days += convoy.held_hours / 24 * people
        self.arrived_today += people
        if convoy.turned_back or convoy.held_hours >= 12.0:
            tally.interrupted = True
        self.government.seen_to_honour(self.parameters.credibility.visibility if convoy.deniable else 1.0)
        self.journal.write(
            day, "convoy_arrived", round((convoy.arrived_at or 0.0) - 24 * day, 2), enclave=convoy.enclave.name,
            convoy=convoy.number, destination=place.slug, people=people, without_shelter=unsheltered,
            held_hours=round(convoy.held_hours, 1),
        )  # fmt: skip

    def convoy_held(self, convoy: Convoy, place: Destination, day: int, *, refused: bool) -> None:
        """A convoy stands before a closed door, or waits for a place at a full reception."""
        self.journal.write(
            day,
            "convoy_held",
            enclave=convoy.enclave.name,
            convoy=convoy.number,
            destination=place.slug,
            refused=refused,
        )

    def convoy_turned(self, convoy: Convoy, day: int) -> None:
        """A convoy that was not let in goes elsewhere."""
        self.journal.write(
            day,
            "convoy_turned",
            enclave=convoy.enclave.name,
            convoy=convoy.number,
            destination=convoy.destination,
        )

    def hand_over(self, enclave: Enclave, districts: list[int], day: int) -> None:
        """Districts pass to the besieger."""
        besieger = enclave.faction.besieger
        for d in districts:
            if besieger == GOVERNMENT:
                self.network.holder[d] = GOVERNMENT
            else:
                self.network.release(d, besieger)
        names = [self.network.slugs[d] for d in districts]
        self.journal.write(day, "handover", enclave=enclave.name, districts=names, to=besieger)
        self.regroup(day)

    def end_enclave(self, enclave: Enclave, outcome: str, day: int) -> None:
        """An enclave is no more: evacuated, settled or stormed."""
        talks.close(enclave)
        enclave.outcome, enclave.end_day, enclave.agreement = outcome, day, None
        self.journal.write(day, outcome, enclave=enclave.name)


def _apportion(total: int, weights: list[int]) -> list[int]:
    """Share out ``total`` in proportion to ``weights`` (equally where all are 0), by largest remainders."""
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    exact = [total * w / sum(weights) for w in weights]
    shares = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
