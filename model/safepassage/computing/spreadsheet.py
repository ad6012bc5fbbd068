"""CSV for whoever opens it in a spreadsheet: what a table says is shown, and never run as a formula.

A spreadsheet takes a cell that begins with an equals sign, a plus, a minus or an at for a formula, which can call
other programs and addresses. Names come from files that somebody brought; an apostrophe before such a text makes every
spreadsheet show it as it is (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from safepassage.computing.csvfile import bare

if TYPE_CHECKING:
    import pandas as pd

STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four: the same, as wide characters
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|nan)")


def inert(cell: object) -> object:
    """A cell as it may stand in a table; a text that a spreadsheet would run gets an apostrophe before it.

    Blanks and invisible marks before the sign do not hide it, since some spreadsheets drop them; so a text that begins
    with a tab or a line end has only what follows looked at. What is no text, and a text that is a number, stays.
    """
    if not isinstance(cell, str) or not bare(cell).startswith(STARTS) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def text_of(rows: Iterable[Iterable[object]]) -> str:
    """Rows, a header among them, as the text of a CSV table."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(map(inert, row) for row in rows)
    return stream.getvalue()


def text_of_frame(frame: pd.DataFrame, float_format: str | None = None) -> str:
    """A data frame, its header included and its index left out, as the text of a CSV table."""
    shown = frame.rename(columns=inert)
    for at, dtype in enumerate(frame.dtypes):
        if dtype.kind not in "biufcmM":  # whatever may hold texts
            # As objects: else whole numbers beside a gap would become 1.0, 2.0.
            shown.isetitem(at, np.array([inert(cell) for cell in frame.iloc[:, at]], dtype=object))
    return shown.to_csv(index=False, float_format=float_format, lineterminator="\n")
