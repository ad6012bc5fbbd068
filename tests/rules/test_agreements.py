"""Carrying out a deal: its stages in their order, what suspends or ends it, and what each end leaves behind."""

from __future__ import annotations

import pytest

from rules.world import (
    COLLAPSE,
    DEAL,
    DEPARTURE,
    NOBODY,
    TWO_GROUPS,
    UNGUARDED,
    Overrides,
    agreement,
    assault,
    days_of,
    falls,
    holder,
    journal,
    kinds,
    outlook,
    people,
    run,
    totals,
)

SUSPENDED: Overrides = {**COLLAPSE, "agreements.collapse": 0.0}
# Lists are open, but no bus comes.
WAITING: Overrides = {**UNGUARDED, "convoys.buses": 0}


# The stages


def test_a_deal_goes_from_signature_to_handover() -> None:
    after = run(6, DEPARTURE)
    assert kinds(after) == ["channel", "signed", "registered", "convoy_left", "convoy_arrived", "evacuated", "handover"]
    assert list(outlook(after, "stage").values()) == ["talks", "registration", "convoys"]
    assert agreement(after)["outcome"] == "evacuated"
    assert totals(after)["evacuated"] == agreement(after)["evacuated"] == 1_100


def test_whoever_wants_to_board_is_registered_before_the_first_night() -> None:
    assert journal(run(3, DEPARTURE), "registered") == [{"day": 2, "enclave": "guard-west", "people": 1_100}]
    slow = [
        days_of(run(30, DEPARTURE, {"agreements.registration_days": 6.0}, seed=seed), "registered") for seed in range(6)
    ]
    assert all(day >= 2 for (day,) in slow)
    assert len({day for (day,) in slow}) > 2


def test_lists_open_once_on_the_day_after_the_signature() -> None:
    """So nobody has seen neighbours register before."""
    unsure: Overrides = {"households.board": -1.0}
    people_registered = [
        journal(run(3, DEAL, unsure, {"households.neighbours": pull}), "registered")[0]["people"]
        for pull in (0.0, 50.0)
    ]
    assert people_registered[0] == people_registered[1]


def test_registration_and_the_first_convoy_are_on_the_same_day() -> None:
    slow = run(30, DEPARTURE, {"agreements.registration_days": 6.0}, seed=3)
    assert days_of(slow, "registered") == days_of(slow, "convoy_left")
    assert set(outlook(slow, "stage").values()) >= {"registration", "convoys"}


def test_where_nobody_leaves_status_is_settled_and_the_ground_handed_over() -> None:
    after = run(4, DEAL, NOBODY)
    assert days_of(after, "settled") == days_of(after, "handover") == [2]
    assert agreement(after)["outcome"] == "settled"
    assert {holder(after, "west"), holder(after, "east")} == {"government"}
    assert people(after, "west") + people(after, "east") == totals(after)["stayed"] == 1_100


def test_the_ground_is_handed_over_on_the_day_after_the_last_convoy() -> None:
    before, after = run(3, DEPARTURE), run(4, DEPARTURE)
    assert (holder(before, "west"), holder(after, "west")) == ("guard", "government")
    assert days_of(after, "evacuated") == [days_of(after, "convoy_left")[-1] + 1]


def test_districts_that_everybody_left_are_handed_over_while_others_wait() -> None:
    few: Overrides = {"convoys.buses": 4, "convoys.rest_hours": 0.0}
    after = run(20, DEPARTURE, few)
    first, last = journal(after, "handover")
    assert (first["districts"], last["districts"]) == (["east"], ["west"])
    assert first["day"] < days_of(after, "convoy_left")[-1] < last["day"]
    assert first["to"] == last["to"] == "government"


def test_ground_is_handed_over_to_whoever_besieges() -> None:
    held: Overrides = {"factions.militia.besieger": "guard", "factions.militia.side": "government"}
    settles: Overrides = {"brokers.elders.access": ["militia"], "scopes.staying": 2.0}
    after = run(4, TWO_GROUPS, held, DEAL, NOBODY, settles)
    assert journal(after, "handover")[0]["to"] == holder(after, "east") == "guard"
    assert agreement(after)["districts"] == ["West"]


def test_the_ceasefire_holds_while_the_agreement_does() -> None:
    after = run(7, WAITING, {"offensives": [assault("west", "east", day=2)], "war.attacker_fire": 1e-2})
    assert set(outlook(after, "strength").values()) == {0.0}
    assert agreement(after)["militants_killed"] == 0


def test_an_agreement_of_one_group_does_not_protect_the_other() -> None:
    talking: Overrides = {"brokers.elders.access": ["guard"]}
    after = run(5, TWO_GROUPS, WAITING, talking, falls(3, "west", "east"))
    assert [entry["enclave"] for entry in journal(after, "fall")] == ["militia-east"]
    assert holder(after, "west") == "guard"


# Incidents


def test_a_full_guarantee_keeps_incidents_away_and_a_lesser_one_some_of_them() -> None:
    trouble: Overrides = {**WAITING, "agreements.incidents": 0.5, "agreements.collapse": 0.0}
    incidents = [
        sum(
            agreement(run(20, trouble, {"brokers.elders.guarantee": share}, seed=seed))["incidents"]
            for seed in range(4)
        )
        for share in (1.0, 0.8, 0.0)
    ]
    assert incidents[0] == 0
    assert 0 < incidents[1] < incidents[2]


def test_an_incident_suspends_the_convoys_for_a_while() -> None:
    after = run(12, SUSPENDED, {"agreements.suspension_days": 1.0})
    first, until = journal(after, "suspended")[0]["day"], journal(after, "suspended")[0]["until"]
    assert first == 2 < until
    assert days_of(after, "resumed")[0] == until
    assert days_of(after, "convoy_left") == []
    assert agreement(after)["interrupted"]
    assert agreement(after)["incidents"] == len(journal(after, "suspended"))
    assert outlook(after, "stage")[2] == "suspended"


def test_nobody_leaves_before_the_suspension_is_over() -> None:
    for seed in range(4):
        after = run(12, SUSPENDED, {"agreements.suspension_days": 6.0}, seed=seed)
        ends = [entry["until"] for entry in journal(after, "suspended")]
        assert days_of(after, "resumed") == [day for day in ends if day < 12]


def test_a_suspension_lasts_longer_where_it_does_on_average() -> None:
    lasts = [
        sum(entry["until"] - entry["day"] for entry in journal(run(4, SUSPENDED, long, seed=seed), "suspended")[:1])
        for long in ({"agreements.suspension_days": 1.0}, {"agreements.suspension_days": 20.0})
        for seed in range(6)
    ]
    assert sum(lasts[:6]) < sum(lasts[6:])


def test_after_a_suspension_convoys_go_on() -> None:
    """An incident only once: those are likely in the first two days after signing, and impossible afterwards."""
    once: Overrides = {**SUSPENDED, "agreements.overrun": 0.0, "agreements.brief_ceasefire_days": 1.0}
    after = run(30, once, {"terms.g_ceasefire": 2.0, "agreements.suspension_days": 1.0})
    assert len(journal(after, "suspended")) == 1
    assert days_of(after, "convoy_left")[0] == days_of(after, "resumed")[0]
    assert agreement(after)["outcome"] == "evacuated"


@pytest.mark.parametrize(("kind", "accepts"), [("jihadist", "jihadist"), ("islamic_state", "islamic_state")])
def test_some_kinds_have_more_incidents(kind: str, accepts: str) -> None:
    sure: Overrides = {f"credibility.guarantee_{kind}": 1.0, f"agreements.hardline_{kind}": 0.0}
    place: Overrides = {"factions.guard.kind": kind, "destinations.coast.accepts": [accepts]}
    assert days_of(run(6, COLLAPSE, place, sure), "collapsed") == []
    assert days_of(run(6, COLLAPSE, place, {f"agreements.hardline_{kind}": 1.0}), "collapsed") == [2]


def test_incidents_come_more_often_the_longer_people_wait() -> None:
    some: Overrides = {**WAITING, "agreements.incidents": 0.02, "agreements.collapse": 0.0, "agreements.overrun": 1.0}
    patient, impatient = (
        sum(agreement(run(30, some, {"agreements.waiting_days": days}, seed=seed))["incidents"] for seed in range(3))
        for days in (1e4, 0.5)
    )
    assert patient < impatient


@pytest.mark.parametrize(("price", "days"), [(0.01, 5), (2.0, 3)])
def test_incidents_come_more_often_once_the_ceasefire_is_over(price: float, days: int) -> None:
    """With a ceasefire among the terms it lasts for its days, else for the brief days that every deal gets."""
    after_it: Overrides = {
        **WAITING,
        "agreements.incidents": 5e-3,
        "agreements.overrun": 2e3,
        "terms.f_ceasefire": 0.9,
    }
    lasts: Overrides = {"agreements.ceasefire_days": 5.0, "agreements.brief_ceasefire_days": 3.0}
    after = run(12, after_it, lasts, {"terms.g_ceasefire": price, "agreements.collapse": 1.0})
    assert ("ceasefire" in journal(after, "signed")[0]["terms"]) is (days == 5)
    assert days_of(after, "collapsed")[0] == 1 + days + 1
