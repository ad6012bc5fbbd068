"""A user's own table of design points: CSV, the first row names the factors, each further row is a point."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.computing.csvfile import Row, Sheet, read_sheet
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest
from safepassage.sweeps.factors import same

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
PICK = "[factors] of the design picks columns, if not all are factors"


@dataclass(frozen=True)
class PointFile:
    """The columns that are factors, a row a point, and lines on what is odd about them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    notes: tuple[str, ...] = ()

    def distinct(self) -> dict[str, list[Any]]:
        """The different values of each column, in the order of their appearance."""
        found: dict[str, dict[Any, Any]] = {name: {} for name in self.columns}
        for row in self.rows:
            for name, value in zip(self.columns, row, strict=True):
                found[name].setdefault(same(value), value)
        return {name: list(values.values()) for name, values in found.items()}


def read_points(path: str, wanted: list[str], origin: str, most: int) -> PointFile:
    """Read a table of points; ``wanted`` names the columns that are factors, all of them where it is empty.

    Raises:
        BadInput: where the file, a wanted column or a cell is missing, a row does not fit the header, or
            there are too many rows.
    """
    sheet = read_sheet(Path(path), where=f"{origin}: {path}").whole()
    columns = _columns(sheet, wanted)
    if len(sheet.rows) > most:
        raise BadInput(f"{sheet.where}: more than {most:,} points are too many for one sweep")
    if not sheet.rows:
        raise BadInput(f"{sheet.where}: holds no point")
    rows = [_point(row, columns, sheet) for row in sheet.rows]
    return PointFile(columns, rows, _repeated(rows, sheet))


def _columns(sheet: Sheet, wanted: list[str]) -> tuple[str, ...]:
    if not any(sheet.header):
        raise BadInput(f"{sheet.where}: is empty; the first row names the factors")
    for name in wanted:
        if name not in sheet.header:
            raise BadInput(f"{sheet.where}: has no column {name!r}; {nearest(name, filter(None, sheet.header))}")
    columns = tuple(wanted or sheet.header)
    if "" in columns or any(sheet.header.count(name) > 1 for name in columns):
        raise BadInput(f"{sheet.where}: every column needs a name of its own; {PICK}")
    for name in columns:
        if name != "scenario" and "." not in name:
            raise BadInput(f"{sheet.where}: column {name!r} is no factor (a dotted name, or scenario); {PICK}")
    return columns


def _point(row: Row, columns: tuple[str, ...], sheet: Sheet) -> tuple[Any, ...]:
    values = []
    for name in columns:
        text = row.cells[sheet.header.index(name)]
        if not text:
            raise BadInput(f"{sheet.where}: row {row.line}: {name!r} is empty")
        if sheet.decimal_comma and THOUSANDS.fullmatch(text):
            raise BadInput(f"{sheet.where}: row {row.line}: {name!r}: {text!r} may be thousands or a decimal comma")
        values.append(_value(text.replace(",", ".") if _has_decimal_comma(text, sheet) else text))
    return tuple(values)


def _has_decimal_comma(text: str, sheet: Sheet) -> bool:
    return sheet.decimal_comma and NUMBER.fullmatch(text.replace(",", ".", 1)) is not None


def _repeated(rows: list[tuple[Any, ...]], sheet: Sheet) -> tuple[str, ...]:
    """A line on points that stand there more than once; they are run as they stand."""
    first: dict[Any, int] = {}
    found = []
    for row, values in zip(sheet.rows, rows, strict=True):
        before = first.setdefault(tuple(map(same, values)), row.line)
        if before != row.line:
            found.append((row.line, before))
    if not found:
        return ()
    (line, before), count = found[0], len(found)
    more = f", and {count - 1} more rows repeat one" if count > 1 else ""
    return (f"{sheet.where}: row {line} is the same point as row {before}{more}: equal points give equal runs, since "
            "seeds are common; replicates repeat a point",)  # fmt: skip


def _value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    """A cell as a number or a truth value as spreadsheets write them, or as TOML reads it; else the text itself."""
    if NUMBER.fullmatch(text):
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else float(text)
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    if "\n" in text or "\r" in text or (text[0] not in "\"'[{" and "#" in text):
        return text  # what TOML would take for a comment is part of the cell
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text
