"""Pictures of a sweep: numbers over a grid of two factors, curves over one, points over ranges."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing.drawing import plain
from safepassage.figures import words
from safepassage.figures.grid import Panels
from safepassage.figures.palette import BUSES, INK, RULE
from safepassage.figures.style import SMALL
from safepassage.telling.wording import listed, rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from safepassage.analysis.finished import Finished

MOST_NUMBERS = 60  # cells of a grid in which there is room for a number
MOST_TICKS, MOST_FACTORS, MOST_CLOUDS = 10, 3, 4
BINS = 6
MAP = "GnBu"
DARK = 0.6  # share of the colours' range from which on white letters read better

Floats = NDArray[np.float64]


@plain()
def design(sweep: Finished, names: Sequence[str]) -> Figure | None:
    """Draw named outcomes as fits the design; None where none of them varies with it.

    A grid of one factor gives curves with intervals, one of more factors numbers over the first two, all others points.
    """
    moving = moved(sweep)
    varied = [name for name in names if name in moving]
    if not varied or not sweep.factors:
        return None
    means = {name: point_means(sweep.by_point(name)) for name in varied}
    same = [words.outcome(name) for name in sweep.numbers if name not in moving]
    notes = [f"The same at every point: {listed(same, 12)}."] if same else []
    if sweep.file.method != "grid":
        return _clouds(sweep, {name: means[name] for name in varied[:MOST_CLOUDS]}, notes)
    if len(sweep.factors) == 1:
        return _curves(sweep, varied, notes)
    return _numbers(sweep, {name: means[name] for name in varied}, notes)


def moved(sweep: Finished) -> list[str]:
    """The outcomes whose means differ between points."""
    return [name for name in sweep.numbers if _varies(point_means(sweep.by_point(name)))]


def point_means(values: Floats) -> Floats:
    """Means over replicates, the undefined left out; not a number where a point has none."""
    known = (~np.isnan(values)).sum(axis=1)
    means: Floats = np.where(known > 0, np.nansum(values, axis=1) / np.maximum(known, 1), np.nan)
    return means


def _varies(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 1 and bool(np.ptp(known) > 1e-12 * max(float(np.abs(known).max()), 1e-300))


def averaged(sweep: Finished, shown: Sequence[str]) -> str:
    """Over what the means are taken."""
    others = [words.factor(name) for name in sweep.factors if name not in shown]
    runs = f"{sweep.replicates} runs each" if sweep.replicates > 1 else "one run each"
    return f"{runs}, and over all levels of {listed(others)}" if others else runs


def _numbers(sweep: Finished, means: dict[str, Floats], notes: list[str]) -> Figure:
    """The mean at each pair of levels of the first two factors, over the levels of any others."""
    down, across = sweep.factors[:2]
    panels = Panels(
        [words.titled(name) for name in means], f"{words.factor(down)} by {_lower(words.factor(across))}",
        f"means over {averaged(sweep, (down, across))}; the darker, the more", left=0.85, notes=notes,
    )  # fmt: skip
    for place, (axes, (name, values)) in enumerate(zip(panels, means.items(), strict=True)):
        frame = sweep.points[[down, across]].assign(mean=values)
        grid = frame.pivot_table(index=down, columns=across, values="mean", sort=False, dropna=False)
        shown = grid.to_numpy(dtype=float)
        axes.grid(visible=False)
        axes.imshow(shown, aspect="auto", origin="lower", cmap=MAP, alpha=0.95)
        _ticks(axes, "x", grid.columns.tolist())
        _ticks(axes, "y", grid.index.tolist())
        axes.set_xlabel(words.factor(across), size=SMALL)
        if place % panels.columns == 0:
            axes.set_ylabel("\n".join(wrap(words.factor(down), 22)), size=SMALL)
        _write(axes, shown, lacking(sweep, name))
    return panels.figure


def lacking(sweep: Finished, name: str) -> list[list[str]]:
    """For each pair of levels, in how many of its runs an outcome has no value, in words; empty where all have one."""
    down, across = sweep.factors[:2]
    values = np.isnan(sweep.by_point(name))
    frame = sweep.points[[down, across]].assign(lacks=values.sum(axis=1), of=values.shape[1])
    sums = frame.pivot_table(index=down, columns=across, values=["lacks", "of"], aggfunc="sum", sort=False)
    counts = zip(sums["lacks"].to_numpy(), sums["of"].to_numpy(), strict=True)
    return [[f"no value in {k:.0f} of {n:.0f}" if k else "" for k, n in zip(*rows, strict=True)] for rows in counts]


def _write(axes: Axes, grid: Floats, lacks: Sequence[Sequence[str]]) -> None:
    """The number in each cell where there is room, else in the lowest and the highest alone."""
    low, high = float(np.nanmin(grid)), float(np.nanmax(grid))
    for (row, column), value in np.ndenumerate(grid):
        if grid.size > MOST_NUMBERS and value not in (low, high):
            continue
        known = np.isfinite(value)
        dark = known and high > low and (value - low) / (high - low) > DARK
        told = "\n".join(filter(None, [rounded(float(value), 3) if known else "", lacks[row][column]]))
        axes.text(column, row, told, ha="center", va="center", size=SMALL - 1, color="white" if dark else INK)


def _curves(sweep: Finished, names: Sequence[str], notes: list[str]) -> Figure:
    from safepassage.analysis.sensitivity import level_means

    factor = sweep.factors[0]
    panels = Panels([words.titled(name) for name in names], words.factor(factor),
                    f"means over {averaged(sweep, (factor,))}, with 95 % intervals", notes=notes)  # fmt: skip
    for axes, name in zip(panels, names, strict=True):
        curve(axes, level_means(sweep.points, factor, sweep.by_point(name)), factor)
    return panels.figure


def curve(axes: Axes, levels: pd.DataFrame, factor: str) -> None:
    """One factor's levels against the mean, with an interval at each; names stand apart, numbers on a line."""
    number = pd.to_numeric(levels["level"], errors="coerce")
    named = bool(number.isna().any())
    at = np.arange(len(levels)) if named else number.to_numpy(dtype=float)
    errors = np.nan_to_num(np.vstack([levels["mean"] - levels["low"], levels["high"] - levels["mean"]]))
    line = "none" if named else "-"  # there is nothing between two names
    axes.errorbar(at, levels["mean"], yerr=errors, marker="o", ls=line, ms=4, capsize=2.5, lw=1.4, color=BUSES)
    if named:
        _ticks(axes, "x", levels["level"].tolist())
        axes.set_xlim(-0.5, len(levels) - 0.5)
    thousands(axes, "y")
    axes.set_xlabel(words.factor(factor), size=SMALL)


def _clouds(sweep: Finished, means: dict[str, Floats], notes: list[str]) -> Figure:
    """Every point's mean against each factor, a row an outcome; those that move it most where there are many."""
    numeric = [name for name in sweep.factors if pd.api.types.is_numeric_dtype(sweep.points[name])]
    shown = _strongest(sweep, numeric, means)
    hidden = [words.factor(name) for name in sweep.factors if name not in shown]
    if hidden:
        notes = [*notes, f"Not shown: {listed(hidden, 12)}: they go less with these outcomes, or are no numbers."]
    logarithmic = {factor.name for factor in sweep.factor_ranges() if factor.scale == "log"}
    pairs = [(name, factor) for name in means for factor in shown]
    panels = Panels(
        [words.titled(name) if factor == shown[0] else "" for name, factor in pairs], "Outcomes over the factors",
        f"each point a mean over {averaged(sweep, sweep.factors)}; the line joins means of equal parts",
        columns=len(shown), height=1.15, notes=notes,
    )  # fmt: skip
    for axes, (name, factor) in zip(panels, pairs, strict=True):
        axes.plot(sweep.points[factor], means[name], ".", ms=4, alpha=0.45, color=BUSES)
        axes.plot(*_binned(sweep.points[factor].to_numpy(dtype=float), means[name]), color=INK, lw=1.2)
        if factor in logarithmic:
            axes.set_xscale("log")
        thousands(axes, "y")
        thousands(axes, "x")
        axes.set_xlabel(words.factor(factor), size=SMALL)
    return panels.figure


def _strongest(sweep: Finished, factors: Sequence[str], means: dict[str, Floats]) -> list[str]:
    """The factors whose ranks go most with any of the outcomes, in the order of the design."""

    def strength(factor: str) -> float:
        ranks = sweep.points[factor].rank()
        return max((abs(float(ranks.corr(pd.Series(values).rank()))) for values in means.values()), default=0.0)

    kept = sorted(factors, key=strength, reverse=True)[:MOST_FACTORS]
    return [factor for factor in factors if factor in kept]


def _binned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Means of both over parts of equal numbers of points."""
    order = np.argsort(x, kind="stable")[np.isfinite(y[np.argsort(x, kind="stable")])]
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return np.array([x[part].mean() for part in parts]), np.array([y[part].mean() for part in parts])


def thousands(axes: Axes, which: str) -> None:
    """At most four ticks, whole numbers with their thousands apart."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, ScalarFormatter

    axis = axes.xaxis if which == "x" else axes.yaxis
    if axis.get_scale() == "log":
        axis.set_major_formatter(ScalarFormatter())
        return
    axis.set_major_locator(MaxNLocator(4))
    axis.set_major_formatter(FuncFormatter(lambda value, _: rounded(float(value), 3)))


def _ticks(axes: Axes, which: str, levels: Sequence[object]) -> None:
    """Label the levels of a factor, leaving some out where there are many."""
    step = -(-len(levels) // MOST_TICKS)
    labels = [words.level(level) for level in levels[::step]]
    (axes.set_xticks if which == "x" else axes.set_yticks)(range(0, len(levels), step), labels)
    axes.tick_params(axis="x" if which == "x" else "y", length=0, color=RULE)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
