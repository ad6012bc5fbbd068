"""The few pieces of HTML that a report is made of. Every text that comes from outside is escaped here."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 110


def section(title: str, *parts: str) -> str:
    """A titled part of the page."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{''.join(parts)}</section>\n"


def folded(title: str, *parts: str) -> str:
    """A part that is shown when its title is clicked."""
    return f"<details>\n<summary>{escape(title)}</summary>\n{''.join(parts)}</details>\n"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text; ``kind`` is a class of the style sheet."""
    return f"<p{_class(kind)}>{escape(text)}</p>\n"


def listing(items: Iterable[str]) -> str:
    """A list of plain texts."""
    return f"<ul>\n{''.join(f'<li>{escape(item)}</li>' for item in items)}\n</ul>\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, left: Iterable[int] = (0,), kind: str = "") -> str:
    """A table of plain texts; columns numbered in ``left`` are aligned to the left, the others to the right.

    A row that begins with an empty text belongs to the one above it and is shown softer.
    """
    at_left = set(left)

    def cells(texts: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}{_class('l' * (n in at_left))}>{escape(t)}</{tag}>" for n, t in enumerate(texts))

    body = "".join(f"<tr{_class('below' * (not row[0]))}>{cells(row, 'td')}</tr>\n" for row in rows)
    head = f"<thead><tr>{cells(columns, 'th')}</tr></thead>\n" if any(columns) else ""
    return f"<div class='wide'><table{_class(kind)}>\n{head}<tbody>\n{body}</tbody></table></div>\n"


def picture(figure: Figure, title: str) -> str:
    """A picture inside the page itself; ``title`` says in words what it shows."""
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return f"<figure><img alt='{escape(title)}' src='data:image/png;base64,{data}'></figure>\n"


def _class(name: str) -> str:
    return f" class='{name}'" if name else ""
