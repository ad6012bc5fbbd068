"""Mesa agents that decide by calling equations: government, allies, factions, brokers, communities, observers.

They stand below the world and are told what they can know (``sensing``); of their Mesa model they know parameters and
streams alone.
"""

from safepassage.actors.broker import Broker
from safepassage.actors.community import Community
from safepassage.actors.faction import Faction
from safepassage.actors.government import Ally, Government
from safepassage.actors.observers import Monitor, StateMedia, UnitedNations
from safepassage.actors.residents import Residents

__all__ = [
    "Ally",
    "Broker",
    "Community",
    "Faction",
    "Government",
    "Monitor",
    "Residents",
    "StateMedia",
    "UnitedNations",
]
