"""A design file: which scenario, which factors, how their values are combined, how often each point is run.

A design is checked whole before anything runs: names against the scenario's schema, each value on its own, and the
number of runs before a single point is made. Every refusal is one line.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safepassage.scenario import BadInput, Scenario
from safepassage.scenario.consistency import nearest
from safepassage.scenario.loader import read_toml
from safepassage.scenario.schema import MOST_DAYS
from safepassage.sweeps import outcomes
from safepassage.sweeps.factors import (
    WHOLE_SCENARIOS,
    Factor,
    Levels,
    Range,
    check_on_scenarios,
    flattened,
    read_factor,
)
from safepassage.sweeps.pointfile import read_points
from safepassage.sweeps.sampling import Grid, Listed, Points, Sampler

MOST_RUNS = 2_000_000
_SEEDS = 2**53  # as for `run`: seeds are written as JSON, whose numbers are exact up to here

Method = Literal["grid", "lhs", "sobol", "morris", "table"]
SAMPLED = ("lhs", "sobol", "morris")


class DesignFile(BaseModel):
    """The file as it is written; what its keys mean together is checked in :func:`make_design`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    scenario: str | None = None
    method: Method = "grid"
    samples: Annotated[int, Field(ge=1)] | None = None
    replicates: Annotated[int, Field(ge=1)] = 1
    seed: Annotated[int, Field(ge=0, lt=_SEEDS)] = 1
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    outcomes: tuple[str, ...] = ()
    daily: bool | tuple[str, ...] = False
    table: str | None = None
    factors: dict[str, Any] = {}


@dataclass(frozen=True)
class Design:
    """A checked design: runs are numbered ``point * replicates + replicate``, and replicate r has seed N + r."""

    name: str
    origin: str
    file: DesignFile
    scenarios: Mapping[str, Scenario]
    varied: tuple[Factor, ...]
    points: Points = field(repr=False)
    outcomes: tuple[str, ...]
    daily: tuple[str, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(factor.name for factor in self.varied)

    @property
    def replicates(self) -> int:
        """Runs of each point."""
        return self.file.replicates

    @cached_property
    def runs(self) -> int:
        """Runs in all."""
        return len(self.points) * self.replicates

    def seed(self, run: int) -> int:
        """The seed of a run: common to the same replicate of every point."""
        return self.file.seed + run % self.replicates

    def values(self, run: int) -> tuple[Any, ...]:
        """The factor values of a run."""
        return self.points[run // self.replicates]

    def scenario_of(self, values: tuple[Any, ...]) -> str:
        """The name of the scenario that a point starts from."""
        if WHOLE_SCENARIOS in self.factors:
            return str(values[self.factors.index(WHOLE_SCENARIOS)])
        return str(self.file.scenario)

    @cached_property
    def record(self) -> dict[str, Any]:
        """Everything that decides the rows, as plain data: what ``design.json`` holds."""
        file = self.file.model_dump(exclude={"title", "outcomes", "daily"})
        scenarios = {
            name: {"hash": scenario.hash, "tables": scenario.tables.model_dump(mode="json")}
            for name, scenario in self.scenarios.items()
        }
        record = {
            "design": file | {"outcomes": list(self.outcomes), "daily": list(self.daily)},
            "points": len(self.points),
            "runs": self.runs,
            "points_hash": _points_hash(self.points) if self.file.method == "table" else None,
            "scenarios": scenarios,
        }
        plain: dict[str, Any] = json.loads(json.dumps(record, default=str))
        return plain

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the record."""
        return hashlib.sha256(json.dumps(self.record, sort_keys=True).encode()).hexdigest()


def read_design(source: str | Path) -> Design:
    """Read and check a design file.

    Raises:
        BadInput: with one line that names the file, the key, and what is allowed.
    """
    path = Path(source)
    if not path.is_file():
        raise BadInput(f"{source}: no such file; give the path of a design (.toml), as in scenarios/designs/")
    return make_design(read_toml(path), name=path.stem, origin=str(source), folder=path.parent)


def make_design(tree: Mapping[str, Any], *, name: str, origin: str, folder: Path | None = None) -> Design:
    """Check a design given as plain data; files that it names are looked for in ``folder`` first.

    Raises:
        BadInput: with one line that begins with ``origin``.
    """
    file = parsed(tree, origin)
    given = dict(flattened(file.factors, origin))
    if file.method == "table":
        scenarios, varied, rows = _tabled(file, given, origin, folder or Path())
        check_on_scenarios(varied, scenarios, origin)
        points: Points = Listed(rows)
    else:
        scenarios = _scenarios(file, given.get(WHOLE_SCENARIOS), origin, folder or Path())
        varied = tuple(read_factor(key, value, scenarios, origin) for key, value in given.items())
        check_on_scenarios(varied, scenarios, origin)
        points = _combined(file, varied, origin)
    kept = outcomes.chosen(file.outcomes, scenarios.values(), origin)
    return Design(name, origin, file, scenarios, varied, points, kept, outcomes.chosen_daily(file.daily, origin))


def design_of(record: Mapping[str, Any], name: str, origin: str) -> Design:
    """The design of a stored record (not one of a table, whose points stand in the results alone)."""
    file = DesignFile.model_validate(record["design"])
    scenarios = {key: Scenario(key, value["tables"]) for key, value in record["scenarios"].items()}
    varied = tuple(read_factor(key, value, scenarios, origin) for key, value in flattened(file.factors, origin))
    points = _combined(file, varied, origin)
    return Design(name, origin, file, scenarios, varied, points, file.outcomes, tuple(record["design"]["daily"]))


# The file


def parsed(tree: Mapping[str, Any], origin: str) -> DesignFile:
    """The keys of a design, each checked alone and with the others; raises BadInput."""
    try:
        file = DesignFile.model_validate(dict(tree))
    except ValidationError as error:
        raise BadInput(f"{origin}: {_one_line(error)}") from None
    for key, message in _contradictions(file):
        raise BadInput(f"{origin}: {key}: {message}")
    return file


def _contradictions(file: DesignFile) -> Iterable[tuple[str, str]]:
    """Keys that do not go together."""
    if file.method in SAMPLED and file.samples is None:
        yield "samples", f"is missing; method {file.method!r} needs samples = N"
    if file.method not in SAMPLED and file.samples is not None:
        yield "samples", f"method {file.method!r} takes none; methods that do: {', '.join(SAMPLED)}"
    if file.method == "table" and file.table is None:
        yield "table", "is missing; method 'table' needs table = \"points.csv\""
    if file.method != "table" and file.table is not None:
        yield "table", f"goes with method 'table', not with {file.method!r}"
    if file.method != "table" and not file.factors:
        yield "factors", 'is empty; give at least one, as in [factors] "convoys.buses" = [40, 260]'
    if file.seed + file.replicates > _SEEDS:
        yield "seed", f"{file.seed} and {file.replicates} replicates go beyond {_SEEDS - 1}"


def _one_line(error: ValidationError) -> str:
    """The first finding of pydantic as ``key: what is allowed``."""
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{key}: unknown key; {nearest(key, DesignFile.model_fields)}"
    message = first["msg"].removeprefix("Value error, ")
    given = "" if isinstance(first["input"], dict | list) else f", not {first['input']!r}"
    return f"{key}: {message[0].lower()}{message[1:]}{given}"


def _points_hash(points: Points) -> str:
    digest = hashlib.sha256()
    for i in range(len(points)):
        digest.update(json.dumps(points[i], default=str).encode())
    return digest.hexdigest()


# Scenarios


def _scenarios(file: DesignFile, listed: Any, origin: str, folder: Path) -> dict[str, Scenario]:  # noqa: ANN401 - any TOML value
    """The base scenario, or those that the factor ``scenario`` lists."""
    if listed is None:
        if file.scenario is None:
            raise BadInput(f"{origin}: scenario: is missing; give the name of a scenario or the path of its file")
        return _loaded([file.scenario], origin, folder)
    if not isinstance(listed, list) or not listed or not all(isinstance(name, str) for name in listed):
        raise BadInput(f"{origin}: factors.scenario: takes a list of names of scenarios")
    if file.scenario is not None:
        raise BadInput(f"{origin}: scenario: stands twice; remove it where [factors] varies whole scenarios")
    return _loaded(listed, origin, folder)


def _loaded(names: Iterable[Any], origin: str, folder: Path) -> dict[str, Scenario]:
    found = {}
    for name in names:
        try:
            found[str(name)] = Scenario.load(_beside(str(name), folder))
        except BadInput as error:
            raise BadInput(f"{origin}: scenario: {error}") from None
    return found


def _beside(name: str, folder: Path) -> str:
    """A path as the design means it: from its own folder if there is such a file, else from the working folder."""
    return str(folder / name) if (folder / name).is_file() else name


# Points


def _tabled(
    file: DesignFile, given: Mapping[str, Any], origin: str, folder: Path
) -> tuple[dict[str, Scenario], tuple[Factor, ...], list[tuple[Any, ...]]]:
    """Scenarios, factors and points of the user's own table; ``[factors]`` picks columns and bounds their cells."""
    table = read_points(_beside(str(file.table), folder), list(given), f"{origin}: table", MOST_RUNS)
    check_size(len(table.rows), file.replicates, origin)
    distinct = table.distinct()
    scenarios = _scenarios(file, distinct.get(WHOLE_SCENARIOS), origin, folder)
    for name, value in given.items():
        allowed = read_factor(name, value, scenarios, origin)
        for cell in distinct[name]:
            if not allowed.holds(cell):
                raise BadInput(f"{origin}: table: column {name!r} holds {cell!r}, outside what [factors] allows")
    return scenarios, tuple(Levels(name, tuple(distinct[name])) for name in table.columns), table.rows


def _combined(file: DesignFile, factors: tuple[Factor, ...], origin: str) -> Points:
    """The points of a grid or of a sampled method; their number is checked before any is made."""
    if file.method == "grid":
        levels = [_listed(factor, origin) for factor in factors]
        check_size(math.prod(len(factor.values) for factor in levels), file.replicates, origin)
        return Grid(levels)
    sampler = _sampler(file, factors, origin)
    check_size(sampler.count, file.replicates, origin)
    return sampler.points()


def _listed(factor: Factor, origin: str) -> Levels:
    if isinstance(factor, Range):
        raise BadInput(f"{origin}: factors.{factor.name}: a grid needs a list, or levels = N beside low and high")
    return factor


def _sampler(file: DesignFile, factors: tuple[Factor, ...], origin: str) -> Sampler:
    n = file.samples
    if n is None or file.method == "table" or file.method == "grid":
        raise ValueError(f"{file.method!r} is no sampled method")
    if file.method == "sobol" and n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        raise BadInput(f"{origin}: samples: 'sobol' needs a power of 2, such as {below} or {2 * below}, not {n}")
    for factor in factors if file.method == "morris" else ():
        if isinstance(factor, Levels):
            raise BadInput(f"{origin}: factors.{factor.name}: 'morris' needs a range, {{low = …, high = …}}")
    if file.method != "lhs" and find_spec("SALib") is None:
        raise BadInput(f"{origin}: method: {file.method!r} needs SALib; install the extra 'batch'")
    return Sampler(file.method, factors, n, file.seed)


def check_size(points: int, replicates: int, origin: str) -> None:
    """Raise BadInput where a design has more runs than anybody means."""
    if points * replicates > MOST_RUNS:
        runs = f"{points:,} points with {replicates:,} replicates"
        raise BadInput(f"{origin}: {runs} are too many runs; at most {MOST_RUNS:,}")
