from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage import Scenario, simulate
from safepassage.evidence.building import build_scenario
from safepassage.evidence.facts import HORIZON, KNOWABLE, OUTCOMES, knowable, outcomes, regions_named
from safepassage.evidence.simulated import simulated_outcomes as seen
from safepassage.evidence.tables import Agreement, Convoy, read_tables, reported
from safepassage.resources import seeds_folder

SEEDS = seeds_folder() / "reported"
MORE = read_tables(SEEDS / "agreements_more.csv", SEEDS / "districts_more.csv", SEEDS / "convoys_more.csv")


def of(id_: str) -> tuple[Agreement, tuple[Convoy, ...]]:
    tables = reported()
    return tables.agreement(id_), tables.convoys_of(id_)


def test_durations_are_between_reported_dates() -> None:
    found = outcomes(*of("HARASTA_2018"))
    assert (found.days_to_agreement, found.days_to_first_bus, found.evacuation_days) == (31, 1, 1)
    assert outcomes(*of("DUMAYR_2018")).days_to_agreement is None  # no offensive
    assert outcomes(*of("QADAM_2018")).days_to_first_bus is None  # agreement known to the month only
    backwards = replace(of("HARASTA_2018")[0], agreement_date=of("HARASTA_2018")[0].siege_start)
    assert outcomes(backwards).days_to_agreement is None


def test_only_convoys_that_allow_it_count_for_people_per_bus() -> None:
    row, convoys = of("HARASTA_2018")
    assert outcomes(row, convoys).people_per_bus == pytest.approx(4614 / 89)
    assert outcomes(of("SDAMASCUS_2018")[0], of("SDAMASCUS_2018")[1]).people_per_bus == pytest.approx(3012 / 71)
    assert outcomes(row).people_per_bus == pytest.approx(row.evacuees_best / row.buses_total)  # without that table


def test_fighters_share_counts_the_convoys_that_give_both() -> None:
    assert outcomes(*of("ARBIN_2018")).fighters_share == pytest.approx(9553 / 34_688)


def test_destinations_are_grouped_as_the_reports_do() -> None:
    assert regions_named("Badia (eastern desert; Palmyra side); about 600 dependants to Idlib") == (
        "eastern desert",
        "Idlib",
    )
    assert regions_named("al-Bab refused, then Idlib (arrived 10 May)") == ("Idlib",)
    assert regions_named("Port Sudan") == ("Port Sudan",)
    assert outcomes(*of("SDAMASCUS_IS_2018")).destination == "eastern desert"
    assert outcomes(*of("YARMOUK_HTS_2018")).destinations == {"Idlib": 1.0}  # the reverse half is not counted


def test_every_column_is_knowable_or_an_outcome() -> None:
    assert {"agreement_date", "evacuees_best", "buses_total", "announced", "denied_by"} <= set(OUTCOMES)
    assert not set(KNOWABLE) & set(OUTCOMES)


def test_figures_that_repeat_an_outcome_are_not_knowable() -> None:
    assert knowable(of("QADAM_2018")[0]).fighters_low is None
    assert knowable(of("DUMAYR_2018")[0]).fighters_low is None
    assert knowable(of("DUMAYR_2018")[0]).fighters_high == 1500
    assert knowable(of("HARASTA_2018")[0]).population_late_siege is None  # those who left and those who stayed
    assert knowable(of("DOUMA_2018")[0]).population_late_siege == 114_000
    for name in OUTCOMES:
        assert getattr(knowable(of("DOUMA_2018")[0]), name) in (None, "", frozenset())


def test_a_run_is_read_through_its_observers() -> None:
    result = simulate(Scenario.load("two-towns"), seed=3)
    row = next(row for row in result.summary["agreements"] if row["convoys"])
    found = seen(result, row["enclave"])
    assert found.days_to_agreement == row["agreement_day"]
    assert found.convoys == row["convoys"]
    assert found.value("evacuees") == pytest.approx(row["evacuated"], rel=0.5)
    assert found.buses == pytest.approx(row["buses"], rel=0.2)
    assert sum(found.destinations.values()) == pytest.approx(1)
    later = seen(result, row["enclave"], since=2)
    assert later.days_to_agreement == found.days_to_agreement - 2


def test_how_a_run_ended_is_told_as_tables_code_it() -> None:
    found = {}
    for more, id_ in ((True, "UMMBATINAH_2021"), (True, "ALBAB_IS_2017"), (False, "HARASTA_2018")):
        tables = MORE if more else reported()
        for seed in range(1, 5):
            scenario = build_scenario(tables.agreement(id_), tables, seed)
            result = simulate(scenario, seed)
            (row,) = result.summary["agreements"]
            read = seen(result, row["enclave"])
            assert (read.signed, read.scope, read.guarantor) == (
                row["agreement_day"] is not None, row["scope"], row["guarantor"],
            )  # fmt: skip
            found[row["outcome"]] = read
    assert {"truce", "withdrew", "evacuated"} <= set(found)
    assert {outcome: read.ending for outcome, read in found.items()} == {outcome: outcome for outcome in found}
    assert (found["truce"].signed, found["truce"].days_to_agreement) == (False, HORIZON)
    assert found["evacuated"].signed
    assert outcomes(*of("HARASTA_2018")).signed
    assert outcomes(*of("HARASTA_2018")).ending == "evacuated"


def test_a_deal_signed_by_one_that_holds_on_was_not_carried_out() -> None:
    scenario = Scenario.load("two-towns")
    result = simulate(scenario, seed=3)
    row = next(row for row in result.summary["agreements"] if row["agreement_day"] is not None)
    broken_off = simulate(scenario, seed=3, days=row["agreement_day"] + 1)
    found = seen(broken_off, row["enclave"])
    assert (found.signed, found.ending) == (True, "not_carried_out")


def test_a_run_without_agreement_counts_as_the_horizon() -> None:
    result = simulate(Scenario.load("two-towns"), seed=1, days=1)
    found = seen(result, result.summary["agreements"][0]["enclave"])
    assert found.days_to_agreement == found.days_to_first_bus == found.evacuation_days == HORIZON
    assert found.value("evacuees") == found.buses == found.people_per_bus == 0
    assert found.destination is None
    with pytest.raises(KeyError):
        seen(result, "nobody-nowhere")
