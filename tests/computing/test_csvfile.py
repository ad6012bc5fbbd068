"""One reader of CSV for every table: separators, line ends, encodings, hashtags, columns without a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.computing.csvfile import Sheet, read_sheet
from safepassage.scenario import BadInput


def sheet(tmp_path: Path, raw: bytes | str, known: set[str] | None = None) -> Sheet:
    path = tmp_path / "t.csv"
    path.write_bytes(raw.encode("utf-8") if isinstance(raw, str) else raw)
    return read_sheet(path, known.__contains__ if known is not None else None)


def cells(found: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("known", [None, {"id", "name"}])
def test_separators_and_line_ends_are_found(tmp_path: Path, separator: str, end: str, known: set[str] | None) -> None:
    lines = [separator.join(row) for row in (("id", "name"), ("A", "x"), ("", ""), ("B", "y"))]
    found = sheet(tmp_path, end.join(lines) + end, known)
    assert found.header == ("id", "name")
    assert cells(found) == [("A", "x"), ("B", "y")]
    assert [row.line for row in found.rows] == [2, 4]
    assert found.decimal_comma is (separator != ",")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(tmp_path: Path, encoding: str) -> None:
    assert cells(sheet(tmp_path, "id,name\nA,Öland\u2028山\n".encode(encoding))) == [("A", "Öland\u2028山")]


@pytest.mark.parametrize("raw", ["id\nÖ\n".encode("cp1252"), "id\nA\n".encode("utf-16-le")])
def test_other_encodings_are_refused_with_what_to_do(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(BadInput, match="save the table as 'CSV UTF-8'"):
        sheet(tmp_path, raw)


def test_the_header_decides_where_more_than_one_separator_fits(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id;note, with one; and two, or three\nA;x;y\n", {"id", "and two, or three"})
    assert found.header == ("id", "note, with one", "and two, or three")


def test_a_row_of_hashtags_is_skipped_below_the_header_only(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id,name\n#meta+id,#loc+name\nA,#2\n#B,#3\n")
    assert cells(found) == [("A", "#2"), ("#B", "#3")]


def test_a_last_column_without_name_and_cells_is_none(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id,name,,\nA,x,,\nB,y\n")
    assert found.header == ("id", "name")
    assert cells(found.whole()) == [("A", "x"), ("B", "y")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name,\nA,x,y\n", "row 2: 'y' stands in column 3, which has no name"),
        ("id,name\nA,x,y\n", "row 2: has 3 cells, more than the 2 that the header names; 'y' stands beyond the last"),
        ("id,name\nA,x,\n", "row 2: has 3 cells, more than the 2"),
        ("id,name\nA\n", "row 2: has 1 cells, fewer than the 2"),
    ],
)
def test_a_row_that_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    found = sheet(tmp_path, text)
    assert not found.rows
    with pytest.raises(BadInput) as refused:
        found.whole()
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ['id,name\nA,"x\n', 'id,name\n"A"b,x\n'])
def test_quotes_that_do_not_close_are_refused_with_their_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"not a CSV table: line [23]:"):
        sheet(tmp_path, text)


def test_a_title_above_the_header_is_told_from_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"row 1 \('Extract' …\) is no header; the header seems to stand in row 3"):
        sheet(tmp_path, "Extract,,\n,,\nid,name,note\nA,x,\n", {"id", "name", "note"})


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    assert sheet(tmp_path, "").header == ()
