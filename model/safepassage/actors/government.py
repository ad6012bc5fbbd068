"""The besieging government and its allies: where strength goes, what an enclave is worth."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from mesa import Agent

from safepassage.actors.offensive import Offensive
from safepassage.actors.sensing import Situation, Surroundings
from safepassage.equations import bargaining, scopes
from safepassage.scenario import GOVERNMENT, schema


class Ally(Agent):
    """An ally: air power multiplies the assault's fire and advance, militias add strength."""

    model: Surroundings

    def __init__(self, model: Surroundings, slug: str, table: schema.Ally) -> None:
        """Take over the ally's air power (a factor) and strength (fighters)."""
        super().__init__(model)
        self.slug, self.name = slug, table.name
        self.air, self.strength = table.air, table.strength


class Government(Agent):
    """The government's side: one pool of strength, offensives in their order."""

    model: Surroundings

    def __init__(
        self,
        model: Surroundings,
        table: schema.Government,
        offensives: list[Offensive],
        allies: list[Ally],
    ) -> None:
        """Start with the scenario's strength and offensives."""
        super().__init__(model)
        self.name = table.name
        of_party = 1.0 if table.party == GOVERNMENT else model.parameters.war.advance_others
        self.pace = model.parameters.war.advance * of_party
        self.own_strength = float(table.strength)
        self.losses = 0
        self.outside_pressure = table.outside_pressure
        self.offensives = offensives
        self.allies = allies
        self.muster()
        self._aimed: dict[tuple[tuple[int, ...], int], list[Offensive]] = {}

    @property
    def strength(self) -> float:
        """Assault strength left, allied militias included."""
        return max(self.own_strength + self._of_allies - self.losses, 0.0)

    def muster(self) -> None:
        """Add up what the allies send, after any has come or gone: their strength, and the product of their air power.

        ``air`` is that product.
        """
        self._of_allies = sum([ally.strength for ally in self.allies])
        self.air = prod([ally.air for ally in self.allies], start=1.0)

    @property
    def on_the_offensive(self) -> bool:
        """Whether it has strength for offensives at all: one that began, is due, or is over and frees it for more."""
        return bool(self.offensives)

    @property
    def idle(self) -> bool:
        """Whether every one of its offensives is over; not where it never had any."""
        return bool(self.offensives) and all(offensive.ended for offensive in self.offensives)

    def aimed_at(self, districts: tuple[int, ...]) -> list[Offensive]:
        """The offensives aimed at any of some districts, those that are over included; none ever turns elsewhere."""
        key = (districts, len(self.offensives))
        if key not in self._aimed:
            own = set(districts)
            self._aimed[key] = [o for o in self.offensives if not own.isdisjoint(o.districts)]
        return self._aimed[key]

    def begin_offensives(self, day: int) -> list[Offensive]:
        """Start those due for which enough strength is free; the others wait, and what was announced is a bluff."""
        waiting = [o for o in self.offensives if o.began is None and not o.ended and day >= o.due + o.ultimatum]
        committed = sum([o.asked for o in self.offensives if o.under_way]) if waiting else 0
        begun = []
        for offensive in waiting:
            if self.strength - committed >= self.model.parameters.war.ready_share * offensive.asked:
                offensive.began = day
                committed += offensive.asked
                begun.append(offensive)
        return begun

    def turn_to_what_remains(self, remaining: tuple[int, ...], day: int) -> Offensive | None:
        """When every offensive is over and part of the capital region still holds, that is next, by ultimatum first.

        The attack on southern Damascus followed the fall of eastern Ghouta within days (seed report).
        """
        p = self.model.parameters.war
        if not remaining or not self.idle:
            return None
        if day < max(offensive.ended_on for offensive in self.offensives) + p.regroup_days:
            return None
        asked = round(self.model.parameters.bargaining.strength_reference)
        offensive = Offensive(len(self.offensives), remaining, asked, day, round(p.ultimatum_days))
        self.offensives.append(offensive)
        return offensive

    def allot(self, under_way: Sequence[int]) -> dict[int, float]:
        """The strength of each offensive under way, by number: what it asked for, or its part of what is left."""
        asked = sum(self.offensives[number].asked for number in under_way)
        scale = min(1.0, self.strength / asked) if asked else 0.0
        return {number: scale * self.offensives[number].asked for number in under_way}

    def value_of_assault(self, now: Situation) -> float:
        """V_g: what going on is worth against this enclave today, 0 where it is merely contained."""
        p = self.model.parameters.bargaining
        if now.strength <= 0 or not now.by_government:
            return 0.0
        cost = bargaining.government_cost(
            p.government_cost, now.strength / p.strength_reference, self.outside_pressure, p.dead_cost,
            now.attackers_lost,
        )  # fmt: skip
        return bargaining.government_value(p.discount, cost, now.hazard, p.last_stand, now.fighters_left)

    def value_of_planned(self, now: Situation, strength: float) -> float:
        """What an assault that is aimed at this enclave but has not begun would be worth, at so much strength."""
        p = self.model.parameters.bargaining
        cost = bargaining.government_cost(
            p.government_cost, strength / p.strength_reference, self.outside_pressure, 0.0, 0.0
        )
        return bargaining.government_value(p.discount, cost, now.hazard_feared, p.last_stand, now.fighters_left)

    def value_of_truce(self, now: Situation, planned: float) -> float:
        """U_t, less what it gives up: an assault under way that is broken off, or the one that is planned."""
        p = self.model.parameters
        utility = scopes.truce_utility(
            p.truces.base, self.outside_pressure, p.bargaining.discount, p.truces.days, p.truces.fighters,
            now.fighters / p.bargaining.fighters_reference,
            p.truces.capital * (now.in_capital and self.on_the_offensive),
        )  # fmt: skip
        return utility - (p.truces.broken_off if now.strength > 0 else planned)
