"""What the default parameters show, over a few seeds: the campaign of spring 2018 and the last pocket of Damascus.

A small sample of what ``safepassage patterns`` measures over many; wide enough that chance alone does not break it.
"""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.simulation import Result

GHOUTA = ("ahrar-al-sham-", "faylaq-al-rahman-", "jaysh-al-islam-")


@pytest.fixture(scope="module")
def spring() -> list[Result]:
    return [simulate(Scenario.load("spring-2018"), seed) for seed in range(1, 13)]


@pytest.fixture(scope="module")
def south() -> list[Result]:
    return [simulate(Scenario.load("south-damascus-2018"), seed) for seed in range(1, 21)]


def rows(run: Result, *prefixes: str) -> list[dict[str, Any]]:
    return [row for row in run.summary["agreements"] if row["enclave"].startswith(prefixes)]


def test_eastern_ghouta_splits_before_it_signs(spring: list[Result]) -> None:
    before = 0
    for run in spring:
        signed = [row["agreement_day"] for row in rows(run, *GHOUTA) if row["agreement_day"] is not None]
        split = run.summary["totals"]["split_day"]
        before += bool(split is not None and signed and split < max(signed))
    assert before > len(spring) / 2


@pytest.mark.parametrize("group", GHOUTA)
def test_the_groups_of_ghouta_sign_within_weeks(spring: list[Result], group: str) -> None:
    days = [row["agreement_day"] for run in spring for row in rows(run, group)[:1] if row["agreement_day"] is not None]
    assert len(days) > len(spring) / 2
    assert 15 <= median(days) <= 75


def test_some_hundred_thousand_leave_within_sixty_days(spring: list[Result]) -> None:
    inside = [85_000 <= run.summary["totals"]["largest_60_day_evacuation"] <= 150_000 for run in spring]
    assert sum(inside) > len(spring) / 2


def test_after_ghouta_others_sign_sooner_and_without_being_stormed(spring: list[Result]) -> None:
    """The domino: at least two enclaves sign after Ghouta did, in fewer days of threat or assault than it took."""
    shown = 0
    for run in spring:
        first = [row["agreement_day"] for row in rows(run, *GHOUTA) if row["agreement_day"] is not None]
        if not first:
            continue
        later = [
            row
            for row in run.summary["agreements"]
            if not row["enclave"].startswith(GHOUTA)
            and row["agreement_day"] is not None
            and row["agreement_day"] > median(first)
            and row["outcome"] != "stormed"
        ]
        took = [row["agreement_day"] - (row["offensive_day"] or row["agreement_day"]) for row in later]
        shown += sum(days < median(first) for days in took) >= 2
    assert shown > len(spring) / 2


def test_the_islamic_state_leaves_late_small_by_night_and_denied(south: list[Result]) -> None:
    left = [row for run in south for row in rows(run, "islamic-state-yarmouk") if row["convoys"]]
    assert len(left) > len(south) / 2
    assert 12 <= median(row["agreement_day"] for row in left) <= 60
    assert 1_000 <= median(row["evacuated"] for row in left) <= 2_500
    assert median(row["convoys"] for row in left) <= 6
    assert 3 <= median(row["first_convoy_buses"] for row in left) <= 20
    assert {row["destination"] for row in left} == {"badia"}
    assert sum(bool(row["denied"]) for row in left) > len(left) / 2
    assert sum(run.summary["totals"]["full_control_day"] is not None for run in south) > len(south) / 2


def test_a_run_shows_its_talks(south: list[Result]) -> None:
    """The bargaining range opens before a deal is struck, and the deal lies within it."""
    for run in south[:5]:
        frame = run.enclaves
        struck = frame.dropna(subset=["offer_faction"])
        accepted = struck[
            (struck["offer_faction"] >= struck["value_faction"] - 1e-6)
            & (struck["offer_government"] >= struck["value_government"] - 1e-6)
        ]
        for _, day in accepted.iterrows():
            assert day["best_faction"] >= day["value_faction"] - 1e-6
            assert day["best_government"] >= day["value_government"] - 1e-6


def test_no_guarantor_means_fewer_agreements_and_more_deaths() -> None:
    """The commitment problem in the large (Walter 1997): pairs of runs with and without guarantees."""
    base, without = Scenario.load("spring-2018"), Scenario.load("no-guarantor")
    pairs = [(simulate(base, seed).summary, simulate(without, seed).summary) for seed in range(1, 7)]
    signed = [[sum(row["agreement_day"] is not None for row in run["agreements"]) for run in pair] for pair in pairs]
    assert sum(a >= b for a, b in signed) >= 5
    assert sum(a for a, _ in signed) > sum(b for _, b in signed)
    assert sum(a["totals"]["killed"] < b["totals"]["killed"] for a, b in pairs) >= 5


def test_forty_buses_move_fewer_people_in_sixty_days() -> None:
    base, few = Scenario.load("spring-2018"), Scenario.load("forty-buses")
    for seed in (1, 2, 3):
        plain, slow = simulate(base, seed).summary["totals"], simulate(few, seed).summary["totals"]
        assert slow["largest_60_day_evacuation"] < 0.8 * plain["largest_60_day_evacuation"]
