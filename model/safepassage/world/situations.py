"""What an enclave and its besieger can know on a morning, put together from the world."""

from __future__ import annotations

from safepassage.actors.sensing import Situation
from safepassage.equations import war
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import Pocket
from safepassage.world.world import World


def situation_of(world: World, enclave: Enclave) -> Situation:
    """The situation of an enclave today."""
    pocket, assault = enclave.pocket, enclave.pocket.assault
    fighters = world.fighters_in(enclave)
    return Situation(
        fighters=fighters,
        by_government=pocket.besieger == GOVERNMENT,
        strength=assault.strength,
        hazard=assault.hazard,
        hazard_if_assaulted=0.0 if assault.strength > 0 else _hazard_if_assaulted(world, enclave, fighters),
        loss_rate=assault.loss_rate,
        hunger=pocket.hunger,
        days_fought=enclave.days_fought,
        optimism=enclave.optimism,
        peers_gone=world.peers.share_gone(enclave),
        peers_left=world.peers.left(enclave),
        assault_next_door=_assault_next_door(world, enclave),
        resolve=enclave.resolve,
        ultimatum=None if enclave.ultimatum_until is None else enclave.ultimatum_until - world.day,
    )


def _hazard_if_assaulted(world: World, enclave: Enclave, fighters: int) -> float:
    """The hazard that an assault at the reference strength would bring to an enclave that is not under one."""
    if enclave.pocket.besieger != GOVERNMENT:
        return 0.0
    p, network = world.parameters, world.network
    fronts = sum(world.roll.facing[d] for d in enclave.districts)
    if not fronts:
        return 0.0
    engaged = war.engaged(fighters, fronts, p.war.frontage)
    ground = ((network.resistance[d], network.fort[d]) for d in enclave.districts)
    work = war.work_ahead(ground, engaged, p.war.advance)
    strength = min(p.bargaining.strength_reference, world.government.strength)
    return war.hazard(strength * world.government.air, work)


def _assault_next_door(world: World, enclave: Enclave) -> bool:
    """Whether an assault is under way on a district beside this enclave."""
    for d in enclave.districts:
        for b in world.network.beside[d]:
            other = world.roll.at[b]
            if other is not None and other is not enclave and other.pocket.strength > 0:
                return True
    return False


def at_war(world: World, enclave: Enclave | None) -> bool:
    """Whether an enclave may be attacked today: it lives, and no agreement or truce protects it."""
    if enclave is None or enclave.gone or enclave.agreement is not None:
        return False
    return not world.truces.intersection(enclave.districts)


def defenders(world: World, pocket: Pocket) -> list[int]:
    """Districts of a pocket whose fighters are at war today."""
    return [d for d in pocket.districts if at_war(world, world.roll.at[d])]
