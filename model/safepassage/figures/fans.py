"""Fan charts: a count by day, its median as a line and the interval in which most runs lie as a shade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.figures.palette import BUSES, KILLED, SOFT
from safepassage.figures.style import BODY, NARROW, SMALL, bare, counts, dates, room, sheet, title
from safepassage.telling.wording import Calendar, Names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from safepassage.results.outlook import Outlook

HEIGHT, RIGHT = 2.35, 1.0  # inches of the chart, and of the margin in which its ends are told
FAR = 4  # a limit that lies so many times above the curve is told in the table alone
LIMIT = KILLED["killed_civilians"]


def fan(outlook: Outlook, destination: str) -> Figure:
    """Draw the arrivals at one destination: median and interval, and the places there are in reception.

    Raises:
        KeyError: where nobody arrived there in any run.
    """
    place = outlook.scenario.tables.destinations.get(destination)
    figure = band(
        outlook.arrivals[destination], outlook.calendar, outlook.days, limit=place.places if place else 0, of="places"
    )
    title(figure, Names(outlook.scenario.tables).destination(destination), "people arrived by convoy")
    return figure


def buses(outlook: Outlook) -> Figure:
    """Draw how many buses are out on each day, beside how many there are; ValueError where that was not kept."""
    if outlook.buses is None:
        raise ValueError("this outlook keeps no buses by day")
    at_hand = outlook.scenario.tables.convoys.buses
    figure = band(outlook.buses, outlook.calendar, outlook.days, limit=at_hand, of="at hand", last=False)
    title(figure, "Buses out", "buses that are not in the yard")
    return figure


def band(
    table: pd.DataFrame, calendar: Calendar, days: int, *, limit: int = 0, of: str = "", last: bool = True
) -> Figure:
    """A table of ``day``, ``p10``, ``p50``, ``p90`` as a fan, with a dashed line at a limit where it is near.

    Args:
        table: a row a day.
        calendar: the dates of the days.
        days: how many.
        limit: what there is of it; 0 where there is no limit.
        of: what the limit counts, in a word.
        last: whether the numbers at the right end are told; else the highest ones are.
    """
    figure = sheet(NARROW, HEIGHT)
    axes = room(figure, 0.62, 0.3, NARROW - 0.62 - RIGHT, HEIGHT - 0.3 - 0.55)
    bare(axes)
    axes.fill_between(table["day"], table["p10"], table["p90"], color=BUSES, alpha=0.22, lw=0)
    axes.plot(table["day"], table["p50"], color=BUSES, lw=1.8)
    low, middle, high = (float(table[name].iloc[-1] if last else table[name].max()) for name in ("p10", "p50", "p90"))
    top = max(float(table["p90"].max()), 1.0)
    ends = [(middle, f"{middle:,.0f}", BUSES, BODY)]
    if high > low:
        ends += [(high, f"{high:,.0f}", SOFT, SMALL), (low, f"{low:,.0f}", SOFT, SMALL)]
    if 0 < limit < FAR * top:
        axes.axhline(limit, color=LIMIT, lw=1, ls=(0, (4, 2)))
        ends.append((float(limit), f"{limit:,} {of}", LIMIT, SMALL))
        top = max(top, limit)
    axes.set_ylim(0, 1.08 * top)
    dates(axes, calendar, days, 3)
    counts(axes, 4)
    _name_ends(figure, ends)
    return figure


def _name_ends(figure: Figure, ends: list[tuple[float, str, str, float]]) -> None:
    """Names of the curves at their right ends, pushed apart where they meet, never below the axis."""
    axes = figure.axes[0]
    low, high = axes.get_ylim()
    inch = (high - low) / (axes.get_position().height * figure.get_figheight())
    ordered = sorted(ends, key=lambda end: end[0])
    at = [value for value, *_ in ordered]
    for _ in range(len(at) * len(at)):
        for i in range(len(at) - 1):
            lacking = 0.14 * inch - (at[i + 1] - at[i])
            if lacking > 1e-9 * inch:
                at[i], at[i + 1] = at[i] - lacking / 2, at[i + 1] + lacking / 2
    lift = max(low + 0.02 * inch - at[0], 0.0)
    for y, (_, text, colour, size) in zip(at, ordered, strict=True):
        axes.text(1.03, y + lift, text, size=size, color=colour, va="center", clip_on=False,
                  transform=axes.get_yaxis_transform())  # fmt: skip
