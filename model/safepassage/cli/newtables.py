"""``new``: an empty set of tables for another place, with a line of help for each column."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
) -> None:
    """Write an empty set of tables for another place, with a line of help for each column."""
    from safepassage.evidence.templates import write_templates

    names = write_templates(folder)
    typer.echo(f"{folder}: {', '.join(names)}")
    typer.echo(f"Fill in a row of {names[0]} and of {names[1]}; what to do next stands in {folder / 'README.md'}")
