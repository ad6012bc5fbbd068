"""Factors: the names a design varies, the values each may take, and the checks before anything runs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from pydantic import BaseModel

from safepassage.scenario import BadInput, Scenario
from safepassage.scenario.consistency import nearest
from safepassage.scenario.refusals import shown

WHOLE_SCENARIOS = "scenario"  # the factor whose values are whole scenarios
MOST_LEVELS = 100_000
MOST_CHECKED = 200  # values of a factor that are tried on the scenario one by one before a sweep starts
_SLACK = 1e-9  # what rounding may take from a place that is a whole number
_MOST_NUMBER = 1e15
_MOST_INT = 2**53  # beyond, whole numbers are kept as the floats that they are in the model
_RANGE_KEYS = ("low", "high", "levels", "scale")
_ALLOWED = "allowed: a list of values, or {low = …, high = …} with levels = N for a grid and scale = 'log' if wanted"

Kind = Literal["int", "float", "bool", "text"]


@dataclass(frozen=True)
class Levels:
    """A factor with listed values; a place in the unit interval picks one of them, all equally likely."""

    name: str
    values: tuple[Any, ...]

    def at(self, u: float) -> Any:  # noqa: ANN401 - any TOML value
        """The value whose share of the unit interval holds ``u``."""
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]

    @property
    def kind(self) -> Kind:
        """The narrowest type that holds all values."""
        types = {type(value) for value in self.values}
        if types <= {int} and all(abs(value) <= _MOST_INT for value in self.values):
            return "int"
        if types <= {int, float}:
            return "float"
        return "bool" if types == {bool} else "text"

    @property
    def tried(self) -> tuple[Any, ...]:
        """The values that are checked beforehand."""
        return self.values[:MOST_CHECKED]

    def holds(self, value: Any) -> bool:  # noqa: ANN401 - any TOML value
        """Whether a value is one of the list."""
        return value in self.values


@dataclass(frozen=True)
class Range:
    """A factor between two bounds, even in the value or (``log``) in its logarithm.

    Where it counts things (``whole``), each whole number between the bounds has an equal share of the unit interval,
    or with ``log`` the share that the logarithm gives to it and half the way to its neighbours.
    """

    name: str
    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False

    @property
    def wholes(self) -> tuple[int, int]:
        """The least and the greatest whole number between the bounds."""
        return math.ceil(self.low), math.floor(self.high)

    def at(self, u: float) -> float | int:
        """The value at a place of the unit interval: ``low`` at 0, ``high`` at 1."""
        if not self.whole:
            return float(min(max(self._between(self.low, self.high, u), self.low), self.high))
        low, high = self.wholes
        place = self._between(low - 0.5, high + 0.5, u) + 0.5  # the share of a number begins half a step below it
        return min(max(math.floor(place + _SLACK), low), high)

    def _between(self, low: float, high: float, u: float) -> float:
        return low * (high / low) ** u if self.scale == "log" else low + u * (high - low)

    @property
    def kind(self) -> Kind:
        """The type of the values."""
        return "int" if self.whole else "float"

    @property
    def tried(self) -> tuple[float | int, ...]:
        """The values that are checked beforehand."""
        return (self.at(0), self.at(1))

    def holds(self, value: Any) -> bool:  # noqa: ANN401 - any TOML value
        """Whether a value lies between the bounds."""
        return isinstance(value, int | float) and self.low <= value <= self.high

    def levels(self, n: int) -> Levels:
        """So many evenly spaced values, both ends included (fewer where rounding makes some equal)."""
        return Levels(self.name, tuple(dict.fromkeys(self._level(i, n) for i in range(n))))

    def _level(self, i: int, n: int) -> float | int:
        """Level ``i`` of ``n``, as one would type it: 0.3, not the sum of three tenths in binary digits."""
        if self.scale == "log":
            ends = {0: self.low, n - 1: self.high}
            value = Fraction(ends.get(i) or float(f"{self._between(self.low, self.high, i / (n - 1)):.12g}"))
        else:
            low, high = (Fraction(str(end)) for end in (self.low, self.high))
            value = low + (high - low) * Fraction(i, n - 1)
        if not self.whole:
            return float(value)
        low_whole, high_whole = self.wholes
        return min(max(math.floor(value + Fraction(1, 2)), low_whole), high_whole)


Factor = Levels | Range


def flattened(tree: Mapping[str, Any], origin: str, path: str = "") -> Iterator[tuple[str, Any]]:
    """The entries of ``[factors]`` by dotted name; quoted names and TOML's own dotted keys mean the same."""
    for key, value in tree.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict) and not any(word in value for word in _RANGE_KEYS):
            if not value:
                raise BadInput(f"{origin}: factors.{name}: is empty; {_ALLOWED}")
            yield from flattened(value, origin, name)
        else:
            yield name, value


def read_factor(name: str, value: Any, scenarios: Mapping[str, Scenario], origin: str) -> Factor:  # noqa: ANN401 - TOML
    """One entry of ``[factors]``; raises BadInput where it is neither a list of values nor a range."""
    where = f"{origin}: factors.{name}"
    if isinstance(value, dict):
        return _range(name, value, scenarios, where)
    if not isinstance(value, list):
        raise BadInput(f"{where}: {shown(value)} is neither a list nor a range; {_ALLOWED}")
    if not value:
        raise BadInput(f"{where}: is an empty list; {_ALLOWED}")
    seen: set[Any] = set()
    for item in value:
        if (key := same(item)) in seen:
            raise BadInput(f"{where}: holds {shown(item)} twice; a point is run once for each replicate")
        seen.add(key)
    return Levels(name, tuple(value))


def same(item: Any) -> Any:  # noqa: ANN401 - any TOML value
    """What is equal for equal values: numbers are, however they were typed; a truth value is no number."""
    if isinstance(item, int | float) and not isinstance(item, bool):
        return item
    return json.dumps(item, default=str)


def _range(name: str, value: Mapping[str, Any], scenarios: Mapping[str, Scenario], where: str) -> Factor:
    for key in value:
        if key not in _RANGE_KEYS:
            raise BadInput(f"{where}: unknown key {key!r}; {nearest(key, _RANGE_KEYS)}")
    low, high = (_number(value, end, where) for end in ("low", "high"))
    if low >= high:
        raise BadInput(f"{where}: low {low:g} is not below high {high:g}")
    scale = value.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise BadInput(f"{where}: scale: allowed: 'linear', 'log', not {shown(scale)}")
    if scale == "log" and low <= 0:
        raise BadInput(f"{where}: a logarithmic range needs low above 0, not {low:g}")
    factor = Range(name, low, high, scale, any(_counts_things(s, name) for s in scenarios.values()))
    if factor.whole and factor.wholes[0] >= factor.wholes[1]:
        raise BadInput(f"{where}: takes whole numbers, of which {low:g} to {high:g} holds none or one; give a list")
    if "levels" not in value:
        return factor
    levels = value["levels"]
    if type(levels) is not int or not 2 <= levels <= MOST_LEVELS:
        raise BadInput(f"{where}: levels: allowed: a whole number from 2 to {MOST_LEVELS:,}, not {shown(levels)}")
    return factor.levels(levels)


def _number(value: Mapping[str, Any], key: str, where: str) -> float:
    if key not in value:
        raise BadInput(f"{where}: {key} is missing; {_ALLOWED}")
    number = value[key]
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= _MOST_NUMBER:
        raise BadInput(f"{where}: {key} must be a number of at most {_MOST_NUMBER:g}, not {shown(number)}")
    return number


def _counts_things(scenario: Scenario, dotted: str) -> bool:
    """Whether the schema wants a whole number at a dotted name."""
    node: Any = scenario.tables
    *parents, last = dotted.split(".")
    try:
        for part in parents:
            node = getattr(node, part) if isinstance(node, BaseModel) else node[int(part) if part.isdigit() else part]
        annotation: Any = type(node).model_fields[last].annotation
    except (AttributeError, KeyError, IndexError, TypeError):
        return False
    return int in (annotation, *(kind for part in get_args(annotation) for kind in (part, *get_args(part))))


def check_on_scenarios(factors: Iterable[Factor], scenarios: Mapping[str, Scenario], origin: str) -> None:
    """Try each value alone on each scenario, so that a bad name or bound is told now and not in a thousand rows."""
    for factor in factors:
        if factor.name == WHOLE_SCENARIOS:
            continue
        for scenario in scenarios.values():
            for value in factor.tried:
                try:
                    scenario.with_overrides({factor.name: value})
                except BadInput as error:
                    raise BadInput(f"{origin}: factors.{factor.name}: {error}") from None


def as_text(value: Any) -> str:  # noqa: ANN401 - any TOML value
    """A factor value as it stands in a column of texts: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
