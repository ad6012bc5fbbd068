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
        assert 0 <= int(start) <= int(end) < run.days
    assert rows(made["input_csv/sim_period.csv"]) == [
        ["StartDate", run.scenario.start.isoformat()],
        ["Length", str(run.days)],
    ]


def test_flee_gets_conflict_where_and_while_there_was_an_assault(run: Recorded) -> None:
    made = flee.files(run)
    header, *days = rows(made["input_csv/conflicts.csv"])
    assert [int(day[0]) for day in days] == list(range(run.days))
    by_place = {name: [int(day[n]) for day in days] for n, name in enumerate(header) if n}
    zones = {row[0]: int(row[6]) for row in body(made["input_csv/locations.csv"]) if row[5] == "conflict_zone"}
    assert zones == {name: values.index(1) for name, values in by_place.items() if any(values)}
    fighting = run.daily["fighting"].to_numpy() > 0
    assert [any(values[day] for values in by_place.values()) for day in range(run.days)] == fighting.tolist()
    lost = {row["details"]["district"]: row["day"] for row in run.events.to_dict("records") if row["kind"] == "fall"}
    for district, day in lost.items():
        assert not any(by_place[district][day + 1 :])


def test_flee_gets_the_arrivals_that_the_run_counts(run: Recorded) -> None:
    made = flee.files(run)
    layout = dict(rows(made["source_data/data_layout.csv"]))
    assert layout.pop("total") == "refugees.csv"
    totals = run.summary["totals"]
    for destination, file in layout.items():
        counts = [int(row[1]) for row in body(made[f"source_data/{file}"])]
        assert counts == sorted(counts)
        assert counts[-1] == totals["evacuated_by_destination"][destination]
    total = [int(row[1]) for row in body(made["source_data/refugees.csv"])]
    assert total == run.daily["arrived"].tolist()


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


@pytest.mark.parametrize("as_", ["flee", "hxl"])
def test_the_verb_leaves_a_new_folder_beside_the_run(call: Callable[..., Any], here: Path, as_: str) -> None:
    assert call("run", "two-towns", "--no-figures", "--days", "50", "--out", "r").code == 0
    assert call("export", "r", "--format", as_).code == 0
    before = sorted(path.relative_to(here) for path in (here / f"r-{as_}").rglob("*.csv"))
    assert before
    assert call("export", "r", "--format", as_, "--out", "again").code == 0
    for path in (here / f"r-{as_}").rglob("*.csv"):
        assert path.read_bytes() == (here / "again" / path.relative_to(here / f"r-{as_}")).read_bytes()
    refused = call("export", "r", "--format", as_, "--out", "again")
    assert refused.code == 2
    assert "exists already" in refused.err
    assert call("replay", "r").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("r", "--format", "xml"), "--format': 'xml' is not one of 'flee', 'hxl'"),
        (("r",), "--format"),
        (("nowhere", "--format", "hxl"), "no folder that this program wrote"),
    ],
)
def test_bad_input_is_one_line(call: Callable[..., Any], arguments: tuple[str, ...], told: str) -> None:
    said = call("export", *arguments)
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1


def test_a_closure_lasts_through_its_last_day(small: str, tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    event = '[[events]]\ndate = 2030-04-05\nuntil = 2030-04-07\nkind = "road_closed"\na = "town"\nb = "ground"\n'
    file.write_text(small + event, encoding="utf-8")
    assert main(["run", str(file), "--no-figures", "--out", str(tmp_path / "r")]) == 0
    made = flee.files(recorded(tmp_path / "r"))
    # The scenario begins on 1 April; the road is open again on the 8th.
    assert body(made["input_csv/closures.csv"]) == [["link", "town", "ground", "4", "7"]]


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
