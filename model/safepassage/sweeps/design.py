"""A design file: which scenario, which factors, how their values are combined, how often each point is run.

A design is checked whole before anything runs: names against the scenario's schema, each value on its own, and the
number of runs before a single point is made. Every refusal is one line.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safepassage.limits import MOST_RUNS
from safepassage.scenario import BadInput, Scenario
from safepassage.scenario.loader import read_toml
from safepassage.sweeps import outcomes
from safepassage.sweeps.designfile import DesignFile, parsed
from safepassage.sweeps.factors import (
    WHOLE_SCENARIOS,
    Factor,
    Levels,
    Range,
    check_on_scenarios,
    flattened,
    read_factor,
    same,
)
from safepassage.sweeps.pointfile import PointFile, read_points
from safepassage.sweeps.sampling import Grid, Listed, Points, Sampler

_MOST_COMPARED = 100_000  # points of which equal ones are counted


@dataclass(frozen=True)
class Design:
    """A checked design: runs are numbered ``point * replicates + replicate``, and replicate r has seed N + r.

    ``notes`` are lines for whoever wrote it: what is allowed, but may not be what was meant.
    """

    name: str
    origin: str
    file: DesignFile
    scenarios: Mapping[str, Scenario]
    varied: tuple[Factor, ...]
    points: Points = field(repr=False)
    outcomes: tuple[str, ...]
    daily: tuple[str, ...]
    notes: tuple[str, ...] = ()

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
    notes: tuple[str, ...]
    if file.method == "table":
        scenarios, varied, table = _tabled(file, given, origin, folder or Path())
        check_on_scenarios(varied, scenarios, origin)
        points: Points = Listed(table.rows)
        notes = table.notes
    else:
        scenarios = _scenarios(file, given.get(WHOLE_SCENARIOS), origin, folder or Path())
        varied = tuple(read_factor(key, value, scenarios, origin) for key, value in given.items())
        check_on_scenarios(varied, scenarios, origin)
        points = _combined(file, varied, origin)
        notes = (*_merged_levels(given, varied, origin), *_equal_points(file, points, origin))
    kept = outcomes.chosen(file.outcomes, scenarios.values(), origin)
    daily = outcomes.chosen_daily(file.daily, origin)
    return Design(name, origin, file, scenarios, varied, points, kept, daily, notes)


def design_of(record: Mapping[str, Any], name: str, origin: str) -> Design:
    """The design of a stored record (not one of a table, whose points stand in the results alone)."""
    file = DesignFile.model_validate(record["design"])
    scenarios = {key: Scenario(key, value["tables"]) for key, value in record["scenarios"].items()}
    varied = tuple(read_factor(key, value, scenarios, origin) for key, value in flattened(file.factors, origin))
    points = _combined(file, varied, origin)
    daily = tuple(record["design"]["daily"])
    return Design(name, origin, file, scenarios, varied, points, file.outcomes, daily)


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
) -> tuple[dict[str, Scenario], tuple[Factor, ...], PointFile]:
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
    return scenarios, tuple(Levels(name, tuple(distinct[name])) for name in table.columns), table


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


def _merged_levels(given: Mapping[str, Any], varied: Iterable[Factor], origin: str) -> Iterator[str]:
    """A line for each factor whose levels, asked for by number, are fewer than that."""
    for factor in varied:
        wanted = given[factor.name].get("levels") if isinstance(given[factor.name], dict) else None
        if wanted is not None and isinstance(factor, Levels) and len(factor.values) < wanted:
            made = len(factor.values)
            yield f"{origin}: factors.{factor.name}: {wanted} levels of a whole number are {made} different ones"


def _equal_points(file: DesignFile, points: Points, origin: str) -> Iterator[str]:
    """A line where points of a Latin hypercube are equal, as they are where all factors have few values."""
    if file.method != "lhs" or len(points) > _MOST_COMPARED:
        return
    different = len({tuple(map(same, points[i])) for i in range(len(points))})
    if different < len(points):
        yield (
            f"{origin}: {len(points):,} points, of which {different:,} are different: equal points give equal runs, "
            "since seeds are common"
        )


def check_size(points: int, replicates: int, origin: str) -> None:
    """Raise BadInput where a design has more runs than anybody means."""
    if points * replicates > MOST_RUNS:
        runs = f"{points:,} points with {replicates:,} replicates"
        raise BadInput(f"{origin}: {runs} are too many runs; at most {MOST_RUNS:,}")
