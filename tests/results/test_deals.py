"""How deals came about, as lines; and the words that explain what stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage import Result, Scenario
from safepassage.results import deals
from safepassage.results.explaining import words

NONE_TOLD = dict.fromkeys(
    ("scope", "guarantor", "residents", "truces", "talk_days", "ground_lost", "settled_fighters", "deserted_fighters",
     "died_of_siege")
)  # fmt: skip


def changed(run: Result, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - cells of any column
    """The summary of a run in which every enclave has these values."""
    return {**run.summary, "agreements": [{**row, **values} for row in run.summary["agreements"]]}


@pytest.fixture
def told(two_towns_run: Result) -> dict[str, Any]:
    return changed(
        two_towns_run, agreement_day=20, scope="choice", guarantor="elders", residents="consented", truces=[3, 9],
        talk_days=4, ground_lost=0.25, settled_fighters=1221, deserted_fighters=7, died_of_siege=2,
    )  # fmt: skip


def test_a_deal_is_told_in_full(two_towns: Scenario, told: dict[str, Any]) -> None:
    lines = deals.of_one(two_towns, told)
    assert [line[0] for line in lines] == [*dict.fromkeys(line[0] for line in lines)]
    for line in lines:
        assert len(line) == 1 + len(deals.COLUMNS_OF_ONE)
        assert line[1:] == ["choice", "Council of elders", "consented", "2", "4", "1,221", "7", "2"]


def test_what_nobody_vouched_for_says_so_and_what_was_not_signed_says_nothing(
    two_towns: Scenario, two_towns_run: Result
) -> None:
    alone = changed(two_towns_run, agreement_day=20, scope="all", guarantor=None)
    assert {line[2] for line in deals.of_one(two_towns, alone)} == {"nobody"}
    unsigned = changed(two_towns_run, agreement_day=None, scope=None, guarantor=None)
    assert {line[2] for line in deals.of_one(two_towns, unsigned)} == {""}


def test_several_runs_show_the_most_frequent_and_intervals(
    two_towns: Scenario, two_towns_run: Result, told: dict[str, Any]
) -> None:
    other = changed(two_towns_run, scope="all", guarantor=None, residents="refused", truces=[], ground_lost=0.75,
                    settled_fighters=0, deserted_fighters=0, died_of_siege=0)  # fmt: skip
    for line in deals.of_several(two_towns, [told, told, other]):
        assert len(line) == 1 + len(deals.COLUMNS_OF_SEVERAL)
        assert line[1:4] == ["choice 2 of 3", "Council of elders 2 of 3", "consented 2 of 3"]
        assert line[4:] == ["2 [0–2]", "25 % [25 %–75 %]", "1,221 [0–1,221]", "7 [0–7]", "2 [0–2]"]


def test_runs_of_an_earlier_version_leave_their_cells_empty(two_towns: Scenario, two_towns_run: Result) -> None:
    old = changed(two_towns_run, **NONE_TOLD)
    assert {cell for line in deals.of_one(two_towns, old) for cell in line[1:]} == {""}
    assert {cell for line in deals.of_several(two_towns, [old, old]) for cell in line[1:]} == {""}
    assert not [text for text in words(two_towns, [old]) if text.startswith(("Scope", "Residents", "Truces", "Lost"))]


def test_only_what_stands_in_the_tables_is_explained(
    two_towns: Scenario, two_towns_run: Result, told: dict[str, Any]
) -> None:
    said = " ".join(words(two_towns, [told]))
    for word in (
        "Scope: choice, ",
        "Residents: ",
        "Truces: ",
        "Talks: ",
        "Settled, deserted: ",
        "By siege: ",
        "Lost: ",
    ):
        assert word in said
    assert "listed" not in said
    assert "Reported" not in said
    quiet = changed(two_towns_run, truces=[], died_of_siege=0, settled_fighters=0, deserted_fighters=0)
    assert not [text for text in words(two_towns, [quiet]) if text.startswith(("Truces", "By siege", "Settled"))]
