"""Enclaves, the talks they hold and the agreements they sign; their mutual pointers stay in this one room.

An enclave is one faction's part of a pocket: it fights, talks and signs for itself, and keeps its name in a split.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from safepassage.actors import Broker, Faction, Residents
from safepassage.actors.sensing import Situation
from safepassage.equations import bargaining
from safepassage.equations.bargaining import Deal, Offers, Stakes
from safepassage.people.households import Rows
from safepassage.world.pocket import QUIET, Assault, Pocket
from safepassage.world.tally import Tally


@dataclass(slots=True)
class Outlook:
    """What both sides expected on the last day they looked: values, utilities, hazards, credibility.

    ``ripest`` is how ripe the stalemate could be at most under a word worth no more than that on the table.
    """

    value_faction: float = 1.0
    value_government: float = 0.0
    best_faction: float = 0.0
    best_government: float = 0.0
    hazard: float = 0.0
    hazard_seen: float = 0.0
    ground_lost: float = 0.0
    credibility: float = 0.0
    ripeness: float = 0.0
    ripest: float = 0.0
    offer_faction: float | None = None
    offer_government: float | None = None

    @property
    def surplus(self) -> float:
        """Surplus of the worse-off side if the other got its reservation; below 0 there is no bargaining range."""
        return min(self.best_faction - self.value_faction, self.best_government - self.value_government)


@dataclass(slots=True, eq=False)
class Enclave:
    """One faction's part of a pocket; ``seat`` is the district that names it.

    ``fighters_start`` and ``defence_start`` (Σ resistance·fort of its ground) are what it began with; a fragment's are
    its part of the parent's. ``facing`` says whether its ground lies beside the government's, ``neighbours`` are the
    enclaves beside it: both follow from the holders. ``assault`` is today's, :data:`QUIET` where nobody attacks.
    """

    name: str
    faction: Faction
    seat: int
    districts: tuple[int, ...]
    pocket: Pocket
    residents: Residents
    all_districts: list[int] = field(default_factory=list)
    facing: bool = False
    neighbours: tuple[Enclave, ...] = ()
    fighters_start: float = 0.0
    defence_start: float = 0.0
    assault: Assault = QUIET
    resolve: float = 0.5
    ultimatum_until: int | None = None
    pause_until: int = -1
    outcome: str = "holding"
    end_day: int | None = None
    tally: Tally = field(default_factory=Tally)
    outlook: Outlook = field(default_factory=Outlook)
    talks: Talks | None = None
    agreement: Agreement | None = None
    misjudgement: float = 1.0
    truce: Truce | None = None
    truce_asked: bool = False

    @property
    def gone(self) -> bool:
        """Whether it has ended, by a deal or by force."""
        return self.end_day is not None

    def inherit_truce(self, truce: Truce | None) -> None:
        """A fragment is protected by the truce that its parent signed; who vouched for one vouches for both."""
        if truce is not None:
            self.truce = Truce(truce.signed, truce.until, truce.guarantor)
            self.tally.truces.append(truce.signed)
            if truce.guarantor is not None:
                truce.guarantor.carried += 1


@dataclass(slots=True)
class Talks:
    """A channel between an enclave and its besieger: since when, and how wrong each side still is.

    ``broker`` leads the talks, None where the sides talk directly; ``guarantor`` vouches for what they agree: the
    broker itself, or a stronger one who has joined.
    """

    broker: Broker | None
    opened: int
    error_faction: float
    error_government: float
    offers: int = 0
    besieger_proposes: bool = True
    guarantor: Broker | None = None
    truce_proposed: bool = False
    says: float = 0.0  # the residents' answer in this round, uniform: they consent where support is above it

    def carriers(self) -> list[Broker]:
        """The go-betweens who have a hand in it."""
        joined = [self.guarantor] if self.guarantor is not self.broker else []
        return [b for b in (self.broker, *joined) if b is not None]


@dataclass(slots=True)
class Truce:
    """A deal by which nobody leaves for now: since when, until when, and who vouches for it."""

    signed: int
    until: int
    guarantor: Broker | None


class Views(NamedTuple):
    """What fighting on is worth to both sides this morning, the hazard that the faction sees, and its situation.

    ``planned`` is what an assault that is aimed at the enclave but has not begun would be worth to its besieger.
    """

    value_faction: float
    value_government: float
    hazard_seen: float
    now: Situation
    planned: float


class Passage(NamedTuple):
    """Where an enclave's people could go: the relation with who holds it, and the chance that they are let in.

    No destination means that none is reachable. It holds until a road, a door or a consent changes.
    """

    destination: str | None
    relation: float
    lets_in: float
    stages: int = 1


class Table(NamedTuple):
    """What lies on the table today: stakes, passage, who vouches, both reservation values, the deals that there are.

    ``word`` is what that of whoever vouches is worth.
    """

    stakes: Stakes
    passage: Passage
    guarantor: Broker | None
    value_faction: float
    value_government: float
    offers: tuple[Offers, ...] = ()
    word: float = 0.0

    def best(self) -> tuple[float, float]:
        """The most that each side could have if the other got no more than its reservation value.

        Where no deal leaves the other that much there is no range: each is then a whole unit short.
        """
        return self.best_for_faction(), self.best_for_government()

    def best_for_faction(self) -> float:
        """The first of :meth:`best`."""
        deal = bargaining.best_deal_for_faction(self.offers, self.stakes, self.value_government)
        return deal.utility_faction if deal else self.value_faction - 1.0

    def most_for_faction(self, best: float) -> float:
        """The most that it could have under any word worth no more than that on the table, under which it has ``best``.

        A departure is worth its terms as far as the word is trusted, and for the rest what betrayal leaves: a straight
        line, highest at one of its ends. A truce is worth the less the less it is trusted.
        """
        exposed = min([scope.bundles.least_exposed for scope in self.offers], default=0.0)
        return max(best, -self.stakes.betrayal_loss * self.stakes.exposed * exposed)

    def best_for_government(self) -> float:
        """The second of :meth:`best`."""
        deal = bargaining.cheapest_deal(self.offers, self.stakes, self.value_faction)
        return deal.utility_government if deal else self.value_government - 1.0


class Stage(StrEnum):
    """How far an agreement has come."""

    SIGNED = "signed"
    REGISTRATION = "registration"
    CONVOYS = "convoys"
    SUSPENDED = "suspended"
    HANDED_OVER = "handed_over"
    COLLAPSED = "collapsed"


@dataclass(slots=True, eq=False)
class Agreement:
    """Terms being carried out for one enclave.

    ``consented`` says whether the residents did; ``guarantor`` vouches for it; ``tied`` is the strength that had
    pressed the enclave when it signed, which holds the line around it until its ground is handed over. ``queue`` holds
    the rows of registered households in boarding order; ``waited`` counts the days on which people should have left and
    did not.
    """

    enclave: Enclave
    deal: Deal
    passage: Passage
    consented: bool
    broker: Broker | None
    guarantor: Broker | None
    tied: float
    signed: int
    first_night: int
    pace: float
    reputation: float
    stage: Stage = Stage.SIGNED
    queue: Rows = field(default_factory=lambda: np.empty(0, np.intp))
    sent: int = 0
    waited: int = 0
    suspended_until: int = -1
    partner: Agreement | None = None
    stages_done: int = 0
    registered_in: set[int] = field(default_factory=set)
    last_departure: int | None = None

    @property
    def deniable(self) -> bool:
        """Whether it is carried out by night and without cameras."""
        return self.deal.package.deniable

    @property
    def open(self) -> bool:
        """Whether it still binds."""
        return self.stage not in (Stage.HANDED_OVER, Stage.COLLAPSED)

    def dissolve(self) -> None:
        """Nobody waits any more: those whom it took away stand in the convoys."""
        self.queue, self.sent = self.queue[:0].copy(), 0

    @property
    def stage_limit(self) -> int:
        """Rows of the queue that may have left by the end of the present stage of an exchange."""
        stages = self.passage.stages
        return len(self.queue) * min(self.stages_done + 1, stages) // stages
