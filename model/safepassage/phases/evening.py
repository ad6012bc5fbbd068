"""The evening's count: a row of the daily table, and one for each living enclave."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum

from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.world import World

READS = {"active", "counts", "households", "roll"}
WRITES = {"counts", "outlooks"}

DAILY: dict[str, Callable[[World], float]] = {
    "fighting": lambda w: sum(1 for pocket in w.roll.pockets if pocket.strength > 0),
    "strength": lambda w: fsum(pocket.strength for pocket in w.roll.pockets),
    "inside": lambda w: w.households.inside,
    "in_transit": lambda w: w.households.on_road,
    "arrived": lambda w: w.households.arrived,
    "crossed": lambda w: w.households.crossed,
    "killed_fighters": lambda w: w.households.killed_fighters,
    "killed_civilians": lambda w: w.households.killed_civilians,
    "killed_government": lambda w: w.government.losses,
    "enclaves": lambda w: len(w.active),
    "talks": lambda w: sum(1 for e in w.active if e.talks is not None),
    "agreements": lambda w: len(w.open_agreements),
    "buses_out": lambda w: w.fleet.out_at(24.0 * (w.day + 1)),
    "arrived_today": lambda w: w.counts.arrived_today,
    "without_shelter": lambda w: sum(p.without_shelter for p in w.reception.places.values()),
    "trust": lambda w: w.standings[GOVERNMENT].trust,
}


def count(world: World) -> None:
    """Count the day, and note how every enclave stands."""
    if any(pocket.strength > 0 for pocket in world.roll.pockets):
        world.counts.days_of_fighting += 1
    day, note = world.day, world.outlooks.append
    for e in world.active:
        o = e.outlook
        note(
            (day, e.name, stage_of(e), world.people_in(e), world.fighters_in(e), e.assault.strength,
             e.pocket.hunger, o.hazard, o.hazard_seen, o.ground_lost, o.credibility, o.value_faction,
             o.value_government, o.best_faction, o.best_government, o.offer_faction, o.offer_government)
        )  # fmt: skip


def stage_of(enclave: Enclave) -> str:
    """How an enclave stands: the stage of its agreement, else talks, fighting or siege."""
    if enclave.agreement is not None:
        return str(enclave.agreement.stage.value)
    if enclave.talks is not None:
        return "talks"
    return "fighting" if enclave.assault.strength > 0 else "siege"
