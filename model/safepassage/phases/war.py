"""The day's fighting: offensives begin, strength is allotted, districts are worn down, people die."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

from safepassage.actors.offensive import Offensive
from safepassage.equations import war
from safepassage.people import deaths
from safepassage.phases import falling
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import QUIET, Assault, Pocket
from safepassage.world.situations import at_war, engaged_per_ground, may_be_attacked
from safepassage.world.world import World

READS = falling.READS | {"active", "government", "open_agreements", "truces"}
WRITES = falling.WRITES | {"government", "households", "journal", "network", "roll"}

Pressed = dict[int, float]  # strength in fighters by district


class Fought(NamedTuple):
    """What a day's fighting came to for one enclave: expected losses, and the districts lost."""

    loss_rate: float
    attackers_lost: float
    fallen: list[int]


def wage(world: World) -> None:
    """One day of war."""
    announce_and_begin(world)
    world.network.remember(round(world.parameters.observers.victory_days))
    press(world, allot(world), {})
    lost: dict[int, Fought] = {}
    fallen: list[int] = []
    for enclave in [e for e in world.active if e.assault.strength > 0]:
        fought = fight(world, enclave)
        lost |= dict.fromkeys(enclave.districts, fought)
        fallen += fought.fallen
    for pocket in [p for p in world.roll.pockets if p.strength > 0]:
        bombard(world, pocket)
    if fallen:
        falling.change_hands(world, fallen)
        press(world, allot(world), lost)  # by the evening both sides see the ground as it lies now


def announce_and_begin(world: World) -> None:
    """Ultimatums are given and run out, offensives begin."""
    government, day = world.government, world.day
    if government.idle:
        government.turn_to_what_remains(_capital_unprotected(world), day)
    for offensive in government.offensives:
        if offensive.ultimatum and not offensive.warned and day >= offensive.due:
            offensive.warned = True
            give_ultimatum(world, offensive.districts, offensive.ultimatum)
    for offensive in government.begin_offensives(day):
        names = world.slugs(offensive.districts)
        world.journal.write(day, "offensive", districts=names, strength=offensive.asked)
    for enclave in world.active:
        if enclave.ultimatum_until is not None and day >= enclave.ultimatum_until:
            _ultimatum_over(world, enclave)


def _ultimatum_over(world: World, enclave: Enclave) -> None:
    """An ultimatum runs out: without an assault it was a bluff, and the next one is believed less."""
    enclave.ultimatum_until = None
    begun = [o for o in world.government.offensives if o.began == world.day]
    assaulted = any(set(enclave.districts) & set(o.districts) for o in begun)
    if not assaulted and enclave.pocket.strength <= 0 and enclave.agreement is None:
        enclave.resolve *= world.parameters.beliefs.bluff
        world.journal.write(world.day, "bluff", enclave=enclave.name)


def _capital_unprotected(world: World) -> tuple[int, ...]:
    """Districts of the capital region that the government does not hold and that no agreement protects.

    A truce that both sides signed does not count: it holds until something is worth more than it.
    """
    held = (d for d in world.capital if world.network.holder[d] != GOVERNMENT)
    return tuple(d for d in held if may_be_attacked(world, world.roll.at[d]))


def give_ultimatum(world: World, districts: tuple[int, ...], days: float) -> None:
    """Tell the enclaves in these districts that an assault follows in so many days."""
    for enclave in world.active:
        if enclave.agreement is None and set(enclave.districts) & set(districts):
            enclave.ultimatum_until = world.day + max(round(days), 1)
            world.journal.write(world.day, "ultimatum", enclave=enclave.name, until=enclave.ultimatum_until)


def allot(world: World) -> Pressed:
    """The strength on each district that is attacked today; an offensive with nothing left to take is over."""
    aims = {o.number: _aims(world, o) for o in world.government.offensives if o.under_way}
    strengths = world.government.allot([number for number, aim in aims.items() if aim is not None])
    pressed: Pressed = {}
    for number, aim in aims.items():
        if aim:
            free = max(strengths[number] - _tied(world, world.government.offensives[number]), 0.0)
            for d, strength in _shared_out(world, aim, free):
                pressed[d] = pressed.get(d, 0.0) + strength
    return {d: strength for d, strength in pressed.items() if strength > 0}


def _shared_out(world: World, aim: Mapping[Enclave, Sequence[int]], free: float) -> list[tuple[int, float]]:
    """Share the free strength of an offensive among groups, and each group's part among its exposed districts.

    What a unit of a district's ground costs the assault is fort times the defenders engaged on it.
    """
    focus, network = world.parameters.war.focus, world.network
    prices, groups = [], []
    for enclave, districts in aim.items():
        per_ground = engaged_per_ground(world, enclave)
        prices.append([network.fort[d] * per_ground for d in districts])
        groups.append((network.footing(enclave.districts).ground, min(prices[-1])))
    shared: list[tuple[int, float]] = []
    for districts, of_district, share in zip(aim.values(), prices, war.pressed_groups(groups, focus), strict=True):
        fronts = [(network.resistance[d], price) for d, price in zip(districts, of_district, strict=True)]
        parts = war.pressed_fronts(fronts, focus)
        shared += [(d, free * share * part) for d, part in zip(districts, parts, strict=True)]
    return shared


def _aims(world: World, offensive: Offensive) -> dict[Enclave, list[int]] | None:
    """Districts that an offensive attacks today, by group: besieged by the government, beside its ground, at war.

    None where nothing is left of what it is aimed at: it is over.
    """
    roll, exposed = world.roll, dict[Enclave, list[int]]()
    held = [d for d in offensive.districts if roll.pocket_at[d] is not None]
    if not held:
        _end(world, offensive)
        return None
    for d in held:
        enclave = roll.at[d]
        if roll.facing[d] and enclave is not None:
            exposed.setdefault(enclave, []).append(d)
    return {enclave: districts for enclave, districts in exposed.items() if _attackable(world, enclave)}


def _attackable(world: World, enclave: Enclave) -> bool:
    return enclave.pocket.besieger == GOVERNMENT and at_war(world, enclave)


def _tied(world: World, offensive: Offensive) -> float:
    """Strength that holds the line around groups which have signed and not yet handed over their ground."""
    aimed = set(offensive.districts) if world.open_agreements else set()
    bound = [a.tied for a in world.open_agreements if a.open and aimed.intersection(a.enclave.districts)]
    return world.parameters.war.line * fsum(bound)


def _end(world: World, offensive: Offensive) -> None:
    offensive.ended, offensive.ended_on = True, world.day
    world.journal.write(world.day, "offensive_over", districts=world.slugs(offensive.districts))


def press(world: World, pressed: Pressed, lost: Mapping[int, Fought]) -> None:
    """Note on every enclave and pocket what presses it today.

    ``lost`` is what the day's fighting is expected to have cost, by district; empty before it.
    """
    for pocket in world.roll.pockets:
        pocket.strength = 0.0
    for enclave in world.active:
        fronts = tuple([(d, pressed[d]) for d in enclave.districts if d in pressed])
        enclave.assault = _assault(world, enclave, fronts, lost) if fronts else QUIET
        enclave.pocket.strength += enclave.assault.strength


def _assault(
    world: World, enclave: Enclave, fronts: tuple[tuple[int, float], ...], lost: Mapping[int, Fought]
) -> Assault:
    strength = fsum([on_district for _, on_district in fronts])
    defence = world.network.footing(enclave.districts).defence
    work = war.work_ahead(defence, engaged_per_ground(world, enclave), world.government.pace)
    hazard = war.hazard(strength * world.government.air, work)
    before = next((lost[d] for d in enclave.districts if d in lost), None) if lost else None
    if before is None:
        return Assault(strength, fronts, hazard)
    return Assault(strength, fronts, hazard, before.loss_rate, before.attackers_lost)


def fight(world: World, enclave: Enclave) -> Fought:
    """A day's fighting on one enclave's ground: who dies on both sides, what is worn down."""
    p, assault = world.parameters.war, enclave.assault
    fighters = world.fighters_in(enclave)
    per_ground = engaged_per_ground(world, enclave)
    militants = war.defender_losses(
        p.attacker_fire, assault.strength * world.government.air, fighters, max(enclave.fighters_start, fighters)
    )
    attackers = fsum(
        [
            war.attacker_losses(p.defender_fire, per_ground * world.network.resistance[d], strength)
            for d, strength in assault.fronts
        ]
    )
    loss_rate = militants / fighters if fighters else 0.0
    enclave.assault = Assault(assault.strength, assault.fronts, assault.hazard, loss_rate, attackers)
    _suffer(world, enclave, militants, attackers)
    return Fought(loss_rate, attackers, _advance(world, assault, per_ground))


def _suffer(world: World, enclave: Enclave, militants: float, attackers: float) -> None:
    """Draw the fighters' losses of a day around their expectations; of attackers no more than were there."""
    tally, rng = enclave.tally, world.streams.of("war", "losses", enclave.name)
    killed, killed_attackers = int(rng.poisson(militants)), int(rng.poisson(attackers))
    tally.militants_killed += deaths.kill_fighters(world.households, enclave.districts, killed, rng)
    killed_attackers = min(killed_attackers, int(enclave.assault.strength))
    tally.government_killed += killed_attackers
    world.government.losses += killed_attackers
    if tally.offensive_day is None:
        tally.offensive_day = world.day


def bombard(world: World, pocket: Pocket) -> None:
    """Civilians die wherever people of an assaulted pocket are at war, in proportion to those exposed."""
    h, p, air = world.households, world.parameters.war, world.government.air
    for enclave in world.enclaves_in(pocket, pocket.districts):
        if not at_war(world, enclave):
            continue
        own = [d for d in enclave.districts if world.roll.pocket_at[d] is pocket]
        people = sum([h.people[d] for d in own])
        expected = war.civilian_deaths(p.civilian_toll, pocket.strength * air, people)
        rng = world.streams.of("war", "bombardment", enclave.name)
        killed = deaths.kill_civilians(h, own, int(rng.poisson(expected)), rng)
        enclave.tally.civilians_killed += killed
        pressed = enclave.assault.strength * air
        per_1000 = 1_000.0 * killed / max(people, 1)
        seen = war.exposure(pressed, p.violence_strength, p.violence_most, p.violence_dead, per_1000)
        for d in own:
            world.network.expose(d, seen)


def _advance(world: World, assault: Assault, per_ground: float) -> list[int]:
    """Wear down the districts ahead; returns those whose resistance is broken."""
    network, variance, fallen = world.network, world.parameters.war.advance_spread**2, []
    pace, air, of = world.government.pace, world.government.air, world.streams.of
    for d, strength in assault.fronts:
        chance = of("war", "advance", network.slugs[d]).gamma(1 / variance, variance) if variance > 0 else 1.0
        if network.wear(d, chance * war.resistance_worn(pace, strength * air, per_ground, network.fort[d])):
            fallen.append(d)
    return fallen
