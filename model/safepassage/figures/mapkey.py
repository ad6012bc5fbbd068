"""The key of the map: what tints mean, and how many people a dot and a line of a size stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.figures.overview import FLOW, line_width, radius
from safepassage.figures.palette import BUSES, INK, SOFT, TINTS
from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from safepassage.figures.mapscene import Scene

WORDS = {BY_DEAL: "handed over by agreement", BY_FORCE: "taken by force", GIVEN_UP: "given up", HELD: "still held"}
RIM, UPPER, LOWER = 0.25, 0.62, 0.24  # inches from the left and from the foot of the sheet
NICE = [step * 10**power for power in range(1, 7) for step in (1, 2, 5)]


def draw(figure: Figure, scene: Scene, left: float, dots: float) -> None:
    """Write the key below the map.

    Args:
        figure: the map.
        scene: what it shows.
        left: where its enlarged parts begin, in inches.
        dots: the area of the largest dot of a district, in square points.
    """
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 0.85 / height))
    axes.set(xlim=(0, width), ylim=(0, 0.85))
    axes.set_axis_off()
    _arrivals(axes, scene)
    _roads(axes, scene)
    _tints(axes, scene, left)
    _people(axes, scene, left, dots)
    told = "Enlarged parts: directions are true, distances evened out."
    figure.text(left / width, 1 - 0.67 / height, told, size=9, color=SOFT)


def _text(axes: Axes, x: float, y: float, text: str, colour: str = INK) -> float:
    """Write a text and return where it ends, about."""
    axes.text(x, y, text, size=8.5, color=colour, va="center")
    return x + 0.071 * len(text)


def _sizes(most: float) -> list[int]:
    """Two round numbers of people for a key: one near the largest, one of a tenth."""
    near = max([n for n in NICE if n <= max(most, 10)], default=10)
    return [near, near // 10] if near >= 100 else [near]


def _arrivals(axes: Axes, scene: Scene) -> None:
    most = max([*scene.arrived.values(), 1])
    x = RIM
    for people in _sizes(most) if max(scene.arrived.values(), default=0) > 0 else ():
        size = min(radius(people, most), 0.19)
        axes.scatter([x + size], [UPPER], s=(2 * size * 72) ** 2, color=BUSES, lw=0)
        x = _text(axes, x + 2 * size + 0.08, UPPER, f"{people:,}") + 0.2
    _text(axes, x, UPPER, "people arrived", SOFT)


def _roads(axes: Axes, scene: Scene) -> None:
    most = max(scene.flows.values(), default=0)
    if not most:
        return
    x = RIM
    for people in _sizes(most):
        axes.plot([x, x + 0.35], [LOWER, LOWER], color=FLOW, lw=line_width(people, most), solid_capstyle="butt")
        x = _text(axes, x + 0.43, LOWER, f"{people:,}") + 0.2
    _text(axes, x, LOWER, "people drive there", SOFT)


def _tints(axes: Axes, scene: Scene, left: float) -> None:
    x, hows = left, {end.how for end in scene.state.values()}
    for how, words in ((how, words) for how, words in WORDS.items() if how in hows):
        axes.scatter([x + 0.07], [UPPER], s=90, marker="s", color=TINTS[how])
        x = _text(axes, x + 0.2, UPPER, words) + 0.18
    _text(axes, x, UPPER, scene.dated, SOFT)


def _people(axes: Axes, scene: Scene, left: float, dots: float) -> None:
    most = max(table.population for table in scene.file.districts.values())
    x = left
    for people in _sizes(most):
        area = dots * (2 + 150 * people / max(most, 1)) / 152
        axes.scatter([x + 0.1], [LOWER], s=area, color=INK, alpha=0.28, lw=0)
        x = _text(axes, x + 0.26, LOWER, f"{people:,}") + 0.2
    _text(axes, x, LOWER, "people in a district at the start (smaller where districts stand close)", SOFT)
