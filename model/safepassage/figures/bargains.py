"""The bargaining picture: for each enclave what its group expects of fighting on, beside the best deal it could get.

Below it what the group goes by: how much of its defence is broken, the chance that it gives the assault of going all
the way, and the chance that it gives a passage of being honoured.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from safepassage.computing.drawing import plain
from safepassage.figures.palette import AGREEMENT, ASSAULT, BELIEF, CREDIBILITY, INK, LOST, RULE, SOFT
from safepassage.results.digest import entries
from safepassage.results.signatures import Signature, chances, signatures
from safepassage.telling.wording import Calendar, Names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from safepassage.results.run import Run

COLUMNS, WIDTH, HEIGHT = 3, 4.4, 2.8
KEYS = {1: 1, 2: 2, 3: 4}  # columns of the legend for which that many panels have room
VALUES, BELIEFS = 2.0, 1.0  # shares of a panel's height
LEAST = -1.0  # what is worse than this is drawn at the edge
# While an agreement is carried out nobody looks again at what fighting on is worth.
_EXPECTING = ("siege", "fighting", "talks")
_SIGNER = {"group": "", "partner": ", in exchange", "patron": ", signed by their patron"}


@plain()
def bargaining(run: Run, only: Sequence[str] = ()) -> Figure:
    """Draw a panel an enclave (``only`` some of them): where blue is above red both sides would rather have a deal."""
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    enclaves = [e for e in dict.fromkeys(run.enclaves["enclave"]) if not only or e in only]
    columns = max(min(COLUMNS, len(enclaves)), 1)
    rows = max(ceil(len(enclaves) / columns), 1)
    figure = Figure(figsize=(WIDTH * columns, HEIGHT * rows + 0.7), facecolor="white", layout="constrained")
    grid = figure.add_gridspec(rows, columns)
    deals, withdrew = signatures(run), _withdrawals(run)
    for place, enclave in enumerate(enclaves):
        inner = grid[place // columns, place % columns].subgridspec(2, 1, height_ratios=(VALUES, BELIEFS))
        values, beliefs = figure.add_subplot(inner[0]), figure.add_subplot(inner[1])
        signed = [deal for deal in deals if deal.enclave == enclave]
        table = _looked_at(run.enclaves[run.enclaves["enclave"] == enclave], [deal.day for deal in signed])
        _draw_values(values, table)
        _draw_beliefs(beliefs, table)
        _mark(values, beliefs, signed, withdrew.get(enclave), calendar, run.days)
        values.set_title(f"{names.seat(enclave)}: {names.group(enclave)}", fontsize=8, color=INK, loc="left")
        _frame(values, beliefs, calendar, run.days, dated=place + columns >= len(enclaves))
    if enclaves:
        handles, words = (upper + lower for upper, lower in zip(*map(_legend, figure.axes[:2]), strict=True))
        figure.legend(handles, words, loc="outside lower center", ncols=KEYS[columns], fontsize=8)
    return figure


def _legend(axes: Axes) -> tuple[list[Any], list[Any]]:
    return axes.get_legend_handles_labels()


def _withdrawals(run: Run) -> dict[str, int]:
    """The day on which an enclave's group withdrew."""
    return {entry.details["enclave"]: entry.day for entry in entries(run) if entry.kind == "withdrew"}


def _looked_at(rows: pd.DataFrame, signed: Sequence[int]) -> pd.DataFrame:
    """A row a day, empty on days on which nobody looked; the morning of a signature is the last before its deal."""
    looked = rows[rows["stage"].isin(_EXPECTING) | rows["day"].isin(signed)].set_index("day")
    looked = looked.assign(chance=list(chances(looked)))
    days = range(int(looked.index.min()), int(looked.index.max()) + 1) if len(looked) else range(0)
    return looked.reindex(days)


def _draw_values(axes: Axes, table: pd.DataFrame) -> None:
    """What fighting on and a deal are worth to the group; the range in which both gain is filled."""
    day, worth = table.index, table[["value_faction", "best_faction"]].astype(float).clip(lower=LEAST)
    fighting, best = worth["value_faction"].to_numpy(), worth["best_faction"].to_numpy()
    axes.fill_between(day, fighting, best, where=best >= fighting, color=AGREEMENT, alpha=0.25, lw=0, label="both gain")
    axes.plot(day, fighting, color=ASSAULT, lw=1.3, label="fighting on, as the group sees it")
    axes.plot(day, best, color=AGREEMENT, lw=1.3, label="the best deal that the besieger would take")
    offers = table["offer_faction"].dropna().astype(float)
    axes.plot(offers.index, offers.clip(lower=LEAST), ".", color=INK, ms=4, label="offers")
    axes.set_ylim(LEAST, 1.05)


def _draw_beliefs(axes: Axes, table: pd.DataFrame) -> None:
    """What is lost and what the group believes, as shares; the chance of an assault only while there is one."""
    lost, chance, kept = (table[name].astype(float) for name in ("ground_lost", "chance", "credibility"))
    axes.fill_between(table.index, 0, lost.to_numpy(), color=LOST, alpha=0.45, lw=0, label="defence broken")
    # In dashes: red and green are alike to some.
    axes.plot(table.index, chance, color=BELIEF, lw=1.3, ls=(0, (3, 1)), label="belief: the assault goes all the way")
    axes.plot(table.index, kept, color=CREDIBILITY, lw=1.3, label="belief: a passage is honoured")
    axes.set_ylim(0, 1.05)


def _mark(
    values: Axes, beliefs: Axes, signed: Sequence[Signature], withdrew: int | None, calendar: Calendar, days: int
) -> None:
    """A line on the day of each deal, with who signed it where that was not the group; one where it withdrew."""
    told = [(deal.day, f"{calendar.short(deal.day)}{_SIGNER[deal.signer]}") for deal in signed]
    if withdrew is not None:
        told.append((withdrew, f"{calendar.short(withdrew)}, withdrew"))
    for place, (day, text) in enumerate(told):
        for axes in (values, beliefs):
            axes.axvline(day, color=SOFT, lw=0.8, ls=":")
        late = day > 0.6 * days
        values.text(day, LEAST + 0.22 * place, f"{text} " if late else f" {text}", fontsize=7, color=SOFT, va="bottom",
                    ha="right" if late else "left")  # fmt: skip


def _frame(values: Axes, beliefs: Axes, calendar: Calendar, days: int, *, dated: bool) -> None:
    """Both parts of a panel over the days of the run; dates below the lowest panel of a column alone."""
    ticks = list(range(0, days, max(days // 3, 1)))
    for axes in (values, beliefs):
        axes.set_xlim(0, max(days - 1, 1))
        axes.set_xticks(ticks, [calendar.short(day) for day in ticks])
        axes.tick_params(labelsize=7, colors=SOFT, labelbottom=dated and axes is beliefs)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(RULE)
    beliefs.set_yticks([0, 1], ["0 %", "100 %"])
