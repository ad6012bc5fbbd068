"""The committee of an enclave's civilians: what it feels, what it asks for, what it consents to."""

from __future__ import annotations

from collections import deque

from mesa import Agent

from safepassage.actors.sensing import Surroundings
from safepassage.equations import consent
from safepassage.equations.scopes import Scope

REMEMBERED = 30  # days over which the dead are counted


class Residents(Agent):
    """Presses its group, proposes truces, and ratifies what its group has agreed."""

    model: Surroundings

    def __init__(self, model: Surroundings, enclave: str) -> None:
        """Begin for an enclave, with nobody mourned."""
        super().__init__(model)
        self.enclave = enclave
        self.pain = 0.0
        self._dead: deque[float] = deque(maxlen=REMEMBERED)
        self._dead_before = 0

    def endure(self, hunger: float, dead_so_far: int, people: int) -> None:
        """One day: ``dead_so_far`` are all civilian dead of the enclave, ``people`` those inside."""
        p = self.model.parameters.residents
        self._dead.append(1_000.0 * (dead_so_far - self._dead_before) / max(people, 1))
        self._dead_before = dead_so_far
        self.pain = consent.pain(p.hunger, hunger, p.deaths, sum(self._dead))

    @property
    def pressure(self) -> float:
        """Pain, as far as the group listens."""
        return self.model.parameters.residents.weight * self.pain

    def proposes_a_truce(self, chance: float) -> bool:
        """Whether it asks for a truce today; ``chance`` is uniform on [0, 1)."""
        p = self.model.parameters.residents
        return chance < p.weight * (p.propose + p.propose_pain * self.pain)

    def support(
        self, scope: Scope, credibility: float, violence: float, leave_share: float, hazard: float, stages: int,
        *, settled: bool,
    ) -> float:  # fmt: skip
        """The share of the committee that consents to a deal.

        ``leave_share`` is that of the civilians who would leave; an exchange in more than one ``stages`` leaves those
        who wait for the last one exposed meanwhile.
        """
        p = self.model.parameters.residents
        s = 1.0 if settled else p.unsettled
        if scope is Scope.ALL:
            utility = consent.all_leave(p.consent, p.home, p.fear, leave_share, violence, credibility)
        elif stages > 1:
            waiting = consent.staying(0.0, p.fear, 0.0, 1.0, credibility, 1.0)
            leaving = consent.staying(p.consent, p.fear, 1.0, 0.0, credibility, 1.0)
            utility = consent.in_stages(leaving, waiting, stages)
        else:
            utility = consent.staying(p.consent, p.fear, leave_share, violence, credibility, s)
        return consent.support(utility, p.hazard, hazard, REMEMBERED, self.pain, p.scale)

    def consents(self, support: float, chance: float) -> bool:
        """Whether its word lets the deal pass; ``chance`` is uniform on [0, 1)."""
        return chance >= self.model.parameters.residents.weight * (1.0 - support)
