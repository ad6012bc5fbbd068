"""``sensitivity``: what moves the outcomes of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli.manyruns import print_lines

if TYPE_CHECKING:
    from safepassage.analysis.sensitivity import Sensitivity

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
    from safepassage.analysis.summary import describe_sensitivity, sensitivity_lines, without_lines

    done = read_finished(folder)
    if box is not None or scores:
        from safepassage.analysis.discovery import discover

        print_lines(discover(done, box, scores=scores))
        return None
    found = analyse(done, outcome or ())
    files = describe_sensitivity(done, found)
    if outcome or len(found.outcomes) <= _PRINTED_OUTCOMES:
        print_lines([line for line in sensitivity_lines(done, found) if not line.startswith("| ---")])
    else:
        print_lines([*_strongest(found), *without_lines(found)])
    print_lines([f"{folder}: {', '.join(files)}"])
    return None


def _strongest(found: Sensitivity) -> list[str]:
    """One line an outcome, where whole tables would not fit a screen."""
    column = {"sobol": "ST", "morris": "mu_star", "grid": "mean"}.get(found.method, "PRCC")
    lines = []
    for name in found.outcomes:
        table = found.indices[found.indices["outcome"] == name]
        if found.method == "grid":
            spans = table.groupby("factor", sort=False)["mean"].agg(lambda means: means.max() - means.min())
        else:
            spans = table.set_index("factor")[column]
        strongest = spans.reindex(spans.abs().sort_values(ascending=False).index).head(3)
        what = "span" if found.method == "grid" else column
        marks = table.set_index("factor")["mark"].to_dict()
        shown = (
            f"{factor} {what} {value:,.3g}{f' ({mark})' if (mark := marks[factor]) else ''}"
            for factor, value in strongest.items()
        )
        lines.append(f"{name}: {', '.join(shown)}")
    return lines
