"""Which rows of tables are built or scored: those asked for, those of a war and a season, those that can be used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from safepassage.evidence.coherence import findings, usable
from safepassage.evidence.facts import QUANTITIES, outcomes
from safepassage.evidence.names import key
from safepassage.evidence.rows import Agreement, Tables
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest


def asked_for(tables: Tables, ids: Sequence[str], war: str = "", season: str = "") -> list[Agreement]:
    """The rows of some ids, or of a war and a season, in the order of the table.

    Raises BadInput, also where cells of a file may stand in wrong columns: then none of its rows is to be built.
    """
    for fault in tables.faults:
        if fault.structural:
            raise BadInput(fault.message)
    if bool(ids) == bool(war or season):
        raise BadInput("build: give --id (once or more), or --war and --season")
    if ids:
        rows = {key(id_): tables.agreement(id_) for id_ in ids}
        return [row for row in tables.agreements if key(row.id) in rows]
    wars = {row.war for row in tables.agreements}
    if war and key(war) not in wars:
        raise BadInput(f"{tables.name}: no row is of the war {war!r}; {nearest(key(war), filter(None, wars))}")
    rows_of_war = [row for row in tables.agreements if not war or row.war == key(war)]
    first, last = span_of(season)
    rows_of_season = [row for row in rows_of_war if first <= (knowable_day(row) or dt.date.min) <= last]
    if not rows_of_season:
        raise BadInput(f"{tables.name}: no row of the war began between {first} and {last}")
    return rows_of_season


def knowable_day(row: Agreement) -> dt.date | None:
    """The day from which a row is about something, of those that were knowable; None where it has none."""
    return row.as_of or row.offensive_start or row.siege_start


def span_of(season: str) -> tuple[dt.date, dt.date]:
    """First and last day of ``2018``, ``2018-03`` or ``2018-02:2018-05``; raises BadInput."""
    if not season:
        return dt.date.min, dt.date.max
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?::(\d{4})(?:-(\d\d))?)?", season)
    try:
        if match is None:
            raise ValueError
        year, month, last_year, last_month = (int(part) if part else None for part in match.groups())
        end_month = last_month or (12 if last_year or month is None else month)
        first = dt.date(year or 0, month or 1, 1)
        end = dt.date(last_year or year or 0, end_month, 1)
        last = (end.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    except ValueError:
        raise BadInput(f"--season {season}: must be a year, a month or two with ':', such as 2018-02:2018-05") from None
    if last < first:
        raise BadInput(f"--season {season}: ends before it begins")
    return first, last


def buildable(tables: Tables, rows: Sequence[Agreement]) -> list[str]:
    """What is told of rows that are to be built; raises BadInput at the first that cannot be."""
    told = list(tables.notes)
    for row in rows:
        found = findings(row, tables)
        if found.refusals:
            raise BadInput("; ".join(dict.fromkeys(found.refusals)))
        told += found.notes
    wanted = {row.id for row in rows}
    told += [f"left out: {reason}" for id_, reason in usable(tables)[1] if id_ not in wanted]
    return told


def scorable(tables: Tables) -> tuple[Tables, list[str]]:
    """The tables with the rows that can be forecast and scored, and what is told: each row left out, and why.

    A row is left out that cannot be used, or of which neither how it ended nor any quantity was reported. There may be
    none left; raises BadInput where none of them can be used.
    """
    kept, left = usable(tables)
    told = [*tables.notes, *(f"left out: {reason}" for _, reason in left)]
    told += [note for row in tables.agreements for note in findings(row, tables).notes]
    rows = []
    for row in kept.agreements:
        found = outcomes(row, kept.convoys_of(row.id))
        ends = found.ending is not None or found.signed is not None
        if ends or any(getattr(found, quantity) is not None for quantity in QUANTITIES):
            rows.append(row)
        else:
            told.append(
                f"left out: {tables.name}: row {row.line} ({row.id}): nothing of it that is scored was reported"
            )
    if not kept.agreements:
        raise BadInput(f"{tables.name}: no row can be scored; {'; '.join(reason for _, reason in left)}")
    return replace(kept, agreements=tuple(rows)), told


def started(tables: Tables, rows: Sequence[Agreement], day: dt.date | None) -> tuple[Tables, list[Agreement]]:
    """The tables and the rows as they are asked about from another day on."""
    if day is None:
        return tables, list(rows)
    moved = {row.id: replace(row, as_of=day) for row in rows}
    agreements = tuple(moved.get(row.id, row) for row in tables.agreements)
    return replace(tables, agreements=agreements), list(moved.values())
