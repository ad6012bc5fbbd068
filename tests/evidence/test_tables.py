from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from safepassage import BadInput
from safepassage.evidence.tables import read_agreements, read_convoys, read_districts, read_tables, reported


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_reported_tables_are_read() -> None:
    tables = reported()
    assert len(tables.agreements) == 27
    assert tables.agreement("DOUMA_2018").districts == ("Douma",)
    assert tables.agreement("SDAMASCUS_IS_2018").kind == "islamic_state"
    assert tables.agreement("QADAM_2018").month_only
    assert len(tables.convoys_of("ARBIN_2018")) == 8


def test_three_columns_are_enough(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,districts,group_type\nA,Somewhere;Elsewhere,jihadist\n")
    (row,) = read_agreements(path)
    assert row.districts == ("Somewhere", "Elsewhere")
    assert row.kind == "jihadist"
    assert row.evacuees_best is None


def test_cells_are_read_as_other_programs_write_them(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "\ufeffid,districts,group_type,fighters_low,evacuees_best,siege_start,interrupted,of_my_own\n"
        'A,X,rebel,"1,500",nan,2013,1.0,whatever\n\n',
    )
    (row,) = read_agreements(path)
    assert row.fighters_low == 1500
    assert row.evacuees_best is None
    assert row.siege_start == dt.date(2013, 1, 1)
    assert row.interrupted is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,districts,group_type\nA,X,rebel\n", "column 'id' is missing"),
        ("id,districts,group_type,evacuees_bset\nA,X,rebel,3\n", "did you mean 'evacuees_best'"),
        ("id,districts,group_type,evac_start\nA,X,rebel,spring\n", "row 2: column 'evac_start' must be an ISO date"),
        ("id,districts,group_type,buses_total\nA,X,rebel,many\n", "column 'buses_total' must be a whole number"),
        ("id,districts,group_type\nA,X,jihadst\n", "column 'group_type' must be one of rebel, jihadist, is"),
        ("id,districts,group_type\nA,,rebel\n", "column 'districts' is empty"),
        ("id,districts,group_type\nA,X,rebel\nA,Y,rebel\n", "holds 'A' twice"),
        ("id,districts,group_type\nA,X\n", "has 2 cells"),
        ("", "column 'id' is missing"),
        ("id,id,districts,group_type\nA,A,X,rebel\n", "stands there twice"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path / "a.csv", text)
    with pytest.raises(BadInput) as refused:
        read_agreements(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_districts(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="agreement_id"):
        read_convoys(write(tmp_path / "c.csv", "id,people\nA,3\n"))


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="did you mean 'DOUMA_2018'"):
        reported().agreement("DUOMA_2018")


def test_what_was_available_may_lie_beside_the_agreements(tmp_path: Path) -> None:
    agreements = write(tmp_path / "a.csv", "id,districts,group_type\nA,X,rebel\n")
    districts = write(tmp_path / "d.csv", "district\nX\n")
    assert read_tables(agreements, districts).available == reported().available
    write(tmp_path / "available.csv", "role,name,from,until\nbroker,Envoy,1999-01-01,\n")
    assert [entry.name for entry in read_tables(agreements, districts).available] == ["Envoy"]
