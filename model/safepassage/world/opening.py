"""Day 0: the ground is peopled, the actors are appointed, the first enclaves are found."""

from __future__ import annotations

import mesa

from safepassage.actors import (
    Ally,
    Broker,
    Community,
    Faction,
    Government,
    Monitor,
    Residents,
    StateMedia,
    UnitedNations,
)
from safepassage.actors.offensive import Offensive
from safepassage.actors.sensing import Surroundings
from safepassage.equations.choice import Workspace
from safepassage.journal import Journal
from safepassage.parameters import Parameters
from safepassage.people.households import Households
from safepassage.randomness import Streams
from safepassage.scenario import GOVERNMENT, Scenario, ScenarioFile
from safepassage.world.calendar import Calendar
from safepassage.world.convoys import Fleet
from safepassage.world.enclave import Enclave
from safepassage.world.ground import Network
from safepassage.world.peers import Peers
from safepassage.world.reception import Reception
from safepassage.world.roll import Roll
from safepassage.world.standing import Standing
from safepassage.world.tally import Counts
from safepassage.world.world import World


def open_world(model: Surroundings, scenario: Scenario, seed: int) -> World:
    """Set up a scenario; ``model`` is the Mesa model that the agents belong to."""
    file, streams = scenario.tables, model.streams
    network = Network(file)
    civilians, fighters = _people_by_district(file, network)
    households = Households(civilians, fighters, network.slugs, model.parameters.households, streams)
    government = _appoint_the_government(model, scenario, network)
    factions = _factions(model, file)
    brokers = [Broker(model, slug, table) for slug, table in file.brokers.items()]
    brokers.sort(key=lambda broker: (-broker.guarantee, broker.slug))
    workspace = Workspace()
    roll = Roll(network, factions, lambda name: _committee(model, name))
    world = World(
        scenario=scenario,
        seed=seed,
        streams=streams,
        journal=Journal(),
        network=network,
        households=households,
        government=government,
        factions=factions,
        brokers=brokers,
        communities=[Community(model, d, households, workspace) for d in range(len(network.slugs))],
        monitor=Monitor(model),
        state_media=StateMedia(model),
        un=UnitedNations(model),
        reception=Reception(file.destinations, network, streams),
        fleet=Fleet(file.convoys.buses, file.convoys.seats),
        calendar=Calendar(file.events, scenario.start),
        roll=roll,
        peers=Peers(roll, file),
        counts=Counts(),
        standings=_standings(model, file),
        capital=[network.index[slug] for slug in file.scenario.capital_region],
    )
    world.found()
    world.peers.count()
    return world


def _committee(model: Surroundings, enclave: str) -> Residents:
    """The residents' committee of an enclave; a fragment's is founded in the midst of a run."""
    residents = Residents(model, enclave)
    forget(model)
    return residents


def first_enclaves(file: ScenarioFile) -> list[Enclave]:
    """The enclaves with which every run of a scenario begins, in the order of its roll; no household is drawn."""
    network, nowhere = Network(file), _Nowhere(file.parameters)
    civilians, fighters = _people_by_district(file, network)
    roll = Roll(network, _factions(nowhere, file), lambda name: Residents(nowhere, name))
    found = roll.regroup([c + f for c, f in zip(civilians, fighters, strict=True)], fighters)
    forget(nowhere)
    return found


class _Nowhere(mesa.Model):
    """A Mesa model in which nothing happens, for groups of which only the names are asked."""

    def __init__(self, parameters: Parameters) -> None:
        super().__init__(rng=0)
        self.parameters, self.streams = parameters, Streams(0)


def forget(model: mesa.Model) -> None:
    """Let Mesa forget a model all of whose agents exist by now.

    Up to version 3.3 it counts the agents of every model in a table of its own, which would keep each in memory.
    """
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def _factions(model: Surroundings, file: ScenarioFile) -> dict[str, Faction]:
    return {slug: Faction(model, slug, table) for slug, table in file.factions.items()}


def _people_by_district(file: ScenarioFile, network: Network) -> tuple[list[int], list[int]]:
    """Civilians where the scenario says, and fighters in their faction's districts, by the people there."""
    held: dict[str, list[int]] = {}
    for d, holder in enumerate(network.holder):
        if holder != GOVERNMENT:
            held.setdefault(holder, []).append(d)
    civilians = [d.population if d.holder != GOVERNMENT else 0 for d in file.districts.values()]
    fighters = [0] * len(civilians)
    for slug, faction in file.factions.items():
        districts = held.get(slug, [])
        for d, n in zip(districts, apportion(faction.fighters, [civilians[d] for d in districts]), strict=True):
            fighters[d] = n
    return civilians, fighters


def _standings(model: Surroundings, file: ScenarioFile) -> dict[str, Standing]:
    """What the word of every besieger is worth at the start; precedents are the government's."""
    p, before = model.parameters.credibility, file.precedents
    besiegers = sorted({GOVERNMENT, *(faction.besieger for faction in file.factions.values())})
    standings = {slug: Standing(p.trust, p.trust_weight) for slug in besiegers}
    standings[GOVERNMENT].honoured, standings[GOVERNMENT].broken = float(before.honoured), float(before.betrayed)
    return standings


def _appoint_the_government(model: Surroundings, scenario: Scenario, network: Network) -> Government:
    file = scenario.tables
    offensives = [
        Offensive(
            number,
            tuple(network.index[slug] for slug in table.districts),
            table.strength,
            max((table.date - scenario.start).days, 0),
            table.ultimatum,
        )
        for number, table in enumerate(file.offensives)
    ]
    allies = [Ally(model, slug, table) for slug, table in file.allies.items()]
    return Government(model, file.government, offensives, allies)


def apportion(total: int, weights: list[int]) -> list[int]:
    """Share out ``total`` in proportion to ``weights`` (equally where all are 0), by largest remainders."""
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    exact = [total * w / sum(weights) for w in weights]
    shares = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
