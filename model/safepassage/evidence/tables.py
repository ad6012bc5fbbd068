"""Reading tables of reported facts: agreements, districts, convoys, and what was available when.

Columns are those of ``seeds/reported/``. An empty cell means "not reported"; optional columns may be missing; columns
that are not known here are left alone, unless their name is nearly that of a column that is missing.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest

# What a table calls an armed group's type, and the model's kind.
KIND_OF_TYPE = {
    "rebel": "rebel",
    "jihadist": "jihadist",
    "is": "islamic_state",
    "islamic_state": "islamic_state",
    "islamic state": "islamic_state",
    "isis": "islamic_state",
    "government": "rebel",
    "loyalist": "rebel",
}
LOYAL = ("government", "loyalist")  # groups on the government's side, besieged by others; they fight as rebels do


@dataclass(frozen=True, slots=True)
class Agreement:
    """One row of a table of agreements; None (or an empty tuple) where nothing was reported.

    ``line`` is the row's line in its file. ``evac_start`` and ``evac_end`` are those of the final deal;
    ``month_only`` says that the day of the agreement is a stand-in for its month.
    """

    id: str
    districts: tuple[str, ...]
    group_type: str
    enclave: str = ""
    armed_group: str = ""
    fighters_low: float | None = None
    fighters_high: float | None = None
    population_late_siege: float | None = None
    siege_start: dt.date | None = None
    offensive_start: dt.date | None = None
    agreement_date: dt.date | None = None
    evac_start: dt.date | None = None
    evac_end: dt.date | None = None
    convoys: float | None = None
    buses_total: float | None = None
    evacuees_low: float | None = None
    evacuees_best: float | None = None
    evacuees_high: float | None = None
    fighters_evacuated: float | None = None
    stayed_best: float | None = None
    broker: str = ""
    destination: str = ""
    terms: str = ""
    incidents: str = ""
    announced: float | None = None
    interrupted: bool | None = None
    interrupted_where: str = ""
    denied_by: str = ""
    killed_gov: float | None = None
    killed_militants: float | None = None
    killed_civilians: float | None = None
    sources: str = ""
    line: int = 0

    @property
    def kind(self) -> str:
        """The model's kind of armed group; an unknown type counts as ``rebel``."""
        return KIND_OF_TYPE.get(self.group_type.strip().lower(), "rebel")

    @property
    def loyal(self) -> bool:
        """Whether the group is on the government's side and somebody else besieges it."""
        return self.group_type.strip().lower() in LOYAL

    @property
    def month_only(self) -> bool:
        """Whether the agreement is known to the month only, as the terms say (``day unknown``)."""
        return "day unknown" in self.terms.lower()


@dataclass(frozen=True, slots=True)
class District:
    """One row of a table of districts; ``lat`` and ``lon`` in degrees, people None where not reported."""

    district: str
    enclave_id: str = ""
    lat: float | None = None
    lon: float | None = None
    population_prewar: float | None = None
    population_late_siege: float | None = None
    neighbours: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Convoy:
    """One reported departure (or one day's departures); ``people`` counts all passengers, fighters among them."""

    agreement_id: str
    date: dt.date | None = None
    buses: float | None = None
    people: float | None = None
    fighters: float | None = None
    bus_ratio_ok: bool | None = None
    origin: str = ""
    destination: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Available:
    """A broker or a destination, and from when until when it existed."""

    role: str
    name: str
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of one war, as they were given; ``name`` is the file of the agreements. Compared by identity."""

    agreements: tuple[Agreement, ...]
    districts: tuple[District, ...] = ()
    convoys: tuple[Convoy, ...] = ()
    available: tuple[Available, ...] = ()
    name: str = "agreements.csv"

    def agreement(self, id_: str) -> Agreement:
        """The row of an id; raises BadInput with the nearest one."""
        for row in self.agreements:
            if row.id == id_:
                return row
        raise BadInput(f"{self.name}: no row has the id {id_!r}; {nearest(id_, [row.id for row in self.agreements])}")

    def convoys_of(self, id_: str) -> tuple[Convoy, ...]:
        """The convoys of an agreement, in the order of the table."""
        return tuple(convoy for convoy in self.convoys if convoy.agreement_id == id_)


# Reading


@dataclass(frozen=True)
class _Column:
    """How one column is read into a field; a required one must be there and filled."""

    name: str
    read: Callable[[str], Any]
    required: bool = False
    to: str = field(default="")

    @property
    def field(self) -> str:
        return self.to or self.name


def _text(cell: str) -> str:
    return cell


def _number(cell: str) -> float | None:
    """A number of people or buses: ``1500``, ``1,500``, ``1 500``, ``1500.0``."""
    if not cell:
        return None
    value = float(re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", cell))
    if not 0 <= value < 1e12:
        raise ValueError(cell)
    return value


def _degrees(cell: str) -> float | None:
    if not cell:
        return None
    value = float(cell)
    if not -180 <= value <= 180:
        raise ValueError(cell)
    return value


def _date(cell: str) -> dt.date | None:
    """An ISO date; of a month or a year alone the first day stands for it."""
    if not cell:
        return None
    parts = [int(part) for part in cell.split("T")[0].split("-")]
    if not 1 <= len(parts) <= 3:
        raise ValueError(cell)
    return dt.date(*[*parts, 1, 1][:3])


def _flag(cell: str) -> bool | None:
    if not cell:
        return None
    known = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    return known[cell.lower().removesuffix(".0")]


def _names(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _known_type(cell: str) -> str:
    """A type of armed group; one nearly named like a known type is a slip, any other is read as it stands."""
    if cell.lower() not in KIND_OF_TYPE and get_close_matches(cell.lower(), KIND_OF_TYPE, n=1, cutoff=0.75):
        raise ValueError(cell)
    return cell


_NOTHING = {"NA", "N/A", "n/a", "nan", "NaN", "-"}  # how other programs write an empty cell
_WHAT: dict[Callable[[str], Any], str] = {
    _number: "a number of 0 or more",
    _degrees: "degrees",
    _date: "an ISO date such as 2018-03-21",
    _flag: "0 or 1",
    _known_type: f"one of {', '.join(('rebel', 'jihadist', 'is'))}",
}

_AGREEMENT = (
    _Column("id", _text, required=True),
    _Column("districts", _names, required=True),
    _Column("group_type", _known_type, required=True),
    *(_Column(name, _text) for name in ("enclave", "armed_group", "broker", "destination", "terms", "incidents")),
    *(_Column(name, _text) for name in ("interrupted_where", "denied_by", "sources")),
    *(_Column(name, _date) for name in ("siege_start", "offensive_start", "agreement_date", "evac_start", "evac_end")),
    *(_Column(name, _number) for name in ("fighters_low", "fighters_high", "population_late_siege", "convoys")),
    *(_Column(name, _number) for name in ("buses_total", "evacuees_low", "evacuees_best", "evacuees_high")),
    *(_Column(name, _number) for name in ("fighters_evacuated", "stayed_best", "announced")),
    *(_Column(name, _number) for name in ("killed_gov", "killed_militants", "killed_civilians")),
    _Column("interrupted", _flag),
)
_DISTRICT = (
    _Column("district", _text, required=True),
    *(_Column(name, _text) for name in ("enclave_id", "note", "source")),
    *(_Column(name, _degrees) for name in ("lat", "lon")),
    *(_Column(name, _number) for name in ("population_prewar", "population_late_siege")),
    _Column("neighbours", _names),
)
_CONVOY = (
    _Column("agreement_id", _text, required=True),
    _Column("date", _date),
    *(_Column(name, _number) for name in ("buses", "people", "fighters")),
    _Column("bus_ratio_ok", _flag),
    *(_Column(name, _text) for name in ("origin", "destination", "source")),
)
_AVAILABLE = (
    _Column("role", _text, required=True),
    _Column("name", _text, required=True),
    _Column("from", _date, to="since"),
    _Column("until", _date),
    *(_Column(name, _text) for name in ("note", "source")),
)


def read_agreements(path: Path) -> tuple[Agreement, ...]:
    """Read a table of agreements; raises BadInput with one line naming the file, the line and the column."""
    rows = tuple(Agreement(**row) for row in _read(path, _AGREEMENT))
    _unique(path, "id", (row.id for row in rows))
    return rows


def read_districts(path: Path) -> tuple[District, ...]:
    """Read a table of districts."""
    rows = tuple(District(**row) for row in _read(path, _DISTRICT))
    _unique(path, "district", (row.district for row in rows))
    return rows


def read_convoys(path: Path) -> tuple[Convoy, ...]:
    """Read a table of convoys."""
    return tuple(Convoy(**row) for row in _read(path, _CONVOY))


def read_available(path: Path) -> tuple[Available, ...]:
    """Read a table of brokers and destinations, with the dates between which they existed."""
    return tuple(Available(**row) for row in _read(path, _AVAILABLE))


def read_tables(agreements: Path, districts: Path, convoys: Path | None = None) -> Tables:
    """Read the tables of one war.

    What was available comes from an ``available.csv`` beside the agreements, else from the reported one of 2018.
    """
    beside = agreements.parent / "available.csv"
    available = read_available(beside) if beside.is_file() else reported().available
    return Tables(
        read_agreements(agreements),
        read_districts(districts),
        read_convoys(convoys) if convoys is not None else (),
        available,
        agreements.name,
    )


@cache
def reported() -> Tables:
    """The tables that the model was calibrated with: ``seeds/reported``."""
    folder = seeds_folder() / "reported"
    return Tables(
        read_agreements(folder / "agreements_2018.csv"),
        read_districts(folder / "districts.csv"),
        read_convoys(folder / "convoys_2018.csv"),
        read_available(folder / "available.csv"),
        "agreements_2018.csv",
    )


def _read(path: Path, columns: tuple[_Column, ...]) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise BadInput(f"{path}: cannot be read: {reason}") from None
    try:
        lines = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        raise BadInput(f"{path}: not a CSV table: {error}") from None
    header = [name.strip() for name in lines[0]] if lines else []
    _check_header(path, header, columns)
    by_name = {column.name: column for column in columns}
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise BadInput(f"{path}: row {number}: has {len(cells)} cells; the header names {len(header)} columns")
        row: dict[str, Any] = {"line": number}
        for name, cell in zip(header, cells, strict=True):
            column = by_name.get(name)
            if column is not None:
                row[column.field] = _cell(path, number, column, "" if cell.strip() in _NOTHING else cell.strip())
        rows.append(row)
    if not rows:
        raise BadInput(f"{path}: has no rows below its header")
    return rows


def _check_header(path: Path, header: list[str], columns: tuple[_Column, ...]) -> None:
    names = [column.name for column in columns]
    for column in columns:
        if column.required and column.name not in header:
            raise BadInput(f"{path}: column {column.name!r} is missing; {nearest(column.name, header)}")
    for name in sorted(set(header)):
        if name and header.count(name) > 1:
            raise BadInput(f"{path}: column {name!r} stands there twice")
    absent = [name for name in names if name not in header]
    for name in header:
        meant = get_close_matches(name, absent, n=1, cutoff=0.8) if name not in names else []
        if meant:
            raise BadInput(f"{path}: unknown column {name!r}; did you mean {meant[0]!r}?")


def _cell(path: Path, number: int, column: _Column, cell: str) -> Any:  # noqa: ANN401 - as the column says
    if column.required and not cell:
        raise BadInput(f"{path}: row {number}: column {column.name!r} is empty; it must be filled")
    try:
        return column.read(cell)
    except (ValueError, KeyError, TypeError):
        what = _WHAT.get(column.read, "text")
        raise BadInput(f"{path}: row {number}: column {column.name!r} must be {what}, not {cell!r}") from None


def _unique(path: Path, column: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise BadInput(f"{path}: column {column!r} holds {value!r} twice")
        seen.add(value)
