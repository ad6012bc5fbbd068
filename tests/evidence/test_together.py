"""What a forecast of a row rests on beside the row: who is attacked with it, who it is, and what nobody counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from statistics import median

import pytest

from safepassage import Scenario
from safepassage.evidence.building import MOST_COMPANIONS, build_scenario, companions
from safepassage.evidence.calibration.simulator import together
from safepassage.evidence.drafting.assumptions import distributions, middle_of_fighters
from safepassage.evidence.facts import knowable
from safepassage.evidence.forecasting import forecast, forecasts
from safepassage.evidence.tables import Agreement, Tables, reported

TABLES = reported()
GHOUTA = {"HARASTA_2018", "ARBIN_2018", "DOUMA_2018", "HAMOURIYA_2018"}


def row(id_: str) -> Agreement:
    return TABLES.agreement(id_)


def built(id_: str, seed: int = 1) -> Scenario:
    return build_scenario(row(id_), TABLES, seed, together=True)


# Who is attacked with it


@pytest.mark.parametrize("id_", sorted(GHOUTA))
def test_enclaves_that_one_offensive_attacks_are_simulated_together(id_: str) -> None:
    assert {other.id for other in companions(row(id_), TABLES)} == GHOUTA - {id_}
    tables = built(id_).tables
    assert len(tables.factions) == len(GHOUTA)
    assert len({offensive.date for offensive in tables.offensives}) == 1
    alone = build_scenario(row(id_), TABLES, 1).tables
    assert list(alone.factions) == ["group"]
    assert tables.factions["group"] == alone.factions["group"]
    assert tables.government.strength > alone.government.strength


def test_who_is_attacked_elsewhere_on_another_day_or_by_somebody_else_is_not() -> None:
    douma = row("DOUMA_2018")
    for change in (
        {"offensive_start": dt.date(2018, 2, 19)}, {"besieger": "sdf"}, {"war": "another"}, {"offensive_start": None},
        {"as_of": dt.date(2018, 2, 18)},
    ):  # fmt: skip
        other = replace(douma, **change)
        tables = replace(TABLES, agreements=tuple(other if r.id == douma.id else r for r in TABLES.agreements))
        assert companions(other, tables) == []
        assert other not in companions(row("HARASTA_2018"), tables)


def test_no_forecast_simulates_a_whole_war() -> None:
    many = tuple(replace(row("DOUMA_2018"), id=f"D{i}") for i in range(MOST_COMPANIONS + 5))
    assert len(companions(many[0], replace(TABLES, agreements=many))) == MOST_COMPANIONS


def test_a_run_tells_of_each_enclave_by_itself() -> None:
    ids = ["HARASTA_2018", *sorted(other.id for other in companions(row("HARASTA_2018"), TABLES))]
    in_order = ["HARASTA_2018", *(other.id for other in companions(row("HARASTA_2018"), TABLES))]
    found = forecasts(built("HARASTA_2018"), 1, in_order)
    assert sorted(found) == sorted(ids)
    assert len({outcomes.days_to_agreement for outcomes in found.values()}) > 1
    assert forecast(built("HARASTA_2018"), 1).days_to_agreement == found["HARASTA_2018"].days_to_agreement


def test_each_row_is_simulated_once_in_a_run_of_the_fit() -> None:
    runs = together(TABLES)
    ids = [one.id for rows in runs for one in rows]
    assert sorted(ids) == sorted(one.id for one in TABLES.agreements)
    assert any({one.id for one in rows} == GHOUTA for rows in runs)


# Who it is


def test_soldiers_of_the_government_s_side_are_a_garrison() -> None:
    assert {id_ for id_ in (r.id for r in TABLES.agreements) if built(id_).tables.factions["group"].garrison} == {
        "JISRHOSPITAL_2015", "NUBLZAHRAA_2016",
    }  # fmt: skip


# What nobody counted


def test_groups_that_nobody_counted_are_few_and_live_in_small_places() -> None:
    counted = replace(row("SANAMAYN_2020"), fighters_low=2_000, fighters_high=4_000)
    tables = replace(TABLES, agreements=tuple(counted if r.id == counted.id else r for r in TABLES.agreements))

    def middle(one: Agreement, of: Tables) -> tuple[float, float]:
        scenarios = [build_scenario(one, of, seed).tables for seed in range(24)]
        return (
            median(s.factions["group"].fighters for s in scenarios),
            median(s.districts["sanamayn"].population for s in scenarios),
        )

    few, small = middle(row("SANAMAYN_2020"), TABLES)
    many, large = middle(counted, tables)
    assert few < 1_000 < 1_500 < many
    assert small < large


def test_what_left_counts_of_groups_that_nobody_counted_and_not_of_the_row_itself() -> None:
    uncounted = [r.id for r in TABLES.agreements if middle_of_fighters(knowable(r)) is None and r.evacuees_best]
    found = distributions(TABLES, TABLES, "SANAMAYN_2020").uncounted_per_district
    assert len(found) == len(uncounted) - 1
    assert row("SANAMAYN_2020").fighters_evacuated not in found
    assert row("TABQA_IS_2017").fighters_evacuated in found
