"""An empty set of tables: a header and a row of help for each, and a page that says the same; from the declarations."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from safepassage.computing import files
from safepassage.evidence.columns import KINDS, Column, TableKind
from safepassage.scenario import BadInput

NEEDED = ("agreements", "districts")
OPENING = """# Tables of another place

Fill in a row of `agreements.csv` for each siege or offensive, and of `districts.csv` for each of its districts; all
other tables may stay empty: what they would say is then drafted, and listed as assumed. An empty cell means
*not reported*, 0 means none. The row below each header, whose cells begin with #, is help: it is skipped, and may stay
or go. Files are UTF-8; a comma, a semicolon or a tab stands between cells. Dates are ISO (2018-05-20); a month or a
year may stand for a day that nobody knows.

    safepassage build agreements.csv districts.csv --id ID --out place.toml
    safepassage build agreements.csv districts.csv --id ID --fronts fronts.csv --routes routes.csv \\
        --brokers brokers.csv --destinations destinations.csv --relations relations.csv --convoys convoys.csv
    safepassage check place.toml
    safepassage run place.toml
    safepassage validate --agreements agreements.csv --districts districts.csv --convoys convoys.csv

`build` reads of a row what was *knowable* before it ended; its *outcomes* go below `[reported]` of the scenario, which
no simulation reads, and into the scores of `validate`. `available.csv` is read by both where it lies beside the
agreements.
"""


def write_templates(folder: Path) -> list[str]:
    """Write the tables and a README into a new or empty folder; returns the names of the files, raises BadInput."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder}: is there already and not an empty folder; give another name")
    if not folder.parent.is_dir():
        raise BadInput(f"{folder}: there is no folder {folder.parent}")
    folder.mkdir(exist_ok=True)
    made = {f"{kind.name}.csv": _table(kind) for kind in KINDS} | {"README.md": _page()}
    for name, text in made.items():
        files.write(folder / name, text)
    return list(made)


def _table(kind: TableKind) -> str:
    """A header, and a row of help that the reader takes for hashtags."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in kind.columns)
    writer.writerow(f"# {_needed(column)}{column.help}" for column in kind.columns)
    return text.getvalue()


def _needed(column: Column) -> str:
    return "needed: " if column.filled else ""


def _page() -> str:
    return OPENING + "".join(f"\n{_section(kind)}" for kind in KINDS)


def _section(kind: TableKind) -> str:
    optional = "" if kind.name in NEEDED else " (optional)"
    lines = [
        f"## {kind.name}.csv{optional}",
        "",
        f"A row is {kind.row}.",
        "",
        "| column | cell | meaning |",
        "|---|---|---|",
    ]
    for column in kind.columns:
        role = " (outcome)" if column.role == "outcome" else ""
        lines.append(f"| `{column.name}` | {column.type.allowed} | {_needed(column)}{column.help}{role} |")
    return "\n".join(lines) + "\n"
