"""The report of a run: one page that needs nothing else, says what the folder holds, and escapes what it is given."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from report.conftest import Reader
from safepassage.cli import main
from safepassage.report import report_html
from safepassage.results.record import MANIFEST
from safepassage.results.runfolder import read_summary, recorded
from safepassage.telling.wording import Calendar, Names, percent

SUMMARY = "summary.json"
FIRST = ("What was asked", "The answer", "What it rests on", "What it cannot say")


def test_a_page_is_whole_and_needs_nothing_from_outside(one: Path) -> None:
    page = report_html(one)
    reader = Reader(page)
    assert reader.open == []
    assert not {"script", "link", "iframe"} & set(reader.tags)
    assert "@import" not in page
    assert "url(" not in page
    pictures = [value for name, value in reader.attributes if name in ("src", "srcset")]
    assert len(pictures) >= 6
    for picture in pictures:
        assert picture is not None
        head, _, data = picture.partition(",")
        assert head == "data:image/png;base64"
        assert base64.b64decode(data, validate=True).startswith(b"\x89PNG")
    links = [value for name, value in reader.attributes if name == "href"]
    parts = {f"#{value}" for name, value in reader.attributes if name == "id"}
    assert links
    assert set(links) == parts


def test_the_first_page_can_be_used_alone(folder: Path) -> None:
    page = report_html(folder)
    first = page[page.index("<body>") : page.index("<nav")]
    text = Reader(first.removeprefix("<body>").replace("<main>", "")).text
    assert [text.index(title) for title in FIRST] == sorted(text.index(title) for title in FIRST)
    assert first.count("<figure") == 1
    answer = first[first.index("The answer") : first.index("<figure")]
    assert answer.count("<p>") == 5
    for word in ("Who:", "When:", "Buses:", "Where:", "What may go wrong:"):
        assert word in answer


def test_a_page_of_one_run_says_what_its_folder_holds(one: Path) -> None:
    run, text = recorded(one), Reader(report_html(one)).text
    totals = run.summary["totals"]
    assert run.scenario.tables.scenario.title in text
    for key in ("evacuated", "crossed", "killed", "stayed"):
        assert f"{totals[key]:,}" in text
    for row in run.summary["agreements"]:
        for key in ("evacuated", "fighters_evacuated", "crossed", "stayed", "settled_fighters", "died_of_siege"):
            assert f"{row[key]:,}" in text
        assert row["outcome"].replace("_", " ") in text
    assert "Upton Upton Guard" in text
    assert run.scenario.hash in text
    assert "beliefs.stall" in text
    assert "It is a simulation, not a record" in text
    assert "One run shows what can happen, not how likely it is" in text
    assert re.search(r"The \w+ convoys? left on from to", text)
    assert "Every event" in text


def test_a_page_tells_how_each_deal_came_about(one: Path) -> None:
    run, text = recorded(one), Reader(report_html(one)).text
    rows = [row for row in run.summary["agreements"] if row["agreement_day"] is not None]
    assert rows
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    for row in rows:
        words = [names.seat(row["enclave"]), calendar.short(row["agreement_day"]), str(row["talk_days"]),
                 percent(row["ground_lost"])]  # fmt: skip
        assert " ".join(words) in text
    assert "What a group expects of fighting on falls with the ground it loses" in text


def older(folder: Path, new: Path) -> Path:
    """The folder as a version would have left it that knew no ground lost, no guarantor, and another parameter."""
    shutil.copytree(folder, new)
    gone = ["guarantor", "talk_days", "ground_lost", "scope", "residents", "truces", "settled_fighters",
            "deserted_fighters", "died_of_siege"]  # fmt: skip
    for name in ("agreements", "enclaves"):
        path = new / f"{name}.parquet"
        pd.read_parquet(path).drop(columns=gone, errors="ignore").to_parquet(path)
    summary, manifest = (json.loads((new / name).read_text(encoding="utf-8")) for name in (SUMMARY, MANIFEST))
    for replicate in summary["replicates"]:
        for row in replicate["agreements"]:
            for name in gone:
                row.pop(name)
    events = [json.loads(line) for line in (new / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    for event in events:
        event["details"].pop("ground_lost", None)
    manifest["parameters"]["beliefs"]["optimism"] = 3.9
    del manifest["files"], manifest["seal"]
    (new / SUMMARY).write_text(json.dumps(summary), encoding="utf-8")
    (new / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (new / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    return new


def test_a_folder_of_an_earlier_version_is_read(call: Callable[..., Any], one: Path, tmp_path: Path) -> None:
    old = older(one, tmp_path / "old")
    text = Reader(report_html(old)).text
    assert "beliefs.optimism 3.9 a parameter of an earlier version" in text
    assert "falls with the ground it loses" not in text
    assert "of these by the siege" not in text
    assert "nan" not in re.findall(r"\w+", text.lower())
    for as_ in ("hxl", "flee"):
        assert call("export", old, "--format", as_).code == 0
    agreements = (tmp_path / "old-hxl" / "agreements.csv").read_text(encoding="utf-8")
    assert "nan" not in agreements.lower()
    assert call("report", old).err == f"{old}: unverified: it has no sums\n"


def test_a_page_of_several_runs_shows_intervals_and_tells_of_one(folder: Path) -> None:
    text = Reader(report_html(folder, 3)).text
    assert "3 runs, seeds 1 to 3" in text
    assert "One run day by day (seed 3)" in text
    found = [replicate["totals"]["evacuated"] for replicate in read_summary(folder)["replicates"]]
    low, middle, high = sorted(found)
    assert f"left by convoy and arrived {middle:,} {low:,}–{high:,}" in text
    assert "in brackets all 3 runs" in text
    assert "Every event" not in text


def test_names_from_outside_are_escaped(small: str, tmp_path: Path) -> None:
    file, out = tmp_path / "odd.toml", tmp_path / "odd"
    file.write_text(small.replace("One town", "<script>alert(1)</script> & town"), encoding="utf-8")
    assert main(["run", str(file), "--no-figures", "--out", str(out)]) == 0
    reader = Reader(report_html(out))
    assert "script" not in reader.tags
    assert "<script>alert(1)</script> & town" in reader.text


def test_the_verb_writes_the_page_and_leaves_the_run_as_it_was(call: Callable[..., Any], one: Path) -> None:
    said = call("report", one)
    assert said.code == 0, said.err
    assert (one / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert call("report", one, "--out", "page.html").code == 0
    assert Path("page.html").read_bytes() == (one / "report.html").read_bytes()
    assert call("replay", one).code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "is no folder that this program wrote"),
        (("RUN", "--seed", "77"), "no seed 77"),
        (("RUN", "--out", "no/x.html"), "no folder no"),
        (("RUN", "--format", "doc"), "'doc'"),
        ((), "Missing argument"),
    ],
)
def test_bad_input_is_one_line(call: Callable[..., Any], one: Path, arguments: tuple[str, ...], told: str) -> None:
    said = call("report", *(str(one) if word == "RUN" else word for word in arguments))
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1


def test_a_folder_of_nothing_known_is_refused(call: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    said = call("report", tmp_path / "notes")
    assert said.code == 2
    assert "is no folder that this program wrote" in said.err
    assert said.err.count("\n") == 1


def test_a_damaged_folder_is_refused(call: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "damaged"
    assert main(["run", "two-towns", "--no-figures", "--days", "3", "--out", str(out)]) == 0
    (out / "summary.json").write_text("{", encoding="utf-8")
    said = call("report", out)
    assert said.code == 2
    assert "summary.json: is damaged or was edited" in said.err
