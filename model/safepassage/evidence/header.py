"""Headers of tables: which column each name means, and which names nobody reads."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

from safepassage.computing.csvfile import Sheet
from safepassage.evidence.columns import Column, TableKind, plain_header
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import nearest

SLIP = 0.8  # likeness above which an unknown name is a misspelling of a missing column, and refused
NEARLY = 0.5  # likeness above which it may mean one, and is told


def checked_header(sheet: Sheet, kind: TableKind) -> list[Column | None]:
    """The column of each name, None for those that are not read; raises BadInput.

    A required column must be there, none may stand there twice, and none may be nearly named as a missing one.
    """
    named = [kind.column(name) for name in sheet.header]
    for wanted in kind.columns:
        if wanted.required and wanted not in named:
            raise BadInput(
                f"{sheet.where}: column {wanted.name!r} is missing; {nearest(wanted.name, filter(None, sheet.header))}"
            )
    plain = [plain_header(name) for name in sheet.header]
    for name in sorted(set(filter(None, plain))):
        if plain.count(name) > 1:
            raise BadInput(f"{sheet.where}: column {name!r} stands there twice")
    absent = _absent(sheet, kind)
    for name, column in zip(plain, named, strict=True):
        meant = get_close_matches(name, absent, n=1, cutoff=SLIP) if column is None else []
        if meant:
            raise BadInput(f"{sheet.where}: unknown column {name!r}; did you mean {meant[0]!r}?")
    return named


def unread(sheet: Sheet, kind: TableKind) -> list[str]:
    """A line for each column that nobody reads and that may mean a missing one, and one for all others."""
    absent, others, lines = _absent(sheet, kind), [], []
    for number, name in enumerate(sheet.header, start=1):
        if kind.column(name) is not None:
            continue
        meant = _nearly(plain_header(name), absent)
        if meant:
            lines.append(f"{sheet.where}: column {name!r} was not read, and there is no {meant!r}; did you mean that?")
        else:
            others.append(repr(name) if name else f"column {number} (without a name)")
    return [*lines, *([f"{sheet.where}: not read: {', '.join(others)}"] if others else [])]


def _absent(sheet: Sheet, kind: TableKind) -> list[str]:
    there = {plain_header(name) for name in sheet.header}
    return [column.name for column in kind.columns if column.name not in there and column.role != "note"]


def _nearly(name: str, absent: Sequence[str]) -> str | None:
    """The missing column that a name may mean: one begins with the other, they share words, or are alike."""
    words = set(name.split("_"))

    def likeness(other: str) -> float:
        alike = SequenceMatcher(None, name, other).ratio()
        begun = bool(name) and (other.startswith(name) or name.startswith(other))
        shared = len(words & set(other.split("_"))) / max(len(other.split("_")), 1)
        return max(alike, NEARLY + alike / 2 if begun else 0.0, shared if shared > NEARLY else 0.0)

    best = max(absent, key=likeness, default=None)
    return best if best is not None and likeness(best) >= NEARLY else None
