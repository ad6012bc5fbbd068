"""Under fire, people cross the lines where a corridor is open, or flee to a quiet enclave next door."""

from __future__ import annotations

from safepassage.actors.sensing import Fire
from safepassage.world.pocket import Pocket
from safepassage.world.situations import defenders
from safepassage.world.world import World

READS = {"communities", "corridors", "government", "households", "network", "parameters", "roll", "truces"}
WRITES = {"communities", "households", "roll"}


def flee(world: World) -> None:
    """Let communities under assault weigh leaving."""
    reference, most = world.parameters.bargaining.strength_reference, world.parameters.households.most_danger
    for pocket in world.roll.pockets:
        if pocket.strength > 0:
            danger = min(pocket.strength * world.government.air / reference, most)
            for d in defenders(world, pocket):
                _weigh(world, pocket, d, danger)


def _weigh(world: World, pocket: Pocket, d: int, danger: float) -> None:
    refuge, corridor = _quiet_next_door(world, d), d in world.corridors
    if not corridor and refuge is None:
        return
    told = Fire(world.day, danger, pocket.hunger, corridor, refuge is not None)
    going = world.communities[d].flees(told)
    if refuge is not None:
        world.households.move(going.fleeing, d, refuge)
    world.cross(going.crossing, d, world.roll.at[d])


def _quiet_next_door(world: World, d: int) -> int | None:
    """A district beside ``d`` that an enclave of the same side holds and nobody attacks: Yalda beside Yarmouk."""
    here = world.roll.at[d]
    for b in world.network.beside[d]:
        other = world.roll.at[b]
        if here is None or other is None or other.gone or other.pocket.strength > 0:
            continue
        if other.faction.side == here.faction.side:
            return b
    return None
