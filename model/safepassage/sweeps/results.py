"""The tables of a sweep: their columns, and the final files that are the same bytes whoever computed the rows.

``results.parquet`` has a row a run, sorted by run, failures included, without timings. ``daily.parquet`` has a row a
run and day, where a design asks for daily series. ``timings.parquet`` says how long each run took. Each carries the
design and the versions in its metadata, under the key ``safepassage``.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from safepassage.computing import files
from safepassage.sweeps.design import Design
from safepassage.sweeps.factors import WHOLE_SCENARIOS, as_text
from safepassage.sweeps.outcomes import outcome
from safepassage.sweeps.runs import Row, versions

RESULTS, DAILY, TIMINGS = "results.parquet", "daily.parquet", "timings.parquet"
PARTIAL = "partial.parquet"
DONE, FAILED = "done", "failed"
_DAILY = "daily."
_SECONDS = "seconds"
_MOST_BYTES = 256 * 2**20  # of rows in memory while tables are written
_TYPES = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "text": pa.string()}


class BrokenPartError(RuntimeError):
    """A file of rows cannot be read back; ``path`` is that file."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which file, and what the reader said."""
        super().__init__(f"{path}: cannot be read: {reason}")
        self.path = path


class Layout:
    """The columns of a design's tables, and rows turned into them."""

    def __init__(self, design: Design) -> None:
        """``design`` decides factors, outcomes and daily series."""
        self.design = design
        # Rows of a group of the final file; few where each row carries daily series.
        self.group = 500 if design.daily else 20_000

    @property
    def tables(self) -> list[str]:
        """The names of the final files."""
        return [RESULTS, TIMINGS, *([DAILY] if self.design.daily else [])]

    @cached_property
    def results(self) -> pa.Schema:
        """The columns of ``results.parquet``."""
        fields = [("run", pa.int64()), ("scenario", pa.string()), ("point", pa.int64()), ("replicate", pa.int64())]
        fields += [("seed", pa.int64())]
        fields += [(f.name, _TYPES[f.kind]) for f in self.design.varied if f.name != WHOLE_SCENARIOS]
        fields += [("status", pa.string()), ("stage", pa.string()), ("cause", pa.string())]
        fields += [(name, _TYPES[outcome(name).kind]) for name in self.design.outcomes]
        return pa.schema(fields, metadata=provenance(self.design))

    @cached_property
    def parts(self) -> pa.Schema:
        """The columns of a part: those of the results, the seconds, and each daily series as a list."""
        schema = self.results.append(pa.field(_SECONDS, pa.float64()))
        for name in self.design.daily:
            schema = schema.append(pa.field(_DAILY + name, pa.list_(pa.float64())))
        return schema.remove_metadata()

    @cached_property
    def daily(self) -> pa.Schema:
        """The columns of ``daily.parquet``."""
        fields = [(name, pa.int64()) for name in ("run", "point", "replicate", "seed", "day")]
        return pa.schema(fields + [(n, pa.float64()) for n in self.design.daily], metadata=provenance(self.design))

    @cached_property
    def timings(self) -> pa.Schema:
        """The columns of ``timings.parquet``."""
        return pa.schema([("run", pa.int64()), (_SECONDS, pa.float64())], metadata=provenance(self.design))

    def table(self, rows: Sequence[Row]) -> pa.Table:
        """Rows as a part, in the order given."""
        columns: dict[str, list[Any]] = {name: [] for name in self.parts.names}
        for row in rows:
            for name, value in self._cells(row):
                columns[name].append(value)
        return pa.table(columns, schema=self.parts)

    def _cells(self, row: Row) -> Iterator[tuple[str, Any]]:
        design, run = self.design, row.number
        values = design.values(run)
        yield "run", run
        yield "scenario", design.scenario_of(values)
        yield "point", run // design.replicates
        yield "replicate", run % design.replicates
        yield "seed", design.seed(run)
        for factor, value in zip(design.varied, values, strict=True):
            if factor.name != WHOLE_SCENARIOS:
                yield factor.name, _cell(value, factor.kind)
        yield "status", FAILED if row.failed else DONE
        yield "stage", row.stage or None
        yield "cause", row.cause or None
        yield from zip(design.outcomes, row.outcomes or [None] * len(design.outcomes), strict=True)
        yield _SECONDS, row.seconds
        for name in design.daily:
            yield _DAILY + name, row.daily.get(name)


def _cell(value: Any, kind: str) -> Any:  # noqa: ANN401 - any TOML value
    """A factor value as its column holds it."""
    if kind == "text":
        return as_text(value)
    return float(value) if kind == "float" else value


def provenance(design: Design) -> dict[str, str]:
    """The metadata of every table: design, scenarios, seeds and versions."""
    about = {
        "design": design.record["design"],
        "design_hash": design.hash,
        "scenarios": {name: scenario.hash for name, scenario in design.scenarios.items()},
        "seeds": {"first": design.file.seed, "replicates": design.replicates},
        "versions": versions(),
    }
    return {"safepassage": json.dumps(about, sort_keys=True)}


def about(path: Path) -> dict[str, Any]:
    """What :func:`provenance` wrote into a table."""
    metadata = pq.read_schema(path).metadata or {}
    found: dict[str, Any] = json.loads(metadata.get(b"safepassage", b"{}"))
    return found


# Parts


def write_part(table: pa.Table, path: Path) -> None:
    """Write rows so that the file is there whole or not at all."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_page_checksum=True)
    files.write(path, sink.getvalue().to_pybytes())


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a part back, checking its sums; raises BrokenPartError where they do not match."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read(columns=None if columns is None else list(columns), use_threads=False)
    except Exception as error:  # a damaged file may make the reader stumble anywhere
        raise BrokenPartError(path, str(error).splitlines()[0]) from None


# The final tables


def in_order(layout: Layout, parts: Iterable[tuple[Path, int, int]], runs: Iterable[int]) -> Iterator[pa.Table]:
    """The rows of parts (path, first and last run in it) in groups, ascending by run.

    ``runs`` are those that are wanted, ascending; each is in some part. A run that stands in two parts is taken once:
    both hold the same row. Parts are spread over all runs, so each is read once for as many groups as memory takes.
    """
    wanted = np.fromiter(runs, dtype=np.int64)
    known = sorted(parts, key=lambda part: (part[1], part[0].name))
    most = _rows_in_memory([path for path, _, _ in known], layout.group)
    for first in range(0, len(wanted), most):
        window = wanted[first : first + most]
        table = _rows_of(window, [path for path, a, b in known if a <= window[-1] and b >= window[0]])
        yield from (table.slice(at, layout.group) for at in range(0, len(window), layout.group))


def _rows_in_memory(paths: Sequence[Path], group: int) -> int:
    """How many rows to hold at a time: whole groups, one at least."""
    for path in paths:
        size, rows = _size_of(path)
        if rows:
            return max(1, int(_MOST_BYTES / (size / rows)) // group) * group
    return group


def _size_of(path: Path) -> tuple[int, int]:
    """Bytes in memory and rows of a part."""
    try:
        found = pq.read_metadata(path)
    except Exception as error:  # as in read_part
        raise BrokenPartError(path, str(error).splitlines()[0]) from None
    return sum(found.row_group(i).total_byte_size for i in range(found.num_row_groups)), found.num_rows


def write_final(layout: Layout, groups: Iterable[pa.Table], folder: Path) -> None:
    """Write the final tables from groups of rows; the results come last and seal the folder."""
    with _written(layout, folder) as write:
        for group in groups:
            write(group)


def write_partial(layout: Layout, groups: Iterable[pa.Table], folder: Path, runs: int) -> None:
    """Write the rows that are there into a table of their own, which says so in its metadata."""
    about = json.dumps({"runs": runs, "of": layout.design.runs})
    schema = layout.results.with_metadata({**(layout.results.metadata or {}), "partial": about})
    with _table_file(folder / PARTIAL, schema) as writer:
        for group in groups:
            writer.write_table(group.select(schema.names).cast(schema), layout.group)


def _rows_of(group: np.ndarray[Any, np.dtype[np.int64]], paths: Sequence[Path]) -> pa.Table:
    """The rows of some runs, one each, in their order."""
    tables = []
    for path in paths:
        table = read_part(path)
        tables.append(table.filter(pa.array(np.isin(table["run"].to_numpy(), group))))
    table = pa.concat_tables(tables)
    found, first = np.unique(table["run"].to_numpy(), return_index=True)
    if not np.array_equal(found, group):
        raise RuntimeError("parts lack runs that they were said to hold")
    return table.take(pa.array(first)).combine_chunks()


@contextlib.contextmanager
def _written(layout: Layout, folder: Path) -> Iterator[Callable[[pa.Table], None]]:
    """Fill the final files group by group; they get their names when all is written, the results last."""
    schemas = {RESULTS: layout.results, TIMINGS: layout.timings}
    if layout.design.daily:
        schemas[DAILY] = layout.daily
    with contextlib.ExitStack() as opened:  # what is entered first is left last
        writers = {name: opened.enter_context(_table_file(folder / name, schemas[name])) for name in schemas}

        def write(table: pa.Table) -> None:
            for name in (RESULTS, TIMINGS):
                schema = schemas[name]
                writers[name].write_table(table.select(schema.names).cast(schema), layout.group)
            if DAILY in writers:
                writers[DAILY].write_table(_exploded(table, layout), 1_000_000)

        yield write


@contextlib.contextmanager
def _table_file(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    with files.whole(path, durable=True) as file:  # the parts are removed once it is there
        writer = pq.ParquetWriter(file, schema, compression="zstd", version="2.6", write_page_checksum=True)
        try:
            yield writer
        except BaseException:
            with contextlib.suppress(OSError):  # where the disk is full, closing fails too
                writer.close()
            raise
        writer.close()


def _exploded(table: pa.Table, layout: Layout) -> pa.Table:
    """A row a run and day, from one list a run and series."""
    lists = {name: table[_DAILY + name].combine_chunks() for name in layout.design.daily}
    lengths = pc.fill_null(pc.list_value_length(next(iter(lists.values()))), 0).to_numpy()
    columns = {key: np.repeat(table[key].to_numpy(), lengths) for key in ("run", "point", "replicate", "seed")}
    columns["day"] = np.concatenate([np.arange(n) for n in lengths]) if len(lengths) else np.zeros(0)
    columns |= {name: pc.list_flatten(series) for name, series in lists.items()}
    return pa.table(columns).cast(layout.daily)
