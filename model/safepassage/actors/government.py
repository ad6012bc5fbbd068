"""The besieging government and its allies: where strength goes, what an enclave is worth, how its word stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesa import Agent

from safepassage.equations import bargaining, beliefs
from safepassage.scenario import schema

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave
    from safepassage.network import Pocket


@dataclass(slots=True)
class Offensive:
    """An assault under way or due: districts it is aimed at, strength it asks for, when it is due and began."""

    number: int
    districts: tuple[int, ...]
    asked: int
    due: int
    ultimatum: int
    began: int | None = None
    ended: bool = False
    ended_on: int = -1
    warned: bool = False


class Ally(Agent):
    """An ally: air power multiplies the assault's fire and advance, militias add strength."""

    model: Campaign

    def __init__(self, model: Campaign, slug: str, table: schema.Ally) -> None:
        """Take over the ally's air power (a factor) and strength (fighters)."""
        super().__init__(model)
        self.slug, self.name = slug, table.name
        self.air, self.strength = table.air, table.strength


class Government(Agent):
    """The government's side: one pool of strength, offensives in their order, a record of its word."""

    model: Campaign

    def __init__(
        self, model: Campaign, table: schema.Government, offensives: list[Offensive], allies: list[Ally]
    ) -> None:
        """Start with the scenario's strength and offensives."""
        super().__init__(model)
        self.name = table.name
        self.own_strength = float(table.strength)
        self.losses = 0
        self.outside_pressure = table.outside_pressure
        self.offensives = offensives
        self.allies = allies
        precedents = model.file.precedents
        self.honoured, self.betrayed = float(precedents.honoured), float(precedents.betrayed)

    @property
    def strength(self) -> float:
        """Assault strength left, allied militias included."""
        return max(self.own_strength + sum(ally.strength for ally in self.allies) - self.losses, 0.0)

    @property
    def air(self) -> float:
        """The product of the allies' air power."""
        factor = 1.0
        for ally in self.allies:
            factor *= ally.air
        return factor

    def trust(self) -> float:
        """Mean of the common Beta belief that the government keeps its word, from convoys seen so far."""
        p = self.model.parameters.credibility
        return beliefs.trust(p.trust, p.trust_weight, self.honoured, self.betrayed, p.betrayal_weight)

    def seen_to_honour(self, weight: float) -> None:
        """A convoy arrived; ``weight`` is how visible it was."""
        self.honoured += weight

    def seen_to_betray(self, weight: float) -> None:
        """A passage was broken; ``weight`` is how visible it was."""
        self.betrayed += weight

    def begin_offensives(self, day: int) -> list[Offensive]:
        """Start those due for which enough strength is free; the others wait, and what was announced is a bluff."""
        committed = sum(o.asked for o in self.offensives if o.began is not None and not o.ended)
        begun = []
        for offensive in self.offensives:
            if offensive.began is not None or offensive.ended or day < offensive.due + offensive.ultimatum:
                continue
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
        if not remaining or not self.offensives or any(not offensive.ended for offensive in self.offensives):
            return None
        if day < max(offensive.ended_on for offensive in self.offensives) + p.regroup_days:
            return None
        asked = round(self.model.parameters.bargaining.strength_reference)
        offensive = Offensive(len(self.offensives), remaining, asked, day, round(p.ultimatum_days))
        self.offensives.append(offensive)
        return offensive

    def allot(self, pockets_of: dict[int, list[Pocket]], weights: dict[int, float]) -> None:
        """Share the strength among offensives as they ask, and each offensive's among its pockets by their fighters.

        ``pockets_of`` lists the assaulted pockets by offensive number; ``weights`` are fighters by ``id`` of a pocket.
        """
        asked = sum(self.offensives[number].asked for number in pockets_of)
        scale = min(1.0, self.strength / asked) if asked else 0.0
        for number, pockets in pockets_of.items():
            total = sum(weights[id(pocket)] for pocket in pockets)
            for pocket in pockets:
                pocket.strength += scale * self.offensives[number].asked * weights[id(pocket)] / total

    def value_of_assault(self, enclave: Enclave, fighters: int) -> float:
        """V_g: what going on is worth against this enclave today, 0 where it is merely contained."""
        p, pocket = self.model.parameters.bargaining, enclave.pocket
        if pocket.strength <= 0 or pocket.besieger != schema.GOVERNMENT:
            return 0.0
        cost = p.government_cost * pocket.strength / p.strength_reference + self.outside_pressure
        share = fighters / p.fighters_reference
        return bargaining.government_value(p.discount, cost, pocket.hazard, p.last_stand, share)
