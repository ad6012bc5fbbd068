"""The map: roads and destinations at their true places, and the besieged districts enlarged beside them."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING

from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from safepassage.computing.drawing import plain
from safepassage.figures import mapkey, mapscene
from safepassage.figures.geography import Panel, Point, panels
from safepassage.figures.labels import LINE, wrapped
from safepassage.figures.layout import Frame, extent, frames
from safepassage.figures.mapscene import Scene
from safepassage.figures.overview import STATION, Overview
from safepassage.figures.palette import INK, PAPER, RULE, SOFT, TINTS
from safepassage.telling.wording import Names
from safepassage.world.ground import Network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.outlook import Outlook
    from safepassage.results.run import Run
    from safepassage.scenario.schema import Destination, District

WIDTH, HEIGHT = 15.0, 9.3
RIM, FOOT, TALL, GAP = 0.25, 0.85, 7.7, 0.15  # in inches: of the sheet, of the keys, of the parts, between them
NARROWEST, WIDEST = 4.0, 5.6  # of the overview
LABELS = 1.5  # inches of it that names beside the places need
ROOMY = 1.3  # inches between districts from which on there is room for more than their names


@plain()
def map(run: Run) -> Figure:  # noqa: A001 - as the picture is called
    """Draw where people left from and went to, and who holds each district in the end since when."""
    return _draw(mapscene.of_run(run))


@plain()
def map_of_many(outlook: Outlook) -> Figure:
    """Draw how many arrive where, with intervals, and how the enclaves most likely end."""
    return _draw(mapscene.of_outlook(outlook))


def _draw(scene: Scene) -> Figure:
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    left = RIM / WIDTH
    figure.text(left, 1 - 0.4 / HEIGHT, scene.file.scenario.title, size=15, weight="bold", color=INK)
    figure.text(left, 1 - 0.67 / HEIGHT, scene.subtitle, size=10, color=SOFT)
    network = Network(scene.file)
    parts = panels(scene.file, network)
    # A district on its own needs no enlarging, unless there is nothing else.
    details = [part for part in parts if part.weight > 1] or parts[:1]
    overview = (RIM, FOOT, _across(scene), TALL)
    enlarged = (RIM + overview[2] + GAP, FOOT, WIDTH - 2 * RIM - overview[2] - GAP, TALL)
    axes = _axes(figure, overview)
    Overview(scene, parts, details, overview).draw(axes)
    shown = frames(details, enlarged)
    for panel, frame in zip(details, shown, strict=True):
        _detail(_axes(figure, frame), panel, frame, network, scene)
    dots = max(_dot(scene, slug, _room(panel, frame)) for panel, frame in zip(details, shown, strict=True)
               for slug in scene.file.districts)  # fmt: skip
    mapkey.draw(figure, scene, enlarged[0], dots)
    return figure


def _across(scene: Scene) -> float:
    """The width of the overview that lets its places fill its height."""
    tables: list[District | Destination] = [*scene.file.districts.values(), *scene.file.destinations.values()]
    known = [(t.lon, t.lat) for t in tables if (t.lon, t.lat) != (0.0, 0.0)]
    lons, lats = [lon for lon, _ in known], [lat for _, lat in known]
    wide = (max(lons) - min(lons)) * cos(radians(sum(lats) / len(lats)))
    tall = max(max(lats) - min(lats), 1e-6)
    return min(max((TALL - 1.2) * wide / tall + LABELS, NARROWEST), WIDEST)


def _axes(figure: Figure, frame: Frame) -> Axes:
    """Axes whose unit is an inch of the figure."""
    left, bottom, width, height = frame
    axes = figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    axes.add_patch(Rectangle((0, 0), width, height, facecolor=PAPER, edgecolor=RULE, clip_on=False, zorder=0))
    return axes


# The besieged districts, enlarged


def _detail(axes: Axes, panel: Panel, frame: Frame, network: Network, scene: Scene) -> None:
    """One enlarged part: a cell for each district, and around them the names of the government's ground."""
    needs = extent(panel)
    scale = needs.scale(frame[2], frame[3])

    def to(point: Point) -> Point:
        """A point of the part (km, y to the south) in inches of its frame (y upwards)."""
        return frame[2] / 2 + (point[0] - needs.x) * scale, frame[3] / 2 - (point[1] - needs.y) * scale

    slugs = [network.slugs[cell.district] for cell in panel.cells]
    outlines = [[to(corner) for corner in cell.corners] for cell in panel.cells]
    tints = [TINTS[scene.state[slug].how] for slug in slugs]
    axes.add_collection(PolyCollection(outlines, facecolors=tints, edgecolors="white", linewidths=1.5, zorder=2))
    axes.text(0.1, frame[3] - 0.1, f"Around {panel.name}", size=10, weight="bold", color=INK, va="top", zorder=6)
    for cell, slug in zip(panel.cells, slugs, strict=True):
        _name(axes, *to(cell.centre), slug, scene, room=needs.spacing * scale)
    for slug, spot in panel.stations.items():
        x, y = to(spot)
        name = wrapped(network.names[network.index[slug]])
        axes.text(x, y, name, size=STATION, color=SOFT, ha="center", va="center", zorder=4, linespacing=1.1)


def _room(panel: Panel, frame: Frame) -> float:
    """Inches between neighbouring districts of a part where they are closest."""
    needs = extent(panel)
    return needs.spacing * needs.scale(frame[2], frame[3])


def _size(room: float) -> float:
    """The size of the letters for which there is room."""
    return min(max(10 * room, 7.5), 11.5)


def _dot(scene: Scene, slug: str, room: float) -> float:
    """The area of a district's dot, in square points."""
    most = max(table.population for table in scene.file.districts.values())
    return (2 + 150 * scene.file.districts[slug].population / max(most, 1)) * (_size(room) / 7.5) ** 2


def _name(axes: Axes, x: float, y: float, slug: str, scene: Scene, *, room: float) -> None:
    """A district's name and the day on which it changed hands, as large as there is ``room`` between neighbours."""
    district, size = scene.file.districts[slug], _size(room)
    axes.scatter([x], [y + 0.02 * size], s=_dot(scene, slug, room), color=INK, alpha=0.28, lw=0, zorder=3)
    told = f"{wrapped(district.name, 13 if room < ROOMY else 24)}\n{scene.became[slug]}"
    top = y + 0.008 * size
    axes.text(x, top, told, size=size, color=INK, ha="center", va="top", zorder=5, linespacing=1.15)
    if room > ROOMY and district.holder in scene.file.factions:
        group = wrapped(Names(scene.file).faction(district.holder), 20)
        low = top - (told.count("\n") + 1.2) * size * LINE
        axes.text(x, low, group, size=7.5, color=SOFT, ha="center", va="top", zorder=5)
