"""A go-between: whom it can reach, how many talks it carries, what its guarantee is worth."""

from __future__ import annotations

from mesa import Agent

from safepassage.actors.faction import Faction
from safepassage.actors.sensing import Surroundings
from safepassage.scenario import schema


class Broker(Agent):
    """Opens channels, narrows misunderstanding (skill) and guarantees the passage."""

    model: Surroundings

    def __init__(self, model: Surroundings, slug: str, table: schema.Broker) -> None:
        """Take over skill and guarantee (shares), capacity (talks at a time) and access (kinds or factions)."""
        super().__init__(model)
        self.slug, self.name = slug, table.name
        self.skill, self.guarantee, self.capacity = table.skill, table.guarantee, table.capacity
        self.access = set(table.access)
        self.busy = 0

    def reaches(self, faction: Faction) -> bool:
        """Whether it can speak with a faction."""
        return faction.kind in self.access or faction.slug in self.access

    def opens_channel(self, faction: Faction) -> bool:
        """Whether it has a hand free for this faction and can reach it."""
        return self.busy < self.capacity and self.reaches(faction)
