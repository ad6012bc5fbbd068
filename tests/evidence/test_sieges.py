"""Scenarios of all reported sieges, of several at once, of other wars, and from tables of one's own."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from safepassage import BadInput, Scenario, simulate
from safepassage.evidence import columns
from safepassage.evidence.building import build, build_scenario
from safepassage.evidence.facts import OUTCOMES
from safepassage.evidence.selecting import asked_for, buildable, started
from safepassage.evidence.tables import (
    Agreement,
    Drawn,
    Front,
    Paths,
    Tables,
    read_agreements,
    read_convoys,
    read_districts,
    read_tables,
    reported,
)
from safepassage.resources import seeds_folder

Call = Callable[..., Any]
SEEDS = seeds_folder() / "reported"
MORE = read_tables(SEEDS / "agreements_more.csv", SEEDS / "districts_more.csv", SEEDS / "convoys_more.csv")
SHARED = Path(__file__).parents[3] / "shared" / "facts" / "more"
ROWS = [(tables, row.id) for tables in (reported(), MORE) for row in tables.agreements]
IDS = [id_ for _, id_ in ROWS]


def outside_reported(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key != "reported"}


# All rows


@pytest.mark.parametrize(("tables", "id_"), ROWS, ids=IDS)
def test_every_siege_builds_and_runs_with_the_same_bytes(tables: Tables, id_: str, tmp_path: Path) -> None:
    rows = asked_for(tables, [id_])
    buildable(tables, rows)
    text = build(rows, tables, seed=3).text
    assert build(rows, tables, seed=3).text == text
    (tmp_path / "built.toml").write_text(text, encoding="utf-8")
    scenario = Scenario.load(tmp_path / "built.toml")
    result = simulate(scenario, seed=3, days=5)
    assert [row["enclave"] for row in result.summary["agreements"]] == list(scenario.tables.reported.agreements)
    places = [*scenario.tables.districts.values(), *scenario.tables.destinations.values()]
    assert all((place.lat, place.lon) != (0, 0) for place in places)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tables are not beside this checkout")
def test_the_tables_as_they_came_build_too() -> None:
    tables = read_tables(SHARED / "agreements_more.csv", SHARED / "districts_more.csv", SHARED / "convoys_more.csv")
    assert len(tables.agreements) == 17
    for row in tables.agreements:
        assert buildable(tables, [row]) is not None
        assert simulate(build_scenario(row, tables), days=3).summary["totals"]["population"] > 0


def test_who_besieges_and_an_open_way_are_said() -> None:
    built = {id_: build_scenario(MORE.agreement(id_), MORE).tables for id_ in ("TABQA_IS_2017", "YABROUD_2014")}
    assert (built["TABQA_IS_2017"].government.name, built["TABQA_IS_2017"].government.party) == ("SDF", "sdf")
    assert not built["TABQA_IS_2017"].allies
    assert not built["TABQA_IS_2017"].factions["group"].open_way
    assert built["YABROUD_2014"].government.party == "government"
    assert built["YABROUD_2014"].factions["group"].open_way
    garrison = build_scenario(MORE.agreement("NUBLZAHRAA_2016"), MORE).tables
    assert garrison.government.party == "opposition"
    assert set(garrison.destinations) == {"government-shelters"}


def test_long_sieges_begin_short_of_supplies_unless_there_is_a_way_in() -> None:
    def short(tables: Tables, id_: str) -> float:
        built = build_scenario(tables.agreement(id_), tables).tables
        said = built.sources.get("factions.group.deficit_days", "")
        days = built.factions["group"].deficit_days
        assert (days > 0) == said.startswith("assumed") == ("siege_start" in said)
        return days

    assert short(reported(), "DOUMA_2018") == 30  # besieged since April 2013
    assert short(MORE, "BABILA_2014") == 17  # since August 2012, looked at from January 2014
    assert short(MORE, "RASALAYN_2019") == 0  # no siege before the offensive
    assert short(MORE, "MLEIHA_2014") == 0  # an open way


def test_a_word_that_binds_the_government_binds_another_besieger_less() -> None:
    garrison, suburb = (
        build_scenario(tables.agreement(id_), tables, seed=2).tables.brokers
        for tables, id_ in ((MORE, "NUBLZAHRAA_2016"), (reported(), "DOUMA_2018"))
    )
    assert garrison["russia"].leverage == {"government": 0.3}
    assert all(not b.leverage for slug, b in garrison.items() if slug not in ("russia", "iran", "hezbollah"))
    assert all(not broker.leverage for broker in suburb.values())


def test_only_what_lies_around_the_capital_is_of_its_region() -> None:
    for tables, id_, inside in ((reported(), "DOUMA_2018", True), (reported(), "NHOMS_2018", False),
                                (MORE, "BABILA_2014", True), (MORE, "UMMBATINAH_2021", False)):  # fmt: skip
        file = build_scenario(tables.agreement(id_), tables).tables
        assert bool(file.scenario.capital_region) == inside


def test_outcomes_are_reported_and_nothing_else_reads_them() -> None:
    shuffled = random.Random(4)  # noqa: S311 - a permutation, not a secret
    for tables in (reported(), MORE):
        of_all = {
            name: [getattr(row, name) for row in tables.agreements] for name in ("ending", "signed", "ended", "outcome")
        }
        for values in of_all.values():
            shuffled.shuffle(values)
        moved = tuple(
            replace(row, **{name: values[i] for name, values in of_all.items()})
            for i, row in enumerate(tables.agreements)
        )
        other = replace(tables, agreements=moved)
        for row, again in zip(tables.agreements, moved, strict=True):
            trees = [tomllib.loads(build([r], t).text) for r, t in ((row, tables), (again, other))]
            assert outside_reported(trees[0]) == outside_reported(trees[1])
    (enclave,) = build_scenario(MORE.agreement("BEITJINN_2017"), MORE).tables.reported.agreements.values()
    assert (enclave.outcome, enclave.signed, enclave.ended) == ("evacuated", True, dt.date(2017, 12, 30))
    assert (enclave.evacuated, enclave.buses, enclave.first_convoy_buses) == (502, 10, 6)
    assert {"ending", "signed", "ended", "outcome"} <= set(OUTCOMES)
    assert not {"war", "besieger", "encircled", "as_of"} & set(OUTCOMES)


def test_a_window_covers_the_end_or_says_why_not() -> None:
    for tables, id_ in ROWS:
        row = tables.agreement(id_)
        for seed in range(4):
            built = build([row], tables, seed)
            about = built.draft.tree["scenario"]
            last = about["start"] + dt.timedelta(days=about["days"] - 1)
            ended = row.ended or row.evac_end or row.agreement_date
            if ended is not None and not about["start"] <= ended <= last:
                assert any("lies outside the window" in line and "--start" in line for line in built.told)
    # A siege of years, in our own table with the day from which it is looked at.
    for id_ in ("SDAMASCUS_IS_2015", "BABILA_2014", "QADAM_2014", "NUBLZAHRAA_2016", "IDLIB_IS_2018"):
        assert build([MORE.agreement(id_)], MORE).told == ()


def test_a_first_day_may_be_asked_for() -> None:
    row = replace(MORE.agreement("SDAMASCUS_IS_2015"), as_of=None)
    assert build([row], MORE).told
    tables, rows = started(MORE, [row], dt.date(2015, 10, 1))
    built = build(rows, tables)
    assert built.draft.tree["scenario"]["start"] == dt.date(2015, 10, 1)
    assert built.told == ()
    tables, rows = started(MORE, [row], dt.date(2016, 10, 1))
    with pytest.raises(BadInput, match="before the scenario would start"):
        buildable(tables, rows)


def test_a_threat_is_of_its_own_war_and_years_or_nothing_at_all() -> None:
    row = reported().agreement("DUMAYR_2018")
    dates = {other.offensive_start for other in reported().agreements} - {None}
    drawn = [build_scenario(row, reported(), seed).tables for seed in range(120)]
    assert {o.date for tables in drawn for o in tables.offensives} <= dates
    spared = sum(not tables.offensives for tables in drawn) / len(drawn)
    assert spared == pytest.approx(1 / 9, abs=0.09)  # of nine others one had no offensive
    elsewhere = replace(row, war="another")
    assert not build_scenario(elsewhere, replace(reported(), agreements=(elsewhere,))).tables.offensives


# Several rows


def test_several_rows_share_an_army_and_a_fleet() -> None:
    ids = ["SDAMASCUS_2018", "YARMOUK_HTS_2018", "SDAMASCUS_IS_2018"]
    rows = asked_for(reported(), ids)
    text = build(rows, reported(), seed=2).text
    tree = tomllib.loads(text)
    assert set(tree["factions"]) == {"sdamascus-2018", "yarmouk-hts-2018", "sdamascus-is-2018"}
    assert tree["government"]["strength"] == sum(o["strength"] for o in tree["offensives"])  # all began on one day
    assert {"a": "yalda", "b": "yarmouk"} in tree["fronts"]
    assert len([d for d in tree["districts"].values() if d["name"] == "Yarmouk"]) == 2
    assert set(tree["reported"]["agreements"]) == {
        "sdamascus-2018-babila", "yarmouk-hts-2018-yarmouk", "sdamascus-is-2018-hajar-al-aswad",
    }  # fmt: skip
    scenario = Scenario("three", tree)
    result = simulate(scenario, seed=1, days=4)
    assert {row["enclave"] for row in result.summary["agreements"]} == set(tree["reported"]["agreements"])
    alone = build_scenario(reported().agreement("SDAMASCUS_2018"), reported(), seed=2).tables
    assert scenario.tables.factions["sdamascus-2018"].fighters == alone.factions["group"].fighters


def test_all_of_a_war_and_a_season_are_one_scenario(call: Call) -> None:
    said = call(
        "build", SEEDS / "agreements_2018.csv", SEEDS / "districts.csv", "--war", "syria", "--season", "2018-02:2018-04"
    )
    assert said.code == 0
    tree = tomllib.loads(said.out)
    assert len(tree["factions"]) == 8  # two have no date that was knowable
    assert tree["scenario"]["start"] == dt.date(2018, 2, 18)
    assert simulate(Scenario("season", tree), days=3).summary["totals"]["population"] > 100_000


def test_rows_of_two_besiegers_share_no_scenario() -> None:
    with pytest.raises(BadInput, match="one besieger"):
        build(asked_for(MORE, ["TABQA_IS_2017", "SANAMAYN_2020"]), MORE)


# People


def place(tmp_path: Path, row: str, districts: str, **own: str) -> Tables:
    names = "id,districts,group_type,fighters_low,fighters_high,population_late_siege,offensive_start\n"
    for name, text in {"a": names + row, "d": districts, **own}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = Paths(**{name: tmp_path / f"{name}.csv" for name in own})
    return read_tables(tmp_path / "a.csv", tmp_path / "d.csv", paths=paths)


GIVEN = "district,lat,lon,population_prewar,population_late_siege\nHill,10,20,5000,900\nMill,10.01,20,3000,{mill}\n"


@pytest.mark.parametrize(
    ("total", "mill", "people"),
    [
        ("", "400", (900, 400)),
        ("", "0", (900, 0)),
        ("1500", "", (900, 600)),
        ("800", "", (900, 0)),
        ("5", "400", (900, 400)),
    ],
)
def test_people_are_used_as_given(tmp_path: Path, total: str, mill: str, people: tuple[int, int]) -> None:
    tables = place(tmp_path, f"A,Hill;Mill,rebel,40,60,{total},2010-05-01\n", GIVEN.format(mill=mill))
    for seed in (1, 2):
        built = build_scenario(tables.agreements[0], tables, seed).tables
        assert (built.districts["hill"].population, built.districts["mill"].population) == people


def test_a_place_of_fighters_alone_runs(tmp_path: Path) -> None:
    tables = place(tmp_path, "A,Hill,rebel,40,60,0,2010-05-01\n", "district,lat,lon\nHill,10,20\n")
    scenario = build_scenario(tables.agreements[0], tables)
    assert scenario.tables.districts["hill"].population == 0
    assert simulate(scenario, days=20).summary["totals"]["population"] == scenario.tables.factions["group"].fighters


def test_a_place_without_coordinates_lies_beside_its_neighbours(tmp_path: Path) -> None:
    districts = "district,lat,lon,neighbours\nHill,10,20,\nMill,,,Ford\nFord,10.3,20.3,Mill\n"
    tables = place(tmp_path, "A,Hill;Mill;Mere,rebel,40,60,,2010-05-01\n", districts)
    built = build_scenario(tables.agreements[0], tables).tables
    assert built.districts["mill"].lat == pytest.approx(10.3, abs=0.06)
    assert built.districts["mere"].lat == pytest.approx(10.0, abs=0.06)
    assert built.sources["districts.mill.lat"] == "assumed: no coordinates were given; put beside its neighbours"


# Tables of one's own


OWN = {
    "fronts": "a,b\nHill,Mill\nMill,Their ridge\n",
    "routes": "origin,destination,km_approx,hours_low,hours_high\nMill,Coast,80,3,5\n",
    "brokers": "name,skill,guarantee,capacity,access,until\nEnvoy,0.4,0.7,1,rebel,\nOld envoy,0.4,0.9,1,,2009-01-01\n",
    "destinations": "name,lat,lon,holder,places\nCoast,9.5,20.2,rebel,700\nMarsh,9.9,21,rebel,\n",
    "relations": "id,destination,relation\nA,Marsh,rival\nA,Coast,own\n",
}


def test_tables_of_one_s_own_take_the_place_of_drafts(tmp_path: Path) -> None:
    tables = place(tmp_path, "A,Hill;Mill,rebel,40,60,,2010-05-01\n", GIVEN.format(mill="400"), **OWN)
    built = build([tables.agreements[0]], tables)
    scenario = Scenario("own", built.draft.tree)
    file = scenario.tables
    assert {(front.a, front.b) for front in file.fronts} == {("hill", "mill"), ("mill", "ground")}
    assert [(r.km, r.hours) for r in file.roads if (r.a, r.b) == ("mill", "coast")] == [(80, 4)]
    assert not [r for r in file.roads if (r.a, r.b) == ("ground", "coast")]
    assert {name: (b.guarantee, b.access) for name, b in file.brokers.items()} == {"envoy": (0.7, ("rebel",))}
    assert file.destinations["coast"].places == 700
    assert file.factions["group"].destinations == ("coast", "marsh")
    relations = {name: file.destinations[name].relations for name in ("coast", "marsh")}
    assert relations == {"coast": {"group": 1.0}, "marsh": {"group": -1.0}}
    assert built.told == ("fronts: taken for the besieger's ground: Their ridge",)
    assert simulate(scenario, days=5).summary["totals"]["population"] > 1300


def test_fronts_of_a_district_that_two_groups_hold_are_both_s() -> None:
    rows = asked_for(reported(), ["SDAMASCUS_IS_2018", "YARMOUK_HTS_2018"])
    fronts = (Front("Yarmouk", "Tadamun"), Front("Yarmouk", "Yarmouk north"), Front("Arbin", "Zamalka"))
    built = build(rows, replace(reported(), own=Drawn(fronts=fronts)))
    pairs = {frozenset((front["a"], front["b"])) for front in built.draft.tree["fronts"]}
    yarmouk = [name for name, d in built.draft.tree["districts"].items() if d["name"] == "Yarmouk"]
    assert {frozenset(yarmouk), *(frozenset((name, "tadamun")) for name in yarmouk)} <= pairs
    assert built.told == (
        "fronts: taken for the besieger's ground: Yarmouk north",
        "fronts: 1 rows are between other places and were not used",
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("fronts", "a,b\nHil,Mill\n", "fronts: row 2: 'Hil' is no district of d.csv; did you mean 'Hill'?"),
        ("routes", "origin,destination\nMil,Coast\n", "routes: row 2: 'Mil' is no district; did you mean 'Mill'?"),
        ("routes", "origin,destination\nMill,Cost\n", "routes: row 2: 'Cost' is no destination; did you mean 'Coast'?"),
        ("relations", "id,destination,relation\nB,Coast,own\n", "relations: row 2: 'B' is no id of a.csv"),
        ("relations", "id,destination,relation\nA,Cost,own\n", "did you mean 'Coast'?"),
        ("relations", "id,destination,relation\nA,Coast,friend\n", "one of own, allied, tolerated, rival"),
        (
            "brokers",
            "name,access\nEnvoy,rebels\n",
            "column 'access': 'rebels' is no kind of group; did you mean 'rebel'?",
        ),
        ("brokers", "name,guarantee\nEnvoy,70\n", "column 'guarantee' must be a share from 0 to 1, not '70'"),
        ("destinations", "name,from,until\nCoast,2011,2010\n", "is before 'from'"),
    ],
)
def test_what_a_table_of_one_s_own_names_must_exist(tmp_path: Path, name: str, text: str, said: str) -> None:
    def building() -> None:
        tables = place(tmp_path, "A,Hill;Mill,rebel,40,60,,2010-05-01\n", GIVEN.format(mill=""), **{**OWN, name: text})
        build([tables.agreements[0]], tables)

    with pytest.raises(BadInput) as refused:
        building()
    assert said in str(refused.value)


# A town of another war, from empty tables


def filled(path: Path, **cells: object) -> None:
    """A row more in a table, by the names of its header."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert set(cells) <= set(header)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="").writerow(cells)


def test_the_empty_tables_are_read_as_they_are_written(call: Call, here: Path) -> None:
    said = call("new", "place")
    assert said.code == 0
    for kind in columns.KINDS:
        text = (here / "place" / f"{kind.name}.csv").read_text(encoding="utf-8")
        header, help_ = list(csv.reader(text.splitlines()))
        assert header == [column.name for column in kind.columns]
        assert all(cell.startswith("# ") for cell in help_)
        assert kind.name in said.out
    folder = here / "place"
    assert read_agreements(folder / "agreements.csv") == ()
    assert read_districts(folder / "districts.csv") == ()
    assert read_convoys(folder / "convoys.csv") == ()
    refused = call("build", folder / "agreements.csv", folder / "districts.csv", "--id", "X")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "has no rows below its header" in refused.err
    assert call("new", "place").code == 2
    assert call("new", "none/place").code == 2


def test_a_town_of_another_war_runs_from_the_empty_tables(call: Call, here: Path) -> None:
    folder = here / "zepa"
    assert call("new", "zepa").code == 0
    # Approximate, general knowledge: an enclave under the UN's protection, taken over in July 1995.
    filled(folder / "agreements.csv", id="ZEPA_1995", districts="Žepa; Luka", group_type="rebel", enclave="Žepa",
           armed_group="Brigade of Žepa", war="bosnia", besieger="Bosnian Serb army", fighters_high=1500,
           population_late_siege=8000, siege_start="1992-05", offensive_start="1995-07-14", agreement_date="1995-07-24",
           evac_start="1995-07-25", evac_end="1995-07-27", evacuees_best=5000, **{"class": "evacuated"})  # fmt: skip
    filled(folder / "districts.csv", district="Žepa", lat=43.957, lon=19.13, population_prewar=3000)
    filled(folder / "districts.csv", district="LUKA", lat=43.93, lon=19.2, neighbours="žepa")
    filled(folder / "brokers.csv", name="UN", guarantee=0.3)
    filled(folder / "destinations.csv", name="Kladanj", lat=44.225, lon=18.693, holder="rebel")
    options = [
        part
        for kind in ("fronts", "routes", "brokers", "destinations", "relations", "convoys")
        for part in (f"--{kind}", folder / f"{kind}.csv")
    ]
    said = call(
        "build",
        folder / "agreements.csv",
        folder / "districts.csv",
        "--id",
        "zepa_1995",
        "--out",
        "zepa.toml",
        *options,
    )
    assert said.code == 0, said.err
    assert said.err.splitlines() == [
        "agreements.csv: row 3 (ZEPA_1995): siege_start is known to a month or a year only; 1992-05-01 stands for it"
    ]
    file = Scenario.load("zepa.toml").tables
    assert file.government.name == "Bosnian Serb Army"
    assert (set(file.brokers), set(file.destinations), dict(file.allies)) == ({"un"}, {"kladanj"}, {})
    assert sum(d.population for d in file.districts.values()) == 8000
    assert call("check", "zepa.toml").code == 0
    assert call("run", "zepa.toml", "--days", 20, "--no-figures").code == 0
    scored = call("validate", "--agreements", folder / "agreements.csv", "--districts", folder / "districts.csv",
                  "--draws", 2, "--workers", 1, "--json")  # fmt: skip
    assert scored.code == 0
    assert "ZEPA_1995" in scored.out


def test_every_declared_column_has_a_field_and_a_line_of_help() -> None:
    for kind in columns.KINDS:
        names = [column.name for column in kind.columns]
        assert len(set(names)) == len(names)
        assert all(column.help and "\n" not in column.help for column in kind.columns)
    fields = {column.field for column in columns.AGREEMENTS.columns}
    assert fields == set(Agreement.__slots__) - {"line", "imprecise"}
