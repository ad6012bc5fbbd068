"""The UN counts; monitor and state media spoke as convoys left."""

from __future__ import annotations

from safepassage.world.world import World

READS = {"households", "un"}
WRITES = {"reports", "un"}


def report(world: World) -> None:
    """Publish today's total of arrivals, if one is due."""
    published = world.un.publishes(world.day, world.households.arrived)
    if published is not None:
        world.reports.append(published)
