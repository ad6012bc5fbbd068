"""A run folder run again, to see whether it differs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from safepassage import __version__
from safepassage.computing import manifest
from safepassage.computing.provenance import DRAWING, versions
from safepassage.results.record import Recorder
from safepassage.results.runfolder import scenario_of, verified
from safepassage.scenario import BadInput


def replay(folder: Path, on_replicate: Callable[[], None] | None = None) -> list[str]:
    """Run a run folder's manifest again; returns what differs, a line each, nothing where all is equal.

    Manifest and pictures are not compared. Raises BadInput where the folder is no run folder, or was edited.
    """
    from safepassage.simulation import simulate

    found = verified(folder)
    try:
        scenario = scenario_of(found.model_dump(include={"scenario", "parameters"}), str(folder / manifest.NAME))
    except BadInput as error:
        if not found.earlier:
            raise
        return [f"it was simulated by version {found.version}, which this one, {__version__}, cannot do again: {error}"]
    recorder = Recorder(scenario, found.seeds, found.days, found.command)
    differences = []
    if scenario.hash != found.scenario.hash:
        differences.append(f"{manifest.NAME}: the scenario is not the one whose hash was noted")
    for seed in recorder.seeds:
        recorder.add(simulate(scenario, seed, days=recorder.days))
        if on_replicate is not None:
            on_replicate()
    for name, content in recorder.files().items():
        difference = _difference(folder / name, content)
        if difference:
            differences.append(f"{name}: {difference}")
    if differences:
        differences += _other_versions(found.versions)
    return differences


def _other_versions(then: Mapping[str, str]) -> Iterator[str]:
    now = versions(*DRAWING)
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
