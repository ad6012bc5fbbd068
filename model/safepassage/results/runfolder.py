"""A run folder read again: its manifest, its summary, one replicate whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from safepassage import columns
from safepassage.computing import manifest, stored
from safepassage.limits import MOST_DAYS, MOST_REPLICATES, MOST_SEED
from safepassage.parameters import declarations
from safepassage.results.record import PARQUET, SUMMARY
from safepassage.scenario import BadInput, Scenario

if TYPE_CHECKING:
    import pandas as pd


class Told(BaseModel):
    """The scenario as a manifest tells it."""

    name: str
    hash: str
    tree: dict[str, Any]


class RunManifest(manifest.Manifest):
    """The manifest of a run folder, within the bounds of the command line."""

    what: Literal["run"] = "run"
    scenario: Told
    parameters: dict[str, dict[str, float]]
    seeds: Annotated[list[Annotated[int, Field(ge=0, le=MOST_SEED)]], Field(min_length=1, max_length=MOST_REPLICATES)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    command: list[str] = Field(default=[])


class Replicate(BaseModel):
    """One run in a summary."""

    model_config = ConfigDict(extra="allow")

    seed: int
    agreements: list[dict[str, Any]]
    totals: dict[str, Any]


class Summary(BaseModel):
    """The whole of ``run --json``."""

    scenario: str
    seeds: list[int]
    replicates: list[Replicate]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder; raises BadInput where the folder is none, or the manifest was edited."""
    return manifest.read(folder, RunManifest).model_dump()


def verified(folder: Path) -> RunManifest:
    """The manifest of a run folder whose files are as they were written; raises BadInput that names what is not."""
    found = manifest.verified(folder, RunManifest)
    seeds = [replicate["seed"] for replicate in read_summary(folder)["replicates"]]
    if seeds != found.seeds:
        raise BadInput(f"{folder}: summary.json and {manifest.NAME} differ in their seeds")
    return found


def scenario_of(told: Mapping[str, Any], origin: str = manifest.NAME) -> Scenario:
    """The scenario that a manifest holds, with the parameters it was run with."""
    scenario = told["scenario"]
    return Scenario(scenario["name"], {**scenario["tree"], "parameters": told["parameters"]}, origin=origin)


@dataclass(frozen=True)
class Recorded:
    """One replicate of a run folder: a :class:`~safepassage.results.run.Run` with all its tables.

    ``version`` is that of the package that simulated it.
    """

    scenario: Scenario
    seed: int
    days: int
    version: str
    summary: dict[str, Any]
    daily: pd.DataFrame
    agreements: pd.DataFrame
    convoys: pd.DataFrame
    enclaves: pd.DataFrame
    events: pd.DataFrame
    reports: pd.DataFrame


def read_summary(folder: Path) -> dict[str, Any]:
    """The summary of a run folder, of all replicates; raises BadInput where it is missing or damaged."""
    summary = stored.load(folder / SUMMARY, Summary).model_dump()
    empty: dict[str, Any] = dict.fromkeys(columns.own("agreements"))
    for replicate in summary["replicates"]:
        replicate["agreements"] = [{**empty, **row} for row in replicate["agreements"]]
    return summary


def recorded(folder: Path, seed: int | None = None) -> Recorded:
    """Read a replicate of a run folder, the first by default.

    A folder of an earlier version is read too: columns that it lacks are empty, and parameters that have gone since
    are passed over, because only a simulation reads them.

    Raises:
        BadInput: where the folder is none, files are missing, damaged or edited, or the seed is none of its own.
    """
    found = verified(folder)
    seed = found.seeds[0] if seed is None else seed
    if seed not in found.seeds:
        raise BadInput(f"{folder}: holds no seed {seed}; allowed: {', '.join(map(str, found.seeds))}")
    mine = {name: frame[frame["seed"] == seed].reset_index(drop=True) for name, frame in _frames(folder).items()}
    replicate = read_summary(folder)["replicates"][found.seeds.index(seed)]
    told = {"scenario": found.scenario.model_dump(), "parameters": _known(found.parameters)}
    scenario = scenario_of(told, str(folder / manifest.NAME))
    return Recorded(scenario=scenario, seed=seed, days=found.days, version=found.version, summary=replicate, **mine)


def _frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of all replicates, in the columns declared."""
    import pandas as pd

    wanted = {name: list(columns.names(name)) for name in (*PARQUET, "reports", "events")}
    try:
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in PARQUET}
        frames["reports"] = pd.read_csv(folder / "reports.csv")
        events = (json.loads(line) for line in stored.content(folder / "events.jsonl").splitlines())
        frames["events"] = pd.DataFrame(list(events), columns=wanted["events"])
        return {name: frame.reindex(columns=wanted[name]) for name, frame in frames.items()}
    except BadInput:
        raise
    except Exception as error:  # a damaged table of a folder without sums may make a reader stumble anywhere
        raise BadInput(f"{folder}: is not a whole run folder: {' '.join(str(error).split())}") from None


def _known(parameters: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The parameters that there still are."""
    names = {declaration.name for declaration in declarations()}
    known = {
        group: {name: value for name, value in values.items() if f"{group}.{name}" in names}
        for group, values in parameters.items()
    }
    return {group: values for group, values in known.items() if values}
