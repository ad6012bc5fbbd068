"""``forecast``: the same bytes for any number of workers, work that goes on after a kill, refusals in one line."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage.resources import seeds_folder

from .conftest import REPORTED

AGREEMENTS, DISTRICTS = (seeds_folder() / "reported" / name for name in ("agreements_2018.csv", "districts.csv"))


@pytest.fixture
def file(here: Path, small: str) -> Path:
    path = here / "town.toml"
    path.write_text(small + REPORTED, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_any_number_of_workers_leaves_the_same_bytes(call: Callable[..., Any], here: Path, file: Path) -> None:
    for workers in (1, 2):
        said = call("forecast", file, "--draws", 21, "--workers", workers, "--out", f"out-{workers}")
        assert said.code == 0, said.err
    one, two = contents(here / "out-1"), contents(here / "out-2")
    assert list(one) == list(two)
    assert not [name for name in one if one[name] != two[name]]
    assert len([name for name in one if name.endswith(".csv")]) == len([n for n in one if n.endswith(".parquet")]) == 14
    assert [path.name for path in here.iterdir() if path.name.startswith(".forecast")] == []


def test_the_terminal_tells_what_matters(call: Callable[..., Any], here: Path, file: Path) -> None:
    said = call("forecast", file, "--draws", 60, "--workers", 1)
    assert said.code == 0, said.err
    assert "60 draws, parameters from the" in said.out
    assert re.search(r"reported +14 Apr +300 +7", said.out)
    told = " ".join(said.out.split())
    assert re.search(r"Width of the numbers of evacuees: \d+ % parameters, 0 % uncertain facts, \d+ % chance", told)
    assert re.search(r"[01] of 1 reported totals of evacuees lie inside the 80 % intervals.*median width [\d.]+", told)
    assert "would do in 90 % of draws" in told
    assert (here / "runs" / "forecast-town" / "forecast.json").is_file()
    assert call("forecast", file, "--draws", 4, "--workers", 1, "--json").out.startswith('{\n "scenario": "town"')
    assert (here / "runs" / "forecast-town-2").is_dir()


def test_the_json_that_is_printed_is_the_one_in_the_folder(call: Callable[..., Any], here: Path, file: Path) -> None:
    said = call("forecast", file, "--draws", 6, "--workers", 1, "--json", "--set", "convoys.buses=2", "--out", "one")
    assert said.out == (here / "one" / "forecast.json").read_text(encoding="utf-8")
    assert json.loads(said.out)["fleet"]["buses"] == 2
    manifest = json.loads((here / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"][-2:] == ["--set", "convoys.buses=2"]


def test_a_killed_forecast_goes_on_and_ends_the_same(
    call: Callable[..., Any], command: Callable[..., subprocess.Popen[str]], here: Path
) -> None:
    options = ("forecast", "two-towns", "--draws", 160, "--workers", 1)
    process = command(*options, "--out", "killed")
    kept = _first_answers(here, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = len(kept.read_text(encoding="utf-8").splitlines())
    assert 1 <= before < 160
    said = call(*options, "--out", "killed")
    assert said.code == 2
    assert "go on with --resume" in said.err
    assert said.err.count("\n") == 1
    assert call(*options, "--out", "killed", "--resume").code == 0
    assert not kept.exists()
    assert call(*options, "--out", "whole").code == 0
    assert contents(here / "killed") == contents(here / "whole")


def test_an_interrupt_keeps_what_was_drawn(command: Callable[..., subprocess.Popen[str]], here: Path) -> None:
    process = command("forecast", "two-towns", "--draws", 2000, "--workers", 1)
    kept = _first_answers(here, process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on with --resume" in err
    assert kept.exists()
    assert not (here / "runs" / "forecast-two-towns").exists()


def _first_answers(here: Path, process: subprocess.Popen[str]) -> Path:
    for _ in range(2400):
        found = [path for path in here.rglob("draws.jsonl") if path.stat().st_size]
        if found:
            return found[0]
        assert process.poll() is None
        time.sleep(0.05)
    raise AssertionError("nothing was drawn")


def test_a_date_leaves_fewer_effective_draws(call: Callable[..., Any], file: Path) -> None:
    first = json.loads(call("forecast", file, "--draws", 80, "--workers", 1, "--out", "before", "--json").out)
    middle = dt.date(2030, 4, 1) + dt.timedelta(days=first["enclaves"][0]["agreement_day"]["p50"])
    text = file.read_text(encoding="utf-8").split("\n[reported")[0]
    signed = f"\n[reported.agreements.guard-town]\nagreement_date = {middle}\n"
    file.write_text(text + signed, encoding="utf-8")
    said = call("forecast", file, "--draws", 80, "--workers", 1, "--as-of", middle, "--out", "weighed", "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert found["as_of"] == str(middle)
    assert 20 <= found["effective_draws"] < 80


def test_a_date_that_leaves_too_few_is_refused_and_the_draws_are_kept(
    call: Callable[..., Any], here: Path, file: Path
) -> None:
    said = call("forecast", file, "--draws", 12, "--workers", 1, "--as-of", "2030-04-20")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "effective draws of 12" in said.err
    assert not (here / "runs" / "forecast-town").exists()
    assert call("forecast", file, "--draws", 12, "--workers", 1, "--resume").code == 0


def test_rows_of_tables_are_drafted_anew_each_draw(call: Callable[..., Any], here: Path) -> None:
    said = call("forecast", "--agreements", AGREEMENTS, "--districts", DISTRICTS, "--id", "QADAM_2018", "--draws", 12,
                "--workers", 1, "--out", "built")  # fmt: skip
    assert said.code == 0, said.err
    import pandas as pd

    draws = pd.read_parquet(here / "built" / "draws.parquet")
    assert draws["facts"].nunique() == 8  # of three draws two share their draft
    assert draws["seed"].nunique() == 12
    assert draws["family"].nunique() == 4
    people = draws.filter(regex=r"enclaves\..*\.(stayed|crossed|evacuated|killed|militants_killed|civilians_killed)")
    assert people.sum(axis=1).nunique() > 4  # the number of people is not known, and drawn
    manifest = json.loads((here / "built" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["drafted"] is True


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "give a SCENARIO, or --agreements, --districts and --id"),
        (("two-towns", "--id", "X"), "give a SCENARIO, or"),
        (("--id", "X"), "go together"),
        (("two-twons",), "'two-towns'"),
        (("two-towns", "--draws", 1), "--draws 1: allowed: 2 to 10000"),
        (("two-towns", "--as-of", "yesterday"), "--as-of"),
        (("two-towns", "--draws", 4, "--as-of", "2030-05-01"), "no dated [reported] figures"),
        (("two-towns", "--set", "convoys.busses=1"), "'buses'"),
        (("two-towns", "--workers", 0), "--workers"),
        (("--agreements", AGREEMENTS, "--districts", DISTRICTS, "--id", "NOWHERE"), "no row has the id"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    call: Callable[..., Any], here: Path, options: tuple[object, ...], told: str
) -> None:
    said = call("forecast", *options)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert told in said.err
    assert not list(here.rglob("forecast.json"))


def test_a_folder_that_exists_is_refused_before_anything_is_drawn(call: Callable[..., Any], here: Path) -> None:
    (here / "there").mkdir()
    said = call("forecast", "two-towns", "--out", "there")
    assert said.code == 2
    assert "exists already" in said.err
    assert [path.name for path in here.iterdir()] == ["there"]
