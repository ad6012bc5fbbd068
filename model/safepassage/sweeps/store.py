"""A sweep's rows on disk while it runs: every chunk of runs is a file at once, so that nothing done is done twice.

A part is written under a temporary name and renamed: it is there whole or not at all, and a sum on each page tells a
damaged one. Nothing here depends on which runs a part holds, or on who wrote it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from safepassage.computing import files, lock
from safepassage.computing.provenance import differences, library_version
from safepassage.scenario import BadInput
from safepassage.sweeps.design import Design
from safepassage.sweeps.results import (
    DAILY,
    FAILED,
    RESULTS,
    TIMINGS,
    BrokenPartError,
    Layout,
    read_part,
    write_final,
    write_part,
)
from safepassage.sweeps.runs import Row, versions

_MERGE_AT = 64  # small parts that are joined into one
_SHOWN = 3  # differences that a refusal spells out


class DiskFullError(RuntimeError):
    """Nothing more can be written; what is done stays done."""


class Store:
    """The rows of one sweep folder. Open it under :func:`safepassage.computing.lock.held`."""

    def __init__(self, folder: Path, design: Design, *, writer: str = "all") -> None:
        """Take stock of what the folder holds; ``writer`` names this process's parts (a shard has its own).

        The folder must have been made ready by :func:`prepare`.
        """
        self.folder, self.design, self.layout = folder, design, Layout(design)
        self.broken: list[str] = []
        self._parts = folder / "parts"
        self._writer, self._numbers = writer, count()
        self._small: list[tuple[Path, int]] = []
        self._known: dict[Path, tuple[int, int]] = {}
        self.done = bytearray(design.runs)
        self.failures = 0
        if self.complete:
            self._count(read_part(folder / RESULTS, ["run", "status"]))
            return
        self._parts.mkdir(exist_ok=True)
        files.remove_leftovers(self._parts, f"{writer}-")
        self._read_parts()

    @property
    def complete(self) -> bool:
        """Whether the final tables are there."""
        return (self.folder / RESULTS).is_file()

    def _read_parts(self) -> None:
        for path in sorted(self._parts.glob("*.parquet")):
            try:
                self._know(path, read_part(path, ["run", "status"]))
            except BrokenPartError:
                self._set_aside(path)

    def _set_aside(self, path: Path) -> None:
        """A damaged part is kept for whoever wants to look, but its runs are done again."""
        path.replace(path.with_suffix(".broken"))
        self._known.pop(path, None)
        self.broken.append(path.name)

    def _know(self, path: Path, table: pa.Table) -> None:
        runs = table["run"].to_numpy()
        self._known[path] = (int(runs.min()), int(runs.max()))
        self._count(table)

    def _count(self, table: pa.Table) -> None:
        for run, status in zip(table["run"].to_pylist(), table["status"].to_pylist(), strict=True):
            self.failures += not self.done[run] and status == FAILED
            self.done[run] = 1

    def add(self, rows: Sequence[Row]) -> None:
        """Keep the rows of a chunk; raises DiskFullError where they cannot be written."""
        path = self._next_path()
        table = self.layout.table(rows)
        self._write(table, path)
        self._know(path, table)
        self._small.append((path, len(rows)))
        if len(self._small) >= _MERGE_AT:
            self._join()

    def _join(self) -> None:
        """Join the small parts of this process, so that a long sweep does not leave a million files."""
        path = self._next_path()
        table = pa.concat_tables([read_part(small) for small, _ in self._small]).combine_chunks()
        self._write(table, path)
        self._know(path, table.select(["run", "status"]))
        for small, _ in self._small:
            small.unlink()
            del self._known[small]
        self._small = [(path, len(table))] if len(table) < self.layout.group // 2 else []

    def _next_path(self) -> Path:
        # A lock keeps writers apart, their name the parts of shards; process numbers come again, hence the look.
        names = (f"{self._writer}-{os.getpid()}-{number:06d}.parquet" for number in self._numbers)
        return next(path for name in names if not (path := self._parts / name).exists())

    def _write(self, table: pa.Table, path: Path) -> None:
        try:
            write_part(table, path)
        except OSError as error:
            raise self._full(error) from None

    def _full(self, error: OSError) -> DiskFullError:
        what = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"cannot write: {error}"
        kept = f"{self.count:,} of {self.design.runs:,} runs are kept"
        return DiskFullError(f"{self.folder}: {what}; {kept}: make room, then go on with --resume")

    @property
    def count(self) -> int:
        """Runs that have a row."""
        return self.done.count(1)

    def missing(self) -> list[int]:
        """Runs without a row."""
        return [run for run, done in enumerate(self.done) if not done]

    def finish(self) -> None:
        """Write the final tables from all parts; every run must be there (or those of a single-row sweep)."""
        if self.complete:
            return
        for name in (RESULTS, DAILY, TIMINGS):
            files.remove_leftovers(self.folder, name)
        runs = (run for run, done in enumerate(self.done) if done)
        try:
            write_final(self.layout, [(path, a, b) for path, (a, b) in self._known.items()], self.folder, runs)
        except BrokenPartError as broken:
            self._set_aside(broken.path)
            raise
        except OSError as error:
            raise self._full(error) from None
        for path in self._known:
            path.unlink(missing_ok=True)
        if not any(self._parts.iterdir()):
            self._parts.rmdir()


# The folder


def make_folder(folder: Path) -> None:
    """Make an empty folder, or leave that of a sweep as it is; BadInput where it is something else's."""
    strange = folder.is_dir() and not (folder / "design.json").is_file()
    if strange and any(path.name != lock.FOLDER for path in folder.iterdir()):
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
    if not (folder / "design.json").is_file():
        _write_json(folder / "manifest.json", manifest(design, command))
        _write_json(folder / "design.json", design.record)
        return
    check_same(folder, design)
    if not going_on:
        raise BadInput(f"{folder}: exists already; go on with --resume, or give another --out")


def check_same(folder: Path, design: Design) -> None:
    """Raise BadInput where a folder was begun with another design, scenario or version, showing what differs."""
    before = read_json(folder / "design.json")
    if other := differences(before, design.record):
        raise BadInput(f"{folder}: holds a sweep of another design: {_some(other)}; give another --out")
    begun = read_json(folder / "manifest.json").get("versions", {})
    if other := differences(begun, _versions(design)):
        raise BadInput(f"{folder}: was begun with other versions: {_some(other)}; give another --out")


def _some(found: Sequence[str]) -> str:
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more


def _versions(design: Design) -> dict[str, str]:
    """The versions that decide the rows: SALib's too, where it lays out the points."""
    salib = {"SALib": library_version("SALib")} if design.file.method in ("sobol", "morris") else {}
    return versions() | salib


def manifest(design: Design, command: str) -> dict[str, Any]:
    """What was run, with which seeds and versions."""
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
        "tables": [RESULTS, TIMINGS, *([DAILY] if design.daily else [])],
    }


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    try:
        files.write(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise DiskFullError(f"{path}: cannot write: {error.strerror}") from None


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file of a sweep folder; raises BadInput where it is missing or damaged."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; is this the folder of a sweep?") from None
    except ValueError:
        raise BadInput(f"{path}: is damaged; remove the folder, or give another --out") from None
    return found
