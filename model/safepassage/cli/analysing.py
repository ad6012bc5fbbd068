"""``sensitivity``: what moves the outcomes of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.manyruns import print_lines

_PRINTED_OUTCOMES = 6


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="SWEEP", help="The folder of a finished sweep.")],
    outcome: Annotated[list[str] | None, typer.Option("--outcome", help="Only this outcome; may be repeated.")] = None,
    box: Annotated[
        str | None, typer.Option("--box", metavar="CONDITION", help='PRIM box, as in "civilians_killed > 500".')
    ] = None,
    scores: Annotated[bool, typer.Option("--scores", help="Feature scores of every factor and outcome.")] = False,
) -> int | None:
    """Say which factors move the outcomes of a sweep: indices, intervals, noise, a picture."""
    from safepassage.analysis.finished import read_finished
    from safepassage.analysis.sensitivity import analyse
    from safepassage.analysis.summary import describe_sensitivity, noise, without_lines
    from safepassage.cli.studytables import indices, strongest
    from safepassage.cli.tables import show

    done = read_finished(folder)
    if box is not None or scores:
        from safepassage.analysis.discovery import discover

        print_lines(discover(done, box, scores=scores))
        return None
    found = analyse(done, outcome or ())
    files = describe_sensitivity(done, found)
    if outcome or len(found.outcomes) <= _PRINTED_OUTCOMES:
        for name, shares in found.shares.items():
            show(indices(found, name), "", noise(shares), "")
    else:
        show(strongest(found), "")
    print_lines(without_lines(found))
    print_lines([f"{folder}: {', '.join(files)}"])
    return None
