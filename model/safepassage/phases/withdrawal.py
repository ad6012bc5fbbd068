"""Leaving without a deal: a group goes over an open way, or onto ground of its own side, and its ground is given up."""

from __future__ import annotations

from safepassage.world.enclave import Enclave
from safepassage.world.world import World

READS = {"active", "capital", "communities", "counts", "households", "streams", "views"}
WRITES = {"active", "brokers", "counts", "households", "journal", "network", "roll"}


def withdraw(world: World) -> None:
    """Let groups for whom an open way is worth more than fighting on take it."""
    for enclave in list(world.active):
        views = world.views.get(enclave.name)
        if views is None or enclave.agreement is not None or enclave.gone or not enclave.faction.open_way:
            continue
        chance = world.streams.of("withdrawal", enclave.name).random()
        if enclave.faction.withdraws(views.value_faction, chance):
            _leave(world, enclave)


def _leave(world: World, enclave: Enclave) -> None:
    """Fighters go with their families; of the others those who would not stay under the besieger."""
    people = 0
    districts = list(enclave.districts)
    for d in districts:
        going = world.communities[d].overrun(own_ground=True, refuge=False)
        people += world.cross(going.retreating, d, enclave) + world.cross(going.crossing, d, enclave)
    world.journal.write(world.day, "withdrawal", enclave=enclave.name, people=people)
    world.end(enclave, "withdrew")
    world.hand_over(enclave, districts)
