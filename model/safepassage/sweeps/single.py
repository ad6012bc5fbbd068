"""One row of a sweep done again, alone: the same row, and a check that the sweep's folder holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from safepassage.computing import files
from safepassage.scenario import BadInput
from safepassage.sweeps.design import Design
from safepassage.sweeps.results import RESULTS, BrokenPartError, Layout, read_part
from safepassage.sweeps.sweep import run_row
from safepassage.sweeps.sweepfolder import check_same


@dataclass(frozen=True)
class Again:
    """A row done again; ``compared`` where the folder holds it, ``differs`` names the columns that are not equal."""

    row: dict[str, Any]
    compared: bool
    differs: tuple[str, ...]


def again(design: Design, number: int, folder: Path, *, write: bool = False) -> Again:
    """Do run ``number`` again and compare it with the folder's, if there is one of this design.

    With ``write`` the row is left as ``row-<number>.parquet`` in the folder, in the columns of the results.

    Raises:
        BadInput: where the folder holds another design or version, or cannot be read.
    """
    layout = Layout(design)
    table = layout.table([run_row(design, number)]).select(layout.results.names).cast(layout.results)
    there = None
    if (folder / "design.json").is_file():
        check_same(folder, design)
        try:
            there = _stored(folder, number, layout)
        except BrokenPartError as error:
            raise BadInput(f"{error}; without this folder as --out the row is done alone") from None
    if write:
        folder.mkdir(parents=True, exist_ok=True)
        with files.whole(folder / f"row-{number}.parquet") as file:
            pq.write_table(table, file, compression="zstd", version="2.6")
    row: dict[str, Any] = table.to_pylist()[0]
    if there is None:
        return Again(row, compared=False, differs=())
    names = [name for name in layout.results.names if not table[name].equals(there[name])]
    return Again(row, compared=True, differs=tuple(f"{n}: {there[n][0]} -> {table[n][0]}" for n in names))


def _stored(folder: Path, number: int, layout: Layout) -> pa.Table | None:
    """The row as the folder holds it, in its final table or in a part."""
    whole = folder / RESULTS
    for path in [whole] if whole.is_file() else sorted((folder / "parts").glob("*.parquet")):
        runs = read_part(path, ["run"])["run"].to_pylist()
        if number in runs:
            table = read_part(path, layout.results.names).slice(runs.index(number), 1)
            return table.cast(layout.results)
    return None
