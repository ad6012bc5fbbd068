from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from safepassage import Scenario, simulate
from safepassage.evidence.building import build_scenario, build_text
from safepassage.evidence.facts import OUTCOMES
from safepassage.evidence.tables import Agreement, Tables, read_tables, reported

IDS = [row.id for row in reported().agreements]


def tables_of(tmp_path: Path, agreements: str, districts: str) -> Tables:
    (tmp_path / "a.csv").write_text(agreements, encoding="utf-8")
    (tmp_path / "d.csv").write_text(districts, encoding="utf-8")
    return read_tables(tmp_path / "a.csv", tmp_path / "d.csv")


def knowable_part(text: str) -> str:
    """A scenario's text without the tables below ``[reported]``."""
    before, *parts = text.split("\n\n")
    return "\n\n".join([before, *(part for part in parts if not part.startswith("[reported"))])


@pytest.mark.parametrize("id_", IDS)
def test_every_reported_agreement_becomes_a_scenario_that_loads_and_runs(id_: str, tmp_path: Path) -> None:
    tables = reported()
    row = tables.agreement(id_)
    text = build_text(row, tables, seed=2)
    (tmp_path / "built.toml").write_text(text, encoding="utf-8")
    loaded = Scenario.load(tmp_path / "built.toml")
    assert loaded.hash == build_scenario(row, tables, seed=2).hash
    assert any(source.startswith("assumed") for source in loaded.tables.sources.values())
    (enclave,) = loaded.tables.reported.agreements
    result = simulate(loaded, seed=2, days=10)
    assert result.summary["totals"]["population"] > 0
    assert [row["enclave"] for row in result.summary["agreements"]] == [enclave]


@pytest.mark.parametrize("id_", ["ARBIN_2018", "DOUMA_2018", "NHOMS_2018", "SDAMASCUS_IS_2018", "YARMOUK_HTS_2018"])
def test_outcomes_of_the_row_change_nothing(id_: str) -> None:
    tables = reported()
    row = tables.agreement(id_)
    blank = Agreement(**{name: getattr(row, name) for name in Agreement.__slots__ if name not in OUTCOMES})
    without = Tables(
        tuple(blank if other.id == id_ else other for other in tables.agreements),
        tables.districts,
        tuple(convoy for convoy in tables.convoys if convoy.agreement_id != id_),
        tables.available,
        tables.name,
    )
    for seed in (1, 2, 3):
        assert knowable_part(build_text(blank, without, seed, without)) == knowable_part(
            build_text(row, tables, seed, tables)
        )


def test_later_agreements_do_not_count_as_precedents() -> None:
    tables = reported()
    first = build_scenario(tables.agreement("DOUMA_2018"), tables).tables
    last = build_scenario(tables.agreement("SDAMASCUS_IS_2018"), tables).tables
    assert first.precedents.gone == first.precedents.honoured == 0
    assert last.precedents.gone == last.precedents.honoured >= 2  # deals, not convoys
    assert "afrin" not in first.destinations  # taken on 18 March
    assert list(last.destinations) == ["badia"]


def test_the_same_seed_gives_the_same_scenario_and_another_one_other_draws() -> None:
    tables = reported()
    row = tables.agreement("QADAM_2018")
    assert build_scenario(row, tables, 5).hash == build_scenario(row, tables, 5).hash
    fighters = {build_scenario(row, tables, seed).tables.factions["group"].fighters for seed in range(8)}
    assert len(fighters) > 4


def test_without_an_offensive_there_is_an_ultimatum() -> None:
    tables = reported()
    drafts = [build_scenario(tables.agreement("DUMAYR_2018"), tables, seed).tables for seed in range(8)]
    threats = [offensive.ultimatum for draft in drafts for offensive in draft.offensives]
    assert 0 < len(threats) < len(drafts)  # as often as its peers had no offensive there is none
    assert min(threats) > 0
    (offensive,) = build_scenario(tables.agreement("DOUMA_2018"), tables).tables.offensives
    assert offensive.ultimatum == 0


def test_a_district_of_several_groups_is_divided() -> None:
    tables = reported()
    built = build_scenario(tables.agreement("YARMOUK_HTS_2018"), tables).tables
    assert built.districts["yarmouk"].population_prewar == 80_000
    assert built.districts["yarmouk"].population < 8_000


def test_three_columns_of_one_row_are_enough(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, "id,districts,group_type\nX,Hill;Mill;Öland;山,separatist\n", "district\nHill\n")
    scenario = build_scenario(tables.agreements[0], tables)
    built = scenario.tables
    assert set(built.districts) == {"hill", "mill", "oland", "district-4", "ground"}
    assert "taken for rebels" in built.sources["factions.group.kind"]
    assert built.brokers
    assert built.destinations
    assert simulate(scenario, days=30).summary["totals"]["population"] > 0


def test_another_war_gets_neither_its_brokers_nor_its_destinations_from_this_one(tmp_path: Path) -> None:
    tables = tables_of(
        tmp_path,
        "id,enclave,districts,group_type,fighters_high,fighters_low,offensive_start\n"
        "M,Far town,Town,is,500,1000,2017-05-23\n",
        "district,lat,lon\nTown,8.0,124.3\n",
    )
    built = build_scenario(tables.agreements[0], tables).tables
    assert set(built.brokers) <= {"un", "local-notables", "go-between"}
    assert set(built.destinations) == {"own-side"}
    assert not built.allies
    assert built.precedents.gone == 0


def test_a_group_of_the_government_side_goes_to_government_ground(tmp_path: Path) -> None:
    tables = tables_of(
        tmp_path,
        "id,districts,group_type,fighters_low,fighters_high,siege_start\nF,Fuah,government,1000,2000,2015-03-28\n",
        "district,lat,lon,population_prewar\nFuah,35.98,36.7,10000\n",
    )
    built = build_scenario(tables.agreements[0], tables).tables
    assert set(built.destinations) == {"government-shelters"}


def test_a_place_may_bear_a_destination_s_name() -> None:
    row = replace(reported().agreement("DOUMA_2018"), districts=("Idlib", "ground"))
    tables = Tables((row,), (), (), reported().available)
    built = build_scenario(row, tables).tables
    assert {"idlib", "idlib-reception"} <= {*built.districts, *built.destinations}


def test_the_text_is_plain_toml() -> None:
    tables = reported()
    text = build_text(tables.agreement("DOUMA_2018"), tables)
    tree = tomllib.loads(text)
    assert tree["offensives"][0]["districts"] == ["douma"]
    assert "[districts.douma]" in text
