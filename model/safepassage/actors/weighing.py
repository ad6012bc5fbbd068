"""People of one district who are asked together, and what they have weighed so far: kept for as long as it holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safepassage.equations.choice import (
    BOARD,
    Bytes,
    Floats,
    Utilities,
    Workspace,
    best_at_home,
    prefer_boarding,
)
from safepassage.people.dispositions import Disposition
from safepassage.people.households import Rows

Mask = NDArray[np.bool_]


class _Kin(NamedTuple):
    """Those with a fighter: their places among the others, their liking for the bus, and what it has to beat."""

    at: Rows
    liking: Floats
    best: Floats


class Asked:
    """Households at home, or guests: their rows, and what they fear and like."""

    __slots__ = ("_best", "_best_for", "_kin", "_kin_for", "_work", "disposition", "rows")

    def __init__(self, rows: slice | Rows, disposition: Disposition, work: Workspace) -> None:
        """Weigh nothing yet; ``work`` is scratch."""
        self.rows, self.disposition, self._work = rows, disposition, work
        self._best: Floats | None = None
        self._best_for: tuple[float, float] | None = None
        self._kin: _Kin | None = None
        self._kin_for: tuple[int, tuple[float, ...]] | None = None

    def would_board(self, u: Utilities, fighters: Bytes, stirred: int) -> Mask:
        """Which of them prefer boarding to all else.

        ``fighters`` is the column of all households, ``stirred`` changes whenever it may have changed here.
        """
        constant = np.float32(u.board - u.stay)
        boarding = prefer_boarding(self.disposition.taste[BOARD], self._at_home(u), constant)
        kin = self._fighters(u, fighters, stirred)
        of_kin = np.float32(u.board_kin - u.stay_kin) + constant
        boarding[kin.at] = kin.liking + of_kin > kin.best
        return boarding

    def _at_home(self, u: Utilities) -> Floats:
        """What boarding has to beat for a household without fighters: worked out again if settling gains or loses."""
        if self._best is None or self._best_for != (u.settle, u.stay):
            self._best, self._best_for = best_at_home(*self.disposition, u, self._work), (u.settle, u.stay)
        return self._best

    def _fighters(self, u: Utilities, fighters: Bytes, stirred: int) -> _Kin:
        """The same of households with a fighter, worked out again if those change."""
        if self._kin is None or self._kin_for != (stirred, u[1:]):
            at = (fighters[self.rows] > 0).nonzero()[0]
            theirs = self.disposition.some(at)
            best = best_at_home(*theirs, u, self._work, kin=True)
            self._kin, self._kin_for = _Kin(at, theirs.taste[BOARD], best), (stirred, u[1:])
        return self._kin

    def in_turn(self, every: int, on: int) -> tuple[slice | Rows, slice | Rows]:
        """Those whose row leaves ``on`` when it is divided by ``every``: their places among all, and their rows."""
        if isinstance(self.rows, slice):
            first = (on - self.rows.start) % every
            return slice(first, None, every), slice(self.rows.start + first, self.rows.stop, every)
        at = (self.rows % every == on).nonzero()[0]
        return at, self.rows[at]


def numbers(rows: slice | Rows, wanted: Mask) -> Rows:
    """The numbers of those of some rows who are wanted."""
    at: Rows = wanted.nonzero()[0]
    return at * (rows.step or 1) + rows.start if isinstance(rows, slice) else rows[at]
