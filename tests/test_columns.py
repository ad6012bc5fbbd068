"""Columns are declared once: what the model produces, what the page names and what the documents say are these."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from safepassage import Result, columns
from safepassage.actors.observers import Report
from safepassage.journal import Entry
from safepassage.phases.evening import DAILY
from safepassage.results import rows
from safepassage.sweeps import outcomes
from safepassage.view import serving

README = (Path(__file__).parents[1] / "runs" / "README.md").read_text(encoding="utf-8")


def test_the_model_counts_each_evening_what_is_declared() -> None:
    assert tuple(DAILY) == columns.own("daily")


def test_the_rows_of_a_run_have_the_columns_that_are_declared(two_towns_run: Result) -> None:
    campaign, summary = two_towns_run.campaign, two_towns_run.summary
    assert summary["agreements"]
    for row in summary["agreements"]:
        assert tuple(row) == columns.own("agreements")
    assert tuple(summary["totals"]) == columns.names("totals")
    assert campaign.world.convoys
    assert tuple(rows.convoy_row(campaign, campaign.world.convoys[0])) == columns.own("convoys")


def test_what_enclaves_expect_observers_say_and_the_journal_notes_is_what_is_declared(two_towns_run: Result) -> None:
    outlooks = two_towns_run.campaign.world.outlooks
    assert {len(row) for row in outlooks} == {1 + len(columns.own("enclaves"))}
    assert Report._fields == ("day", *columns.own("reports"))
    assert Entry._fields == ("day", *columns.own("events"))


@pytest.mark.parametrize("table", ["daily", "agreements", "convoys", "enclaves", "events", "reports"])
def test_data_frames_have_the_columns_that_are_declared(two_towns_run: Result, table: str) -> None:
    assert tuple(getattr(two_towns_run, table).columns) == columns.names(table)


@pytest.mark.parametrize("table", ["daily", "agreements", "convoys", "enclaves"])
def test_values_are_of_the_declared_type(two_towns_run: Result, table: str) -> None:
    kinds = {"int64": int, "double": (int, float), "string": (str, list), "bool": bool}
    for name, values in getattr(two_towns_run, table).astype(object).items():
        wrong = [v for v in values.dropna() if not isinstance(v, kinds[columns.column(table, name).type])]
        # A frame has no empty whole numbers: a column of days that did not all come is one of floats there.
        assert not [v for v in wrong if not (isinstance(v, float) and v.is_integer())], f"{table}.{name}"


def listed(table: str) -> str:
    """A table's columns as the document should list them."""
    rows = [f"| `{c.name}` | {c.unit or '–'} | {c.words} |".replace("|  |", "| |") for c in columns.TABLES[table]]
    heading = f"| {'total' if table == 'totals' else 'column'} | unit | meaning |"
    return "\n".join([heading, "|---|---|---|", *rows])


@pytest.mark.parametrize("table", columns.TABLES)
def test_the_document_lists_every_column_in_the_declared_words(table: str) -> None:
    assert listed(table) + "\n\n" in README, f"runs/README.md should hold:\n{listed(table)}"


def test_the_page_reads_an_outlook_in_the_declared_order() -> None:
    source = (serving.ASSETS / "why.js").read_text(encoding="utf-8")
    named = re.search(r"COLUMNS = \[(.*?)\];", source, re.DOTALL)
    assert named is not None
    assert ("enclave", *re.findall(r'"(\w+)"', named[1])) == columns.own("enclaves")


def test_sweeps_keep_what_became_of_an_enclave_in_the_declared_units() -> None:
    for name, (kind, unit) in outcomes.ENCLAVE_FIELDS.items():
        column = columns.column("agreements", name)
        assert (kind == "text") == (column.type == "string")
        assert unit in (column.unit, "", "0 or 1")


def test_a_column_that_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        columns.column("daily", "evacuated")
