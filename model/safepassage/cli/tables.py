"""Tables on a terminal of any width: nothing is cropped. What does not fit beside each other stands below each other.

Every verb prints its tables with :func:`show`. Where a table is wider than the terminal, its columns of words are
folded; where that is not enough, each of its rows becomes a block: its first cell as the heading, then a line a column.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Column

WIDTH = 100  # where another program reads
NARROWEST = 30
BELOW = "dim"  # the style of a row that goes with the row above: an interval, what was reported
_FOLDED = 16  # columns of words are folded to this width before a table is stacked, if their words are no longer
_INDENT = 2


def table(columns: Sequence[str], *, left: Collection[str] = (), title: str = "") -> Table:
    """A table to be filled: its first column and those in ``left`` hold words, the others numbers."""
    made = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for n, column in enumerate(columns):
        words = n == 0 or column in left
        made.add_column(column, justify="left" if words else "right", no_wrap=not words, overflow="fold")
    return made


def show(*shown: RenderableType) -> None:
    """Print for a reader, as wide as the terminal is; what tables hold is plain text, never markup."""
    wide = width()
    console = Console(file=sys.stdout, width=wide, highlight=False, markup=False, emoji=False)
    for part in shown:
        for piece in _pieces(part):
            console.print(_fitted(piece, wide) if isinstance(piece, Table) else piece)


def width() -> int:
    """Columns to print in: the terminal's, else what COLUMNS says, else 100."""
    if sys.stdout.isatty():
        return max(shutil.get_terminal_size((WIDTH, 25)).columns, NARROWEST)
    told = os.environ.get("COLUMNS", "")
    return max(int(told), NARROWEST) if told.isdecimal() and int(told) else WIDTH


def _pieces(part: RenderableType) -> Iterator[RenderableType]:
    if isinstance(part, Group):
        for piece in part.renderables:
            yield from _pieces(piece)
    else:
        yield part


def _fitted(given: Table, wide: int) -> RenderableType:
    """The table itself where it fits, if need be with its words folded; else its rows below each other."""
    natural = [_longest(_texts(column)) for column in given.columns]
    least = [
        size if column.no_wrap else min(size, max(_FOLDED, _longest([w for t in _texts(column) for w in t.split()])))
        for column, size in zip(given.columns, natural, strict=True)
    ]
    room = wide - _between(given, natural) - sum(least)
    if room < 0:
        return _stacked(given, wide)
    wanted = sum(natural) - sum(least)
    for column, size, low in zip(given.columns, natural, least, strict=True):
        column.width = min(size, low + (size - low) * room // max(wanted, 1))
    return _with_cells(given, [[_folded(cell, column.width) for cell in column.cells] for column in given.columns])


def _between(given: Table, natural: Sequence[int]) -> int:
    """Columns of the terminal that a table takes between and beside its cells."""
    for column, size in zip(given.columns, natural, strict=True):
        column.width, column.max_width, column.overflow = size, None, "fold"
    wide = Console(file=StringIO(), width=sum(natural) + 10 * len(natural))
    return wide.measure(given).maximum - sum(natural)


def _with_cells(given: Table, columns: Sequence[Sequence[Text]]) -> Table:
    """A table of the same looks with other cells."""
    made = Table(
        title=given.title, title_justify=given.title_justify, box=given.box, padding=given.padding,
        show_edge=given.show_edge, show_header=given.show_header,
    )  # fmt: skip
    for column in given.columns:
        made.add_column(
            _plain(column.header), justify=column.justify, style=column.style, width=column.width, overflow="fold"
        )
    for row, cells in zip(given.rows, zip(*columns, strict=True), strict=True):
        made.add_row(*cells, style=row.style)
    return made


def _folded(cell: RenderableType, wide: int | None) -> Text:
    """A cell in lines of so many columns, those after the first as far in as the first."""
    text = _plain(cell)
    if wide is None or cell_len(text) <= wide:
        return Text(text)
    inside = text.lstrip()
    margin = text[: len(text) - len(inside)]
    # By the room that characters take on the terminal, which is not their number.
    lines = Text(inside.rstrip()).wrap(Console(file=StringIO()), max(wide - len(margin), 1), overflow="fold")
    return Text("\n".join(f"{margin}{line.plain.rstrip()}" for line in lines))


def _texts(column: Column) -> list[str]:
    """The header and the cells of a column as text; a header that is not shown takes no room."""
    return [_plain(column.header), *(_plain(cell) for cell in column.cells)]


def _plain(cell: RenderableType) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)


def _longest(texts: Sequence[str]) -> int:
    return max((cell_len(text) for text in texts), default=0)


# Below each other


def _stacked(given: Table, wide: int) -> Group:
    """A block for each row: its first cell as the heading, then a line for each other column that says something."""
    labels = [_plain(column.header) for column in given.columns[1:]]
    rows = list(zip(*([_plain(cell) for cell in column.cells] for column in given.columns), strict=True))
    blocks: list[RenderableType] = [Text(_plain(given.title), style="italic")] if given.title else []
    at = 0
    while at < len(rows):
        below = _count_below(given, at)
        blocks += _block(labels, rows[at], rows[at + 1 : at + 1 + below], wide)
        at += 1 + below
    return Group(*blocks)


def _count_below(given: Table, at: int) -> int:
    """How many of the next rows go with this one."""
    count = 0
    while at + 1 + count < len(given.rows) and given.rows[at + 1 + count].style == BELOW:
        count += 1
    return count


def _block(
    labels: Sequence[str], row: Sequence[str], below: Sequence[Sequence[str]], wide: int
) -> Iterator[RenderableType]:
    more = [cells[0].strip() for cells in below]
    yield Text(", ".join(filter(None, [row[0].strip(), *more])), style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    label = min(_longest(labels), wide // 2)
    grid.add_column(width=label + _INDENT, overflow="fold")
    grid.add_column(width=wide - label - _INDENT - 2, overflow="fold")
    for n, name in enumerate(labels, start=1):
        # The second cell of a row below says what the others are: "reported", "80 % of runs".
        others = [f"{cells[1]} {cells[n]}" if n > 1 else "" for cells in below if cells[n]]
        said = "; ".join(filter(None, [row[n], *others]))
        if said:
            grid.add_row(Text(f"{' ' * _INDENT}{name}"), Text(said))
    yield grid
