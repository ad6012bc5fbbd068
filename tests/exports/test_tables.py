"""Tables for spreadsheets and for HXL, and layers of a map: read again, and held against the runs."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import statistics
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safepassage.cli import main
from safepassage.exports.formats import exported
from safepassage.results.digest import quantile
from safepassage.scenario import BadInput

RUNS = 10
HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with ten replicates."""
    path = tmp_path_factory.mktemp("runs") / "several"
    assert main(["run", "two-towns", "--replicates", str(RUNS), "--no-figures", "--out", str(path)]) == 0
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def summary(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["replicates"]
    return found


# CSV


def test_all_tables_come_as_csv_with_the_values_that_they_hold(several: Path) -> None:
    made = exported(several, "csv")
    tables = {"agreements", "convoys", "daily", "enclaves", "events", "reports", "totals"}
    assert set(made) == {f"{name}.csv" for name in tables}
    for name in ("agreements", "convoys", "daily", "enclaves"):
        told, held = pd.read_csv(StringIO(made[f"{name}.csv"])), pd.read_parquet(several / f"{name}.parquet")
        assert list(told.columns) == list(held.columns)
        assert len(told) == len(held)
        for column in held.select_dtypes("number"):
            assert told[column].tolist() == pytest.approx(held[column].tolist(), nan_ok=True)
    events = (several / "events.jsonl").read_text(encoding="utf-8").splitlines()
    for row, line in zip(rows(made["events.csv"]), events, strict=True):
        event = json.loads(line)
        assert (row["kind"], json.loads(row["details"])) == (event["kind"], event["details"])


def test_days_that_are_missing_leave_whole_numbers_whole(several: Path) -> None:
    days = [row["agreement_day"] for row in rows(exported(several, "csv")["agreements.csv"])]
    assert days
    assert all(re.fullmatch(r"\d*", day) for day in days)


def test_totals_have_a_row_for_each_replicate_and_a_column_for_each_destination(several: Path) -> None:
    told = rows(exported(several, "csv")["totals.csv"])
    for row, replicate in zip(told, summary(several), strict=True):
        assert int(row["seed"]) == replicate["seed"]
        assert int(row["evacuated"]) == replicate["totals"]["evacuated"]
        by_place = replicate["totals"]["evacuated_by_destination"]
        assert {slug: int(row[f"evacuated_by_destination.{slug}"]) for slug in by_place} == by_place


def test_one_seed_can_be_asked_for(several: Path) -> None:
    made = exported(several, "csv", seed=3)
    assert {row["seed"] for text in made.values() for row in rows(text)} == {"3"}


def test_a_byte_order_mark_comes_on_demand_alone(call: Callable[..., Any], several: Path, here: Path) -> None:
    assert call("export", several, "--format", "csv", "--out", "plain").code == 0
    assert call("export", several, "--format", "csv", "--bom", "--out", "marked").code == 0
    for path in (here / "plain").iterdir():
        assert (here / "marked" / path.name).read_bytes() == b"\xef\xbb\xbf" + path.read_bytes()


@pytest.mark.parametrize("as_", ["csv", "hxl"])
@pytest.mark.parametrize("runs", [1, 2])
def test_no_name_is_run_by_a_spreadsheet(small: str, tmp_path: Path, as_: Any, runs: int) -> None:  # noqa: ANN401
    file, out = tmp_path / "formula.toml", tmp_path / "r"
    file.write_text(small.replace('name = "Town"', 'name = "=1+2"').replace("Town Guard", "@guard"), encoding="utf-8")
    assert main(["run", str(file), "--replicates", str(runs), "--no-figures", "--out", str(out)]) == 0
    made = exported(out, as_)
    cells = [cell for text in made.values() for row in csv.reader(StringIO(text)) for cell in row]
    assert "'=1+2" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_the_tables_of_a_sweep_come_as_csv_too(call: Callable[..., Any], here: Path) -> None:
    design = here / "design.toml"
    design.write_text(
        'scenario = "two-towns"\nmethod = "grid"\nreplicates = 2\ndays = 20\n[factors]\n"convoys.buses" = [5, 10]\n',
        encoding="utf-8",
    )
    assert call("sweep", design, "--workers", "1", "--out", "s").code == 0
    assert call("export", "s", "--format", "csv").code == 0
    assert len(rows((here / "s-csv" / "results.csv").read_text(encoding="utf-8"))) == 4


# HXL of replicates


def tagged(text: str) -> Iterator[dict[str, str]]:
    header, tags, *body = csv.reader(StringIO(text))
    assert len(header) == len(set(header)) == len(tags) == len(set(tags))
    assert all(HASHTAG.fullmatch(tag) for tag in tags)
    for line in body:
        yield dict(zip(tags, line, strict=True))


def test_replicates_come_as_quantiles(several: Path) -> None:
    made = exported(several, "hxl")
    for line in tagged(made["agreements.csv"]):
        mine = [row for run in summary(several) for row in run["agreements"] if row["enclave"] == line["#meta+id"]]
        assert line["#meta+runs+num"] == str(len(mine)) == str(RUNS)
        for tag, key in (("#affected+displaced+convoy", "evacuated"), ("#indicator+buses+num", "buses")):
            values = [row[key] for row in mine]
            assert int(line[f"{tag}+p50"]) == round(statistics.median(values))
            assert int(line[f"{tag}+p10"]) == round(quantile(values, 0.1))
            assert int(line[f"{tag}+p90"]) == round(quantile(values, 0.9))
        shares = [float(n) for tag, n in line.items() if tag.startswith("#indicator+outcome")]
        assert sum(shares) == pytest.approx(1)
        assert line["#date+agreement+p10"] <= line["#date+agreement+p50"] <= line["#date+agreement+p90"]
        assert f"{RUNS} runs with seeds 1 to {RUNS}" in line["#meta+source"]
    *_, last = tagged(made["arrivals.csv"])
    arrived = [run["totals"]["evacuated_by_destination"][last["#loc+dest+code"]] for run in summary(several)]
    assert int(last["#affected+displaced+arrived+p50"]) == round(statistics.median(arrived))


def test_one_seed_of_several_comes_as_that_run(several: Path) -> None:
    made = exported(several, "hxl", seed=4)
    told = {line["#meta+id"]: line for line in tagged(made["agreements.csv"])}
    for row in summary(several)[3]["agreements"]:
        assert told[row["enclave"]]["#affected+displaced+convoy"] == str(row["evacuated"])


# A forecast


@pytest.fixture(scope="module")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small forecast."""
    path = tmp_path_factory.mktemp("forecasts") / "f"
    assert main(["forecast", "two-towns", "--draws", "12", "--workers", "1", "--out", str(path)]) == 0
    return path


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    return [
        {str(k): v for k, v in row.items()} for row in pd.read_parquet(folder / f"{name}.parquet").to_dict("records")
    ]


def test_a_forecast_comes_with_its_own_quantiles(forecast: Path) -> None:
    made = exported(forecast, "hxl")
    lines = {line["#meta+id"]: line for line in tagged(made["agreements.csv"])}
    told = {(row["enclave"], row["quantity"]): row for row in table(forecast, "enclaves")}
    start = dt.date.fromisoformat(json.loads((forecast / "manifest.json").read_text(encoding="utf-8"))["start"])
    assert lines
    for enclave, line in lines.items():
        for q in (10, 50, 90):
            left, signed = told[enclave, "evacuated"][f"p{q}"], told[enclave, "agreement_day"][f"p{q}"]
            assert line[f"#affected+displaced+convoy+p{q}"] == str(round(left))
            assert line[f"#date+agreement+p{q}"] == (
                "" if signed != signed else (start + dt.timedelta(days=round(signed))).isoformat()
            )
        shares = [float(n) for tag, n in line.items() if tag.startswith("#indicator+outcome")]
        assert sum(shares) == pytest.approx(1, abs=1e-3)
    arrivals = list(tagged(made["arrivals.csv"]))
    assert [int(a["#affected+displaced+arrived+p50"]) for a in arrivals] == [
        round(row["p50"]) for row in table(forecast, "arrivals")
    ]
    assert "forecast of 12 draws" in arrivals[0]["#meta+source"]


def test_a_forecast_has_layers_and_tables_but_is_no_single_run_for_flee(forecast: Path) -> None:
    layers = {name: features(text) for name, text in exported(forecast, "geojson").items()}
    assert set(layers) == LAYERS
    last = {row["destination"]: row["p90"] for row in table(forecast, "arrivals")}
    assert {f["id"]: f["properties"]["arrived_p90"] for f in layers["destinations.geojson"]} == {
        slug: round(p90) for slug, p90 in last.items()
    }
    assert {f"{path.stem}.csv" for path in forecast.glob("*.parquet")} == set(exported(forecast, "csv"))
    with pytest.raises(BadInput, match="flee takes one run"):
        exported(forecast, "flee")
    with pytest.raises(BadInput, match="--seed 1 cannot be shown alone"):
        exported(forecast, "hxl", seed=1)


# GeoJSON, by the rules of RFC 7946


def features(text: str) -> list[dict[str, Any]]:
    """The features of a collection, each checked: members, geometry, longitude before latitude, plain properties."""
    tree = json.loads(text)
    assert set(tree) == {"type", "features"}
    assert tree["type"] == "FeatureCollection"
    for feature in tree["features"]:
        assert feature["type"] == "Feature"
        assert {"geometry", "properties"} <= set(feature) <= {"type", "id", "geometry", "properties"}
        assert isinstance(feature["id"], str)
        assert all(value is None or isinstance(value, int | float | str) for value in feature["properties"].values())
        if feature["geometry"] is not None:
            assert set(feature["geometry"]) == {"type", "coordinates"}
            for lon, lat in positions(feature["geometry"]):
                assert -180 <= lon <= 180
                assert -90 <= lat <= 90
    ids = [feature["id"] for feature in tree["features"]]
    assert len(ids) == len(set(ids))
    return list(tree["features"])


def positions(geometry: dict[str, Any]) -> list[list[float]]:
    found: list[list[float]] = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [found]  # type: ignore[list-item] # a point's coordinates are one position
    assert geometry["type"] == "LineString"
    assert len(found) >= 2
    return found


LAYERS = {f"{name}.geojson" for name in ("districts", "roads", "destinations", "enclaves", "arrivals")}


@pytest.mark.parametrize("seed", [None, 2])
def test_layers_hold_what_the_scenario_and_the_runs_do(several: Path, seed: int | None) -> None:
    made = exported(several, "geojson", seed=seed)
    assert set(made) == LAYERS
    layers = {name.removesuffix(".geojson"): features(text) for name, text in made.items()}
    tree = json.loads((several / "manifest.json").read_text(encoding="utf-8"))["scenario"]["tree"]
    spots = {feature["id"]: feature["geometry"]["coordinates"] for feature in layers["districts"]}
    assert spots == {slug: [table["lon"], table["lat"]] for slug, table in tree["districts"].items()}
    assert len(layers["roads"]) == len(tree["roads"])
    assert all("simulated by safepassage" in f["properties"]["source"] for f in layers["arrivals"])
    key = "arrived" if seed else "arrived_p50"
    for place in layers["destinations"]:
        by_run = [run["totals"]["evacuated_by_destination"][place["id"]] for run in summary(several)]
        assert place["properties"][key] == (by_run[1] if seed else round(statistics.median(by_run)))
        last = [f["properties"] for f in layers["arrivals"] if f["properties"]["id"] == place["id"]][-1]
        assert last[key] == place["properties"][key]


def test_of_replicates_the_layers_tell_how_often_districts_ended_how(several: Path) -> None:
    for district in features(exported(several, "geojson")["districts.geojson"]):
        told = district["properties"]
        shares = [value for name, value in told.items() if name.startswith("share_")]
        assert sum(shares) == (0 if told["holder"] == "government" else pytest.approx(1))


def test_what_the_scenario_does_not_place_has_no_geometry(small: str, tmp_path: Path) -> None:
    file, out = tmp_path / "nowhere.toml", tmp_path / "r"
    file.write_text(small.replace("lat = 44.4\nlon = 11.4\n", ""), encoding="utf-8")
    assert main(["run", str(file), "--no-figures", "--out", str(out)]) == 0
    made = exported(out, "geojson")
    (place,) = features(made["destinations.geojson"])
    assert place["geometry"] is None
    assert [road["geometry"] is None for road in features(made["roads.geojson"])] == [False, True]
