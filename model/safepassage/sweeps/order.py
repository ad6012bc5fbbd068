"""The order in which runs are done: whatever is there when a sweep is interrupted covers its space evenly.

One replicate of every point comes before the second of any. Among points the order goes in steps of about the golden
ratio of their number, so that each stretch of it is spread over all of them, and over every factor of a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, sqrt
from typing import overload

_GOLDEN = (sqrt(5) - 1) / 2


class Order(Sequence[int]):
    """The numbers of runs (``point * replicates + replicate``), in the order in which they are done."""

    def __init__(self, points: int, replicates: int) -> None:
        """Lay out the order; nothing is unrolled."""
        self._points, self._replicates = points, replicates
        near = max(1, round(points * _GOLDEN))
        self._step = next(step for step in range(near, near + points + 1) if gcd(step, points) == 1)

    def __len__(self) -> int:
        """How many runs there are."""
        return self._points * self._replicates

    @overload
    def __getitem__(self, place: int, /) -> int: ...

    @overload
    def __getitem__(self, place: slice, /) -> list[int]: ...

    def __getitem__(self, place: int | slice, /) -> int | list[int]:
        """The run at a place of the order, or those of a stretch."""
        if isinstance(place, slice):
            return [self._at(i) for i in range(*place.indices(len(self)))]
        return self._at(range(len(self))[place])

    def _at(self, place: int) -> int:
        replicate, i = divmod(place, self._points)
        return i * self._step % self._points * self._replicates + replicate
