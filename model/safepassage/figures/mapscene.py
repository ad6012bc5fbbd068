"""What a map shows, of one run or of many: who holds each district in the end, who arrived where, over which roads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD, End, ends
from safepassage.scenario import GOVERNMENT
from safepassage.telling.wording import Calendar, Names, period

if TYPE_CHECKING:
    from safepassage.results.outlook import Outlook, Prospect
    from safepassage.results.run import Run
    from safepassage.scenario import Scenario
    from safepassage.scenario.schema import ScenarioFile

Flows = Mapping[tuple[str, str], float]
HOW = {"evacuated": BY_DEAL, "settled": BY_DEAL, "stormed": BY_FORCE, "withdrew": GIVEN_UP}  # all else is held
OFTEN = 0.5  # enclaves that exist in fewer runs say nothing of where a district ends


@dataclass(frozen=True)
class Scene:
    """All that a map draws; ``arrived`` are people by destination, ``told`` the same in words."""

    scenario: Scenario
    subtitle: str
    state: Mapping[str, End]
    became: Mapping[str, str]
    arrived: Mapping[str, float]
    told: Mapping[str, str]
    flows: Flows
    dated: str

    @property
    def file(self) -> ScenarioFile:
        """The scenario's tables."""
        return self.scenario.tables


def of_run(run: Run) -> Scene:
    """One run: the days on which districts changed hands."""
    scenario, calendar, state = run.scenario, Calendar(run.scenario.start, run.days), ends(run)
    arrived: dict[str, int] = run.summary["totals"]["evacuated_by_destination"]
    return Scene(
        scenario=scenario,
        subtitle=f"{period(scenario.start, run.days)}, seed {run.seed}",
        state=state,
        became={slug: _became(end, calendar) for slug, end in state.items()},
        arrived=arrived,
        told={slug: f"{people:,} arrived" for slug, people in arrived.items()},
        flows=_flows(run),
        dated="on the day given",
    )


def of_outlook(outlook: Outlook) -> Scene:
    """Many runs: how the enclave that holds a district at first most likely ends, and the median day of its deal."""
    names, calendar = Names(outlook.scenario.tables), outlook.calendar
    likely = {slug: _of_district(slug, outlook, names) for slug in outlook.scenario.tables.districts}
    state, became = {}, {}
    for slug, enclave in likely.items():
        holder = outlook.scenario.tables.districts[slug].holder
        if enclave is None:
            state[slug], became[slug] = End(holder, None, GOVERNMENT if holder == GOVERNMENT else HELD), ""
            continue
        outcome, _ = enclave.likeliest
        how, day = HOW.get(outcome, HELD), enclave.quantiles.get("agreement_day", {}).get("p50")
        state[slug] = End(holder, None if day is None else round(day), how)
        dated = calendar.short(round(day)) if day is not None and how == BY_DEAL else ""
        became[slug] = dated or outcome.replace("_", " ")
    arrived = {slug: float(table["p50"].iloc[-1]) for slug, table in outlook.arrivals.items()}
    return Scene(
        scenario=outlook.scenario,
        subtitle=f"{period(outlook.start, outlook.days)}, {outlook.runs} {outlook.of}: medians",
        state=state,
        became=became,
        arrived=arrived,
        told={slug: _ends(outlook, slug) for slug in arrived},
        flows=_likely_flows(outlook, names),
        dated="as its enclave most likely ends, about the median day of the deal",
    )


def _ends(outlook: Outlook, slug: str) -> str:
    last = outlook.arrivals[slug].iloc[-1]
    return f"{last['p50']:,.0f} arrive\n[{last['p10']:,.0f}–{last['p90']:,.0f}]"


def _of_district(slug: str, outlook: Outlook, names: Names) -> Prospect | None:
    """The enclave of a district's faction that most runs know; the one that is called after it, if there is one."""
    holder = outlook.scenario.tables.districts[slug].holder
    own = [e for e in outlook.enclaves if names.parts(e.slug)[0] == holder]
    often = [e for e in own if sum(e.outcomes.values()) >= OFTEN] or own
    return next((e for e in often if names.parts(e.slug)[1] == slug), often[0] if often else None)


def _became(end: End, calendar: Calendar) -> str:
    """The day on which a district changed hands."""
    if end.day is None:
        return "held" if end.how == HELD else ""
    return f"seized {calendar.short(end.day)}" if end.how == HELD else calendar.short(end.day)


def _flows(run: Run) -> Flows:
    """People by stretch of road, on the quickest ways over roads that were open at any time."""
    names, roads = Names(run.scenario.tables), _roads(run.scenario)
    flows: Counter[tuple[str, str]] = Counter()
    columns = ("enclave", "first_destination", "destination", "people")
    for enclave, first, last, people in zip(*(run.convoys[name] for name in columns), strict=True):
        legs = [(names.parts(enclave)[1], first), *([(first, last)] if last != first else [])]
        for leg in legs:
            _drive(flows, roads, leg, int(people))
    return flows


def _likely_flows(outlook: Outlook, names: Names) -> Flows:
    """The same by medians, of the enclaves of which it is known where their deals lead."""
    roads = _roads(outlook.scenario)
    flows: Counter[tuple[str, str]] = Counter()
    for enclave in outlook.enclaves:
        people = enclave.quantiles.get("evacuated", {}).get("p50", 0.0)
        for destination, share in enclave.words.get("destination", {}).items():
            _drive(flows, roads, (names.parts(enclave.slug)[1], destination), round(people * share))
    return flows


def _drive(flows: Counter[tuple[str, str]], roads: nx.Graph, leg: tuple[str, str], people: int) -> None:
    a, b = leg
    if people and roads.has_node(a) and roads.has_node(b) and nx.has_path(roads, a, b):
        for stretch in pairwise(nx.shortest_path(roads, a, b, weight="hours")):
            low, high = sorted(stretch)
            flows[low, high] += people


def _roads(scenario: Scenario) -> nx.Graph:
    tables = scenario.tables
    opened = {frozenset((e.a, e.b)) for e in tables.events if e.kind.value == "road_opened"}
    graph = nx.Graph()
    for road in tables.roads:
        if road.open or frozenset((road.a, road.b)) in opened:
            graph.add_edge(road.a, road.b, hours=road.hours)
    return graph
