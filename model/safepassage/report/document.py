"""What a report is made of: a first page that can be used alone, then sections of texts, tables and pictures.

Nothing here knows of HTML: the templates turn a :class:`Page` into markup, and escape every text of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what it says, and smaller below it an interval or what was reported."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A paragraph; ``tone`` is ``""``, ``note`` (softer) or ``caution`` (set off)."""

    kind: ClassVar[str] = "text"
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Listing:
    """A list of short texts."""

    kind: ClassVar[str] = "listing"
    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table: ``left`` are the numbers of its columns of words, the others hold figures.

    ``size`` is ``""``, ``broad`` (across a landscape page on paper) or ``words`` (long texts that wrap).
    """

    kind: ClassVar[str] = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    left: frozenset[int] = frozenset({0})
    size: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture; ``alt`` says in words what it shows, ``narrow`` is the same for a telephone.

    A ``broad`` one has a landscape page to itself on paper; on a telephone it is moved sideways.
    """

    kind: ClassVar[str] = "picture"
    figure: Figure
    alt: str
    narrow: Figure | None = None
    broad: bool = False


@dataclass(frozen=True)
class Gallery:
    """Small pictures of one kind beside each other."""

    kind: ClassVar[str] = "gallery"
    pictures: Sequence[Picture]


@dataclass(frozen=True)
class Folded:
    """Something long that a screen shows on demand and paper always."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: Sequence[Block]


Block = Text | Listing | Table | Picture | Gallery | Folded


@dataclass(frozen=True)
class Section:
    """A titled part."""

    title: str
    blocks: Sequence[Block]

    @property
    def broad(self) -> bool:
        """Whether any of it needs a landscape page."""
        return any(
            (isinstance(block, Table) and block.size == "broad") or (isinstance(block, Picture) and block.broad)
            for block in self.blocks
        )


@dataclass(frozen=True)
class Page:
    """A report: the first page (``asked`` to ``cannot``), then the sections."""

    title: str
    about: str
    asked: Sequence[str]
    answers: Sequence[str]
    picture: Picture | None
    rests: Sequence[str]
    cannot: Sequence[str]
    sections: Sequence[Section] = field(default_factory=tuple)


def cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    """Plain texts as cells."""
    return tuple(Cell(text) for text in texts)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,), size: str = ""
) -> Table:
    """A table of plain texts."""
    return Table(columns, [cells(row) for row in rows], frozenset(left), size)
