"""Exports: read again by the rules of the tools that they are for, and held against the run."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from safepassage.cli import main
from safepassage.exports import flee, hxl
from safepassage.results.runfolder import Recorded, recorded
from sealing import sealed_anew

HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


@pytest.fixture(scope="module", params=["two-towns", "south-damascus-2018"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    path = tmp_path_factory.mktemp("runs") / request.param
    assert main(["run", request.param, "--no-figures", "--out", str(path)]) == 0
    return recorded(path)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def body(text: str) -> list[list[str]]:
    """The rows that Flee reads: those that do not begin with a hash sign."""
    return [row for row in rows(text) if not row[0].startswith("#")]


def test_flee_gets_a_map_whose_parts_fit(run: Recorded) -> None:
    made = flee.files(run)
    places = body(made["input_csv/locations.csv"])
    names = [row[0] for row in places]
    assert len(set(names)) == len(names)
    assert {row[5] for row in places} == {"conflict_zone", "town", "camp"}
    for row in places:
        assert len(row) == 8
        float(row[3]), float(row[4])
        assert int(row[7]) >= 0
    for a, b, km, redirected in body(made["input_csv/routes.csv"]):
        assert {a, b} <= set(names)
        assert float(km) > 0
        assert redirected == "0"
    for kind, a, b, start, end in body(made["input_csv/closures.csv"]):
        assert a in names
        assert (kind, b == flee.HOME) in (("location", True), ("link", False))
        assert 0 <= int(start) < int(end) <= run.days
    assert rows(made["input_csv/sim_period.csv"]) == [
        ["StartDate", run.scenario.start.isoformat()],
        ["Length", str(run.days)],
    ]


def test_flee_gets_conflict_where_and_while_there_was_an_assault_or_people_were_on_their_way(run: Recorded) -> None:
    made = flee.files(run)
    header, *days = rows(made["input_csv/conflicts.csv"])
    assert [int(day[0]) for day in days] == list(range(run.days))
    by_place = {name: [int(day[n]) for day in days] for n, name in enumerate(header) if n}
    zones = {row[0]: int(row[6]) for row in body(made["input_csv/locations.csv"]) if row[5] == "conflict_zone"}
    assert zones == {name: values.index(1) for name, values in by_place.items() if any(values)}
    journeys = [
        (slug, range(int(convoy["day"]), int(convoy["arrival_day"]) + 1))
        for convoy in run.convoys.to_dict("records")
        for slug in convoy["origins"].split(";")
    ]
    assert journeys
    assert all(by_place[slug][day] for slug, days in journeys for day in days)
    on_the_way = {(slug, day) for slug, days in journeys for day in days}
    fighting = run.daily["fighting"].to_numpy() > 0
    under_fire = [any(v[day] and (s, day) not in on_the_way for s, v in by_place.items()) for day in range(run.days)]
    assert not [day for day in range(run.days) if under_fire[day] and not fighting[day]]
    assert all(any(values[day] for values in by_place.values()) for day in range(run.days) if fighting[day])
    lost = {row["details"]["district"]: row["day"] for row in run.events.to_dict("records") if row["kind"] == "fall"}
    for district, day in lost.items():
        assert not [d for d in range(day + 1, run.days) if by_place[district][d] and (district, d) not in on_the_way]


def test_flee_gets_the_departures_and_arrivals_that_the_run_counts(run: Recorded) -> None:
    made = flee.files(run)
    layout = dict(rows(made["source_data/data_layout.csv"]))
    assert layout.pop("total") == "refugees.csv"
    totals = run.summary["totals"]
    arrived = [0] * run.days
    for destination, file in layout.items():
        counts = [int(row[1]) for row in body(made[f"source_data/{file}"])]
        assert counts == sorted(counts)
        assert counts[-1] == totals["evacuated_by_destination"][destination]
        arrived = [before + n for before, n in zip(arrived, counts, strict=True)]
    assert arrived == run.daily["arrived"].tolist()
    left = [int(row[1]) for row in body(made["source_data/refugees.csv"])]
    assert left == (run.daily["arrived"] + run.daily["in_transit"]).tolist()


def test_hxl_tables_have_tags_sources_and_the_runs_figures(run: Recorded) -> None:
    made = hxl.files(run)
    tables = {}
    for name, text in made.items():
        header, tags, *lines = rows(text)
        assert len(header) == len(tags)
        assert all(HASHTAG.fullmatch(tag) for tag in tags), tags
        assert all(len(line) == len(header) for line in lines)
        assert all(f"seed {run.seed}" in line[-1] and "simulated" in line[-1] for line in lines)
        tables[name] = [dict(zip(tags, line, strict=True)) for line in lines]
    totals = run.summary["totals"]
    agreements = tables["agreements.csv"]
    for line, row in zip(agreements, run.summary["agreements"], strict=True):
        assert line["#indicator+ground_lost+value"] == ("" if row["ground_lost"] is None else str(row["ground_lost"]))
        assert bool(line["#org+guarantor+name"]) == (row["guarantor"] is not None)
    assert sum(int(row["#affected+displaced+convoy"]) for row in agreements) == totals["evacuated"]
    assert sum(int(row["#affected+displaced+crossed"]) for row in agreements) == totals["crossed"]
    assert sum(int(row["#affected+displaced"]) for row in tables["convoys.csv"]) == run.convoys["people"].sum()
    last = tables["days.csv"][-1]
    assert int(last["#affected+displaced+arrived"]) == totals["evacuated"]
    assert len(tables["days.csv"]) == run.days
    for row in tables["convoys.csv"]:
        assert dt.date.fromisoformat(row["#date+departure"]) <= dt.date.fromisoformat(row["#date+arrival"])
    population = sum(int(row["#population"] or 0) for row in tables["places.csv"])
    assert population == sum(d.population for d in run.scenario.tables.districts.values())


FORMATS = ["csv", "hxl", "geojson", "flee"]


@pytest.mark.parametrize("as_", FORMATS)
def test_the_verb_leaves_a_new_folder_beside_the_run(call: Callable[..., Any], here: Path, as_: str) -> None:
    assert call("run", "two-towns", "--no-figures", "--days", "50", "--out", "r").code == 0
    assert call("export", "r", "--format", as_).code == 0
    assert [path for path in (here / f"r-{as_}").rglob("*") if path.is_file()]
    assert call("export", "r", "--format", as_, "--out", "again").code == 0
    for path in (here / f"r-{as_}").rglob("*.*"):
        assert path.read_bytes() == (here / "again" / path.relative_to(here / f"r-{as_}")).read_bytes()
    refused = call("export", "r", "--format", as_, "--out", "again")
    assert refused.code == 2
    assert "exists already" in refused.err
    assert call("replay", "r").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("r", "--format", "xml"), "--format': 'xml' is not one of 'csv', 'hxl', 'geojson', 'flee'"),
        (("r",), "--format"),
        (("nowhere", "--format", "hxl"), "no folder that this program wrote"),
        (("nowhere", "--format", "flee", "--bom"), "--bom: goes with --format csv or hxl, not with flee"),
    ],
)
def test_bad_input_is_one_line(call: Callable[..., Any], arguments: tuple[str, ...], told: str) -> None:
    said = call("export", *arguments)
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1


def closures(scenario: str, tmp_path: Path) -> list[list[str]]:
    """What Flee gets of a scenario that begins on 1 April and lasts 40 days."""
    file = tmp_path / "closed.toml"
    file.write_text(scenario, encoding="utf-8")
    assert main(["run", str(file), "--no-figures", "--out", str(tmp_path / "r")]) == 0
    return body(flee.files(recorded(tmp_path / "r"))["input_csv/closures.csv"])


def event(day: int, kind: str, what: str, until: int | None = None) -> str:
    last = "" if until is None else f"until = 2030-04-{until:02d}\n"
    return f'[[events]]\ndate = 2030-04-{day:02d}\n{last}kind = "{kind}"\n{what}\n'


ROAD, DOOR = 'a = "ground"\nb = "town"', 'destination = "coast"'


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (event(5, "road_closed", ROAD, 7), [["link", "town", "ground", "4", "7"]]),
        (event(5, "road_closed", ROAD) + event(9, "road_opened", ROAD), [["link", "town", "ground", "4", "8"]]),
        (event(5, "road_closed", ROAD), [["link", "town", "ground", "4", "40"]]),
        (
            event(3, "destination_closed", DOOR) + event(6, "destination_opened", DOOR, 10),
            [["location", "coast", "home", "2", "5"], ["location", "coast", "home", "10", "40"]],
        ),
        (
            event(3, "destination_closed", DOOR, 20) + event(5, "destination_opened", DOOR),
            [["location", "coast", "home", "2", "4"]],
        ),
    ],
    ids=["a window", "reopened", "to the end", "open for a while", "reopened within a window"],
)
def test_closures_follow_every_event(small: str, tmp_path: Path, events: str, told: list[list[str]]) -> None:
    assert closures(small + events, tmp_path) == told


def test_what_is_closed_from_the_start_stays_so_until_an_event_opens_it(small: str, tmp_path: Path) -> None:
    shut = small.replace("km = 8\nhours = 0.5", "km = 8\nhours = 0.5\nopen = false")
    assert shut != small
    told = closures(shut + event(11, "road_opened", ROAD, 12), tmp_path)
    assert told == [["link", "town", "ground", "0", "10"], ["link", "town", "ground", "12", "40"]]


def test_districts_may_share_a_name(small: str, tmp_path: Path) -> None:
    file = tmp_path / "alike.toml"
    file.write_text(small.replace('name = "Ground"', 'name = "Town"'), encoding="utf-8")
    assert main(["run", str(file), "--no-figures", "--out", str(tmp_path / "r")]) == 0
    found = flee.conflict_days(recorded(tmp_path / "r"))
    assert list(found) == ["town"]
    assert any(found["town"])


def test_the_source_is_the_version_that_simulated(tmp_path: Path) -> None:
    out = tmp_path / "r"
    assert main(["run", "two-towns", "--no-figures", "--days", "3", "--out", str(out)]) == 0
    sealed_anew(out, lambda tree: tree["versions"].update(safepassage="0.0.7"))
    assert "safepassage 0.0.7" in rows(hxl.files(recorded(out))["days.csv"])[2][-1]
