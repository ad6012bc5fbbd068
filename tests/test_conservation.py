"""People are conserved and what a run counts in two ways agrees, every day, in every scenario and in any other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from drawn import DAYS, countries
from safepassage import Scenario, simulate
from safepassage.campaign import Campaign
from safepassage.invariants.watch import Watch
from safepassage.results.coherence import contradictions
from safepassage.scenario import available
from safepassage.simulation import finished

DEAD = ("militants_killed", "civilians_killed", "died_of_siege")


def watched(scenario: Scenario, seed: int, days: int) -> Campaign:
    """A campaign of which all that must hold was checked every evening, and its tables against each other."""
    campaign = Campaign(scenario, seed)
    watch = Watch(campaign.world)
    for _ in range(days):
        campaign.step()
        assert watch.found() == []
    assert contradictions(finished(campaign)) == []
    return campaign


@pytest.mark.parametrize("name", sorted(available()))
def test_every_scenario_keeps_its_people_and_its_books_every_day(name: str) -> None:
    scenario = Scenario.load(name)
    watched(scenario, 2, scenario.tables.scenario.days)


def test_totals_add_up_over_many_seeds() -> None:
    scenario = Scenario.load("south-damascus-2018")
    for seed in range(20):
        summary = simulate(scenario, seed).summary
        totals, rows = summary["totals"], summary["agreements"]
        parts = ("evacuated", "crossed", "stayed", "killed", "in_transit")
        assert sum(totals[part] for part in parts) == totals["population"]
        assert sum(totals["evacuated_by_destination"].values()) == totals["evacuated"]
        assert sum(row["evacuated"] for row in rows) == totals["evacuated"]
        assert sum(row["crossed"] for row in rows) == totals["crossed"]
        assert sum(row["stayed"] for row in rows) == totals["stayed"]
        assert sum(row[cause] for row in rows for cause in DEAD) == totals["killed"]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=countries(), seed=st.integers(0, 1_000))
def test_any_scenario_keeps_its_people_and_its_books(tree: dict[str, Any], seed: int) -> None:
    districts = tree["districts"].values()
    people = sum(d.get("population", 0) for d in districts) + sum(f["fighters"] for f in tree["factions"].values())
    if people == 0:
        return
    world = watched(Scenario("drawn", tree), seed, DAYS).world
    for enclave in world.roll.enclaves:
        event(enclave.outcome)
