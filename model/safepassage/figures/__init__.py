"""Pictures of a run that a reader understands without a legend hunt: a map and a timeline.

Drawn with ``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and
this package only where pictures are drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.computing import files, manifest
from safepassage.computing.drawing import plain
from safepassage.figures.bargaining import bargaining_figure
from safepassage.figures.map import map_figure
from safepassage.figures.timeline import timeline_figure

if TYPE_CHECKING:
    from safepassage.results.run import Run

__all__ = ["bargaining_figure", "draw", "illustrate", "map_figure", "timeline_figure"]

DPI = 110


@plain()
def draw(run: Run, folder: Path) -> list[str]:
    """Write ``map.png`` and ``timeline.png`` of a run into a folder; returns the names of the files."""
    figures = {"map.png": map_figure(run), "timeline.png": timeline_figure(run)}
    for name, figure in figures.items():
        # No name and version of the program that drew it: nothing in a folder says when or where it was made.
        # Little compression: it takes a fifth of the time for a file that is a third larger.
        plain_png = {"compress_level": 2}
        with files.whole(folder / name) as file:
            figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs=plain_png)
    return list(figures)


def illustrate(run: Run, folder: Path) -> str:
    """Draw into a sealed run folder, come what may: its data are there. Returns why nothing was drawn, or nothing."""
    try:
        manifest.add(folder, draw(run, folder))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
