"""The ground: every district has one holder, and whoever holds it one pocket and one enclave; stocks and resistance."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum, isclose

import networkx as nx

from safepassage.invariants.broken import Broken, outside, unlike, where
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import Pocket
from safepassage.world.world import World


def holders(world: World) -> Iterator[Broken]:
    """A district is the government's, another besieger's by a deal, or a group's, of one enclave and one pocket."""
    for d, holder in enumerate(world.network.holder):
        if holder == GOVERNMENT or d in world.network.released:
            yield from unlike(where(world, d), "holder of a district that no group holds",
                              holder, world.network.released.get(d, GOVERNMENT))  # fmt: skip
            yield from unlike(where(world, d), "enclaves and pockets on ground that no group holds",
                              (world.roll.at[d], world.roll.pocket_at[d]), (None, None))  # fmt: skip
        else:
            yield from _held(world, d, holder)


def _held(world: World, d: int, holder: str) -> Iterator[Broken]:
    claiming = [e for e in world.roll.enclaves if d in e.districts]
    slug = world.network.slugs[d]
    yield from unlike(where(world, d), f"enclaves that hold {slug}", len(claiming), 1)
    yield from unlike(where(world, d), f"pockets around {slug}", sum(d in p.districts for p in world.roll.pockets), 1)
    for enclave in claiming:
        yield from unlike(enclave.name, f"holder of {slug}", holder, enclave.faction.slug)
        yield from unlike(enclave.name, f"enclave on {slug}", world.roll.named(d), enclave.name)


def enclaves(world: World) -> Iterator[Broken]:
    """Who has ended holds nothing and signs nothing; who has not, holds ground in the pocket that it is in."""
    yield from unlike("all enclaves", "enclaves that hold", [e.name for e in world.active],
                      [e.name for e in world.roll.enclaves if not e.gone])  # fmt: skip
    for enclave in world.roll.enclaves:
        if enclave.gone:
            left = enclave.districts, enclave.talks, enclave.truce, enclave.agreement
            yield from unlike(enclave.name, "ground, talks, truce and agreement after its end", left,
                              ((), None, None, None))  # fmt: skip
        else:
            yield from _living(world, enclave)


def _living(world: World, enclave: Enclave) -> Iterator[Broken]:
    there = sum(d in enclave.pocket.districts for d in enclave.districts)
    yield from outside(enclave.name, "districts held in its pocket", there, 1)
    yield from unlike(enclave.name, "pocket", any(enclave.pocket is p for p in world.roll.pockets), True)
    yield from outside(enclave.name, "people inside", world.people_in(enclave), world.fighters_in(enclave))
    outlook = enclave.outlook
    for quantity, value in (
        ("share of ground lost", outlook.ground_lost),
        ("credibility", outlook.credibility),
        ("ripeness", outlook.ripeness),
    ):
        yield from outside(enclave.name, quantity, value, 0.0, 1.0)
    yield from outside(enclave.name, "hazard", outlook.hazard, 0.0)


def pockets(world: World) -> Iterator[Broken]:
    """A pocket hangs together, its stocks are no debts, and what presses it is what presses its enclaves."""
    for pocket in world.roll.pockets:
        name = where(world, pocket.districts[0])
        yield from unlike(name, "pieces of a pocket", _pieces(world, pocket), 1)
        yield from outside(name, "stock", pocket.stock, 0.0)
        yield from outside(name, "deficit", pocket.deficit, 0.0)
        yield from outside(name, "hunger", pocket.hunger, 0.0, 1.0)
        pressed = fsum(e.assault.strength for e in world.active if e.pocket is pocket)
        if not isclose(pocket.strength, pressed, rel_tol=1e-9, abs_tol=1e-9):
            yield Broken(name, "strength of the assault on the pocket", f"{pocket.strength}, on its enclaves {pressed}")


def _pieces(world: World, pocket: Pocket) -> int:
    return int(nx.number_connected_components(world.network.fronts.subgraph(pocket.districts)))


def resistance(world: World) -> Iterator[Broken]:
    """A district's resistance is worn down, and never grows beyond what it was."""
    network = world.network
    for d, left in enumerate(network.resistance):
        yield from outside(where(world, d), "resistance", left, 0.0, network.ground[d])
        yield from outside(where(world, d), "exposure to assault", network.exposure[d], 0.0)
