"""Pictures of a run that a reader understands without a legend hunt: a map and a timeline.

Drawn with ``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and
this package only where pictures are drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.computing import files
from safepassage.figures.bargaining import bargaining_figure
from safepassage.figures.map import map_figure
from safepassage.figures.timeline import timeline_figure

if TYPE_CHECKING:
    from safepassage.results.run import Run

__all__ = ["bargaining_figure", "draw", "map_figure", "timeline_figure"]

DPI = 110


def draw(run: Run, folder: Path) -> None:
    """Write ``map.png`` and ``timeline.png`` of a run into a folder."""
    for name, figure in (("map", map_figure(run)), ("timeline", timeline_figure(run))):
        # No name and version of the program that drew it: nothing in a folder says when or where it was made.
        # Little compression: it takes a fifth of the time for a file that is a third larger.
        plain = {"compress_level": 2}
        with files.whole(folder / f"{name}.png") as file:
            figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs=plain)
