"""An armed group: what it believes, what fighting on is worth to it, which terms it accepts."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from mesa import Agent

from safepassage.equations import bargaining, beliefs
from safepassage.scenario import schema

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave


class Faction(Agent):
    """One armed group, with the parameters of its kind; its enclaves decide apart, through it."""

    model: Campaign

    def __init__(self, model: Campaign, slug: str, table: schema.Faction) -> None:
        """Draw the group's private optimism and take over the parameters of its kind."""
        super().__init__(model)
        p = model.parameters
        self.slug = slug
        self.name = table.name
        self.kind = table.kind
        self.side = table.side
        self.besieger = table.besieger
        self.stock_days = table.stock_days
        self.destinations = table.destinations
        by_kind = {"rebel": 0, "jihadist": 1, "islamic_state": 2}[table.kind]
        self.guarantee_factor = (
            1.0,
            p.credibility.guarantee_jihadist,
            p.credibility.guarantee_islamic_state,
        )[by_kind]
        self.hardline = (1.0, p.agreements.hardline_jihadist, p.agreements.hardline_islamic_state)[by_kind]
        b = p.bargaining
        self.reputation = (b.reputation_rebel, b.reputation_jihadist, b.reputation_islamic_state)[by_kind]
        by_kind_optimism = (1.0, p.beliefs.optimism_jihadist, p.beliefs.optimism_islamic_state)[by_kind]
        noise = model.streams.of("beliefs", slug).standard_normal()
        self.optimism = p.beliefs.optimism * by_kind_optimism * exp(p.beliefs.optimism_spread * noise)
        self.resolve = p.beliefs.resolve

    def tolerates(self, other: Faction) -> bool:
        """Whether two groups share a pocket: the Islamic State and others do not, nor do the two sides."""
        return self.side == other.side and (self.kind == "islamic_state") == (other.kind == "islamic_state")

    def settles(self) -> bool:
        """Whether the besieger offers its fighters a settlement of status; the Islamic State was offered none."""
        return self.kind != "islamic_state"

    def hazard_seen(self, enclave: Enclave, hazard: float) -> float:
        """The hazard through this group's optimism, as the enclave's fighting and its peers' fate have worn it."""
        p = self.model.parameters.beliefs
        gone = self.model.peers.share_gone(enclave)
        left = beliefs.optimism(enclave.optimism, enclave.days_fought, p.learning_days, p.peer_learning, gone)
        return beliefs.hazard_seen(hazard, left)

    def value_of_fighting_on(self, enclave: Enclave, fighters: int, day: int) -> tuple[float, float]:
        """V_f, and the hazard seen: under assault, or besieged with an assault feared."""
        p, pocket = self.model.parameters, enclave.pocket
        b = p.bargaining
        hunger = b.hunger_cost * pocket.hunger
        if pocket.strength > 0:
            seen = self.hazard_seen(enclave, pocket.hazard)
            return bargaining.faction_value(b.discount, hunger + b.loss_cost * pocket.loss_rate, seen, b.defeat), seen
        seen = self.hazard_seen(enclave, self.model.hazard_if_assaulted(enclave, fighters))
        assaulted = bargaining.faction_value(b.discount, hunger, seen, b.defeat)
        feared = self.feared_assault(enclave, day) if seen > 0 else 0.0
        value = bargaining.faction_value_besieged(b.discount, b.siege_cost + hunger, feared, assaulted)
        return value, seen

    def feared_assault(self, enclave: Enclave, day: int) -> float:
        """The daily chance of an assault that this enclave fears: the domino, or an ultimatum where that is worse."""
        p = self.model.parameters.beliefs
        gone, left = self.model.peers.share_gone(enclave), self.model.peers.left(enclave)
        feared = beliefs.feared_assault(p.feared_assault, p.domino, gone, left)
        if self.model.assault_next_door(enclave):
            feared += p.next_door
        if enclave.ultimatum_until is not None:
            feared = max(feared, beliefs.feared_ultimatum(enclave.resolve, enclave.ultimatum_until - day))
        return feared

    def credibility(self, guarantee: float) -> float:
        """q: the chance, as this group sees it, that the passage is honoured under a guarantee."""
        return beliefs.credibility(self.model.government.trust(), guarantee * self.guarantee_factor)
