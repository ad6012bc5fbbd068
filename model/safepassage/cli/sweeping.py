"""``sweep``: many runs by design."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli import FAILED, Failed
from safepassage.cli.manyruns import Out, Resume, Scheduler, Workers, failures_told, print_lines, run_design

if TYPE_CHECKING:
    from safepassage.sweeps.design import Design
    from safepassage.sweeps.sweep import Report, Shard


def sweep(
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="A design file (TOML), see docs/batch.md.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Time a few runs, say what the sweep takes.")] = False,
    only: Annotated[int | None, typer.Option("--only", metavar="ROW", help="Do one run again, by its number.")] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Do part I of N (1/N … N/N).")] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Write the tables from all parts, or what is there so far.")
    ] = False,
) -> int:
    """Run a design: every combination of its factors that it asks for, in a folder that survives interruption."""
    from safepassage.results.record import RUNS
    from safepassage.scenario import BadInput
    from safepassage.sweeps.design import read_design

    part = _shard(shard)
    chosen = [name for name, on in (("--dry-run", dry_run), ("--only", only is not None), ("--shard", part is not None),
                                    ("--merge", merge)) if on]  # fmt: skip
    if len(chosen) > 1:
        raise BadInput(f"sweep: {' and '.join(chosen)} do not go together")
    plan = read_design(design)
    for note in plan.notes:
        sys.stderr.write(f"{note}\n")
    folder = out or RUNS / f"sweep-{plan.name}"
    if dry_run:
        return _dry_run(plan, workers)
    if only is not None:
        return _only(plan, only, folder, given=out is not None)
    with failures_told():
        if merge:
            return _merge(plan, folder)
        report = run_design(plan, folder, workers=workers, scheduler=scheduler, resume=resume, shard=part)
    return _finish(plan, report) if part is None else _finish_shard(report, part)


def _merge(design: Design, folder: Path) -> int:
    """Write the tables of all shards, or show what is there so far where some are missing."""
    from safepassage.sweeps.merging import merge

    report, missing = merge(design, folder)
    if not missing:
        return _finish(design, report)
    from safepassage.analysis.partial import PAGE, describe_partial
    from safepassage.sweeps.results import PARTIAL

    print_lines([*describe_partial(design, folder, missing), f"{folder}: {PARTIAL}, {PAGE}"])
    raise Failed(f"{folder}: {missing}")


def _finish(design: Design, report: Report) -> int:
    """Describe a finished sweep in its folder and in the terminal."""
    from safepassage.analysis.finished import read_finished
    from safepassage.analysis.summary import convergences, describe_sweep
    from safepassage.cli.studytables import heading, swept
    from safepassage.cli.tables import show

    done = read_finished(report.folder)
    files = describe_sweep(done, design.name)
    found = convergences(done)
    print_lines([f"a damaged part was set aside and its runs done again: {name}" for name in report.broken])
    show(heading(design, done), "")
    if found:
        show(swept(done, found), "")
    if report.failed:
        first = done.failed.iloc[0]
        print_lines([f"{report.failed:,} of {report.runs:,} runs failed; the first is run {first['run']} "
                      f"(seed {first['seed']}), {first['stage']}: {first['cause']}"])  # fmt: skip
    rate = f", {report.new / report.seconds:.1f} a second" if report.new and report.seconds else ""
    print_lines([f"{report.runs:,} runs ({report.new:,} done now{rate})",
                  f"{report.folder}: results.parquet, {', '.join(files)}"])  # fmt: skip
    return FAILED if report.failed else 0


def _finish_shard(report: Report, shard: Shard) -> int:
    left = report.runs - report.done
    then = f"{left:,} of {report.runs:,} runs of other shards are missing" if left else "all shards are done: --merge"
    print_lines([f"{report.folder}: shard {shard} done, {report.new:,} runs now; {then}"])
    return FAILED if report.failed else 0


def _dry_run(design: Design, workers: int | None) -> int:
    from safepassage.computing.engines import processors
    from safepassage.sweeps.sweep import estimate

    found = estimate(design)
    n = workers or processors()
    seconds = found.seconds * design.runs / n + 2
    print_lines([
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


def _shard(text: str | None) -> Shard | None:
    from safepassage.scenario import BadInput
    from safepassage.sweeps.sweep import Shard

    if text is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise BadInput(f"sweep: --shard: {text!r} is no part; allowed: 1/N to N/N, as in 3/8")
    return Shard(int(match[1]), int(match[2]))
