"""All tables of a folder as CSV: for spreadsheets, statistics programs and eyes.

What a folder holds as Parquet, as journal and as summary becomes one file a table, of all replicates. Every text that a
spreadsheet would run as a formula is made inert.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.computing.spreadsheet import text_of, text_of_frame
from safepassage.scenario import BadInput

if TYPE_CHECKING:
    import pandas as pd

EVENTS, SUMMARY = "events.jsonl", "summary.json"


def files(folder: Path, seed: int | None = None) -> dict[str, str]:
    """The tables of a folder by file name, of one seed alone where one is given.

    Raises BadInput where the folder holds no table, none of the seed, or one that cannot be read.
    """
    made: dict[str, str] = {}
    try:
        for name, frame in _frames(folder):
            made[f"{name}.csv"] = text_of_frame(_of_seed(folder, frame, seed))
        if (folder / SUMMARY).is_file():
            made["totals.csv"] = text_of(_totals(json.loads((folder / SUMMARY).read_text(encoding="utf-8")), seed))
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{folder}: a table cannot be read: {' '.join(str(error).split())}") from None
    if not made:
        raise BadInput(f"{folder}: holds no tables; allowed: a folder that run, sweep, compare or forecast has left")
    return made


def _frames(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table that the folder holds as Parquet, as lines of JSON or as CSV, in the order of their names."""
    import pandas as pd

    for path in sorted(folder.glob("*.parquet")):
        # Pandas' own whole numbers cannot be missing: a day that is unknown would turn its column into 33.0 and 34.0.
        yield path.stem, pd.read_parquet(path, dtype_backend="numpy_nullable")
    if (folder / EVENTS).is_file():
        lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
        events = pd.DataFrame([json.loads(line) for line in lines])
        if "details" in events:
            events["details"] = [json.dumps(details, ensure_ascii=False) for details in events["details"]]
        yield "events", events
    for path in sorted(folder.glob("*.csv")):
        yield path.stem, pd.read_csv(path, dtype_backend="numpy_nullable", keep_default_na=False, na_values=[""])


def _of_seed(folder: Path, frame: pd.DataFrame, seed: int | None) -> pd.DataFrame:
    """The rows of one seed; a table that tells no seeds stays whole."""
    if seed is None or "seed" not in frame:
        return frame
    mine = frame[frame["seed"] == seed]
    if len(frame) and not len(mine):
        raise BadInput(f"{folder}: holds no seed {seed}; allowed: {', '.join(map(str, frame['seed'].unique()))}")
    return mine


def _totals(summary: Mapping[str, Any], seed: int | None) -> list[list[Any]]:
    """A header, and a row of totals for each replicate; those by destination in a column each."""
    rows = [
        {"seed": replicate["seed"], **_flat(replicate["totals"])}
        for replicate in summary["replicates"]
        if seed in (None, replicate["seed"])
    ]
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key) for key in header] for row in rows)]


def _flat(totals: Mapping[str, Any]) -> dict[str, Any]:
    """Totals of which each is a plain value: ``evacuated_by_destination.idlib``."""
    flat: dict[str, Any] = {}
    for key, value in totals.items():
        flat |= {f"{key}.{part}": n for part, n in value.items()} if isinstance(value, dict) else {key: value}
    return flat
