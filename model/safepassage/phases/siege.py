"""The day's siege: every pocket eats from its stock, and hunger follows from what went short."""

from __future__ import annotations

from safepassage.equations import siege
from safepassage.world.world import World

READS = {"active", "parameters", "roll"}
WRITES = {"roll"}


def endure(world: World) -> None:
    """One day of siege for every pocket; under an agreement supplies come in as in peace."""
    p = world.parameters.siege
    under_agreement = {id(enclave.pocket) for enclave in world.active if enclave.agreement is not None}
    for pocket in world.roll.pockets:
        if id(pocket) in under_agreement:
            inflow = 1.0
        else:
            inflow = p.smuggling_under_assault if pocket.strength > 0 else p.smuggling
        pocket.stock, pocket.deficit = siege.after_a_day(pocket.stock, pocket.deficit, inflow, p.recovery)
        pocket.hunger = siege.hunger(pocket.deficit, p.hunger_days)
