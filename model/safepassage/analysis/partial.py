"""What an unfinished sweep says so far, marked as partial: means over the runs that are there."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd

from safepassage.analysis.plots import headlines
from safepassage.computing import files
from safepassage.computing.statistics import t_quantile
from safepassage.sweeps.design import Design
from safepassage.sweeps.outcomes import outcome
from safepassage.sweeps.results import DONE, PARTIAL
from safepassage.telling.wording import rounded

PAGE = "partial.md"
_MOST_OUTCOMES = 8


def describe_partial(design: Design, folder: Path, missing: str) -> list[str]:
    """Write ``partial.md`` beside ``partial.parquet``; returns its lines without the heading."""
    lines = [f"PARTIAL: {missing}", *_lines(design, pd.read_parquet(folder / PARTIAL))]
    page = [f"# Sweep {design.name}, partial", "", *(f"- {line}" for line in lines), ""]
    files.write(folder / PAGE, "\n".join(page))
    return lines


def _lines(design: Design, table: pd.DataFrame) -> Iterator[str]:
    done = table[table["status"] == DONE]
    yield f"{len(done):,} runs succeeded so far, {len(table) - len(done):,} failed"
    whole = [r for r, n in table.groupby("replicate").size().items() if n == len(design.points)]
    yield (
        f"{table['point'].nunique():,} of {len(design.points):,} points have a run, "
        f"and {len(whole)} of {design.replicates:,} replicates are whole"
    )
    numbers = [name for name in design.outcomes if outcome(name).kind != "text"]
    for name in headlines(numbers, _MOST_OUTCOMES):
        yield _mean(name, done[name].to_numpy(dtype=np.float64, na_value=np.nan))


def _mean(name: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    known = values[~np.isnan(values)]
    if not len(known):
        return f"{name}: undefined so far"
    unit = f" {unit}" if (unit := outcome(name).unit) else ""
    half = t_quantile(len(known) - 1) * known.std(ddof=1) / sqrt(len(known)) if len(known) > 1 else float("nan")
    width = f" ± {rounded(half, 3)}" if len(known) > 1 else ""
    return f"{name}: {rounded(known.mean())}{unit}{width} over {len(known):,} runs at all points"
