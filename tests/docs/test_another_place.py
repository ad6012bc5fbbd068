"""The page on another place is done as it says: from empty tables to a forecast on paper."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from docs_blocks import DOCS, blocks, commands, words
from safepassage.cli import main

PAGE = DOCS / "another-place.md"
FEWER = {"100": "8"}  # draws, so that the tests do not wait


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after all commands of the page, with its tables filled in after the first."""
    folder = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for number, line in enumerate(line for line in commands(PAGE) if line):
            assert main([FEWER.get(word, word) for word in words(line)[1:]]) == 0, line
            if number == 0:
                fill_in(folder)
    return folder


def fill_in(folder: Path) -> None:
    """Each block of a table goes into the file that the text names last before it."""
    for block in blocks(PAGE):
        if block.language == "csv":
            name = block.before.rpartition("`zepa/")[2].partition("`")[0]
            header, _, _ = block.text.partition("\n")
            empty = (folder / "zepa" / name).read_text(encoding="utf-8").partition("\n")[0]
            assert set(header.split(",")) <= set(empty.split(",")), f"{name}: columns that `new` does not write"
            (folder / "zepa" / name).write_text(block.text, encoding="utf-8")


def test_it_ends_in_a_page_on_paper(done: Path) -> None:
    assert (done / "zepa-forecast" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_reported_stands_beside_the_scenario_and_not_in_it(done: Path) -> None:
    text = (done / "zepa.toml").read_text(encoding="utf-8")
    inside, _, beside = text.partition("[reported")
    assert "1995-07-24" in beside
    assert "1995-07-24" not in inside


def test_facts_that_nobody_gave_vary_where_the_row_itself_is_forecast(done: Path) -> None:
    """Drafts are numbered in the column of facts: one for a scenario, several for a row."""
    drafts = {name: set(pd.read_csv(done / name / "draws.csv")["facts"]) for name in ("zepa-forecast", "zepa-facts")}
    assert len(drafts["zepa-forecast"]) == 1
    assert len(drafts["zepa-facts"]) > 1
