"""Pictures that a reader understands without a legend hunt. Each is a function that returns a matplotlib Figure.

Of a run: :func:`map`, :func:`timeline`, :func:`bargaining`. Of an outlook on many runs
(:mod:`safepassage.results.outlook`): :func:`prospects`, :func:`fan`, :func:`signing`, :func:`buses`. Drawn with
``matplotlib.figure.Figure``, so that nothing global is touched; matplotlib is imported by this package, and this
package only where pictures are drawn. Of studies: :func:`design`, :func:`sensitivity`, :func:`differences`.
"""

from matplotlib.figure import Figure

from safepassage.figures.bargains import bargaining
from safepassage.figures.designs import design
from safepassage.figures.differences import differences
from safepassage.figures.fans import buses, fan
from safepassage.figures.forecasted import chances, forecasted
from safepassage.figures.indices import sensitivity
from safepassage.figures.maps import map, map_of_many  # noqa: A004 - as the picture is called
from safepassage.figures.outlooks import prospects
from safepassage.figures.saving import Form, draw, illustrate, save
from safepassage.figures.signings import signing
from safepassage.figures.timelines import timeline
from safepassage.figures.widths import width

__all__ = [
    "Figure", "Form", "bargaining", "buses", "chances", "design", "differences", "draw", "fan", "forecasted",
    "illustrate", "map", "map_of_many", "prospects", "save", "sensitivity", "signing", "timeline", "width",
]  # fmt: skip
