"""Many runs as tables with HXL tags: for each quantity the values that 10, 50 and 90 % of the runs stay below."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.exports.hxl import PLACES, Row, enclave_named, places, simulated_by, tagged
from safepassage.results.digest import by_enclave, quantile
from safepassage.results.runfolder import read_manifest, read_summary, scenario_of
from safepassage.telling.wording import Names

if TYPE_CHECKING:
    from safepassage.scenario import Scenario

QUANTILES = (10, 50, 90)
# Per enclave: the column of a run's summary, header and hashtag; days are told as dates, over the runs that have them.
DATES = {
    "agreement_day": ("signed", "#date+agreement"), "first_convoy_day": ("first convoy", "#date+start"),
    "last_convoy_day": ("last convoy", "#date+end"),
}  # fmt: skip
COUNTS = {
    "evacuated": ("left by convoy", "#affected+displaced+convoy"),
    "crossed": ("crossed the lines", "#affected+displaced+crossed"),
    "stayed": ("stayed", "#population+remaining"),
    "civilians_killed": ("civilians killed", "#affected+killed+civilians"),
    "died_of_siege": ("of them by the siege", "#affected+killed+civilians+siege"),
    "militants_killed": ("fighters killed", "#affected+killed+fighters"),
    "buses": ("buses", "#indicator+buses+num"), "incidents": ("incidents", "#event+incidents+num"),
}  # fmt: skip
DAYS = {
    "inside": ("inside", "#population+inside"), "in_transit": ("on the road", "#affected+displaced+in_transit"),
    "arrived": ("arrived so far", "#affected+displaced+arrived"),
    "crossed": ("crossed so far", "#affected+displaced+crossed"),
    "killed_civilians": ("civilians killed so far", "#affected+killed+civilians"),
    "without_shelter": ("without shelter so far", "#inneed+shelter"),
}  # fmt: skip
ARRIVED = ("arrived so far", "#affected+displaced+arrived")
OUTCOMES = ("evacuated", "settled", "stormed", "withdrew", "truce", "holding", "in_progress")
SHARE = "share of runs: "


def files(folder: Path) -> dict[str, str]:
    """The replicates of a run folder: places, agreements, days and arrivals by destination, by file name."""
    manifest, summary = read_manifest(folder), read_summary(folder)
    scenario, version = scenario_of(manifest), manifest.get("versions", {}).get("safepassage", "")
    seeds = manifest["seeds"]
    source = simulated_by(version, scenario, f"{len(seeds)} runs with seeds {seeds[0]} to {seeds[-1]}")
    return {
        "places.csv": tagged(PLACES, places(scenario), source),
        "agreements.csv": tagged(agreement_columns(), _agreements(scenario, summary["replicates"]), source),
        "days.csv": tagged({"date": "#date", **spread_columns(DAYS.values())}, _days(folder), source),
        "arrivals.csv": tagged(arrival_columns(), _arrivals(folder, scenario, manifest["days"]), source),
    }


def agreement_columns() -> dict[str, str]:
    """Headers and hashtags of the table of enclaves."""
    shares = {f"{SHARE}{outcome}": f"#indicator+outcome+{outcome}+value" for outcome in OUTCOMES}
    return {
        "enclave": "#loc+name", "id": "#meta+id", "group": "#org+armed+name", "runs": "#meta+runs+num", **shares,
        **spread_columns([*DATES.values(), *COUNTS.values()]),
    }  # fmt: skip


def arrival_columns() -> dict[str, str]:
    """Headers and hashtags of the table of arrivals."""
    return {"destination": "#loc+dest+name", "id": "#loc+dest+code", "date": "#date", **spread_columns([ARRIVED])}


def spread_cells(header: str, values: Sequence[float], start: dt.date | None = None) -> Row:
    """The quantiles of one quantity, whole; as dates where values are days from a start; empty where there are none."""
    found = {q: round(quantile(values, q / 100)) for q in QUANTILES} if len(values) else {}
    return quantile_cells(header, found, start)


def quantile_cells(header: str, found: Mapping[int, float], start: dt.date | None = None) -> Row:
    """The same from quantiles that are known."""
    shown: dict[int, Any] = {q: round(value) for q, value in found.items()}
    if start is not None:
        shown = {q: (start + dt.timedelta(days=day)).isoformat() for q, day in shown.items()}
    return {_header(header, q): shown.get(q, "") for q in QUANTILES}


def spread_columns(columns: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers and hashtags of quantities, a column for each quantile."""
    return {_header(header, q): f"{tag}+p{q}" for header, tag in columns for q in QUANTILES}


def _header(header: str, q: int) -> str:
    return f"{header}, {'median' if q == 50 else f'{q} %'}"


def _agreements(scenario: Scenario, replicates: Sequence[Row]) -> Iterator[Row]:
    names = Names(scenario.tables)
    for enclave, rows in by_enclave(replicates).items():
        ended = Counter(row["outcome"] for row in rows)
        line: dict[str, Any] = {**enclave_named(enclave, names), "runs": len(rows)}
        line |= {f"{SHARE}{outcome}": round(ended[outcome] / len(rows), 4) for outcome in OUTCOMES}
        for key, (header, _) in DATES.items():
            line |= spread_cells(header, _known(rows, key), scenario.start)
        for key, (header, _) in COUNTS.items():
            line |= spread_cells(header, _known(rows, key))
        yield line


def _known(rows: Sequence[Row], key: str) -> list[float]:
    return [row[key] for row in rows if row[key] is not None]


def _days(folder: Path) -> Iterator[Row]:
    import pandas as pd

    for date, day in pd.read_parquet(folder / "daily.parquet").groupby("date"):
        line: dict[str, Any] = {"date": date}
        for key, (header, _) in DAYS.items():
            line |= spread_cells(header, day[key].tolist())
        yield line


def _arrivals(folder: Path, scenario: Scenario, days: int) -> Iterator[Row]:
    names = Names(scenario.tables)
    for slug, by_run in arrivals_by_run(folder, scenario, days).items():
        for day in range(days):
            date = (scenario.start + dt.timedelta(days=day)).isoformat()
            arrived = [run[day] for run in by_run]
            yield {
                "destination": names.destination(slug),
                "id": slug,
                "date": date,
                **spread_cells(ARRIVED[0], arrived),
            }


def arrivals_by_run(folder: Path, scenario: Scenario, days: int) -> dict[str, list[list[int]]]:
    """By destination and run, the people who had arrived by convoy by the end of each day."""
    import pandas as pd

    seeds = read_manifest(folder)["seeds"]
    found = {slug: {seed: [0] * days for seed in seeds} for slug in scenario.tables.destinations}
    convoys = pd.read_parquet(folder / "convoys.parquet")
    for convoy in convoys[convoys["outcome"] == "arrived"].to_dict("records"):
        found[convoy["destination"]][convoy["seed"]][int(convoy["arrival_day"])] += convoy["people"] - convoy["killed"]
    return {slug: [list(accumulate(per_day)) for per_day in by_seed.values()] for slug, by_seed in found.items()}
