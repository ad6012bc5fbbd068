"""Convoys: a timetable computed by hand, the fleet, gates, closed doors and full receptions."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.equations import passage
from safepassage.people.households import ARRIVED, ON_ROAD
from safepassage.phases import convoys
from safepassage.simulation import Result
from safepassage.world.convoys import Convoy, Fleet
from safepassage.world.world import World


@pytest.fixture
def towns() -> Scenario:
    """Two towns; one hour and a half of road to the valley, four on; nothing left to chance on the road."""
    still = {
        "parameters.convoys.load_spread": 0.0,
        "parameters.convoys.shots": 0.0,
        "parameters.convoys.rest_hours": 10.0,
        "parameters.convoys.departure_hour": 5.0,
        "destinations.coast.closes": 0.0,
        "destinations.coast.intake": 10_000,
        "destinations.coast.places": 300,
        "convoys.buses": 12,
        "convoys.seats": 50,
    }
    return Scenario.load("two-towns").with_overrides(still)


def send(world: World, day: int, gate: int) -> Convoy:
    """One convoy from Upton, straight from its households."""
    world.day = day
    convoy = load(world, gate)
    assert convoy is not None
    world.post_departure(convoy)
    return convoy


def load(world: World, gate: int) -> Convoy | None:
    route = world.network.route("upton", "coast")
    assert route is not None
    queue = world.households.rows_at(world.network.index["upton"])
    return convoys.load(world, world.roll.enclaves[0], queue, gate, route, deniable=False)


def test_a_timetable_by_hand(towns: Scenario) -> None:
    """Upton to the coast: 0.5 h and 8 km, then 4 h and 120 km. Left at dawn on day 3, there the same morning."""
    world = Campaign(towns, 1).world
    convoy = send(world, day=3, gate=200)
    assert convoy.route.places == ("upton", "valley-road", "coast")
    assert (convoy.route.hours, convoy.route.km) == (4.5, 128.0)
    assert convoy.buses == 4  # 200 people screened, 50 to a bus
    assert 190 < convoy.people <= 200  # whole households only
    assert 0 < convoy.entry_hour <= 2
    assert 4 <= convoy.departure_hour <= 6
    assert convoy.due == pytest.approx(72 + convoy.departure_hour + 4.5)
    assert (world.households.status[convoy.rows] == ON_ROAD).all()
    convoys.drive(world)
    assert convoy.arrived_at == convoy.due
    assert (world.households.status[convoy.rows] == ARRIVED).all()
    assert world.households.arrived == convoy.people
    # Back after ten hours of rest and the same way home: at about half past midnight of day 5, in time for its night.
    back = convoy.due + 10 + 4.5
    assert world.fleet.free(back - 0.01) == 8
    assert world.fleet.free(back) == 12


def test_a_bus_is_gone_for_about_two_days_to_the_north() -> None:
    fleet = Fleet(10, 50)
    fleet.send(6)
    assert fleet.free(25.0) == 4
    departed, road, rest = 5.0, 10.0, 10.0
    fleet.returning(6, departed + road + rest + road)
    assert fleet.free(24.0 + 1.0) == 4  # the next night they are still away
    assert fleet.free(48.0 + 1.0) == 10


def test_too_few_buses_carry_fewer(towns: Scenario) -> None:
    world = Campaign(towns.with_overrides({"convoys.buses": 2}), 1).world
    convoy = send(world, day=0, gate=1_000)
    assert convoy.buses == 2
    assert convoy.people <= 100
    assert load(world, 100) is None


def test_who_comes_beyond_the_places_is_without_shelter(towns: Scenario) -> None:
    world = Campaign(towns, 1).world
    people = 0
    for day in range(2):
        convoy = send(world, day, gate=200)
        convoys.drive(world)
        people += convoy.people
    coast = world.reception.places["coast"]
    assert coast.arrived == people
    assert coast.without_shelter == people - 300


def test_a_refused_convoy_waits_then_turns_elsewhere() -> None:
    """al-Bab shut once a deal is signed: held for the days of patience, then sent on, and the enclave interrupted."""
    base = Scenario.load("south-damascus-2018").with_overrides({"parameters.convoys.patience_days": 2.0})
    campaign = Campaign(base, 3)
    al_bab = campaign.world.reception.places["al-bab"]
    for _ in range(60):
        campaign.step()
        if any(a.passage.destination == "al-bab" for a in campaign.world.agreements):
            al_bab.closes, al_bab.reopens = 1.0, 0.0
    meant = [c for c in campaign.world.convoys if c.first_destination == "al-bab" and c.arrived_at is not None]
    assert meant
    for convoy in meant:
        assert convoy.turned_back
        assert convoy.destination != "al-bab"
        assert convoy.held_hours >= 24
        assert convoy.enclave.tally.interrupted
    kinds = [entry.kind for entry in campaign.world.journal.entries]
    assert kinds.count("convoy_held") >= len(meant)
    assert campaign.world.reception.places["al-bab"].arrived == 0


def test_no_destination_takes_more_than_its_intake_a_day(towns: Scenario) -> None:
    """The last convoy of a day may fill it beyond the number; none comes after it."""
    narrow = towns.with_overrides({"destinations.coast.intake": 150})
    campaign = Campaign(narrow, 2)
    for _ in range(90):
        campaign.step()
    frame = Result(campaign).convoys
    arrived = frame.dropna(subset=["arrival_day"]).groupby("arrival_day")["people"]
    assert (arrived.sum() - arrived.last() < 150).all()


def test_the_first_night_is_short() -> None:
    first, full = passage.screened(450.0, 14.0, 0.5), passage.screened(450.0, 14.0, 1.0)
    assert first == 450 * 7
    assert first < full == 450 * 14
    assert passage.screened(0.1, 1.0, 1.0) == 1


def test_loading_takes_households_from_the_head_of_the_queue(towns: Scenario) -> None:
    world = Campaign(towns, 1).world
    upton = world.network.index["upton"]
    head = world.households.rows_at(upton)
    convoy = send(world, day=0, gate=120)
    assert np.array_equal(convoy.rows, head[: len(convoy.rows)])
    assert convoy.people == int(world.households.size[convoy.rows].sum())
