"""People are conserved, every day, in every scenario; and what a run counts in two ways agrees."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage import Scenario, simulate
from safepassage.campaign import Campaign
from safepassage.people.households import ARRIVED, CROSSED, ON_ROAD, REGISTERED
from safepassage.scenario import available

DEAD = ("militants_killed", "civilians_killed", "died_of_siege")


def assert_conserved(campaign: Campaign) -> None:
    """The counters add up to the start, and they are what the columns say."""
    h = campaign.world.households
    assert h.inside + h.on_road + h.arrived + h.crossed + h.killed == h.total
    by_status = {status: int(h.size[h.status == status].sum(dtype=np.int64)) for status in (ON_ROAD, ARRIVED, CROSSED)}
    assert by_status == {ON_ROAD: h.on_road, ARRIVED: h.arrived, CROSSED: h.crossed}
    inside = h.status <= REGISTERED
    listed = [h.rows_at(d) for d in range(len(h.people))]
    assert [int(h.size[rows].sum(dtype=np.int64)) for rows in listed] == h.people
    assert all(len(rows) == len(np.unique(rows)) for rows in listed)
    people = np.bincount(h.place[inside], weights=h.size[inside], minlength=len(h.people))
    fighters = np.bincount(h.place[inside], weights=h.fighters[inside], minlength=len(h.people))
    assert people.astype(int).tolist() == h.people
    assert fighters.astype(int).tolist() == h.fighters_at
    assert (h.size >= h.fighters).all()
    assert min(h.people) >= 0
    assert_accounted_for(campaign)


def assert_accounted_for(campaign: Campaign) -> None:
    """Every fighter of the start is one still, or died, settled or went home; every dead civilian is counted once."""
    h, factions = campaign.world.households, campaign.scenario.tables.factions.values()
    tallies = [enclave.tally for enclave in campaign.world.roll.enclaves]
    laid_down = sum(tally.settled_fighters + tally.deserted_fighters for tally in tallies)
    assert int(h.fighters.sum(dtype=np.int64)) + h.killed_fighters + laid_down == sum(f.fighters for f in factions)
    assert sum(tally.militants_killed for tally in tallies) == h.killed_fighters
    assert sum(tally.civilians_killed + tally.died_of_siege for tally in tallies) == h.killed_civilians


@pytest.mark.parametrize("name", sorted(available()))
@pytest.mark.parametrize("seed", [1, 2])
def test_every_scenario_conserves_people_every_day(name: str, seed: int) -> None:
    scenario = Scenario.load(name)
    campaign = Campaign(scenario, seed)
    for _ in range(scenario.tables.scenario.days):
        campaign.step()
        assert_conserved(campaign)


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


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Small countries of any shape: lines and rings of districts, several factions, events, closed roads."""
    n = draw(st.integers(1, 6))
    kinds = draw(st.lists(st.sampled_from(["rebel", "jihadist", "islamic_state"]), min_size=1, max_size=3))
    holders = [f"faction-{draw(st.integers(0, len(kinds) - 1))}" for _ in range(n)]
    start = dt.date(2018, 3, 1)
    districts: dict[str, Any] = {"ground": {"name": "Ground", "lat": 33.0, "lon": 36.0}}
    for i, holder in enumerate(holders):
        districts[f"d{i}"] = {
            "name": f"District {i}",
            "lat": 33.0 + 0.01 * i,
            "lon": 36.1,
            "population": draw(st.integers(0, 4_000)),
            "population_prewar": draw(st.integers(0, 60_000)),
            "fort": draw(st.sampled_from([1.0, 2.0, 4.0])),
            "damage": draw(st.floats(0, 1)),
            "holder": holder,
        }
    names = [f"d{i}" for i in range(n)]
    pairs = [("ground", "d0"), *pairwise(names)]
    pairs += [("ground", name) for name in names[1:] if draw(st.booleans())]
    roads = [{"a": a, "b": b, "km": 5.0, "hours": 0.3, "open": draw(st.booleans())} for a, b in pairs]
    far = draw(st.floats(1, 40))
    roads += [
        {"a": "ground", "b": "north", "km": 300.0, "hours": far},
        {"a": "ground", "b": "east", "km": 300.0, "hours": 9.0},
    ]
    held = sorted(set(holders))
    return {
        "scenario": {"title": "drawn", "start": start, "days": 90, "capital_region": names},
        "districts": districts,
        "fronts": [{"a": a, "b": b} for a, b in pairs],
        "roads": roads,
        "destinations": {
            "north": {
                "holder": "rebel",
                "intake": draw(st.integers(1, 3_000)),
                "places": 500,
                "closes": 0.3,
                "reopens": 0.3,
            },
            "east": {"holder": "islamic_state", "open": draw(st.booleans())},
        },
        "factions": {
            slug: {
                "name": slug,
                "kind": kinds[int(slug[-1])],
                "fighters": draw(st.integers(0, 900)),
                "stock_days": 5.0,
                "deficit_days": draw(st.sampled_from([0.0, 60.0])),
            }
            for slug in held
        },
        "government": {"strength": draw(st.integers(0, 8_000)), "outside_pressure": draw(st.floats(0, 0.01))},
        "brokers": {"broker": {"name": "Broker", "guarantee": draw(st.floats(0, 1)), "skill": 0.5}},
        "convoys": {"buses": draw(st.integers(0, 40))},
        "parameters": {
            "residents": {"propose": draw(st.floats(0, 0.5))},
            "siege": {"deaths": draw(st.floats(0, 0.01))},
            "talks": {"contact": draw(st.floats(0, 1))},
        },
        "offensives": [
            {
                "date": start + dt.timedelta(draw(st.integers(3, 200))),
                "districts": names,
                "strength": 4_000,
                "ultimatum": 2,
            }
        ],
        "events": [
            {
                "date": start + dt.timedelta(5),
                "kind": "corridor",
                "districts": names,
                "until": start + dt.timedelta(40),
            },
            {"date": start + dt.timedelta(8), "kind": "aid", "districts": names[:1], "days": 10.0},
            {
                "date": start + dt.timedelta(30),
                "kind": "seizure",
                "districts": names[:1],
                "faction": held[0],
                "fighters": 20,
            },
        ],
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tree=scenarios(), seed=st.integers(0, 1_000))
def test_any_scenario_conserves_people(tree: dict[str, Any], seed: int) -> None:
    districts = tree["districts"].values()
    people = sum(d.get("population", 0) for d in districts) + sum(f["fighters"] for f in tree["factions"].values())
    if people == 0:
        return
    campaign = Campaign(Scenario("drawn", tree), seed)
    for _ in range(tree["scenario"]["days"]):
        campaign.step()
        assert_conserved(campaign)
