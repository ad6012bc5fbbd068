"""A forecast's folder: JSON, tables as CSV and Parquet, a page on their columns, and a manifest."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage.columns import Column
from safepassage.computing import files, manifest, posterior, spreadsheet
from safepassage.computing.provenance import versions_with_code
from safepassage.forecasts import plan
from safepassage.forecasts.columns import DRAW, DRAW_FAMILIES, ENCLAVE, TABLES, TOTALS
from safepassage.forecasts.forecast import MAKER, Forecast

KIND = "forecast"
SUMMARY = "forecast.json"
PAGE = "README.md"

WORDS = {
    "outcomes": "how each enclave ends",
    "signed": "the curve of \"signed by\"",
    "enclaves": "what is told of each enclave",
    "totals": "what is told of all enclaves together",
    "arrivals": "who has arrived where, by the end of each day",
    "arrivals_today": "who arrives where on each day",
    "reception": "places in reception against arrivals, and how many are missing",
    "buses": "buses out, by day",
    "fleet": "the fleet there is, its peak use, and the peak without a limit, whose p90 is the fleet needed",
    "people": "people by state and day",
    "deaths": "deaths by group and day",
    "reported": "reported figures beside the forecast",
    "width": "what makes it wide: parameters, uncertain facts, chance",
    "draws": "the draws themselves, so that what goes together can be told",
}  # fmt: skip


def write(forecast: Forecast, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any], folder: Path,
          command: Sequence[str]) -> None:  # fmt: skip
    """Write everything into an existing folder, the manifest last."""
    files.write(folder / SUMMARY, pretty(summary))
    files.write(folder / PAGE, page())
    for name, table in tables.items():
        files.write(folder / f"{name}.csv", spreadsheet.text_of_frame(table, "%.10g"))
        files.write(folder / f"{name}.parquet", _parquet(name, table))
    manifest.seal(folder, _manifest(forecast, command))


def pretty(value: Mapping[str, Any]) -> str:
    """JSON to be read by people too."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=manifest.plain) + "\n"


def _manifest(forecast: Forecast, command: Sequence[str]) -> dict[str, Any]:
    scenario, subject = forecast.scenario, forecast.order.subject
    path = posterior.source(subject.leave_out)
    return {
        "what": KIND,
        "kind": KIND,
        "scenario": {"name": subject.name, "hash": scenario.hash, "tree": scenario.tree},
        "drafted": subject.drafted,
        "draws": len(forecast.sample.drawn),
        "seed": forecast.order.seed,
        "start": forecast.sample.start.isoformat(),
        "days": forecast.sample.days,
        "parameters": {"source": plan.source(subject), "file": path.name if path else None},
        "as_of": forecast.as_of.isoformat() if forecast.as_of else None,
        "draws_fingerprint": forecast.order.fingerprint,
        "versions": versions_with_code(MAKER),
        "command": list(command),
    }


def _parquet(name: str, table: pd.DataFrame) -> bytes:
    """A table as Parquet, each column with its declared type."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    declared = {column.name: column for column in (*TABLES.get(name, ()), *DRAW)}
    arrays = {}
    for label, values in table.items():
        column = declared.get(str(label))
        kind = column.type if column else "string" if str(label).endswith(".outcome") else "double"
        arrays[str(label)] = pa.array(values, type=pa.type_for_alias(kind), from_pandas=True)
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer)
    return buffer.getvalue()


# The page


def page() -> str:
    """README.md of a forecast's folder: every table and column, with units."""
    lines = [
        "# Forecast", "",
        "Tables as CSV and Parquet with the same columns; `forecast.json` is what `forecast --json` prints,",
        "`manifest.json` says what was asked, of which scenario, with which versions. Days count from the first day of",
        "the forecast (`start` in the manifest). Quantiles are over all draws, as they are weighed; an empty one means",
        "never: too few draws get there. Counts of people are over all draws too, also those in which nobody leaves.",
        "How to read it is told in docs/forecast.md of the project.", "",
    ]  # fmt: skip
    for name, words in WORDS.items():
        lines += [f"## {name}", "", f"{words[0].upper()}{words[1:]}.", ""]
        lines += [*_listed(TABLES.get(name, (*DRAW, *DRAW_FAMILIES))), ""]
    lines += ["## Quantities of an enclave", "", *_listed(ENCLAVE), ""]
    lines += ["## Quantities of all enclaves together", "", *_listed(TOTALS), ""]
    return "\n".join(lines)


def _listed(columns: Sequence[Column]) -> Iterator[str]:
    yield "| column | unit | meaning |"
    yield "|---|---|---|"
    for column in columns:
        yield f"| `{column.name}` | {column.unit or '–'} | {column.words or ''} |".replace("|  |", "| |")
