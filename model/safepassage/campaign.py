"""The Mesa model: a day is the schedule below, run from top to bottom over one world."""

from __future__ import annotations

from collections.abc import Callable

import mesa

from safepassage.parameters import plain
from safepassage.phases import (
    agreements,
    beliefs,
    context,
    evening,
    flight,
    observing,
    siege,
    talks,
    war,
    withdrawal,
)
from safepassage.randomness import Streams
from safepassage.scenario import Scenario
from safepassage.world.opening import forget, open_world
from safepassage.world.world import World

# The day, in its order: what each phase is called, and what it does to the world. The step runs this list,
# `run --profile` times it, the documentation prints it.
SCHEDULE: tuple[tuple[str, Callable[[World], None]], ...] = (
    ("context", context.morning),  # outside events: windows open today
    ("war", war.wage),  # strength is allotted, districts fall, pockets split
    ("siege", siege.endure),  # stocks and hunger
    ("beliefs", beliefs.look),  # what fighting on is worth to both sides
    ("talks", talks.negotiate),  # offers pass, deals are signed, channels open
    ("withdrawal", withdrawal.withdraw),  # groups leave over an open way
    ("agreements", agreements.carry_out),  # registration, convoys, incidents, handover
    ("households", flight.flee),  # flee and cross under fire
    ("observers", observing.report),  # what the outside world is told
    ("evening", evening.count),  # the day's count
)


class Campaign(mesa.Model):
    """One run of a scenario. Agents decide, equations compute, phases act; all chance comes from ``streams``."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        """Set up day 0; ``seed`` (a non-negative integer) roots every random stream."""
        super().__init__(rng=seed)
        self.scenario, self.seed = scenario, seed
        self.parameters, self.streams = plain(scenario.parameters), Streams(seed)
        self.world = open_world(self, scenario, seed)
        self.datacollector = _Collector(model_reporters=evening.DAILY)
        forget(self)

    def step(self) -> None:
        """One day, from its morning to the evening's count."""
        self.world.day += 1
        for _, act in SCHEDULE:
            act(self.world)
        self.datacollector.collect(self)


class _Collector(mesa.DataCollector):
    """Mesa's collector without a deep copy of each value: ours are plain numbers read from the world."""

    def collect(self, model: Campaign) -> None:
        """Note today's value of every reporter."""
        for name, report in self.model_reporters.items():
            self.model_vars[name].append(report(model.world))
