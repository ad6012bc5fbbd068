"""What households fear and like: drawn for everybody of a home the first time that one of them has to choose."""

from __future__ import annotations

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

    def some(self, at: slice | NDArray[np.intp]) -> Disposition:
        """Of those at some places."""
        return Disposition(self.fear[at], self.attachment[at], self.taste[:, at])


class Dispositions:
    """Those of all households, home by home.

    Each home draws from a stream of its own, so that when it does makes no difference; where nobody is ever asked,
    nothing is drawn and no memory taken.
    """

    def __init__(self, starts: list[int], drawn: list[int], slugs: list[str], streams: Streams) -> None:
        """Draw nothing yet; ``drawn`` says of how many rows of each home, the other rows having neither."""
        self._starts, self._drawn, self._slugs, self._streams = starts, drawn, slugs, streams
        self._of: dict[int, Floats] = {}

    def at(self, home: int) -> Disposition:
        """Of all rows of a home, as views."""
        block = self._block(home)
        return Disposition(block[0], block[1], block[2:])

    def of(self, rows: NDArray[np.intp]) -> Disposition:
        """Of some rows, wherever they are at home, as copies in their order."""
        homes = np.searchsorted(self._starts, rows, side="right") - 1
        found = np.bincount(homes).nonzero()[0].tolist()
        if len(found) == 1:
            picked = self._block(found[0]).take(rows - self._starts[found[0]], axis=1)
        else:
            picked = np.empty((6, len(rows)), np.float32)
            for home in found:
                these = (homes == home).nonzero()[0]
                picked[:, these] = self._block(home).take(rows[these] - self._starts[home], axis=1)
        return Disposition(picked[0], picked[1], picked[2:])

    def let_go(self) -> None:
        """Free what was drawn."""
        self._of.clear()

    def _block(self, home: int) -> Floats:
        """Fear, attachment and four tastes as the rows of one array."""
        block = self._of.get(home)
        if block is None:
            block = self._of[home] = np.zeros((6, self._starts[home + 1] - self._starts[home]), np.float32)
            columns = block[:, : self._drawn[home]]
            stream = self._streams.of("households", "tastes", self._slugs[home])
            draw_tastes(columns[0], columns[1], columns[2:], stream)
        return block
