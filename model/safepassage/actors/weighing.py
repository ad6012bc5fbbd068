"""People of one district who are asked together, and what they have weighed so far: kept for as long as it holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safepassage.equations.choice import (
    BOARD,
    Floats,
    Mask,
    Utilities,
    Workspace,
    best_at_home,
    leave_under_fire,
    prefer_boarding,
    staying_under_fire,
)
from safepassage.people.dispositions import Disposition
from safepassage.people.households import INSIDE, Households, Rows

REACH = 0.25  # who is so near to boarding, or to staying, is asked again while boarding gains or loses less than DRIFT
MANY = 32_768  # households of which it is worth while to find those few
DRIFT = 0.2  # the difference is far more than single precision loses


class _Kin(NamedTuple):
    """Those with a fighter: their places among the others, their liking for the bus, and what it has to beat."""

    at: Rows
    liking: Floats
    best: Floats


class _Weighed(NamedTuple):
    """Rows, each household's liking for the bus and what it has to beat, of kin apart."""

    rows: slice | Rows
    liking: Floats
    best: Floats
    kin: _Kin

    def would_board(self, u: Utilities) -> Mask:
        """Which of them prefer boarding to all else."""
        constant, of_kin = _constants(u)
        boarding = prefer_boarding(self.liking, self.best, constant)
        boarding[self.kin.at] = self.kin.liking + of_kin > self.kin.best
        return boarding

    def near(self, u: Utilities) -> Mask:
        """Which of them a little more or less would sway."""
        (constant, of_kin), kin = _constants(u), self.kin
        near: Mask = np.abs(self.best - self.liking - constant) < REACH
        near[kin.at] = np.abs(kin.best - kin.liking - of_kin) < REACH
        return near

    def only(self, wanted: Mask) -> _Weighed:
        """Those of them who are wanted."""
        at, among = wanted.nonzero()[0], wanted[self.kin.at]
        places = at.searchsorted(self.kin.at[among])
        kin = _Kin(places, self.kin.liking[among], self.kin.best[among])
        return _Weighed(numbers(self.rows, wanted), self.liking[at], self.best[at], kin)


class _Wavering(NamedTuple):
    """Who may be swayed while boarding is worth about ``board``; the ``sure`` board, and others do not.

    ``asked`` and ``boarding`` count who lives here, and who of the sure does, when it had been ``thinned`` so often.
    """

    board: float
    weighed: _Weighed
    sure: Mask
    thinned: int = -1
    asked: int = 0
    boarding: int = 0


class Asked:
    """Households at home, or guests: their rows, and what they fear and like."""

    def __init__(self, rows: slice | Rows, disposition: Disposition, work: Workspace) -> None:
        """Weigh nothing yet; ``work`` is scratch."""
        self.rows, self.disposition, self._work = rows, disposition, work
        self._best: Floats | None = None
        self._best_for: tuple[float, float] | None = None
        self._weighed: _Weighed | None = None
        self._weighed_for: tuple[int, tuple[float, ...]] | None = None
        self._staying: Floats | None = None
        self._turns: NDArray[np.int32] | None = None
        self._wavering: _Wavering | None = None
        self._again = False

    def board(self, h: Households, d: int, u: Utilities) -> tuple[int, int, Rows]:
        """Of those who live in ``d`` now: how many there are, how many would board, and who of these has to register.

        While nobody comes or leaves, and only the worth of boarding changes a little, a few are asked for all.
        """
        few = self._wavering
        if few is not None and self._weighed_for == (h.stirred[d], u[1:]) and abs(u.board - few.board) < DRIFT:
            return self._board_if_swayed(h, d, u, few)
        weighed = self._weigh(h, d, u)
        here = h.living(weighed.rows, d)
        would = weighed.would_board(u)
        would &= here
        new = would & _unregistered(h, weighed.rows)
        self._wavering = None
        if self._again and len(here) > MANY:
            near = weighed.near(u)
            sure = would & ~near
            if not (new & sure).any():  # who is sure has registered
                near &= here
                self._wavering = _Wavering(u.board, weighed.only(near), sure)
        self._again = True
        return int(np.count_nonzero(here)), int(np.count_nonzero(would)), numbers(weighed.rows, new)

    def _board_if_swayed(self, h: Households, d: int, u: Utilities, few: _Wavering) -> tuple[int, int, Rows]:
        """The same, where only those are asked who may be swayed."""
        if few.thinned != h.thinned[d]:
            here = h.living(self.rows, d)
            boarding = int(np.count_nonzero(few.sure & here))
            few = few._replace(thinned=h.thinned[d], asked=int(np.count_nonzero(here)), boarding=boarding)
            self._wavering = few
        rows, would = few.weighed.rows, few.weighed.would_board(u)
        would &= h.living(rows, d)
        boarding = few.boarding + int(np.count_nonzero(would))
        would &= _unregistered(h, rows)
        return few.asked, boarding, numbers(rows, would)

    def _weigh(self, h: Households, d: int, u: Utilities) -> _Weighed:
        """What boarding has to beat: worked out again where fighters change, or what anything but boarding is worth."""
        key = h.stirred[d], u[1:]
        if self._weighed is None or self._weighed_for != key:
            at = (h.fighters[self.rows] > 0).nonzero()[0]
            theirs = self.disposition.some(at)
            best = best_at_home(*theirs, u, self._work, kin=True)
            kin = _Kin(at, theirs.taste[BOARD].copy(), best)
            self._weighed = _Weighed(self.rows, self.disposition.taste[BOARD], self._without_fighters(u), kin)
            self._weighed_for, self._again = key, False
        return self._weighed

    def _without_fighters(self, u: Utilities) -> Floats:
        """The same, as if no household had a fighter: worked out again if settling gains or loses."""
        if self._best is None or self._best_for != (u.settle, u.stay):
            self._best, self._best_for = best_at_home(*self.disposition, u, self._work), (u.settle, u.stay)
            self._staying = None  # where lists are open nobody is under fire
        return self._best

    def leave(self, h: Households, d: int, u: Utilities, every: int, on: int) -> tuple[int, Rows, Rows]:
        """Of those without fighters who live in ``d`` now: how many there are, who crosses, who flees next door.

        Only those are asked whose row leaves ``on`` when it is divided by ``every``.
        """
        at, rows = self._in_turn(every, on)
        there = h.living(rows, d)
        there &= h.fighters[rows] == 0
        asked = int(np.count_nonzero(there))
        if not asked:
            return 0, _NOBODY, _NOBODY
        if self._staying is None:
            self._staying = staying_under_fire(self.disposition.attachment, self.disposition.taste, u)
        over, next_door = leave_under_fire(self.disposition.fear, self._staying, self.disposition.taste, at, u)
        crossing = _NOBODY if over is None else numbers(rows, over & there)
        return asked, crossing, _NOBODY if next_door is None else numbers(rows, next_door & there)

    def _in_turn(self, every: int, on: int) -> tuple[slice | Rows, slice | Rows]:
        """Whose turn it is: their places among all, and their rows."""
        if isinstance(self.rows, slice):
            first = (on - self.rows.start) % every
            return slice(first, None, every), slice(self.rows.start + first, self.rows.stop, every)
        if self._turns is None:
            self._turns = (self.rows % every).astype(np.int32)
        at = (self._turns == on).nonzero()[0]
        return at, self.rows[at]


_NOBODY = np.empty(0, np.intp)


def numbers(rows: slice | Rows, wanted: Mask) -> Rows:
    """The numbers of those of some rows who are wanted."""
    at: Rows = wanted.nonzero()[0]
    return at * (rows.step or 1) + rows.start if isinstance(rows, slice) else rows[at]


def _unregistered(h: Households, rows: slice | Rows) -> Mask:
    unregistered: Mask = (h.status[rows] if isinstance(rows, slice) else h.status.take(rows)) == INSIDE
    return unregistered


def _constants(u: Utilities) -> tuple[np.float32, np.float32]:
    """What boarding is worth against staying, and the same with a fighter among the members."""
    constant = np.float32(u.board - u.stay)
    return constant, np.float32(u.board_kin - u.stay_kin) + constant
