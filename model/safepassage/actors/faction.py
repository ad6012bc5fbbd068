"""An armed group: what it believes, what fighting on is worth to it."""

from __future__ import annotations

from math import exp

from mesa import Agent

from safepassage.actors.sensing import Situation, Surroundings
from safepassage.equations import bargaining, beliefs, scopes
from safepassage.scenario import GOVERNMENT, schema


class Faction(Agent):
    """One armed group, with the parameters of its kind; its enclaves decide apart, through it."""

    model: Surroundings

    def __init__(self, model: Surroundings, slug: str, table: schema.Faction) -> None:
        """Draw what the group expects of an assault and take over the parameters of its kind."""
        super().__init__(model)
        p = model.parameters
        self.slug, self._table = slug, table
        self.name = table.name
        self.kind = table.kind
        self.side = table.side
        self.besieger = table.besieger
        self.stock_days, self.deficit_days = table.stock_days, table.deficit_days
        self.destinations = table.destinations
        self.open_way = table.open_way
        self.garrison = table.garrison or table.side == GOVERNMENT
        by_kind = {"rebel": 0, "jihadist": 1, "islamic_state": 2}[table.kind]
        self.guarantee_factor = (
            1.0,
            p.credibility.guarantee_jihadist,
            p.credibility.guarantee_islamic_state,
        )[by_kind]
        self.hardline = (1.0, p.agreements.hardline_jihadist, p.agreements.hardline_islamic_state)[by_kind]
        b = p.bargaining
        self.reputation = (b.reputation_rebel, b.reputation_jihadist, b.reputation_islamic_state)[by_kind]
        r = p.residents
        self.listens = (1.0, r.press_jihadist, r.press_islamic_state)[by_kind]
        self.mood = p.households.mood * model.streams.of("mood", slug).standard_normal()
        by_kind_stall = (1.0, p.beliefs.stall_jihadist, p.beliefs.stall_islamic_state)[by_kind]
        if self.garrison:
            by_kind_stall *= p.beliefs.stall_garrison
        noise = model.streams.of("beliefs", slug).standard_normal()
        self.stall = p.beliefs.stall * by_kind_stall * exp(p.beliefs.stall_spread * noise)
        self.resolve = p.beliefs.resolve

    def tolerates(self, other: Faction) -> bool:
        """Whether two groups share a pocket."""
        return self._table.tolerates(other._table)

    def settles(self) -> bool:
        """Whether the besieger offers its fighters a settlement of status; the Islamic State was offered none."""
        return self.kind != "islamic_state"

    def learns_from(self, other: Faction) -> bool:
        """Whether the end of another group teaches this one; the Islamic State learns from its own kind only."""
        return self.besieger == other.besieger and (self.kind != "islamic_state" or other.kind == self.kind)

    def goes_all_the_way(self, now: Situation) -> float:
        """π: the chance, as this group sees it, that an assault takes all that it still holds."""
        p = self.model.parameters.beliefs
        return beliefs.goes_all_the_way(self.stall, p.prior_work, now.ground_lost, p.peer_work * now.peers_ended)

    def value_of_fighting_on(self, now: Situation) -> tuple[float, float]:
        """V_f, and the hazard of defeat that the group sees: under assault, or besieged with an assault feared."""
        b = self.model.parameters.bargaining
        siege, chance = b.siege_cost + self._hunger_cost(now), self.goes_all_the_way(now)
        held = bargaining.faction_value_besieged(b.discount, siege, 0.0, 0.0)
        hazard, cost = (now.hazard, b.loss_cost * now.loss_rate) if now.strength > 0 else (now.hazard_feared, 0.0)
        assaulted = bargaining.faction_value(b.discount, siege + cost, hazard, chance, b.defeat, held)
        if now.strength > 0:
            return self._or_leave(assaulted), hazard * chance
        feared = self.feared_assault(now) if hazard > 0 and not now.under_truce else 0.0
        besieged = bargaining.faction_value_besieged(b.discount, siege, feared, assaulted)
        return self._or_leave(besieged), hazard * chance

    def _hunger_cost(self, now: Situation) -> float:
        """What holding out costs a day beside the fighting: hunger, and the residents' pressure."""
        p = self.model.parameters
        return p.bargaining.hunger_cost * now.hunger + p.residents.press * self.listens * now.pain

    def value_of_truce(self, now: Situation, credibility: float) -> float:
        """What a truce is worth: no siege while it holds, and an assault feared as far as the word may break."""
        b = self.model.parameters.bargaining
        chance = self.goes_all_the_way(now)
        held = bargaining.faction_value_besieged(b.discount, b.siege_cost, 0.0, 0.0)
        hazard = now.hazard if now.strength > 0 else now.hazard_feared
        assaulted = bargaining.faction_value(b.discount, 0.0, hazard, chance, b.defeat, held)
        feared = self.feared_assault(now) * (1.0 - credibility) if hazard > 0 else 0.0
        return bargaining.faction_value_besieged(b.discount, 0.0, feared, assaulted)

    def _or_leave(self, value: float) -> float:
        """Where a way is open, leaving without a deal is worth something whatever fighting on may be."""
        return max(value, self._way_out()) if self.open_way else value

    def _way_out(self) -> float:
        """What leaving over an open way is worth: alive on ground of its own side, without anybody's word."""
        p = self.model.parameters.scopes
        return scopes.leaving(p.leaving, p.relation, 1.0, p.refusal, 1.0)

    def withdraws(self, value_of_fighting_on: float, chance: float) -> bool:
        """Whether it leaves over an open way today; ``chance`` is uniform on [0, 1)."""
        likely = chance < self.model.parameters.talks.withdrawal
        return self.open_way and value_of_fighting_on <= self._way_out() and likely

    def feared_assault(self, now: Situation) -> float:
        """η: the daily chance of an assault that this enclave fears, an ultimatum's where that is worse."""
        p = self.model.parameters.beliefs
        feared = p.feared_assault + (p.next_door if now.assault_next_door else 0.0)
        if now.ultimatum is not None:
            feared = max(feared, beliefs.feared_ultimatum(now.resolve, now.ultimatum))
        return feared

    def credibility(self, trust: float, guarantee: float) -> float:
        """q: the chance, as this group sees it, that the passage is honoured under a guarantee."""
        return beliefs.credibility(trust, guarantee * self.guarantee_factor)
