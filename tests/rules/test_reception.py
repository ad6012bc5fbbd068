"""At the other end: consent, intake, places, patience, and turning elsewhere."""

from __future__ import annotations

import pytest

from rules.world import (
    DEPARTURE,
    TABLES,
    TWO_GROUPS,
    Overrides,
    agreement,
    convoys,
    daily,
    days_of,
    event,
    journal,
    run,
    totals,
)

SMALL_CONVOYS: Overrides = {"convoys.gate": 20.0, "convoys.gate_hours": 10.0, "convoys.first_night": 1.0}
# The coast closes once the deal is signed, on the day on which buses leave for it.
CLOSES = event(2, "destination_closed", destination="coast")
REFUSED: Overrides = {"events": [CLOSES], "destinations.hills.open": False}
FICKLE: Overrides = {"destinations.coast.closes": 1.0, "destinations.coast.reopens": 1.0}


def test_whoever_is_not_let_in_waits_on_the_road() -> None:
    after = run(12, DEPARTURE, REFUSED)
    (held,) = journal(after, "convoy_held")
    assert (held["day"], held["destination"], held["refused"]) == (2, "coast", True)
    assert (totals(after)["evacuated"], totals(after)["in_transit"]) == (0, 1_100)
    assert days_of(run(12, DEPARTURE), "convoy_held") == []


def test_consent_comes_back() -> None:
    """Consent that is withdrawn and given on alternate days: whoever finds the door shut enters on the next day."""
    slow = [{**road, "hours": 23} if road["b"] == "coast" else road for road in TABLES["roads"]]
    lone: Overrides = {"roads": slow, "destinations.hills.open": False}
    after = run(12, DEPARTURE, FICKLE, lone)
    (convoy,) = convoys(after)
    assert (days_of(after, "signed"), days_of(after, "convoy_left"), days_of(after, "convoy_held")) == ([2], [3], [4])
    assert convoy["arrival_day"] == 5
    assert convoy["held_hours"] > 12
    assert agreement(after)["interrupted"]
    assert not agreement(run(12, DEPARTURE, lone))["interrupted"]


def test_consent_is_asked_before_signing_and_found_anew_when_it_changes() -> None:
    """On the morning of day 0 the door is open, on that of day 1 it is shut: it is not chosen."""
    assert days_of(run(3, DEPARTURE, FICKLE), "signed", destination="hills") == [1]
    lone: Overrides = {"destinations.hills.open": False, "scopes.g_listed": 99.0}
    assert days_of(run(3, DEPARTURE, FICKLE, lone), "signed", destination="coast") == [2]


def test_consent_holds_where_nobody_ever_withdraws_it() -> None:
    assert [c["arrival_day"] for c in convoys(run(6, DEPARTURE, {"destinations.coast.reopens": 0.0}))] == [2]


def test_a_reception_that_is_full_for_the_day_is_waited_for_not_left() -> None:
    """Two convoys at once, and room for one a day: the second waits for the morning, however impatient it is."""
    impatient: Overrides = {**TWO_GROUPS, "convoys.patience_days": 0.1}
    wide, narrow = run(6, DEPARTURE, impatient), run(6, DEPARTURE, impatient, {"destinations.coast.intake": 10})
    assert [convoy["arrival_day"] for convoy in convoys(wide)] == [2, 2]
    assert sorted(convoy["arrival_day"] for convoy in convoys(narrow)) == [2, 3]
    assert [entry["refused"] for entry in journal(narrow, "convoy_held")] == [False]
    assert {convoy["destination"] for convoy in convoys(narrow)} == {"coast"}


def test_intake_starts_anew_every_day() -> None:
    narrow: Overrides = {"destinations.coast.intake": 10}
    after = run(10, DEPARTURE, SMALL_CONVOYS, narrow)
    assert [convoy["arrival_day"] for convoy in convoys(after)] == [convoy["day"] for convoy in convoys(after)]
    assert max(daily(after, "arrived_today")) <= 200


def test_whoever_comes_beyond_the_places_is_without_shelter() -> None:
    after = run(10, DEPARTURE, SMALL_CONVOYS, {"destinations.coast.places": 500})
    assert totals(after)["without_shelter"] == daily(after, "without_shelter")[-1] == 600
    arrivals = journal(after, "convoy_arrived")
    assert sum(entry["without_shelter"] for entry in arrivals) == 600
    assert arrivals[0]["without_shelter"] == 0
    assert totals(run(10, DEPARTURE))["without_shelter"] == 0


def test_a_refused_convoy_turns_elsewhere_when_its_patience_is_over() -> None:
    shut: Overrides = {"events": [CLOSES], "convoys.patience_days": 3.0}
    # The way on leads back over the common ground: four hours and six.
    after = run(12, DEPARTURE, shut)
    (convoy,) = convoys(after)
    assert days_of(after, "convoy_turned", destination="hills") == [5]
    assert (convoy["first_destination"], convoy["destination"], convoy["turned_back"]) == ("coast", "hills", True)
    assert (convoy["hours"], convoy["arrival_day"]) == (10, 6)
    assert convoy["held_hours"] == pytest.approx(24 * 6 + 10 - 48 - (convoy["departure_hour"] + 4.5) - 10, abs=0.1)
    assert agreement(after)["interrupted"]
    assert totals(after)["evacuated_by_destination"] == {"coast": 0, "hills": 1_100}


@pytest.mark.parametrize(
    "barred",
    [
        {"destinations.hills.open": False},
        {"destinations.hills.holder": "government"},
        {"destinations.hills.accepts": ["jihadist"]},
        {"destinations.hills.closes": 1.0, "destinations.hills.reopens": 0.0},
        {"events": [CLOSES, event(3, "road_closed", a="ground", b="hills")]},
    ],
)
def test_nobody_turns_where_they_would_not_be_let_in(barred: Overrides) -> None:
    shut: Overrides = {"events": [CLOSES], "convoys.patience_days": 1.0}
    assert days_of(run(9, DEPARTURE, shut, barred), "convoy_turned") == []


def test_a_closed_destination_counts_as_a_refusal() -> None:
    closes: Overrides = {"events": [event(2, "destination_closed", destination="coast")], "convoys.patience_days": 1.0}
    after = run(9, DEPARTURE, closes)
    assert [entry["refused"] for entry in journal(after, "convoy_held")] == [True]
    assert [convoy["destination"] for convoy in convoys(after)] == ["hills"]


def test_arrivals_are_noted_with_place_and_hour() -> None:
    after = run(4, DEPARTURE)
    (entry,), (convoy,) = journal(after, "convoy_arrived"), convoys(after)
    assert (entry["destination"], entry["people"], entry["convoy"]) == ("coast", 1_100, convoy["convoy"])
    assert entry["hour"] == pytest.approx(convoy["arrival_hour"])
    assert totals(after)["evacuated_by_destination"] == {"coast": 1_100, "hills": 0}
