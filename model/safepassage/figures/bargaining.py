"""The bargaining picture: for each enclave what its group expects of fighting on, beside the best deal it could get."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from safepassage.figures.palette import AGREEMENT, ASSAULT, INK, RULE, SOFT
from safepassage.telling.wording import Calendar, Names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from safepassage.results.run import Run

COLUMNS, WIDTH, HEIGHT = 3, 4.4, 2.0
LEAST = -1.0  # what is worse than this is drawn at the edge
# While an agreement is carried out nobody looks again at what fighting on is worth.
_EXPECTING = ("siege", "fighting", "talks")


def bargaining_figure(run: Run) -> Figure:
    """Draw a panel an enclave: where the blue line is above the red one both sides would rather have a deal."""
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    enclaves = list(dict.fromkeys(run.enclaves["enclave"]))
    columns = max(min(COLUMNS, len(enclaves)), 1)
    rows = max(ceil(len(enclaves) / columns), 1)
    figure = Figure(figsize=(WIDTH * columns, HEIGHT * rows + 0.5), facecolor="white", layout="constrained")
    grid: Any = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    signed = {row["enclave"]: row["agreement_day"] for row in run.summary["agreements"]}
    for axes, enclave in zip(grid.flat, enclaves, strict=False):
        _panel(axes, run.enclaves[run.enclaves["enclave"] == enclave], signed.get(enclave), calendar)
        axes.set_title(f"{names.seat(enclave)}: {names.group(enclave)}", fontsize=8, color=INK, loc="left")
    for place, axes in list(enumerate(grid.flat))[len(enclaves) :]:
        axes.set_visible(False)
        grid.flat[place - columns].tick_params(labelbottom=True)  # the lowest of its column now
    if enclaves:
        grid.flat[0].set(xlim=(0, max(run.days - 1, 1)), ylim=(LEAST, 1.05))
        days = range(0, run.days, max(run.days // 3, 1))
        grid.flat[0].set_xticks(list(days), [calendar.short(day) for day in days])
        figure.legend(*grid.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=8)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, signed: int | None, calendar: Calendar) -> None:
    """One enclave, up to its agreement; the range in which both gain is filled."""
    before = rows[rows["stage"].isin(_EXPECTING)]
    day = before["day"].to_numpy()
    fighting, best = (
        before[name].clip(lower=LEAST).to_numpy(dtype=float) for name in ("value_faction", "best_faction")
    )
    axes.fill_between(day, fighting, best, where=best >= fighting, color=AGREEMENT, alpha=0.25, lw=0, label="both gain")
    axes.plot(day, fighting, color=ASSAULT, lw=1.3, label="fighting on, as the group sees it")
    axes.plot(day, best, color=AGREEMENT, lw=1.3, label="the best deal that the besieger would take")
    offers = before[before["offer_faction"].notna()]
    axes.plot(offers["day"], offers["offer_faction"].clip(lower=LEAST), ".", color=INK, ms=4, label="offers")
    if signed is not None:
        axes.axvline(signed, color=SOFT, lw=0.8, ls=":")
        axes.text(signed, LEAST, f" {calendar.short(int(signed))}", fontsize=7, color=SOFT, va="bottom")
    axes.tick_params(labelsize=7, colors=SOFT)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)
