"""Pictures of a fit: prior beside posterior for each parameter, and runs at the posterior beside what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing.drawing import plain
from safepassage.figures import words
from safepassage.figures.forecasted import QUANTITIES, REPORT, name, spaced
from safepassage.figures.grid import Panels
from safepassage.figures.palette import AGREEMENT, INK, RULE, SOFT
from safepassage.figures.style import SMALL
from safepassage.telling.wording import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 20
PRIOR = "#d5dbe0"
LEVELS = ["p5", "p25", "p50", "p75", "p95"]
YES_OR_NO = ("signed", "ended_so", "interrupted", "destination", "split_first")  # of single runs nearly 0 or 1
MORE = {
    "signed": "chance of a deal",
    "ended_so": "chance of the reported end",
    "first_convoy_buses": "buses of the first convoy",
    "killed_gov": "killed on the government's side",
    "killed_militants": "fighters killed",
    "killed_civilians": "civilians killed",
    "signing_day": "signing day",
    "order": "order",
    "split_first": "split before the first deal",
}
ROW, CAMPAIGN_LEFT = 0.16, 1.9  # inches

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Marginal:
    """One parameter: its range, values drawn of prior and posterior, and whether the fit would find a known value."""

    parameter: str
    low: float
    high: float
    scale: Literal["linear", "log"]
    prior: Floats
    values: Floats
    weights: Floats
    median: float
    verdict: str


@plain()
def posterior(marginals: Sequence[Marginal]) -> Figure:
    """Draw a histogram a parameter over its range: grey the prior, blue the posterior, a line at its median."""
    titles = [f"{words.factor(f'parameters.{m.parameter}')}: {m.verdict}" for m in marginals]
    panels = Panels(
        titles, "What the reports say about each parameter",
        "blue: posterior; grey: prior; line: median of the posterior; after the name: would the fit find it?",
        columns=3, height=0.85, left=0.2, bottom=0.32,
    )  # fmt: skip
    for axes, marginal in zip(panels, marginals, strict=True):
        _histogram(axes, marginal)
    return panels.figure


def _histogram(axes: Axes, m: Marginal) -> None:
    log = m.scale == "log"
    edges = np.geomspace(m.low, m.high, BINS + 1) if log else np.linspace(m.low, m.high, BINS + 1)
    axes.grid(visible=False)
    for values, weights, colour, alpha in ((m.prior, None, PRIOR, 1.0), (m.values, m.weights, AGREEMENT, 0.75)):
        mass, _ = np.histogram(values, edges, weights=weights)
        axes.stairs(mass / max(mass.sum(), 1e-12), edges, fill=True, color=colour, alpha=alpha)
    axes.axvline(m.median, color=INK, lw=1.2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if log:
        axes.set_xscale("log")
        axes.minorticks_off()
    axes.set_xlim(m.low, m.high)
    middle = float(np.sqrt(m.low * m.high)) if log else (m.low + m.high) / 2
    axes.set_xticks([m.low, middle, m.high], [rounded(value, 2) for value in (m.low, middle, m.high)])


@plain()
def ranks(table: pd.DataFrame, low: float, high: float) -> Figure:
    """Draw where truths lie in their posteriors: a panel a parameter, a bar a tenth of the posterior.

    Args:
        table: ``parameter``, ``p`` of a test that the tenths are equally filled, and a count for each (``tenth1`` …).
        low: of the band that holds 95 % of honest bars.
        high: its other end.
    """
    tenths = [column for column in table.columns if column.startswith("tenth")]
    titles = [f"{words.factor(f'parameters.{row.parameter}')}: p {row.p:.2f}" for row in table.itertuples()]
    panels = Panels(
        titles, "Where the truth lies in its posterior",
        "bars: trials by tenth of the posterior; grey: 95 % of honest bars; a hump is too wide, a bowl too narrow",
        columns=3, height=0.85, left=0.4, bottom=0.32,
    )  # fmt: skip
    for axes, (_, row) in zip(panels, table.iterrows(), strict=True):
        axes.axhspan(low, high, color=PRIOR, lw=0)
        axes.bar(np.arange(len(tenths)) + 0.5, [row[tenth] for tenth in tenths], 0.9, color=AGREEMENT)
    return panels.figure


@plain()
def predicted(table: pd.DataFrame, campaign: str) -> Figure:
    """Draw runs at the posterior beside reports: a panel a quantity, a row an agreement; ``campaign`` is the whole.

    Args:
        table: ``agreement``, ``quantity``, ``reported``, ``mean`` and quantiles (:data:`LEVELS`) of the runs.
        campaign: what stands for the agreement in rows that tell of the whole campaign.
    """
    own, whole = table[table["agreement"] != campaign], table[table["agreement"] == campaign]
    parts = [(quantity, own[own["quantity"] == quantity]) for quantity in dict.fromkeys(own["quantity"])]
    titles = [word(quantity) for quantity, _ in parts] + (["whole campaign, over the report"] if len(whole) else [])
    longest = max([*(len(rows) for _, rows in parts), len(whole)])
    panels = Panels(
        titles, "Runs at the posterior beside reports",
        "line: 90 % of runs; thick: 50 %; bar: median; red dot: reported; where yes or no: share of runs that say yes",
        columns=2, height=ROW * longest + 0.1, left=CAMPAIGN_LEFT, bottom=0.3,
    )  # fmt: skip
    drawn = iter(panels)
    for (quantity, rows), axes in zip(parts, drawn, strict=False):
        _runs(axes, rows, [name(str(row)) for row in rows["agreement"]], yes_or_no=quantity in YES_OR_NO)
        if _apart(rows) and quantity not in YES_OR_NO:
            spaced(axes, float(np.nanmax(rows[[*LEVELS, "reported"]].to_numpy(dtype=float))))
    if len(whole):
        scaled = whole.assign(reported=1.0, **{level: whole[level] / whole["reported"] for level in LEVELS})
        _runs(list(panels)[-1], scaled, [word(str(quantity)) for quantity in whole["quantity"]], yes_or_no=False)
    return panels.figure


def word(quantity: str) -> str:
    """A quantity of the fit in words, an enclave's own (``enclave@quantity``) told apart."""
    what, _, enclave = quantity.partition("@")
    told = QUANTITIES.get(what) or MORE.get(what) or what.replace("_", " ")
    return f"{told}, {enclave.replace('-', ' ')}" if enclave else told


def _apart(rows: pd.DataFrame) -> bool:
    """Whether values span so much that equal steps would hide the small ones."""
    shown = rows[[*LEVELS, "reported"]].to_numpy(dtype=float)
    return bool(np.nanmax(shown) > 10)


def _runs(axes: Axes, rows: pd.DataFrame, names: Sequence[str], *, yes_or_no: bool) -> None:
    y = np.arange(len(rows))
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=RULE, lw=0.5)
    if yes_or_no:
        axes.barh(y, rows["mean"], 0.6, color=AGREEMENT, alpha=0.7)
        axes.set_xlim(-0.03, 1.03)
        axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    else:
        axes.hlines(y, rows["p5"], rows["p95"], color=AGREEMENT, lw=1.2)
        axes.hlines(y, rows["p25"], rows["p75"], color=AGREEMENT, lw=4, alpha=0.75)
        axes.plot(rows["p50"], y, "|", color=INK, ms=7, mew=1.4)
    axes.plot(rows["reported"], y, "o", color=REPORT, ms=4)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(y, list(names))
    axes.tick_params(axis="y", length=0, labelsize=SMALL - 1.5, labelcolor=SOFT)
