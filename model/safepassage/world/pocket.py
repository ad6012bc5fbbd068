"""Pockets: connected districts that one besieger surrounds, with the stocks and the assault that are common to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Assault(NamedTuple):
    """What presses a pocket today: strength in fighters, districts ahead, work left in fighter-days, hazard a day.

    ``loss_rate`` is the share of the pocket's fighters expected to die in a day of it.
    """

    strength: float = 0.0
    targets: tuple[int, ...] = ()
    work: float = 0.0
    hazard: float = 0.0
    loss_rate: float = 0.0


QUIET = Assault()


@dataclass(slots=True, eq=False)
class Pocket:
    """Connected districts that one besieger surrounds: stock and hunger are common to all who live there.

    ``stock`` and ``deficit`` are in days of consumption; ``fighters_start`` is F₀ of the area fire; ``assault`` is
    today's, :data:`QUIET` where nobody attacks.
    """

    besieger: str
    districts: tuple[int, ...]
    stock: float = 0.0
    deficit: float = 0.0
    hunger: float = 0.0
    fighters_start: int = 0
    assault: Assault = QUIET

    @property
    def strength(self) -> float:
        """Of today's assault, in fighters."""
        return self.assault.strength
