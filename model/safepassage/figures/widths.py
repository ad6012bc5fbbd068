"""What makes a forecast wide: parameters that nobody knows exactly, facts that nobody knows exactly, and chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.figures.palette import AGREEMENT, INK, SOFT, TALKS
from safepassage.figures.style import NARROW, SMALL, WIDE, bare, room, sheet, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

PARTS = {
    "parameters": ("parameters", AGREEMENT),
    "missing": ("uncertain facts", TALKS),
    "chance": ("chance", "#c5ccd3"),
}
BAR, LEFT, TOP, BOTTOM = 0.26, 2.5, 0.85, 0.3  # inches


def width(rows: Sequence[tuple[str, dict[str, float]]], what: str, *, narrow: bool = False) -> Figure:
    """Draw a bar for each name in ``rows``, split into the shares of its variance that are due to each cause."""
    across, left = (NARROW, 1.35) if narrow else (WIDE, LEFT)
    height = TOP + BAR * len(rows) + BOTTOM
    figure = sheet(across, height)
    title(figure, "What makes it wide", f"shares of the variance of {what}")
    axes = room(figure, left, BOTTOM, across - left - 0.25, BAR * len(rows))
    bare(axes)
    axes.grid(visible=False)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([place + 0.5 for place in range(len(rows))], [name for name, _ in rows])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    for place, (_, shares) in enumerate(rows):
        start = 0.0
        for part, (_, colour) in PARTS.items():
            share = max(shares.get(part, 0.0), 0.0)
            axes.barh(place + 0.5, share, 0.72, left=start, color=colour)
            if share > (0.18 if narrow else 0.08):
                axes.text(start + share / 2, place + 0.5, f"{100 * share:.0f} %", size=SMALL - 0.5, ha="center",
                          va="center", color="white" if part == "parameters" else INK)  # fmt: skip
            start += share
    x = 0.1
    for word, colour in PARTS.values():
        figure.text(x / across, 1 - 0.62 / height, "■", size=11, color=colour, va="center")
        figure.text((x + 0.16) / across, 1 - 0.62 / height, word, size=SMALL, color=SOFT, va="center")
        x += 0.36 + 0.07 * len(word)
    return figure
