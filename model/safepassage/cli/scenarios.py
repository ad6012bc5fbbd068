"""``list`` and ``check``: what can be run, and what a scenario will simulate."""

from __future__ import annotations

import glob
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safepassage.resources import scenarios_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safepassage.parameters import Households
    from safepassage.scenario import Scenario, ScenarioFile
    from safepassage.scenario.schema import District
    from safepassage.telling.wording import Calendar


def beginning_with(incomplete: str) -> list[str]:
    """The names of scenarios that a shell may complete a word to."""
    return sorted(path.stem for path in scenarios_folder().glob(f"{glob.escape(incomplete)}*.toml"))


def list_scenarios() -> None:
    """List the scenarios that come with the program, with a line each."""
    # Only the titles are read: checking the files would take ten times as long.
    files = sorted(scenarios_folder().glob("*.toml"))
    width = max((len(path.stem) for path in files), default=0)
    for path in files:
        typer.echo(f"{path.stem:<{width}}  {_title(path)}")


def _title(path: Path) -> str:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        title = str(tree.get("scenario", {}).get("title", ""))
    except (OSError, ValueError, AttributeError):
        return "(cannot be read; see: safepassage check)"
    base = tree.get("extends")
    return f"{title} (extends {base})" if base else title


def check(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A name from `list`, a path, or a folder that this program wrote."),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of scenario files.")] = False,
) -> None:
    """Validate a scenario and say what it will simulate, or say whether a folder is whole and unedited."""
    from safepassage.scenario import BadInput, Scenario, available

    if schema == (scenario is not None):
        raise BadInput("safepassage check: give either a SCENARIO or --schema; see 'safepassage check --help'")
    if scenario is None:
        typer.echo(json.dumps(_schema(), indent=2, ensure_ascii=True))
        return
    if scenario not in available() and Path(scenario).is_dir():
        from safepassage.cli import folders

        for line in folders.lines(Path(scenario)):
            typer.echo(line)
        return
    for line in _description(Scenario.load(scenario)):
        typer.echo(line)


def _schema() -> dict[str, Any]:
    """The schema of a file as it is written: one that extends another may leave out what it takes over."""
    from safepassage.scenario import ScenarioFile

    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ScenarioFile.model_json_schema()}
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "Name of a scenario that this one takes over; its own tables are laid over it.",
    }
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["extends"]}]
    return schema


def _description(scenario: Scenario) -> list[str]:
    from safepassage.telling.wording import Calendar, counted

    file = scenario.tables
    days = file.scenario.days
    calendar = Calendar(scenario.start, days)
    lines = [
        f"{scenario.name}: {file.scenario.title}",
        *([file.scenario.description] if file.scenario.description else []),
        f"  days         {days}, from {scenario.start} to {calendar.date(days - 1)}",
        *_people(scenario),
        f"  ways out     {counted(len(file.destinations), 'destination')}, {counted(len(file.roads), 'road')}"
        f" ({sum(not road.open for road in file.roads)} closed), {counted(file.convoys.buses, 'bus', 'buses')}"
        f" of {file.convoys.seats} seats",
        f"  brokers      {', '.join(broker.name for broker in file.brokers.values()) or 'none'}",
        *_calendar_lines(file, calendar),
        *_parameters(file),
        *_outcomes(file),
        *_unsourced(scenario),
    ]
    return [*lines, "OK"]


def _people(scenario: Scenario) -> list[str]:
    from safepassage.scenario import GOVERNMENT

    file, p = scenario.tables, scenario.parameters.households
    held = [district for district in file.districts.values() if district.holder != GOVERNMENT]
    civilians = sum(district.population for district in held)
    fighters = sum(faction.fighters for faction in file.factions.values())
    households = _households(held, fighters, p)
    enclaves = sorted(_enclaves(file), key=lambda enclave: -enclave[1])
    return [
        f"  districts    {len(file.districts)}, of which {len(held)} besieged",
        f"  enclaves     {len(enclaves)} at the start",
        *(f"    {name}: {people:,} civilians" for name, people in enclaves),
        f"  people       {civilians + fighters:,}: {civilians:,} civilians and {fighters:,} fighters",
        f"  households   about {households:,}, one simulated for each real one",
    ]


def _households(held: Sequence[District], fighters: int, p: Households) -> int:
    """Roughly how many there will be: families of a mean size, and fighters of whom some live in such a family."""
    families = sum(district.population for district in held) / p.size
    total = families + fighters - min(p.family_here * fighters, families)
    return int(round(total, -2 if total > 10_000 else -1))


def _enclaves(file: ScenarioFile) -> list[tuple[str, int]]:
    """The enclaves at the start, a faction's part of a pocket each, with the civilians in it."""
    from safepassage.scenario import GOVERNMENT
    from safepassage.telling.wording import listed
    from safepassage.world.ground import Network

    network, tables, found = Network(file), list(file.districts.values()), []
    besiegers = {slug: faction.besieger for slug, faction in file.factions.items()} | {GOVERNMENT: ""}
    # The pockets alone: of Mesa's agents, whom a roll of enclaves is made of, nothing is asked here.
    for _, pocket in network.pockets(besiegers, lambda a, b: file.factions[a].tolerates(file.factions[b])):
        for holder in dict.fromkeys(network.holder[d] for d in pocket):
            own = [tables[d] for d in pocket if network.holder[d] == holder]
            names = listed((district.name for district in own), most=4)
            found.append((f"{file.factions[holder].name} ({names})", sum(district.population for district in own)))
    return found


def _calendar_lines(file: ScenarioFile, calendar: Calendar) -> list[str]:
    from safepassage.telling.wording import listed

    offensives = [
        f"{calendar.short(offensive.date)} on {listed((file.districts[d].name for d in offensive.districts), most=4)}"
        for offensive in file.offensives
    ]
    events = [f"{calendar.short(event.date)} {event.kind.value.replace('_', ' ')}" for event in file.events]
    return [
        f"  offensives   {len(offensives)}{': ' if offensives else ''}{'; '.join(offensives)}",
        f"  events       {len(events)}{': ' if events else ''}{'; '.join(events)}",
    ]


def _parameters(file: ScenarioFile) -> list[str]:
    from safepassage.parameters import default_parameters

    usual, own = default_parameters().model_dump(), file.parameters.model_dump()
    changed = [
        f"{group}.{name} = {value:g} (default {usual[group][name]:g})"
        for group, values in own.items()
        for name, value in values.items()
        if value != usual[group][name]
    ]
    lines = [f"  parameters   {'overridden: ' + '; '.join(changed) if changed else 'all as by default'}"]
    if file.ranges:
        lines.append(f"  uncertain    {len(file.ranges)} facts, which forecasts draw between their bounds")
    return lines


def _unsourced(scenario: Scenario) -> list[str]:
    """What was set over another scenario without a source, a line each."""
    return [f"  no source    {key}" for key in scenario.unsourced]


def _outcomes(file: ScenarioFile) -> list[str]:
    assumed = sum(source.startswith("assumed") for source in file.sources.values())
    reported = len(file.reported.agreements)
    return [
        f"  reported     outcomes of {reported} enclaves, shown beside the simulation"
        if reported
        else "  reported     no outcomes",
        f"  sources      {len(file.sources)} entries, {assumed} of them assumptions",
    ]
