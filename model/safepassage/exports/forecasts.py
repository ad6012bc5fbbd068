"""A forecast folder as exports read it: its scenario, and its tables of quantiles as rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.results.record import MANIFEST
from safepassage.scenario import BadInput, Scenario

KIND = "forecast"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Forecast:
    """What a forecast folder says of itself; ``start`` is the date of the tables' day 0."""

    folder: Path
    scenario: Scenario
    start: dt.date
    draws: int
    version: str

    def table(self, name: str) -> list[Row]:
        """The rows of a table; raises BadInput where it cannot be read."""
        import pandas as pd

        path = self.folder / f"{name}.parquet"
        try:
            frame = pd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise BadInput(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
        return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def is_forecast(folder: Path) -> bool:
    """Whether a folder's manifest says that a forecast has left it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == KIND


def read_forecast(folder: Path) -> Forecast:
    """A forecast folder; raises BadInput where its manifest is not whole."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        told, start = manifest["scenario"], dt.date.fromisoformat(manifest["start"])
        scenario = Scenario(told["name"], dict(told["tree"]), origin=str(path))
        return Forecast(folder, scenario, start, int(manifest["draws"]), manifest["versions"]["safepassage"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{path}: is not the manifest of a forecast: {' '.join(str(error).split())}") from None


def quantiles(row: Row, which: tuple[int, ...]) -> dict[int, float]:
    """The quantiles of a row that are known: one that never comes about has none."""
    found = {q: row[f"p{q:02d}"] for q in which}
    return {q: float(value) for q, value in found.items() if value is not None and value == value}
