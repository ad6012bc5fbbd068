"""Saving pictures: as pixels or as lines, without a word of when or by which program they were drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import rc_context

from safepassage.computing import files, manifest
from safepassage.computing.drawing import plain
from safepassage.figures.maps import map as map_
from safepassage.figures.timelines import timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from safepassage.results.run import Run

Form = Literal["png", "svg", "pdf"]

DPI = 110
# No name and version of the program that drew it, and no date: nothing in a folder says when or where it was made.
_NAMELESS: dict[Form, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Creator": None, "Date": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}


@plain()
def save(figure: Figure, path: Path, form: Form = "png", dpi: int = DPI) -> None:
    """Write one picture whole, or not at all."""
    # Little compression: it takes a fifth of the time for a file that is a third larger.
    options: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if form == "png" else {}
    # Without a salt of its own each SVG would draw its identifiers anew.
    with files.whole(path) as file, rc_context({"svg.hashsalt": path.name}):
        figure.savefig(file, format=form, dpi=dpi, metadata=_NAMELESS[form], **options)


def draw(run: Run, folder: Path, form: Form = "png") -> list[str]:
    """Write ``map`` and ``timeline`` of a run into a folder, as pixels or as lines that stay sharp at any size.

    Returns the names of the files.
    """
    pictures = {f"map.{form}": map_(run), f"timeline.{form}": timeline(run)}
    for name, figure in pictures.items():
        save(figure, folder / name, form)
    return list(pictures)


def illustrate(run: Run, folder: Path, form: Form = "png") -> str:
    """Draw into a sealed run folder, come what may: its data are there. Returns why nothing was drawn, or nothing."""
    try:
        manifest.add(folder, draw(run, folder, form))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
