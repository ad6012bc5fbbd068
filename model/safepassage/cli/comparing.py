"""``compare``: what one change would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli import FAILED
from safepassage.cli.manyruns import Out, Resume, Scheduler, Workers, failures_told, free, print_lines, run_design
from safepassage.cli.scenarios import beginning_with

if TYPE_CHECKING:
    from safepassage.analysis.comparison import Difference


def compare(
    a: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", help="What things are compared with: a name or a path.", autocompletion=beginning_with
        ),
    ],
    b: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="What is changed: a name or a path.", autocompletion=beginning_with),
    ],
    replicates: Annotated[int, typer.Option("--replicates", metavar="K", min=2, help="Pairs of runs.")] = 100,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the first pair.")] = 1,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Days, the scenario's own by default.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change the second; may be repeated.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
) -> int:
    """Compare two scenarios run by run under the same seeds: differences, intervals, probabilities."""
    from safepassage.analysis.comparison import comparison_design, differences
    from safepassage.analysis.finished import read_finished
    from safepassage.analysis.summary import describe_comparison
    from safepassage.cli.running import overrides
    from safepassage.results.record import RUNS

    changes = overrides(b, set_ or [])
    design = comparison_design(a, b, replicates=replicates, seed=seed, days=days, changes=changes)
    folder = out or free(RUNS / f"compare-{design.name}", resume=resume)
    with failures_told():
        report = run_design(design, folder, workers=workers, scheduler=scheduler, resume=resume)
    first, second = design.scenarios
    done = read_finished(folder)
    found = differences(done.table, first, second)
    files = describe_comparison(done, found, first, second)
    _print_differences(found, first, second)
    print_lines([f"{report.runs:,} runs, {report.failed:,} failed", f"{folder}: {', '.join(files)}"])
    return FAILED if report.failed else 0


def _print_differences(found: list[Difference], a: str, b: str) -> None:
    from safepassage.cli.studytables import compared
    from safepassage.cli.tables import show

    typer.echo(f"{b} compared with {a}")
    show(f"A: {a}", f"B: {b}", "", compared(found), "")
