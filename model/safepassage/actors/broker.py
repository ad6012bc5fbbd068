"""A go-between: whom it can reach, how many talks it carries, what its guarantee is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

from safepassage.scenario import schema

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave


class Broker(Agent):
    """Opens channels, narrows misunderstanding (skill) and guarantees the passage."""

    model: Campaign

    def __init__(self, model: Campaign, slug: str, table: schema.Broker) -> None:
        """Take over skill and guarantee (shares), capacity (talks at a time) and access (kinds or factions)."""
        super().__init__(model)
        self.slug, self.name = slug, table.name
        self.skill, self.guarantee, self.capacity = table.skill, table.guarantee, table.capacity
        self.access = set(table.access)
        self.busy = 0

    def reaches(self, enclave: Enclave) -> bool:
        """Whether it can speak with the enclave's faction."""
        return enclave.faction.kind in self.access or enclave.faction.slug in self.access

    def opens_channel(self, enclave: Enclave) -> bool:
        """Whether it has a hand free for this enclave and can reach it."""
        return self.busy < self.capacity and self.reaches(enclave)
