"""``report`` and ``export``: a run for readers without this program, and for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli import write_whole

Run = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that any verb of this program wrote.")]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="The replicate to show; by default the folder's first.")
]


class Format(StrEnum):
    """What a run can be exported as."""

    FLEE = "flee"
    HXL = "hxl"


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
    from safepassage.report import report_html, report_pdf

    content: str | bytes = report_pdf(folder, seed) if as_ is Page.PDF else report_html(folder, seed)
    path = out or folder / f"report.{as_}"
    write_whole(path, content)
    typer.echo(f"{path}: {len(content if isinstance(content, bytes) else content.encode()) / 1e6:.1f} MB")


def export(
    run: Run,
    as_: Annotated[
        Format, typer.Option("--format", help="flee: input of the Flee displacement code; hxl: tables with HXL tags.")
    ],
    seed: Seed = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder; by default the run's name and the format.")
    ] = None,
) -> None:
    """Write a run's tables for other tools: Flee's input, or tables tagged for the Humanitarian Exchange Language."""
    from safepassage.computing import files
    from safepassage.computing.folders import NewFolder
    from safepassage.exports import flee, hxl
    from safepassage.results.runfolder import recorded

    made = {Format.FLEE: flee.files, Format.HXL: hxl.files}[as_](recorded(run, seed))
    home = run.resolve()
    with NewFolder(out, f"{home.name}-{as_}", root=home.parent) as new:
        for name, text in made.items():
            path = new.folder / name
            path.parent.mkdir(exist_ok=True)
            files.write(path, text)
        folder = new.publish()
    typer.echo(f"{folder}: {', '.join(made)}")
