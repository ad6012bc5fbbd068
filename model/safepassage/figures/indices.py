"""Pictures of a sensitivity study: a bar a factor, the strongest on top, beside the noise that seeds alone make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing.drawing import plain
from safepassage.figures import words
from safepassage.figures.designs import curve, thousands
from safepassage.figures.grid import Panels
from safepassage.figures.palette import BUSES, INK, KILLED, SOFT
from safepassage.figures.style import SMALL
from safepassage.telling.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from safepassage.analysis.sensitivity import Sensitivity

PALE = "#9bc4de"
GREY, FAINTER = "#b3bcc4", "#dde2e6"
NOISE = KILLED["killed_civilians"]
MOST_FACTORS = 12  # bars of a panel
MOST_CURVES = 3
BAR = 0.27  # inches a factor
# The index, its interval, what it is called, and its unit (empty: that of the outcome); then a second one.
INDICES = {
    "sobol": (
        ("ST", "ST_conf", "share of the variance, alone and with others (ST)"), ("S1", "S1_conf", "alone (S1)"),
    ),
    "morris": (
        ("mu_star", "mu_star_conf", "mean change over a factor's whole range (mu*)"),
        ("sigma", "", "how much the change itself varies (sigma)"),
    ),
    "rank": (("PRCC", "", "partial rank correlation, −1 to 1"),),
}  # fmt: skip


@plain()
def sensitivity(found: Sensitivity, names: Sequence[str]) -> Figure | None:
    """Draw how much each factor moves each named outcome, with 95 % intervals; None where nothing moves."""
    if not names:
        return None
    return _level_curves(found, names) if found.method == "grid" else _bars(found, names)


def _bars(found: Sensitivity, names: Sequence[str]) -> Figure:
    indices = INDICES.get(found.method, INDICES["rank"])
    key = indices[0][0]
    tables = {name: _ordered(found.indices[found.indices["outcome"] == name], key) for name in names}
    shown = min(max(len(table) for table in tables.values()), MOST_FACTORS)
    titles = [words.titled(name) if found.method == "morris" else words.outcome(name) for name in names]
    below = "; ".join(f"{mark} {told}" for mark, (_, _, told) in zip(("dark:", "pale:"), indices, strict=False))
    panels = Panels(
        titles, "What moves the outcomes", f"{below}; lines: 95 % intervals", columns=2,
        height=BAR * shown + 0.1, left=1.75, bottom=0.35, notes=_notes(tables, found),
    )  # fmt: skip
    for axes, table in zip(panels, tables.values(), strict=True):
        _panel(axes, table[:MOST_FACTORS], indices)
    return panels.figure


def _ordered(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """The factors from the strongest."""
    order = np.argsort(-table[key].abs().fillna(0.0).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _notes(tables: dict[str, pd.DataFrame], found: Sensitivity) -> list[str]:
    """The key of the dotted line, and the factors and outcomes that are not shown."""
    notes = []
    if any(column in table for table in tables.values() for column in ("noise_ST", "noise_sigma")):
        notes.append("Dotted: the most that the chance of the seeds alone would make of it.")
    marks = sorted({mark for table in tables.values() if "mark" in table for mark in table["mark"] if mark})
    if marks:
        notes.append(f"Grey bars: {'; '.join(marks)}.")
    notes += [f"{words.factor(factor)} {why}." for factor, why in found.unindexed.items()]
    for name, table in tables.items():
        if len(table) > MOST_FACTORS:
            rest = [words.factor(factor) for factor in table["factor"][MOST_FACTORS:]]
            notes.append(f"Not shown, since weaker ({words.outcome(name)}): {listed(rest, 40)}.")
    others = [words.outcome(name) for name in found.outcomes if name not in tables]
    if others:
        notes.append(f"In the table alone: {listed(others, 12)}.")
    return notes


def _panel(axes: Axes, table: pd.DataFrame, indices: Sequence[tuple[str, str, str]]) -> None:
    place = np.arange(len(table), dtype=float)
    marks = table["mark"].tolist() if "mark" in table else [""] * len(table)
    height = 0.72 / len(indices)
    axes.grid(visible=False)
    for i, (column, interval, _) in enumerate(indices):
        values = table[column].to_numpy(dtype=float)
        at = place + (i - (len(indices) - 1) / 2) * height
        colours = [(GREY, FAINTER)[i] if mark else (BUSES, PALE)[i] for mark in marks]
        axes.barh(at, values, height * 0.92, xerr=_bounds(table, values, interval), color=colours,
                  error_kw={"lw": 0.9, "ecolor": INK})  # fmt: skip
    axes.set_ylim(len(table) - 0.5, -0.6)
    axes.set_yticks(place, [words.factor(factor) for factor in table["factor"]])
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=SMALL - 0.5)
    axes.axvline(0, color=SOFT, lw=0.8)
    noise = _noise(table)
    if np.isfinite(noise):
        axes.axvline(noise, color=NOISE, ls=":", lw=1.2)
    thousands(axes, "x")


def _bounds(table: pd.DataFrame, values: NDArray[np.float64], interval: str) -> NDArray[np.float64] | None:
    if interval:
        half = np.nan_to_num(table[interval].to_numpy(dtype=float))
        return np.vstack([half, half])
    if "low" not in table:
        return None
    low, high = (table[end].to_numpy(dtype=float) for end in ("low", "high"))
    bounds: NDArray[np.float64] = np.maximum(np.nan_to_num(np.vstack([values - low, high - values])), 0.0)
    return bounds


def _level_curves(found: Sensitivity, names: Sequence[str]) -> Figure:
    """One panel for each outcome and factor: the mean at each level over all levels of the others."""
    factors = list(dict.fromkeys(found.indices["factor"]))
    shown = factors[:MOST_CURVES]
    hidden = [words.factor(factor) for factor in factors if factor not in shown]
    notes = [f"In the table alone: {listed(hidden, 12)}."] if hidden else []
    pairs = [(name, factor) for name in names for factor in shown]
    panels = Panels(
        [words.titled(name) if factor == shown[0] else "" for name, factor in pairs], "What moves the outcomes",
        "means at each level over all levels of the other factors, with 95 % intervals", columns=len(shown),
        height=1.15, notes=notes,
    )  # fmt: skip
    for axes, (name, factor) in zip(panels, pairs, strict=True):
        table = found.indices
        curve(axes, table[(table["outcome"] == name) & (table["factor"] == factor)], factor)
    return panels.figure


def _noise(table: pd.DataFrame) -> float:
    return next((float(table[c].iloc[0]) for c in ("noise_ST", "noise_sigma") if c in table), float("nan"))


def strongest(found: Sensitivity, name: str) -> list[tuple[str, float, float, str]]:
    """The factors of one outcome from the strongest: index (of a grid the means' span), half its interval, its mark."""
    table = found.indices[found.indices["outcome"] == name]
    if found.method == "grid":
        spans = table.groupby("factor", sort=False)["mean"].agg(lambda means: means.max() - means.min())
        return [(str(factor), float(span), 0.0, "") for factor, span in spans.sort_values(ascending=False).items()]
    key, half, _ = INDICES.get(found.method, INDICES["rank"])[0]
    return [
        (
            str(row["factor"]), float(row[key]), float(row[half] if half else (row["high"] - row["low"]) / 2),
            str(row.get("mark", "")),
        )
        for row in _ordered(table, key).to_dict("records")
    ]  # fmt: skip
