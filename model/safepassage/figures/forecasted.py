"""Forecasts beside what was reported: for each agreement the interval and the report, a panel a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from safepassage.computing.drawing import plain
from safepassage.figures.grid import Panels
from safepassage.figures.palette import AGREEMENT, INK, KILLED, RULE, SOFT
from safepassage.figures.style import SMALL

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REPORT = KILLED["killed_civilians"]
QUANTITIES = {
    "days_to_agreement": "days to the deal",
    "days_to_first_bus": "days from the deal to the first bus",
    "evacuation_days": "days of the evacuation",
    "evacuees": "people who left",
    "buses": "busloads",
    "people_per_bus": "people in a bus",
    "share_leaving": "share of the people who left",
    "fighters_share": "share of fighters among them",
    "interrupted": "interrupted",
    "destination": "region most went to",
    "scope": "what the deal is about",
}
SHARES = ("share_leaving", "fighters_share")
ROW = 0.16  # inches
MOST_ROWS = 45
MOST_TICKS = 5


@plain()
def forecasted(scores: pd.DataFrame, quantities: Sequence[str] = ()) -> Figure | None:
    """Draw median, 50 and 80 % interval of each row beside its report; None where there is nothing numeric.

    Args:
        scores: ``id``, ``quantity``, ``reported``, ``median``, ``p10``, ``p25``, ``p75``, ``p90``, a row a forecast.
        quantities: which of :data:`QUANTITIES`, by default all that have intervals.
    """
    known = scores.dropna(subset=["p10", "p90"])
    names = [name for name in quantities or QUANTITIES if (known["quantity"] == name).any() and name != "interrupted"]
    if not names:
        return None
    tables = {name: _rows(known[known["quantity"] == name]) for name in names}
    longest = max(len(table) for table in tables.values())
    left_out = sum(len(known[known["quantity"] == name]) for name in names) - sum(map(len, tables.values()))
    notes = [f"{left_out} rows are in the tables alone."] if left_out else []
    notes.insert(0, "Counts and days are spaced by their logarithm.")
    panels = Panels(
        [QUANTITIES.get(name, name) for name in names], "Forecasts beside reports",
        "line: 80 % of draws; thick: 50 %; bar: median; red dot: reported (ring: outside the 80 %)", columns=2,
        height=ROW * longest + 0.1, left=1.5, bottom=0.3, notes=notes,
    )  # fmt: skip
    for axes, (name, table) in zip(panels, tables.items(), strict=True):
        _panel(axes, table, logarithmic=name not in SHARES)
    return panels.figure


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their reports, as many as a panel has room for."""
    numeric = table.assign(**{name: table[name].astype(float) for name in ("reported", "median")})
    return numeric.sort_values("reported").head(MOST_ROWS).reset_index(drop=True)


def _panel(axes: Axes, table: pd.DataFrame, *, logarithmic: bool) -> None:
    y = np.arange(len(table))
    values = {name: table[name].to_numpy(dtype=float) for name in ("reported", "median", "p10", "p25", "p75", "p90")}
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=RULE, lw=0.5)
    axes.hlines(y, values["p10"], values["p90"], color=AGREEMENT, lw=1.2)
    axes.hlines(y, values["p25"], values["p75"], color=AGREEMENT, lw=4, alpha=0.75)
    axes.plot(values["median"], y, "|", color=INK, ms=7, mew=1.4)
    inside = (values["p10"] <= values["reported"]) & (values["reported"] <= values["p90"])
    axes.plot(values["reported"][inside], y[inside], "o", color=REPORT, ms=4)
    axes.plot(values["reported"][~inside], y[~inside], "o", mfc="white", mec=REPORT, mew=1.3, ms=4.5)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_yticks(y, [name(str(row)) for row in table["id"]])
    axes.tick_params(axis="y", length=0, labelsize=SMALL - 1.5, labelcolor=SOFT)
    if logarithmic:
        spaced(axes, max(float(np.nanmax([values["p90"].max(), values["reported"].max()])), 1.0))


def spaced(axes: Axes, most: float) -> None:
    """Space values as they are scored, by log(1 + x), with ticks at round numbers."""
    axes.set_xscale("function", functions=(lambda x: np.log1p(np.maximum(x, -0.9)), np.expm1))
    axes.set_xlim(-0.15, most * 1.15 + 0.5)
    nice = [0, *(step * 10**power for power in range(7) for step in (1, 3))]
    ticks = [tick for tick in nice if tick <= most * 1.1]
    if len(ticks) > MOST_TICKS:
        ticks = [tick for tick in ticks if tick == 0 or str(tick).startswith("1")]
    if len(ticks) > MOST_TICKS:
        ticks = [0, *ticks[2::2]]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()


def name(row: str) -> str:
    """The id of a row as a reader would write it: ``DOUMA_2018`` is ``Douma 2018``."""
    return " ".join(part if part.isdigit() or len(part) <= 2 else part.capitalize() for part in row.split("_"))


@plain()
def chances(events: pd.DataFrame) -> Figure | None:
    """Draw the chance of a deal that was forecast for each row, those that signed apart from those that did not."""
    known = events.dropna(subset=["signed", "p_signed"])
    if known.empty:
        return None
    groups = {"signed a deal": known[known["signed"] == 1], "signed none": known[known["signed"] == 0]}
    groups = {title: table.sort_values("p_signed") for title, table in groups.items() if len(table)}
    longest = max(len(table) for table in groups.values())
    panels = Panels(
        list(groups), "Chance of a deal, as forecast", "bar: share of draws that sign; line: that of past rows",
        columns=2, height=ROW * longest + 0.1, left=1.5, bottom=0.3,
    )  # fmt: skip
    for axes, table in zip(panels, groups.values(), strict=True):
        y = np.arange(len(table))
        axes.grid(axis="y", visible=False)
        axes.barh(y, table["p_signed"], 0.66, color=AGREEMENT, alpha=0.8)
        if "p_signed_naive" in table:
            axes.vlines(table["p_signed_naive"], y - 0.45, y + 0.45, color=INK, lw=1.2)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        axes.set_ylim(len(table) - 0.4, -0.6)
        axes.set_yticks(y, [name(str(row)) for row in table["id"]])
        axes.tick_params(axis="y", length=0, labelsize=SMALL - 1.5, labelcolor=SOFT)
    return panels.figure
