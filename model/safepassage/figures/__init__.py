"""Pictures that a reader understands without a legend hunt. Each is a function that returns a matplotlib Figure.

Of a run: :func:`map`, :func:`timeline`, :func:`bargaining`. Of an outlook on many runs
(:mod:`safepassage.results.outlook`): :func:`prospects`, :func:`fan`, :func:`signing`, :func:`buses`. Drawn with
``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and this
package only where pictures are drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from safepassage.computing import files
from safepassage.figures.bargains import bargaining
from safepassage.figures.fans import buses, fan
from safepassage.figures.maps import map  # noqa: A004 - as the picture is called
from safepassage.figures.outlooks import prospects
from safepassage.figures.signings import signing
from safepassage.figures.timelines import timeline
from safepassage.figures.widths import width

if TYPE_CHECKING:
    from safepassage.results.run import Run

__all__ = ["Figure", "bargaining", "buses", "draw", "fan", "map", "prospects", "signing", "timeline", "width"]

DPI = 110


def draw(run: Run, folder: Path) -> None:
    """Write ``map.png`` and ``timeline.png`` of a run into a folder."""
    for name, figure in (("map", map(run)), ("timeline", timeline(run))):
        # No name and version of the program that drew it: nothing in a folder says when or where it was made.
        # Little compression: it takes a fifth of the time for a file that is a third larger.
        plain = {"compress_level": 2}
        with files.whole(folder / f"{name}.png") as file:
            figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs=plain)
