"""A district falls: its people retreat, flee, cross or remain; an enclave that loses its last one is stormed."""

from __future__ import annotations

from safepassage.people import deaths
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.world import World

READS = {"capital", "communities", "households", "network", "parameters", "roll", "streams"}
WRITES = {"active", "brokers", "counts", "households", "journal", "network", "roll"}


def change_hands(world: World, fallen: list[int]) -> None:
    """Districts fall to the government."""
    defended = [d for d in fallen if world.roll.at[d] is not None]
    world.take(defended, GOVERNMENT, lambda d: _overrun(world, d))


def _overrun(world: World, d: int) -> None:
    network, h = world.network, world.households
    enclave = world.roll.at[d]
    if enclave is None:  # not among those that `change_hands` takes
        return
    remaining = {other for other in enclave.districts if network.holder[other] == enclave.faction.slug}
    own = network.nearest(d, remaining) if remaining else None
    if own is None:
        _last_stand(world, enclave, d)
    refuge = own if own is not None else _next_door(world, enclave, d)
    going = world.communities[d].overrun(own_ground=own is not None, refuge=refuge is not None)
    if own is not None:
        h.move(going.retreating, d, own)
    if refuge is not None:
        h.move(going.fleeing, d, refuge)
    people = world.cross(going.crossing, d, enclave)
    world.journal.write(world.day, "fall", district=network.slugs[d], enclave=enclave.name, crossed=people)
    if own is None:
        world.end(enclave, "stormed")


def _last_stand(world: World, enclave: Enclave, d: int) -> None:
    h, rng = world.households, world.streams.of("war", "last_stand", enclave.name)
    killed = int(rng.binomial(h.fighters_at[d], world.parameters.war.last_stand_deaths))
    enclave.tally.militants_killed += deaths.kill_fighters(h, [d], killed, rng)


def _next_door(world: World, enclave: Enclave, d: int) -> int | None:
    """A district beside ``d`` that another enclave of the same side holds."""
    for b in world.network.beside[d]:
        other = world.roll.at[b]
        if other is None or other is enclave or world.network.holder[b] != other.faction.slug:
            continue
        if other.faction.side == enclave.faction.side and not other.gone:
            return b
    return None
