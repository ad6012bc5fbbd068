"""More of what should help never hurts, over seeds under common random numbers."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from safepassage import Scenario, simulate

SEEDS = range(40)


def days_of_departure(scenario: Scenario) -> list[int]:
    """Days from the last signature to the last convoy, of all departures of all seeds."""
    rows = [row for seed in SEEDS for row in simulate(scenario, seed).summary["agreements"]]
    return [row["last_convoy_day"] - row["agreement_day"] for row in rows if row["last_convoy_day"] is not None]


def signed(scenario: Scenario, days: int) -> int:
    """Enclaves that have signed within so many days, of all seeds."""
    rows = [row for seed in SEEDS for row in simulate(scenario, seed, days=days).summary["agreements"]]
    return sum(row["attempts"] > 0 for row in rows)


def test_more_buses_never_take_longer(two_towns: Scenario) -> None:
    lasted = [
        median(days_of_departure(two_towns.with_overrides({"convoys.buses": buses}))) for buses in (1, 2, 4, 8, 16, 40)
    ]
    assert all(more <= fewer for fewer, more in pairwise(lasted)), lasted
    assert lasted[-1] < lasted[0]


def test_a_stronger_guarantee_never_means_fewer_agreements(two_towns: Scenario) -> None:
    for days in (20, 30):
        found = [
            signed(two_towns.with_overrides({"brokers.elders.guarantee": guarantee}), days)
            for guarantee in (0.0, 0.25, 0.5, 0.75, 1.0)
        ]
        assert all(stronger >= weaker for weaker, stronger in pairwise(found)), (days, found)
        assert found[-1] > found[0]
