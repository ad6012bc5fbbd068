"""Buses: one fleet for all agreements, the night at the gate, the road, and the reception at the other end.

Hours are counted from midnight of day 0, so that hour 29 is 05:00 on day 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, exp
from typing import TYPE_CHECKING

import numpy as np

from safepassage.households import ON_ROAD, Rows
from safepassage.network import Network, Route
from safepassage.randomness import Streams
from safepassage.scenario import schema

if TYPE_CHECKING:
    from safepassage.actors import Faction
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave

SHOTS_DEATHS = 0.5  # mean deaths of a convoy shot at: one boy on 14 April 2018, none on 31 March 2018
HELD_HOURS = 12.0  # a convoy held this long counts as an interruption, as in the tables of reports
SIDE_OF_HOLDER = {
    "rebel": "opposition",
    "jihadist": "opposition",
    "islamic_state": "opposition",
    "government": "government",
}


@dataclass(slots=True)
class Destination:
    """A place of reception: whose ground, room a day and in all, and whether its holder lets people in today."""

    slug: str
    name: str
    holder: str
    accepts: frozenset[str]
    intake: int
    places: int
    closes: float
    reopens: float
    open: bool
    consents: bool = True
    arrived: int = 0
    taken_today: int = 0
    without_shelter: int = 0

    @property
    def lets_in(self) -> bool:
        """Open at all, and with its holder's consent today."""
        return self.open and self.consents


@dataclass(slots=True, eq=False)
class Convoy:
    """Buses that left together; ``due`` is the hour at which they reach ``destination``."""

    number: int
    enclave: Enclave
    origins: list[int]
    day: int
    entry_hour: float
    departure_hour: float
    buses: int
    people: int
    fighters: int
    rows: Rows
    destination: str
    route: Route
    due: float
    deniable: bool
    first_destination: str
    first_due: float
    held_since: float | None = None
    held_hours: float = 0.0
    arrived_at: float | None = None
    turned_back: bool = False
    shot_at: bool = False
    killed: int = 0


class Fleet:
    """The buses, and when those that are out come back."""

    def __init__(self, buses: int) -> None:
        """Start with all buses free."""
        self.buses = buses
        self.out = 0
        self._returns: list[tuple[float, int]] = []

    def free(self, hour: float) -> int:
        """Buses free at an hour; takes back those that have returned by then."""
        back = sum(n for due, n in self._returns if due <= hour)
        if back:
            self._returns = [(due, n) for due, n in self._returns if due > hour]
            self.out -= back
        return max(self.buses - self.out, 0)

    def send(self, buses: int) -> None:
        """Buses leave the yard."""
        self.out += buses

    def returning(self, buses: int, hour: float) -> None:
        """Buses that unloaded will be back at an hour."""
        self._returns.append((hour, buses))


class Reception:
    """All destinations: consent from day to day, whom they take, and where an enclave would rather go."""

    def __init__(self, tables: dict[str, schema.Destination], network: Network, streams: Streams) -> None:
        """Take over the scenario's destinations."""
        self.places = {slug: _destination(slug, table) for slug, table in tables.items()}
        self._network = network
        self._streams = streams

    def new_day(self) -> None:
        """Each holder's consent takes its daily step of a two-state Markov chain; the day's intake starts anew."""
        for place in self.places.values():
            place.taken_today = 0
            if place.closes > 0 or not place.consents:
                chance = self._streams.of("consent", place.slug).random()
                place.consents = chance >= place.closes if place.consents else chance < place.reopens

    def accepts(self, place: Destination, faction: Faction) -> bool:
        """Whether a destination takes a faction's people at all."""
        if SIDE_OF_HOLDER[place.holder] != faction.side:
            return False
        return faction.side == "government" or faction.kind in place.accepts

    def own_side(self, slug: str, faction: Faction) -> bool:
        """Whether the destination is ground of the faction's own side."""
        return self.accepts(self.places[slug], faction)

    def preferred(self, faction: Faction, origin: str) -> str | None:
        """The first open destination in the faction's order of preference that can be reached, else the nearest."""
        options = [p for p in self.places.values() if p.open and self.accepts(p, faction)]
        ranked = {slug: i for i, slug in enumerate(faction.destinations)}
        best: tuple[int, float, str] | None = None
        for place in options:
            route = self._network.route(origin, place.slug)
            if route is None:
                continue
            key = (ranked.get(place.slug, len(ranked)), route.hours, place.slug)
            best = min(best, key) if best else key
        return best[2] if best else None

    def elsewhere(self, convoy: Convoy) -> tuple[str, Route] | None:
        """Another destination for a convoy that is not let in: the quickest to reach of those that are open today."""
        found: tuple[float, str, Route] | None = None
        for place in self.places.values():
            if place.slug == convoy.destination or not place.lets_in or not self.accepts(place, convoy.enclave.faction):
                continue
            route = self._network.route(convoy.destination, place.slug)
            if route is not None and (found is None or (route.hours, place.slug) < found[:2]):
                found = (route.hours, place.slug, route)
        return found[1:] if found else None


def _destination(slug: str, t: schema.Destination) -> Destination:
    accepts = t.accepts or (("islamic_state",) if t.holder == "islamic_state" else ("rebel", "jihadist"))
    return Destination(
        slug, t.name or slug, t.holder, frozenset(accepts), t.intake, t.places, t.closes, t.reopens, t.open
    )


@dataclass(slots=True)
class Traffic:
    """All convoys of a run; those not yet arrived are ``under_way``."""

    fleet: Fleet
    seats: int
    convoys: list[Convoy] = field(default_factory=list)
    under_way: list[Convoy] = field(default_factory=list)

    def capacity_of_gate(self, campaign: Campaign, pace: float, *, deniable: bool, first: bool) -> int:
        """People that a gate screens for one night's convoy."""
        p = campaign.parameters.convoys
        hours = p.gate_hours_deniable if deniable else p.gate_hours
        return max(int(pace * hours * (p.first_night if first else 1.0)), 1)

    def depart(
        self,
        campaign: Campaign,
        enclave: Enclave,
        queue: Rows,
        gate: int,
        route: Route,
        day: int,
        *,
        deniable: bool,
    ) -> tuple[Convoy, int] | None:
        """Load tonight's convoy from the head of ``queue``; returns it and how many rows of the queue it took.

        None where no bus is free or nobody fits.
        """
        p, rng = campaign.parameters.convoys, campaign.streams.of("convoys", enclave.name)
        entry = 24.0 * day + min(max(p.entry_hour + 0.5 * rng.standard_normal(), 0.1), 2.0)
        leave = 24.0 * day + p.departure_hour + 0.5 * min(max(rng.standard_normal(), -2.0), 2.0)
        load = min(max(self.seats * exp(p.load_spread * rng.standard_normal()), 0.65 * self.seats), 1.4 * self.seats)
        shot_at = bool(rng.random() < p.shots)
        h = campaign.households
        sizes = np.cumsum(h.size[queue[: gate + 1]], dtype=np.int64)
        waiting = int(sizes[-1]) if len(sizes) else 0
        buses = min(ceil(min(waiting, gate) / load), self.fleet.free(entry))
        if buses == 0:
            return None
        taken = int(np.searchsorted(sizes, min(buses * load, max(gate, sizes[0])), side="right"))
        if taken == 0:
            return None
        rows = queue[:taken]
        by_origin = h.place[rows]
        people = fighters = 0
        origins = []
        for d in np.flatnonzero(np.bincount(by_origin)).tolist():
            left = h.leave_by(rows[by_origin == d], d, ON_ROAD)
            people, fighters = people + left[0], fighters + left[1]
            origins.append(d)
        self.fleet.send(buses)
        destination = route.places[-1]
        due = leave + route.hours
        convoy = Convoy(
            len(self.convoys) + 1, enclave, origins, day, entry - 24 * day, leave - 24 * day, buses, people, fighters,
            rows, destination, route, due, deniable, destination, due, shot_at=shot_at,
        )  # fmt: skip
        self.convoys.append(convoy)
        self.under_way.append(convoy)
        return convoy, taken

    def pass_the_lines(self, campaign: Campaign, convoy: Convoy) -> None:
        """Some convoys are shot or stoned at as they pass."""
        if not convoy.shot_at:
            return
        rng, tally = campaign.streams.of("convoys", "shots", convoy.enclave.name), convoy.enclave.tally
        convoy.killed = campaign.households.die_on_road(convoy.rows, int(rng.poisson(SHOTS_DEATHS)), rng)
        tally.civilians_killed += convoy.killed
        tally.incidents += 1
        _note(campaign, convoy, convoy.day, "shot_at", killed=convoy.killed)

    def drive(self, campaign: Campaign, day: int) -> None:
        """Let the convoys that are due by the end of the day arrive, wait at a closed door, or turn elsewhere."""
        end = 24.0 * (day + 1)
        for convoy in [c for c in self.under_way if c.due <= end]:
            place = campaign.reception.places[convoy.destination]
            room = place.taken_today < place.intake
            if place.lets_in and room:
                self._arrive(campaign, convoy, place, max(convoy.due, 24.0 * day), day)
            else:
                self._wait(campaign, convoy, place, day)

    def _arrive(self, campaign: Campaign, convoy: Convoy, place: Destination, hour: float, day: int) -> None:
        p = campaign.parameters.convoys
        convoy.arrived_at = hour
        convoy.held_hours = max(hour - convoy.first_due - (convoy.route.hours if convoy.turned_back else 0.0), 0.0)
        self.under_way.remove(convoy)
        campaign.households.arrive(convoy.rows, convoy.people - convoy.killed)
        before = place.arrived
        place.arrived += convoy.people - convoy.killed
        place.taken_today += convoy.people - convoy.killed
        unsheltered = max(place.arrived - max(place.places, before), 0)
        place.without_shelter += unsheltered
        self.fleet.returning(convoy.buses, hour + p.rest_hours + convoy.route.hours)
        _count_arrival(campaign, convoy)
        _note(
            campaign, convoy, day, "convoy_arrived", round(hour - 24 * day, 2), destination=place.slug,
            people=convoy.people - convoy.killed, without_shelter=unsheltered, held_hours=round(convoy.held_hours, 1),
        )  # fmt: skip

    def _wait(self, campaign: Campaign, convoy: Convoy, place: Destination, day: int) -> None:
        """Held: by the receiver's refusal, or only because its reception is full for today."""
        p = campaign.parameters.convoys
        refused = not place.lets_in
        if convoy.held_since is None:
            convoy.held_since = convoy.due
            _note(campaign, convoy, day, "convoy_held", destination=place.slug, refused=refused)
        waited = 24.0 * (day + 1) - convoy.held_since
        if refused and waited >= 24.0 * p.patience_days and (other := campaign.reception.elsewhere(convoy)) is not None:
            slug, route = other
            convoy.destination, convoy.route = slug, route
            convoy.due, convoy.held_since, convoy.turned_back = 24.0 * (day + 1) + route.hours, None, True
            _note(campaign, convoy, day, "convoy_turned", destination=slug)


def _count_arrival(campaign: Campaign, convoy: Convoy) -> None:
    """Count an arrival; a passage honoured is seen by others, the less so the more it was hidden."""
    tally, people = convoy.enclave.tally, convoy.people - convoy.killed
    tally.evacuated += people
    tally.fighters_evacuated += convoy.fighters
    tally.waiting_days += convoy.held_hours / 24 * people
    campaign.arrived_today += people
    tally.interrupted |= convoy.turned_back or convoy.held_hours >= HELD_HOURS
    campaign.government.seen_to_honour(campaign.parameters.credibility.visibility if convoy.deniable else 1.0)


def _note(
    campaign: Campaign, convoy: Convoy, day: int, kind: str, hour: float | None = None, **details: str | float
) -> None:
    campaign.journal.write(day, kind, hour, enclave=convoy.enclave.name, convoy=convoy.number, **details)
