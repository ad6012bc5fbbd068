"""The day's siege: every pocket eats from its stock, hunger follows from what went short, and kills."""

from __future__ import annotations

from safepassage.equations import siege
from safepassage.people import deaths
from safepassage.world.enclave import Enclave
from safepassage.world.world import World

READS = {"active", "households", "parameters", "roll", "streams"}
WRITES = {"households", "roll"}


def endure(world: World) -> None:
    """One day of siege; under an agreement or a truce supplies come in as in peace."""
    p = world.parameters.siege
    fed = {id(e.pocket) for e in world.active if e.agreement is not None or e.truce is not None}
    for pocket in world.roll.pockets:
        trickles = p.smuggling_under_assault if pocket.strength > 0 else p.smuggling
        inflow = 1.0 if id(pocket) in fed else trickles
        pocket.stock, pocket.deficit = siege.after_a_day(pocket.stock, pocket.deficit, inflow, p.recovery)
        pocket.hunger = siege.hunger(pocket.deficit, p.hunger_days)
    for enclave in world.active:
        left, tally = _starve(world, enclave), enclave.tally
        enclave.residents.endure(enclave.pocket.hunger, tally.civilians_killed + tally.died_of_siege, left)


def _starve(world: World, enclave: Enclave) -> int:
    """Some die of hunger, the sick and the youngest first: civilians, and not by anybody's shot.

    Returns how many people are left.
    """
    people = world.people_in(enclave)
    expected = siege.deaths(world.parameters.siege.deaths, enclave.pocket.hunger, people)
    if expected > 0:
        rng = world.streams.of("siege", "deaths", enclave.name)
        dead = deaths.kill_civilians(world.households, enclave.districts, int(rng.poisson(expected)), rng)
        enclave.tally.died_of_siege += dead
        people -= dead
    return people
