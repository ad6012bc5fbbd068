"""Pictures of sweeps, sensitivities and comparisons; each function draws one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from safepassage.analysis.convergence import HEADLINES
from safepassage.computing import drawing, files
from safepassage.sweeps.outcomes import outcome
from safepassage.telling.wording import rounded

if TYPE_CHECKING:
    from safepassage.analysis.comparison import Difference
    from safepassage.analysis.finished import Finished
    from safepassage.analysis.sensitivity import Sensitivity

PANELS = 6
_BLUE, _ORANGE, _DARK, _GREY = "#30638e", "#d1673a", "#3b3f44", "#a9adb2"
_MOST_TICKS = 12


def headlines(names: Sequence[str], most: int = PANELS) -> list[str]:
    """The outcomes to show first: those that matter most where they were kept, else as many as fit."""
    first = [name for name in HEADLINES if name in names]
    return [*first, *(name for name in names if name not in first)][:most]


@drawing.plain()
def sweep_picture(sweep: Finished, path: Path) -> bool:
    """Draw what fits the design: a heat map of a grid of two factors, curves of one, else points; False if nothing."""
    names = headlines([name for name in sweep.numbers if _varies(sweep.by_point(name))])
    if not names or not sweep.factors:
        return False
    if sweep.file.method == "grid":
        (_heat_maps if len(sweep.factors) > 1 else _grid_curves)(sweep, names, path)
    else:
        _point_clouds(sweep, names, path)
    return True


def _varies(values: NDArray[np.float64]) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 1 and bool(np.ptp(known) > 0)


def _heat_maps(sweep: Finished, names: Sequence[str], path: Path) -> None:
    """The mean at each pair of levels of the first two factors, over the levels of any others."""
    down, across = sweep.factors[:2]
    figure = _Panels(names, f"Means over {_averaged(sweep, 2)}", width=4.2)
    for name, axes in figure:
        frame = sweep.points[[down, across]].assign(mean=_means(sweep.by_point(name)))
        grid = frame.pivot_table(index=down, columns=across, values="mean", sort=False, dropna=False)
        shown = axes.imshow(grid.to_numpy(dtype=float), aspect="auto", origin="lower", cmap="viridis")
        _ticks(axes.set_xticks, grid.columns)
        _ticks(axes.set_yticks, grid.index)
        axes.set_xlabel(across)
        axes.set_ylabel(down)
        figure.figure.colorbar(shown, ax=axes)
        _write_numbers(axes, grid.to_numpy(dtype=float))
    figure.save(path)


def _write_numbers(axes: Axes, grid: NDArray[np.float64]) -> None:
    """The number in each cell, where there is room for it."""
    if grid.size > 49:
        return
    middle = np.nanmean([np.nanmin(grid), np.nanmax(grid)])
    for (row, column), value in np.ndenumerate(grid):
        known = np.isfinite(value)
        colour = "black" if value > middle or not known else "white"
        axes.text(column, row, rounded(value) if known else "never", ha="center", va="center", fontsize=7, color=colour)


def _grid_curves(sweep: Finished, names: Sequence[str], path: Path) -> None:
    from safepassage.analysis.sensitivity import level_means

    figure = _Panels(names, f"Means over {_averaged(sweep, 1)}, with 95 % intervals")
    for name, axes in figure:
        _curve(axes, level_means(sweep.points, sweep.factors[0], sweep.by_point(name)), sweep.factors[0], _BLUE)
    figure.save(path)


def _curve(axes: Axes, levels: pd.DataFrame, factor: str, colour: str) -> None:
    """One factor's levels against the mean, with an interval at each."""
    number = pd.to_numeric(levels["level"], errors="coerce")
    named = bool(number.isna().any())
    at = np.arange(len(levels)) if named else number.to_numpy(dtype=float)
    errors = np.nan_to_num(np.vstack([levels["mean"] - levels["low"], levels["high"] - levels["mean"]]))
    line = "none" if named else "-"  # there is nothing between two names
    axes.errorbar(at, levels["mean"], yerr=errors, marker="o", ls=line, ms=4, capsize=3, color=colour)
    if named:
        _ticks(axes.set_xticks, levels["level"])
    axes.set_xlabel(factor)


def _point_clouds(sweep: Finished, names: Sequence[str], path: Path) -> None:
    """Every point's mean against each factor."""
    factors = [name for name in sweep.factors if pd.api.types.is_numeric_dtype(sweep.points[name])][:4]
    logarithmic = {f.name for f in sweep.factor_ranges() if f.scale == "log"}
    pairs = [(name, factor) for name in names[:3] for factor in factors]
    figure = _Panels(
        [name for name, _ in pairs], f"Each point's mean over {_averaged(sweep, len(sweep.factors))}", len(factors)
    )
    for (_, factor), (name, axes) in zip(pairs, figure, strict=True):
        axes.plot(sweep.points[factor], _means(sweep.by_point(name)), ".", ms=4, alpha=0.5, color=_BLUE)
        if factor in logarithmic:
            axes.set_xscale("log")
            axes.xaxis.set(major_formatter="{x:g}", minor_formatter="")
        axes.set_xlabel(factor)
    figure.save(path)


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over replicates, the undefined left out."""
    known = (~np.isnan(values)).sum(axis=1)
    means: NDArray[np.float64] = np.where(known > 0, np.nansum(values, axis=1) / np.maximum(known, 1), np.nan)
    return means


def _averaged(sweep: Finished, shown: int) -> str:
    others = ", ".join(sweep.factors[shown:])
    runs = f"{sweep.replicates} replicates" if sweep.replicates > 1 else "one run each"
    return f"{runs} and all levels of {others}" if others else runs


# Sensitivities


@drawing.plain()
def sensitivity_picture(found: Sensitivity, path: Path) -> bool:
    """Draw bars of indices (a tornado), or curves of a grid; False where nothing varied."""
    names = headlines(found.outcomes)
    if not names:
        return False
    if found.method == "grid":
        _level_curves(found, names, path)
    else:
        _tornado(found, names, path)
    return True


_BARS = {
    "sobol": (("ST", "ST_conf", "total index ST", _BLUE), ("S1", "S1_conf", "first-order index S1", _ORANGE)),
    "morris": (("mu_star", "mu_star_conf", "mu*, mean absolute effect", _BLUE), ("sigma", "", "sigma", _ORANGE)),
}


def _tornado(found: Sensitivity, names: Sequence[str], path: Path) -> None:
    """Factors from the strongest at the top; two bars each where a method has two indices."""
    bars = _BARS.get(found.method, (("PRCC", "", "partial rank correlation", _BLUE),))
    factors = found.indices["factor"].nunique()
    figure = _Panels(names, "Sensitivity, with 95 % intervals", height=1.2 + 0.34 * factors, width=5.0)
    for name, axes in figure:
        table = found.indices[found.indices["outcome"] == name]
        table = table.iloc[np.argsort(table[bars[0][0]].abs().to_numpy())]
        place = np.arange(len(table))
        for i, (column, interval, label, colour) in enumerate(bars):
            values = table[column].to_numpy(dtype=float)
            axes.barh(place - 0.38 * i, values, 0.36, xerr=_bounds(table, values, interval), label=label, color=colour,
                      error_kw={"lw": 1, "ecolor": "black"})  # fmt: skip
        axes.set_yticks(place - 0.19 * (len(bars) - 1), table["factor"])
        axes.axvline(0, color="black", lw=0.6)
        noise = next((table[c].iloc[0] for c in ("noise_ST", "noise_sigma") if c in table), float("nan"))
        if np.isfinite(noise):
            axes.axvline(noise, color=_GREY, ls=":", label="noise of the seeds, at most")
        axes.set_title(name, fontsize=10)
    entries = axes.get_legend_handles_labels()
    beside = min(len(names), len(bars) + 1)  # a narrow picture has no room for all in a line
    figure.figure.legend(*entries, loc="outside lower center", ncols=beside, fontsize=9)
    figure.save(path)


def _bounds(table: pd.DataFrame, values: NDArray[np.float64], interval: str) -> NDArray[np.float64] | None:
    if interval:
        half = np.nan_to_num(table[interval].to_numpy(dtype=float))
        return np.vstack([half, half])
    if "low" not in table:
        return None
    low, high = (table[end].to_numpy(dtype=float) for end in ("low", "high"))
    bounds: NDArray[np.float64] = np.maximum(np.vstack([values - low, high - values]), 0.0)
    return bounds


def _level_curves(found: Sensitivity, names: Sequence[str], path: Path) -> None:
    """One panel for each outcome and factor: the mean at each level over all levels of the others."""
    factors = list(dict.fromkeys(found.indices["factor"]))[:4]
    pairs = [(name, factor) for name in names for factor in factors]
    figure = _Panels([name for name, _ in pairs], "Means over the other factors, with 95 % intervals", len(factors))
    for (_, factor), (name, axes) in zip(pairs, figure, strict=True):
        table = found.indices
        _curve(axes, table[(table["outcome"] == name) & (table["factor"] == factor)], factor, _BLUE)
    figure.save(path)


# Comparisons

_FULL = 100  # per cent
_JUDGED = {"better": _BLUE, "worse": _ORANGE, "not judged": _DARK, "not resolved": _GREY}


@drawing.plain()
def comparison_picture(found: Sequence[Difference], a: str, b: str, path: Path) -> bool:
    """Mean differences with their intervals, each as a share of A's mean; False where nothing differs."""
    shown = [d for d in found if d.pairs > 1 and d.same < 1 and d.mean_a != 0]
    if not shown:
        return False
    figure = Figure(figsize=(8.5, 1.4 + 0.32 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    for place, d in enumerate(reversed(shown)):
        scale = 100 / abs(d.mean_a)
        colour = _judged_colour(d)
        axes.plot([d.low * scale, d.high * scale], [place, place], color=colour, lw=2)
        axes.plot(d.difference * scale, place, "o", ms=5, color=colour)
        told = f" {rounded(d.difference, 3, sign=True)} {d.unit}"
        axes.annotate(told, (1.0, place), xycoords=("axes fraction", "data"), fontsize=8, va="center")
    axes.set_yticks(range(len(shown)), [d.outcome for d in reversed(shown)])
    axes.axvline(0, color="black", lw=0.8)
    axes.grid(axis="x", alpha=0.3)
    _compress(axes)
    axes.set_xlabel(f"difference in % of the mean of {a}, with 95 % intervals")
    axes.set_title(f"{b} minus {a}, {shown[0].pairs} pairs of runs", fontsize=10)
    judged = [Line2D([], [], color=colour, marker="o", ms=5, label=label) for label, colour in _JUDGED.items()]
    figure.legend(handles=judged, loc="outside lower center", ncols=len(judged), fontsize=8)
    _save(figure, path)
    return True


def _compress(axes: Axes) -> None:
    """Where something rare became many times as much, draw beyond the hundred per cent ever closer."""
    if max(map(abs, axes.get_xlim())) <= 3 * _FULL:
        return
    axes.set_xscale("symlog", linthresh=_FULL, linscale=1.0)
    marks = [n * 10**power for power in (2, 3, 4, 5) for n in (1, 3)]
    ticks = [-mark for mark in reversed(marks)] + [-50, 0, 50] + marks
    low, high = axes.get_xlim()
    axes.set_xticks([t for t in ticks if low <= t <= high], [f"{t:,}" for t in ticks if low <= t <= high])
    axes.minorticks_off()


def _judged_colour(difference: Difference) -> str:
    """The colour of :data:`_JUDGED` that fits."""
    if not difference.resolved:
        return _GREY
    better = {"less": difference.difference < 0, "more": difference.difference > 0}.get(difference.judged)
    return _DARK if better is None else _BLUE if better else _ORANGE


# Common


class _Panels:
    """A figure with a panel for each outcome; iterating gives the name and its axes, labelled."""

    def __init__(
        self, names: Sequence[str], title: str, columns: int = 3, *, width: float = 3.6, height: float = 2.9
    ) -> None:
        self._names = list(names)
        columns = max(1, min(columns, len(self._names)))
        rows = ceil(len(self._names) / columns)
        self.figure = Figure(figsize=(width * columns, height * rows + 0.4), layout="constrained")
        grid: NDArray[Any] = self.figure.subplots(rows, columns, squeeze=False)
        self._axes: list[Axes] = list(grid.flat)
        for unused in self._axes[len(self._names) :]:
            unused.set_visible(False)
        self.figure.suptitle(title, fontsize=10)

    def __iter__(self) -> Iterator[tuple[str, Axes]]:
        for name, axes in zip(self._names, self._axes, strict=False):
            unit = outcome(name).unit
            axes.set_title(f"{name} ({unit})" if unit else name, fontsize=9)
            axes.tick_params(labelsize=8)
            yield name, axes

    def save(self, path: Path) -> None:
        _save(self.figure, path)


def _ticks(place: Callable[..., Any], labels: Any) -> None:  # noqa: ANN401 - any pandas index
    """Label the levels of a factor, leaving some out where there are many."""
    step = ceil(len(labels) / _MOST_TICKS)
    place(range(0, len(labels), step), [_short(label) for label in labels[::step]])


def _short(label: object) -> str:
    return f"{label:.4g}" if isinstance(label, float) else str(label)


def _save(figure: Figure, path: Path) -> None:
    with files.whole(path) as file:
        figure.savefig(file, format="png", dpi=130)
