"""The map's geometry: every besieged district has one area, areas lie apart, and neighbours touch."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage import Scenario
from safepassage.figures.geography import Cell, Panel, Point, _border, _cell, bearing, panels
from safepassage.scenario import GOVERNMENT, available
from safepassage.world.ground import Network


def map_of(name: str) -> tuple[Network, list[Panel]]:
    file = Scenario.load(name).tables
    network = Network(file)
    return network, panels(file, network)


def area(corners: tuple[Point, ...]) -> float:
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def covers(cell: Cell, point: Point) -> bool:
    """Whether a point lies well inside a (convex) cell."""
    corners = cell.corners
    edges = [(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True) if a != b]
    return all(
        ((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / hypot(bx - ax, by - ay) > 1e-2
        for (ax, ay), (bx, by) in edges
    )


@pytest.mark.parametrize("name", sorted(available()))
def test_every_besieged_district_has_one_area_with_its_name_inside(name: str) -> None:
    network, found = map_of(name)
    cells = [cell for panel in found for cell in panel.cells]
    besieged = {d for d, holder in enumerate(network.holder) if holder != GOVERNMENT}
    assert besieged <= {cell.district for cell in cells}
    assert len(cells) == len({cell.district for cell in cells})
    for cell in cells:
        assert area(cell.corners) > 0
        assert covers(cell, cell.centre)
        assert len(cell.corners) == len(cell.beyond)


@pytest.mark.parametrize("name", ["spring-2018", "two-towns"])
def test_areas_of_a_panel_do_not_overlap(name: str) -> None:
    for panel in map_of(name)[1]:
        for a, b in combinations(panel.cells, 2):
            middles = [((x + a.centre[0]) / 2, (y + a.centre[1]) / 2) for x, y in a.corners]
            assert not any(covers(b, point) for point in [*a.corners, *middles])


def test_districts_that_a_front_joins_mostly_touch() -> None:
    network, found = map_of("spring-2018")
    joined = touching = 0
    for panel in found:
        cells = {cell.district: cell for cell in panel.cells}
        for a, b in combinations(cells, 2):
            if b in network.beside[a]:
                joined += 1
                touching += b in cells[a].beyond
    assert touching >= 0.85 * joined


def test_dense_towns_and_far_ones_get_panels_of_their_own() -> None:
    network, found = map_of("spring-2018")
    panel_of = {network.slugs[cell.district]: i for i, panel in enumerate(found) for cell in panel.cells}
    assert panel_of["douma"] == panel_of["jobar"]
    assert panel_of["yarmouk"] == panel_of["beit-sahm"]
    assert panel_of["ruhayba"] == panel_of["dumayr"]
    assert len({panel_of[slug] for slug in ("douma", "yarmouk", "ruhayba", "rastan", "fuah-kafraya")}) == 5
    assert found[panel_of["douma"]].name == "Douma"


def test_no_two_districts_of_a_panel_nearly_touch() -> None:
    for panel in map_of("spring-2018")[1]:
        lengths = [hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1]) for a, b in combinations(panel.cells, 2)]
        if lengths:
            assert min(lengths) > 0.09 * max(lengths)


def test_north_is_up_and_east_is_right() -> None:
    file = Scenario.load("spring-2018").tables
    network = Network(file)
    idlib, badia = (file.destinations[slug] for slug in ("idlib", "badia"))
    assert bearing(file, network, idlib.lat, idlib.lon)[1] < -100
    assert bearing(file, network, badia.lat, badia.lon)[0] > 100


coordinates = st.floats(-20, 20, allow_nan=False)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12, unique=True), st.integers(0, 11))
def test_a_cell_holds_what_is_nearest_to_its_centre(spots: list[Point], which: int) -> None:
    spots = [p for i, p in enumerate(spots) if all(hypot(p[0] - q[0], p[1] - q[1]) > 0.1 for q in spots[:i])]
    points = dict(enumerate(spots))
    d = which % len(points)
    cell = _cell(d, points, _border(list(points.values()), 2.0), 5.0)
    assert cell.corners
    for x, y in cell.corners:
        own = hypot(x - points[d][0], y - points[d][1])
        assert own <= 5.0 + 1e-2
        assert all(own <= hypot(x - ox, y - oy) + 1e-2 for ox, oy in points.values())
