"""The sheet of the timeline: its measures in inches, which lanes and curves share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 13.5
LEFT, RIGHT, TOP, BOTTOM = 2.6, 2.3, 1.35, 0.45  # around the lanes and curves
INNER = WIDTH - LEFT - RIGHT
LANE, GAP = 0.54, 0.22


def inches(axes: Axes) -> float:
    """How high axes are."""
    figure = axes.get_figure(root=True)
    return float(axes.get_position().height * figure.get_figheight()) if figure else 1.0
