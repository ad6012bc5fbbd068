"""Each phase says which parts of the world it reads and writes; here that is held against what it does."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator

import pytest

from phases.recording import FIXED, prints, recorded
from safepassage import Scenario
from safepassage.campaign import SCHEDULE, Campaign

EVENTS = """
[[events]]
date = 2030-04-03
kind = "ally"
ally = "river-militia"
air = 1.5
[[events]]
date = 2030-05-25
kind = "broker_access"
broker = "elders"
access = ["jihadist"]
[[events]]
date = 2030-04-05
kind = "truce"
districts = ["downham"]
until = 2030-04-06
[[events]]
date = 2030-04-06
kind = "road_closed"
a = "valley-road"
b = "coast"
until = 2030-04-08
[[events]]
date = 2030-04-06
kind = "destination_closed"
destination = "coast"
until = 2030-04-08
[[events]]
date = 2030-04-07
kind = "corridor"
districts = ["downham"]
[[events]]
date = 2030-04-08
kind = "seizure"
districts = ["hill"]
faction = "upton-guard"
fighters = 10
[[events]]
date = 2030-04-20
kind = "destination_closed"
destination = "coast"
until = 2030-05-20
[[events]]
date = 2030-04-09
kind = "ultimatum"
districts = ["downham"]
days = 3
"""


def eventful() -> Scenario:
    """Two towns, and an outside event of each kind."""
    tree = Scenario.load("two-towns").tree
    hill = {"name": "Hill", "lat": 44.0, "lon": 10.0}
    districts = {**tree["districts"], "hill": hill}
    return Scenario(
        "eventful", {**tree, "districts": districts, "events": [*tree["events"], *tomllib.loads(EVENTS)["events"]]}
    )


TALK_IN_VAIN = {
    "parameters.bargaining.betrayal": 50.0,
    "parameters.talks.contact": 1.0,
    "parameters.talks.ripeness": 5.0,
    "parameters.talks.pause_days": 0.0,
    "scenario.capital_region": ["downham"],
}


def stormed() -> Scenario:
    """Two towns that talk, never agree and fall soon."""
    return Scenario.load("two-towns").with_overrides({**TALK_IN_VAIN, "parameters.war.advance": 0.2})


def withdrawn() -> Scenario:
    """The same, with a way out that is open to both."""
    ways = {f"factions.{slug}.open_way": True for slug in ("upton-guard", "downham-league")}
    return Scenario.load("two-towns").with_overrides({**TALK_IN_VAIN, **ways})


def starved() -> Scenario:
    """Two towns that nobody attacks and in which people go hungry, with truces that soon break."""
    changed = {
        "offensives": [],
        "brokers.elders.guarantee": 0.0,  # the besieger's own word is at stake
        "scenario.capital_region": ["upton"],
        "parameters.residents.propose": 1.0,
        "parameters.truces.incidents": 0.5,
        "parameters.siege.deaths": 0.1,
        "parameters.siege.smuggling": 0.1,
        **{f"factions.{slug}.stock_days": 0 for slug in ("upton-guard", "downham-league")},
    }
    return Scenario.load("two-towns").with_overrides({**TALK_IN_VAIN, **changed})


Touched = dict[str, tuple[set[str], set[str]]]


@pytest.fixture(scope="module")
def touched() -> Touched:
    """The parts read and changed by each phase, over six scenarios."""
    found: Touched = {name: (set(), set()) for name, _ in SCHEDULE}
    for scenario, days in (
        (eventful(), 90),
        (stormed(), 90),
        (withdrawn(), 90),
        (starved(), 90),
        (Scenario.load("two-towns", {"destinations.coast.closes": 0.9, "destinations.coast.reopens": 0.1}), 90),
        (Scenario.load("south-damascus-2018"), 45),
    ):
        campaign = Campaign(scenario, 1)
        for phase, read, changed in _watched(campaign, days):
            found[phase][0].update(read)
            found[phase][1].update(changed)
    return found


def _watched(campaign: Campaign, days: int) -> Iterator[tuple[str, set[str], set[str]]]:
    world = recorded(campaign)
    read = world.__dict__["read"]
    before = prints(world)
    for _ in range(days):
        world.day += 1
        for name, act in SCHEDULE:
            read.clear()
            act(world)
            asked = set(read)
            after = prints(world)
            yield (
                name,
                asked - {"day", "file", "scenario", "seed"},
                {part for part in after if after[part] != before.get(part)},
            )
            before = after


def declared(phase: str) -> tuple[set[str], set[str]]:
    module = sys.modules[dict(SCHEDULE)[phase].__module__]
    return set(module.READS), set(module.WRITES)


@pytest.mark.parametrize("phase", [name for name, _ in SCHEDULE])
def test_a_phase_touches_only_what_it_says(touched: Touched, phase: str) -> None:
    (reads, writes), (read, changed) = declared(phase), touched[phase]
    assert changed <= writes, f"{phase} changes {sorted(changed - writes)} without saying so"
    assert read <= reads | writes, f"{phase} reads {sorted(read - reads - writes)} without saying so"


@pytest.mark.parametrize("phase", [name for name, _ in SCHEDULE])
def test_a_phase_says_nothing_that_it_does_not_do(touched: Touched, phase: str) -> None:
    (reads, writes), (read, changed) = declared(phase), touched[phase]
    assert writes <= changed, f"{phase} says that it writes {sorted(writes - changed)}"
    assert reads <= read, f"{phase} says that it reads {sorted(reads - read)}"


def test_a_change_in_a_part_shows() -> None:
    world = Campaign(Scenario.load("two-towns"), 1).world
    before = prints(world)
    world.households.size[0] += 1
    world.roll.enclaves[0].tally.crossed += 1
    world.government.losses += 1
    world.standings["government"].broken += 1
    after = prints(world)
    assert {part for part in after if after[part] != before[part]} == {"households", "roll", "government", "standings"}
    assert not FIXED & set(after)
