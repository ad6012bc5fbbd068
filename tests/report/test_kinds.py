"""The page of every kind of folder: a first page that stands alone, one file, and the folder's own figures."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from report.conftest import Reader
from safepassage import figures
from safepassage.analysis.comparison import differences
from safepassage.analysis.finished import read_finished
from safepassage.cli import main
from safepassage.figures import words
from safepassage.figures.differences import told
from safepassage.report import forecasts, page_of, versus
from safepassage.report.rendering import html
from safepassage.report.spans import about
from safepassage.report.studies import read_sensitivity
from safepassage.results.runfolder import scenario_of
from safepassage.telling.wording import rounded

KINDS = [
    "one",
    "folder",
    "forecast",
    "sweep",
    "study",
    "comparison",
    pytest.param("validation", marks=pytest.mark.slow),
]
FIRST = ("What was asked", "The answer", "What it rests on", "What it cannot say")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_page_whose_first_part_stands_alone(
    kind: str, request: pytest.FixtureRequest, shown: Callable[[Path], str]
) -> None:
    page = shown(request.getfixturevalue(kind))
    reader = Reader(page)
    assert reader.open == []
    assert not {"script", "link", "iframe"} & set(reader.tags)
    assert not re.findall(r"(?:src|href|srcset)=.https?:", page)
    assert not re.findall(r"url\(|@import", page)
    first = page[page.index("<main>") : page.index("<nav")]
    places = [first.index(f"<h2>{title}</h2>") for title in FIRST]
    assert places == sorted(places)
    assert 1 <= first[places[1] : places[2]].count("<p>") <= 5
    assert first.count("<figure") == 1
    text = Reader(page).text
    assert "How to make the same again" in text
    assert "nan" not in re.findall(r"\w+", text.lower())
    assert "None" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_makes_the_same_bytes_again(kind: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(kind)
    assert html(page_of(path)) == html(page_of(path))


def test_a_forecast_agrees_across_table_picture_csv_and_json(forecast: Path, shown: Callable[[Path], str]) -> None:
    """The same numbers wherever they stand: forecast.json, the CSV tables, the page, and what is drawn."""
    said = json.loads((forecast / "forecast.json").read_text(encoding="utf-8"))
    page, manifest = shown(forecast), json.loads((forecast / "manifest.json").read_text(encoding="utf-8"))
    text = Reader(page).text
    outlook = forecasts.read(forecast, scenario_of({"parameters": {}, "scenario": manifest["scenario"]}), manifest)
    with (forecast / "enclaves.csv").open(encoding="utf-8") as file:
        rows = {(row["enclave"], row["quantity"]): row for row in csv.DictReader(file)}
    for enclave in said["enclaves"]:
        drawn = next(e for e in outlook.enclaves if e.slug == enclave["enclave"])
        for quantity in ("evacuated", "buses"):
            levels, row = enclave[quantity], rows[enclave["enclave"], quantity]
            assert {name: float(row[name]) for name in levels} == levels
            assert drawn.quantiles[quantity] == levels
            low, middle, high = (f"{levels[name]:,.0f}" for name in ("p10", "p50", "p90"))
            assert f"{middle} {low}–{high}" in text or (low == middle == high and middle in text)
        assert drawn.outcomes == pytest.approx({name: p for name, p in enclave["outcome"].items() if p > 0})
    words_drawn = [text.get_text() for axes in figures.prospects(outlook).axes for text in axes.texts]
    for enclave in said["enclaves"]:
        levels = enclave["evacuated"]
        assert f"{levels['p50']:,.0f} leave [{levels['p10']:,.0f}–{levels['p90']:,.0f}]" in words_drawn
    arrivals = pd.read_csv(forecast / "arrivals.csv")
    for destination, days in said["arrivals"].items():
        own = arrivals[arrivals["destination"] == destination]
        for level in ("p10", "p50", "p90"):
            assert [day[level] for day in days] == own[level].tolist()
        if destination in outlook.arrivals:
            line = next(line for line in figures.fan(outlook, destination).axes[0].lines if line.get_lw() == 1.8)
            assert list(line.get_ydata()) == own["p50"].tolist()
            assert f"{days[-1]['p50']:,.0f}" in text
    for name in ("evacuated", "killed", "crossed", "stayed"):
        assert about(said["totals"][name]["p50"]) in text
        assert f"{said['totals'][name]['p50']:,.0f}" in text


def test_a_forecast_says_how_sure_it_is(forecast: Path, shown: Callable[[Path], str]) -> None:
    text = Reader(shown(forecast)).text
    for word in ("Who:", "When:", "Buses:", "Where:", "What may go wrong:"):
        assert word in text
    assert re.search(r"Of the width of an enclave's number who leave, \d+ % is due to parameters", text)
    assert "12 draws" in text


def test_a_comparison_says_which_differences_may_be_chance(comparison: Path, shown: Callable[[Path], str]) -> None:
    text, found = Reader(shown(comparison)).text, versus.read(comparison)
    done = read_finished(comparison)
    told_before = differences(done.table, *done.record["scenarios"])
    assert [(d.outcome, d.pairs) for d in found] == [(d.outcome, d.pairs) for d in told_before]
    for d in found:
        if d.pairs > 1 and d.same < 1:
            assert told(d) in text
            assert d.words in text
    assert "may be chance" in text or all(d.resolved for d in found if d.pairs > 1 and d.same < 1)


def test_a_comparison_at_draws_has_a_page(reports: Path) -> None:
    change = ("--set", "convoys.buses=30", "--forecast", "--draws", "3", "--workers", "1")
    folder = reports / "drawn"
    assert main(["compare", "two-towns", "two-towns", *change, "--out", str(folder)]) == 0
    text = Reader(html(page_of(folder))).text
    assert "at parameters drawn from the" in text
    for d in versus.read(folder):
        assert d.pairs < 2 or d.words in text


def test_a_sweep_tells_every_factor_and_the_means(sweep: Path, shown: Callable[[Path], str]) -> None:
    done, text = read_finished(sweep), Reader(shown(sweep)).text
    for factor in done.factors:
        assert words.factor(factor) in text
        assert factor in text  # its name in files, too
    means = pd.DataFrame(done.by_point("evacuated")).mean(axis=1)
    for mean in means:
        assert rounded(float(mean), 3) in text


def test_a_study_tells_what_moves_an_outcome_most(study: Path, shown: Callable[[Path], str]) -> None:
    found = read_sensitivity(read_finished(study))
    assert found is not None
    text = Reader(shown(study)).text
    for name in found.outcomes[:3]:
        table = found.indices[found.indices["outcome"] == name]
        first = table.sort_values("mu_star", ascending=False)["factor"].iloc[0]
        assert f"moved most by {words.factor(first)}" in text


def test_a_folder_of_another_kind_is_refused(call: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").write_text('{"format": 1, "what": "calibration"}', encoding="utf-8")
    said = call("report", other)
    assert said.code == 2
    assert "is a folder of a calibration, and that has no report" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("name", ["enclaves.parquet", "draws.parquet", "forecast.json"])
def test_a_damaged_forecast_is_refused(call: Callable[..., Any], forecast: Path, tmp_path: Path, name: str) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(forecast, copy)
    (copy / name).write_bytes(b"{")
    said = call("report", copy)
    assert said.code == 2
    assert said.err.count("\n") == 1
