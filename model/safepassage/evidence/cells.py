"""What a cell of a table may hold: each type reads a text, or refuses it and says what is allowed.

A cell never changes its meaning silently: what could be read in two ways (``1.500``, ``05/03/2018``) is refused. An
empty cell, or one of the usual words for it, is None, "not reported"; ``0`` is a report of none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from safepassage.evidence.names import key, listed, near, tidy

# How programs and people write that nothing was reported.
NOTHING = {"", "-", "–", "—", "..", "...", "…", "?", "na", "n/a", "n.a.", "nan", "none", "null", "nil", "unknown",
           "not known", "not reported", "not available", "tbc", "tbd"}  # fmt: skip
NOTHING_IN_TEXT = {"", "-", "–", "—", "na", "n/a", "nan"}  # the rest may be words of a text
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST = 10**12

# What a table calls an armed group's type, and the model's kind; the government's side fights as rebels do.
KIND_OF_TYPE = {
    "rebel": "rebel", "rebels": "rebel",
    "jihadist": "jihadist", "jihadists": "jihadist", "hts": "jihadist", "hayat tahrir al-sham": "jihadist",
    "nusra": "jihadist", "al-nusra": "jihadist", "nusra front": "jihadist", "jabhat al-nusra": "jihadist",
    "is": "islamic_state", "isis": "islamic_state", "isil": "islamic_state", "daesh": "islamic_state",
    "da'esh": "islamic_state", "islamic state": "islamic_state", "islamic_state": "islamic_state",
    "government": "rebel", "loyalist": "rebel", "pro-government": "rebel",
}  # fmt: skip
LOYAL = ("government", "loyalist", "pro-government")  # groups on the government's side, besieged by others
CLASSES = ("evacuated", "settled", "truce", "stormed", "withdrew", "holding", "not_carried_out")
RELATIONS = ("own", "allied", "tolerated", "rival")


class Refused(ValueError):  # noqa: N818 - named for what happened to the cell
    """A cell that cannot be read; the message, if there is one, says more than the type's own."""


@dataclass(frozen=True)
class CellType:
    """A type of cell: what is allowed in words, and how a text is read (``comma``: it may be a decimal one)."""

    allowed: str
    read: Callable[[str, bool], Any]
    nothing: frozenset[str] = frozenset(NOTHING)
    empty: Any = None

    def value(self, cell: str, *, decimal_comma: bool = False) -> Any:  # noqa: ANN401 - as the type says
        """The value of a cell; raises Refused."""
        return self.empty if cell.casefold() in self.nothing else self.read(cell, decimal_comma)


def _text(cell: str, _comma: bool) -> str:
    return cell


def _count(cell: str, comma: bool) -> int:
    plain = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", cell)
    if re.fullmatch(r"\d{1,3}(,\d{3})+", plain):
        if comma:
            raise Refused("a comma may be a decimal one here: write a whole number without it")
        plain = plain.replace(",", "")
    if re.fullmatch(r"\d+[.,]\d{3}", plain):
        raise Refused("a point or a comma before three digits may mean thousands: write a whole number without it")
    plain = re.sub(r"\.0$", "", plain)  # as statistics programs write a whole number in a column with empty cells
    if not re.fullmatch(r"\d+", plain) or int(plain) >= MOST:
        raise Refused
    return int(plain)


def _number(cell: str, _comma: bool) -> float:
    plain = cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", plain):
        raise Refused
    return float(plain)


def _within(low: float, high: float) -> Callable[[str, bool], float]:
    def read(cell: str, comma: bool) -> float:
        value = _number(cell, comma)
        if not low <= value <= high:
            raise Refused
        return value

    return read


def _date(cell: str, _comma: bool) -> Day:
    """An ISO date, one with points (day.month.year), a month or a year; midnight after a date says nothing."""
    plain = re.sub(r"[T ]00:00(:00(\.0+)?)?$", "", cell)
    iso = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", plain)
    points = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", plain)
    parts = iso.groups() if iso else points.groups()[::-1] if points else None
    if parts is None or not FIRST_YEAR <= int(parts[0]) <= LAST_YEAR:
        raise Refused
    year, month, day = (int(part) if part else None for part in parts)
    try:
        return Day(dt.date(year or 0, month or 1, day or 1), exact=day is not None)
    except ValueError:
        raise Refused("there is no such day") from None


@dataclass(frozen=True, slots=True)
class Day:
    """A reported day; of a month or a year alone the first day, not ``exact``."""

    date: dt.date
    exact: bool = True


def _flag(cell: str, _comma: bool) -> bool:
    known = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    plain = cell.casefold().removesuffix(".0")
    if plain not in known:
        raise Refused
    return known[plain]


def _names(cell: str, _comma: bool) -> tuple[str, ...]:
    return listed(cell)


def _type(cell: str, _comma: bool) -> str:
    """A type of armed group; one nearly named like a known type is a slip, any other is taken for rebels and told."""
    if key(cell) not in KIND_OF_TYPE and (meant := near(cell, KIND_OF_TYPE, 0.75)):
        raise Refused(f"did you mean {meant!r}?")
    return tidy(cell)


def _one_of(*allowed: str) -> CellType:
    def read(cell: str, _comma: bool) -> str:
        plain = key(cell)
        if plain not in allowed and plain.replace(" ", "_") not in allowed:
            meant = near(cell, allowed, 0.6)
            raise Refused(f"did you mean {meant!r}?" if meant else "")
        return plain.replace(" ", "_")

    return CellType(f"one of {', '.join(allowed)}", read, empty="")


def _party(cell: str, _comma: bool) -> str:
    return key(cell)


TEXT = CellType("text", _text, frozenset(NOTHING_IN_TEXT), "")
NAME = CellType("a name", lambda cell, _comma: tidy(cell), frozenset(NOTHING_IN_TEXT), "")
NAMES = CellType("names with ';' between them", _names, frozenset(NOTHING_IN_TEXT), ())
PARTY = CellType("a name", _party, empty="")
COUNT = CellType("a whole number of 0 or more", _count)
LAT = CellType("degrees from -90 to 90", _within(-90.0, 90.0))
LON = CellType("degrees from -180 to 180", _within(-180.0, 180.0))
SHARE = CellType("a share from 0 to 1", _within(0.0, 1.0))
POSITIVE = CellType("a number of 0 or more", _within(0.0, 1e6))
DATE = CellType("an ISO date such as 2018-03-21", _date)
FLAG = CellType("0 or 1", _flag)
TYPE = CellType("one of rebel, jihadist, is, government", _type, empty="")
CLASS = _one_of(*CLASSES)
ROLE = _one_of("broker", "destination")
RELATION = _one_of(*RELATIONS)
HOLDER = _one_of("rebel", "jihadist", "islamic_state", "government")
