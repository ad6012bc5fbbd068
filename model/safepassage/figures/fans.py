"""Fan charts: people arrived at a destination by each day, with the interval in which most runs lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.figures.palette import BUSES, INK, KILLED, SOFT
from safepassage.figures.style import BODY, NARROW, SMALL, bare, counts, dates, room, sheet, title
from safepassage.telling.wording import Calendar, Names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from safepassage.results.outlook import Outlook

HEIGHT, RIGHT = 2.35, 1.0  # inches of the chart, and of the margin in which its ends are told


def fan(outlook: Outlook, destination: str) -> Figure:
    """Draw the arrivals at one destination: median and interval, and the places there are in reception.

    Raises:
        KeyError: where nobody arrived there in any run.
    """
    table = outlook.arrivals[destination]
    place = outlook.scenario.tables.destinations.get(destination)
    figure = sheet(NARROW, HEIGHT)
    title(figure, Names(outlook.scenario.tables).destination(destination), "people arrived by convoy")
    axes = room(figure, 0.62, 0.3, NARROW - 0.62 - RIGHT, HEIGHT - 0.3 - 0.55)
    bare(axes)
    day, middle = table["day"], table["p50"]
    axes.fill_between(day, table["p10"], table["p90"], color=BUSES, alpha=0.22, lw=0)
    axes.plot(day, middle, color=BUSES, lw=1.8)
    top = max(float(table["p90"].iloc[-1]), 1.0)
    room_left = place.places if place is not None else 0
    if 0 < room_left < 4 * top:
        axes.axhline(room_left, color=KILLED["killed_civilians"], lw=1, ls=(0, (4, 2)))
        top = max(top, room_left)
    axes.set_ylim(0, 1.08 * top)
    dates(axes, Calendar(outlook.scenario.start, outlook.days), outlook.days, 3)
    counts(axes, 4)
    low, high = (float(table[name].iloc[-1]) for name in ("p10", "p90"))
    ends = [(float(middle.iloc[-1]), f"{middle.iloc[-1]:,.0f}", BUSES, BODY)]
    if outlook.runs > 1 and high > low:
        ends += [(high, f"{high:,.0f}", SOFT, SMALL), (low, f"{low:,.0f}", SOFT, SMALL)]
    if 0 < room_left < 4 * top:
        ends.append((float(room_left), f"{room_left:,} places", KILLED["killed_civilians"], SMALL))
    _name_ends(figure, ends)
    return figure


def _name_ends(figure: Figure, ends: list[tuple[float, str, str, float]]) -> None:
    """Names of the curves at their right ends, the lower ones pushed down and the upper ones up where they meet."""
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
        axes.text(1.03, y + lift, text, size=size, color=colour or INK, va="center", clip_on=False,
                  transform=axes.get_yaxis_transform())  # fmt: skip
