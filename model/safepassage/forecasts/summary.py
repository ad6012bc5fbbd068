"""A forecast as the JSON of ``forecast --json``: intervals by enclave, arrivals by destination, totals, widths."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from safepassage.forecasts import plan
from safepassage.forecasts.columns import INTERVALS, SHARES
from safepassage.forecasts.forecast import Forecast
from safepassage.forecasts.reported import of_enclave
from safepassage.forecasts.tables import probabilities

Number = int | float | None
OF_ENCLAVE = ("agreement_day", "evacuated", "buses")


def as_json(forecast: Forecast, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The whole of ``forecast --json``; a quantile that is never reached is None."""
    return {
        "scenario": forecast.order.subject.name,
        "draws": len(forecast.sample.drawn),
        "enclaves": _enclaves(forecast, tables["enclaves"]),
        "arrivals": _arrivals(tables["arrivals"]),
        "totals": {row["quantity"]: _spread(row) for row in _rows(tables["totals"])},
        "width": forecast.width.shares(),
        "width_error": forecast.width.error,
        "parameters": plan.source(forecast.order.subject),
        "start": forecast.sample.start.isoformat(),
        "as_of": forecast.as_of.isoformat() if forecast.as_of else None,
        "effective_draws": plain(round(forecast.effective, 1)),
        "fleet": _fleet(tables["fleet"]),
        "coverage": coverage(tables["reported"]),
    }


def _enclaves(forecast: Forecast, table: pd.DataFrame) -> list[dict[str, Any]]:
    found = []
    for enclave in forecast.sample.enclaves:
        own = {row["quantity"]: row for row in _rows(table[table["enclave"] == enclave])}
        told = of_enclave(forecast.figures, enclave)
        found.append({
            "enclave": enclave,
            "outcome": probabilities(forecast, enclave),
            **{quantity: _spread(own[quantity]) for quantity in OF_ENCLAVE},
            "reported": {name: plain(value) for name, value in told.items()} if told else None,
        })  # fmt: skip
    return found


def _arrivals(table: pd.DataFrame) -> dict[str, list[dict[str, Number]]]:
    names = ["day", "p10", "p50", "p90"]
    found: dict[str, list[dict[str, Number]]] = {}
    for destination, rows in table.groupby("destination", sort=False):
        found[str(destination)] = [{name: plain(row[name]) for name in names} for row in _rows(rows)]
    return found


def _fleet(table: pd.DataFrame) -> dict[str, Any]:
    rows = {row["quantity"]: row for row in _rows(table)}
    return {
        "buses": plain(rows["fleet"]["p50"]),
        "peak": _spread(rows["peak"]),
        "peak_unlimited": _spread(rows["peak_unlimited"]),
        "needed": plain(rows["peak_unlimited"]["p90"]),
    }


def coverage(reported: pd.DataFrame) -> dict[str, dict[str, Number]]:
    """By quantity: how many reported figures of enclaves there are, how many lie inside, and the median width.

    The median width is that of p90 over p10, None for days.
    """
    found: dict[str, dict[str, Number]] = {}
    for quantity, rows in reported[reported["enclave"] != ""].groupby("quantity", sort=False):
        inside: dict[str, Number] = {f"inside{n}": int(rows[f"inside{n}"].sum()) for n in INTERVALS}
        ratios = rows["ratio"].dropna().astype(float)
        found[str(quantity)] = {
            "n": len(rows), **inside, "median_ratio": plain(float(np.median(ratios))) if len(ratios) else None
        }  # fmt: skip
    return found


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _spread(row: Mapping[str, Any]) -> dict[str, Number]:
    return {name: plain(row[name]) for name in SHARES}


def plain(value: Any) -> Number:  # noqa: ANN401 - any number of NumPy or pandas
    """A number for JSON: whole where it is, None where it is not finite."""
    number = float(value)
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() else number
