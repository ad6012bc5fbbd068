"""The bundled scenarios: each loads, each number has a source, and the ground is what the reports say it was."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest

from safepassage.resources import scenarios_folder, seeds_folder
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.scenario.loader import available

NAMES = list(available())
BASES = ("spring-2018", "south-damascus-2018", "two-towns")
WHAT_IFS = {
    "no-guarantor": "spring-2018",
    "forty-buses": "spring-2018",
    "aid-convoys": "spring-2018",
    "al-bab-closed": "spring-2018",
    "no-desert-destination": "south-damascus-2018",
    "us-draw-down": "south-damascus-2018",
}
SOURCED = (
    "districts", "fronts", "roads", "destinations", "factions", "government", "allies", "brokers", "convoys",
    "offensives", "events", "exchanges", "precedents", "reported",
)  # fmt: skip
GHOUTA = ("jaysh-al-islam", "faylaq-al-rahman", "ahrar-al-sham")

# From seeds/reported/routes.csv: origin, destination (or the crossing where the buses are changed), hours without
# the waiting at a crossing, which the model adds.
ROUTES = [
    ("harasta", "idlib", 10, 10.5),
    ("arbin", "idlib", 10, 14),
    ("douma", "al-bab", 12, 48),
    ("dumayr", "afrin", 18, 30),
    ("ruhayba", "al-bab", 12, 30),
    ("rastan", "idlib", 4, 48),
    ("yarmouk", "badia", 5, 10),
    ("yarmouk", "al-eis", 8, 14),
    ("beit-sahm", "al-bab", 10, 120),
    ("rastan", "al-bab", 8, 30),
]


def own_tree(name: str) -> dict[str, Any]:
    return tomllib.loads((scenarios_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def numbers(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any TOML value
    """Dotted names of all numbers and dates below a value, and of list entries that hold only names (fronts)."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers(below, f"{path}.{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for i, below in enumerate(value):
            yield f"{path}.{i}"
            yield from numbers(below, f"{path}.{i}")
    elif isinstance(value, int | float | dt.date) and not isinstance(value, bool):
        yield path


def source_of(path: str, sources: dict[str, str]) -> str | None:
    """The source under the longest dotted prefix."""
    parts = path.split(".")
    for n in range(len(parts), 0, -1):
        if (found := sources.get(".".join(parts[:n]))) is not None:
            return found
    return None


def lacking(tree: dict[str, Any], sources: dict[str, str]) -> list[str]:
    found = (path for table in SOURCED if table in tree for path in numbers(tree[table], table))
    return [path for path in found if source_of(path, sources) is None]


def exists(tree: Any, path: str) -> bool:  # noqa: ANN401 - any TOML value
    table, _, rest = path.partition(".")
    if table == "ranges":  # whose names are dotted themselves
        return any(f"{name}.".startswith(f"{rest}.") for name in tree[table])
    for part in path.split("."):
        if isinstance(tree, list):
            if not part.isdigit() or int(part) >= len(tree):
                return False
            tree = tree[int(part)]
        elif isinstance(tree, dict) and part in tree:
            tree = tree[part]
        else:
            return False
    return True


def people(scenario: Scenario) -> int:
    tables = scenario.tables
    return sum(d.population for d in tables.districts.values()) + sum(f.fighters for f in tables.factions.values())


def test_the_promised_scenarios_are_there() -> None:
    assert {*BASES, *WHAT_IFS} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_loads_and_says_what_it_is(name: str) -> None:
    scenario = Scenario.load(name)
    assert scenario.name == name
    assert scenario.tables.scenario.title
    assert scenario.tables.scenario.description


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source(name: str) -> None:
    tree = Scenario.load(name).tree
    assert lacking(tree, tree["sources"]) == []
    ranges = [f"ranges.{name}" for name in tree.get("ranges", {})]
    assert [name for name in ranges if source_of(name, tree["sources"]) is None] == []


def test_a_number_without_a_source_is_found() -> None:
    tree = {"districts": {"a": {"population": 1, "damage": 0.5}}, "fronts": [{"a": "x", "b": "y"}]}
    assert lacking(tree, {"districts.a.damage": "assumed: so"}) == ["districts.a.population", "fronts.0"]


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_addresses_tables_or_marked_as_assumed(name: str) -> None:
    for key, text in Scenario.load(name).tree["sources"].items():
        reason = text.removeprefix("assumed: ")
        assert text.startswith(("http://", "https://", "seeds/reported/")) or (reason != text and reason.strip()), key


@pytest.mark.parametrize("name", NAMES)
def test_sources_name_what_exists(name: str) -> None:
    tree = Scenario.load(name).tree
    assert [key for key in tree["sources"] if not exists(tree, key)] == []


@pytest.mark.parametrize("name", BASES)
def test_tables_named_as_sources_have_those_rows(name: str) -> None:
    folder = seeds_folder() / "reported"
    for key, text in own_tree(name)["sources"].items():
        if text.startswith("seeds/reported/") and folder.is_dir():
            file, _, row = text.removeprefix("seeds/reported/").partition(", ")
            assert row in (folder / file).read_text(encoding="utf-8"), key


@pytest.mark.parametrize(("name", "base"), WHAT_IFS.items())
def test_what_ifs_change_a_few_lines_and_source_them(name: str, base: str) -> None:
    own = own_tree(name)
    assert own["extends"] == base
    assert {"title", "description"} <= set(own["scenario"])
    # A number of its own is not covered by the source of the number that it replaces.
    inherited = {"aid-convoys": "events"}.get(name)
    changed = {table: own[table] for table in SOURCED if table in own and table != inherited}
    assert lacking(changed, own.get("sources", {})) == []

    parent, merged = Scenario.load(base).tree, Scenario.load(name).tree
    for table in set(parent) - set(own):
        assert merged[table] == parent[table]


def test_aid_convoys_keeps_the_events_that_it_extends_and_adds_aid() -> None:
    base, aid = (Scenario.load(name).tables.events for name in ("spring-2018", "aid-convoys"))
    assert aid[: len(base)] == base
    added = aid[len(base) :]
    assert added
    assert {event.kind.value for event in added} == {"aid"}
    own = own_tree("aid-convoys")["sources"]
    assert all(source_of(f"events.{i}", own) for i in range(len(base), len(aid)))


def test_spring_2018_has_about_170_000_households() -> None:
    scenario = Scenario.load("spring-2018")
    assert 150_000 <= people(scenario) / scenario.parameters.households.size <= 190_000


def test_two_towns_is_small() -> None:
    scenario = Scenario.load("two-towns")
    assert people(scenario) == 6_000
    assert scenario.tables.scenario.days == 90


@pytest.mark.parametrize("name", ["spring-2018", "south-damascus-2018"])
def test_reported_outcomes_belong_to_enclaves(name: str) -> None:
    tables = Scenario.load(name).tables
    ids = set()
    for slug in tables.factions:
        held = {d: table.population for d, table in tables.districts.items() if table.holder == slug}
        ids.add(f"{slug}-{max(held, key=held.__getitem__)}")
    assert set(tables.reported.agreements) == ids


def roads(scenario: Scenario) -> nx.Graph:
    graph = nx.Graph()
    opened = {frozenset((e.a, e.b)) for e in scenario.tables.events if e.kind.value == "road_opened"}
    for road in scenario.tables.roads:
        if road.open or frozenset((road.a, road.b)) in opened:
            graph.add_edge(road.a, road.b, hours=road.hours)
    return graph


@pytest.mark.parametrize(("origin", "destination", "low", "high"), ROUTES)
def test_hours_on_the_road_agree_with_reports(origin: str, destination: str, low: float, high: float) -> None:
    hours = nx.shortest_path_length(roads(Scenario.load("spring-2018")), origin, destination, weight="hours")
    assert low - 0.05 <= hours <= high + 0.05


@pytest.mark.parametrize("name", BASES)
def test_no_convoy_drives_through_the_ground_of_another_group_or_through_a_destination(name: str) -> None:
    scenario = Scenario.load(name)
    graph, tables = roads(scenario), scenario.tables
    for origin, district in tables.districts.items():
        if district.holder == GOVERNMENT:
            continue
        side = tables.factions[district.holder].side
        for destination, table in tables.destinations.items():
            if (table.holder == "government") != (side == "government"):
                continue  # ground of the enemy: nobody from here is sent there
            between = nx.shortest_path(graph, origin, destination, weight="hours")[1:-1]
            assert not set(between) & set(tables.destinations)
            assert {tables.districts[place].holder for place in between} <= {GOVERNMENT, district.holder}


def ground(scenario: Scenario) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(scenario.tables.districts)
    graph.add_edges_from((front.a, front.b) for front in scenario.tables.fronts)
    return graph


def test_eastern_ghouta_is_one_pocket_that_the_advance_can_split() -> None:
    scenario = Scenario.load("spring-2018")
    ghouta = [slug for slug, d in scenario.tables.districts.items() if d.holder in GHOUTA]
    pocket = ground(scenario).subgraph(ghouta)
    assert nx.is_connected(pocket)
    farmland = {"nashabiyah", "otaya", "shaifuniya", "beit-sawa", "misraba", "mudayra"}
    parts = list(nx.connected_components(pocket.subgraph(set(ghouta) - farmland)))
    assert len(parts) == 3
    total = sum(scenario.tables.districts[slug].population for slug in ghouta)
    assert all(sum(scenario.tables.districts[slug].population for slug in part) > 0.05 * total for part in parts)


@pytest.mark.parametrize("name", BASES)
def test_every_district_under_assault_can_be_reached_from_government_ground(name: str) -> None:
    scenario = Scenario.load(name)
    fronts, districts = ground(scenario), scenario.tables.districts
    own = [slug for slug, district in districts.items() if district.holder == GOVERNMENT]
    reached = set().union(*(nx.node_connected_component(fronts, slug) for slug in own))
    assert {slug for offensive in scenario.tables.offensives for slug in offensive.districts} <= reached


def test_offensives_are_asked_for_in_turn_because_ghouta_takes_most_of_the_strength() -> None:
    tables = Scenario.load("spring-2018").tables
    total = tables.government.strength + sum(ally.strength for ally in tables.allies.values())
    ghouta, *others = sorted(tables.offensives, key=lambda offensive: offensive.date)
    assert ghouta.strength > 0.75 * total
    assert sum(offensive.strength for offensive in others) > total - ghouta.strength
    assert all(offensive.strength <= total for offensive in tables.offensives)


def test_the_two_scenarios_of_2018_agree_on_what_both_have() -> None:
    spring, south = (Scenario.load(name).tables for name in ("spring-2018", "south-damascus-2018"))
    for slug in set(south.districts) - {"qadam"}:  # emptied and seized in March
        assert south.districts[slug] == spring.districts[slug]
    for slug in set(south.factions):
        assert south.factions[slug] == spring.factions[slug]
    for slug in set(south.destinations):
        assert south.destinations[slug] == spring.destinations[slug]
    for slug in set(south.brokers):
        assert south.brokers[slug] == spring.brokers[slug]
    for slug in south.reported.agreements:
        assert south.reported.agreements[slug] == spring.reported.agreements[slug]


def test_the_facts_of_the_seed_report_that_are_data() -> None:
    south, spring = (Scenario.load(name).tables for name in ("south-damascus-2018", "spring-2018"))
    pocket = {slug for slug, d in south.districts.items() if d.holder == "islamic-state"}
    reported = south.reported.agreements["islamic-state-yarmouk"]
    assert reported.first_convoy_date == dt.date(2018, 5, 20)  # S1
    assert reported.first_convoy_buses == 6  # S4
    assert {"yarmouk", "tadamun", "hajar-al-aswad"} <= pocket  # S6, S7
    assert south.destinations["badia"].holder == "islamic_state"  # S8
    assert pocket == set(south.offensives[0].districts)  # S10
    assert spring.offensives[0].date < south.offensives[0].date  # S10
    assert south.allies["russia"].air > 1  # S11
    assert south.allies["militias"].strength > 0  # S11
    assert "islamic_state" in south.brokers["russia"].access  # S12
    besieged = {slug for slug, d in south.districts.items() if d.holder not in (GOVERNMENT, "fuah-kafraya-committees")}
    assert set(south.scenario.capital_region) == besieged  # S13
    assert set(south.scenario.capital_region) <= set(spring.scenario.capital_region)  # S13
    assert south.districts["yarmouk"].population_prewar == 160_000  # S14
    assert south.districts["yarmouk"].damage == 1.0  # S15
    assert reported.denied == ("Hajar al-Aswad",)  # S16
    assert {"idlib", "al-bab"} <= set(south.destinations)  # S18
    assert spring.reported.totals["largest_60_day_evacuation"] > 100_000  # S19
    assert south.government.outside_pressure > 0  # S20
