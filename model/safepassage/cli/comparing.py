"""``compare``: what one change would do."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli import FAILED
from safepassage.cli.manyruns import Out, Resume, Scheduler, Workers, failures_told, free, print_lines, run_design
from safepassage.cli.scenarios import beginning_with

if TYPE_CHECKING:
    from safepassage.analysis.comparison import Difference
    from safepassage.sweeps.design import Design

PAIRS, DRAWS = 100, 200


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
    replicates: Annotated[
        int | None, typer.Option("--replicates", metavar="K", min=2, help=f"Pairs of runs, {PAIRS} by default.")
    ] = None,
    at_draws: Annotated[
        bool, typer.Option("--forecast", help="Each pair at parameters drawn from the posterior, the same in both.")
    ] = False,
    draws: Annotated[
        int | None, typer.Option("--draws", metavar="N", min=2, help=f"With --forecast: pairs, {DRAWS} by default.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the first pair.")] = 1,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Days, the scenario's own by default.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change the second; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every outcome, not only those that come first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON and nothing else.")] = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
) -> int:
    """Compare two scenarios run by run under the same seeds: differences, intervals, probabilities."""
    from safepassage.analysis.comparison import comparison_design
    from safepassage.cli.running import overrides

    _check(at_draws=at_draws, replicates=replicates, draws=draws, scheduler=scheduler)
    changes = overrides(b, set_ or [])
    count = (draws or DRAWS) if at_draws else (replicates or PAIRS)
    design = comparison_design(a, b, replicates=count, seed=seed, days=days, changes=changes)
    show = _Shown(everything=everything, as_json=as_json)
    if at_draws:
        return _at_draws(design, count, show, workers=workers, out=out, resume=resume)
    return _at_one_set(design, show, workers=workers, scheduler=scheduler, out=out, resume=resume)


def _check(*, at_draws: bool, replicates: int | None, draws: int | None, scheduler: str | None) -> None:
    from safepassage.analysis.drawnpairs import MOST_DRAWS
    from safepassage.cli.running import within
    from safepassage.scenario import BadInput

    if at_draws and (replicates is not None or scheduler is not None):
        given = "--replicates" if replicates is not None else "--scheduler"
        raise BadInput(f"compare: --forecast and {given} do not go together; --draws says how many pairs")
    if draws is not None and not at_draws:
        raise BadInput("compare: --draws goes with --forecast; --replicates says how many pairs of one parameter set")
    within("--draws", draws, 2, MOST_DRAWS)


class _Shown:
    """How differences are printed."""

    def __init__(self, *, everything: bool, as_json: bool) -> None:
        self.everything, self.as_json = everything, as_json

    def __call__(self, found: list[Difference], a: str, b: str, parameters: str, last: list[str]) -> None:
        from safepassage.analysis.comparison import as_json
        from safepassage.cli.studytables import compared
        from safepassage.cli.tables import show

        if self.as_json:
            tree = as_json(found, a, b, parameters)
            sys.stdout.write(json.dumps(tree, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
            return
        typer.echo(f"{b} compared with {a}")
        show(f"A: {a}", f"B: {b}", f"Parameters: {parameters}.", "", compared(found, everything=self.everything), "")
        print_lines(last)


def _at_one_set(
    design: Design, show: _Shown, *, workers: int | None, scheduler: str | None, out: Path | None, resume: bool
) -> int:
    """A pair for each seed, all with the scenarios' own parameters."""
    from safepassage.analysis.comparison import differences
    from safepassage.analysis.finished import read_finished
    from safepassage.analysis.summary import describe_comparison
    from safepassage.results.record import RUNS

    folder = out or free(RUNS / f"compare-{design.name}", resume=resume)
    with failures_told():
        report = run_design(design, folder, workers=workers, scheduler=scheduler, resume=resume)
    first, second = design.scenarios
    done = read_finished(folder)
    found = differences(done.table, first, second, tuple(design.scenarios.values()))
    files = describe_comparison(done, found, first, second)
    last = [f"{report.runs:,} runs, {report.failed:,} failed", f"{folder}: {', '.join(files)}"]
    show(
        found, first, second, "those of the scenarios in every pair; only chance varies (--forecast varies them)", last
    )
    return FAILED if report.failed else 0


def _at_draws(design: Design, draws: int, show: _Shown, *, workers: int | None, out: Path | None, resume: bool) -> int:
    """A pair for each draw of the posterior."""
    from safepassage.analysis.comparison import differences
    from safepassage.analysis.drawnpairs import Compared, PairOrder, about, run_pairs, source
    from safepassage.analysis.summary import describe_drawn_pairs
    from safepassage.cli.forecasting import bar, draws_kept
    from safepassage.computing import manifest, unfinished
    from safepassage.computing.engines import local
    from safepassage.computing.folders import NewFolder
    from safepassage.computing.provenance import versions_with_code
    from safepassage.results.record import RUNS

    first, second = design.scenarios.values()
    a, b = design.scenarios
    order = PairOrder(Compared((a, b), (first, second), design.outcomes, design.file.days), draws, design.file.seed)
    parent = out.parent if out is not None else RUNS
    with (
        NewFolder(out, f"compare-{design.name}-forecast", root=RUNS) as new,
        unfinished.kept(parent, f"compare-{order.fingerprint}") as work,
    ):
        with closing(local(workers)) as engine, draws_kept(work), bar(draws) as told:
            table = run_pairs(order, engine, work, resume=resume, told=told)
        found = differences(table, a, b, (first, second))
        files = describe_drawn_pairs(found, order, table, new.folder)
        manifest.seal(new.folder, {**about(order), "versions": versions_with_code("safepassage.analysis.drawnpairs")})
        folder = new.publish()
        unfinished.forget(work)
    told_of = f"{draws:,} draws from the {source()}, each the same in both runs of a pair"
    show(found, a, b, told_of, [f"{folder}: {', '.join(files)}"])
    return 0
