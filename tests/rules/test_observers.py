"""What the outside world is told: by a monitor, by state media, and by the United Nations."""

from __future__ import annotations

from typing import Any

import pytest

from rules.world import (
    DEPARTURE,
    Overrides,
    agreement,
    assault,
    convoys,
    falls,
    journal,
    outlook,
    reports,
    run,
    totals,
)

SLOWLY: Overrides = {"convoys.buses": 4, "convoys.rest_hours": 0.0}
HIDDEN: Overrides = {"bargaining.reputation_rebel": 90.0, "bargaining.deniability": 1.0}
CONFIRM: Overrides = {"observers.deny": -99.0, "observers.confirm": 99.0}
DENY: Overrides = {"observers.deny": 99.0}


def said(*overrides: Overrides, days: int = 9) -> list[tuple[str, str]]:
    """What state media say, by district."""
    return [(report["district"], report["says"]) for report in reports(run(days, DEPARTURE, *overrides), "state_media")]


# The monitor


def test_a_monitor_that_sees_all_reports_each_convoy_on_its_day() -> None:
    after = run(9, DEPARTURE, SLOWLY)
    seen = reports(after, "monitor")
    assert [report["convoy"] for report in seen] == [convoy["convoy"] for convoy in convoys(after)]
    assert [report["day"] for report in seen] == [convoy["day"] for convoy in convoys(after)]
    assert [report["buses"] for report in seen] == [convoy["buses"] for convoy in convoys(after)]
    assert [report["true_people"] for report in seen] == [convoy["people"] for convoy in convoys(after)]
    assert {report["enclave"] for report in seen} == {"guard-west"}


def test_a_monitor_misses_some_convoys() -> None:
    after = run(9, DEPARTURE, SLOWLY, {"observers.monitor_sees": 0.0})
    assert reports(after, "monitor") == []
    assert {entry["monitor_people"] for entry in journal(after, "convoy_left")} == {None}
    some = run(9, DEPARTURE, SLOWLY, {"observers.monitor_sees": 0.5})
    assert 0 < len(reports(some, "monitor")) < len(convoys(some))


@pytest.mark.parametrize(("population", "step"), [(0, 10), (600, 50)])
def test_a_monitor_rounds_people(population: int, step: int) -> None:
    (report,) = reports(
        run(3, DEPARTURE, {"districts.west.population": population, "districts.east.population": 23}), "monitor"
    )
    assert report["people"] % step == 0
    assert abs(report["people"] - report["true_people"]) <= step / 2
    assert report["people"] != report["true_people"]


def test_a_monitor_counts_with_errors() -> None:
    wrong: Overrides = {"observers.monitor_buses": 0.5, "observers.monitor_people": 0.5}
    counts = [reports(run(3, DEPARTURE, wrong, seed=seed), "monitor")[0] for seed in range(6)]
    assert len({count["buses"] for count in counts}) > 3
    assert len({count["people"] for count in counts}) > 3
    blind: Overrides = {"observers.monitor_buses": 5.0}
    assert min(reports(run(3, DEPARTURE, blind, seed=seed), "monitor")[0]["buses"] for seed in range(12)) == 1


# State media


def test_state_media_speak_once_of_each_district_of_an_agreement() -> None:
    for words, says in ((CONFIRM, "confirms"), (DENY, "denies")):
        assert said(SLOWLY, words) == [("east", says), ("west", says)]


def test_state_media_speak_again_of_a_second_agreement() -> None:
    """The first agreement ends after its first convoy; the second is carried out under a guarantee."""
    broken: Overrides = {
        **SLOWLY,
        "brokers.elders.guarantee": 0.0,
        "brokers.patron": {"name": "Patron", "guarantee": 1.0, "access": []},
        "events": [{"date": "2030-01-05", "kind": "broker_access", "broker": "patron", "access": ["rebel"]}],
        "credibility.trust": 0.99,
        "credibility.trust_weight": 6e3,
        "scopes.leaving": 2.0,
        "agreements.incidents": 5e-3,
        "agreements.overrun": 2e3,
        "agreements.brief_ceasefire_days": 1.0,
        "agreements.collapse": 1.0,
        "terms.g_ceasefire": 2.0,
        "talks.pause_days": 1.0,
    }
    assert len(said(broken, CONFIRM, days=5)) == 2
    assert len(said(broken, CONFIRM, days=16)) == 4


def test_who_denies_is_noted_with_the_enclave() -> None:
    after = run(5, DEPARTURE, DENY)
    assert agreement(after)["denied"] == ["East", "West"]
    assert journal(after, "convoy_left")[0]["denied"] == ["east", "west"]
    assert agreement(run(5, DEPARTURE, CONFIRM))["denied"] == []
    assert journal(run(5, DEPARTURE, CONFIRM), "convoy_left")[0]["confirmed"] == ["east", "west"]


def test_state_media_confirm_with_the_number_of_buses_only() -> None:
    confirmed = reports(run(3, DEPARTURE, CONFIRM), "state_media")[0]
    assert confirmed["buses"] == 22
    assert missing(confirmed["people"])
    assert missing(reports(run(3, DEPARTURE, DENY), "state_media")[0]["buses"])


def missing(value: Any) -> bool:  # noqa: ANN401 - a number, or pandas' missing value
    return not isinstance(value, int)


def test_what_is_done_by_night_is_never_confirmed() -> None:
    assert {says for _, says in said(HIDDEN, CONFIRM)} == {"silent"}


def test_what_costs_the_name_is_denied_rather_than_confirmed() -> None:
    shame: Overrides = {"bargaining.reputation_rebel": 20.0, "bargaining.deniability": 0.0, "scopes.leaving": 1.0}
    plain: Overrides = {"observers.deny": -3.0, "observers.deny_victory": 0.0, "observers.confirm": 3.0}
    strong: Overrides = {"observers.deny_reputation": 1e3, "observers.confirm_reputation": 1e3}
    costs: Overrides = {**shame, "bargaining.own_people": 0.0}
    assert outlook(run(1, DEPARTURE, costs), "best_government")[0] < 1.0
    assert {says for _, says in said(plain, costs, strong)} == {"denies"}
    quiet: Overrides = {"observers.deny_reputation": 0.0, "observers.deny": -99.0}
    assert {says for _, says in said(plain, costs, strong, quiet)} == {"silent"}


def test_a_deal_is_denied_where_the_army_has_just_won_the_place() -> None:
    """The west was taken by force; the group leaves the east by a deal that costs the besieger's name."""
    won: Overrides = {
        **falls(0, "west"), "war.last_stand_deaths": 0.0, "observers.deny": -50.0, "observers.confirm": -99.0,
        "observers.deny_reputation": 0.0, "observers.deny_victory": 7e4, "bargaining.reputation_rebel": 1.0,
        "bargaining.deniability": 0.0, "scopes.leaving": 3.0, "offensives": [assault("west")],
    }  # fmt: skip
    assert said(won) == [("east", "silent"), ("west", "denies")]
    assert ("west", "denies") not in said(won, {"bargaining.reputation_rebel": 0.0})
    assert ("west", "denies") not in said(won, {"observers.victory_days": 1.0})


# The United Nations


UN: Overrides = {"observers.un_days": 3.0, "observers.un_delay": 0.0, "observers.un_rounding": 10.0}


def totals_published(*overrides: Overrides, days: int = 16) -> dict[int, int]:
    return {report["day"]: report["people"] for report in reports(run(days, DEPARTURE, *overrides), "un")}


def test_the_un_publishes_at_intervals_and_says_nothing_twice() -> None:
    assert totals_published(UN) == {3: 1_100}
    assert list(totals_published(UN, {"observers.un_days": 5.0})) == [5]
    published = totals_published(UN, SLOWLY)
    assert all(day % 3 == 0 for day in published)
    assert sorted(published.values()) == list(published.values())
    assert len(published) > 1


def test_figures_of_the_un_are_some_days_old() -> None:
    assert totals_published(UN, {"observers.un_delay": 4.0}) == {6: 1_100}


def test_figures_of_the_un_are_round_and_small_ones_less_so() -> None:
    assert totals_published(UN, {"observers.un_rounding": 200.0}) == {3: 1_200}
    assert totals_published(UN, {"observers.un_rounding": 1_000.0}) == {3: 1_100}
    assert totals_published(UN, {"observers.un_rounding": 30_000.0}) == {}


def test_the_last_total_of_the_un_is_in_the_summary() -> None:
    assert totals(run(9, DEPARTURE, UN))["reported_evacuated"] == 1_100
    assert totals(run(9, UN))["reported_evacuated"] is None
