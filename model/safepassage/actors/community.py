"""The civilians of one district and the fighters' households among them: one Mesa agent over NumPy columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from safepassage.actors.sensing import Fire, Registration, Surroundings
from safepassage.equations import choice
from safepassage.equations.choice import (
    BOARD,
    CROSS,
    NEVER,
    SETTLE,
    Utilities,
    Workspace,
    best_at_home,
    choose,
    would_board,
)
from safepassage.people.dispositions import Disposition, Floats
from safepassage.people.households import INSIDE, Households, Rows

# No option is open, and a fighter among the members changes nothing, until a choice says otherwise.
_SAME_FOR_KIN = Utilities(NEVER, NEVER, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_NOT_FOR_CIVILIANS = -50.0


class Flight(NamedTuple):
    """Who goes: rows that cross the lines, rows that flee to other besieged ground, rows that retreat with fighters."""

    crossing: Rows
    fleeing: Rows
    retreating: Rows


NOBODY = np.empty(0, np.intp)


class _Guests(NamedTuple):
    """Who had fled here, gone since or not, when people last came (``received``)."""

    received: int
    rows: Rows
    disposition: Disposition


class _Weighed(NamedTuple):
    """Some rows, what each household's ``liking`` for the bus has to beat, and the places of those with a fighter."""

    rows: slice | Rows
    liking: Floats
    best: Floats
    kin: Rows


_NO_GUESTS = _Guests(0, NOBODY, Disposition(*np.empty((3, 0), np.float32)))


class Community(Agent):
    """People whose home one district is; they choose, and whoever asked them sees to it that they go."""

    model: Surroundings

    def __init__(self, model: Surroundings, district: int, households: Households, workspace: Workspace) -> None:
        """Take over the rows of a district; ``workspace`` is scratch that communities share."""
        super().__init__(model)
        self.district = district
        self.rows = households.home_rows(district)
        self.leaving_share = 0.0
        self._weighed: list[_Weighed] = []
        self._weighed_when: tuple[int, tuple[float, ...]] | None = None
        self._visited = _NO_GUESTS
        self._households = households
        self._workspace = workspace

    def _choose(self, rows: Rows, utilities: Utilities) -> NDArray[np.uint8]:
        """The option of each of these rows."""
        chosen = np.empty(len(rows), np.uint8)
        h = self._households
        choose(chosen, h.fighters.take(rows), *h.dispositions.of(rows), utilities, self._workspace)
        return chosen

    def boards(self, told: Registration) -> Rows:
        """Let everybody living here choose, now that lists are open.

        Returns the rows that would board and are not registered yet; ``leaving_share`` counts all that would.
        """
        h, d, utilities = self._households, self.district, self.utilities(told)
        asked = boarding = 0
        new = []
        for weighed in self._weigh(utilities):
            here = h.living(weighed.rows, d)
            asked += int(np.count_nonzero(here))
            here &= would_board(weighed.liking, weighed.best, weighed.kin, utilities)
            boarding += int(np.count_nonzero(here))
            here &= h.status[weighed.rows] == INSIDE
            new.append(_numbers(weighed.rows, here))
        if asked:
            self.leaving_share = boarding / asked
        return new[0] if len(new) == 1 else np.concatenate(new)

    def _weigh(self, utilities: Utilities) -> list[_Weighed]:
        """What boarding has to beat for people at home, and for guests where there are any.

        It stays as it is until people come, fighters change, or what other options are worth.
        """
        h = self._households
        stirred, others = h.stirred[self.district], utilities[1:]
        if self._weighed_when != (stirred, others):
            self._weighed_when = stirred, others
            self._weighed = [self._weigh_those(self.rows, h.dispositions.at(self.district), utilities)]
            if h.visitors[self.district]:
                guests = self._guests()
                self._weighed.append(self._weigh_those(guests.rows, guests.disposition, utilities))
        return self._weighed

    def _weigh_those(self, rows: slice | Rows, disposition: Disposition, utilities: Utilities) -> _Weighed:
        fighters = self._households.fighters[rows]
        best = best_at_home(fighters, *disposition, utilities, self._workspace)
        return _Weighed(rows, disposition.taste[BOARD], best, fighters.nonzero()[0])

    def _guests(self) -> _Guests:
        """Who fled here, with what they fear and like."""
        h, d = self._households, self.district
        if self._visited.received != h.received[d]:
            rows = np.concatenate(h.visitors[d])
            self._visited = _Guests(h.received[d], rows, h.dispositions.of(rows))
        return self._visited

    def utilities(self, told: Registration) -> Utilities:
        """What leaving and staying are worth to the households here, before tastes of their own."""
        p = self.model.parameters.households
        ruin = choice.what_is_lost(told.violence)
        board = (
            p.board + p.violence * ruin + p.hunger * told.hunger + p.destination * told.relation + told.mood
            + p.neighbours * self.leaving_share
        )  # fmt: skip
        stay = p.settlement * told.settlement - p.all_must_go * told.all_must_go
        return Utilities(
            board=board if told.passage else NEVER,
            cross=NEVER,
            stay=stay,
            # Only fighters settle their status; nobody else has any to settle.
            settle=_NOT_FOR_CIVILIANS + stay if told.settlement else NEVER,
            board_kin=p.kinship + p.kin_violence * told.violence,
            cross_kin=0.0,
            stay_kin=p.fighter_deserts,
            settle_kin=p.fighter_settles - _NOT_FOR_CIVILIANS,
            fear=p.fear,
            attachment=p.attachment,
        )

    def families_stay(self, rows: Rows, violence: float) -> NDArray[np.bool_]:
        """Of fighters' households that board: whose family would rather stay, so that he goes alone."""
        h, p = self._households, self.model.parameters.households
        apart = h.fighters.take(rows) > 0
        kin = rows[apart]  # few: only theirs is looked at
        goes = p.family_stays + p.family_violence * violence + h.dispositions.of(kin).fear
        apart[apart] = (h.size[kin] > h.fighters[kin]) & (goes <= 0)
        return apart

    def settles(self, told: Registration) -> tuple[Rows, Rows]:
        """Of the fighters still here once the lists have closed: whose status is settled, and who just went home."""
        h = self._households
        rows = h.rows_at(self.district)
        rows = rows[h.fighters[rows] > 0]
        if not len(rows):
            return rows, rows
        chosen = self._choose(rows, self.utilities(told._replace(passage=False)))
        return rows[chosen == SETTLE], rows[chosen != SETTLE]

    def flees(self, told: Fire) -> Flight:
        """Let households without fighters weigh crossing the lines or fleeing next door.

        Under fire each weighs leaving every so many days, not all on the same one.
        """
        p = self.model.parameters.households
        days = round(p.reconsider_days)
        push = p.danger * told.danger + p.hunger * told.hunger + p.neighbours * self.leaving_share
        utilities = _SAME_FOR_KIN._replace(
            board=p.next_door + push if told.refuge else NEVER,
            cross=p.cross + push if told.corridor else NEVER,
            fear=p.fear,
            attachment=p.attachment,
            fear_of_staying=False,
        )
        asked, crossing, fleeing = self._own_fleeing(utilities, days, told.day % days)
        if self._households.visitors[self.district]:
            guests, *going = self._guests_fleeing(utilities, days, told.day % days)
            asked += guests
            crossing, fleeing = np.concatenate((crossing, going[0])), np.concatenate((fleeing, going[1]))
        if asked:
            self.leaving_share += ((len(crossing) + len(fleeing)) / asked - self.leaving_share) / days
        return Flight(crossing, fleeing, NOBODY)

    def _own_fleeing(self, utilities: Utilities, every: int, on: int) -> tuple[int, Rows, Rows]:
        """Of people at home whose turn it is: how many households are asked, which cross, which flee next door."""
        rows = self._households.in_turn(self.district, every, on)
        mind, mine = self._households.dispositions.at(self.district), slice(rows.start - self.rows.start, None, every)
        return self._fleeing(rows, Disposition(mind.fear[mine], mind.attachment[mine], mind.taste[:, mine]), utilities)

    def _guests_fleeing(self, utilities: Utilities, every: int, on: int) -> tuple[int, Rows, Rows]:
        """The same of those who fled here."""
        rows, mind = self._guests()[1:]
        mine = (rows % every == on).nonzero()[0]
        picked = Disposition(mind.fear[mine], mind.attachment[mine], mind.taste[:, mine])
        return self._fleeing(rows[mine], picked, utilities)

    def _fleeing(self, rows: slice | Rows, disposition: Disposition, utilities: Utilities) -> tuple[int, Rows, Rows]:
        h = self._households
        fighters = h.fighters[rows]
        asked = h.living(rows, self.district)
        asked &= fighters == 0
        n = int(np.count_nonzero(asked))
        if not n:
            return 0, NOBODY, NOBODY
        chosen = np.empty(len(asked), np.uint8)
        choose(chosen, fighters, *disposition, utilities, self._workspace)
        return n, _numbers(rows, (chosen == CROSS) & asked), _numbers(rows, (chosen == BOARD) & asked)

    def overrun(self, *, own_ground: bool, refuge: bool) -> Flight:
        """The district falls: fighters' households retreat to own ground, others flee to a refuge, cross or remain."""
        h, p = self._households, self.model.parameters.households
        rows = h.rows_at(self.district)
        kin = h.fighters[rows] > 0
        retreating = rows[kin] if own_ground else NOBODY
        rows = rows[~kin]
        if not len(rows):
            return Flight(NOBODY, NOBODY, retreating)
        board = p.flee_inwards if refuge else NEVER
        chosen = self._choose(
            rows, _SAME_FOR_KIN._replace(board=board, cross=0.0, fear=p.fear, attachment=p.attachment)
        )
        return Flight(rows[chosen == CROSS], rows[chosen == BOARD], retreating)


def _numbers(rows: slice | Rows, wanted: NDArray[np.bool_]) -> Rows:
    """The numbers of those of some rows that are wanted."""
    at: Rows = wanted.nonzero()[0]
    if isinstance(rows, slice):
        return at * (rows.step or 1) + rows.start
    return rows[at]
