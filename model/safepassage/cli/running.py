"""``run`` and ``replay``: runs a scenario, tells what happened, leaves a run folder, and checks one."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli import FAILED, PROGRAM, Failed
from safepassage.cli.scenarios import beginning_with
from safepassage.limits import MOST_DAYS, MOST_REPLICATES, MOST_SEED

if TYPE_CHECKING:
    from safepassage.cli.profiling import Stopwatch
    from safepassage.results.record import Recorder
    from safepassage.scenario import Scenario
    from safepassage.simulation import Result

STORY_WIDTH = 100
ONLY_CHANCE = "Only chance varies between these runs, not parameters and facts: the intervals are too narrow."


class Form(StrEnum):
    """What pictures are drawn as."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def run(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="A name from `list`, or a path.", autocompletion=beginning_with),
    ],
    seed: Annotated[int, typer.Option(metavar="N", help="Root of all chance, 0 or more.")] = 1,
    replicates: Annotated[
        int, typer.Option(metavar="K", help="Runs, with seeds N, N+1, …; shows what chance alone does.")
    ] = 1,
    days: Annotated[int | None, typer.Option(metavar="N", help="Days to run instead of the scenario's.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Replace a number of the scenario or a parameter; repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The run folder; by default runs/<scenario>-<seed>.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON and nothing else.")] = False,
    figures: Annotated[Form, typer.Option("--figures", help="Draw a map and a timeline, in this format.")] = Form.PNG,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw nothing.")] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Show where the time goes, by phase of a day.")] = False,
    check_invariants: Annotated[
        bool, typer.Option("--check-invariants", help="Check every evening that nobody is lost or counted twice.")
    ] = False,
) -> None:
    """Run a scenario, tell its story, leave a run folder."""
    from safepassage.computing.folders import NewFolder
    from safepassage.results import record
    from safepassage.scenario import Scenario

    within("--seed", seed, 0, MOST_SEED)
    within("--replicates", replicates, 1, MOST_REPLICATES)
    within("--days", days, 1, MOST_DAYS)
    loaded = Scenario.load(scenario, overrides(scenario, settings or ()))
    length = days if days is not None else loaded.tables.scenario.days
    seeds = range(seed, seed + replicates)
    recorder = record.Recorder(loaded, seeds, length, _command(scenario, seeds, length, settings or ()))
    with NewFolder(out, f"{loaded.name}-{seed}", root=record.RUNS) as new:
        stopwatch = _stopwatch() if profile else None
        first, kept = _simulate(recorder, stopwatch, check_invariants=check_invariants)
        recorder.write(new.folder)
        folder = new.publish()
    undrawn = ""
    if not no_figures:
        from safepassage.figures import illustrate

        undrawn = illustrate(first, folder, figures.value)
    if as_json:
        _say_json(recorder, folder)
    else:
        _tell(recorder, first, kept, folder)
    if stopwatch:
        typer.echo("\n".join(["", *stopwatch.lines()]), err=as_json)
    if undrawn:
        raise Failed(f"{folder}: the run is whole, but its pictures could not be drawn: {undrawn}")


def within(option: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number outside its bounds (None is one that was not given)."""
    from safepassage.scenario import BadInput

    if value is not None and not least <= value <= most:
        raise BadInput(f"{option} {value}: allowed: {least} to {most}")


def setting(text: str) -> tuple[str, Any]:
    """A ``key=value`` of ``--set``; the value is read as TOML, or is a text where it is none."""
    from safepassage.scenario import BadInput

    key, sign, value = text.partition("=")
    key = key.strip()
    if not sign or not all(key.split(".")):
        raise BadInput(f"--set {text}: is not key=value; as in: --set brokers.russia.guarantee=0.5")
    try:
        read = tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError):  # no TOML, or a number of thousands of digits, or nested too deeply
        return key, value
    return key, read["value"] if list(read) == ["value"] else value


def overrides(scenario: str, settings: Sequence[str]) -> dict[str, Any]:
    """What options ``--set`` lay over a scenario; raises BadInput that names the first which it cannot bear."""
    from safepassage.scenario import BadInput, Scenario

    found: dict[str, Any] = {}
    known: Scenario | None = None
    for text in settings:
        known = known or Scenario.load(scenario)  # a file that is refused by itself is refused in its own name
        key, value = setting(text)
        found[key] = value
        try:
            Scenario.load(scenario, found)
        except BadInput as error:
            told = str(error).removeprefix(f"{scenario}: ").removeprefix(f"{known.origin}: ")
            raise BadInput(f"--set {text}: {told.removeprefix(f'{key}: ')}") from None
    return found


def _command(scenario: str, seeds: Sequence[int], days: int, settings: Sequence[str]) -> list[str]:
    """The command that makes the same tables, wherever its folder is to be."""
    command = [PROGRAM, "run", scenario, "--seed", str(seeds[0]), "--replicates", str(len(seeds)), "--days", str(days)]
    for text in settings:
        command += ["--set", text]
    return command


def _simulate(
    recorder: Recorder, stopwatch: Stopwatch | None, *, check_invariants: bool
) -> tuple[Result, list[Mapping[str, Any]]]:
    """Run all replicates into the recorder; returns the first, of which the story is told, and the outcomes of each."""
    from safepassage import simulation
    from safepassage.results.coherence import agree
    from safepassage.sweeps import outcomes

    simulate = stopwatch.simulate if stopwatch else simulation.simulate
    kept: list[Mapping[str, Any]] = []
    first: Result | None = None
    one = len(recorder.seeds) == 1
    with _progress(recorder.scenario.name, recorder.days if one else len(recorder.seeds)) as step:
        on_day = (lambda _day: step()) if one else None
        for seed in recorder.seeds:
            with _as_failure(seed):
                result = simulate(
                    recorder.scenario, seed, days=recorder.days, on_day=on_day, check_invariants=check_invariants
                )
                if check_invariants:
                    agree(result)
            recorder.add(result)
            kept.append(outcomes.kept(result))
            first = first or result
            if not one:
                step()
    if first is None:
        raise ValueError("a run needs at least one seed")
    return first, kept


@contextmanager
def _as_failure(seed: int) -> Iterator[None]:
    """An invariant that breaks is a failure of the work, not of what its user gave."""
    from safepassage.invariants.broken import InvariantError

    try:
        yield
    except InvariantError as error:
        raise Failed(f"seed {seed}, {error}") from None


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error while it is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


def _stopwatch() -> Stopwatch:
    from safepassage.cli.profiling import Stopwatch

    return Stopwatch()


def _say_json(recorder: Recorder, folder: Path) -> None:
    from safepassage.results.record import as_json

    sys.stdout.write(as_json(recorder.summary) + "\n")
    if sys.stderr.isatty():
        sys.stderr.write(f"Run folder: {folder}\n")


def _tell(recorder: Recorder, first: Result, kept: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """The story of a single run, or medians of several and how sure their means are; the table; where the folder is."""
    from safepassage.analysis.convergence import of_runs
    from safepassage.cli import runtables
    from safepassage.cli.tables import show

    write = sys.stdout.write
    scenario = recorder.scenario
    if len(recorder.seeds) == 1:
        write(_heading(scenario, recorder) + "\n\n")
        for line in _story(first):
            write(line + "\n")
        write("\n")
        shown = runtables.single(scenario, first.summary, recorder.days)
    else:
        write(_heading(scenario, recorder) + "\n\n")
        shown = runtables.replicated(scenario, recorder.replicates, recorder.days)
    show(shown)
    if len(recorder.seeds) > 1:
        write("\n")
        show(runtables.converged(of_runs(kept)))
    write(f"\nRun folder: {folder}\n")


def _heading(scenario: Scenario, recorder: Recorder) -> str:
    seeds = recorder.seeds
    told = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
    title = f"{scenario.tables.scenario.title} ({recorder.days} days from {scenario.start}, {told})"
    return title if len(seeds) == 1 else f"{title}\n{ONLY_CHANCE}\n`{PROGRAM} forecast` varies all three."


def _story(result: Result) -> list[str]:
    """The sentences, one a line where another program reads them, folded on a terminal."""
    from safepassage.telling.story import ending, story

    scenario = result.scenario
    sentences = [text for _, text in story(scenario, result.campaign.world.journal.entries, result.days)]
    sentences += ["", *ending(scenario, result.summary["totals"], result.days)]
    if not sys.stdout.isatty():
        return sentences
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size().columns, STORY_WIDTH)
    return [textwrap.fill(text, width, subsequent_indent="    ") for text in sentences]


def replay(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
) -> int:
    """Run a run folder's manifest again; compares everything but the manifest and pictures, byte for byte."""
    from safepassage.results import replaying, runfolder

    seeds = runfolder.read_manifest(folder)["seeds"]
    with _progress(f"replay {folder}", len(seeds)) as step:
        differences = replaying.replay(folder, on_replicate=step)
    if not differences:
        typer.echo(f"{folder}: the same, to the byte")
        return 0
    typer.echo(f"{folder}: differs")
    for difference in differences:
        typer.echo(f"  {difference}")
    return FAILED
