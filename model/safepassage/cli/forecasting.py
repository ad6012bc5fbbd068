"""``forecast``: who arrives where, on which day, in how many buses, is there room, and how sure that is."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli import INTERRUPTED, PROGRAM, Failed
from safepassage.cli.running import overrides, setting
from safepassage.cli.scenarios import beginning_with
from safepassage.limits import MOST_ROOT_SEED

if TYPE_CHECKING:
    from safepassage.forecasts.forecast import Forecast, Order
    from safepassage.forecasts.subject import Subject


def forecast(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help="A name from `list`, or a path; or give tables.", autocompletion=beginning_with
        ),
    ] = None,
    agreements: Annotated[Path | None, typer.Option(metavar="FILE", help="Instead: a table of agreements.")] = None,
    districts: Annotated[Path | None, typer.Option(metavar="FILE", help="The table of their districts.")] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="The row, by its id; more than once for several.")
    ] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="Runs, each with its own parameters and chance.")] = 500,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Weigh draws by what was reported up to this day."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_ROOT_SEED, metavar="N", help="Of all draws.")] = 1,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Replace a number of the scenario in every draw; repeatable."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="Processes; all processors by default.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a forecast that was interrupted.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder; by default runs/forecast-<scenario>.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the forecast as JSON and nothing else.")] = False,
) -> None:
    """Forecast a scenario, or rows of tables: intervals that hold parameters, uncertain facts and chance."""
    from safepassage.cli.running import within
    from safepassage.forecasts.forecast import Order
    from safepassage.forecasts.plan import MOST_DRAWS

    within("--draws", draws, 2, MOST_DRAWS)
    subject = _subject(scenario, agreements, districts, ids or [], settings or ())
    date = as_of.date() if as_of else None
    what = [scenario] if scenario is not None else ["--agreements", agreements, "--districts", districts]
    command = _command(what, ids or [], draws, seed, date, settings or ())
    made, folder, summary = _make(Order(subject, draws, seed), date, command, workers, out, resume=resume)
    if as_json:
        from safepassage.forecasts.folder import pretty

        sys.stdout.write(pretty(summary))
        return
    from safepassage.cli.forecasttable import tell

    tell(made, summary)
    typer.echo(f"\nForecast folder: {folder}")


def _subject(
    scenario: str | None,
    agreements: Path | None,
    districts: Path | None,
    ids: Sequence[str],
    settings: Sequence[str],
) -> Subject:
    from safepassage.forecasts.subject import Given, drafted
    from safepassage.scenario import BadInput, Scenario

    tables = agreements is not None or districts is not None or bool(ids)
    if (scenario is None) != tables:
        raise BadInput("forecast: give a SCENARIO, or --agreements, --districts and --id")
    if scenario is not None:
        return Given(Scenario.load(scenario, overrides(scenario, settings)))
    if agreements is None or districts is None or not ids:
        raise BadInput("forecast: --agreements, --districts and --id go together")
    from safepassage.evidence import selecting
    from safepassage.evidence.tables import read_tables

    given = read_tables(agreements, districts)
    rows = selecting.asked_for(given, ids)
    subject = drafted(rows, given, dict(setting(text) for text in settings))
    beside = subject.ids[len(rows) :]
    told = [f"simulated with it, as the same offensive attacked them: {', '.join(beside)}"] if beside else []
    for line in dict.fromkeys([*selecting.buildable(given, rows), *told]):
        typer.echo(line, err=True)
    return subject


def _make(
    order: Order,
    date: dt.date | None,
    command: Sequence[str],
    workers: int | None,
    out: Path | None,
    *,
    resume: bool,
) -> tuple[Forecast, Path, dict[str, Any]]:
    """Make the draws, weigh them, write the folder."""
    from safepassage.computing.engines import local
    from safepassage.computing.folders import NewFolder
    from safepassage.computing.unfinished import forget, kept
    from safepassage.forecasts import folder as forecast_folder
    from safepassage.forecasts.forecast import draw_all, weigh
    from safepassage.forecasts.reported import figures
    from safepassage.forecasts.summary import as_json
    from safepassage.forecasts.tables import all_tables
    from safepassage.forecasts.weighing import known_by
    from safepassage.results.record import RUNS

    if date is not None:  # a date of which nothing is known is refused before anything is drawn
        known_by(figures(order.reference, order.reference.start), date)
    name = f"forecast-{order.subject.name}"
    parent = out.parent if out is not None else RUNS
    with NewFolder(out, name, root=RUNS) as new, kept(parent, f"forecast-{order.fingerprint}") as work:
        with closing(local(workers)) as engine, draws_kept(work), bar(order.draws) as told:
            sample = draw_all(order, engine, work, resume=resume, told=told)
        made = weigh(order, sample, date)
        tables = all_tables(made)
        summary = as_json(made, tables)
        forecast_folder.write(made, tables, summary, new.folder, command)
        folder = new.publish()
        forget(work)
    return made, folder, summary


def _command(
    what: Sequence[object], ids: Sequence[str], draws: int, seed: int, date: dt.date | None, settings: Sequence[str]
) -> list[str]:
    """The command that makes the same tables, wherever its folder is to be."""
    command = [PROGRAM, "forecast", *map(str, what)]
    for id_ in ids:
        command += ["--id", id_]
    command += ["--draws", str(draws), "--seed", str(seed)]
    if date is not None:
        command += ["--as-of", date.isoformat()]
    for text in settings:
        command += ["--set", text]
    return command


@contextmanager
def draws_kept(kept: Path) -> Iterator[None]:
    """What can go wrong with the draws, as exit codes."""
    from safepassage.computing.engines import EngineError

    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(f"interrupted: what was drawn is kept in {kept}; go on with --resume\n")
        raise typer.Exit(INTERRUPTED) from None
    except EngineError as error:
        raise Failed(str(error)) from None


@contextmanager
def bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error with the time that is left; nothing where nobody is looking."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("draws"), BarColumn(), MofNCompleteColumn(), TextColumn("left"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=total)
        yield lambda done, _total: shown.update(task, completed=done)
