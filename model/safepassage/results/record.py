"""What a run leaves on disk: tables, journal, reports and a manifest from which it can be run again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage import columns
from safepassage.computing import files, manifest
from safepassage.computing.provenance import DRAWING, versions
from safepassage.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from safepassage.simulation import Result

RUNS = Path("runs")
MANIFEST = manifest.NAME
SUMMARY = "summary.json"
PICTURES = ("map.png", "timeline.png")
PARQUET = ("daily", "agreements", "convoys", "enclaves")


class Recorder:
    """Collects replicates one by one, so that no run need be kept, and writes them as one folder."""

    def __init__(self, scenario: Scenario, seeds: Sequence[int], days: int, command: Sequence[str]) -> None:
        """Record runs of a scenario with these seeds over so many days."""
        self.scenario, self.seeds, self.days = scenario, list(seeds), days
        self.command = list(command)
        self.replicates: list[dict[str, Any]] = []
        self._tables: dict[str, list[pa.Table]] = {name: [] for name in PARQUET}
        self._events: list[str] = []
        self._reports: list[str] = []

    @property
    def summary(self) -> dict[str, Any]:
        """The whole of ``run --json``."""
        return {"scenario": self.scenario.name, "seeds": self.seeds, "replicates": self.replicates}

    def add(self, result: Result) -> None:
        """Take over what a run's folder holds of a replicate."""
        self.replicates.append(result.summary)
        for name in PARQUET:
            self._tables[name].append(_arrow(name, getattr(result, name)))
        self._events.extend(_event_lines(result))
        lines = result.reports.to_csv(index=False, lineterminator="\n").splitlines(keepends=True)
        self._reports.extend(lines if not self._reports else lines[1:])

    def write(self, folder: Path) -> None:
        """Write all tables into an existing folder, and the manifest last."""
        for name, content in self.files().items():
            files.write(folder / name, content)
        manifest.seal(folder, self._manifest())

    def files(self) -> dict[str, bytes]:
        """The tables and the summary by file name: what a replay compares."""
        made = {f"{name}.parquet": _parquet(tables) for name, tables in self._tables.items()}
        made["events.jsonl"] = "".join(self._events).encode()
        made["reports.csv"] = "".join(self._reports).encode()
        made[SUMMARY] = _pretty(self.summary)
        return made

    def _manifest(self) -> dict[str, Any]:
        scenario = self.scenario
        return {
            "what": "run",
            "scenario": {"name": scenario.name, "hash": scenario.hash, "tree": scenario.tree},
            "parameters": scenario.parameters.model_dump(),
            "seeds": self.seeds,
            "days": self.days,
            "versions": versions(*DRAWING),
            "command": self.command,
        }


def as_json(summary: Mapping[str, Any]) -> str:
    """The text of ``run --json``: the same bytes whatever the terminal can show."""
    return json.dumps(summary, default=manifest.plain)


def _pretty(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=manifest.plain).encode() + b"\n"


def _event_lines(result: Result) -> Iterator[str]:
    frame = result.events
    for entry, date in zip(result.campaign.world.journal.entries, frame["date"], strict=True):
        event = {
            "seed": result.seed,
            "day": entry.day,
            "date": date,
            "hour": entry.hour,
            "kind": entry.kind,
            "details": entry.details,
        }
        yield json.dumps(event, ensure_ascii=False, default=manifest.plain) + "\n"


def _arrow(table: str, frame: pd.DataFrame) -> pa.Table:
    """A frame as an Arrow table: lists joined by semicolons, for each column the type that is declared."""
    import pyarrow as pa

    arrays = {}
    for column in columns.TABLES[table]:
        values = frame[column.name]
        if len(values) and isinstance(values.iloc[0], list):
            values = values.map(lambda found: ";".join(map(str, found)))
        arrays[column.name] = pa.array(values, type=pa.type_for_alias(column.type), from_pandas=True)
    return pa.table(arrays)


def _parquet(tables: Sequence[pa.Table]) -> bytes:
    """The replicates' rows of one table as a Parquet file, in memory so that disk errors are Python's own."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.concat_tables(tables), buffer)
    return buffer.getvalue()
