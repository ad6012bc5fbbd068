"""A user's own table of design points: CSV, the first row names the factors, each further row is a point."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest


@dataclass(frozen=True)
class PointFile:
    """The columns that are factors, and a row a point."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def distinct(self) -> dict[str, list[Any]]:
        """The different values of each column, in the order of their appearance."""
        found: dict[str, dict[str, Any]] = {name: {} for name in self.columns}
        for row in self.rows:
            for name, value in zip(self.columns, row, strict=True):
                found[name].setdefault(json.dumps(value, default=str), value)
        return {name: list(values.values()) for name, values in found.items()}


def read_points(path: str, wanted: list[str], origin: str, most: int) -> PointFile:
    """Read a table of points; ``wanted`` names the columns that are factors, all of them where it is empty.

    Raises:
        BadInput: where the file, a wanted column or a cell is missing, or there are too many points.
    """
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            return _read(csv.reader(file), wanted, f"{origin}: {path}", most)
    except OSError as error:
        raise BadInput(f"{origin}: {path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{origin}: {path}: is no CSV in UTF-8: {error}") from None


def _read(lines: Iterator[list[str]], wanted: list[str], where: str, most: int) -> PointFile:
    header = [name.strip() for name in next(lines, [])]
    if not any(header):
        raise BadInput(f"{where}: is empty; the first row names the factors")
    for name in wanted:
        if name not in header:
            raise BadInput(f"{where}: has no column {name!r}; {nearest(name, header)}")
    columns = tuple(wanted or header)
    if "" in columns or len(set(columns)) < len(columns):
        raise BadInput(f"{where}: every column needs a name of its own")
    picks = [header.index(name) for name in columns]
    rows: list[tuple[Any, ...]] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        rows.append(tuple(_value(_cell(cells, pick, header, f"{where}: row {number}")) for pick in picks))
        if len(rows) > most:
            raise BadInput(f"{where}: more than {most:,} points are too many for one sweep")
    if not rows:
        raise BadInput(f"{where}: holds no point")
    return PointFile(columns, rows)


def _cell(cells: list[str], pick: int, header: list[str], where: str) -> str:
    text = cells[pick].strip() if pick < len(cells) else ""
    if not text:
        raise BadInput(f"{where}: {header[pick]!r} is empty")
    return text


def _value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    """A cell as TOML would read it (numbers, dates, true, lists), else the text itself."""
    if "\n" in text:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
