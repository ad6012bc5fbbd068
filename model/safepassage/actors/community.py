"""The civilians of one district and the fighters' households among them: one Mesa agent over NumPy columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from safepassage.actors.sensing import Fire, Registration, Surroundings
from safepassage.actors.weighing import Asked
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
_NO_FLIGHT = Flight(NOBODY, NOBODY, NOBODY)


class Community(Agent):
    """People whose home one district is; they choose, and whoever asked them sees to it that they go."""

    model: Surroundings

    def __init__(self, model: Surroundings, district: int, households: Households, workspace: Workspace) -> None:
        """Take over the rows of a district; ``workspace`` is scratch that communities share."""
        super().__init__(model)
        self.district = district
        self.rows = households.home_rows(district)
        self.leaving_share = 0.0
        self._asked: list[Asked] = []
        self._received = 0
        self._households = households
        self._workspace = workspace

    def _choose(self, rows: Rows, utilities: Utilities) -> NDArray[np.uint8]:
        """The option of each of these rows."""
        chosen = np.empty(len(rows), np.uint8)
        h = self._households
        choose(chosen, h.fighters.take(rows), *h.dispositions_at(self.district, rows), utilities, self._workspace)
        return chosen

    def boards(self, told: Registration) -> Rows:
        """Let everybody living here choose, now that lists are open.

        Returns the rows that would board and are not registered yet; ``leaving_share`` counts all that would.
        """
        h, d, utilities = self._households, self.district, self.utilities(told)
        answers = [people.board(h, d, utilities) for people in self._people()]
        asked = sum([asked for asked, _, _ in answers])
        if asked:
            self.leaving_share = sum([boarding for _, boarding, _ in answers]) / asked
        return _together([new for _, _, new in answers])

    def _people(self) -> list[Asked]:
        """Those at home and, where there are any, guests: all who were here since people last came."""
        h, d = self._households, self.district
        if not self._asked:
            self._asked = [Asked(self.rows, h.dispositions.at(d), self._workspace)]
        if self._received != h.received[d]:
            self._received = h.received[d]
            guests = np.concatenate(h.visitors[d])
            self._asked[1:] = [Asked(guests, h.dispositions_at(d, guests), self._workspace)]
        return self._asked

    def _forget(self) -> None:
        """Free what was weighed where hardly anybody will be asked again."""
        self._asked.clear()
        self._received = 0

    def utilities(self, told: Registration) -> Utilities:
        """What leaving and staying are worth to the households here, before tastes of their own."""
        p = self.model.parameters.households
        ruin = choice.what_is_lost(told.violence)
        board = (
            p.board + p.violence * ruin + p.hunger * told.hunger + p.destination * told.relation + told.mood
            + p.neighbours * self.leaving_share
        )  # fmt: skip
        stay = p.settlement * told.settlement - p.all_must_go * told.all_must_go
        # Only fighters settle their status; nobody else has any to settle.
        settle = _NOT_FOR_CIVILIANS + stay if told.settlement else NEVER
        kin = p.kinship + p.kin_violence * told.violence, 0.0, p.fighter_deserts, p.fighter_settles - _NOT_FOR_CIVILIANS
        return Utilities(board if told.passage else NEVER, NEVER, stay, settle, *kin, p.fear, p.attachment)

    def families_stay(self, rows: Rows, violence: float) -> NDArray[np.bool_]:
        """Of fighters' households that board: whose family would rather stay, so that he goes alone."""
        h, p = self._households, self.model.parameters.households
        apart = h.fighters.take(rows) > 0
        kin = rows[apart]  # few: only theirs is looked at
        goes = p.family_stays + p.family_violence * violence + h.fear_at(self.district, kin)
        apart[apart] = (h.size[kin] > h.fighters[kin]) & (goes <= 0)
        return apart

    def settles(self, told: Registration) -> tuple[Rows, Rows]:
        """Of the fighters still here once the lists have closed: whose status is settled, and who just went home."""
        self._forget()
        rows = self._households.with_fighters(self.district)
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
        h, d, on = self._households, self.district, told.day % days
        answers = [people.leave(h, d, utilities, days, on) for people in self._people()]
        asked = sum([asked for asked, _, _ in answers])
        if not asked:
            return _NO_FLIGHT
        crossing = _together([over for _, over, _ in answers])
        fleeing = _together([next_door for _, _, next_door in answers])
        self.leaving_share += ((len(crossing) + len(fleeing)) / asked - self.leaving_share) / days
        return Flight(crossing, fleeing, NOBODY)

    def overrun(self, *, own_ground: bool, refuge: bool) -> Flight:
        """The district falls: fighters' households retreat to own ground, others flee to a refuge, cross or remain."""
        self._forget()
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


def _together(rows: list[Rows]) -> Rows:
    return rows[0] if len(rows) == 1 else np.concatenate(rows)
