"""The part of the map that is to scale: roads, what drives on them, destinations, and where the besieged places lie."""

from __future__ import annotations

from math import cos, radians, sqrt
from typing import TYPE_CHECKING

from matplotlib.collections import LineCollection

from safepassage.figures.geography import Panel, Point
from safepassage.figures.labels import Label, Line, nearest, place, wrapped
from safepassage.figures.layout import Frame
from safepassage.figures.mapscene import Scene
from safepassage.figures.palette import BUSES, INK, PAPER, SOFT, TINTS
from safepassage.telling.wording import Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.scenario.schema import Destination, District

ROAD, FLOW = "#d3dae0", "#7db8da"
STATION = 6.5  # the size of letters for places that are there to find one's way
EDGES = (1.5, 1.2)  # inches left free for names, across and up


class Overview:
    """The whole of the road network, in a frame of the map."""

    def __init__(self, scene: Scene, parts: list[Panel], details: list[Panel], frame: Frame) -> None:
        """Place everything; ``details`` are the parts that are enlarged elsewhere."""
        self.scene, self.parts, self.details, self.frame = scene, parts, details, frame
        self.file = scene.file
        self.slugs = list(self.file.districts)
        self.at = self._places()

    def _places(self) -> dict[str, Point]:
        """Every place in inches; destinations without coordinates stand at the right edge."""
        tables: dict[str, District | Destination] = {**self.file.districts, **self.file.destinations}
        known = {slug: (t.lon, t.lat) for slug, t in tables.items() if (t.lon, t.lat) != (0.0, 0.0)}
        lons, lats = [lon for lon, _ in known.values()], [lat for _, lat in known.values()]
        shrink = cos(radians(sum(lats) / len(lats)))
        width, height = self.frame[2] - EDGES[0], self.frame[3] - EDGES[1]
        span = max((max(lons) - min(lons)) * shrink / width, (max(lats) - min(lats)) / height, 1e-6)
        mid_x, mid_y = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
        at = {
            slug: (self.frame[2] / 2 + (lon - mid_x) * shrink / span, self.frame[3] / 2 + (lat - mid_y) / span)
            for slug, (lon, lat) in known.items()
        }
        lost = [slug for slug in tables if slug not in known]
        return at | {slug: (self.frame[2] - 0.9, 0.8 + i) for i, slug in enumerate(lost)}

    def draw(self, axes: Axes) -> None:
        """Roads, what drove on them, destinations with their arrivals, and where the enlarged parts lie."""
        roads = [(self.at[road.a], self.at[road.b]) for road in self.file.roads]
        axes.add_collection(LineCollection(roads, colors=ROAD, linewidths=1.2, zorder=1))
        driven = self._draw_flows(axes)
        labels = [*self._draw_destinations(axes), *self._draw_parts(axes)]
        labels += self._stations(labels)
        frame = (0.05, 0.05, self.frame[2] - 0.05, self.frame[3] - 0.05)
        for label, box in zip(labels, place(labels, frame, driven), strict=True):
            station = label.size <= STATION
            if box is None and station:
                continue
            x, y = (box[0], box[1]) if box else (label.x, label.y)
            if box and not station and _apart(box, label) > 0.12:
                axes.plot(
                    *zip(nearest(box, label.x, label.y), (label.x, label.y), strict=True), color=SOFT, lw=0.6, zorder=5
                )
            colour = SOFT if station else INK
            axes.text(x, y, label.text, size=label.size, color=colour, va="bottom", zorder=6, linespacing=1.1)
            if station:
                axes.scatter([label.x], [label.y], s=6, color=SOFT, zorder=3)

    def _draw_flows(self, axes: Axes) -> list[Line]:
        """Draw the stretches of road that buses drive on, and return them."""
        most = max(self.scene.flows.values(), default=1)
        lines = [(self.at[a], self.at[b]) for a, b in self.scene.flows]
        widths = [line_width(people, most) for people in self.scene.flows.values()]
        axes.add_collection(LineCollection(lines, colors=FLOW, linewidths=widths, capstyle="round", zorder=2))
        return lines

    def _draw_destinations(self, axes: Axes) -> list[Label]:
        names, most = Names(self.file), max([*self.scene.arrived.values(), 1])
        labels = []
        for slug in self.file.destinations:
            (x, y), people = self.at[slug], self.scene.arrived.get(slug, 0)
            size = radius(people, most)
            colour = BUSES if people else PAPER
            axes.scatter([x], [y], s=(2 * size * 72) ** 2, color=colour, edgecolor=BUSES, linewidth=1, zorder=4)
            told = f"\n{self.scene.told[slug]}" if people else ""
            labels.append(Label(x, y, f"{names.destination(slug)}{told}", 9 if people else 7.5, size))
        return sorted(labels, key=lambda label: -label.size)

    def _draw_parts(self, axes: Axes) -> list[Label]:
        """A mark for each part that is enlarged, and the districts that are not."""
        labels = []
        for part in self.parts:
            spots = [self.at[self.slugs[cell.district]] for cell in part.cells]
            x, y = sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)
            slug = self.slugs[part.cells[0].district]
            alone = part not in self.details
            tint = TINTS[self.scene.state[slug].how] if alone else INK
            axes.scatter([x], [y], s=45, marker="s", facecolor=tint, edgecolor=INK, linewidth=1, zorder=5)
            text = f"{wrapped(part.name)}\n{self.scene.became[slug]}" if alone else f"around {part.name}"
            labels.append(Label(x, y, text, 7.5 if alone else 8.5, 0.06))
        return labels

    def _stations(self, others: list[Label]) -> list[Label]:
        """Places of the government that stand clear of what matters more."""
        besieged = {self.slugs[cell.district] for part in self.parts for cell in part.cells}
        free = []
        for slug, table in self.file.districts.items():
            x, y = self.at[slug]
            if slug not in besieged and all(abs(x - o.x) + abs(y - o.y) > 0.3 for o in others):
                free.append(Label(x, y, table.name, STATION, 0.03))
        return free


def radius(people: float, most: float) -> float:
    """The radius of a destination's dot, in inches."""
    return 0.05 + 0.17 * sqrt(people / most)


def line_width(people: float, most: float) -> float:
    """The width of a road that so many people drive on, in points."""
    return 1.0 + 6.0 * sqrt(people / most)


def _apart(box: tuple[float, float, float, float], label: Label) -> float:
    """How far a label ended up from the rim of its point."""
    x, y = nearest(box, label.x, label.y)
    return float(((x - label.x) ** 2 + (y - label.y) ** 2) ** 0.5) - label.clear
