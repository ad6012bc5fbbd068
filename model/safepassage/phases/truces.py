"""Truces: what ends them. They are weighed anew when their date comes, and when an offensive is due."""

from __future__ import annotations

from safepassage.equations import carrying_out
from safepassage.world.enclave import Enclave, Truce
from safepassage.world.world import World

READS = {"active", "government", "parameters", "standings", "streams", "views"}
WRITES = {"brokers", "journal", "roll", "standings"}


def review(world: World) -> None:
    """End the truces that do not hold any longer, and renew those whose date has come and that both still want."""
    for enclave in world.active:
        if enclave.truce is not None:
            _review(world, enclave, enclave.truce)


def _review(world: World, enclave: Enclave, truce: Truce) -> None:
    p, views = world.parameters.truces, world.views[enclave.name]
    word = truce.guarantor.word(enclave.faction.besieger, carrying=True) if truce.guarantor is not None else 0.0
    hazard = p.incidents * enclave.faction.hardline * (1.0 - word * enclave.faction.guarantee_factor)
    if world.streams.of("truces", enclave.name).random() < carrying_out.chance_of_a_day(hazard):
        world.end_truce(enclave, "incident", broken=p.broken)
    elif world.government.value_of_truce(views.now, 0.0) < views.planned and _due(world, enclave):
        world.end_truce(enclave, "offensive")
    elif world.day >= truce.until:
        if world.government.value_of_truce(views.now, views.planned) >= 0.0:
            truce.until = world.day + round(p.days)
        else:
            world.end_truce(enclave, "date")


def _due(world: World, enclave: Enclave) -> bool:
    """Whether an offensive aimed at an enclave would begin today, but for the truce, or gives notice."""
    aimed = [o for o in world.government.aimed_at(enclave.districts) if not o.ended]
    return any(o.under_way or world.day >= o.due for o in aimed)
