"""``report`` and ``export``: a run for readers without this program, and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli import say_remark, write_whole

Run = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that any verb of this program wrote.")]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="The replicate to show; by default the folder's first.")
]


class Format(StrEnum):
    """What a folder can be exported as."""

    CSV = "csv"
    HXL = "hxl"
    GEOJSON = "geojson"
    FLEE = "flee"


_SPREADSHEETS = (Format.CSV, Format.HXL)


class Page(StrEnum):
    """What a report can be."""

    HTML = "html"
    PDF = "pdf"


def report(
    folder: Folder,
    seed: Seed = None,
    as_: Annotated[
        Page, typer.Option("--format", help="html: one page for a browser; pdf: the same on A4 (needs WeasyPrint).")
    ] = Page.HTML,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page; by default report.html or report.pdf in the folder.")
    ] = None,
) -> None:
    """Write one self-contained page of a folder: the answer on its first page, then tables, pictures and sources."""
    from safepassage.computing import manifest
    from safepassage.report import report_html, report_pdf

    with _damage_told(folder):
        content: str | bytes = report_pdf(folder, seed) if as_ is Page.PDF else report_html(folder, seed)
    say_remark(folder)
    path = out or folder / f"report.{as_}"
    write_whole(path, content)
    if out is None:
        manifest.add(folder, [path.name])
    typer.echo(f"{path}: {len(content if isinstance(content, bytes) else content.encode()) / 1e6:.1f} MB")


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that run or forecast has left; for csv, of any verb.")
    ],
    as_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="csv: all tables; hxl: tables with HXL tags; geojson: layers of a map; flee: input of the Flee code.",
        ),
    ],
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="One replicate alone; by default all (flee: the first).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder; by default the folder's name and the format.")
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin csv and hxl with a byte order mark, which some spreadsheets need.")
    ] = False,
) -> None:
    """Write a folder's tables for other tools: as CSV, with HXL tags, as layers of a map, as Flee's input."""
    from safepassage.computing import files
    from safepassage.computing.folders import NewFolder
    from safepassage.exports.formats import BOM, exported
    from safepassage.scenario import BadInput

    if bom and as_ not in _SPREADSHEETS:
        raise BadInput(f"--bom: goes with --format {' or '.join(_SPREADSHEETS)}, not with {as_}")
    with _damage_told(folder):
        made = exported(folder, as_.value, seed)
    say_remark(folder)
    home = folder.resolve()
    with NewFolder(out, f"{home.name}-{as_}", root=home.parent) as new:
        for name, text in made.items():
            path = new.folder / name
            path.parent.mkdir(exist_ok=True)
            files.write(path, BOM + text if bom else text)
        published = new.publish()
    typer.echo(f"{published}: {', '.join(made)}")


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    """In a folder without sums a damaged file may make a reader stumble anywhere: refuse the folder in one line."""
    from safepassage.computing import manifest
    from safepassage.scenario import BadInput

    try:
        yield
    except (BadInput, OSError):
        raise
    except Exception as error:
        if manifest.has_sums(folder):
            raise
        raise BadInput(f"{folder}: has no sums, and is damaged: {type(error).__name__}: {error}") from None
