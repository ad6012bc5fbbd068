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
    return Situation(
        fighters=fighters,
        fighters_left=fighters / start,
        by_government=enclave.pocket.besieger == GOVERNMENT,
        in_capital=enclave.seat in world.capital,
        strength=assault.strength,
        hazard=assault.hazard,
        hazard_feared=0.0 if assault.strength > 0 else _hazard_feared(world, enclave, fighters),
        loss_rate=assault.loss_rate,
        attackers_lost=assault.attackers_lost / start,
        hunger=enclave.pocket.hunger,
        ground_lost=ground_lost(world, enclave),
        peers_ended=world.peers.ended(enclave),
        assault_next_door=_assault_next_door(world, enclave),
        under_truce=enclave.truce is not None,
        pain=enclave.residents.pressure,
        resolve=enclave.resolve,
        ultimatum=None if enclave.ultimatum_until is None else enclave.ultimatum_until - world.day,
    )


def ground_lost(world: World, enclave: Enclave) -> float:
    """y: the share of an enclave's defence that is broken."""
    left = world.network.defence(enclave.districts)
    return max(1.0 - left / enclave.defence_start, 0.0) if enclave.defence_start > 0 else 0.0


def engaged_per_ground(world: World, enclave: Enclave) -> float:
    """F_e: the defenders whom an enclave can engage per unit of the ground that is left to it."""
    ground = fsum([world.network.resistance[d] for d in enclave.districts])
    return war.engaged(world.fighters_in(enclave), ground, world.parameters.war.frontage)


def _hazard_feared(world: World, enclave: Enclave, fighters: int) -> float:
    """One over the days that an enclave which is not under assault would last under the one that it fears."""
    if enclave.pocket.besieger != GOVERNMENT or not any(map(world.roll.facing.__getitem__, enclave.districts)):
        return 0.0
    network, government, p = world.network, world.government, world.parameters.war
    strength = war.feared_strength(announced_strength(world, enclave), p.feared_strength, fighters, government.strength)
    ground = [(network.resistance[d], network.fort[d]) for d in enclave.districts]
    work = war.work_ahead(ground, engaged_per_ground(world, enclave), government.pace)
    return war.hazard(strength * government.air, work)


def announced_strength(world: World, enclave: Enclave) -> int:
    """The strength of the largest offensive that is aimed at an enclave and not over; 0 where none is."""
    own = set(enclave.districts)
    aimed = [o for o in world.government.offensives if not o.ended and not own.isdisjoint(o.districts)]
    return max([o.asked for o in aimed], default=0)


def planned_strength(world: World, enclave: Enclave) -> int:
    """The strength of the largest offensive aimed at an enclave that is due while a truce signed now would hold."""
    own, horizon = set(enclave.districts), world.day + world.parameters.truces.days
    due = [o for o in world.government.offensives if not o.ended and o.due <= horizon]
    return max([o.asked for o in due if not own.isdisjoint(o.districts)], default=0)


def violence_in(world: World, enclave: Enclave) -> float:
    """X of an enclave: the violence that its people have suffered, on average."""
    people, scale = world.households.people, world.parameters.war.violence_days
    total = world.people_in(enclave)
    if not total:
        return world.network.violence(enclave.seat, scale)
    return fsum([people[d] * world.network.violence(d, scale) for d in enclave.districts]) / total


def _assault_next_door(world: World, enclave: Enclave) -> bool:
    """Whether an assault is under way on a district beside this enclave."""
    for d in enclave.districts:
        for b in world.network.beside[d]:
            other = world.roll.at[b]
            if other is not None and other is not enclave and other.assault.strength > 0:
                return True
    return False


def may_be_attacked(world: World, enclave: Enclave | None) -> bool:
    """Whether nothing but a truce that it signed protects an enclave."""
    if enclave is None or enclave.gone or enclave.agreement is not None:
        return False
    return not world.truces.intersection(enclave.districts)


def at_war(world: World, enclave: Enclave | None) -> bool:
    """Whether an enclave may be attacked today: no agreement or truce protects it."""
    return enclave is not None and enclave.truce is None and may_be_attacked(world, enclave)


def defenders(world: World, pocket: Pocket) -> list[int]:
    """Districts of a pocket whose fighters are at war today."""
    return [d for d in pocket.districts if at_war(world, world.roll.at[d])]
