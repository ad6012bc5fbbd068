"""Replicates and forecasts as GeoJSON: the layers of a run, with quantiles and shares where a run has figures."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from safepassage.exports.forecasts import Forecast, quantiles
from safepassage.exports.geojson import Properties, layers
from safepassage.exports.hxl import simulated_by
from safepassage.exports.hxl_quantiles import QUANTILES, arrivals_by_run
from safepassage.journal import Entry
from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD, by_enclave, ends_of, quantile
from safepassage.results.runfolder import read_manifest, read_summary, scenario_of
from safepassage.scenario import Scenario

DAYS = ("agreement", "first_convoy", "last_convoy")
COUNTS = ("evacuated", "crossed", "stayed", "buses", "civilians_killed", "militants_killed")
Found = Mapping[int, float]


def of_replicates(folder: Path) -> dict[str, str]:
    """The layers of all replicates of a run folder, by file name."""
    manifest, replicates = read_manifest(folder), read_summary(folder)["replicates"]
    scenario, seeds = scenario_of(manifest), manifest["seeds"]
    version = manifest.get("versions", {}).get("safepassage", "")
    by_run = arrivals_by_run(folder, scenario, manifest["days"])
    arrived = {slug: [_of(day) for day in zip(*runs, strict=True)] for slug, runs in by_run.items()}
    return layers(
        scenario,
        simulated_by(version, scenario, f"{len(seeds)} runs with seeds {seeds[0]} to {seeds[-1]}"),
        districts=_how_ended(folder, scenario, len(seeds)).__getitem__,
        destinations=lambda slug: _named("arrived", arrived[slug][-1]),
        enclaves=((enclave, _enclave(rows, scenario.start)) for enclave, rows in by_enclave(replicates).items()),
        arrivals=_changes(arrived, scenario.start),
    )


def of_forecast(forecast: Forecast) -> dict[str, str]:
    """The layers of a forecast, by file name."""
    arrived: dict[str, list[Found]] = {slug: [] for slug in forecast.scenario.tables.destinations}
    for row in forecast.table("arrivals"):
        arrived.setdefault(row["destination"], []).append(quantiles(row, QUANTILES))
    return layers(
        forecast.scenario,
        simulated_by(forecast.version, forecast.scenario, f"forecast of {forecast.draws} draws"),
        districts=lambda _slug: {},
        destinations=lambda slug: _named("arrived", arrived[slug][-1]) if arrived.get(slug) else {},
        enclaves=_forecast_enclaves(forecast),
        arrivals=_changes(arrived, forecast.start),
    )


def _how_ended(folder: Path, scenario: Scenario, runs: int) -> dict[str, Properties]:
    """By district, the share of runs in which it ended in each way."""
    journals: dict[int, list[Entry]] = defaultdict(list)
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        journals[event["seed"]].append(Entry(event["day"], event["hour"], event["kind"], event["details"]))
    found: dict[str, Counter[str]] = {slug: Counter() for slug in scenario.tables.districts}
    for journal in journals.values():
        for slug, end in ends_of(scenario, journal).items():
            found[slug][end.how] += 1
    ways = {"share_by_force": BY_FORCE, "share_by_agreement": BY_DEAL, "share_given_up": GIVEN_UP, "share_held": HELD}
    return {slug: {name: round(ended[way] / runs, 4) for name, way in ways.items()} for slug, ended in found.items()}


def _of(values: Sequence[float]) -> Found:
    return {q: round(quantile(values, q / 100)) for q in QUANTILES} if values else {}


def _named(name: str, found: Found, start: dt.date | None = None) -> Properties:
    """Quantiles as properties, empty where there are none; as dates where values are days from a start."""

    def shown(value: float) -> Any:  # noqa: ANN401 - a count, or a date as text
        return round(value) if start is None else (start + dt.timedelta(days=round(value))).isoformat()

    return {f"{name}_p{q}": shown(found[q]) if q in found else None for q in QUANTILES}


def _changes(arrived: Mapping[str, Sequence[Found]], start: dt.date) -> Iterator[tuple[str, Properties]]:
    """By destination, the days on which any of its quantiles grew."""
    for slug, days in arrived.items():
        before: Found = dict.fromkeys(QUANTILES, 0)
        for day, found in enumerate(days):
            if found and found != before:
                yield slug, {"date": (start + dt.timedelta(days=day)).isoformat(), **_named("arrived", found)}
                before = found


def _enclave(rows: Sequence[Properties], start: dt.date) -> Properties:
    told: dict[str, Any] = {"runs": len(rows)}
    for outcome, times in Counter(row["outcome"] for row in rows).items():
        told[f"share_{outcome}"] = round(times / len(rows), 4)
    for name in DAYS:
        told |= _named(name, _of([row[f"{name}_day"] for row in rows if row[f"{name}_day"] is not None]), start)
    for name in COUNTS:
        told |= _named(name, _of([row[name] for row in rows]))
    return told


def _forecast_enclaves(forecast: Forecast) -> Iterator[tuple[str, Properties]]:
    told: dict[str, dict[str, Any]] = {}
    for row in forecast.table("outcomes"):
        told.setdefault(row["enclave"], {"draws": forecast.draws})[f"share_{row['outcome']}"] = row["probability"]
    for row in forecast.table("enclaves"):
        name = str(row["quantity"]).removesuffix("_day")
        if name in (*DAYS, *COUNTS) and row["enclave"] in told:
            start = forecast.start if name in DAYS else None
            told[row["enclave"]].update(_named(name, quantiles(row, QUANTILES), start))
    yield from told.items()
