"""Reading tables of reported facts: typed cells, references that match, and what cannot be used named in one line.

Columns are declared in :mod:`.columns`; optional ones may be missing. :func:`read_tables` reads what belongs together:
rows that cannot be used become faults, what a reader should know becomes notes. The other functions read one table
and raise at its first fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from safepassage.computing.csvfile import Row, Sheet, read_sheet
from safepassage.evidence import columns, linking
from safepassage.evidence.cells import Day, Refused
from safepassage.evidence.coherence import usable
from safepassage.evidence.columns import Column, TableKind
from safepassage.evidence.header import checked_header, unread
from safepassage.evidence.names import key
from safepassage.evidence.rows import (
    Agreement,
    Available,
    BrokerRow,
    Convoy,
    DestinationRow,
    District,
    Drawn,
    Fault,
    Front,
    Relation,
    Route,
    Tables,
    of_district,
    of_id,
)  # fmt: skip
from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput

__all__ = [
    "Agreement", "Available", "BrokerRow", "Convoy", "DestinationRow", "District", "Drawn", "Fault", "Front", "Paths",
    "Relation", "Route", "Tables", "read_agreements", "read_available", "read_convoys", "read_districts", "read_tables",
    "reported",
]  # fmt: skip


Drawable = TypeVar("Drawable", Front, Route, BrokerRow, DestinationRow, Relation)
REPORTED_PARTS = ("2018", "more")  # the spring that the scenarios tell of; other years


@dataclass(frozen=True)
class Paths:
    """The files of tables that a user may give beside agreements and districts; None where it is drafted."""

    convoys: Path | None = None
    fronts: Path | None = None
    routes: Path | None = None
    brokers: Path | None = None
    destinations: Path | None = None
    relations: Path | None = None


@dataclass(frozen=True)
class Parsed:
    """The rows of one file as fields, its faults and its notes."""

    rows: list[dict[str, Any]]
    faults: list[Fault]
    notes: list[str]

    def whole(self) -> list[dict[str, Any]]:
        """The rows; raises BadInput at the first fault."""
        for fault in self.faults:
            raise BadInput(fault.message)
        return self.rows


def read_agreements(path: Path) -> tuple[Agreement, ...]:
    """Read a table of agreements; raises BadInput with one line naming the file, the row and the column."""
    return tuple(Agreement(**row) for row in parse(path, columns.AGREEMENTS, of_id).whole())


def read_districts(path: Path) -> tuple[District, ...]:
    """Read a table of districts."""
    return tuple(District(**row) for row in parse(path, columns.DISTRICTS, of_district).whole())


def read_convoys(path: Path) -> tuple[Convoy, ...]:
    """Read a table of convoys."""
    return tuple(Convoy(**row) for row in parse(path, columns.CONVOYS).whole())


def read_available(path: Path) -> tuple[Available, ...]:
    """Read a table of brokers and destinations, with the dates between which they existed."""
    rows = tuple(Available(**row) for row in parse(path, columns.AVAILABLE).whole())
    linking.check_periods(rows, str(path))
    return rows


def read_tables(agreements: Path, districts: Path, convoys: Path | None = None, paths: Paths | None = None) -> Tables:
    """Read the tables that belong together.

    What was available comes from an ``available.csv`` beside the agreements if it has rows, else from the reported one
    of 2018. Raises BadInput where a whole file cannot be used; single rows become faults of the tables.
    """
    paths = paths or Paths(convoys)
    found = {
        "agreements": parse(agreements, columns.AGREEMENTS, of_id),
        "districts": parse(districts, columns.DISTRICTS, of_district),
    }
    if paths.convoys is not None:
        found["convoys"] = parse(paths.convoys, columns.CONVOYS)
    if not found["agreements"].rows and not found["agreements"].faults:
        raise BadInput(f"{agreements}: has no rows below its header")
    beside = agreements.parent / "available.csv"
    available = read_available(beside) if beside.is_file() else ()
    tables = Tables(
        tuple(Agreement(**row) for row in found["agreements"].rows),
        tuple(District(**row) for row in found["districts"].rows),
        tuple(Convoy(**row) for row in found["convoys"].rows) if "convoys" in found else (),
        available or reported().available,
        agreements.name,
        districts.name,
        bool(available),
        _drawn(paths),
        tuple(fault for one in found.values() for fault in one.faults),
        tuple(note for one in found.values() for note in one.notes),
    )
    return linking.linked(tables, paths.convoys.name if paths.convoys else "")


@cache
def reported() -> Tables:
    """The tables that the model was calibrated with: ``seeds/reported``, without rows that cannot be used.

    The agreements of 2018 and the sieges of other years, with or without one, as one set of tables; of a district
    that stands in both the first counts. What was left out is named, with the reason, among the faults.
    """
    folder = seeds_folder() / "reported"
    agreements = [parse(folder / f"agreements_{part}.csv", columns.AGREEMENTS, of_id) for part in REPORTED_PARTS]
    places = [*read_districts(folder / "districts.csv"), *read_districts(folder / "districts_more.csv")]
    tables = Tables(
        tuple(Agreement(**row) for table in agreements for row in table.rows),
        tuple({key(place.district): place for place in reversed(places)}.values())[::-1],
        tuple(convoy for part in REPORTED_PARTS for convoy in read_convoys(folder / f"convoys_{part}.csv")),
        read_available(folder / "available.csv"),
        "seeds/reported",
        faults=tuple(fault for table in agreements for fault in table.faults),
    )
    kept, left = usable(linking.linked(tables, "convoys"))
    return replace(kept, faults=tuple(Fault(reason) for _, reason in left))


def _drawn(paths: Paths) -> Drawn:
    """The tables that replace what would be drafted; each is read whole or refused."""
    own = Drawn(
        _rows(Front, paths.fronts, columns.FRONTS),
        _rows(Route, paths.routes, columns.ROUTES),
        _rows(BrokerRow, paths.brokers, columns.BROKERS),
        _rows(DestinationRow, paths.destinations, columns.DESTINATIONS),
        _rows(Relation, paths.relations, columns.RELATIONS),
    )
    linking.check_drawn(own, paths.brokers, paths.destinations)
    return own


def _rows(made: type[Drawable], path: Path | None, kind: TableKind) -> tuple[Drawable, ...]:
    """The rows of a table that may be missing; of notes and sources they keep nothing."""
    names = {each.name for each in fields(made)}
    rows = [] if path is None else parse(path, kind).whole()
    return tuple(made(**{name: value for name, value in row.items() if name in names}) for row in rows)


def parse(path: Path, kind: TableKind, subject: Any = None) -> Parsed:  # noqa: ANN401 - a function of a name
    """Read one file; ``subject`` turns a row's key into the subject of faults, and makes the key unique."""
    sheet = read_sheet(path, lambda name: kind.column(name) is not None)
    named = checked_header(sheet, kind)
    notes = unread(sheet, kind)
    first = next(column for column in kind.columns if column.filled)
    faults = [Fault(f"{path}: row {line}: {reason}", structural=True) for line, reason in sheet.misshapen]
    rows: list[dict[str, Any]] = []
    lines: dict[str, int] = {}
    for row in sheet.rows:
        name = _cell_of(row, named, first)
        subjects = _subjects(subject or of_id, name)
        try:
            values = dict(_fields(row, named, sheet))
        except Refused as refused:
            faults.append(Fault(str(refused), subjects))
            continue
        rows.append(_dated(values, kind) | {"line": row.line})
        if subject is not None:
            faults += _twice(path, first, name, row.line, lines, subjects)
    return Parsed(rows, faults, notes)


def _fields(row: Row, named: list[Column | None], sheet: Sheet) -> Iterator[tuple[str, Any]]:
    """Fields and values of a row; raises Refused with the whole line."""
    for column, cell in zip(named, row.cells, strict=True):
        if column is None:
            continue
        where = f"{sheet.where}: row {row.line}: column {column.name!r}"
        try:
            value = column.type.value(cell, decimal_comma=sheet.decimal_comma)
        except Refused as refused:
            more = f" ({refused})" if str(refused) else ""
            raise Refused(f"{where} must be {column.type.allowed}, not {cell!r}{more}") from None
        if column.filled and not value:
            raise Refused(f"{where} is empty; it must be filled")
        if column.role != "note" or column.name in ("source", "sources", "note"):
            yield column.field, value


def _dated(values: dict[str, Any], kind: TableKind) -> dict[str, Any]:
    """The same with days for dates; of agreements also which of them stand for a month or a year."""
    vague = frozenset(name for name, value in values.items() if isinstance(value, Day) and not value.exact)
    plain = {name: value.date if isinstance(value, Day) else value for name, value in values.items()}
    return plain | ({"imprecise": vague} if kind is columns.AGREEMENTS else {})


def _cell_of(row: Row, named: list[Column | None], wanted: Column) -> str:
    return next((cell for column, cell in zip(named, row.cells, strict=True) if column is wanted), "")


def _subjects(subject: Any, name: str) -> frozenset[str]:  # noqa: ANN401 - a function of a name
    return frozenset({subject(name)}) if name else frozenset()


def _twice(
    path: Path, column: Column, name: str, line: int, lines: dict[str, int], subjects: frozenset[str]
) -> Iterable[Fault]:
    before = lines.setdefault(key(name), line)
    if before != line:
        message = f"{path}: row {line}: column {column.name!r} holds {name!r} twice; it stands in row {before} already"
        yield Fault(message, subjects)
