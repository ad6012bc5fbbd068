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
    Floats,
    Utilities,
    Workspace,
    best_at_home,
    choose,
    would_board,
)
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


class _Weighed(NamedTuple):
    """Who lived here when lists were last open, and what boarding has to beat for each household.

    It holds until people come or fighters change (``stirred``), options other than boarding do, or people leave
    (``thinned``). ``kin`` are the places of those with a fighter.
    """

    stirred: int
    thinned: int
    others: tuple[float, ...]
    rows: Rows
    liking: Floats
    best: Floats
    kin: Rows




class Community(Agent):
    """People whose home one district is; they choose, and whoever asked them sees to it that they go."""

    model: Surroundings

    def __init__(self, model: Surroundings, district: int, households: Households, workspace: Workspace) -> None:
        """Take over the rows of a district; ``workspace`` is scratch that communities share."""
        super().__init__(model)
        self.district = district
        self.rows = households.home_rows(district)
        self.leaving_share = 0.0
        self._weighed: _Weighed | None = None
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
        utilities = self.utilities(told)
        weighed = self._weighed = self._weigh(utilities)
        if not len(weighed.rows):
            return weighed.rows
        boarding = would_board(weighed.liking, weighed.best, weighed.kin, utilities)
        self.leaving_share = int(np.count_nonzero(boarding)) / len(boarding)
        boarding &= self._households.status.take(weighed.rows) == INSIDE
        new: Rows = weighed.rows[boarding]
        return new

    def _weigh(self, utilities: Utilities) -> _Weighed:
        """What boarding has to beat for those who live here now."""
        h, d, before = self._households, self.district, self._weighed
        others = utilities[1:]
        if before is None or before.stirred != h.stirred[d] or before.others != others:
            return self._weigh_anew(utilities)
        if before.thinned == h.thinned[d]:
            return before
        still = h.still(d, before.rows)
        rows, liking, best = before.rows[still], before.liking[still], before.best[still]
        kin = h.fighters.take(rows).nonzero()[0]
        return _Weighed(h.stirred[d], h.thinned[d], others, rows, liking, best, kin)

    def _weigh_anew(self, utilities: Utilities) -> _Weighed:
        h, d, home, work = self._households, self.district, self.rows, self._workspace
        rows = h.living(home, d).nonzero()[0]
        at_home = h.dispositions.at(d)
        # Views cost nothing while picking rows copies them: rather weigh for all at home and pick the answers.
        best = best_at_home(h.fighters[home], *at_home, utilities, work).take(rows)
        liking = at_home.taste[BOARD].take(rows)
        rows += home.start
        guests = h.guests_at(d)
        if len(guests):
            theirs = h.dispositions.of(guests)
            best = np.concatenate((best, best_at_home(h.fighters.take(guests), *theirs, utilities, work)))
            liking = np.concatenate((liking, theirs.taste[BOARD]))
            rows = np.concatenate((rows, guests))
        kin = h.fighters.take(rows).nonzero()[0]
        return _Weighed(h.stirred[d], h.thinned[d], utilities[1:], rows, liking, best, kin)

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
        h, d = self._households, self.district
        rows = h.in_turn(d, every, on)
        asked = h.living(rows, d)
        asked &= h.fighters[rows] == 0
        n = int(np.count_nonzero(asked))
        if not n:
            return 0, NOBODY, NOBODY
        mind, mine = h.dispositions.at(d), slice(rows.start - self.rows.start, None, every)
        chosen = np.empty(len(asked), np.uint8)
        choose(
            chosen, h.fighters[rows], mind.fear[mine], mind.attachment[mine], mind.taste[:, mine], utilities,
            self._workspace,
        )  # fmt: skip
        going = [((chosen == option) & asked).nonzero()[0] for option in (CROSS, BOARD)]
        return n, going[0] * every + rows.start, going[1] * every + rows.start

    def _guests_fleeing(self, utilities: Utilities, every: int, on: int) -> tuple[int, Rows, Rows]:
        """The same of those who fled here."""
        h = self._households
        rows = h.guests_at(self.district)
        rows = rows[(rows % every == on) & (h.fighters.take(rows) == 0)]
        chosen = self._choose(rows, utilities)
        return len(rows), rows[chosen == CROSS], rows[chosen == BOARD]

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
