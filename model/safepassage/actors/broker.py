"""A go-between: whom it can reach, how much it carries, what its word is worth."""

from __future__ import annotations

from mesa import Agent

from safepassage.actors.faction import Faction
from safepassage.actors.sensing import Surroundings
from safepassage.equations import beliefs
from safepassage.scenario import schema


class Broker(Agent):
    """Opens channels, narrows misunderstanding (skill), and guarantees the passage of those for whom it vouches.

    ``carried`` counts the talks that it leads or has joined and the agreements that it watches over; ``kept`` and
    ``broken`` the deals under its guarantee that were carried out, or collapsed, by besieger: what its word failed to
    hold one to says nothing of another.
    """

    model: Surroundings

    def __init__(self, model: Surroundings, slug: str, table: schema.Broker) -> None:
        """Take over skill and guarantee (shares), capacity, access (kinds or factions), leverage (by besieger)."""
        super().__init__(model)
        self.slug, self.name = slug, table.name
        self.skill, self.guarantee, self.capacity = table.skill, table.guarantee, table.capacity
        self.access = set(table.access)
        self.leverage = dict(table.leverage)
        self.carried = 0
        self._words: dict[tuple[str, int], float] = {}  # by besieger and load, until its record changes
        self.kept: dict[str, float] = {}
        self.broken: dict[str, float] = {}

    def reaches(self, faction: Faction) -> bool:
        """Whether it can speak with a faction."""
        return faction.kind in self.access or faction.slug in self.access

    def has_a_hand_free(self, faction: Faction) -> bool:
        """Whether it can take on one thing more, and can reach this faction."""
        return self.carried < self.capacity and self.reaches(faction)

    def word(self, besieger: str, *, carrying: bool = False) -> float:
        """What its guarantee against a besieger is worth today, a share; 0 where it can carry nothing.

        ``carrying`` says that what is to be guaranteed is among what it carries already.
        """
        carried = self.carried - carrying
        word = self._words.get((besieger, carried))
        if word is None:
            word = self._words[besieger, carried] = self._word(besieger, carried)
        return word

    def _word(self, besieger: str, carried: int) -> float:
        p = self.model.parameters.credibility
        if self.capacity <= 0:
            return 0.0
        promised = self.guarantee * self.leverage.get(besieger, 1.0)
        kept, broken = self.kept.get(besieger, 0.0), self.broken.get(besieger, 0.0)
        return beliefs.guarantee(promised, p.record, kept, broken, carried / self.capacity, p.burden)

    def remember(self, besieger: str, weight: float, *, kept: bool) -> None:
        """A deal for which it vouched was carried out or collapsed; ``weight`` is how visible it was."""
        record = self.kept if kept else self.broken
        record[besieger] = record.get(besieger, 0.0) + weight
        self._words.clear()
