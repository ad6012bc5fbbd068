"""What an enclave and its besieger can know on a morning, put together from the world."""

from __future__ import annotations

from math import fsum

from safepassage.actors.sensing import Situation
from safepassage.equations import war
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import Pocket
from safepassage.world.world import World


def situation_of(world: World, enclave: Enclave) -> Situation:
    """The situation of an enclave today."""
    assault, fighters = enclave.assault, world.fighters_in(enclave)
    start = max(enclave.fighters_start, 1.0)
    hazard_feared = 0.0 if assault.strength > 0 else _hazard_feared(world, enclave, fighters)
    return Situation(
        fighters, fighters / start, enclave.pocket.besieger == GOVERNMENT, enclave.seat in world.capital,
        assault.strength, assault.hazard, hazard_feared, assault.loss_rate, assault.attackers_lost / start,
        enclave.pocket.hunger, ground_lost(world, enclave),
        world.peers.ended(enclave.faction), _assault_next_door(enclave),
        enclave.truce is not None, enclave.residents.pressure, enclave.resolve,
        None if enclave.ultimatum_until is None else enclave.ultimatum_until - world.day,
    )  # fmt: skip


def ground_lost(world: World, enclave: Enclave) -> float:
    """y: the share of an enclave's defence that is broken."""
    left = world.network.footing(enclave.districts).defence
    return max(1.0 - left / enclave.defence_start, 0.0) if enclave.defence_start > 0 else 0.0


def engaged_per_ground(world: World, enclave: Enclave) -> float:
    """F_e: the defenders whom an enclave can engage per unit of the ground that is left to it."""
    ground = world.network.footing(enclave.districts).ground
    return war.engaged(world.fighters_in(enclave), ground, world.parameters.war.frontage)


def _hazard_feared(world: World, enclave: Enclave, fighters: int) -> float:
    """One over the days that an enclave which is not under assault would last under the one that it fears."""
    if enclave.pocket.besieger != GOVERNMENT or not enclave.facing:
        return 0.0
    footing, government, p = world.network.footing(enclave.districts), world.government, world.parameters.war
    strength = war.feared_strength(announced_strength(world, enclave), p.feared_strength, fighters, government.strength)
    work = war.work_ahead(footing.defence, war.engaged(fighters, footing.ground, p.frontage), government.pace)
    return war.hazard(strength * government.air, work)


def announced_strength(world: World, enclave: Enclave) -> int:
    """The strength of the largest offensive that is aimed at an enclave and not over; 0 where none is."""
    return max([o.asked for o in world.government.aimed_at(enclave.districts) if not o.ended], default=0)


def planned_strength(world: World, enclave: Enclave) -> int:
    """The strength of the largest offensive aimed at an enclave that is due while a truce signed now would hold."""
    horizon, aimed = world.day + world.parameters.truces.days, world.government.aimed_at(enclave.districts)
    return max([o.asked for o in aimed if not o.ended and o.due <= horizon], default=0)


def violence_in(world: World, enclave: Enclave) -> float:
    """X of an enclave: the violence that its people have suffered, on average."""
    people, violence, total = world.households.people, world.network.violence, world.people_in(enclave)
    if not total:
        return violence[enclave.seat]
    return fsum([people[d] * violence[d] for d in enclave.districts]) / total


def _assault_next_door(enclave: Enclave) -> bool:
    """Whether an assault is under way on a district beside this enclave."""
    return any(other.assault.strength > 0 for other in enclave.neighbours)


def may_be_attacked(world: World, enclave: Enclave | None) -> bool:
    """Whether nothing but a truce that it signed protects an enclave."""
    if enclave is None or enclave.gone or enclave.agreement is not None:
        return False
    return not world.truces or world.truces.isdisjoint(enclave.districts)


def at_war(world: World, enclave: Enclave | None) -> bool:
    """Whether an enclave may be attacked today: no agreement or truce protects it."""
    return enclave is not None and enclave.truce is None and may_be_attacked(world, enclave)


def defenders(world: World, pocket: Pocket) -> list[int]:
    """Districts of a pocket whose fighters are at war today."""
    return [d for d in pocket.districts if at_war(world, world.roll.at[d])]
