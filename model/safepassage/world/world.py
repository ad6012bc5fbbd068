"""All that a run consists of, and the commands by which it changes: one writer for what must stay in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.actors import Broker, Community, Faction, Government, Monitor, StateMedia, UnitedNations
from safepassage.actors.observers import Report
from safepassage.journal import Journal
from safepassage.people.households import Households, Rows
from safepassage.randomness import Streams
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.world.calendar import Calendar
from safepassage.world.convoys import Convoy, Fleet
from safepassage.world.enclave import Agreement, Enclave, Passage, Stage, Table, Talks, Truce, Views
from safepassage.world.ground import Network
from safepassage.world.peers import Peers
from safepassage.world.pocket import Pocket
from safepassage.world.reception import Reception
from safepassage.world.roll import Roll, severed
from safepassage.world.standing import Standing
from safepassage.world.tally import Counts


@dataclass(eq=False)
class World:
    """The parts of a run. Phases read and change them; what must stay in step is changed by the commands below alone.

    ``active`` are the enclaves that still hold; ``corridors`` the districts that may be left today, ``truces`` those
    that a truce protects; ``tables``, ``views`` and ``passages`` what the sides see today, by enclave (``passages`` by
    faction and seat, until an outside event changes them); ``laid`` the last table of each, with what it hangs on.
    """

    scenario: Scenario
    seed: int
    streams: Streams
    journal: Journal
    network: Network
    households: Households
    government: Government
    factions: dict[str, Faction]
    brokers: list[Broker]
    communities: list[Community]
    monitor: Monitor
    state_media: StateMedia
    un: UnitedNations
    reception: Reception
    fleet: Fleet
    calendar: Calendar
    roll: Roll
    peers: Peers
    counts: Counts
    standings: dict[str, Standing]
    capital: list[int]
    day: int = -1

    def __post_init__(self) -> None:
        """Start with nothing agreed, nothing said and nobody on the road."""
        self.file = self.scenario.tables
        self.parameters = self.government.model.parameters  # those that all its agents read
        self.active: list[Enclave] = []
        self.corridors: set[int] = set()
        self.truces: set[int] = set()
        self.passages: dict[tuple[str, int], Passage] = {}
        self.views: dict[str, Views] = {}
        self.tables: dict[str, Table] = {}
        self.laid: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], Table]] = {}
        self.agreements: list[Agreement] = []
        self.open_agreements: list[Agreement] = []
        self.convoys: list[Convoy] = []
        self.under_way: list[Convoy] = []
        self.reports: list[Report] = []
        self.outlooks: list[tuple[Any, ...]] = []

    # Asked of the whole

    def day_of(self, date: dt.date) -> int:
        """Days from the scenario's start."""
        return (date - self.scenario.start).days

    def people_in(self, enclave: Enclave) -> int:
        """People inside an enclave today, fighters included."""
        return sum(map(self.households.people.__getitem__, enclave.districts))

    def fighters_in(self, enclave: Enclave) -> int:
        """Fighters inside an enclave today."""
        return sum(map(self.households.fighters_at.__getitem__, enclave.districts))

    def enclaves_in(self, pocket: Pocket, districts: Iterable[int]) -> list[Enclave]:
        """The enclaves of a pocket that hold any of these districts, in the order of the roll."""
        found: dict[str, Enclave] = {}
        for d in districts:
            enclave = self.roll.at[d]
            if enclave is not None and enclave.pocket is pocket:
                found.setdefault(enclave.name, enclave)
        return list(found.values())

    def slugs(self, districts: Iterable[int]) -> list[str]:
        """Names of districts as the journal writes them."""
        return [self.network.slugs[d] for d in districts]

    # Ground

    def take(self, districts: Sequence[int], holder: str, then: Callable[[int], None] | None = None) -> None:
        """Districts change hands, one after the other, and pockets and enclaves are found anew.

        ``then`` is called for each as soon as its holder has changed, before the enclaves are found anew.
        """
        for d in districts:
            self.network.holder[d] = holder
            if then is not None:
                then(d)
        self._regroup()

    def hand_over(self, enclave: Enclave, districts: Sequence[int]) -> None:
        """Districts pass to the besieger under an agreement."""
        besieger = enclave.faction.besieger
        self.journal.write(self.day, "handover", enclave=enclave.name, districts=self.slugs(districts), to=besieger)
        for d in districts:
            if besieger == GOVERNMENT:
                self.network.holder[d] = GOVERNMENT
            else:
                self.network.release(d, besieger)
        self._regroup()

    def end(self, enclave: Enclave, outcome: str) -> None:
        """An enclave is no more: evacuated, settled or stormed."""
        self.close_talks(enclave)
        self.end_truce(enclave, outcome)
        enclave.outcome, enclave.end_day, enclave.agreement = outcome, self.day, None
        self.journal.write(self.day, outcome, enclave=enclave.name)

    def found(self) -> None:
        """Find the first pockets and enclaves, before day 0."""
        self._regroup(first=True)

    def _regroup(self, *, first: bool = False) -> None:
        """Find pockets and enclaves again; note a split, and full control of the capital."""
        before = self.roll.pockets
        for enclave in self.roll.regroup(self.households.people, self.households.fighters_at):
            if self.day > 0:
                self.journal.write(self.day, "severed", enclave=enclave.name)
        self.active = self.roll.living()
        if first:
            return
        for old in before:
            if old not in self.roll.pockets:
                self._note_split(old)
        counts = self.counts
        held = any(self.network.holder[d] != GOVERNMENT for d in self.capital)
        if before and self.capital and not held and counts.full_control_day is None:
            counts.full_control_day = self.day
            self.journal.write(self.day, "full_control")

    def _note_split(self, old: Pocket) -> None:
        people, inside = self.households.people, set(old.districts)
        parts = [sum(people[d] for d in p.districts) for p in self.roll.pockets if set(p.districts) <= inside]
        if severed(parts):
            self.journal.write(self.day, "split", parts=len(parts), people=parts)
            if self.counts.split_day is None:
                self.counts.split_day = self.day

    # Talks and agreements

    def open_talks(self, enclave: Enclave, talks: Talks) -> None:
        """A channel opens, and its broker has a hand less free."""
        enclave.talks = talks
        for broker in talks.carriers():
            broker.carried += 1
        if enclave.tally.talks_day is None:
            enclave.tally.talks_day = self.day
        slug = talks.broker.slug if talks.broker else None
        self.journal.write(self.day, "channel", enclave=enclave.name, broker=slug)

    def join_talks(self, enclave: Enclave, talks: Talks, broker: Broker) -> None:
        """A stronger go-between vouches for what is being talked about; one that had joined before steps back."""
        for leaving in talks.carriers():
            leaving.carried -= leaving is not talks.broker
        talks.guarantor = broker
        broker.carried += 1
        self.journal.write(self.day, "cosigned", enclave=enclave.name, broker=broker.slug)

    def close_talks(self, enclave: Enclave) -> None:
        """End the channel, if there is one, and free its go-betweens."""
        if enclave.talks is not None:
            for broker in enclave.talks.carriers():
                broker.carried -= 1
            enclave.talks = None

    def bind(self, agreement: Agreement) -> None:
        """A deal holds from now on: talks end, and no ultimatum counts any more."""
        enclave, tally = agreement.enclave, agreement.enclave.tally
        tally.note_signature(self.day)
        tally.destination = agreement.passage.destination
        tally.broker = agreement.broker.slug if agreement.broker else None
        tally.guarantor = agreement.guarantor.slug if agreement.guarantor else None
        tally.talk_days = self.day - enclave.talks.opened if enclave.talks else None
        tally.ground_lost, tally.scope = enclave.outlook.ground_lost, agreement.deal.package.scope
        self.end_truce(enclave, "deal")
        self.close_talks(enclave)
        if agreement.guarantor is not None:
            agreement.guarantor.carried += 1
        enclave.agreement, enclave.ultimatum_until = agreement, None
        self.open_agreements.append(agreement)
        self.agreements.append(agreement)

    def sign_truce(self, enclave: Enclave, truce: Truce) -> None:
        """A truce holds from now on; whoever vouches for it carries it."""
        self.close_talks(enclave)
        enclave.truce, enclave.truce_asked, enclave.ultimatum_until = truce, False, None
        enclave.tally.truces.append(self.day)
        if truce.guarantor is not None:
            truce.guarantor.carried += 1
        slug = truce.guarantor.slug if truce.guarantor else None
        self.journal.write(self.day, "truce_signed", enclave=enclave.name, guarantor=slug, until=truce.until)

    def end_truce(self, enclave: Enclave, why: str, *, broken: float = 0.0) -> None:
        """A truce holds no longer.

        ``why``: its ``date`` has come, an ``incident`` broke it, an ``offensive`` is worth more, or a ``deal`` takes
        its place. ``broken`` is what it counts on the record of whoever vouched, or else the besieger's.
        """
        truce, besieger = enclave.truce, enclave.faction.besieger
        if truce is None:
            return
        enclave.truce = None
        if truce.guarantor is not None:
            truce.guarantor.carried -= 1
        if broken and truce.guarantor is not None:
            truce.guarantor.remember(besieger, broken, kept=False)
        elif broken:
            self.standings[besieger].broken += broken
        self.journal.write(self.day, "truce_ended", enclave=enclave.name, why=why)

    def close(self, agreement: Agreement, stage: Stage) -> None:
        """An agreement binds no longer: carried out, or broken. Who vouched is free, and its name answers for it.

        A besieger's own word gains by a deal carried out; by one that broke it loses only where nobody else vouched.
        """
        kept = stage is Stage.HANDED_OVER
        agreement.stage = stage
        agreement.dissolve()
        weight = self.parameters.credibility.visibility if agreement.deniable else 1.0
        besieger = agreement.enclave.faction.besieger
        standing = self.standings[besieger]
        if agreement.guarantor is not None:
            agreement.guarantor.carried -= 1
            agreement.guarantor.remember(besieger, weight, kept=kept)
        if kept:
            standing.honoured += weight
        elif agreement.guarantor is None:
            standing.broken += weight
        agreement.enclave.agreement = None

    # People

    def cross(self, rows: Rows, district: int, enclave: Enclave | None) -> int:
        """Households leave a district across the lines; returns people."""
        people = self.households.cross(rows, district) if len(rows) else 0
        if enclave is not None:
            enclave.tally.crossed += people
        return people

    def post_departure(self, convoy: Convoy) -> None:
        """A convoy leaves: fleet, road and the enclave's count."""
        self.fleet.send(convoy.buses)
        self.convoys.append(convoy)
        self.under_way.append(convoy)
        convoy.enclave.tally.note_departure(convoy.day, convoy.buses, convoy.people)

    def post_arrival(self, convoy: Convoy, hour: float, rest_hours: float) -> int:
        """A convoy arrives: people, place of reception, fleet and counts; returns how many find no place."""
        convoy.arrived_at = hour
        convoy.held_hours = max(hour - convoy.first_due - (convoy.route.hours if convoy.turned_back else 0.0), 0.0)
        self.under_way.remove(convoy)
        people = convoy.aboard
        self.households.arrive(convoy.rows, people)
        unsheltered = self.reception.places[convoy.destination].take_in(people)
        self.fleet.returning(convoy.buses, hour + rest_hours + convoy.route.hours)
        convoy.enclave.tally.note_arrival(people, convoy.fighters, convoy.held_hours)
        self.counts.arrived_today += people
        return unsheltered
