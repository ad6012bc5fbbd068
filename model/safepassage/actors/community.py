"""The civilians of one district and the fighters' households among them: one Mesa agent over NumPy columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from safepassage.equations.choice import BOARD, CROSS, NEVER, Utilities, choose
from safepassage.households import CROSSED, INSIDE, REGISTERED, Rows

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave

# No option is open, and a fighter among the members changes nothing, until a choice says otherwise.
_SAME_FOR_KIN = Utilities(NEVER, NEVER, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
RECONSIDER = 5  # under fire a household weighs crossing every so many days, not all on the same one


class Community(Agent):
    """People whose home one district is; ``rows`` are their rows in the campaign's household columns."""

    model: Campaign

    def __init__(self, model: Campaign, district: int) -> None:
        """Take over the rows of a district."""
        super().__init__(model)
        self.district = district
        self.rows = model.households.home_rows(district)
        self.leaving_share = 0.0

    @property
    def people(self) -> int:
        """People living in the district today, people who fled here included."""
        return self.model.households.people[self.district]

    def _choose(self, rows: Rows, utilities: Utilities) -> NDArray[np.uint8]:
        """The option of each of these rows."""
        h, home = self.model.households, self.rows
        n = home.stop - home.start
        if not h.visitors[self.district] and 2 * len(rows) > n:
            # Views cost nothing while picking rows copies them: rather choose for all at home and pick the answers.
            at_home = np.empty(n, np.uint8)
            columns = h.fighters[home], h.fear[home], h.attachment[home], h.taste[:, home]
            choose(at_home, *columns, utilities, self.model.workspace)
            picked: NDArray[np.uint8] = at_home[rows - home.start] if len(rows) < n else at_home
            return picked
        chosen = np.empty(len(rows), np.uint8)
        choose(chosen, h.fighters, h.fear, h.attachment, h.taste, utilities, self.model.workspace, rows)
        return chosen

    def register(self, enclave: Enclave, *, passage: bool, settlement: bool, own_side: bool) -> Rows:
        """Let everybody living here choose, now that an agreement is open; returns rows newly registered to board."""
        h, p = self.model.households, self.model.parameters.households
        rows = h.rows_at(self.district)
        if not len(rows):
            return rows
        pull = p.neighbours * self.leaving_share + p.hunger * enclave.pocket.hunger
        pull += p.damage * self.model.network.damage[self.district]
        chosen = self._choose(
            rows,
            Utilities(
                board=p.board + pull if passage else NEVER,
                cross=NEVER,
                stay=0.0,
                settle=p.settle + p.settlement if settlement else NEVER,
                board_kin=p.kinship + p.destination * own_side,
                cross_kin=0.0,
                # A fighter does not simply stay under the government: he settles his status, if that is offered.
                stay_kin=2 * p.fighter_settles if settlement else p.fighter_settles,
                settle_kin=p.fighter_settles,
                fear=p.fear,
                attachment=p.attachment,
            ),
        )
        boarding = rows[chosen == BOARD]
        self.leaving_share = len(boarding) / len(rows)
        new: Rows = boarding[h.status[boarding] == INSIDE]
        h.status[new] = REGISTERED
        return new

    def flee_under_fire(self, danger: float, hunger: float, day: int, refuge: int | None, *, corridor: bool) -> int:
        """Let households without fighters weigh crossing the lines or fleeing next door; returns people who crossed.

        ``danger`` is the assault's effective strength over its reference; ``refuge`` a quiet district next door.
        """
        h, p = self.model.households, self.model.parameters.households
        rows = h.rows_at(self.district)[day % RECONSIDER :: RECONSIDER]
        rows = rows[h.fighters[rows] == 0]
        if not len(rows):
            return 0
        push = p.danger * danger + p.hunger * hunger + p.neighbours * self.leaving_share
        chosen = self._choose(
            rows,
            _SAME_FOR_KIN._replace(
                board=p.next_door + push if refuge is not None else NEVER,
                cross=p.cross + push if corridor else NEVER,
                fear=p.fear,
                attachment=p.attachment,
                fear_of_staying=False,
            ),
        )
        crossing, fleeing = rows[chosen == CROSS], rows[chosen == BOARD]
        self.leaving_share += ((len(crossing) + len(fleeing)) / len(rows) - self.leaving_share) / RECONSIDER
        if refuge is not None:
            h.move(fleeing, self.district, refuge)
        return h.leave_by(crossing, self.district, CROSSED)[0] if len(crossing) else 0

    def overrun(self, refuge: int | None, own: int | None) -> int:
        """The district falls: fighters' households retreat to ``own``, others flee to ``refuge``, cross or remain.

        Returns people who crossed to government-held shelters.
        """
        h, p = self.model.households, self.model.parameters.households
        rows = h.rows_at(self.district)
        kin = h.fighters[rows] > 0
        if own is not None:
            h.move(rows[kin], self.district, own)
        rows = rows[~kin]
        if not len(rows):
            return 0
        board = p.flee_inwards if refuge is not None else NEVER
        chosen = self._choose(
            rows, _SAME_FOR_KIN._replace(board=board, cross=0.0, fear=p.fear, attachment=p.attachment)
        )
        if refuge is not None:
            h.move(rows[chosen == BOARD], self.district, refuge)
        crossing = rows[chosen == CROSS]
        return h.leave_by(crossing, self.district, CROSSED)[0] if len(crossing) else 0
