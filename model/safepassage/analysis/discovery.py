"""Scenario discovery on a finished sweep: where in the space of factors does a condition hold (PRIM), and what matters.

Both come from the library ``ema_workbench`` (extra ``discovery``), whose versions 2 and 3 differ in arguments.
"""

from __future__ import annotations

import inspect
import operator
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.analysis.finished import Finished
from safepassage.analysis.summary import write_csv
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest
from safepassage.telling.wording import rounded

_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "!=": operator.ne
}  # fmt: skip
_CONDITION = re.compile(r"\s*([\w.-]+)\s*(>=|<=|==|!=|>|<)\s*(-?[\d.]+(?:e-?\d+)?)\s*")
_DENSITY = 0.8  # share of points in a box at which the condition should hold


@dataclass(frozen=True)
class Box:
    """A part of the space of factors: ``limits`` has a row for each factor that the box restricts.

    ``coverage`` is the share of all points with the condition that lie inside, ``density`` the share of points inside
    that have it.
    """

    limits: pd.DataFrame
    coverage: float
    density: float


def discover(sweep: Finished, condition: str | None, *, scores: bool) -> list[str]:
    """Find a box, or scores, or both; write ``box.csv`` and ``scores.csv`` into the sweep; returns lines to print.

    Raises:
        BadInput: where the library is not installed, or the condition cannot be read or holds nowhere or everywhere.
    """
    lines = []
    if condition is not None:
        box = find_box(sweep, condition)
        write_csv(box.limits, sweep, sweep.folder / "box.csv")
        lines.append(f"{condition}: coverage {box.coverage:.0%}, density {box.density:.0%}")
        lines += [f"  {row.factor}: {_bound(row.low)} to {_bound(row.high)}" for row in box.limits.itertuples()]
    if scores:
        table = feature_scores(sweep)
        write_csv(table.reset_index(), sweep, sweep.folder / "scores.csv")
        lines += table.T.rename_axis(columns=None).to_string(float_format="{:.2f}".format).splitlines()
    return lines


def _bound(value: object) -> str:
    return rounded(value) if isinstance(value, float) else str(value)


def find_box(sweep: Finished, condition: str) -> Box:
    """The box of factors in which a condition on the points' means mostly holds."""
    holds = _holding(sweep, condition)
    prim = _library("prim").Prim
    given = {"threshold": _DENSITY} if "threshold" in inspect.signature(prim).parameters else {}
    factors = _factors(sweep)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        box = prim(factors, holds, **given).find_box()
    # Peeling starts from the whole space; the first box dense enough is the largest, the last often needlessly small.
    peeled = box.peeling_trajectory
    dense = peeled.index[peeled["density"] >= _DENSITY]
    picked = int(dense[0] if len(dense) else peeled.index[-1])
    rows = _restrictions(box.box_lims[0], box.box_lims[picked])
    coverage, density = (float(peeled.at[picked, name]) for name in ("coverage", "density"))
    return Box(pd.DataFrame(rows, columns=["factor", "low", "high"]), coverage, density)


def _restrictions(whole: pd.DataFrame, box: pd.DataFrame) -> list[tuple[str, Any, Any]]:
    """The factors in which a box is smaller than the whole, with its bounds; names that it allows stand in both."""
    found: list[tuple[str, Any, Any]] = []
    for name in map(str, box.columns):
        low, high = box[name]
        if (low, high) != tuple(whole[name]):
            named = isinstance(low, set | frozenset)
            found.append((name, *([", ".join(sorted(map(str, low)))] * 2 if named else (low, high))))
    return found


def _holding(sweep: Finished, condition: str) -> NDArray[np.bool_]:
    """At which points a condition such as ``killed > 500`` holds, of the mean over their replicates."""
    match = _CONDITION.fullmatch(condition)
    if not match:
        raise BadInput(f"--box: {condition!r} is no condition; as in: --box 'civilians_killed > 500'")
    name, sign, number = match.groups()
    if name not in sweep.numbers:
        raise BadInput(f"--box: no outcome {name!r} in this sweep; {nearest(name, sweep.numbers)}")
    holds: NDArray[np.bool_] = _SIGNS[sign](sweep.by_point(name).mean(axis=1), float(number))
    if holds.all() or not holds.any():
        raise BadInput(f"--box: {condition!r} holds at {'every' if holds.all() else 'no'} point; nothing to discover")
    return holds


def feature_scores(sweep: Finished) -> pd.DataFrame:
    """How much each factor (row) contributes to each outcome (column), by extra trees; each column sums to one."""
    scoring = _library("feature_scoring")
    factors = _factors(sweep)
    columns = {}
    for name in sweep.numbers:
        values = sweep.by_point(name).mean(axis=1)
        if np.isnan(values).any() or np.ptp(values) == 0:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found, _ = scoring.get_ex_feature_scores(
                factors, values, mode=scoring.RuleInductionType.REGRESSION, random_state=sweep.file.seed % 2**32
            )
        columns[name] = found.iloc[:, 0]
    table = pd.DataFrame(columns).reindex(list(factors))
    table.index.name = "factor"
    return table


def _factors(sweep: Finished) -> pd.DataFrame:
    """The points, names as categories; the library drops a column called ``scenario``: it gets another name."""
    points = sweep.points.rename(columns={"scenario": "whole scenario"})
    return points.astype({name: "category" for name in points if not pd.api.types.is_numeric_dtype(points[name])})


def _library(module: str) -> Any:  # noqa: ANN401 - an untyped module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(f"ema_workbench.analysis.{module}")
    except ImportError:
        raise BadInput("sensitivity: --box and --scores need ema_workbench; install the extra 'discovery'") from None
