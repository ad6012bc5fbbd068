"""References that match, are refused with the nearest name, or are told; and rows that are left out by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from safepassage.evidence.coherence import findings, usable
from safepassage.evidence.selecting import asked_for, buildable, scorable
from safepassage.evidence.tables import Paths, Tables, read_tables, reported
from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput

DISTRICTS = "district,lat,lon,population_late_siege,neighbours\nTell Amal,33.51,36.40,900,\nAin Rima,33.53,36.43,,\n"


def tables(tmp_path: Path, agreements: str, districts: str = DISTRICTS, convoys: str = "", **own: str) -> Tables:
    files = {"a": agreements, "d": districts, "c": convoys, **own}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = Paths(tmp_path / "c.csv" if convoys else None, **{name: tmp_path / f"{name}.csv" for name in own})
    return read_tables(tmp_path / "a.csv", tmp_path / "d.csv", paths=paths)


def refusal(found: Tables, id_: str = "A") -> str:
    with pytest.raises(BadInput) as refused:
        buildable(found, asked_for(found, [id_]))
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("cell", ["tell  AMAL;\u200fAin Rima", "Tell Amal / Ain Rima", "Tell Amal & Ain Rima",
                                  '"Tell Amal, Ain Rima"', "Tell Amal|Ain Rima", "Tell Amal؛Ain Rima",
                                  "Tell Amal;;Ain Rima;Tell Amal"])  # fmt: skip
def test_names_are_those_of_the_table(tmp_path: Path, cell: str) -> None:
    found = tables(tmp_path, f"id,districts,group_type\nA,{cell},rebel\n")
    assert found.agreement("a").districts == ("Tell Amal", "Ain Rima")
    assert buildable(found, asked_for(found, ["A"])) == []


def test_a_name_of_letters_of_one_kind_or_another_is_one_name(tmp_path: Path) -> None:
    districts = "district,lat,lon\nO\u0308land,33.5,36.4\nal‑Bab,33.5,36.4\n"
    found = tables(tmp_path, "id,districts,group_type\nA,Öland;Al-Bab,rebel\n", districts)
    assert findings(found.agreement("A"), found).refusals == []
    assert findings(found.agreement("A"), found).notes == []


def test_a_slip_is_refused_and_a_district_without_a_row_told(tmp_path: Path) -> None:
    found = tables(tmp_path, "id,districts,group_type\nA,Tel Amal,rebel\nB,Tell Amal;Qasr,rebel\n")
    assert "'Tel Amal' is no district of d.csv; did you mean 'Tell Amal'?" in refusal(found)
    (told,) = [line for line in buildable(found, asked_for(found, ["B"])) if "left out" not in line]
    assert "district 'Qasr' has no row in d.csv" in told


def test_a_convoy_of_nobody_is_refused(tmp_path: Path) -> None:
    found = tables(tmp_path, "id,districts,group_type\nWADI_1,Tell Amal,rebel\n", convoys="agreement_id\nWADI_2\n")
    said = refusal(found, "WADI_1")
    assert "c.csv: row 2" in said
    assert "did you mean 'WADI_1'?" in said


def test_a_bad_row_refuses_what_falls_with_it_and_nothing_else(tmp_path: Path) -> None:
    found = tables(
        tmp_path,
        "id,districts,group_type,fighters_high,evacuees_best\nA,Tell Amal,rebel,1.500,30\nB,Ain Rima,rebel,40,30\n"
        "C,Tell Amal,rebel,40,30\nD,Ain Rima,rebel,40,\n",
        DISTRICTS.replace("33.51", "north"),
    )
    assert "row 2: column 'fighters_high'" in refusal(found)
    assert "d.csv: row 2: column 'lat'" in refusal(found, "C")
    told = buildable(found, asked_for(found, ["B"]))
    assert sum("left out" in line for line in told) == 2
    kept, lines = scorable(found)
    assert [row.id for row in kept.agreements] == ["B"]
    text = "\n".join(lines)
    for part in ("a.csv: row 2", "d.csv: row 2: column 'lat'", "row 5 (D): nothing of it that is scored"):
        assert part in text


def test_without_a_row_that_can_be_scored_there_is_nothing_to_validate(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no row can be scored"):
        scorable(tables(tmp_path, "id,districts,group_type,evacuees_best\nA,Tell Amal,rebel,1.5\n"))


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("fighters_low,fighters_high", "70,30", "fighters_low 70 is more than fighters_high 30"),
        ("evacuees_low,evacuees_best", "70,30", "evacuees_low 70 is more than evacuees_best 30"),
        ("evacuees_best,fighters_evacuated", "70,90", "fighters_evacuated 90 are more than all evacuees, 70"),
        ("siege_start,agreement_date", "2018-03-01,2018-02-01", "the deal is dated before the siege"),
        ("offensive_start,ended", "2018-03-01,2018-02-01", "it ended before the offensive"),
        ("fighters_low", "0", "fighters 0 is a report of none: an enclave without fighters cannot"),
    ],
)
def test_what_cannot_be_true_together_is_refused(tmp_path: Path, columns: str, cells: str, said: str) -> None:
    found = tables(tmp_path, f"id,districts,group_type,{columns}\nA,Tell Amal,rebel,{cells}\n")
    assert f"a.csv: row 2 (A): {said}" in refusal(found)


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("siege_start,offensive_start", "2018-03-01,2018-02-01", "began before the siege closed"),
        ("agreement_date,evac_start", "2018-03-01,2018-02-01", "is dated before the deal"),
        ("fighters_high", "901", "more fighters than the 900 people left"),
        ("siege_start", "2018-03", "siege_start is known to a month or a year only"),
        ("class,signed", "evacuated,0", "do not go together"),
    ],
)
def test_what_may_be_true_together_is_told(tmp_path: Path, columns: str, cells: str, said: str) -> None:
    found = tables(tmp_path, f"id,districts,group_type,{columns}\nA,Tell Amal,rebel,{cells}\n")
    (told,) = buildable(found, asked_for(found, ["A"]))
    assert said in told


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Tell Amal,33.5,", "row 2: column 'lon' of 'Tell Amal' is empty while 'lat' is given"),
        ("Tell Amal,0,0", "lies in the sea"),
        ("Tell Amal,43.5,36.4", "lies 1,109 km from the other districts of its enclave"),
    ],
)
def test_coordinates_that_cannot_be_are_refused(tmp_path: Path, row: str, said: str) -> None:
    districts = f"district,lat,lon\n{row}\nAin Rima,33.53,36.43\n"
    assert said in refusal(tables(tmp_path, "id,districts,group_type\nA,Tell Amal;Ain Rima,rebel\n", districts))


def test_the_reported_tables_have_no_fault() -> None:
    found, left = usable(reported())
    assert left == []
    assert len(found.agreements) == 27


def test_a_faulty_row_of_the_reported_tables_is_left_out_of_the_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reported"
    shutil.copytree(seeds_folder() / "reported", folder)
    path = folder / "agreements_2018.csv"
    text = path.read_text(encoding="utf-8").replace('"2018-02-18","2018-03-21"', '"2018-02-18","2017-03-21"')
    path.write_text(text.replace('"114000"', '"114.000"'), encoding="utf-8")
    monkeypatch.setattr("safepassage.evidence.tables.seeds_folder", lambda: tmp_path)
    found = reported.__wrapped__()
    assert len(found.agreements) == 25
    reasons = [fault.message for fault in found.faults]
    assert any("HARASTA_2018" in reason and "the deal is dated before the offensive" in reason for reason in reasons)
    assert any("'114.000'" in reason for reason in reasons)


def test_a_war_and_a_season_name_their_rows(tmp_path: Path) -> None:
    found = tables(
        tmp_path,
        "id,districts,group_type,war,offensive_start\nA,Tell Amal,rebel,north,2018-03-01\n"
        "B,Ain Rima,rebel,north,2018-06-01\nC,Ain Rima,rebel,south,2018-03-01\n",
    )
    names = {season: [row.id for row in asked_for(found, [], "North", season)] for season in ("", "2018", "2018-03")}
    assert names == {"": ["A", "B"], "2018": ["A", "B"], "2018-03": ["A"]}
    assert [row.id for row in asked_for(found, [], "", "2018-03:2018-05")] == ["A", "C"]
    for war, season, said in (
        ("nroth", "", "did you mean 'north'"),
        ("north", "2019", "no row of the war began"),
        ("north", "spring", "must be a year, a month or two"),
        ("north", "2018-05:2018-02", "ends before it begins"),
    ):
        with pytest.raises(BadInput, match=said):
            asked_for(found, [], war, season)
    with pytest.raises(BadInput, match="give --id"):
        asked_for(found, [])
