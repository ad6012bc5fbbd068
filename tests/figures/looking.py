"""Where the texts of a picture lie: which of them lie on another, and which leave the sheet."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

TOUCHING = 6.0  # square pixels that two boxes may share: a box is a little larger than its letters


def texts(figure: Figure, *, ticks: bool = False) -> list[tuple[str, Bbox]]:
    """Every text of a figure with its box in pixels; with ``ticks`` those of axes and their labels too."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    found: list[Text] = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    if ticks:
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
                low, high = sorted(axis.get_view_interval())
                shown = [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
                found += [*shown, axis.label]
    renderer = canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in found if text.get_text().strip()]


def overlapping(figure: Figure, *, ticks: bool = False) -> list[tuple[str, str]]:
    """Pairs of texts that lie on each other."""
    pairs = []
    for (one, a), (other, b) in combinations(texts(figure, ticks=ticks), 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 0 and up > 0 and across * up > TOUCHING:
            pairs.append((one, other))
    return pairs


def outside(figure: Figure, *, ticks: bool = False) -> list[str]:
    """Texts that leave the sheet."""
    width, height = figure.get_size_inches() * figure.dpi
    boxes = texts(figure, ticks=ticks)
    return [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
