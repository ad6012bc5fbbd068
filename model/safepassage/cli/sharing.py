"""``report`` and ``export``: a run for readers without this program, and for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli import say_remark, write_whole

Run = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="The replicate to show; by default the folder's first.")
]


class Format(StrEnum):
    """What a run can be exported as."""

    FLEE = "flee"
    HXL = "hxl"


def report(
    run: Run,
    seed: Seed = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page; by default report.html in the run folder.")
    ] = None,
) -> None:
    """Write one self-contained HTML page of a run: outcome, pictures, story, reports, sources, parameters."""
    from safepassage.computing import manifest
    from safepassage.report import report_html

    page = report_html(run, seed)
    say_remark(run)
    path = out or run / "report.html"
    write_whole(path, page)
    if out is None:
        manifest.add(run, [path.name])
    typer.echo(f"{path}: {len(page.encode()) / 1e6:.1f} MB")


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
    say_remark(run)
    home = run.resolve()
    with NewFolder(out, f"{home.name}-{as_}", root=home.parent) as new:
        for name, text in made.items():
            path = new.folder / name
            path.parent.mkdir(exist_ok=True)
            files.write(path, text)
        folder = new.publish()
    typer.echo(f"{folder}: {', '.join(made)}")
