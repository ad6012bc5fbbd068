"""The places of reception: whose ground they are, whom they take, whether they let people in today."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.actors import Faction
from safepassage.equations import passage
from safepassage.randomness import Streams
from safepassage.scenario import GOVERNMENT, schema
from safepassage.world.ground import Network, Route

TOLERATED, RIVAL = 0.3, -1.0
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
    relations: dict[str, float]
    consents: bool = True
    arrived: int = 0
    taken_today: int = 0
    without_shelter: int = 0

    @property
    def lets_in(self) -> bool:
        """Open at all, and with its holder's consent today."""
        return self.open and self.consents

    def take_in(self, people: int) -> int:
        """People arrive; returns how many of them find no place in reception."""
        before = self.arrived
        self.arrived += people
        self.taken_today += people
        unsheltered = passage.without_shelter(before, self.arrived, self.places)
        self.without_shelter += unsheltered
        return unsheltered


class Reception:
    """All destinations: consent from day to day, whom they take, and where an enclave would rather go."""

    def __init__(self, tables: dict[str, schema.Destination], network: Network, streams: Streams) -> None:
        """Take over the scenario's destinations."""
        self.places = {slug: _destination(slug, table) for slug, table in tables.items()}
        self._ranks: dict[tuple[str, str, int], list[Destination]] = {}
        self._network = network
        self._streams = streams

    def new_day(self) -> bool:
        """Each holder's consent takes its daily step of a two-state Markov chain; the day's intake starts anew.

        Returns whether any consent changed.
        """
        changed = False
        for place in self.places.values():
            before, place.taken_today = place.consents, 0
            if place.closes > 0 or not before:
                chance = self._streams.of("consent", place.slug).random()
                place.consents = passage.consents(before, place.closes, place.reopens, chance)
                changed |= place.consents != before
        return changed

    def accepts(self, place: Destination, faction: Faction) -> bool:
        """Whether a destination takes a faction's people at all."""
        if SIDE_OF_HOLDER[place.holder] != faction.side:
            return False
        return faction.side == GOVERNMENT or faction.kind in place.accepts

    def relation(self, slug: str, faction: Faction) -> float:
        """Rel of a group and whoever holds a destination: own 1, allied 0.7, tolerated 0.3, rival −1."""
        place = self.places[slug]
        if faction.slug in place.relations:
            return place.relations[faction.slug]
        if faction.side == GOVERNMENT or place.holder == faction.kind:
            return 1.0
        return RIVAL if "islamic_state" in (faction.kind, place.holder) else TOLERATED

    def lets_in(self, slug: str) -> float:
        """The chance that a destination lets people in on a day: how long its holder's door is open in the long run."""
        place = self.places[slug]
        return place.reopens / (place.closes + place.reopens) if place.closes > 0 else 1.0

    def preferred(self, faction: Faction, origin: str) -> str | None:
        """The first open destination in the faction's order that can be reached; rivals' ground comes last."""
        # Consent is asked before a deal is signed: who is shut today is not chosen.
        for place in self._ranked(faction, origin):
            if place.lets_in:
                return place.slug
        return None

    def _ranked(self, faction: Faction, origin: str) -> list[Destination]:
        """All destinations that take a faction and can be reached, open or not; found once until a road changes."""
        key = (faction.slug, origin, self._network.changes_of_roads)
        found = self._ranks.get(key)
        if found is None:
            order = {slug: i for i, slug in enumerate(faction.destinations)}
            ranks = [
                (self.relation(place.slug, faction) < 0, order.get(place.slug, len(order)), route.hours, place.slug)
                for place in self.places.values()
                if self.accepts(place, faction) and (route := self._network.route(origin, place.slug)) is not None
            ]
            found = self._ranks[key] = [self.places[slug] for *_, slug in sorted(ranks)]
        return found

    def elsewhere(self, refused_at: str, faction: Faction) -> tuple[str, Route] | None:
        """Another destination for people not let in at one: the quickest to reach of those that are open today."""
        found: tuple[float, str, Route] | None = None
        for place in self.places.values():
            if place.slug == refused_at or not place.lets_in or not self.accepts(place, faction):
                continue
            route = self._network.route(refused_at, place.slug)
            if route is not None and (found is None or (route.hours, place.slug) < found[:2]):
                found = (route.hours, place.slug, route)
        return found[1:] if found else None


def _destination(slug: str, t: schema.Destination) -> Destination:
    accepts = t.accepts or (("islamic_state",) if t.holder == "islamic_state" else ("rebel", "jihadist"))
    return Destination(
        slug,
        t.name or slug,
        t.holder,
        frozenset(accepts),
        t.intake,
        t.places,
        t.closes,
        t.reopens,
        t.open,
        dict(t.relations),
    )
