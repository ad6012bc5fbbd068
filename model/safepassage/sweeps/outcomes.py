"""What is kept of a run: named outcomes with their unit, which way is better, and how they are read.

Three families of names: totals (``killed``), arrivals by destination (``arrivals.idlib``) and, on request, what
became of one enclave (``enclaves.jaysh-al-islam-douma.agreement_day``). Days count from the scenario's start and are
null where the thing did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from safepassage.columns import column, own
from safepassage.scenario import BadInput, Scenario
from safepassage.scenario.consistency import nearest

if TYPE_CHECKING:
    from safepassage.simulation import Result

Value = int | float | str | bool | None
Kind = Literal["int", "float", "text"]
Better = Literal["less", "more", ""]


@dataclass(frozen=True)
class Outcome:
    """One kept number: ``better`` says which way is an improvement, empty where the model does not judge."""

    name: str
    unit: str
    read: Callable[[Result], Value]
    better: Better = ""
    kind: Kind = "int"


def _total(name: str, better: Better = "") -> Outcome:
    return Outcome(name, column("totals", name).unit, lambda result: result.summary["totals"][name], better)


def _sum(name: str, better: Better = "") -> Outcome:
    unit = column("agreements", name).unit
    return Outcome(name, unit, lambda result: sum(row[name] for row in _rows(result)), better)


def _count(outcome: str, better: Better = "") -> Outcome:
    def read(result: Result) -> int:
        return sum(row["outcome"] == outcome for row in _rows(result))

    return Outcome(f"enclaves_{outcome}", "enclaves", read, better)


def _rows(result: Result) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = result.summary["agreements"]
    return rows


def _waiting(result: Result) -> float:
    """Person-days that convoys stood on the road before a closed or full destination."""
    return float(sum(enclave.tally.waiting_days for enclave in result.campaign.world.roll.enclaves))


def _agreement_days(result: Result) -> list[int]:
    return [row["agreement_day"] for row in _rows(result) if row["agreement_day"] is not None]


def _mean_agreement_day(result: Result) -> float | None:
    days = _agreement_days(result)
    return sum(days) / len(days) if days else None


# Whether leaving is better than staying, or an early end of a siege better than a late one, the model does not say.
TOTALS = (
    _total("population"),
    _total("evacuated"),
    _total("crossed"),
    _total("stayed"),
    _total("in_transit"),
    _total("killed", better="less"),
    _sum("civilians_killed", better="less"),
    _sum("militants_killed", better="less"),
    _sum("government_killed", better="less"),
    _total("days_of_fighting", "less"),
    _total("full_control_day"),
    _total("split_day"),
    Outcome("first_agreement_day", "day", lambda result: min(_agreement_days(result), default=None)),
    Outcome("mean_agreement_day", "day", _mean_agreement_day, kind="float"),
    Outcome("enclaves_signed", "enclaves", lambda result: len(_agreement_days(result))),
    _count("evacuated"),
    _count("settled"),
    _count("stormed", "less"),
    _count("holding"),
    _count("in_progress"),
    _sum("fighters_evacuated"),
    _sum("convoys"),
    _sum("buses"),
    _sum("incidents", "less"),
    Outcome("interrupted", "enclaves", lambda result: sum(bool(row["interrupted"]) for row in _rows(result)), "less"),
    Outcome("waiting_days", "person-days", _waiting, "less", "float"),
    _total("without_shelter", better="less"),
    _total("largest_60_day_evacuation"),
    _total("reported_evacuated"),
)  # fmt: skip

_KINDS: dict[str, Kind] = {"string": "text", "double": "float", "int64": "int", "bool": "int"}
_ENCLAVE = ("enclave", "districts", "faction", "kind")  # what says which enclave, not what became of it
# The fields of `enclaves.<id>.<field>`, with their kinds and units; lists (denied) are joined with semicolons.
ENCLAVE_FIELDS: dict[str, tuple[Kind, str]] = {
    name: (_KINDS[type_], {"string": "", "bool": "0 or 1"}.get(type_, unit))
    for name, type_, unit, _ in (column("agreements", name) for name in own("agreements"))
    if name not in _ENCLAVE
}
_BY_NAME = {outcome.name: outcome for outcome in TOTALS}


def outcome(name: str) -> Outcome:
    """The outcome of a name; raises KeyError for a name outside the three families."""
    if name.startswith("arrivals."):
        return _arrivals(name)
    if name.startswith("enclaves."):
        return _enclave(name)
    return _BY_NAME[name]


def _arrivals(name: str) -> Outcome:
    place = name.removeprefix("arrivals.")
    return Outcome(name, "people", lambda result: result.summary["totals"]["evacuated_by_destination"].get(place))


def _enclave(name: str) -> Outcome:
    enclave, _, field = name.removeprefix("enclaves.").rpartition(".")
    kind, unit = ENCLAVE_FIELDS[field]

    def read(result: Result) -> Value:
        row = next((row for row in _rows(result) if row["enclave"] == enclave), None)
        return None if row is None else _plain(row[field])

    return Outcome(name, unit, read, kind=kind)


def _plain(value: Any) -> Value:  # noqa: ANN401 - whatever a row of the summary holds
    if isinstance(value, list):
        return ";".join(map(str, value))
    return int(value) if isinstance(value, bool) else value


def chosen(patterns: Sequence[str], scenarios: Iterable[Scenario], origin: str) -> tuple[str, ...]:
    """The outcome names that ``patterns`` (with ``*``) select, in a fixed order; all totals and arrivals if none.

    Raises:
        BadInput: where a pattern fits no outcome of these scenarios.
    """
    scenarios = list(scenarios)
    places = dict.fromkeys(slug for scenario in scenarios for slug in scenario.tables.destinations)
    names = [*_BY_NAME, *(f"arrivals.{place}" for place in places)]
    if not patterns:
        return tuple(names)
    if any(pattern.startswith("enclaves.") for pattern in patterns):
        names += [f"enclaves.{e}.{field}" for e in _enclave_ids(scenarios) for field in ENCLAVE_FIELDS]
    for pattern in patterns:
        if not any(_fits(name, pattern) for name in names):
            raise BadInput(f"{origin}: outcomes: {pattern!r} fits no outcome; {nearest(pattern, names)}")
    return tuple(name for name in names if any(_fits(name, pattern) for pattern in patterns))


def _fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern, part by part: a star stands for anything but a dot."""
    parts, wanted = name.split("."), pattern.split(".")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _enclave_ids(scenarios: Iterable[Scenario]) -> list[str]:
    """The enclaves at the start, by the names under which a run tells of them."""
    from safepassage.world.opening import first_enclaves

    return list(dict.fromkeys(e.name for scenario in scenarios for e in first_enclaves(scenario.tables)))


def read_all(result: Result, names: Sequence[str]) -> tuple[Value, ...]:
    """The values of a finished run, in the order of ``names``."""
    return tuple(outcome(name).read(result) for name in names)


def read_daily(result: Result, names: Sequence[str]) -> dict[str, list[float]]:
    """The kept daily series, a list a column."""
    series: Mapping[str, list[Any]] = result.campaign.datacollector.model_vars
    return {name: [float(value) for value in series[name]] for name in names}


def chosen_daily(wanted: bool | Sequence[str], origin: str) -> tuple[str, ...]:
    """The daily columns that ``wanted`` asks for: all of them, none, or those named.

    Raises:
        BadInput: where a name is no daily column.
    """
    if wanted is False:
        return ()
    series = own("daily")
    if wanted is True:
        return series
    for name in wanted:
        if name not in series:
            raise BadInput(f"{origin}: daily: unknown column {name!r}; {nearest(name, series)}")
    return tuple(dict.fromkeys(wanted))


def kept(result: Result) -> dict[str, Value]:
    """All totals and arrivals of a finished run, by name."""
    names = chosen((), [result.scenario], result.scenario.origin)
    return dict(zip(names, read_all(result, names), strict=True))
