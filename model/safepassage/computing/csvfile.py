"""CSV as spreadsheets, statistics programs and people write it: one reader for every table that somebody brings.

It finds the separator and the encoding, skips a row of HXL hashtags below the header and a last column without name
and cells, and refuses what would make cells mean something else: a row that is longer or shorter than the header, a
title above it, a filled column without a name. Rows count as a spreadsheet counts them, the header being row 1.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from safepassage.scenario import BadInput

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
HEADER_WITHIN = 20  # rows in which a header is looked for
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # byte order marks of what spreadsheets call Unicode text


@dataclass(frozen=True, slots=True)
class Row:
    """A row's number in its file, and its cells without the blanks and invisible marks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it was read: its header, the rows that fit it, and the rows that do not with the reason for each."""

    where: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    misshapen: tuple[tuple[int, str], ...]
    separator: str

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma within a cell may be a decimal one: where it does not separate the cells."""
        return self.separator != ","

    def whole(self) -> Sheet:
        """This sheet; raises BadInput where a row does not fit the header."""
        for line, reason in self.misshapen:
            raise BadInput(f"{self.where}: row {line}: {reason}")
        return self


def read_sheet(path: Path, known: Callable[[str], bool] | None = None, where: str = "") -> Sheet:
    """Read a CSV file.

    Args:
        path: the file; UTF-8, or UTF-16 with its mark.
        known: says which names a header may hold, so that the header and the separator are recognised by them;
            without it the first row is the header.
        where: how refusals name the file, by default its path.

    Raises:
        BadInput: where the file cannot be read, is no CSV, or has its header not in the first row.
    """
    where = where or str(path)
    separator, rows = _parsed(_text(path, where), known, where)
    header = _header(rows, known, where)
    below = rows[rows.index(header) + 1 :] if header else []
    while below and _is_hashtags(below[0].cells):
        below = below[1:]
    width = _width(header.cells if header else (), below)
    fitting, misshapen = [], []
    for row in below:
        reason = _misfit(row, header.cells if header else (), width)
        if reason:
            misshapen.append((row.line, reason))
        else:
            fitting.append(Row(row.line, row.cells[:width]))
    names = header.cells[:width] if header else ()
    return Sheet(where, names, tuple(fitting), tuple(misshapen), separator)


def bare(text: str) -> str:
    """A text without the blanks and invisible marks (direction, zero width, byte order) at its ends."""
    first, last = 0, len(text)
    while first < last and _invisible(text[first]):
        first += 1
    while first < last and _invisible(text[last - 1]):
        last -= 1
    return text[first:last]


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc")


def _text(path: Path, where: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{where}: cannot be read: {error.strerror}") from None
    encoding = MARKS.get(raw[:2], "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"{where}: line {line}: not UTF-8 text; save the table as 'CSV UTF-8'") from None
    if "\0" in text:
        raise BadInput(f"{where}: not UTF-8 text (it holds zero bytes); save the table as 'CSV UTF-8'")
    return text


def _parsed(text: str, known: Callable[[str], bool] | None, where: str) -> tuple[str, list[Row]]:
    """The separator under which the header is recognised best (or has most cells), and the rows that are not blank."""
    best: tuple[int, str, list[Row]] | None = None
    refused = ""
    for separator in SEPARATORS:
        try:
            rows = _rows(text, separator)
        except csv.Error as error:
            refused = refused or str(error)
            continue
        score = _recognised(rows, known)
        if best is None or score > best[0]:
            best = score, separator, rows
    if best is None:
        raise BadInput(f"{where}: not a CSV table: {refused}")
    return best[1:]


def _rows(text: str, separator: str) -> list[Row]:
    """The rows that hold something; a quote left open, or one closed too early, raises csv.Error with its line."""
    # newline="" leaves line ends to the reader, which knows CR, LF and both, and takes no other character for one.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        for number, cells in enumerate(reader, start=1):
            bared = tuple(map(bare, cells))
            if any(bared):
                found.append(Row(number, bared))
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from None
    return found


def _recognised(rows: Sequence[Row], known: Callable[[str], bool] | None) -> int:
    if known is None:
        return len(rows[0].cells) if rows else 0
    return max((sum(map(known, row.cells)) for row in rows[:HEADER_WITHIN]), default=0)


def _header(rows: Sequence[Row], known: Callable[[str], bool] | None, where: str) -> Row | None:
    """The first row; raises BadInput where a later one is the header."""
    if not rows:
        return None
    first = rows[0]
    if known is not None:
        likeliest = max(rows[:HEADER_WITHIN], key=lambda row: (sum(map(known, row.cells)), -row.line))
        if likeliest is not first and sum(map(known, likeliest.cells)) > 1 + sum(map(known, first.cells)):
            shown = next(filter(None, first.cells))
            raise BadInput(
                f"{where}: row {first.line} ({shown!r} …) is no header; the header seems to stand in row "
                f"{likeliest.line}: remove what is above it"
            )
    return first


def _is_hashtags(cells: Sequence[str]) -> bool:
    """Whether all filled cells begin with #: a row of HXL hashtags, or of help in an empty set of tables."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def _width(header: Sequence[str], below: Sequence[Row]) -> int:
    """How many columns there are without those at the end that have neither a name nor a cell."""
    width = len(header)
    while width and not header[width - 1] and not any(any(row.cells[width - 1 : width]) for row in below):
        width -= 1
    return width


def _misfit(row: Row, header: Sequence[str], width: int) -> str:
    """Why a row does not fit its header; empty where it does."""
    count = len(row.cells)
    if count > len(header):
        beyond = next((cell for cell in row.cells[len(header) :] if cell), "")
        more = f"; {beyond!r} stands beyond the last one" if beyond else ""
        return f"has {count} cells, more than the {len(header)} that the header names{more}"
    if count < width:
        return f"has {count} cells, fewer than the {width} that the header names"
    if width and not header[width - 1] and row.cells[width - 1]:
        return f"{row.cells[width - 1]!r} stands in column {width}, which has no name"
    return ""
