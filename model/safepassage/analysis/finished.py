"""A finished sweep, read back: its table, and the check that the table is what the design asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from safepassage.scenario import BadInput
from safepassage.sweeps.design import Design, design_of
from safepassage.sweeps.designfile import DesignFile
from safepassage.sweeps.factors import Range, flattened
from safepassage.sweeps.outcomes import outcome
from safepassage.sweeps.results import DONE, RESULTS, about
from safepassage.sweeps.sweepfolder import read_record, verified

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Finished:
    """A sweep folder whose results are whole: a row a run, sorted, each point with all of its replicates."""

    folder: Path
    record: dict[str, Any] = field(repr=False)
    table: pd.DataFrame = field(repr=False)

    @cached_property
    def file(self) -> DesignFile:
        """The design as it was written."""
        return DesignFile.model_validate(self.record["design"])

    @cached_property
    def design(self) -> Design:
        """The design with its points laid out again; raises ValueError for a table, whose points only stand in it."""
        if self.file.method == "table":
            raise ValueError("the points of a table are laid out by its user")
        return design_of(self.record, self.folder.name, str(self.folder))

    @property
    def replicates(self) -> int:
        """Runs of each point."""
        return self.file.replicates

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """The columns of the table that vary with the design, in its order."""
        columns = list(self.table.columns)
        own = columns[columns.index("seed") + 1 : columns.index("status")]
        listed = [name for name, _ in flattened(self.file.factors, "")]
        varied = [*own, "scenario"] if len(self.record["scenarios"]) > 1 else own
        return tuple(sorted(varied, key=lambda name: listed.index(name) if name in listed else len(listed)))

    @cached_property
    def failed(self) -> pd.DataFrame:
        """The rows of failed runs."""
        return self.table[self.table["status"] != DONE]

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The kept outcomes that are numbers."""
        return tuple(name for name in self.record["design"]["outcomes"] if outcome(name).kind != "text")

    def by_point(self, name: str) -> Values:
        """An outcome with a row a point and a column a replicate; not a number where it is undefined or failed."""
        values: Values = self.table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        return values.reshape(-1, self.replicates)

    @cached_property
    def points(self) -> pd.DataFrame:
        """The factor values of each point."""
        rows: pd.DataFrame = self.table.loc[self.table["replicate"] == 0, list(self.factors)]
        return rows.reset_index(drop=True)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Lines on points that are equal, which gives equal runs."""
        different = len(self.points.astype(str).drop_duplicates())
        if different == len(self.points) or self.file.method not in ("lhs", "table"):
            return ()
        return (f"{len(self.points):,} points, of which {different:,} are different: equal points give equal runs",)

    def factor_ranges(self) -> list[Range]:
        """The factors that the design draws from a range."""
        varied = () if self.file.method == "table" else self.design.varied
        return [factor for factor in varied if isinstance(factor, Range)]


def read_finished(folder: Path) -> Finished:
    """Read a sweep folder and check that its table is whole and in the order of its design.

    Raises:
        BadInput: where it is no sweep, has runs missing, or rows that are not those of its design.
    """
    verified(folder)
    record = read_record(folder)
    path = folder / RESULTS
    if not path.is_file():
        raise BadInput(f"{folder}: the sweep is not finished: {_progress(folder, record)}; go on with sweep --resume")
    try:
        return _checked(folder, record, pd.read_parquet(path))
    except BadInput:
        raise
    except Exception as error:  # a damaged table of a folder without sums may make a reader stumble anywhere
        raise BadInput(f"{path}: is damaged: {' '.join(str(error).split())}") from None


def _checked(folder: Path, record: dict[str, Any], table: pd.DataFrame) -> Finished:
    _check_rows(folder, record, table)
    if about(folder / RESULTS).get("scenarios") != {key: entry["hash"] for key, entry in record["scenarios"].items()}:
        raise BadInput(f"{folder / RESULTS}: belongs to another design than the design.json beside it")
    found = Finished(folder, record, table)
    _check_points(found)
    return found


def _progress(folder: Path, record: dict[str, Any]) -> str:
    rows = 0
    for part in (folder / "parts").glob("*.parquet"):
        with suppress(OSError, ValueError):  # a damaged part holds none
            rows += pq.read_metadata(part).num_rows
    return f"{rows:,} of {record['runs']:,} runs are done"


def _check_rows(folder: Path, record: dict[str, Any], table: pd.DataFrame) -> None:
    """Every run once, in order."""
    runs = record["runs"]
    numbers = table["run"].to_numpy()
    missing = np.setdiff1d(np.arange(runs), numbers)
    if len(missing):
        lost = f"{len(missing):,} of {runs:,} runs are missing (run {missing[0]} first)"
        raise BadInput(f"{folder}: {RESULTS} is partial: {lost}; go on with sweep --resume")
    if len(numbers) != runs or (np.diff(numbers) != 1).any():
        raise BadInput(f"{folder}: {RESULTS} has been reordered or added to; give the table as the sweep wrote it")


def _check_points(found: Finished) -> None:
    """The factor values of every row are those of its point in the design, laid out again."""
    if found.file.method == "table":
        return
    design = found.design
    points = found.points
    for i in range(len(design.points)):
        for factor, value in zip(design.varied, design.points[i], strict=True):
            stands = points.at[i, factor.name]
            if factor.kind != "text" and stands != value:
                raise BadInput(
                    f"{found.folder}: {RESULTS}: point {i} has {factor.name} = {stands!s}, its design "
                    f"{value}; the table has been reordered or changed, or another SALib lays out other points"
                )
    repeated = found.table[list(found.factors)].to_numpy(dtype=object).reshape(len(points), found.replicates, -1)
    if (repeated != repeated[:, :1]).any():
        raise BadInput(f"{found.folder}: {RESULTS}: replicates of a point differ in their factors; it has been changed")
