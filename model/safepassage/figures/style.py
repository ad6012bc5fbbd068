"""What all charts have in common: bare axes, dates and counts as ticks, texts on a margin, one size of letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from safepassage.figures.palette import INK, RULE, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.telling.wording import Calendar

NARROW, WIDE = 3.7, 7.4  # inches: a telephone, and the text of a page
SMALL, BODY = 7.5, 8.5  # sizes of letters, in points


def sheet(width: float, height: float) -> Figure:
    """An empty white figure of so many inches."""
    return Figure(figsize=(width, height), facecolor="white")


def room(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place in inches."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def bare(axes: Axes) -> None:
    """Leave the lower and the left edge, both faint, and small grey ticks."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)
    axes.tick_params(labelsize=SMALL, colors=SOFT, length=2.5, color=RULE)
    axes.grid(axis="y", color=RULE, lw=0.5, alpha=0.7)
    axes.set_axisbelow(True)


def dates(axes: Axes, calendar: Calendar, days: int, most: int = 6) -> None:
    """Days as dates along the lower edge, at most so many of them."""
    at = list(_round_days(calendar, days, most))
    axes.set_xlim(0, max(days - 1, 1))
    axes.set_xticks(at, [calendar.short(day) for day in at])


def _round_days(calendar: Calendar, days: int, most: int) -> Iterator[int]:
    """First days of months, and middles where there is room; in a short run every so many days."""
    for marked in ((1, 11, 21), (1, 15), (1,)):
        found = [day for day in range(days) if calendar.date(day).day in marked]
        if 2 <= len(found) <= most:
            yield from found
            return
    if len(found) > most:
        yield from found[:: -(-len(found) // most)]
    else:
        yield from range(0, days, max(-(-days // (most - 1)), 1))


def counts(axes: Axes, most: int = 5) -> None:
    """Whole numbers with their thousands apart along the left edge."""
    axes.yaxis.set_major_locator(MaxNLocator(most, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def shares(axes: Axes) -> None:
    """Per cent along the left edge, from none to all."""
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def title(figure: Figure, text: str, below: str = "", *, left: float = 0.1) -> None:
    """What a chart shows, and below it in which unit."""
    across, up = figure.get_size_inches()
    figure.text(left / across, 1 - 0.2 / up, text, size=BODY + 1, weight="bold", color=INK, va="center")
    if below:
        figure.text(left / across, 1 - 0.4 / up, below, size=SMALL, color=SOFT, va="center")
