"""The folder of a sweep: made, begun, checked before it is gone on with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safepassage import __version__
from safepassage.computing import files, lock, manifest, stored
from safepassage.computing.manifest import Sum
from safepassage.computing.provenance import differences, library_version
from safepassage.limits import MOST_REPLICATES, MOST_RUNS, MOST_SEED
from safepassage.scenario import BadInput
from safepassage.sweeps.design import Design
from safepassage.sweeps.designfile import DesignFile
from safepassage.sweeps.results import Layout
from safepassage.sweeps.runs import versions
from safepassage.sweeps.store import DiskFullError

DESIGN = "design.json"
_SHOWN = 3  # differences that a refusal spells out
_LONGEST = 300  # characters of one

Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]
Runs = Annotated[int, Field(ge=1, le=MOST_RUNS)]


class SweepManifest(manifest.Manifest):
    """The manifest of a sweep folder, within the bounds of a design."""

    what: Literal["sweep"] = "sweep"
    design: str
    design_hash: Sum
    command: str
    points: Runs
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES)]
    runs: Runs
    seeds: tuple[Seed, Seed]
    scenarios: dict[str, Sum]
    tables: list[str]


class StoredScenario(BaseModel):
    """A base scenario with all defaults filled in."""

    model_config = ConfigDict(extra="forbid")

    hash: Sum
    tables: dict[str, Any]


class DesignRecord(BaseModel):
    """What ``design.json`` holds: everything that decides the rows."""

    model_config = ConfigDict(extra="forbid")

    design: dict[str, Any]
    points: Runs
    runs: Runs
    points_hash: Sum | None
    scenarios: Annotated[dict[str, StoredScenario], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_design(self) -> DesignRecord:
        if self.points * DesignFile.model_validate(self.design).replicates != self.runs:
            raise ValueError("points times replicates are not the runs")
        return self


def make_folder(folder: Path) -> None:
    """Make an empty folder, or leave that of a sweep as it is; BadInput where it is something else's."""
    if folder.is_dir() and not (folder / DESIGN).is_file() and any(p.name != lock.FOLDER for p in folder.iterdir()):
        raise BadInput(f"{folder}: exists and holds no sweep; give another --out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: cannot be made: {error.strerror}; give another --out") from None


def prepare(folder: Path, design: Design, command: str, *, going_on: bool) -> None:
    """Make a folder ready for a design, or check that it is one of the same design and versions.

    Raises:
        BadInput: where it holds something else (the difference is shown), or exists and ``going_on`` is false.
    """
    if not (folder / manifest.NAME).is_file():
        try:
            files.write(folder / DESIGN, json.dumps(design.record, indent=1, ensure_ascii=False) + "\n")
            manifest.seal(folder, contents(design, command), [DESIGN])
        except OSError as error:
            raise DiskFullError(f"{error.filename}: cannot write: {error.strerror}") from None
        return
    check_same(folder, design)
    if not going_on:
        raise BadInput(f"{folder}: exists already; go on with --resume, or give another --out")


def check_same(folder: Path, design: Design) -> None:
    """Raise BadInput where a folder was begun with another design, scenario or version, or files of it were edited."""
    found = manifest.verified(folder, SweepManifest)
    if found.earlier:
        here = f"this is {__version__}; give another --out"
        raise BadInput(f"{folder}: was begun with other versions: by version {found.version}, {here}")
    if other := differences(read_record(folder), design.record):
        raise BadInput(f"{folder}: holds a sweep of another design: {_some(other)}; give another --out")
    if other := differences(found.versions, _versions(design)):
        raise BadInput(f"{folder}: was begun with other versions: {_some(other)}; give another --out")


def verified(folder: Path) -> SweepManifest:
    """The manifest of a sweep folder whose files are as they were written; raises BadInput that names what is not."""
    found = manifest.verified(folder, SweepManifest)
    read_record(folder)
    return found


def read_record(folder: Path) -> dict[str, Any]:
    """What ``design.json`` holds; raises BadInput where it is missing or damaged."""
    return stored.load(folder / DESIGN, DesignRecord).model_dump()


def _some(found: Sequence[str]) -> str:
    def cut() -> Iterator[str]:
        for text in found[:_SHOWN]:
            yield text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."

    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(cut()) + more


def _versions(design: Design) -> dict[str, str]:
    """The versions that decide the rows: SALib's too, where it lays out the points."""
    salib = {"SALib": library_version("SALib")} if design.file.method in ("sobol", "morris") else {}
    return versions() | salib


def contents(design: Design, command: str) -> dict[str, Any]:
    """What the manifest says: what was run, with which seeds and versions."""
    first = design.file.seed
    return {
        "what": "sweep",
        "design": design.name,
        "design_hash": design.hash,
        "command": command,
        "points": len(design.points),
        "replicates": design.replicates,
        "runs": design.runs,
        "seeds": [first, first + design.replicates - 1],
        "scenarios": {name: scenario.hash for name, scenario in design.scenarios.items()},
        "versions": _versions(design),
        "tables": Layout(design).tables,
    }
