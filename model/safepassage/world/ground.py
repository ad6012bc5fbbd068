"""The ground: districts joined by fronts, roads to the destinations, and who holds what.

A pocket is never stored in a scenario: it follows from the holders, and is found again only when a holder changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from typing import Any, NamedTuple

import networkx as nx

from safepassage.equations.war import initial_resistance, violence_suffered
from safepassage.scenario import GOVERNMENT, ScenarioFile


@dataclass(slots=True)
class Route:
    """The quickest open way to a destination: places passed, km and hours."""

    places: tuple[str, ...]
    km: float
    hours: float


Ends = frozenset[str | None]  # of a road; an event that names none has none


class Footing(NamedTuple):
    """What is left of the ground of some districts: Σ resistance, and Σ resistance·fort."""

    ground: float
    defence: float


@dataclass(slots=True)
class _RouteCache:
    """Shortest paths until a road opens or closes."""

    trees: dict[str, tuple[dict[str, float], dict[str, list[str]]]] = field(default_factory=dict)
    routes: dict[tuple[str, str], Route | None] = field(default_factory=dict)


class Network:
    """Districts by number (their order in the scenario), fronts and roads as networkx graphs, holders."""

    def __init__(self, file: ScenarioFile) -> None:
        """Build both graphs.

        ``ground`` is the resistance of each district at the start, ``resistance`` what is left of it; ``exposure`` the
        days of assault, weighed by their force and their dead, that it has seen, ``violence`` x, what that and damage
        did to its people.
        """
        self.slugs = list(file.districts)
        self.index = {slug: i for i, slug in enumerate(self.slugs)}
        p, districts = file.parameters.war, list(file.districts.values())
        self.names = [d.name for d in districts]
        self.holder = [d.holder for d in districts]
        self.fort = [d.fort for d in districts]
        self.damage = [d.damage for d in districts]
        self._mornings: list[tuple[float, ...]] = []
        self.exposure = [0.0] * len(districts)
        self._violence_days = p.violence_days
        self.violence = [violence_suffered(damage, 0.0, p.violence_days) for damage in self.damage]
        self.prewar = [d.population_prewar for d in districts]
        of_a_unit, least = p.resistance_people, p.resistance_least
        self.ground = [initial_resistance(d.population_prewar, of_a_unit, least) for d in districts]
        self.resistance = list(self.ground)
        self._footings: dict[tuple[int, ...], Footing] = {}

        self.fronts = nx.Graph()
        self.fronts.add_nodes_from(range(len(self.slugs)))
        self.fronts.add_edges_from((self.index[f.a], self.index[f.b]) for f in file.fronts)
        self.beside: list[list[int]] = [sorted(self.fronts[d]) for d in range(len(self.slugs))]

        self.roads = nx.Graph()
        self.roads.add_nodes_from([*file.districts, *file.destinations])
        # In the order of their ends: which of two ways of equal hours is found must not hang on the file's order.
        for road in sorted(file.roads, key=lambda road: (road.a, road.b)):
            self.roads.add_edge(road.a, road.b, km=road.km, hours=road.hours, open=road.open)
        self._at_start: dict[Ends, bool] = {frozenset((road.a, road.b)): road.open for road in file.roads}
        self._ways: dict[Ends, dict[str, Any]] = {frozenset((a, b)): way for a, b, way in self.roads.edges(data=True)}
        self.released: dict[int, str] = {}  # districts that passed to a besieger other than the government
        self._routes = _RouteCache()
        self.changes_of_roads = 0

    def remember(self, days: int) -> None:
        """Keep this morning's resistance, and forget what is older than so many days."""
        self._mornings.append(tuple(self.resistance))
        del self._mornings[:-days]

    def taken(self, d: int) -> float:
        """The share of a district that was taken by force in the days remembered."""
        before = self._mornings[0][d] if self._mornings else self.resistance[d]
        return (before - self.resistance[d]) / self.ground[d]

    def expose(self, d: int, seen: float) -> None:
        """Let a district suffer a day of assault, weighed by its force and its dead."""
        self.exposure[d] += seen
        self.violence[d] = violence_suffered(self.damage[d], self.exposure[d], self._violence_days)

    def defence(self, districts: Iterable[int]) -> float:
        """Σ resistance·fort of some districts: what taking them still costs, by the defenders to a unit of ground."""
        return fsum([self.resistance[d] * self.fort[d] for d in districts])

    def wear(self, d: int, worn: float) -> bool:
        """Wear down the resistance of a district; returns whether it is broken."""
        self.resistance[d] = max(self.resistance[d] - worn, 0.0)
        for districts in [districts for districts in self._footings if d in districts]:
            del self._footings[districts]
        return self.resistance[d] <= 0

    def footing(self, districts: tuple[int, ...]) -> Footing:
        """What is left of some districts' ground; summed anew only after one of them was worn down."""
        found = self._footings.get(districts)
        if found is None:
            ground = fsum([self.resistance[d] for d in districts])
            found = self._footings[districts] = Footing(ground, self.defence(districts))
        return found

    def release(self, d: int, besieger: str) -> None:
        """Let a district pass out of the war: its besieger, not the government, holds it from now on."""
        self.holder[d] = besieger
        self.released[d] = besieger

    def set_roads(self, said: Mapping[Ends, bool]) -> None:
        """Open or close roads: by their two ends as it is said, the others as they were at the start."""
        for ends, at_start in self._at_start.items():
            way, is_open = self._ways[ends], said.get(ends, at_start)
            if way["open"] != is_open:
                way["open"] = is_open
                self._routes = _RouteCache()
                self.changes_of_roads += 1

    def route(self, origin: str, destination: str) -> Route | None:
        """The quickest open way in hours, or None where there is none."""
        key = (origin, destination)
        if key not in self._routes.routes:
            self._routes.routes[key] = self._quickest(origin, destination)
        return self._routes.routes[key]

    def _quickest(self, origin: str, destination: str) -> Route | None:
        tree = self._routes.trees.get(destination)
        if tree is None:
            hours, paths = nx.single_source_dijkstra(self.roads, destination, weight=_open_hours)
            tree = self._routes.trees[destination] = (hours, paths)
        hours, paths = tree
        if origin not in hours:
            return None
        places = tuple(reversed(paths[origin]))
        km = fsum(self.roads.edges[a, b]["km"] for a, b in pairwise(places))
        return Route(places, float(km), float(hours[origin]))

    def pockets(
        self, besieger_of: dict[str, str], tolerate: Callable[[str, str], bool]
    ) -> list[tuple[str, tuple[int, ...]]]:
        """Connected districts by besieger, joined over fronts where their holders tolerate each other.

        ``besieger_of`` names for each faction who surrounds it. Returns (besieger, districts in ascending order).
        """
        seen = [holder == GOVERNMENT or d in self.released for d, holder in enumerate(self.holder)]
        found = []
        for first in range(len(seen)):
            if seen[first]:
                continue
            seen[first] = True
            besieger = besieger_of[self.holder[first]]
            component, frontier = [first], [first]
            while frontier:
                d = frontier.pop()
                for other in self.beside[d]:
                    holder = self.holder[other]
                    if not seen[other] and besieger_of[holder] == besieger and tolerate(self.holder[d], holder):
                        seen[other] = True
                        component.append(other)
                        frontier.append(other)
            found.append((besieger, tuple(sorted(component))))
        return found

    def nearest(self, origin: int, wanted: set[int]) -> int:
        """The one of ``wanted`` that is fewest fronts from ``origin``; one that no front leads to only if none is."""
        seen, ring = {origin}, [origin]
        while ring:
            ring = sorted({b for d in ring for b in self.beside[d]} - seen)
            seen.update(ring)
            for d in ring:
                if d in wanted:
                    return d
        return min(wanted)


def _open_hours(_a: str, _b: str, road: dict[str, float]) -> float | None:
    """The weight of a road, hidden from the search while it is closed."""
    return road["hours"] if road["open"] else None
