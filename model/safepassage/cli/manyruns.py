"""What verbs of many runs share: their options, an engine, a progress bar, and what can go wrong as exit codes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safepassage.cli import INTERRUPTED, Failed

if TYPE_CHECKING:
    from safepassage.computing.engines import Engine
    from safepassage.sweeps.design import Design
    from safepassage.sweeps.sweep import Report, Shard

Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Local processes; all processors by default.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The folder of the sweep.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was begun.")]


def run_design(
    design: Design,
    folder: Path,
    *,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    shard: Shard | None = None,
) -> Report:
    """Run a design or one shard of it where the options say, with a bar, until it is done or interrupted."""
    from safepassage.computing.interruption import Stop
    from safepassage.sweeps.sweep import run_sweep

    total = len(shard.block(design.runs)) if shard else design.runs
    with Stop(_stopping) as stop, closing(_engine(workers, scheduler)) as engine, _bar(total) as progress:
        return run_sweep(
            design, engine, folder, command=_command(), resume=resume, shard=shard, on_progress=progress, stop=stop
        )


def _engine(workers: int | None, scheduler: str | None) -> Engine:
    from safepassage.computing.engines import local

    if scheduler is not None:
        from safepassage.computing.cluster import Dask
        from safepassage.scenario import BadInput

        if workers is not None:
            raise BadInput("sweep: --workers and --scheduler do not go together: the cluster has its own workers")
        return Dask(scheduler)
    return local(workers)


def _stopping() -> None:
    sys.stderr.write("\nstopping when the runs under way are done; once more stops at once\n")


def _command() -> str:
    return shlex.join(["safepassage", *sys.argv[1:]])


@contextmanager
def failures_told() -> Iterator[None]:
    """What can go wrong with a whole sweep, as the exit codes of the command line."""
    from safepassage.computing.engines import EngineError
    from safepassage.computing.interruption import Interrupted
    from safepassage.sweeps.results import BrokenPartError
    from safepassage.sweeps.runs import OtherVersionError
    from safepassage.sweeps.store import DiskFullError

    try:
        yield
    except Interrupted as interrupted:
        sys.stderr.write(f"interrupted: {interrupted}\n")
        raise typer.Exit(INTERRUPTED) from None
    except OtherVersionError as error:
        raise Failed(f"a worker has other versions than this process: {error}") from None
    except BrokenPartError as error:
        raise Failed(f"{error}; its runs will be done again with --resume") from None
    except (DiskFullError, EngineError) as error:
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


def free(folder: Path, *, resume: bool) -> Path:
    """The folder, or the first of its name with a number that does not exist; the last one that does, to go on with."""
    names = (folder if n == 1 else folder.with_name(f"{folder.name}-{n}") for n in count(1))
    before = folder
    for name in names:
        if not name.exists():
            return before if resume else name
        before = name
    return folder


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they are."""
    for line in lines:
        typer.echo(line)
