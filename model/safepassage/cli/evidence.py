"""``build``, ``calibrate``, ``validate``, ``patterns``: what was reported, and how the model stands to it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.cli import write_whole
from safepassage.cli.surroundings import write_toml
from safepassage.limits import MOST_ROOT_SEED as MOST_SEED

if TYPE_CHECKING:
    from safepassage.evidence.patterns.patterns import Found


def build(
    agreements: Annotated[Path, typer.Argument(metavar="AGREEMENTS.csv", help="A table of agreements.")],
    districts: Annotated[Path, typer.Argument(metavar="DISTRICTS.csv", help="The table of their districts.")],
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="A row, by its id; more than once for several.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the scenario here instead of printing it.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="N", help="Of the draws for what is missing.")] = 1,
    war: Annotated[str, typer.Option(metavar="WAR", help="Instead of --id: all rows of a war.")] = "",
    season: Annotated[
        str, typer.Option(metavar="FROM[:TO]", help="Of those that began then: 2018, 2018-03 or 2018-02:2018-05.")
    ] = "",
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day, if not that of the row.")
    ] = None,
    fronts: Annotated[Path | None, typer.Option(metavar="FILE", help="Fronts; drafted if missing.")] = None,
    routes: Annotated[Path | None, typer.Option(metavar="FILE", help="Roads out; drafted if missing.")] = None,
    brokers: Annotated[Path | None, typer.Option(metavar="FILE", help="Go-betweens; drafted if missing.")] = None,
    destinations: Annotated[Path | None, typer.Option(metavar="FILE", help="Places of reception; likewise.")] = None,
    relations: Annotated[Path | None, typer.Option(metavar="FILE", help="Groups and destinations; likewise.")] = None,
    convoys: Annotated[Path | None, typer.Option(metavar="FILE", help="Convoys, for what is reported.")] = None,
) -> None:
    """Write a scenario for rows of a table, from what was knowable; several share one army and one fleet."""
    from safepassage.evidence import selecting
    from safepassage.evidence.building import build as build_rows
    from safepassage.evidence.tables import Paths, read_tables

    paths = Paths(convoys, fronts, routes, brokers, destinations, relations)
    tables = read_tables(agreements, districts, paths=paths)
    rows = selecting.asked_for(tables, ids or [], war, season)
    tables, rows = selecting.started(tables, rows, start.date() if start else None)
    told = selecting.buildable(tables, rows)
    built = build_rows(rows, tables, seed)
    _tell([*told, *built.told])
    if out is None:
        write_toml(built.text)
        return
    write_whole(out, built.text)
    assumed = sum('= "assumed' in line for line in built.text.splitlines())
    typer.echo(f"{out}: {assumed} entries of [sources] are assumed")


def calibrate(
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="N", help="Of all draws.")] = 1,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="Processes; all cores by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write here instead of seeds/calibrated; defaults then stay.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a calibration that was interrupted.")] = False,
) -> None:
    """Fit the shared parameters to the reports of 2018; the posterior medians become the model's defaults."""
    from safepassage.evidence.calibration.run import calibrate as fit_to_reports
    from safepassage.evidence.tables import reported

    _tell(f"left out: {fault.message}" for fault in reported().faults)
    fit = fit_to_reports(seed, workers or _cores(), out, resume=resume)
    typer.echo(fit.table().to_string(index=False))
    typer.echo("; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in fit.found().items()))


def validate(
    agreements: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A table of agreements; by default 2018, each left out in turn.")
    ] = None,
    districts: Annotated[Path | None, typer.Option(metavar="FILE", help="The table of their districts.")] = None,
    convoys: Annotated[Path | None, typer.Option(metavar="FILE", help="The table of their convoys.")] = None,
    draws: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="Runs for each agreement.")] = 200,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="N", help="Of all draws.")] = 1,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="Processes; all cores by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also leave scores and draws in this folder, which is new.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON and nothing else.")] = False,
) -> None:
    """Forecast reported agreements and score the forecasts beside naive ones."""
    from contextlib import ExitStack

    from safepassage.computing.folders import NewFolder
    from safepassage.evidence import selecting
    from safepassage.evidence.scoring import folder, validation
    from safepassage.evidence.tables import read_tables, reported
    from safepassage.scenario import BadInput

    if (agreements is None) != (districts is None) or (convoys is not None and agreements is None):
        raise BadInput("validate: --agreements and --districts go together; --convoys may be added")
    given = read_tables(agreements, districts, convoys) if agreements is not None and districts is not None else None
    tables, told = selecting.scorable(given or reported())
    _tell(told)
    with ExitStack() as stack:
        new = stack.enter_context(NewFolder(out, "validation", root=Path("runs"))) if out is not None else None
        found, *others = validation.validate_all(tables, draws, seed, workers or _cores(), Path("runs"), _progress)
        if new is not None:
            asked = {"agreements": tables.name, "seed": seed, "draws": draws}
            folder.write(new.folder, folder.content(found, others), asked)
            new.publish()
    if as_json:
        json.dump(validation.as_json(found, others), sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
        return
    from safepassage.cli.scores import show_validation

    show_validation(found, others)
    if out is not None:
        typer.echo(f"{out}: {', '.join([*folder.TABLES, 'validation.json', 'README.md'])}")


def patterns(
    replicates: Annotated[int, typer.Option(min=1, max=10_000, metavar="K", help="Runs, with seeds 1 to K.")] = 40,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="Processes; all cores by default.")
    ] = None,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Also without one mechanism at a time, and what that costs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON and nothing else.")] = False,
) -> None:
    """Reported regularities, each with its criterion and whether the model shows it."""
    from safepassage.evidence.patterns import alternatives as without
    from safepassage.evidence.patterns.patterns import check_patterns

    workers = workers or _cores()
    found = check_patterns(replicates, workers, done=_progress("runs"))
    lost = without.compare(replicates, workers, found, done=_progress("runs")) if alternatives else []
    if as_json:
        tree: dict[str, Any] = {"replicates": replicates, "patterns": [pattern.as_row() for pattern in found]}
        if alternatives:
            tree["alternatives"] = [alternative.as_row() for alternative in lost]
        json.dump(tree, sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
        return
    _show_patterns(found, replicates)
    for alternative in lost:
        typer.echo(alternative.in_words())


def _tell(lines: Iterable[str]) -> None:
    """Lines on standard error, where they disturb nobody who reads the output."""
    for line in dict.fromkeys(lines):
        typer.echo(line, err=True)


def _cores() -> int:
    from safepassage.computing.engines import processors

    return processors()


def _progress(what: str) -> Callable[[int, int], None]:
    """A line on standard error that is written over, where somebody looks on."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None

    def show(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{done} of {total} {what}{end}")
        sys.stderr.flush()

    return show


def _show_patterns(found: list[Found], replicates: int) -> None:
    from rich import box
    from rich.table import Table

    from safepassage.cli.tables import show

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    for column in ("", "Pattern", "Criterion", "Found", "Fit", "Shown"):
        table.add_column(column)
    for pattern in found:
        about = pattern.pattern
        table.add_row(
            about.name, about.title, about.criterion, pattern.measured, "used" if about.used_in_fit else "held out",
            "yes" if pattern.shown else "NO",
        )  # fmt: skip
    show(table)
    typer.echo(f"{sum(pattern.shown for pattern in found)} of {len(found)} patterns shown over {replicates} runs.")
