from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from safepassage.evidence.endings import ending_of, signed_of
from safepassage.evidence.facts import Outcomes, outcomes
from safepassage.evidence.leaving_out import BESIEGER, ROW, YEAR, groups, left_out, name_of, remaining
from safepassage.evidence.tables import Agreement, reported

BARE = Agreement("A", ("Town",))
DAY = date(1996, 4, 20)


@pytest.mark.parametrize("row", reported().agreements, ids=lambda row: row.id)
def test_what_is_inferred_is_what_was_coded(row: Agreement) -> None:
    bare = replace(row, ending="", signed=None)
    assert signed_of(bare) == row.signed
    wordless = replace(bare, outcome="")
    assert signed_of(wordless) in (row.signed, None)
    assert ending_of(wordless) is None


@pytest.mark.parametrize(
    ("words", "signed", "ending"),
    [
        ("no agreement: stormed", False, "stormed"),
        ("Agreement, not carried out", True, "not_carried_out"),
        ("truce without departure", False, "truce"),
        ("siege lifted from outside", False, "holding"),
        ("the garrison broke out by night", False, "withdrew"),
        ("taken by force after a deal had been refused", False, "stormed"),
        ("negotiations went on", None, None),
        ("", None, None),
    ],
)
def test_an_ending_is_read_from_words(words: str, signed: bool | None, ending: str | None) -> None:
    row = replace(BARE, outcome=words)
    assert (signed_of(row), ending_of(row)) == (signed, ending)


def test_dates_and_people_tell_of_a_deal_and_an_end_without_them_of_none() -> None:
    assert signed_of(replace(BARE, agreement_date=DAY))
    assert ending_of(replace(BARE, agreement_date=DAY)) is None
    assert ending_of(replace(BARE, evacuees_best=900, outcome="agreement, carried out")) == "evacuated"
    assert ending_of(replace(BARE, evacuees_best=900)) is None
    assert ending_of(replace(BARE, agreement_date=DAY, evac_start=DAY, evacuees_best=0)) is None
    assert signed_of(replace(BARE, ended=DAY)) is False
    assert ending_of(replace(BARE, signed=True, evacuees_best=900)) is None  # left empty on purpose


def test_a_row_without_a_deal_tells_until_when_there_was_none() -> None:
    row = replace(BARE, offensive_start=date(1996, 4, 1), ended=DAY)
    assert outcomes(row).days_without_deal == 19
    assert outcomes(row).days_to_agreement is None
    truce = replace(row, ending="truce", signed=False, agreement_date=DAY)
    assert outcomes(truce).days_to_agreement is None
    assert outcomes(truce).scope_seen == "truce"


def test_shares_leaving_and_scope_come_from_who_left_and_who_stayed() -> None:
    found = outcomes(replace(BARE, evacuees_best=900, stayed_best=100, population_late_siege=5_000))
    assert (found.share_leaving, found.scope_seen) == (0.9, "choice")
    assert outcomes(replace(BARE, evacuees_best=900, population_late_siege=600)).share_leaving == 1.0
    assert outcomes(replace(BARE, evacuees_best=900)).share_leaving is None
    seen = [Outcomes(ending="evacuated", share_leaving=share).scope_seen for share in (0.01, 0.5, 0.95, None)]
    assert seen == ["listed", "choice", "all", None]


def test_a_year_and_a_besieger_are_left_out_as_a_whole() -> None:
    tables = reported()
    douma, tabqa = tables.agreement("DOUMA_2018"), tables.agreement("TABQA_IS_2017")
    assert left_out(douma, tables, ROW) == ("DOUMA_2018", {"DOUMA_2018"})
    name, ids = left_out(douma, tables, YEAR)
    assert name == "year-2018"
    assert "HAMOURIYA_2018" in ids
    assert tabqa.id not in ids
    assert name_of(tabqa, BESIEGER) == "besieger-sdf"
    assert left_out(tabqa, tables, BESIEGER) == left_out(tabqa, tables, ROW)  # the only row of that besieger
    left = remaining(tables, ids)
    assert {row.id for row in left.agreements} == {row.id for row in tables.agreements} - ids
    assert remaining(tables, ids) is left
    assert left_out(replace(douma, id="ELSEWHERE"), tables, YEAR) == (None, frozenset())
    assert name_of(BARE, YEAR) is None
    assert groups(tables.agreements)["besieger-government"] >= {"DOUMA_2018"}
