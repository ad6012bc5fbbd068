"""The civilians of one district and the fighters' households among them: one Mesa agent over NumPy columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from safepassage.actors.sensing import Fire, Registration, Surroundings
from safepassage.equations import choice
from safepassage.equations.choice import BOARD, CROSS, NEVER, SETTLE, Utilities, Workspace, choose
from safepassage.people.households import Households, Rows

# No option is open, and a fighter among the members changes nothing, until a choice says otherwise.
_SAME_FOR_KIN = Utilities(NEVER, NEVER, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_NOT_FOR_CIVILIANS = -50.0


class Flight(NamedTuple):
    """Who goes: rows that cross the lines, rows that flee to other besieged ground, rows that retreat with fighters."""

    crossing: Rows
    fleeing: Rows
    retreating: Rows


NOBODY = np.empty(0, np.intp)


class _Asked(NamedTuple):
    """The last day on which lists were open: what boarding was worth, and who would board."""

    stirred: int
    utilities: Utilities
    boarding: Rows


_NOT_ASKED = _Asked(-1, _SAME_FOR_KIN, NOBODY)
NO_FLIGHT = Flight(NOBODY, NOBODY, NOBODY)


class Community(Agent):
    """People whose home one district is; they choose, and whoever asked them sees to it that they go."""

    model: Surroundings

    def __init__(self, model: Surroundings, district: int, households: Households, workspace: Workspace) -> None:
        """Take over the rows of a district; ``workspace`` is scratch that communities share."""
        super().__init__(model)
        self.district = district
        self.rows = households.home_rows(district)
        self.leaving_share = 0.0
        self._asked = _NOT_ASKED
        self._households = households
        self._workspace = workspace

    def _choose(self, rows: Rows, utilities: Utilities) -> NDArray[np.uint8]:
        """The option of each of these rows, of which those at home come first."""
        h, home, work = self._households, self.rows, self._workspace
        h.acquaint(self.district)
        chosen = np.empty(len(rows), np.uint8)
        own = len(rows)
        if h.visitors[self.district]:
            own = int(np.count_nonzero((rows >= home.start) & (rows < home.stop)))
        n = home.stop - home.start
        if 2 * own > n:
            # Views cost nothing while picking rows copies them: rather choose for all at home and pick the answers.
            at_home = np.empty(n, np.uint8)
            choose(at_home, h.fighters[home], h.fear[home], h.attachment[home], h.taste[:, home], utilities, work)
            chosen[:own] = at_home if own == n else at_home[rows[:own] - home.start]
        else:
            own = 0
        if own < len(rows):
            choose(chosen[own:], h.fighters, h.fear, h.attachment, h.taste, utilities, work, rows[own:])
        return chosen

    def boards(self, told: Registration) -> Rows:
        """Let everybody living here choose, now that lists are open; returns the rows that would board."""
        h, d, before, utilities = self._households, self.district, self._asked, self.utilities(told)
        unstirred = before.stirred == h.stirred[d] and before.utilities == utilities._replace(
            board=before.utilities.board
        )
        # Where all that changed is that boarding is worth less, nobody boards who would not have before.
        fewer = unstirred and utilities.board <= before.utilities.board
        rows = h.still_at(d, before.boarding) if fewer else h.rows_at(d)
        asked = h.households_at(d) if fewer else len(rows)
        boarding: Rows = rows[self._choose(rows, utilities) == BOARD] if len(rows) else rows
        self.leaving_share = len(boarding) / asked if asked else self.leaving_share
        self._asked = _Asked(h.stirred[d], utilities, boarding)
        return boarding

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
        h.acquaint(self.district)
        apart = h.fighters.take(rows) > 0
        kin = rows[apart]  # few: only theirs is looked at
        goes = p.family_stays + p.family_violence * violence + h.fear[kin]
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
        """Let households without fighters weigh crossing the lines or fleeing next door."""
        h, p = self._households, self.model.parameters.households
        days = round(p.reconsider_days)  # under fire a household weighs leaving every so many, not all on the same one
        rows = h.rows_at(self.district, every=days, on=told.day % days)
        rows = rows[h.fighters[rows] == 0]
        if not len(rows):
            return NO_FLIGHT
        push = p.danger * told.danger + p.hunger * told.hunger + p.neighbours * self.leaving_share
        chosen = self._choose(
            rows,
            _SAME_FOR_KIN._replace(
                board=p.next_door + push if told.refuge else NEVER,
                cross=p.cross + push if told.corridor else NEVER,
                fear=p.fear,
                attachment=p.attachment,
                fear_of_staying=False,
            ),
        )
        crossing, fleeing = rows[chosen == CROSS], rows[chosen == BOARD]
        self.leaving_share += ((len(crossing) + len(fleeing)) / len(rows) - self.leaving_share) / days
        return Flight(crossing, fleeing, NOBODY)

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
