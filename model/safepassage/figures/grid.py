"""Panels of one size for studies: a title in words, bare axes, all of it on a sheet as wide as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING

from safepassage.figures.palette import INK, SOFT
from safepassage.figures.style import BODY, SMALL, WIDE, bare, room, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TOP, GAP, EDGE = 0.62, 0.3, 0.1  # inches: of the heading, between panels, at the rim
LINE = 0.17


class Panels:
    """A sheet of panels; iterating gives each one's axes."""

    def __init__(
        self,
        titles: Sequence[str],
        heading: str,
        below: str,
        *,
        columns: int = 3,
        height: float = 1.6,
        left: float = 0.55,
        bottom: float = 0.5,
        notes: Sequence[str] = (),
    ) -> None:
        """Lay out a panel for each title, ``left`` and ``bottom`` inches of it for ticks and labels.

        Args:
            titles: of the panels.
            heading: of the sheet.
            below: what is common to the panels, under the heading.
            columns: of panels, at most.
            height: of a panel's axes, in inches.
            left: room for the vertical axis of a panel.
            bottom: room for the horizontal one.
            notes: lines at the foot of the sheet: what is not shown, and why.
        """
        self.columns = max(1, min(columns, len(titles)))
        rows = ceil(len(titles) / self.columns)
        across = (WIDE - 2 * EDGE) / self.columns
        wrapped = ["\n".join(wrap(title, int((across - 0.1) * 14))) for title in titles]
        head = LINE * max((title.count("\n") + 1 for title in wrapped), default=1) + 0.08
        foot = [line for note in notes for line in wrap(note, 118)]
        tall = head + height + bottom + GAP / 2
        total = TOP + rows * tall + LINE * len(foot) + 0.1
        self.figure: Figure = sheet(WIDE, total)
        self.figure.text(EDGE / WIDE, 1 - 0.2 / total, heading, size=BODY + 1.5, weight="bold", color=INK, va="center")
        self.figure.text(EDGE / WIDE, 1 - 0.42 / total, below, size=SMALL, color=SOFT, va="center")
        self._axes = []
        for place, title in enumerate(wrapped):
            x = EDGE + across * (place % self.columns)
            y = total - TOP - tall * (place // self.columns + 1) + GAP / 2 + bottom
            axes = room(self.figure, x + left, y, across - left - 0.15, height)
            bare(axes)
            self.figure.text(x / WIDE, (y + height + 0.06) / total, title, size=BODY, color=INK, va="bottom")
            self._axes.append(axes)
        for place, line in enumerate(foot):
            at = (0.08 + LINE * (len(foot) - 1 - place)) / total
            self.figure.text(EDGE / WIDE, at, line, size=SMALL, color=SOFT, va="bottom")

    def __iter__(self) -> Iterator[Axes]:
        return iter(self._axes)
