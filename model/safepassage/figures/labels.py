"""Labels beside points, placed so that they overlap neither each other nor the points. Lengths are inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot

Box = tuple[float, float, float, float]  # left, bottom, right, top
Line = tuple[tuple[float, float], tuple[float, float]]

LETTER = 0.6 / 72  # mean width of a letter for a size of one point
LINE = 1.3 / 72  # height of a line for a size of one point
FREE = 0.004  # square inches of overlap that a reader does not mind
MOST_HIDDEN = 0.03  # square inches from which on a label is rather left out

# Where a label may stand beside its point, best first: how far its left and lower edge go, in widths and heights.
_PLACES = ((0, -0.5), (-1, -0.5), (-0.5, 0), (-0.5, -1), (0, 0), (-1, 0), (0, -1), (-1, -1))
_AWAY = (0.03, 0.15, 0.35, 0.6, 0.9, 1.2)


@dataclass(frozen=True, slots=True)
class Label:
    """A text of some lines that wants to stand beside a point; ``clear`` is the point's radius."""

    x: float
    y: float
    text: str
    size: float
    clear: float = 0.05

    @property
    def width(self) -> float:
        """Roughly how wide it is."""
        return max(len(line) for line in self.text.split("\n")) * self.size * LETTER

    @property
    def height(self) -> float:
        """Roughly how high it is."""
        return len(self.text.split("\n")) * self.size * LINE


def place(labels: Sequence[Label], frame: Box, lines: Sequence[Line] = ()) -> list[Box | None]:
    """A box inside ``frame`` for each label, the first ones first; None where all places are taken.

    ``lines`` had better stay visible too, but a label may lie on one.
    """
    along = [box for line in lines for box in _along(line)]
    points = [_around(label) for label in labels]
    covered: list[Box] = []
    boxes: list[Box | None] = []
    for label, own in zip(labels, points, strict=True):
        others = [*covered, *(point for point in points if point != own)]
        options = [_box(label, across, up, away) for away, (across, up) in product(_AWAY, _PLACES)]
        hidden = [sum(_overlap(box, other) for other in others) + _outside(box, frame) for box in options]
        crossed = [sum(_overlap(box, other) for other in along) for box in options]
        # Earlier options are nearer to the point, so among those that hide nothing the first is taken.
        best = min(range(len(options)), key=lambda i: (max(hidden[i] + crossed[i] / 10 - FREE, 0.0), i))
        boxes.append(options[best] if hidden[best] <= MOST_HIDDEN else None)
        if hidden[best] <= MOST_HIDDEN:
            covered.append(options[best])
    return boxes


def nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """The point of a box nearest to a point: where a line from the point to its label ends."""
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])


def wrapped(name: str, most: int = 13) -> str:
    """A long name on two lines, broken at the space nearest to its middle."""
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    if len(name) <= most or not spaces:
        return name
    middle = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def _around(label: Label) -> Box:
    c = label.clear
    return (label.x - c, label.y - c, label.x + c, label.y + c)


def _along(line: Line) -> list[Box]:
    """A line as a row of small boxes."""
    (xa, ya), (xb, yb) = line
    steps = max(int(hypot(xb - xa, yb - ya) / 0.1), 1)
    points = [(xa + (xb - xa) * i / steps, ya + (yb - ya) * i / steps) for i in range(steps + 1)]
    return [(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in points]


def _box(label: Label, across: float, up: float, away: float) -> Box:
    left = label.x + across * label.width + (label.clear + away) * _way(across)
    bottom = label.y + up * label.height + (label.clear + away) * _way(up)
    return (left, bottom, left + label.width, bottom + label.height)


def _way(share: float) -> int:
    """Which way to keep off the point: 0 in the middle of it."""
    return 0 if share == -0.5 else 1 if share == 0 else -1


def _overlap(a: Box, b: Box) -> float:
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0.0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0.0)


def _outside(box: Box, frame: Box) -> float:
    return max(frame[0] - box[0], box[2] - frame[2], frame[1] - box[1], box[3] - frame[3], 0.0)
