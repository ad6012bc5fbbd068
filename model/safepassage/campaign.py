"""The Mesa model: its step reads as the day's story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import mesa

from safepassage import agreement as agreements
from safepassage import context, siege, talks, war
from safepassage.actors import Ally, Broker, Community, Faction, Government, Monitor, StateMedia, UnitedNations
from safepassage.actors.government import Offensive
from safepassage.actors.observers import Report
from safepassage.agreement import Agreement
from safepassage.convoys import Fleet, Reception, Traffic
from safepassage.enclaves import Enclave, Roll, severed
from safepassage.equations import war as war_equations
from safepassage.equations.choice import Workspace
from safepassage.households import Households
from safepassage.journal import Journal
from safepassage.network import Network, Pocket
from safepassage.peers import Peers
from safepassage.randomness import Streams
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.scenario.schema import Event
from safepassage.talks import Table
from safepassage.terms import Passage

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


class Campaign(mesa.Model):
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
        self.passages: dict[tuple[str, int], Passage] = {}  # by faction and seat, until an outside event
        self.tables: dict[str, Table] = {}
        self.open_agreements: list[Agreement] = []
        self.agreements: list[Agreement] = []
        self.days_of_fighting = 0
        self.full_control_day: int | None = None
        self.split_day: int | None = None
        self.arrived_today = 0
        self.capital = [self.network.index[slug] for slug in file.scenario.capital_region]

        self.roll = Roll(self.network, self.factions)
        self.active: list[Enclave] = []
        self.regroup(0)
        self.peers = Peers(self.roll, file)
        self.outlooks: list[tuple[Any, ...]] = []
        self.datacollector = _Collector(model_reporters=DAILY)
        # Up to version 3.3 Mesa counts the agents of every model in a table of its own, which would keep each campaign
        # of a long sweep in memory. All agents of this one exist by now.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

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
        self.peers.count()
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
        people = self.households.people
        return sum([people[d] for d in enclave.districts])

    def fighters_in(self, enclave: Enclave) -> int:
        """Fighters inside an enclave today."""
        fighters = self.households.fighters_at
        return sum([fighters[d] for d in enclave.districts])

    def enclaves_in(self, pocket: Pocket, districts: Iterable[int]) -> list[Enclave]:
        """The enclaves of a pocket that hold any of these districts, in the order of the roll."""
        found: dict[str, Enclave] = {}
        for d in districts:
            enclave = self.roll.at[d]
            if enclave is not None and enclave.pocket is pocket:
                found.setdefault(enclave.name, enclave)
        return list(found.values())

    def assault_next_door(self, enclave: Enclave) -> bool:
        """Whether an assault is under way on a district beside this enclave."""
        for d in enclave.districts:
            for b in self.network.beside[d]:
                other = self.roll.at[b]
                if other is not None and other is not enclave and other.pocket.strength > 0:
                    return True
        return False

    def hazard_if_assaulted(self, enclave: Enclave, fighters: int) -> float:
        """The hazard that an assault at the reference strength would bring to an enclave that is not under one."""
        if enclave.pocket.besieger != GOVERNMENT:
            return 0.0
        p, network = self.parameters, self.network
        fronts = sum(self.roll.facing[d] for d in enclave.districts)
        if not fronts:
            return 0.0
        engaged = war_equations.engaged(fighters, fronts, p.war.frontage)
        ground = ((network.resistance[d], network.fort[d]) for d in enclave.districts)
        work = war_equations.work_ahead(ground, engaged, p.war.advance)
        strength = min(p.bargaining.strength_reference, self.government.strength)
        return war_equations.hazard(strength * self.government.air, work)

    # What happens

    def regroup(self, day: int) -> None:
        """Find pockets and enclaves again after holders changed; note a split, and full control of the capital."""
        before = self.roll.pockets
        people, fighters = self.households.people, self.households.fighters_at
        for enclave in self.roll.regroup(people, fighters):
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
        held = any(self.network.holder[d] != GOVERNMENT for d in self.capital)
        if before and self.capital and not held and self.full_control_day is None:
            self.full_control_day = day
            self.journal.write(day, "full_control")

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
        enclave.close_talks()
        enclave.outcome, enclave.end_day, enclave.agreement = outcome, day, None
        self.journal.write(day, outcome, enclave=enclave.name)


class _Collector(mesa.DataCollector):
    """Mesa's collector without a deep copy of each value: ours are plain numbers."""

    def collect(self, model: Campaign) -> None:
        """Note today's value of every reporter."""
        for name, report in self.model_reporters.items():
            self.model_vars[name].append(report(model))


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
