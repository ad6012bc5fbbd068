"""Pictures of a run that a reader understands without a legend hunt: a map and a timeline.

Drawn with ``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and
this package only where pictures are drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import rc_context

from safepassage.computing import files
from safepassage.figures.bargaining import bargaining_figure
from safepassage.figures.map import map_figure
from safepassage.figures.timeline import timeline_figure

if TYPE_CHECKING:
    from safepassage.results.run import Run

Form = Literal["png", "svg", "pdf"]

__all__ = ["bargaining_figure", "draw", "map_figure", "timeline_figure"]

DPI = 110
# No name and version of the program that drew it, and no date: nothing in a folder says when or where it was made.
_NAMELESS: dict[Form, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Creator": None, "Date": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}


def draw(run: Run, folder: Path, form: Form = "png") -> None:
    """Write ``map`` and ``timeline`` of a run into a folder, as pixels or as lines that stay sharp at any size."""
    # Little compression: it takes a fifth of the time for a file that is a third larger.
    options: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if form == "png" else {}
    for name, figure in (("map", map_figure(run)), ("timeline", timeline_figure(run))):
        # Without a salt of its own each SVG would draw its identifiers anew.
        with files.whole(folder / f"{name}.{form}") as file, rc_context({"svg.hashsalt": name}):
            figure.savefig(file, format=form, dpi=DPI, metadata=_NAMELESS[form], **options)
