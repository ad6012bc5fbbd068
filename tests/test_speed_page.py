"""docs/speed.md shows what benches measured: its tables are those that ``bench.json`` gives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).with_name("bench")
MACHINE = {"python": "3.11.7", "numpy": "2.3.1", "mesa": "3.3.1", "processors": "2", "load": "0.1"}
KEPT = {
    "sweeps": {"machine": MACHINE, "lines": [{"what": "ratio", "measured": "1.4", "target": ">= 1.9", "met": False}]},
    "run": {"machine": MACHINE, "lines": [{"what": "a run", "measured": "0.1 s", "target": "", "met": None}]},
}


@pytest.fixture
def speed_page(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(BENCH))
    import speed_page

    yield speed_page
    for name in ("speed_page", "ledger"):
        sys.modules.pop(name, None)


def test_tables_stand_between_their_marks_in_the_order_of_the_page(speed_page: object) -> None:
    page = "before\n<!-- bench.json -->\nstale\n<!-- end of bench.json -->\nafter\n"
    fresh = speed_page.rendered(page, KEPT)  # type: ignore[attr-defined]
    assert fresh.startswith("before\n<!-- bench.json -->\n**One run**")
    assert fresh.endswith("<!-- end of bench.json -->\nafter\n")
    assert "stale" not in fresh
    assert fresh.index("| a run | 0.1 s |  |  |") < fresh.index("| ratio | 1.4 | >= 1.9 | **missed** |")
    assert speed_page.rendered(fresh, KEPT) == fresh  # type: ignore[attr-defined]


def test_the_page_is_what_was_measured(speed_page: object) -> None:
    page = speed_page.PAGE.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert speed_page.rendered(page, speed_page.ledger.read()) == page  # type: ignore[attr-defined]
