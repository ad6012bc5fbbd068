"""A run folder read again: its manifest, its summary, one replicate whole; and run again, to see whether it differs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage import columns
from safepassage.computing.provenance import DRAWING, versions
from safepassage.parameters import declarations
from safepassage.results.record import MANIFEST, PARQUET, Recorder
from safepassage.scenario import BadInput, Scenario

if TYPE_CHECKING:
    import pandas as pd


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder; raises BadInput where the folder is none."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known = {"scenario", "parameters", "seeds", "days"} <= set(manifest) and manifest["seeds"]
        tree, hashed = manifest["scenario"]["tree"], manifest["scenario"]["hash"]
    except OSError as error:
        raise BadInput(f"{folder}: is no run folder: {MANIFEST}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError):
        known, tree, hashed = False, None, None
    if not known or not isinstance(tree, dict) or not isinstance(hashed, str):
        raise BadInput(f"{path}: is not the manifest of a run")
    return dict(manifest)


def scenario_of(manifest: Mapping[str, Any], origin: str = MANIFEST) -> Scenario:
    """The scenario that a manifest holds, with the parameters it was run with."""
    told = manifest["scenario"]
    return Scenario(told["name"], {**told["tree"], "parameters": manifest["parameters"]}, origin=origin)


def replay(folder: Path, on_replicate: Callable[[], None] | None = None) -> list[str]:
    """Run a run folder's manifest again; returns what differs, a line each, nothing where all is equal.

    Manifest and pictures are not compared. Raises BadInput where the folder is no run folder.
    """
    from safepassage.simulation import simulate

    manifest = read_manifest(folder)
    scenario = scenario_of(manifest, str(folder / MANIFEST))
    recorder = Recorder(scenario, manifest["seeds"], manifest["days"], manifest.get("command", ()))
    differences = []
    if scenario.hash != manifest["scenario"]["hash"]:
        differences.append(f"{MANIFEST}: the scenario is not the one whose hash was noted")
    for seed in recorder.seeds:
        recorder.add(simulate(scenario, seed, days=recorder.days))
        if on_replicate is not None:
            on_replicate()
    for name, content in recorder.files().items():
        difference = _difference(folder / name, content)
        if difference:
            differences.append(f"{name}: {difference}")
    if differences:
        differences += _other_versions(manifest)
    return differences


def _other_versions(manifest: Mapping[str, Any]) -> Iterator[str]:
    then, now = manifest.get("versions", {}), versions(*DRAWING)
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"versions: {name} was {then.get(name, 'absent')}, now it is {now.get(name, 'absent')}"


def _difference(old: Path, after: bytes) -> str:
    """How a file differs from what it should hold, empty where it is equal to the byte."""
    try:
        before = old.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if before == after:
        return ""
    if old.suffix == ".parquet":
        return _table_difference(before, after)
    lines = before.splitlines(), after.splitlines()
    for number, (a, b) in enumerate(zip(*lines, strict=False), start=1):
        if a != b:
            return f"line {number} was {_cut(a)}, now it is {_cut(b)}"
    return f"had {len(lines[0])} lines, now it has {len(lines[1])}"


def _cut(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return text if len(text) <= 60 else f"{text[:57]}..."


def _table_difference(before: bytes, after: bytes) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        old, new = pq.read_table(io.BytesIO(before)), pq.read_table(io.BytesIO(after))
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read: {' '.join(str(error).split())}"
    if old.column_names != new.column_names:
        return f"columns were {', '.join(old.column_names)}, now they are {', '.join(new.column_names)}"
    if old.num_rows != new.num_rows:
        return f"had {old.num_rows} rows, now it has {new.num_rows}"
    for name in old.column_names:
        for row, (a, b) in enumerate(zip(old[name].to_pylist(), new[name].to_pylist(), strict=True)):
            if a != b:
                return f"{name} in row {row} was {a}, now it is {b}"
    return "other bytes, though all values are equal"


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
    try:
        summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_whole(folder, error) from None
    empty: dict[str, Any] = dict.fromkeys(columns.own("agreements"))
    for replicate in summary["replicates"]:
        replicate["agreements"] = [{**empty, **row} for row in replicate["agreements"]]
    return summary


def _not_whole(folder: Path, error: Exception) -> BadInput:
    return BadInput(f"{folder}: is not a whole run folder: {' '.join(str(error).split())}")


def recorded(folder: Path, seed: int | None = None) -> Recorded:
    """Read a replicate of a run folder, the first by default; raises BadInput where there is none.

    A folder of an earlier version is read too: columns that it lacks are empty, and parameters that have gone since
    are passed over, because only a simulation reads them.
    """
    import pandas as pd

    manifest = read_manifest(folder)
    seed = manifest["seeds"][0] if seed is None else seed
    if seed not in manifest["seeds"]:
        raise BadInput(f"{folder}: holds no seed {seed}; allowed: {', '.join(map(str, manifest['seeds']))}")
    try:
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in PARQUET}
        frames["reports"] = pd.read_csv(folder / "reports.csv")
        lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise _not_whole(folder, error) from None
    frames = {name: frame.reindex(columns=list(columns.names(name))) for name, frame in frames.items()}
    frames["events"] = pd.DataFrame([json.loads(line) for line in lines], columns=list(columns.names("events")))
    mine = {name: frame[frame["seed"] == seed].reset_index(drop=True) for name, frame in frames.items()}
    replicate = read_summary(folder)["replicates"][manifest["seeds"].index(seed)]
    scenario = scenario_of({**manifest, "parameters": _known(manifest["parameters"])}, str(folder / MANIFEST))
    version = manifest.get("versions", {}).get("safepassage", "")
    return Recorded(scenario=scenario, seed=seed, days=manifest["days"], version=version, summary=replicate, **mine)


def _known(parameters: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The parameters that there still are."""
    names = {declaration.name for declaration in declarations()}
    known = {
        group: {name: value for name, value in values.items() if f"{group}.{name}" in names}
        for group, values in parameters.items()
    }
    return {group: values for group, values in known.items() if values}
