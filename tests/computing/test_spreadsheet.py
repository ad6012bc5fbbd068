"""A table shows what it says in every spreadsheet; none of its cells is run."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.computing.spreadsheet import inert, text_of, text_of_frame

RUN = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\u200e=HYPERLINK(1)", "\uff1d1", "-", "\r=1"]


@pytest.mark.parametrize("cell", RUN)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert inert(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "Douma", "#adm1+name", "a=b", "'=1", -3, -2.5, None, "-3", "+4.5e-3", "-inf", "2018-03-09"]
)
def test_names_numbers_and_hashtags_stay(cell: object) -> None:
    assert inert(cell) is cell


# Names hold no control characters.
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))


@given(st.lists(st.lists(NAMES, min_size=2, max_size=2), max_size=5))
def test_a_table_is_read_back_as_it_was_but_for_the_apostrophes(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(text_of(rows), newline="")))
    assert read == [[inert(cell) for cell in row] for row in rows]
    assert inert(inert(RUN[0])) == inert(RUN[0])


def test_a_frame_keeps_its_numbers_to_the_byte() -> None:
    whole = pd.Series([1, None, 3], dtype=object)
    frame = pd.DataFrame({"place": ["=A1", "Harasta", ""], "n": [-1, 2, 3], "x": [-0.5, 1e-9, None], "gap": whole})
    plain = frame.assign(place=["'=A1", "Harasta", ""])
    assert text_of_frame(frame) == plain.to_csv(index=False, lineterminator="\n")
    assert text_of_frame(frame, "%.2g") == plain.to_csv(index=False, float_format="%.2g", lineterminator="\n")


def test_a_header_is_a_cell_too_and_the_frame_stays_as_it_was() -> None:
    frame = pd.DataFrame([["=1", "=2"]], columns=["=n", "=n"])
    assert text_of_frame(frame) == "'=n,'=n\n'=1,'=2\n"
    assert frame.columns[0] == "=n"
    assert frame.iat[0, 0] == "=1"
