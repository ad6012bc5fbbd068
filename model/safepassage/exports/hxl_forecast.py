"""A forecast as tables with HXL tags: for each quantity the values that it stays below with 10, 50 and 90 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from safepassage.exports.forecasts import Forecast, Row, quantiles
from safepassage.exports.hxl import PLACES, enclave_named, places, simulated_by, tagged
from safepassage.exports.hxl_quantiles import (
    ARRIVED,
    COUNTS,
    DATES,
    DAYS,
    OUTCOMES,
    QUANTILES,
    SHARE,
    agreement_columns,
    arrival_columns,
    quantile_cells,
    spread_columns,
)
from safepassage.telling.wording import Names

# States of the table of people, with header and hashtag.
STATES = {state: DAYS[state] for state in ("inside", "in_transit", "arrived", "crossed")}


def files(forecast: Forecast) -> dict[str, str]:
    """Places, agreements, days and arrivals by destination, by file name."""
    source = simulated_by(forecast.version, forecast.scenario, f"forecast of {forecast.draws} draws")
    people = {"date": "#date", **spread_columns(STATES.values())}
    return {
        "places.csv": tagged(PLACES, places(forecast.scenario), source),
        "agreements.csv": tagged(agreement_columns(), _agreements(forecast), source),
        "days.csv": tagged(people, _days(forecast), source),
        "arrivals.csv": tagged(arrival_columns(), _arrivals(forecast), source),
    }


def _agreements(forecast: Forecast) -> Iterator[Row]:
    names = Names(forecast.scenario.tables)
    lines: dict[str, dict[str, Any]] = {}
    for row in forecast.table("outcomes"):
        named = {**enclave_named(row["enclave"], names), "runs": forecast.draws}
        line = lines.setdefault(row["enclave"], named | dict.fromkeys((f"{SHARE}{name}" for name in OUTCOMES), 0.0))
        if row["outcome"] in OUTCOMES:
            line[f"{SHARE}{row['outcome']}"] = row["probability"]
    for row in forecast.table("enclaves"):
        header, _ = {**DATES, **COUNTS}.get(row["quantity"], ("", ""))
        if header and row["enclave"] in lines:
            start = forecast.start if row["quantity"] in DATES else None
            lines[row["enclave"]].update(quantile_cells(header, quantiles(row, QUANTILES), start))
    yield from lines.values()


def _days(forecast: Forecast) -> Iterator[Row]:
    days: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in forecast.table("people"):
        if row["state"] in STATES:
            days[row["date"]].update(quantile_cells(STATES[row["state"]][0], quantiles(row, QUANTILES)))
    for date in sorted(days):
        yield {"date": date, **days[date]}


def _arrivals(forecast: Forecast) -> Iterator[Row]:
    names = Names(forecast.scenario.tables)
    for row in forecast.table("arrivals"):
        cells = quantile_cells(ARRIVED[0], quantiles(row, QUANTILES))
        slug = row["destination"]
        yield {"destination": names.destination(slug), "id": slug, "date": row["date"], **cells}
