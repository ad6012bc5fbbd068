"""A sweep's rows on disk while it runs: every chunk of runs is a file at once, so that nothing done is done twice.

A part is written under a temporary name and renamed: it is there whole or not at all, and a sum on each page tells a
damaged one. Nothing here depends on which runs a part holds, or on who wrote it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pyarrow as pa

from safepassage.computing import files, manifest
from safepassage.sweeps.design import Design
from safepassage.sweeps.results import (
    DAILY,
    FAILED,
    RESULTS,
    TIMINGS,
    BrokenPartError,
    Layout,
    in_order,
    read_part,
    write_final,
    write_part,
    write_partial,
)
from safepassage.sweeps.runs import Row

_MERGE_AT = 64  # small parts that are joined into one


class DiskFullError(RuntimeError):
    """Nothing more can be written; what is done stays done."""


class Store:
    """The rows of one sweep folder. Open it under :func:`safepassage.computing.lock.held`."""

    def __init__(self, folder: Path, design: Design, *, writer: str = "all") -> None:
        """Take stock of what the folder holds; ``writer`` names this process's parts (a shard has its own).

        The folder must have been made ready by :func:`.sweepfolder.prepare`.
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
        try:
            if not self.complete:
                self._write_final()
            self._vouch()
            for path in self.folder.glob("partial.*"):  # what an unfinished sweep was shown by
                path.unlink()
        except OSError as error:
            raise self._full(error) from None
        for path in self._known:
            path.unlink(missing_ok=True)
        if self._parts.is_dir() and not any(self._parts.iterdir()):
            self._parts.rmdir()

    def _write_final(self) -> None:
        for name in (RESULTS, DAILY, TIMINGS):
            files.remove_leftovers(self.folder, name)
        with self._parts_read() as rows:
            write_final(self.layout, rows, self.folder)

    def write_partial(self) -> None:
        """Write the rows that are there as ``partial.parquet``; raises DiskFullError where they cannot be written."""
        try:
            with self._parts_read() as rows:
                write_partial(self.layout, rows, self.folder, self.count)
        except OSError as error:
            raise self._full(error) from None

    @contextmanager
    def _parts_read(self) -> Iterator[Iterator[pa.Table]]:
        """The rows of all parts in the order of the runs; a part that turns out damaged is set aside."""
        runs = (run for run, done in enumerate(self.done) if done)
        try:
            yield in_order(self.layout, [(path, a, b) for path, (a, b) in self._known.items()], runs)
        except BrokenPartError as broken:
            self._set_aside(broken.path)
            raise

    def _vouch(self) -> None:
        """Take the final tables into the manifest, if an end of the process kept it from being done."""
        found = manifest.read(self.folder, manifest.Manifest)
        if found.files is not None and not set(self.layout.tables) <= set(found.files):
            manifest.add(self.folder, self.layout.tables)
