"""``sweep``, ``sensitivity`` and ``compare``: many runs, what moves their outcomes, and what a change would do."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli import FAILED, INTERRUPTED, Failed

if TYPE_CHECKING:
    from safepassage.analysis.comparison import Difference
    from safepassage.analysis.sensitivity import Sensitivity
    from safepassage.computing.engines import Engine
    from safepassage.sweeps.design import Design
    from safepassage.sweeps.sweep import Report, Shard

RUNS = Path("runs")
_PRINTED_OUTCOMES = 6

Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Local processes; all processors by default.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The folder of the sweep.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was begun.")]


def sweep(
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="A design file (TOML), see docs/batch.md.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Time a few runs, say what the sweep takes.")] = False,
    only: Annotated[int | None, typer.Option("--only", metavar="ROW", help="Do one run again, by its number.")] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Do part I of N (1/N … N/N).")] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Write the tables from the parts of all shards.")] = False,
) -> int:
    """Run a design: every combination of its factors that it asks for, in a folder that survives interruption."""
    from safepassage.scenario import BadInput
    from safepassage.sweeps.design import read_design

    part = _shard(shard)
    chosen = [name for name, on in (("--dry-run", dry_run), ("--only", only is not None), ("--shard", part is not None),
                                    ("--merge", merge)) if on]  # fmt: skip
    if len(chosen) > 1:
        raise BadInput(f"sweep: {' and '.join(chosen)} do not go together")
    plan = read_design(design)
    folder = out or RUNS / f"sweep-{plan.name}"
    if dry_run:
        return _dry_run(plan, workers)
    if only is not None:
        return _only(plan, only, folder, given=out is not None)
    with _failures_told():
        if merge:
            from safepassage.sweeps.sweep import merge as merge_parts

            return _finish(plan, merge_parts(plan, folder))
        report = _run(plan, folder, workers=workers, scheduler=scheduler, resume=resume, shard=part)
    return _finish(plan, report) if part is None else _finish_shard(report, part)


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
    from safepassage.analysis.summary import describe_sensitivity, sensitivity_lines

    done = read_finished(folder)
    if box is not None or scores:
        from safepassage.analysis.discovery import discover

        _print_lines(discover(done, box, scores=scores))
        return None
    found = analyse(done, outcome or ())
    files = describe_sensitivity(done, found)
    if outcome or len(found.outcomes) <= _PRINTED_OUTCOMES:
        _print_lines([line for line in sensitivity_lines(done, found) if not line.startswith("| ---")])
    else:
        _print_lines([*_strongest(found), *(f"{name}: {why}" for name, why in found.silent.items())])
    _print_lines([f"{folder}: {', '.join(files)}"])
    return None


def compare(
    a: Annotated[str, typer.Argument(metavar="SCENARIO", help="What things are compared with: a name or a path.")],
    b: Annotated[str, typer.Argument(metavar="SCENARIO", help="What is changed: a name or a path.")],
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
    from safepassage.cli.running import setting

    changes = dict(setting(text) for text in set_ or [])
    design = comparison_design(a, b, replicates=replicates, seed=seed, days=days, changes=changes)
    folder = out or _free(RUNS / f"compare-{design.name}", resume=resume)
    with _failures_told():
        report = _run(design, folder, workers=workers, scheduler=scheduler, resume=resume, shard=None)
    first, second = design.scenarios
    done = read_finished(folder)
    found = differences(done.table, first, second)
    files = describe_comparison(done, found, first, second)
    _print_differences(found, first, second)
    _print_lines([f"{report.runs:,} runs, {report.failed:,} failed", f"{folder}: {', '.join(files)}"])
    return FAILED if report.failed else 0


# Running


def _run(
    design: Design, folder: Path, *, workers: int | None, scheduler: str | None, resume: bool, shard: Shard | None
) -> Report:
    from safepassage.computing.interruption import Stop
    from safepassage.sweeps.sweep import run_sweep

    total = len(shard.block(design.runs)) if shard else design.runs
    with Stop(_stopping) as stop, closing(_engine(workers, scheduler)) as engine, _bar(total) as progress:
        return run_sweep(
            design, engine, folder, command=_command(), resume=resume, shard=shard, on_progress=progress, stop=stop
        )


def _engine(workers: int | None, scheduler: str | None) -> Engine:
    from safepassage.computing.engines import Dask, Processes, Serial
    from safepassage.scenario import BadInput

    if scheduler is not None:
        if workers is not None:
            raise BadInput("sweep: --workers and --scheduler do not go together: the cluster has its own workers")
        return Dask(scheduler)
    n = workers or _processors()
    return Processes(n) if n > 1 else Serial()


def _processors() -> int:
    """Processors that this process may use; a cluster's scheduler may allow fewer than there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _stopping() -> None:
    sys.stderr.write("\nstopping when the runs under way are done; once more stops at once\n")


def _command() -> str:
    return shlex.join(["safepassage", *sys.argv[1:]])


@contextmanager
def _failures_told() -> Iterator[None]:
    """What can go wrong with a whole sweep, as the exit codes of the command line."""
    from safepassage.computing.engines import EngineError
    from safepassage.computing.interruption import Interrupted
    from safepassage.sweeps.results import BrokenPartError
    from safepassage.sweeps.runs import OtherVersionError
    from safepassage.sweeps.store import DiskFullError
    from safepassage.sweeps.sweep import Incomplete

    try:
        yield
    except Interrupted as interrupted:
        sys.stderr.write(f"interrupted: {interrupted}\n")
        raise typer.Exit(INTERRUPTED) from None
    except OtherVersionError as error:
        raise Failed(f"a worker has other versions than this process: {error}") from None
    except BrokenPartError as error:
        raise Failed(f"{error}; its runs will be done again with --resume") from None
    except (DiskFullError, EngineError, Incomplete) as error:
        raise Failed(str(error)) from None


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate, time left and failures; nothing where nobody is looking."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [BarColumn(), MofNCompleteColumn(), TextColumn("runs, {task.fields[rate]}, {task.fields[failed]} failed"),
               TextColumn("left"), TimeRemainingColumn()]  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total, rate="…", failed=0)

        def progress(done: int, failed: int) -> None:
            if not bar.tasks[0].completed:  # runs that were done before tell nothing about the rate
                bar.reset(task, completed=done)
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, failed=failed, rate=f"{speed:.1f}/s" if speed else "…")

        yield progress


# What is printed


def _finish(design: Design, report: Report) -> int:
    """Describe a finished sweep in its folder and in the terminal."""
    from safepassage.analysis.convergence import verdict
    from safepassage.analysis.finished import read_finished
    from safepassage.analysis.summary import convergences, describe_sweep

    _print_lines([f"a damaged part was set aside and its runs done again: {name}" for name in report.broken])
    done = read_finished(report.folder)
    files = describe_sweep(done, design.name)
    found = convergences(done)
    if design.replicates == 1:
        _print_lines(["one replicate a point: nothing can be said about chance"])
    elif found:
        _print_lines([*(c.in_words() for c in found), verdict(found)])
    if report.failed:
        first = done.failed.iloc[0]
        _print_lines([f"{report.failed:,} of {report.runs:,} runs failed; the first is run {first['run']} "
                      f"(seed {first['seed']}), {first['stage']}: {first['cause']}"])  # fmt: skip
    rate = f", {report.new / report.seconds:.1f} a second" if report.new and report.seconds else ""
    _print_lines([f"{report.runs:,} runs ({report.new:,} done now{rate})",
                  f"{report.folder}: results.parquet, {', '.join(files)}"])  # fmt: skip
    return FAILED if report.failed else 0


def _finish_shard(report: Report, shard: Shard) -> int:
    left = report.runs - report.done
    then = f"{left:,} of {report.runs:,} runs of other shards are missing" if left else "all shards are done: --merge"
    _print_lines([f"{report.folder}: shard {shard} done, {report.new:,} runs now; {then}"])
    return FAILED if report.failed else 0


def _dry_run(design: Design, workers: int | None) -> int:
    from safepassage.sweeps.sweep import estimate

    found = estimate(design)
    n = workers or _processors()
    seconds = found.seconds * design.runs / n + 2
    _print_lines([
        f"{design.name}: {design.runs:,} runs ({len(design.points):,} points, {design.replicates:,} replicates)",
        f"time: about {_duration(seconds)} with {n} worker{'s' if n > 1 else ''} "
        f"({found.seconds * 1000:,.3g} ms a run, {found.tried} timed)",
        f"disk: about {_size(2 * found.bytes * design.runs)} while it runs",
        *([f"{found.failed} of the {found.tried} runs tried failed: see --only"] if found.failed else []),
    ])  # fmt: skip
    return FAILED if found.failed else 0


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} seconds"


def _size(size: float) -> str:
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if size >= length:
            return f"{size / length:.1f} {unit}"
    return f"{max(size / 1e3, 1):.0f} kB"


def _only(design: Design, row: int, folder: Path, *, given: bool) -> int:
    """Do one run again, print its row, and say whether the sweep's folder holds the same."""
    import json

    from safepassage.scenario import BadInput
    from safepassage.sweeps.single import again

    if not 0 <= row < design.runs:
        raise BadInput(f"sweep: --only: {row} is no row of this design; allowed: 0 to {design.runs - 1}")
    found = again(design, row, folder, write=given)
    typer.echo(json.dumps(found.row, default=str))
    if found.differs:
        raise Failed(f"{folder}: row {row} differs there: {'; '.join(found.differs)}")
    if found.compared:
        sys.stderr.write(f"{folder}: holds the same row {row}\n")
    return FAILED if found.row["status"] == "failed" else 0


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
        lines.append(f"{name}: " + ", ".join(f"{factor} {what} {value:,.3g}" for factor, value in strongest.items()))
    return lines


def _print_differences(found: list[Difference], a: str, b: str) -> None:
    from safepassage.analysis.comparison import in_lines

    typer.echo(f"{b} compared with {a}")
    _print_lines(in_lines(found))


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


# What was given


def _shard(text: str | None) -> Shard | None:
    from safepassage.scenario import BadInput
    from safepassage.sweeps.sweep import Shard

    if text is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise BadInput(f"sweep: --shard: {text!r} is no part; allowed: 1/N to N/N, as in 3/8")
    return Shard(int(match[1]), int(match[2]))


def _free(folder: Path, *, resume: bool) -> Path:
    """The folder, or the first of its name with a number that does not exist; the last one that does, to go on with."""
    names = (folder if n == 1 else folder.with_name(f"{folder.name}-{n}") for n in count(1))
    before = folder
    for name in names:
        if not name.exists():
            return before if resume else name
        before = name
    return folder
