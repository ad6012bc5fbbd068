"""Pockets: connected districts that one besieger surrounds, with the stocks that are common to them; and assaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Assault(NamedTuple):
    """What presses an enclave today: strength in fighters, all in all and on each district ahead; hazard a day.

    ``hazard`` is one over the days left at today's pace; ``loss_rate`` the share of the enclave's fighters expected to
    die a day, ``attackers_lost`` the attackers expected to.
    """

    strength: float = 0.0
    fronts: tuple[tuple[int, float], ...] = ()
    hazard: float = 0.0
    loss_rate: float = 0.0
    attackers_lost: float = 0.0


QUIET = Assault()


@dataclass(slots=True, eq=False)
class Pocket:
    """Connected districts that one besieger surrounds: stock and hunger are common to all who live there.

    ``stock`` and ``deficit`` are in days of consumption; ``strength`` is that of today's assault on any of it.
    """

    besieger: str
    districts: tuple[int, ...]
    stock: float = 0.0
    deficit: float = 0.0
    hunger: float = 0.0
    strength: float = 0.0
