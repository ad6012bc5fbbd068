"""The tables of a forecast: declared columns, honest quantiles, people who add up, the folder's page."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from safepassage.forecasts import columns, folder
from safepassage.forecasts.forecast import Forecast, Order
from safepassage.forecasts.sample import Sample
from safepassage.forecasts.summary import as_json, plain
from safepassage.forecasts.tables import _quantity, _reported, all_tables, probabilities
from safepassage.forecasts.weighing import equal

from .conftest import made_up

Tables = dict[str, pd.DataFrame]


@pytest.fixture
def tables(forecast: Forecast) -> Tables:
    return all_tables(forecast)


def test_every_table_has_the_columns_that_are_declared(tables: Tables) -> None:
    assert set(tables) == {*columns.TABLES, "draws"} == set(folder.WORDS)
    for name, declared in columns.TABLES.items():
        assert list(tables[name].columns) == [column.name for column in declared], name
    assert list(tables["draws"].columns)[:6] == [column.name for column in columns.DRAW]


def test_never_signed_is_infinitely_late(forecast: Forecast) -> None:
    sample = made_up([5, 6, 7, None], [10, 20, 30, 0])
    seen = replace(forecast, sample=sample, weights=equal(4))
    days = _quantity("agreement_day", sample.enclave("guard-town", "agreement_day"), seen)
    assert (days["p50"], days["p75"], days["p90"], days["defined"]) == (6, 7, float("inf"), 0.75)
    assert plain(days["p90"]) is None
    # People are over all draws, also the one in which nobody left.
    people = _quantity("evacuated", sample.enclave("guard-town", "evacuated"), seen)
    assert (people["p05"], people["mean"], people["defined"]) == (0, 15, 1)
    assert probabilities(seen, "guard-town") == {"evacuated": 0.75, "holding": 0.25}


def test_an_enclave_that_did_not_come_about_is_told_of(forecast: Forecast) -> None:
    drawn = list(forecast.sample.drawn)
    drawn[0] = replace(drawn[0], enclaves={**drawn[0].enclaves, "late-town": drawn[0].enclaves["guard-town"]})
    seen = replace(forecast, sample=Sample(forecast.sample.plan, drawn))
    assert probabilities(seen, "late-town")["absent"] == pytest.approx(23 / 24)
    assert np.count_nonzero(seen.sample.enclave("late-town", "stayed")) <= 1


def test_draws_that_begin_later_are_moved_on_the_calendar(forecast: Forecast) -> None:
    drawn = list(forecast.sample.drawn)
    before = forecast.sample
    drawn[1:] = [replace(d, start="2030-04-11") for d in drawn[1:]]
    after = Sample(before.plan, drawn)
    assert after.start == dt.date(2030, 4, 1)
    assert after.days == before.days + 10
    days, earlier = (sample.enclave("guard-town", "agreement_day") for sample in (after, before))
    signed = np.isfinite(earlier)
    assert signed[1:].any()
    assert (np.isfinite(days) == signed).all()
    assert (days[1:] == earlier[1:] + 10).all()
    assert days[0] == earlier[0]
    assert (after.series("inside")[1, :10] == before.series("inside")[1, 0]).all()
    assert after.arrivals("coast").sum() == before.arrivals("coast").sum()
    assert (after.arrivals("coast")[1, 10:] == before.arrivals("coast")[1]).all()


def test_people_and_arrivals_add_up(forecast: Forecast, tables: Tables) -> None:
    people = tables["people"].pivot_table(index="day", columns="state", values="mean")
    assert people.sum(axis=1).to_numpy() == pytest.approx(people.sum(axis=1).iloc[0])
    arrivals = tables["arrivals"].groupby("day")["mean"].sum()
    assert arrivals.to_numpy() == pytest.approx(people["arrived"].to_numpy())
    today = tables["arrivals_today"].groupby("day")["mean"].sum().cumsum()
    assert today.to_numpy() == pytest.approx(arrivals.to_numpy())
    assert (tables["draws"]["totals.evacuated"] == forecast.sample.series("arrived")[:, -1]).all()


def test_missing_places_are_arrivals_beyond_them(forecast: Forecast) -> None:
    drawn = [replace(d, places={"coast": 50}) for d in forecast.sample.drawn]
    seen = replace(forecast, sample=Sample(forecast.sample.plan, drawn))
    found = all_tables(seen)
    reception, arrivals = found["reception"], found["arrivals"]
    assert (reception["places"] == 50).all()
    assert (reception["p90"] == np.maximum(arrivals["p90"] - 50, 0)).all()
    full = (seen.sample.arrivals("coast").sum(axis=1) > 50).mean()
    assert reception["probability_full"].iloc[-1] == pytest.approx(full)


def test_reported_figures_are_inside_or_outside_their_intervals(forecast: Forecast) -> None:
    sample = made_up(list(range(10, 30)), [100 * n for n in range(20)])
    for n, drawn in enumerate(sample.drawn):
        drawn.enclaves["guard-town"] |= {"first_convoy_day": 3, "last_convoy_day": 40, "buses": n}
        drawn.totals["full_control_day"] = None
    seen = replace(forecast, sample=sample, weights=equal(20))
    rows = {(row["enclave"], row["quantity"]): row for row in _reported(seen)}
    left = rows["guard-town", "evacuated"]
    assert (left["reported"], left["p10"], left["p90"], left["ratio"]) == (300, 100, 1700, 17)
    assert (left["inside50"], left["inside80"], left["inside90"]) == (0, 1, 1)
    assert rows["guard-town", "first_convoy_day"]["inside90"] == 0
    assert rows["guard-town", "agreement_day"]["ratio"] is None
    assert rows["", "full_control_day"]["inside90"] == 0  # it never came in any draw


def test_the_json_has_the_keys_of_the_contract(forecast: Forecast, tables: Tables) -> None:
    found: dict[str, Any] = json.loads(folder.pretty(as_json(forecast, tables)))
    assert {"scenario", "draws", "enclaves", "arrivals", "totals", "width"} <= set(found)
    (enclave,) = found["enclaves"]
    assert list(enclave) == ["enclave", "outcome", "agreement_day", "evacuated", "buses", "reported"]
    assert list(enclave["evacuated"]) == list(columns.SHARES)
    assert sum(enclave["outcome"].values()) == pytest.approx(1)
    assert enclave["reported"]["evacuated"] == 300
    assert set(found["arrivals"]["coast"][0]) == {"day", "p10", "p50", "p90"}
    assert len(found["arrivals"]["coast"]) == 40
    assert set(found["width"]) == {"parameters", "missing", "chance"}
    assert found["width"]["missing"] == 0
    assert sum(found["width"].values()) == pytest.approx(1)
    assert found["coverage"]["evacuated"]["n"] == 1
    assert found["fleet"]["needed"] == found["fleet"]["peak_unlimited"]["p90"]
    assert found["parameters"] in ("priors", "posterior")


def test_the_folder_holds_every_table_twice_and_says_what_is_in_it(
    forecast: Forecast, tables: Tables, tmp_path: Path
) -> None:
    folder.write(forecast, tables, as_json(forecast, tables), tmp_path, ["safepassage", "forecast", "town"])
    for name, table in tables.items():
        csv, parquet = pd.read_csv(tmp_path / f"{name}.csv"), pd.read_parquet(tmp_path / f"{name}.parquet")
        assert list(csv.columns) == list(parquet.columns) == list(table.columns)
        assert len(csv) == len(parquet) == len(table)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    for name, declared in columns.TABLES.items():
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert all(f"| `{c.name}` | {c.unit or '–'} |" in section for c in declared)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "forecast"
    assert manifest["scenario"]["hash"] == forecast.scenario.hash
    draws = pd.read_parquet(tmp_path / "draws.parquet")
    drawn = [name for name in draws.columns if name.startswith("parameters.")]
    assert drawn
    assert sorted(drawn) == sorted(f"parameters.{name}" for name in forecast.order.families[0].values)
    assert draws["weight"].sum() == pytest.approx(1)


def test_more_draws_are_other_draws(forecast: Forecast) -> None:
    other = Order(forecast.order.subject, 26, 3)
    assert other.fingerprint != forecast.order.fingerprint
    assert replace(other, draws=24).fingerprint == forecast.order.fingerprint
