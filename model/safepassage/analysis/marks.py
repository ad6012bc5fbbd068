"""What a reader must know of indices: which factors have none and why, which indices are noise, which are too large."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sqrt
from typing import Any

import pandas as pd

from safepassage.analysis.finished import Finished

ABOVE_ONE = "above 1: too few samples"
NOISE = "no more than noise"
CHANCE = "its interval holds 0"
_SLACK = 1e-9


def without_index(sweep: Finished) -> dict[str, str]:
    """The factors that have no index, each with the reason."""
    found = {}
    for name in sweep.factors:
        values = sweep.points[name]
        if values.nunique(dropna=False) <= 1:
            found[name] = f"has one level, {values.iloc[0]}: it was not varied"
        elif sweep.file.method in ("lhs", "table") and not pd.api.types.is_numeric_dtype(values):
            found[name] = "is text, which has no rank: a grid shows the mean at each of its levels"
    return found


def marked(table: pd.DataFrame) -> pd.DataFrame:
    """A table of indices with a column ``mark``, empty where there is nothing to say."""
    marks = [next((mark for mark, holds in _judged(row) if holds), "") for row in table.to_dict("records")]
    return table.assign(mark=marks)


def _judged(row: Mapping[Any, Any]) -> list[tuple[str, bool]]:
    """Marks in the order of their weight, and whether they hold; comparisons with what is no number do not."""
    if "ST" in row:
        above = max(row["ST"], row["S1"]) > 1 + _SLACK
        return [(ABOVE_ONE, above), (NOISE, row["ST"] <= row["noise_ST"]), (CHANCE, row["ST"] <= row["ST_conf"])]
    if "mu_star" in row:
        return [(NOISE, row["mu_star"] <= _noise_of_mu_star(row["noise_sigma"], row["steps"]))]
    if "PRCC" in row:
        return [(CHANCE, row["low"] <= 0 <= row["high"])]
    return []


def _noise_of_mu_star(deviation: float, steps: float) -> float:
    """What a mean of so many absolute effects that are noise alone stays below, in 39 cases of 40."""
    return deviation * (sqrt(2 / pi) + 2 * sqrt((1 - 2 / pi) / max(steps, 1)))
