"""The map's geometry: districts grouped into panels, and each district's area as the cell of a Voronoi diagram.

Dense towns and far ones cannot share one scale, so besieged districts that lie together get a panel of their own.
Inside it neighbours lie in their true directions, but distances are evened out, as on the plan of an underground, so
that every district has room for its name. Lengths are km, x to the east, y to the south.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import cos, hypot, pi, radians, sin
from statistics import median

from safepassage.scenario import GOVERNMENT, ScenarioFile
from safepassage.world.ground import Network

Point = tuple[float, float]

KM_PER_DEGREE = 111.2
FEW = 8  # so many districts may share a panel with others at a distance ...
LEGIBLE = 0.15  # ... where the closest two are no nearer than this share of the panel's width
RIM = -1  # what lies beyond an edge of a cell that borders on nothing
_CORNERS = 40  # of the circle that bounds a cell
_ROUNDS = 200  # of evening out, which ends before where nothing moves


@dataclass(frozen=True, slots=True)
class Cell:
    """A district's area: corners in order, and for each the district beyond the edge that starts there (or RIM)."""

    district: int
    centre: Point
    corners: tuple[Point, ...]
    beyond: tuple[int, ...]


@dataclass(slots=True)
class Panel:
    """Districts drawn together at one scale; ``stations`` are places of the government around them, by slug.

    ``centre`` is (lat, lon), ``weight`` the number of districts, ``name`` that of the most populous one.
    """

    cells: list[Cell]
    stations: dict[str, Point]
    centre: Point
    weight: int
    name: str


@dataclass(slots=True)
class _Group:
    """Besieged districts of one panel while panels are being formed."""

    districts: list[int]
    spot: dict[int, Point] = field(default_factory=dict)


def panels(file: ScenarioFile, network: Network) -> list[Panel]:
    """Every district that is or will be besieged, in as many panels as legibility asks for, the largest first."""
    tables = list(file.districts.values())
    position = [(t.lat, t.lon) for t in tables]
    besieged = _besieged(file, network)
    origin = _mean([position[d] for d in besieged])
    spot = [_project(p, origin) for p in position]
    groups = _merge([_Group(districts) for districts in _joined(besieged, network)], spot)
    made = [_panel(group.districts, position, file, network) for group in groups]
    return sorted(made, key=lambda panel: -panel.weight)


def bearing(file: ScenarioFile, network: Network, lat: float, lon: float) -> Point:
    """Direction from the besieged districts to a place: km east, km south."""
    tables = list(file.districts.values())
    origin = _mean([(tables[d].lat, tables[d].lon) for d in _besieged(file, network)])
    return _project((lat, lon), origin)


def _besieged(file: ScenarioFile, network: Network) -> list[int]:
    seized = {slug for event in file.events if event.faction for slug in event.districts or ()}
    return [d for d, slug in enumerate(network.slugs) if network.holder[d] != GOVERNMENT or slug in seized]


def _joined(besieged: list[int], network: Network) -> list[list[int]]:
    """Besieged districts that fronts join, whoever holds them."""
    left, found = set(besieged), []
    while left:
        first = min(left)
        left.discard(first)
        component, frontier = [first], [first]
        while frontier:
            for other in network.beside[frontier.pop()]:
                if other in left:
                    left.discard(other)
                    component.append(other)
                    frontier.append(other)
        found.append(sorted(component))
    return found


def _merge(groups: list[_Group], spot: Sequence[Point]) -> list[_Group]:
    """Let small groups that lie close share a panel, the closest first, as long as all stays legible."""
    while True:
        pairs = sorted(combinations(groups, 2), key=lambda pair: _gap(pair[0].districts, pair[1].districts, spot))
        for a, b in pairs:
            together = sorted(a.districts + b.districts)
            if len(together) <= FEW and _legible([spot[d] for d in together]):
                groups = [g for g in groups if g not in (a, b)] + [_Group(together)]
                break
        else:
            return groups


def _gap(a: Iterable[int], b: Sequence[int], spot: Sequence[Point]) -> float:
    return min(_distance(spot[i], spot[j]) for i in a for j in b)


def _legible(points: Sequence[Point]) -> bool:
    lengths = [_distance(a, b) for a, b in combinations(points, 2)]
    return min(lengths) >= LEGIBLE * max(lengths)


def _panel(districts: list[int], position: Sequence[Point], file: ScenarioFile, network: Network) -> Panel:
    tables = list(file.districts.values())
    centre = _mean([position[d] for d in districts])
    spot = {d: _project(position[d], centre) for d in districts}
    spacing = _spacing(list(spot.values()))
    _even_out(spot, spacing, network)
    around = _surroundings(spot, [_project(p, centre) for p in position], spacing, network)
    border = _border(list(spot.values()), 0.62 * spacing)
    largest = max(districts, key=lambda d: (tables[d].population, -d))
    points = spot | around
    cells = [_cell(d, points, border, _reach(d, spot, spacing, network)) for d in spot]
    stations = {network.slugs[d]: point for d, point in around.items()}
    return Panel(cells, stations, centre, len(districts), network.names[largest])


def _even_out(spot: dict[int, Point], spacing: float, network: Network) -> None:
    """Pull far neighbours together and push close districts apart, in place, until lengths are near ``spacing``."""
    neighbours = {(a, b) for a in spot for b in network.beside[a] if a < b and b in spot}
    for _ in range(_ROUNDS):
        largest = 0.0
        for a, b in combinations(sorted(spot), 2):
            length = _distance(spot[a], spot[b])
            most = 1.5 * spacing if (a, b) in neighbours else length
            wanted = min(max(length, spacing), max(most, spacing))
            largest = max(largest, abs(wanted - length))
            _pull(spot, a, b, 0.4 * (length - wanted), length)
        if largest < 0.02 * spacing:
            return


def _pull(spot: dict[int, Point], a: int, b: int, by: float, length: float) -> None:
    """Bring two points nearer to each other by so much."""
    (xa, ya), (xb, yb) = spot[a], spot[b]
    dx, dy = ((xb - xa) / length, (yb - ya) / length) if length > 0 else (1.0, 0.0)
    spot[a] = (xa + by / 2 * dx, ya + by / 2 * dy)
    spot[b] = (xb - by / 2 * dx, yb - by / 2 * dy)


def _reach(d: int, spot: dict[int, Point], spacing: float, network: Network) -> float:
    """How far a cell extends at most: to where it meets its besieged neighbours, so that what fronts join touches."""
    lengths = [_distance(spot[d], spot[b]) for b in network.beside[d] if b in spot]
    return max([0.85 * spacing, *(0.6 * length for length in lengths)])


def _surroundings(
    spot: dict[int, Point], places: Sequence[Point], spacing: float, network: Network
) -> dict[int, Point]:
    """The government's ground next to a panel's districts, drawn close however far away its own centre is."""
    around: dict[int, Point] = {}
    for d in spot:
        for g in network.beside[d]:
            if g in spot or g in around:
                continue
            nearest = min((b for b in network.beside[g] if b in spot), key=lambda b: _distance(spot[b], places[g]))
            away = _distance(spot[nearest], places[g])
            share = min(1.0, 1.15 * spacing / away) if away > 0 else 1.0
            (x0, y0), (x1, y1) = spot[nearest], places[g]
            around[g] = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    for g in around:
        _keep_off(g, around, spot, spacing)
    return around


def _keep_off(g: int, around: dict[int, Point], spot: dict[int, Point], spacing: float) -> None:
    """Push a place out of the midst of the besieged districts, in place."""
    for _ in range(_ROUNDS):
        near = [d for d in spot if _distance(spot[d], around[g]) < 0.99 * spacing]
        if not near:
            return
        for d in near:
            both = {0: spot[d], 1: around[g]}
            length = _distance(*both.values())
            _pull(both, 0, 1, length - spacing, length)
            around[g] = both[1]


def _border(points: Sequence[Point], width: float) -> list[tuple[Point, Point]]:
    """Lines (a point on each, and its outward direction) that bound the convex hull of points and a strip around it."""
    ordered = sorted(set(points))
    hull: list[Point] = []
    for side in (ordered, ordered[::-1]):
        start = len(hull)
        for p in side:
            while len(hull) >= start + 2 and _turn(hull[-2], hull[-1], p) <= 0:
                hull.pop()
            hull.append(p)
        hull.pop()
    lines = []
    for (xa, ya), (xb, yb) in zip(hull, hull[1:] + hull[:1], strict=True):
        length = hypot(xb - xa, yb - ya)
        if length > 0 and len(hull) > 2:
            out = ((yb - ya) / length, (xa - xb) / length)
            lines.append(((xa + width * out[0], ya + width * out[1]), out))
    return lines


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cell(d: int, points: dict[int, Point], border: Sequence[tuple[Point, Point]], reach: float) -> Cell:
    """All that is nearer to ``d`` than to any other point, within ``reach`` and the border: a circle, cut by lines."""
    (x, y) = points[d]
    turns = [2 * pi * k / _CORNERS for k in range(_CORNERS)]
    edges = [((x + reach * cos(t), y + reach * sin(t)), RIM) for t in turns]
    for other, (ox, oy) in points.items():
        if other != d:
            edges = _cut(edges, ((x + ox) / 2, (y + oy) / 2), (ox - x, oy - y), other)
    for at, outward in border:
        edges = _cut(edges, at, outward, RIM)
    corners = tuple((round(px, 3), round(py, 3)) for (px, py), _ in edges)
    return Cell(d, (round(x, 3), round(y, 3)), corners, tuple(label for _, label in edges))


def _cut(edges: list[tuple[Point, int]], at: Point, away: Point, label: int) -> list[tuple[Point, int]]:
    """Keep what lies on this side of the line through ``at`` across ``away``; the new edge gets ``label``."""
    kept: list[tuple[Point, int]] = []
    for k, (a, beyond) in enumerate(edges):
        b = edges[(k + 1) % len(edges)][0]
        side_a = (a[0] - at[0]) * away[0] + (a[1] - at[1]) * away[1]
        side_b = (b[0] - at[0]) * away[0] + (b[1] - at[1]) * away[1]
        if side_a <= 0:
            kept.append((a, beyond))
        if (side_a <= 0) != (side_b <= 0):
            t = side_a / (side_a - side_b)
            crossing = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
            kept.append((crossing, label if side_a <= 0 else beyond))
    return kept


def _spacing(points: Sequence[Point]) -> float:
    """Typical distance of neighbours; where there is only one point, any length does."""
    if len(points) < 2:
        return 1.0
    nearest = [min(_distance(p, q) for j, q in enumerate(points) if j != i) for i, p in enumerate(points)]
    return max(median(nearest), 0.05)


def _project(position: Point, origin: Point) -> Point:
    """(lat, lon) as km east and south of ``origin``."""
    (lat, lon), (lat0, lon0) = position, origin
    return (lon - lon0) * KM_PER_DEGREE * cos(radians(lat0)), (lat0 - lat) * KM_PER_DEGREE


def _mean(points: Sequence[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
