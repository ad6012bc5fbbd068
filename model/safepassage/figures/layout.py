"""How the enlarged parts of the map share the room beside the overview. Lengths are inches, those of parts km."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import hypot
from typing import NamedTuple

from safepassage.figures.geography import Panel

Frame = tuple[float, float, float, float]  # left, bottom, width, height

MARGIN = (0.42, 0.36)
GAP = 0.1
MOST_TRIED = 6  # parts for which every arrangement in rows is tried
SHARES = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)  # of the height that the upper of two rows may have


class Extent(NamedTuple):
    """What a part needs: the middle, width and height of all that is drawn, and how far apart its districts lie."""

    x: float
    y: float
    width: float
    height: float
    spacing: float

    def scale(self, width: float, height: float) -> float:
        """Inches a km with which it fits into a frame."""
        return max(min((width - 2 * MARGIN[0]) / self.width, (height - 2 * MARGIN[1]) / self.height), 1e-6)


def extent(panel: Panel) -> Extent:
    """The extent of a part."""
    points = [corner for cell in panel.cells for corner in cell.corners] + list(panel.stations.values())
    xs, ys = [x for x, _ in points], [y for _, y in points]
    centres = [cell.centre for cell in panel.cells]
    between = [
        min((hypot(a[0] - b[0], a[1] - b[1]) for b in centres if b is not a), default=max(xs) - min(xs))
        for a in centres
    ]
    width, height = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    return Extent((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, width, height, min(between))


def frames(panels: Sequence[Panel], room: Frame) -> list[Frame]:
    """A frame for each part, in one row or two, such that the part with least room for names has most of it."""
    extents = [extent(panel) for panel in panels]
    return max(_arrangements(extents, room), key=lambda made: _legibility(extents, made))


def _arrangements(extents: Sequence[Extent], room: Frame) -> Iterator[list[Frame]]:
    everything = list(range(len(extents)))
    yield _rows(extents, room, [everything], [1.0])
    if len(extents) < 2:
        return
    halves = product((0, 1), repeat=len(extents) - 1) if len(extents) <= MOST_TRIED else [(0, 1) * len(extents)]
    for picks in halves:
        above = [0, *(i for i, pick in zip(everything[1:], picks, strict=False) if pick == 0)]
        below = [i for i in everything if i not in above]
        for share in SHARES if below else ():
            yield _rows(extents, room, [above, below], [share, 1.0 - share])


def _rows(extents: Sequence[Extent], room: Frame, rows: list[list[int]], shares: list[float]) -> list[Frame]:
    """Frames in rows of these shares of the height; each row's width goes by what its parts need."""
    left, top, width = room[0], room[1] + room[3], room[2]
    made: list[Frame] = [room] * len(extents)
    for row, share in zip(rows, shares, strict=True):
        height = share * room[3] - (GAP / 2 if len(rows) > 1 else 0)
        needs = [extents[i].width / extents[i].height * (height - 2 * MARGIN[1]) + 2 * MARGIN[0] for i in row]
        x = left
        for i, need in zip(row, needs, strict=True):
            across = (width - GAP * (len(row) - 1)) * need / sum(needs)
            made[i] = (x, top - height, across, height)
            x += across + GAP
        top -= height + GAP
    return made


def _legibility(extents: Sequence[Extent], made: Sequence[Frame]) -> float:
    """Inches between neighbouring districts where they are closest; a little for the rest."""
    rooms = [e.scale(frame[2], frame[3]) * e.spacing for e, frame in zip(extents, made, strict=True)]
    return min(rooms) + 0.05 * sum(rooms) / len(rooms)
