"""The tables of a forecast, in the columns of :mod:`.columns`; what is infinite or undefined is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.forecasts import columns
from safepassage.forecasts.columns import DAYS, ENCLAVE, INTERVALS, SHARES, TABLES, TOTALS, UNITS
from safepassage.forecasts.forecast import Forecast
from safepassage.forecasts.quantiles import mean, quantiles, share
from safepassage.forecasts.width import as_row

Floats = NDArray[np.float64]
Row = dict[str, Any]

STATES = {
    "inside": ("inside",),
    "in_transit": ("in_transit",),
    "arrived": ("arrived",),
    "crossed": ("crossed",),
    "killed": ("killed_fighters", "killed_civilians"),
}
GROUPS = {"civilians": "killed_civilians", "fighters": "killed_fighters", "government": "killed_government"}
# Of what the width is told: what a plan hangs on.
WIDTHS_OF_ENCLAVE = ("evacuated", "agreement_day", "buses")
WIDTHS_OF_ALL = ("evacuated", "displaced", "killed", "civilians_killed", "without_shelter", "days_of_fighting")


def all_tables(forecast: Forecast) -> dict[str, pd.DataFrame]:
    """Every table by name."""
    made = {
        "outcomes": _frame("outcomes", _outcomes(forecast)),
        "signed": _by_day("signed", forecast, "enclave", _signed(forecast)),
        "enclaves": _frame("enclaves", _enclaves(forecast)),
        "totals": _frame("totals", _totals(forecast)),
        "arrivals": _by_day("arrivals", forecast, "destination", _arrivals(forecast, so_far=True)),
        "arrivals_today": _by_day("arrivals_today", forecast, "destination", _arrivals(forecast, so_far=False)),
        "reception": _by_day("reception", forecast, "destination", _reception(forecast)),
        "buses": _by_day("buses", forecast, "", _buses(forecast)),
        "fleet": _frame("fleet", _fleet(forecast)),
        "people": _by_day("people", forecast, "state", _people(forecast)),
        "deaths": _by_day("deaths", forecast, "group", _deaths(forecast)),
        "reported": _frame("reported", _reported(forecast)),
        "width": _frame("width", _widths(forecast)),
        "draws": draws(forecast),
    }
    return dict(sorted(made.items()))


def spread(values: Floats, forecast: Forecast) -> dict[str, Floats]:
    """The mean and the quantiles of draws (first axis), by column."""
    found = quantiles(values, forecast.weights)
    return {"mean": mean(values, forecast.weights), **dict(zip(SHARES, found, strict=True))}


def _number(values: Floats, weights: Floats) -> dict[str, float]:
    """The same of one number a draw."""
    at = quantiles(values, weights).tolist()
    return {"mean": float(mean(values, weights)), **dict(zip(SHARES, at, strict=True))}


def _frame(table: str, rows: Iterator[Row]) -> pd.DataFrame:
    names = [column.name for column in TABLES[table]]
    return _finite(pd.DataFrame(list(rows), columns=names))


def _by_day(
    table: str, forecast: Forecast, key: str, found: Iterator[tuple[str, Mapping[str, Floats]]]
) -> pd.DataFrame:
    """Rows for each day of each key, from columns by day."""
    days = np.arange(forecast.sample.days)
    dates = [forecast.sample.date(day).isoformat() for day in days.tolist()]
    parts = []
    for name, series in found:
        part = pd.DataFrame({"day": days, "date": dates, **series})
        if key:
            part.insert(0, key, name)
        parts.append(part)
    names = [column.name for column in TABLES[table]]
    return _finite(pd.concat(parts)[names] if parts else pd.DataFrame(columns=names))


def _finite(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


# What became of enclaves


def probabilities(forecast: Forecast, enclave: str) -> dict[str, float]:
    """The probability of each outcome of an enclave, the likeliest first; ``absent`` where it does not come about."""
    found = np.array([outcome or "absent" for outcome in forecast.sample.outcome(enclave)])
    shares = {str(name): float(share(found == name, forecast.weights)) for name in np.unique(found)}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _outcomes(forecast: Forecast) -> Iterator[Row]:
    for enclave in forecast.sample.enclaves:
        for outcome, probability in probabilities(forecast, enclave).items():
            yield {"enclave": enclave, "outcome": outcome, "probability": probability}


def _signed(forecast: Forecast) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    days = np.arange(forecast.sample.days)
    for enclave in forecast.sample.enclaves:
        by = forecast.sample.enclave(enclave, "agreement_day")[:, np.newaxis] <= days
        yield enclave, {"probability": share(by, forecast.weights)}


def _enclaves(forecast: Forecast) -> Iterator[Row]:
    for enclave in forecast.sample.enclaves:
        for column in ENCLAVE:
            values = forecast.sample.enclave(enclave, column.name)
            yield {"enclave": enclave, **_quantity(column.name, values, forecast)}


def _totals(forecast: Forecast) -> Iterator[Row]:
    for column in TOTALS:
        yield _quantity(column.name, forecast.sample.total(column.name), forecast)


def _quantity(name: str, values: Floats, forecast: Forecast) -> Row:
    defined = float(share(np.isfinite(values), forecast.weights))
    return {"quantity": name, "unit": UNITS[name], **_number(values, forecast.weights), "defined": defined}


# Day by day


def _arrivals(forecast: Forecast, *, so_far: bool) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    for place in forecast.sample.destinations:
        today = forecast.sample.arrivals(place)
        yield place, spread(today.cumsum(axis=1) if so_far else today, forecast)


def _reception(forecast: Forecast) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    for place in forecast.sample.destinations:
        places = forecast.sample.places(place)
        beyond = np.maximum(forecast.sample.arrivals(place).cumsum(axis=1) - places[:, np.newaxis], 0.0)
        (middle,) = quantiles(places, forecast.weights, [0.5]).tolist()
        full = share(beyond > 0, forecast.weights)
        yield place, {"places": np.full(len(full), middle), "probability_full": full, **spread(beyond, forecast)}


def _buses(forecast: Forecast) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    yield "", spread(forecast.sample.series("buses_out"), forecast)


def _people(forecast: Forecast) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    for state, names in STATES.items():
        yield state, spread(sum((forecast.sample.series(name) for name in names), start=np.zeros(1)), forecast)


def _deaths(forecast: Forecast) -> Iterator[tuple[str, Mapping[str, Floats]]]:
    for group, name in GROUPS.items():
        yield group, spread(forecast.sample.series(name), forecast)


# The fleet


def _fleet(forecast: Forecast) -> Iterator[Row]:
    """The fleet there is, most buses out at once, and the same without a limit (one draw of each family)."""
    drawn = forecast.sample.drawn
    asked = np.array([d.peak_unlimited is not None for d in drawn])
    unlimited = np.array([d.peak_unlimited for d in drawn if d.peak_unlimited is not None], float)
    weights = forecast.weights[asked] / forecast.weights[asked].sum()
    yield {"quantity": "fleet", **_number(np.array([d.fleet for d in drawn], float), forecast.weights)}
    yield {"quantity": "peak", **_number(np.array([d.peak for d in drawn], float), forecast.weights)}
    yield {"quantity": "peak_unlimited", **_number(unlimited, weights)}


# Beside what was reported


def _reported(forecast: Forecast) -> Iterator[Row]:
    for figure in forecast.figures:
        if figure.enclave and figure.enclave not in forecast.sample.enclaves:
            continue
        of = forecast.sample
        values = of.enclave(figure.enclave, figure.quantity) if figure.enclave else of.total(figure.quantity)
        at = dict(zip(SHARES, quantiles(values, forecast.weights).tolist(), strict=True))
        inside = {f"inside{n}": int(at[low] <= figure.value <= at[high]) for n, (low, high) in INTERVALS.items()}
        yield {
            "enclave": figure.enclave, "quantity": figure.quantity, "unit": UNITS[figure.quantity],
            "reported": figure.value, **at, **inside, "ratio": _ratio(figure.quantity, at),
        }  # fmt: skip


def _ratio(quantity: str, at: Mapping[str, float]) -> float | None:
    if quantity in DAYS or isinf(at["p90"]):
        return None
    return max(at["p90"], 1.0) / max(at["p10"], 1.0)


def _widths(forecast: Forecast) -> Iterator[Row]:
    sample = forecast.sample
    for enclave in forecast.order.asked.enclaves:
        for quantity in WIDTHS_OF_ENCLAVE:
            # What never came is taken as if it came when the draws end.
            values = np.minimum(sample.enclave(enclave.name, quantity), sample.days if quantity in DAYS else np.inf)
            yield dict(as_row(enclave.name, quantity, forecast.pairs.width(values)))
    for quantity in WIDTHS_OF_ALL:
        yield dict(as_row("", quantity, forecast.pairs.width(sample.total(quantity))))


# The draws themselves


def draws(forecast: Forecast) -> pd.DataFrame:
    """A row a draw: what it was made with, and what it came to."""
    sample = forecast.sample
    made = sample.draws
    table: dict[str, Sequence[Any] | Floats] = {
        "draw": [d.number for d in made],
        "family": [d.family for d in made],
        "seed": [d.seed for d in made],
        "facts": [d.facts for d in made],
        "start": [d.start for d in sample.drawn],
        "weight": forecast.weights,
    }
    for name in sample.plan[0].values:
        table[f"parameters.{name}"] = [family.values[name] for family in sample.plan for _ in family.draws]
    table |= {f"totals.{column.name}": sample.total(column.name) for column in columns.TOTALS}
    table |= {f"arrivals.{place}": sample.arrivals(place).sum(axis=1) for place in sample.destinations}
    for enclave in sample.enclaves:
        table[f"enclaves.{enclave}.outcome"] = sample.outcome(enclave)
        table |= {f"enclaves.{enclave}.{c.name}": sample.enclave(enclave, c.name) for c in columns.ENCLAVE}
    return _finite(pd.DataFrame(table))
