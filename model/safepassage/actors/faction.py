"""An armed group: what it believes, what fighting on is worth to it."""

from __future__ import annotations

from math import exp

from mesa import Agent

from safepassage.actors.sensing import Situation, Surroundings
from safepassage.equations import bargaining, beliefs
from safepassage.scenario import schema


class Faction(Agent):
    """One armed group, with the parameters of its kind; its enclaves decide apart, through it."""

    model: Surroundings

    def __init__(self, model: Surroundings, slug: str, table: schema.Faction) -> None:
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

    def hazard_seen(self, now: Situation, hazard: float) -> float:
        """The hazard through this group's optimism, as the enclave's fighting and its peers' fate have worn it."""
        p = self.model.parameters.beliefs
        left = beliefs.optimism(now.optimism, now.days_fought, p.learning_days, p.peer_learning, now.peers_gone)
        return beliefs.hazard_seen(hazard, left)

    def value_of_fighting_on(self, now: Situation) -> tuple[float, float]:
        """V_f, and the hazard seen: under assault, or besieged with an assault feared."""
        b = self.model.parameters.bargaining
        hunger = b.hunger_cost * now.hunger
        if now.strength > 0:
            seen = self.hazard_seen(now, now.hazard)
            return bargaining.faction_value(b.discount, hunger + b.loss_cost * now.loss_rate, seen, b.defeat), seen
        seen = self.hazard_seen(now, now.hazard_if_assaulted)
        assaulted = bargaining.faction_value(b.discount, hunger, seen, b.defeat)
        feared = self.feared_assault(now) if seen > 0 else 0.0
        value = bargaining.faction_value_besieged(b.discount, b.siege_cost + hunger, feared, assaulted)
        return value, seen

    def feared_assault(self, now: Situation) -> float:
        """The daily chance of an assault that this enclave fears: the domino, or an ultimatum where that is worse."""
        p = self.model.parameters.beliefs
        feared = beliefs.feared_assault(p.feared_assault, p.domino, now.peers_gone, now.peers_left)
        if now.assault_next_door:
            feared += p.next_door
        if now.ultimatum is not None:
            feared = max(feared, beliefs.feared_ultimatum(now.resolve, now.ultimatum))
        return feared

    def credibility(self, trust: float, guarantee: float) -> float:
        """q: the chance, as this group sees it, that the passage is honoured under a guarantee."""
        return beliefs.credibility(trust, guarantee * self.guarantee_factor)
