"""What households fear and like: drawn for everybody of a home the first time that one of them has to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safepassage.people.drawing import draw_tastes
from safepassage.randomness import Streams

Floats = NDArray[np.float32]


class Disposition(NamedTuple):
    """Of some households: ``fear`` and ``attachment`` (standard normal, shape n), Gumbel ``taste`` (4 options, n)."""

    fear: Floats
    attachment: Floats
    taste: Floats

    def some(self, at: NDArray[np.intp]) -> Disposition:
        """Of those at some places."""
        return Disposition(self.fear.take(at), self.attachment.take(at), self.taste.take(at, axis=1))


class Dispositions:
    """Those of all households, home by home; ``fear`` of all in one column.

    Each home draws from a stream of its own, so that when it does makes no difference; where nobody is ever asked,
    nothing is drawn.
    """

    def __init__(self, starts: list[int], drawn: list[int], slugs: list[str], streams: Streams) -> None:
        """Draw nothing yet; ``drawn`` says of how many rows of each home, the other rows having neither."""
        self._starts, self._drawn, self._slugs, self._streams = starts, drawn, slugs, streams
        self.fear = np.zeros(starts[-1], np.float32)
        self._homes: dict[int, tuple[Disposition, Floats]] = {}

    def at(self, home: int) -> Disposition:
        """Of all rows of a home, as views."""
        return self._home(home)[0]

    def of(self, rows: NDArray[np.intp], homes: Iterable[int]) -> Disposition:
        """Of some rows of these homes, as copies in their order."""
        picked = np.empty((5, len(rows)), np.float32)
        for home in homes:
            start = self._starts[home]
            these = ((rows >= start) & (rows < self._starts[home + 1])).nonzero()[0]
            if len(these) == len(rows):
                self._home(home)[1].take(rows - start, axis=1, out=picked, mode="clip")
            elif len(these):
                picked[:, these] = self._home(home)[1].take(rows[these] - start, axis=1)
        return Disposition(self.fear.take(rows), picked[0], picked[1:])

    def let_go(self) -> None:
        """Free what was drawn."""
        self._homes.clear()
        del self.fear

    def _home(self, home: int) -> tuple[Disposition, Floats]:
        """Of a home's rows, and the columns beside fear as one array."""
        found = self._homes.get(home)
        if found is None:
            start, stop, drawn = self._starts[home], self._starts[home + 1], self._drawn[home]
            others = np.zeros((5, stop - start), np.float32)
            stream = self._streams.of("households", "tastes", self._slugs[home])
            draw_tastes(self.fear[start : start + drawn], others[0, :drawn], others[1:, :drawn], stream)
            found = self._homes[home] = Disposition(self.fear[start:stop], others[0], others[1:]), others
        return found
