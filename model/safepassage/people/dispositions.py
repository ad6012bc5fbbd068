"""What households fear and like: drawn for everybody of a home the first time that one of them has to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safepassage.people.drawing import draw_tastes
from safepassage.randomness import Streams

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


class Disposition(NamedTuple):
    """Of some households: ``fear`` and ``attachment`` (standard normal, shape n), Gumbel ``taste`` (4 options, n)."""

    fear: Floats
    attachment: Floats
    taste: Floats

    def some(self, at: Rows) -> Disposition:
        """Of those at some places."""
        return Disposition(self.fear.take(at), self.attachment.take(at), self.taste.take(at, axis=1))


class Dispositions:
    """Those of all households, home by home.

    Each home draws from a stream of its own, so that when it does makes no difference; where nobody is ever asked,
    nothing is drawn and no memory taken.
    """

    def __init__(self, starts: list[int], drawn: list[int], slugs: list[str], streams: Streams) -> None:
        """Draw nothing yet; ``drawn`` says of how many rows of each home, the other rows having neither."""
        self._starts, self._drawn, self._slugs, self._streams = starts, drawn, slugs, streams
        self._homes: dict[int, Floats] = {}

    def at(self, home: int) -> Disposition:
        """Of all rows of a home, as views."""
        return _as_disposition(self._home(home))

    def of(self, rows: Rows, homes: Iterable[int]) -> Disposition:
        """Of some rows of these homes, as copies in their order."""
        return _as_disposition(self._picked(rows, homes, 6))

    def fear(self, rows: Rows, homes: Iterable[int]) -> Floats:
        """The fear of some rows of these homes alone."""
        fear: Floats = self._picked(rows, homes, 1)[0]
        return fear

    def _picked(self, rows: Rows, homes: Iterable[int], columns: int) -> Floats:
        picked = np.empty((columns, len(rows)), np.float32)
        for home in homes:
            start, stop = self._starts[home], self._starts[home + 1]
            these = ((rows >= start) & (rows < stop)).nonzero()[0]
            if len(these) == len(rows):
                self._home(home)[:columns].take(rows - start, axis=1, out=picked, mode="clip")
            elif len(these):
                picked[:, these] = self._home(home)[:columns].take(rows[these] - start, axis=1)
        return picked

    def let_go(self) -> None:
        """Free what was drawn."""
        self._homes.clear()

    def _home(self, home: int) -> Floats:
        """Fear, attachment and four tastes of a home's rows, as the rows of one array."""
        block = self._homes.get(home)
        if block is None:
            block = self._homes[home] = np.zeros((6, self._starts[home + 1] - self._starts[home]), np.float32)
            columns = block[:, : self._drawn[home]]
            stream = self._streams.of("households", "tastes", self._slugs[home])
            draw_tastes(columns[0], columns[1], columns[2:], stream)
        return block


def _as_disposition(columns: Floats) -> Disposition:
    return Disposition(columns[0], columns[1], columns[2:])
