"""What a run leaves on disk: a folder that appears whole or not at all, and that can be run again and compared."""

from __future__ import annotations

import errno
import io
import json
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from safepassage import __version__
from safepassage.scenario import BadInput, Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from safepassage.simulation import Result

FORMAT = 1
RUNS = Path("runs")
MANIFEST = "manifest.json"
PICTURES = ("map.png", "timeline.png")
PARQUET = ("daily", "agreements", "convoys", "enclaves")
LIBRARIES = ("mesa", "numpy", "networkx", "pandas", "pyarrow", "pydantic", "scipy", "matplotlib")

# The type of every column, so that one which is empty in a run has the type that it has in the next.
_COLUMNS = {
    "string": (
        "date", "enclave", "stage", "districts", "faction", "kind", "outcome", "broker", "destination", "denied",
        "origins", "first_destination",
    ),
    "double": (
        "strength", "trust", "hunger", "hazard", "hazard_seen", "credibility", "value_faction", "value_government",
        "best_faction", "best_government", "offer_faction", "offer_government", "entry_hour", "departure_hour", "km",
        "hours", "arrival_hour", "held_hours",
    ),
    "bool": ("interrupted", "turned_back", "shot_at"),
    "int64": (
        "seed", "day", "fighting", "inside", "in_transit", "arrived", "crossed", "killed_fighters", "killed_civilians",
        "killed_government", "enclaves", "talks", "agreements", "buses_out", "arrived_today", "without_shelter",
        "people", "fighters", "attempts", "offensive_day", "talks_day", "agreement_day", "first_convoy_day",
        "last_convoy_day", "buses", "first_convoy_buses", "convoys", "announced", "evacuated", "fighters_evacuated",
        "stayed", "incidents", "militants_killed", "government_killed", "civilians_killed", "convoy", "arrival_day",
        "killed",
    ),
}  # fmt: skip
COLUMN_TYPES = {name: kind for kind, names in _COLUMNS.items() for name in names}


class Run(Protocol):
    """What the pictures and the story read: a :class:`~safepassage.simulation.Result`, or a run folder read again."""

    @property
    def scenario(self) -> Scenario:
        """What was run."""

    @property
    def seed(self) -> int:
        """Of this replicate."""

    @property
    def days(self) -> int:
        """How many were simulated."""

    @property
    def summary(self) -> dict[str, Any]:
        """As in ``run --json``."""

    @property
    def daily(self) -> pd.DataFrame:
        """A row a day."""

    @property
    def convoys(self) -> pd.DataFrame:
        """A row a convoy."""

    @property
    def enclaves(self) -> pd.DataFrame:
        """A row a day and living enclave."""

    @property
    def events(self) -> pd.DataFrame:
        """A row for each entry of the journal."""


# Folders


class Stage:
    """A folder being filled under a temporary name; :meth:`publish` gives it its own.

    As a context manager it leaves nothing behind unless it was published, not even the parent folders it made.
    """

    def __init__(self, out: Path | None, default: str, *, root: Path = RUNS) -> None:
        """Fill ``out``, which must not exist, or ``root/default`` with -2, -3 … added where that exists."""
        self._given = out
        self._default = root / default
        self._made: list[Path] = []
        self.folder = Path()

    def __enter__(self) -> Stage:
        """Make the temporary folder now, so that a place that cannot be written is refused before the work."""
        target = self._given or self._default
        if self._given is not None and os.path.lexists(target):
            raise BadInput(f"--out {target}: exists already; name a folder that does not exist")
        try:
            self._make_parents(target.parent)
            # A plain mkdir, because those of tempfile are closed to others whatever the user's mask says.
            folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
            folder.mkdir()
            self.folder = folder
        except OSError as error:
            self._remove()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise BadInput(f"--out {target}: cannot be written: {error.strerror}") from None
        return self

    def _make_parents(self, folder: Path) -> None:
        missing = [folder, *folder.parents]
        for parent in reversed([path for path in missing if not os.path.lexists(path)]):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)

    def publish(self) -> Path:
        """Give the folder its name and return it."""
        for target in self._targets():
            try:
                if os.path.lexists(target):
                    raise FileExistsError(errno.EEXIST, "exists already", str(target))
                self.folder.rename(target)
            except OSError as error:
                # Another run may have taken the name since we looked.
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                continue
            self._made.clear()
            return target
        raise BadInput(f"--out {self._given}: exists already; name a folder that does not exist")

    def _targets(self) -> Iterator[Path]:
        yield self._given or self._default
        if self._given is None:
            yield from (self._default.with_name(f"{self._default.name}-{n}") for n in count(2))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not published."""
        self._remove()

    def _remove(self) -> None:
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            for parent in reversed(self._made):
                parent.rmdir()


# Writing


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
            self._tables[name].append(_arrow(getattr(result, name)))
        self._events.extend(_event_lines(result))
        lines = result.reports.to_csv(index=False, lineterminator="\n").splitlines(keepends=True)
        self._reports.extend(lines if not self._reports else lines[1:])

    def write(self, folder: Path) -> None:
        """Write the manifest and all tables into an existing folder."""
        (folder / MANIFEST).write_bytes(_pretty(self._manifest()))
        for name, content in self.files().items():
            (folder / name).write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """The tables and the summary by file name: what a replay compares."""
        made = {f"{name}.parquet": _parquet(tables) for name, tables in self._tables.items()}
        made["events.jsonl"] = "".join(self._events).encode()
        made["reports.csv"] = "".join(self._reports).encode()
        made["summary.json"] = _pretty(self.summary)
        return made

    def _manifest(self) -> dict[str, Any]:
        scenario = self.scenario
        return {
            "format": FORMAT,
            "scenario": {"name": scenario.name, "hash": scenario.hash, "tree": scenario.tree},
            "parameters": scenario.parameters.model_dump(),
            "seeds": self.seeds,
            "days": self.days,
            "versions": versions(),
            "command": self.command,
        }


def versions() -> dict[str, str]:
    """The versions of this program, of Python and of the libraries that results may depend on."""
    found = {"safepassage": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def as_json(summary: Mapping[str, Any]) -> str:
    """The text of ``run --json``: the same bytes whatever the terminal can show."""
    return json.dumps(summary, default=_plain)


def _pretty(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever json does not know
    """Dates as in ISO 8601, NumPy's numbers as Python's."""
    return value.isoformat() if hasattr(value, "isoformat") else value.item()


def _event_lines(result: Result) -> Iterator[str]:
    frame = result.events
    for entry, date in zip(result.campaign.journal.entries, frame["date"], strict=True):
        event = {
            "seed": result.seed,
            "day": entry.day,
            "date": date,
            "hour": entry.hour,
            "kind": entry.kind,
            "details": entry.details,
        }
        yield json.dumps(event, ensure_ascii=False, default=_plain) + "\n"


def _arrow(frame: pd.DataFrame) -> pa.Table:
    """A frame as an Arrow table: lists joined by semicolons, a fixed type for each column."""
    import pyarrow as pa

    columns = {}
    for name in frame.columns:
        values = frame[name]
        if len(values) and isinstance(values.iloc[0], list):
            values = values.map(";".join)
        kind = COLUMN_TYPES.get(name)
        columns[name] = pa.array(values, type=kind and pa.type_for_alias(kind), from_pandas=True)
    return pa.table(columns)


def _parquet(tables: Sequence[pa.Table]) -> bytes:
    """The replicates' rows of one table as a Parquet file, in memory so that disk errors are Python's own."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.concat_tables(tables), buffer)
    return buffer.getvalue()
