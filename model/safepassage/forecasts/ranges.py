"""Facts that are known only between bounds: a scenario's ``[ranges]``, within which each draw has its own."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from safepassage.computing.posterior import between
from safepassage.scenario import Scenario
from safepassage.scenario.ranges import value_at


def drawn_within(scenario: Scenario, facts: int) -> Scenario:
    """The scenario with each uncertain fact drawn between its bounds, most likely near the value that it states.

    Args:
        scenario: with ``[ranges]``.
        facts: the seed; each fact has a stream of its own, so that what is drawn for another changes nothing here.
    """
    drawn = {}
    for dotted, (low, high) in scenario.tables.ranges.items():
        stated = value_at(scenario.tables, dotted)
        rng = np.random.default_rng(np.random.SeedSequence(facts, spawn_key=(crc32(dotted.encode()),)))
        value = float(between(low, high, stated, rng, 1)[0])
        drawn[dotted] = round(value) if isinstance(stated, int) else value
    return scenario.with_overrides(drawn)


def at_their_ends(scenario: Scenario) -> None:
    """Check that all facts may be as low, and as high, as they are said to be; raises BadInput where one may not."""
    for end in (0, 1):
        scenario.with_overrides({dotted: bounds[end] for dotted, bounds in scenario.tables.ranges.items()})
