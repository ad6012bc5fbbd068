"""The day's fighting: offensives begin, strength is allotted, districts are worn down, people die."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from safepassage.actors.offensive import Offensive
from safepassage.equations import war
from safepassage.people import deaths
from safepassage.phases import falling
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import QUIET, Assault, Pocket
from safepassage.world.situations import at_war, defenders
from safepassage.world.world import World

READS = falling.READS | {"active", "government", "truces"}
WRITES = falling.WRITES | {"claims", "government", "households", "journal", "network", "roll"}


class Front(NamedTuple):
    """Where an offensive meets a pocket: the districts ahead, and the work that those it is aimed at still cost."""

    pocket: Pocket
    targets: tuple[int, ...]
    work: float


class Fought(NamedTuple):
    """What a day's fighting came to for one pocket: the share of fighters expected to die, and the districts lost."""

    loss_rate: float
    fallen: list[int]


class Losses(NamedTuple):
    """Expected deaths of a day."""

    militants: float
    government: float
    civilians: float


def wage(world: World) -> None:
    """One day of war."""
    announce_and_begin(world)
    fronts = survey(world)
    press(world, fronts, {})
    lost: dict[int, float] = {}
    fallen: list[int] = []
    for pocket in {id(f.pocket): f.pocket for met in fronts.values() for f in met}.values():
        fought = fight(world, pocket)
        lost |= dict.fromkeys(pocket.districts, fought.loss_rate)
        fallen += fought.fallen
    if fallen:
        falling.change_hands(world, fallen)
        fronts = survey(world)  # by the evening both sides see the ground as it lies now
    press(world, fronts, lost)


def announce_and_begin(world: World) -> None:
    """Ultimatums are given and run out, offensives begin."""
    government, day = world.government, world.day
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
    """Districts of the capital region that the government does not hold and that no agreement or truce protects."""
    held = (d for d in world.capital if world.network.holder[d] != GOVERNMENT)
    return tuple(d for d in held if at_war(world, world.roll.at[d]))


def give_ultimatum(world: World, districts: tuple[int, ...], days: float) -> None:
    """Tell the enclaves in these districts that an assault follows in so many days."""
    for enclave in world.active:
        if enclave.agreement is None and set(enclave.districts) & set(districts):
            enclave.ultimatum_until = world.day + max(round(days), 1)
            world.journal.write(world.day, "ultimatum", enclave=enclave.name, until=enclave.ultimatum_until)


def survey(world: World) -> dict[int, list[Front]]:
    """Where each offensive meets pockets today, by its number; an offensive with nothing left to take is over."""
    fronts: dict[int, list[Front]] = {}
    for offensive in world.government.offensives:
        if not offensive.under_way:
            continue
        held = [d for d in offensive.districts if world.roll.pocket_at[d] is not None]
        if not held:
            _end(world, offensive)
            continue
        met = [_front(world, *aimed) for aimed in _aimed_at(world, held)]
        if met := [front for front in met if front.targets]:
            fronts[offensive.number] = met
    return fronts


def _aimed_at(world: World, held: list[int]) -> list[tuple[Pocket, list[int]]]:
    """The government's pockets in which an offensive may attack, each with the districts at war there."""
    pockets: dict[int, tuple[Pocket, list[int]]] = {}
    for d in held:
        pocket = world.roll.pocket_at[d]
        if pocket is not None and pocket.besieger == GOVERNMENT and at_war(world, world.roll.at[d]):
            pockets.setdefault(id(pocket), (pocket, []))[1].append(d)
    return list(pockets.values())


def _front(world: World, pocket: Pocket, aimed: list[int]) -> Front:
    network, p = world.network, world.parameters.war
    targets = [d for d in aimed if world.roll.facing[d]]
    fighters = sum(world.households.fighters_at[d] for d in defenders(world, pocket))
    engaged = war.engaged(fighters, max(len(targets), 1), p.frontage)
    work = war.work_ahead(((network.resistance[d], network.fort[d]) for d in aimed), engaged, p.advance)
    return Front(pocket, tuple(targets), work)


def _end(world: World, offensive: Offensive) -> None:
    offensive.ended, offensive.ended_on = True, world.day
    world.journal.write(world.day, "offensive_over", districts=world.slugs(offensive.districts))


def press(world: World, fronts: dict[int, list[Front]], lost: Mapping[int, float]) -> None:
    """Allot the strength among the fronts, and note on every pocket what presses it today.

    ``lost`` is the share of fighters that the day's fighting is expected to have cost, by district; empty before it.
    """
    fighters_at = world.households.fighters_at
    shares = world.government.allot(
        {n: [1.0 + sum(fighters_at[d] for d in f.pocket.districts) for f in met] for n, met in fronts.items()}
    )
    for pocket in world.roll.pockets:
        pocket.assault = QUIET
    for number, met in fronts.items():
        for front, share in zip(met, shares[number], strict=True):
            strength = front.pocket.assault.strength + share
            hazard = war.hazard(strength * world.government.air, front.work)
            losses = max((lost.get(d, 0.0) for d in front.pocket.districts), default=0.0)
            front.pocket.assault = Assault(strength, front.targets, front.work, hazard, losses)


def fight(world: World, pocket: Pocket) -> Fought:
    """A day's fighting for one pocket."""
    p, h, assault = world.parameters.war, world.households, pocket.assault
    effective = assault.strength * world.government.air
    districts = defenders(world, pocket)
    fighters = sum(h.fighters_at[d] for d in districts)
    engaged = war.engaged(fighters, len(assault.targets), p.frontage)
    people = sum(h.people[d] for d in districts)
    shares = _pressed(world, assault)
    expected = Losses(
        war.defender_losses(p.attacker_fire, effective, fighters, max(pocket.fighters_start, fighters)),
        war.attacker_losses(p.defender_fire, engaged, [assault.strength * share for share in shares]),
        war.civilian_deaths(p.civilian_toll, effective, people),
    )
    for enclave in world.enclaves_in(pocket, districts):
        own = [d for d in enclave.districts if world.roll.pocket_at[d] is pocket]
        share = sum(h.fighters_at[d] for d in own) / fighters if fighters else 0.0
        exposed = sum(h.people[d] for d in own) / people if people else 0.0
        suffered = Losses(expected.militants * share, expected.government * share, expected.civilians * exposed)
        _suffer(world, enclave, own, suffered, most=int(assault.strength * share))
    fallen = _advance(world, assault, [effective * share for share in shares], engaged)
    return Fought(expected.militants / fighters if fighters else 0.0, fallen)


def _pressed(world: World, assault: Assault) -> list[float]:
    """The share of the assault on each of its districts."""
    network = world.network
    ground = [network.resistance[d] for d in assault.targets], [network.fort[d] for d in assault.targets]
    return war.pressed(*ground, world.parameters.war.focus)


def _suffer(world: World, enclave: Enclave, districts: list[int], expected: Losses, *, most: int) -> None:
    """Draw one enclave's losses of a day around their expectations; attackers at ``most``, who were there."""
    h, tally = world.households, enclave.tally
    rng = world.streams.of("war", "losses", enclave.name)
    militants, attackers, civilians = (int(rng.poisson(mean)) for mean in expected)
    tally.militants_killed += deaths.kill_fighters(h, districts, militants, rng)
    attackers = min(attackers, most)
    tally.government_killed += attackers
    world.government.losses += attackers
    tally.civilians_killed += deaths.kill_civilians(h, districts, civilians, rng)
    enclave.days_fought += 1
    if tally.offensive_day is None:
        tally.offensive_day = world.day


def _advance(world: World, assault: Assault, strengths: list[float], engaged: float) -> list[int]:
    """Wear down the districts ahead, each with its part of the strength; returns those whose resistance is broken."""
    p, network = world.parameters.war, world.network
    fallen = []
    for d, strength in zip(assault.targets, strengths, strict=True):
        world.claims[d] = world.day
        cv = p.advance_spread
        chance = world.streams.of("war", "advance", network.slugs[d]).gamma(1 / cv**2, cv**2) if cv > 0 else 1.0
        network.resistance[d] -= chance * war.resistance_worn(p.advance, strength, engaged, network.fort[d])
        if network.resistance[d] <= 0:
            network.resistance[d] = 0.0
            fallen.append(d)
    return fallen
