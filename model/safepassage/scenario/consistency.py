"""Checks of a scenario that need more than one table; each finding names its key and what would be valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import networkx as nx

from safepassage.scenario.fields import MOST_PEOPLE
from safepassage.scenario.schema import GOVERNMENT, ScenarioFile

_LONGEST = 200  # of a name that is compared with those that exist
KINDS = ("rebel", "jihadist", "islamic_state")


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest valid one, and a short list of those that exist."""
    names = sorted(valid)
    close = get_close_matches(name, names, n=1, cutoff=0.5) if len(name) <= _LONGEST else []
    guess = f"did you mean {close[0]!r}? " if close else ""
    shown = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
    return f"{guess}allowed: {shown or 'none is defined'}"


def problems(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    """Yield (dotted key, what is wrong) for everything inconsistent; nothing for a scenario that can run."""
    yield from _names(file)
    yield from _factions(file)
    yield from _sizes(file)
    yield from _reach(file)


def _unknown(key: str, name: str, valid: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
    names = set(valid)
    if name not in names:
        yield key, f"unknown {what} {name!r}; {nearest(name, names)}"


def _names(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    districts, factions = set(file.districts), set(file.factions)
    places = districts | set(file.destinations)
    holders = factions | {GOVERNMENT}
    for clash in sorted(districts & set(file.destinations)):
        yield f"destinations.{clash}", "is also the name of a district; names of places must differ"
    for name in file.scenario.capital_region:
        yield from _unknown("scenario.capital_region", name, districts, "district")
    for slug, district in file.districts.items():
        yield from _unknown(f"districts.{slug}.holder", district.holder, holders, "holder")
    for i, front in enumerate(file.fronts):
        for end in "ab":
            yield from _unknown(f"fronts.{i}.{end}", getattr(front, end), districts, "district")
    for i, road in enumerate(file.roads):
        for end in "ab":
            yield from _unknown(f"roads.{i}.{end}", getattr(road, end), places, "place")
    for slug, faction in file.factions.items():
        yield from _unknown(f"factions.{slug}.besieger", faction.besieger, holders, "holder")
        for name in faction.destinations:
            yield from _unknown(f"factions.{slug}.destinations", name, file.destinations, "destination")
    for slug, broker in file.brokers.items():
        for name in broker.access:
            yield from _unknown(f"brokers.{slug}.access", name, {*KINDS, *factions}, "kind or faction")
    for i, offensive in enumerate(file.offensives):
        for name in offensive.districts:
            yield from _unknown(f"offensives.{i}.districts", name, districts, "district")
    for i, exchange in enumerate(file.exchanges):
        for end in "ab":
            yield from _unknown(f"exchanges.{i}.{end}", getattr(exchange, end), factions, "faction")
    yield from _event_names(file)


def _event_names(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    roads = {frozenset((road.a, road.b)) for road in file.roads}
    for i, event in enumerate(file.events):
        key = f"events.{i}"
        for name in event.districts or ():
            yield from _unknown(f"{key}.districts", name, file.districts, "district")
        if event.a is not None and event.b is not None and frozenset((event.a, event.b)) not in roads:
            listed = (f"{road.a}–{road.b}" for road in file.roads)
            yield (
                f"{key}.a",
                f"no road joins {event.a!r} and {event.b!r}; {nearest(f'{event.a}–{event.b}', listed)}",
            )
        if event.destination is not None:
            yield from _unknown(f"{key}.destination", event.destination, file.destinations, "destination")
        if event.faction is not None:
            yield from _unknown(f"{key}.faction", event.faction, file.factions, "faction")
        if event.ally is not None:
            yield from _unknown(f"{key}.ally", event.ally, file.allies, "ally")
        if event.broker is not None:
            yield from _unknown(f"{key}.broker", event.broker, file.brokers, "broker")
        for name in event.access or ():
            yield from _unknown(f"{key}.access", name, {*KINDS, *file.factions}, "kind or faction")


def _factions(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    held = {district.holder for district in file.districts.values()}
    seized = {event.faction for event in file.events if event.faction}
    for slug in file.factions:
        if slug not in held | seized:
            valid = f"give a district holder = {slug!r}, or remove the faction"
            yield f"factions.{slug}", f"holds no district; {valid}"


def _sizes(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    people = sum(d.population for d in file.districts.values()) + sum(f.fighters for f in file.factions.values())
    if people > MOST_PEOPLE:
        yield "districts", f"{people:,} people in all; at most {MOST_PEOPLE:,} can be simulated"
    if not any(d.holder != GOVERNMENT for d in file.districts.values()):
        yield "districts", "no district is held by a faction, so there is no enclave to simulate"
    if people == 0:
        yield "districts", "nobody lives here: give districts a population or factions fighters"


def _reach(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    """What is named must be reachable by some road, open or closed; what is merely closed may open."""
    if not file.destinations:
        return
    roads = nx.Graph()
    roads.add_nodes_from([*file.districts, *file.destinations])
    roads.add_edges_from((road.a, road.b) for road in file.roads)
    held = [slug for slug, district in file.districts.items() if district.holder != GOVERNMENT]
    component = {node: i for i, nodes in enumerate(nx.connected_components(roads)) for node in nodes}
    from_enclaves = {component[slug] for slug in held}
    for slug in file.destinations:
        if component[slug] not in from_enclaves:
            yield (
                f"destinations.{slug}",
                "no road, open or closed, leads here from any besieged district; add [[roads]]",
            )
    reachable = {component[slug] for slug in file.destinations}
    for slug in held:
        if component[slug] not in reachable:
            yield (
                f"districts.{slug}",
                "no road, open or closed, leads from here to any destination; add [[roads]]",
            )
