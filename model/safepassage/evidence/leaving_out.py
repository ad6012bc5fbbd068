"""What a forecast of a reported row must not have seen: the row itself, all of its year, or all of its besieger.

Leaving a row out tells how well the model speaks of one more siege of the same campaigns; leaving out its year or its
besieger, how well of another year or of somebody else's siege.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from safepassage.evidence.names import key
from safepassage.evidence.rows import Agreement, Tables

ROW, YEAR, BESIEGER = "row", "year", "besieger"
WAYS = (ROW, YEAR, BESIEGER)


def name_of(row: Agreement, way: str) -> str | None:
    """What is left out for a row: its id, the year in which it ended (``year-2018``), or ``besieger-sdf``.

    None where it has no year.
    """
    if way == ROW:
        return row.id
    if way == BESIEGER:
        return f"besieger-{key(row.besieged_by)}"
    ends = (row.ended, row.evac_end, row.evac_start, row.agreement_date)
    days = (*ends, row.as_of, row.offensive_start, row.siege_start)
    day = next((day for day in days if day is not None), None)
    return f"year-{day.year}" if day else None


def groups(rows: Sequence[Agreement]) -> dict[str, frozenset[str]]:
    """The ids that go with each name: every row by its id, then the years and the besiegers that have several."""
    found: dict[str, set[str]] = {}
    for way in WAYS:
        for row in rows:
            found.setdefault(name_of(row, way) or row.id, set()).add(row.id)
    named = {name: frozenset(ids) for name, ids in found.items()}
    return {name: ids for name, ids in named.items() if len(ids) > 1 or name in ids}


def left_out(row: Agreement, calibration: Tables, way: str) -> tuple[str | None, frozenset[str]]:
    """The name of what is left out for a row and the ids that go with it; nothing for a row that was not seen."""
    if all(row.id != seen.id for seen in calibration.agreements):
        return None, frozenset()
    known, name = groups(calibration.agreements), name_of(row, way)
    name = name if name in known else row.id
    return name, known[name]


@lru_cache(maxsize=256)
def remaining(tables: Tables, ids: frozenset[str]) -> Tables:
    """The tables without some rows; the same object for the same rows, since tables are compared by identity."""
    if not ids:
        return tables
    return replace(tables, agreements=tuple(row for row in tables.agreements if row.id not in ids))
