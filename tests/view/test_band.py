"""The band of many runs: what it says, that it stops, and that a forecast folder is read."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage import Scenario, simulate
from safepassage.view.band import RUNS, Sample, bands, compute, sample

Visits = Callable[..., Any]
TWO_TOWNS = Scenario.load("two-towns")


def test_a_sample_is_what_a_run_leaves() -> None:
    one, result = sample(TWO_TOWNS, 3), simulate(TWO_TOWNS, 3)
    assert one.people["inside"] == list(result.daily["inside"])
    assert one.people["arrived"] == list(result.daily["arrived"])
    assert one.people["killed"] == list(result.daily["killed_fighters"] + result.daily["killed_civilians"])
    assert one.signed == {row["enclave"]: row["agreement_day"] for row in result.summary["agreements"]}


def test_the_band_holds_four_fifths_of_the_runs() -> None:
    samples = [sample(TWO_TOWNS, seed) for seed in range(40)]
    found = bands(samples)
    arrived = np.array([one.people["arrived"] for one in samples])
    band = found["people"]["arrived"]
    inside = (arrived >= np.array(band["low"]) - 0.5) & (arrived <= np.array(band["high"]) + 0.5)
    assert (inside.mean(axis=0) >= 0.75).all()
    assert found["runs"] == 40


def test_enclaves_that_never_sign_are_told_as_such() -> None:
    people = {state: [1, 2] for state in ("inside", "arrived", "killed")}
    samples = [Sample(people, {"a": 4, "b": None}), Sample(people, {"a": None, "b": None, "c": 9})]
    assert bands(samples)["enclaves"] == {
        "a": {"share": 0.5, "low": 4, "high": 4},
        "b": {"share": 0.0, "low": None, "high": None},
        "c": {"share": 0.5, "low": 9, "high": 9},
    }


def test_it_is_told_as_it_grows_and_stops_when_cancelled() -> None:
    told: list[dict[str, Any]] = []
    stop = threading.Event()

    def hear(found: dict[str, Any]) -> None:
        told.append(found)
        if len(told) == 2:
            stop.set()

    compute(TWO_TOWNS, stop.is_set, hear)
    assert [found["runs"] for found in told] == [5, 10]
    assert told[0]["of"] == RUNS


@pytest.mark.browser
def test_the_band_is_shown_in_people_and_ledger_and_goes_with_a_change(visit: Visits) -> None:
    here = visit()
    assert "One of many" in here.text(".band-line")
    here.to_the_end()
    here.button("Show the 10–90 % band").click()
    here.wait("d.querySelectorAll('.strip .band').length === 2")
    here.page.get_by_text("80 % of 40 runs").wait_for()
    assert here.page.locator(".strip .edge").count() == 4
    assert "of runs sign" in here.text(".ledger")
    here.shoot("page-band")
    here.reset()
    assert here.page.locator(".strip .band").count() == 0
    assert "of runs sign" not in here.text(".ledger")
    # Asked for and stopped, it comes no more.
    here.button("Show the 10–90 % band").click()
    here.button("Stop").click()
    here.page.wait_for_timeout(1_500)
    assert here.page.locator(".strip .band").count() == 0


def forecast(folder: Path, enclave: str) -> Path:
    """A small forecast folder: what the page reads of one."""
    folder.mkdir()
    manifest = {"format": 2, "what": "forecast", "scenario": {"name": "two-towns"}, "draws": 100, "days": 90}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    quantiles = "mean,p05,p10,p25,p50,p75,p90,p95"
    rows = [f"state,day,date,{quantiles}"]
    for state, base in (("inside", 9000), ("arrived", 3000), ("killed", 100)):
        rows += [
            f"{state},{day},2030-04-01,{base},{base},{base - 50},{base},{base},{base},{base + 50},{base}"
            for day in range(90)
        ]
    (folder / "people.csv").write_text("\n".join(rows) + "\n")
    steps = [f"{enclave},{day},2030-04-01,{min(day / 100, 0.8)}" for day in range(90)]
    (folder / "signed.csv").write_text("\n".join(["enclave,day,date,probability", *steps]) + "\n")
    return folder


@pytest.mark.browser
def test_a_forecast_folder_is_read_in_the_browser(visit: Visits, tmp_path: Path) -> None:
    here = visit()
    here.to_the_end()
    folder = forecast(tmp_path / "forecast-two-towns", "upton-guard-upton")
    here.page.locator(".band-line input").set_input_files(str(folder))
    here.page.get_by_text("80 % of the forecast of two-towns").wait_for()
    assert here.page.locator(".strip .band").count() == 2
    # 80 % sign; a tenth of these by day 8 (9 April), nine tenths by day 72 (12 June).
    assert "80 % of runs sign, 80 % of these between 9 Apr and 12 Jun" in here.text(".ledger")
    (folder / "people.csv").unlink()
    here.page.locator(".band-line input").set_input_files(str(folder))
    here.page.get_by_text("not a forecast folder: people.csv is missing").wait_for()
    assert here.page.locator(".strip .band").count() == 0
