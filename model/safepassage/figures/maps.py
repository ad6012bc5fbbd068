"""The map: roads and destinations at their true places, and the besieged districts enlarged beside them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import cos, radians, sqrt
from typing import TYPE_CHECKING

import networkx as nx
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from safepassage.computing.drawing import plain
from safepassage.figures.geography import Panel, Point, panels
from safepassage.figures.labels import LINE, Label, Line, nearest, place, wrapped
from safepassage.figures.layout import Frame, extent, frames
from safepassage.figures.palette import INK, PAPER, RULE, SOFT, TINTS
from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD, End, ends
from safepassage.telling.wording import Calendar, Names, period
from safepassage.world.ground import Network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.run import Run
    from safepassage.scenario import Scenario
    from safepassage.scenario.schema import Destination, District

WIDTH, HEIGHT = 14.0, 9.0
OVERVIEW: Frame = (0.25, 0.5, 4.6, 7.7)  # in inches
DETAILS: Frame = (5.0, 0.5, 8.75, 7.7)
ROAD, FLOW, BUSES = "#d3dae0", "#7db8da", "#0072b2"
ROOMY = 1.3  # inches between districts from which on there is room for more than their names
STATION = 6.5  # the size of letters for places that are there to find one's way


@plain()
def map(run: Run) -> Figure:  # noqa: A001 - as the picture is called
    """Draw where people left from and went to, and who holds each district in the end since when."""
    scenario = run.scenario
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    left = OVERVIEW[0] / WIDTH
    figure.text(left, 1 - 0.4 / HEIGHT, scenario.tables.scenario.title, size=15, weight="bold", color=INK)
    figure.text(left, 1 - 0.67 / HEIGHT, f"{period(scenario.start, run.days)}, seed {run.seed}", size=10, color=SOFT)
    network = Network(scenario.tables)
    parts = panels(scenario.tables, network)
    state = ends(run)
    _key(figure, {end.how for end in state.values()})
    # A district on its own needs no enlarging, unless there is nothing else.
    details = [part for part in parts if part.weight > 1] or parts[:1]
    _Overview(run, parts, details, state).draw(_axes(figure, OVERVIEW))
    for panel, frame in zip(details, frames(details, DETAILS), strict=True):
        _detail(_axes(figure, frame), panel, frame, network, state, run)
    return figure


def _axes(figure: Figure, frame: Frame) -> Axes:
    """Axes whose unit is an inch of the figure."""
    left, bottom, width, height = frame
    axes = figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    axes.add_patch(Rectangle((0, 0), width, height, facecolor=PAPER, edgecolor=RULE, clip_on=False, zorder=0))
    return axes


_TINTS = {BY_DEAL: "handed over by agreement", BY_FORCE: "taken by force", GIVEN_UP: "given up", HELD: "still held"}


def _key(figure: Figure, hows: set[str]) -> None:
    """What the tints that occur, dates and dots mean, in words beside them."""
    y = 0.24 / HEIGHT
    told = "Roads are wider the more people drove on them."
    figure.text(OVERVIEW[0] / WIDTH, y, told, size=9, color=BUSES, va="center")
    x = DETAILS[0] / WIDTH
    for how, words in ((how, words) for how, words in _TINTS.items() if how in hows):
        figure.text(x, y, "■", size=13, color=TINTS[how], va="center")
        figure.text(x + 0.18 / WIDTH, y, words, size=9, color=INK, va="center")
        x += (0.42 + 0.072 * len(words)) / WIDTH
    figure.text(x - 0.1 / WIDTH, y, "on the day given. Dots: people at the start.", size=9, color=SOFT, va="center")
    told = "Enlarged parts: directions are true, distances evened out."
    figure.text(DETAILS[0] / WIDTH, 1 - 0.67 / HEIGHT, told, size=9, color=SOFT)


# Roads and destinations


class _Overview:
    """The whole of the road network, to scale."""

    def __init__(self, run: Run, parts: list[Panel], details: list[Panel], state: dict[str, End]) -> None:
        self.run, self.parts, self.details, self.state = run, parts, details, state
        self.file = run.scenario.tables
        self.slugs = list(self.file.districts)
        self.at = self._places()

    def _places(self) -> dict[str, Point]:
        """Every place in inches; destinations without coordinates stand at the right edge."""
        tables: dict[str, District | Destination] = {**self.file.districts, **self.file.destinations}
        known = {slug: (t.lon, t.lat) for slug, t in tables.items() if (t.lon, t.lat) != (0.0, 0.0)}
        lons, lats = [lon for lon, _ in known.values()], [lat for _, lat in known.values()]
        shrink = cos(radians(sum(lats) / len(lats)))
        width, height = OVERVIEW[2] - 1.5, OVERVIEW[3] - 1.2
        span = max((max(lons) - min(lons)) * shrink / width, (max(lats) - min(lats)) / height, 1e-6)
        mid_x, mid_y = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
        at = {
            slug: (OVERVIEW[2] / 2 + (lon - mid_x) * shrink / span, OVERVIEW[3] / 2 + (lat - mid_y) / span)
            for slug, (lon, lat) in known.items()
        }
        lost = [slug for slug in tables if slug not in known]
        return at | {slug: (OVERVIEW[2] - 0.9, 0.8 + i) for i, slug in enumerate(lost)}

    def draw(self, axes: Axes) -> None:
        """Roads, what drove on them, destinations with their arrivals, and where the enlarged parts lie."""
        roads = [(self.at[road.a], self.at[road.b]) for road in self.file.roads]
        axes.add_collection(LineCollection(roads, colors=ROAD, linewidths=1.2, zorder=1))
        driven = self._draw_flows(axes)
        labels = [*self._draw_destinations(axes), *self._draw_parts(axes)]
        labels += self._stations(labels)
        frame = (0.05, 0.05, OVERVIEW[2] - 0.05, OVERVIEW[3] - 0.05)
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
        """Draw the stretches of road that buses drove on, and return them."""
        flows = _flows(self.run)
        most = max(flows.values(), default=1)
        lines = [(self.at[a], self.at[b]) for a, b in flows]
        widths = [1.0 + 6.0 * sqrt(people / most) for people in flows.values()]
        axes.add_collection(LineCollection(lines, colors=FLOW, linewidths=widths, capstyle="round", zorder=2))
        return lines

    def _draw_destinations(self, axes: Axes) -> list[Label]:
        names = Names(self.file)
        arrived: dict[str, int] = self.run.summary["totals"]["evacuated_by_destination"]
        most = max([*arrived.values(), 1])
        labels = []
        for slug in self.file.destinations:
            (x, y), people = self.at[slug], arrived.get(slug, 0)
            radius = 0.05 + 0.17 * sqrt(people / most)
            colour = BUSES if people else PAPER
            axes.scatter([x], [y], s=(2 * radius * 72) ** 2, color=colour, edgecolor=BUSES, linewidth=1, zorder=4)
            told = f"\n{people:,} arrived" if people else ""
            labels.append(Label(x, y, f"{names.destination(slug)}{told}", 9 if people else 7.5, radius))
        return sorted(labels, key=lambda label: -label.size)

    def _draw_parts(self, axes: Axes) -> list[Label]:
        """A mark for each part that is enlarged, and the districts that are not."""
        calendar = Calendar(self.run.scenario.start, self.run.days)
        labels = []
        for part in self.parts:
            spots = [self.at[self.slugs[cell.district]] for cell in part.cells]
            x, y = sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)
            end = self.state[self.slugs[part.cells[0].district]]
            alone = part not in self.details
            tint = TINTS[end.how] if alone else INK
            axes.scatter([x], [y], s=45, marker="s", facecolor=tint, edgecolor=INK, linewidth=1, zorder=5)
            text = f"{wrapped(part.name)}\n{_became(end, calendar)}" if alone else f"around {part.name}"
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


def _apart(box: tuple[float, float, float, float], label: Label) -> float:
    """How far a label ended up from the rim of its point."""
    x, y = nearest(box, label.x, label.y)
    return float(((x - label.x) ** 2 + (y - label.y) ** 2) ** 0.5) - label.clear


def _flows(run: Run) -> Counter[tuple[str, str]]:
    """People by stretch of road, on the quickest ways over roads that were open at any time."""
    scenario = run.scenario
    names = Names(scenario.tables)
    roads = _roads(scenario)
    flows: Counter[tuple[str, str]] = Counter()
    columns = ("enclave", "first_destination", "destination", "people")
    for enclave, first, last, people in zip(*(run.convoys[name] for name in columns), strict=True):
        legs = [(names.parts(enclave)[1], first), *([(first, last)] if last != first else [])]
        for a, b in legs:
            if roads.has_node(a) and roads.has_node(b) and nx.has_path(roads, a, b):
                for stretch in pairwise(nx.shortest_path(roads, a, b, weight="hours")):
                    low, high = sorted(stretch)
                    flows[low, high] += int(people)
    return flows


def _roads(scenario: Scenario) -> nx.Graph:
    tables = scenario.tables
    opened = {frozenset((e.a, e.b)) for e in tables.events if e.kind.value == "road_opened"}
    graph = nx.Graph()
    for road in tables.roads:
        if road.open or frozenset((road.a, road.b)) in opened:
            graph.add_edge(road.a, road.b, hours=road.hours)
    return graph


# The besieged districts, enlarged


def _detail(axes: Axes, panel: Panel, frame: Frame, network: Network, state: dict[str, End], run: Run) -> None:
    """One enlarged part: a cell for each district, and around them the names of the government's ground."""
    needs = extent(panel)
    scale = needs.scale(frame[2], frame[3])

    def to(point: Point) -> Point:
        """A point of the part (km, y to the south) in inches of its frame (y upwards)."""
        return frame[2] / 2 + (point[0] - needs.x) * scale, frame[3] / 2 - (point[1] - needs.y) * scale

    slugs = [network.slugs[cell.district] for cell in panel.cells]
    outlines = [[to(corner) for corner in cell.corners] for cell in panel.cells]
    tints = [TINTS[state[slug].how] for slug in slugs]
    axes.add_collection(PolyCollection(outlines, facecolors=tints, edgecolors="white", linewidths=1.5, zorder=2))
    axes.text(0.1, frame[3] - 0.1, f"Around {panel.name}", size=10, weight="bold", color=INK, va="top", zorder=6)
    for cell, slug in zip(panel.cells, slugs, strict=True):
        _name(axes, *to(cell.centre), slug, state[slug], run, room=needs.spacing * scale)
    for slug, spot in panel.stations.items():
        x, y = to(spot)
        name = wrapped(network.names[network.index[slug]])
        axes.text(x, y, name, size=STATION, color=SOFT, ha="center", va="center", zorder=4, linespacing=1.1)


def _name(axes: Axes, x: float, y: float, slug: str, end: End, run: Run, *, room: float) -> None:
    """A district's name and the day on which it changed hands, as large as there is ``room`` between neighbours."""
    tables, calendar = run.scenario.tables, Calendar(run.scenario.start, run.days)
    district = tables.districts[slug]
    most = max(table.population for table in tables.districts.values())
    size = min(max(10 * room, 7.5), 11.5)
    dot = (2 + 150 * district.population / max(most, 1)) * (size / 7.5) ** 2
    axes.scatter([x], [y + 0.02 * size], s=dot, color=INK, alpha=0.28, lw=0, zorder=3)
    told = f"{wrapped(district.name, 13 if room < ROOMY else 24)}\n{_became(end, calendar)}"
    top = y + 0.008 * size
    axes.text(x, top, told, size=size, color=INK, ha="center", va="top", zorder=5, linespacing=1.15)
    if room > ROOMY and district.holder in tables.factions:
        group = wrapped(Names(tables).faction(district.holder), 20)
        low = top - (told.count("\n") + 1.2) * size * LINE
        axes.text(x, low, group, size=7.5, color=SOFT, ha="center", va="top", zorder=5)


def _became(end: End, calendar: Calendar) -> str:
    """The day on which a district changed hands."""
    if end.day is None:
        return "held" if end.how == HELD else ""
    return f"seized {calendar.short(end.day)}" if end.how == HELD else calendar.short(end.day)
