"""Pictures of the fit: prior beside posterior, and what posterior runs give beside what was reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from safepassage.computing import files
from safepassage.evidence.calibration.draws import Draws
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.recovery import Recovery, verdict
from safepassage.evidence.calibration.targets import CAMPAIGN, kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 20
QUANTILES = ["p5", "p25", "p50", "p75", "p95"]
YES_OR_NO = ("deal", "interrupted", "destination")  # of single runs nearly 0 or 1: their mean says more than quantiles
POSTERIOR_COLOUR, REPORT_COLOUR, PRIOR_COLOUR = "#3b6ea5", "#c0392b", "#bbbbbb"
FEWEST_TICKS, MOST_TICKS = 3, 6


def prior_and_posterior(path: Path, prior: Prior, draws: Draws, recovery: Recovery) -> None:
    """A histogram a parameter, over its prior range; flat grey is the prior."""
    figure, axes = _grid(prior.dimensions, columns=3, height=2.0, width=3.4)
    for i, (name, axis) in enumerate(zip(prior.names, axes, strict=False)):
        _marginal(axis, prior, i, draws)
        axis.set_title(f"{name}: {verdict(float(recovery.correlation[i]))}", fontsize=8)
    figure.supylabel("density relative to the prior", fontsize=8)
    _save(figure, path)


def _marginal(axis: Axes, prior: Prior, i: int, draws: Draws) -> None:
    log = prior.scales[i] == "log"
    low, high = prior.low[i], prior.high[i]
    edges = np.geomspace(low, high, BINS + 1) if log else np.linspace(low, high, BINS + 1)
    mass, _ = np.histogram(draws.values[:, i], edges, weights=draws.weights)
    axis.axhspan(0, 1, color=PRIOR_COLOUR, alpha=0.5, lw=0)
    axis.stairs(mass * BINS / max(mass.sum(), 1e-12), edges, fill=True, color=POSTERIOR_COLOUR, alpha=0.8)
    axis.axvline(draws.median()[prior.names[i]], color="black", lw=1)
    if log:
        axis.set_xscale("log")
        ticks = np.geomspace(low, high, 4)
        axis.set_xticks(ticks, [f"{tick:.2g}" for tick in ticks])
        axis.minorticks_off()
    axis.set_xlim(low, high)
    axis.tick_params(labelsize=7)


def ranks(path: Path, table: pd.DataFrame, bins: int, trials: int) -> None:
    """A histogram a parameter of where the truth lies in its posterior; the grey band holds 95 % of honest bars."""
    figure, axes = _grid(len(table), columns=3, height=1.8, width=3.4)
    low, high = binom.ppf((0.025, 0.975), trials, 1 / bins)
    for (_, row), axis in zip(table.iterrows(), axes, strict=False):
        axis.axhspan(low, high, color=PRIOR_COLOUR, alpha=0.5, lw=0)
        axis.bar(np.arange(bins) + 0.5, [row[f"tenth{i + 1}"] for i in range(bins)], 0.9, color=POSTERIOR_COLOUR)
        axis.set_title(f"{row['parameter']}: p {row['p']:.2f}", fontsize=8)
        axis.tick_params(labelsize=7)
    figure.supxlabel("tenth of the posterior in which the truth lies", fontsize=8)
    figure.supylabel("trials", fontsize=8)
    _save(figure, path)


def predictive(path: Path, table: pd.DataFrame) -> None:
    """A panel a quantity, a row an agreement: 50 and 90 % of posterior runs, and the report in red.

    Of what a single run answers with yes or no, the bar is the share of runs that say yes.
    """
    of_campaign = table["agreement"] == CAMPAIGN
    quantities = list(dict.fromkeys(table.loc[~of_campaign, "quantity"]))
    figure, axes = _grid(len(quantities) + int(of_campaign.any()), columns=3, height=2.5, width=4.4)
    for quantity, axis in zip(quantities, axes, strict=False):
        rows = table[(table["quantity"] == quantity) & ~of_campaign]
        _panel(axis, rows, "agreement", quantity, yes_or_no=quantity in YES_OR_NO)
        if kind_of(quantity).log:
            _log_scale(axis, rows)
    if of_campaign.any():
        rows = _over_the_report(table[of_campaign])
        _panel(axes[len(quantities)], rows, "quantity", "whole campaign, over the report")
    _save(figure, path)


def _over_the_report(table: pd.DataFrame) -> pd.DataFrame:
    scaled = table.copy()
    scaled[QUANTILES] = table[QUANTILES].div(table["reported"], axis=0)
    scaled["reported"] = 1.0
    return scaled


def _panel(axis: Axes, rows: pd.DataFrame, label: str, title: str, *, yes_or_no: bool = False) -> None:
    y = np.arange(len(rows))[::-1]
    if yes_or_no:
        axis.barh(y, rows["mean"], height=0.5, color=POSTERIOR_COLOUR, alpha=0.6)
    else:
        axis.hlines(y, rows["p5"], rows["p95"], color=POSTERIOR_COLOUR, lw=1.5)
        axis.hlines(y, rows["p25"], rows["p75"], color=POSTERIOR_COLOUR, lw=5, alpha=0.6)
        axis.plot(rows["p50"], y, "|", color="black", ms=7)
    axis.plot(rows["reported"], y, "o", color=REPORT_COLOUR, ms=4)
    axis.set_yticks(y, [str(name).removesuffix("_2018").lower().replace("_", " ") for name in rows[label]], fontsize=6)
    axis.tick_params(axis="x", labelsize=6)
    axis.set_title(title.replace("_", " "), fontsize=8)


def _log_scale(axis: Axes, rows: pd.DataFrame) -> None:
    """Space values as they are compared, by log(1 + x), with ticks at round numbers."""
    shown = rows[[*QUANTILES, "reported"]].to_numpy()
    low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
    axis.set_xscale("function", functions=(lambda x: np.log1p(np.maximum(x, -0.9)), np.expm1))
    span = (high - low) * 0.03
    axis.set_xlim(low - min(span, 0.3), high + span)
    ticks = _round_numbers(low, high)
    axis.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axis.minorticks_off()


def _round_numbers(low: float, high: float) -> Floats:
    """A few round numbers between two values, evenly spaced on the log scale where they span decades."""
    nice = np.array([0.0, *(step * 10.0**k for k in range(7) for step in (1, 2, 5))])
    ticks = nice[(nice >= low) & (nice <= high)]
    if len(ticks) < FEWEST_TICKS:
        ticks = np.unique(np.round(np.linspace(low, high, FEWEST_TICKS + 1)))
    return ticks[:: -(-len(ticks) // MOST_TICKS)]


def _grid(panels: int, columns: int, height: float, width: float) -> tuple[Figure, list[Any]]:
    from matplotlib.figure import Figure

    rows = -(-panels // columns)
    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axis in axes[panels:]:
        axis.set_visible(False)
    return figure, axes


def _save(figure: Figure, path: Path) -> None:
    with files.whole(path) as file:
        figure.savefig(file, format="png", dpi=110, metadata={"Software": None})
