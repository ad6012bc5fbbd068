"""Both sides of every enclave look at what fighting on is worth."""

from __future__ import annotations

from safepassage.world.enclave import Enclave, Views
from safepassage.world.situations import planned_strength, situation_of
from safepassage.world.world import World

READS = {"active", "capital", "government", "households", "network", "parameters", "peers"}
WRITES = {"peers", "roll", "views"}


def look(world: World) -> None:
    """Work out both reservation values of every enclave that is not bound by an agreement."""
    world.peers.count()
    before = world.views
    world.views = {e.name: _views(world, e, before.get(e.name)) for e in world.active if e.agreement is None}


def _views(world: World, enclave: Enclave, before: Views | None) -> Views:
    """Both values of an enclave: those of ``before`` where nobody attacks it and nothing that it knows has changed.

    The group's own hangs on its situation alone, and to a besieger who does not attack going on is worth 0.
    """
    now = situation_of(world, enclave)
    aimed = planned_strength(world, enclave) if now.strength <= 0 and now.by_government else 0
    planned = world.government.value_of_planned(now, min(aimed, world.government.strength)) if aimed else 0.0
    if before is not None and now.strength <= 0 and now == before.now and planned == before.planned:
        return before
    value_faction, seen = enclave.faction.value_of_fighting_on(now)
    value_government = world.government.value_of_assault(now)
    outlook = enclave.outlook
    outlook.value_faction, outlook.value_government = value_faction, value_government
    outlook.hazard, outlook.hazard_seen, outlook.ground_lost = now.hazard, seen, now.ground_lost
    return Views(value_faction, value_government, seen, now, planned)
