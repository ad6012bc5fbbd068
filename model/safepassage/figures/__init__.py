"""Pictures of a run that a reader understands without a legend hunt: a map and a timeline.

Drawn with ``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and
this package only where pictures are drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import rc_context

from safepassage.computing import files, manifest
from safepassage.computing.drawing import plain
from safepassage.figures.bargaining import bargaining_figure
from safepassage.figures.map import map_figure
from safepassage.figures.timeline import timeline_figure

if TYPE_CHECKING:
    from safepassage.results.run import Run

Form = Literal["png", "svg", "pdf"]

__all__ = ["bargaining_figure", "draw", "illustrate", "map_figure", "timeline_figure"]

DPI = 110
# No name and version of the program that drew it, and no date: nothing in a folder says when or where it was made.
_NAMELESS: dict[Form, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Creator": None, "Date": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}


@plain()
def draw(run: Run, folder: Path, form: Form = "png") -> list[str]:
    """Write ``map`` and ``timeline`` of a run into a folder, as pixels or as lines that stay sharp at any size.

    Returns the names of the files.
    """
    # Little compression: it takes a fifth of the time for a file that is a third larger.
    options: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if form == "png" else {}
    figures = {f"map.{form}": map_figure(run), f"timeline.{form}": timeline_figure(run)}
    for name, figure in figures.items():
        # Without a salt of its own each SVG would draw its identifiers anew.
        with files.whole(folder / name) as file, rc_context({"svg.hashsalt": name}):
            figure.savefig(file, format=form, dpi=DPI, metadata=_NAMELESS[form], **options)
    return list(figures)


def illustrate(run: Run, folder: Path, form: Form = "png") -> str:
    """Draw into a sealed run folder, come what may: its data are there. Returns why nothing was drawn, or nothing."""
    try:
        manifest.add(folder, draw(run, folder, form))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
