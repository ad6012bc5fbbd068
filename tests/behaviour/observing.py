"""What the experiments look at in a run: plain values, small enough to be sent between processes.

Everything is read through the public face of the model: ``simulate``, the rows of the summary and the data frames.
Where a column of a later edition is absent, the nearest that the tables say stands in its place, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from safepassage import Result, Scenario, simulate

Row = dict[str, Any]
OUTLOOK = ("day", "stage", "people", "fighters", "hazard_seen", "hunger", "credibility", "value_faction")
DAILY = ("strength", "killed_civilians", "killed_government")
CONVOY = ("enclave", "day", "entry_hour", "departure_hour", "buses", "people", "fighters")
TOLERANCE = 1e-9


class NotMeasurableError(Exception):
    """The model, or its scenarios, cannot yet say what an experiment asks; the message is the reason."""


@dataclass(frozen=True)
class Seen:
    """One run: rows of enclaves (with what was derived), totals, signatures, falls, series by day and by enclave."""

    seed: int
    days: int
    rows: list[Row]
    totals: Row
    signatures: list[Row]
    falls: list[tuple[int, str]]
    collapses: list[tuple[int, str]]
    convoys: list[Row]
    daily: Mapping[str, list[float]]
    outlook: Mapping[str, Mapping[str, list[Any]]]
    besides: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *prefixes: str) -> list[Row]:
        """Rows of enclaves whose id begins so, the largest first as they appeared."""
        return [row for row in self.rows if row["enclave"].startswith(prefixes)]

    def first(self, prefix: str) -> Row:
        """The row of the first enclave whose id begins so."""
        return self.of(prefix)[0]


def said(row: Row, column: str) -> Any:  # noqa: ANN401 - any value of a table
    """A column that a later edition has; raises NotMeasurableError where this one has not."""
    if column not in row:
        raise NotMeasurableError(f"no column {column!r} yet")
    return row[column]


Runs = Mapping[str, Sequence[Seen]]
Besides = Callable[[Scenario, int, Seen], Mapping[str, Any]]


def observe(scenario: Scenario, seed: int, parameters: Mapping[str, float]) -> Seen:
    """Run a scenario and keep what the experiments look at.

    Raises:
        NotMeasurableError: where the model has no such parameter.
    """
    try:
        result = simulate(scenario, seed, dict(parameters))
    except KeyError as error:
        raise NotMeasurableError(f"no parameter {error.args[0]!r} yet") from None
    outlook = _by_enclave(result)
    signatures = _happened(result.events, "signed")
    opened = _happened(result.events, "channel")
    rows = [dict(row) for row in result.summary["agreements"]]
    for row in rows:
        _derive(row, outlook.get(row["enclave"], {}), signatures, opened)
    return Seen(
        seed=seed,
        days=result.days,
        rows=rows,
        totals=result.summary["totals"],
        signatures=signatures,
        falls=[(event["day"], event["enclave"]) for event in _happened(result.events, "fall")],
        collapses=[(event["day"], event["enclave"]) for event in _happened(result.events, "collapsed")],
        convoys=result.convoys[list(CONVOY)].to_dict("records"),
        daily={name: result.daily[name].tolist() for name in DAILY},
        outlook={name: {column: series[column] for column in OUTLOOK} for name, series in outlook.items()},
    )


def _happened(events: pd.DataFrame, kind: str) -> list[Row]:
    """Entries of the journal of one kind: their details and the day."""
    chosen = events[events["kind"] == kind]
    return [{"day": day, **details} for day, details in zip(chosen["day"], chosen["details"], strict=True)]


def _by_enclave(result: Result) -> dict[str, dict[str, list[Any]]]:
    return {str(name): frame.to_dict("list") for name, frame in result.enclaves.groupby("enclave")}


def _derive(row: Row, outlook: Mapping[str, list[Any]], signatures: Sequence[Row], opened: Sequence[Row]) -> None:
    """Add to a row what a later edition says itself, or the nearest to it."""
    name, signed = row["enclave"], row["agreement_day"]
    channels = [event["day"] for event in opened if event["enclave"] == name and signed is not None]
    channels = [day for day in channels if day <= (signed or 0)]
    if "talk_days" not in row:
        row["talk_days"] = signed - channels[-1] if channels else None
    row["feasible_day"] = _first_feasible(outlook)
    if "ground_lost" not in row:
        row["ground_lost"] = _work_done(outlook, signed)
    row["signatures"] = [event for event in signatures if event["enclave"] == name]


def _first_feasible(outlook: Mapping[str, list[Any]]) -> int | None:
    """The first day on which some deal leaves both sides at least as well off as fighting on."""
    sides = [outlook.get(f"{what}_{side}", ()) for side in ("faction", "government") for what in ("best", "value")]
    for day, best_f, value_f, best_g, value_g in zip(outlook.get("day", ()), *sides, strict=True):
        if best_f >= value_f - TOLERANCE and best_g >= value_g - TOLERANCE:
            return int(day)
    return None


def _work_done(outlook: Mapping[str, list[Any]], signed: int | None) -> float | None:
    """Share of the assault's work that was done on the day of signing, None without an assault.

    The work ahead is the strength over the hazard of a fall; it stands in for the resistance, which no table shows.
    """
    if signed is None:
        return None
    days = zip(outlook["day"], outlook["strength"], outlook["hazard"], strict=True)
    ahead = [strength / hazard for day, strength, hazard in days if day <= signed and strength > 0 and hazard > 0]
    return max(1.0 - ahead[-1] / ahead[0], 0.0) if ahead else None


def civilian_deaths_about(scenario: Scenario, seed: int, seen: Seen, groups: Sequence[str], window: int) -> list[Row]:
    """Civilians killed in an enclave in so many days before and after its deal, for the first enclave of each group.

    No table tells deaths by place and day; the same seed run for fewer days gives the tally of each day asked for.
    """
    found = []
    for group in groups:
        row = seen.first(group)
        signed = row["agreement_day"]
        if signed is None or signed + window > seen.days:
            continue
        ends = (signed - window, signed, signed + window)
        killed = [_killed_by(scenario, seed, day, row["enclave"]) for day in ends]
        found.append({"enclave": row["enclave"], "before": killed[1] - killed[0], "after": killed[2] - killed[1]})
    return found


def _killed_by(scenario: Scenario, seed: int, day: int, enclave: str) -> int:
    """Civilians of an enclave killed up to a morning."""
    if day <= 0:
        return 0
    rows = simulate(scenario, seed, days=day).summary["agreements"]
    return sum(row["civilians_killed"] for row in rows if row["enclave"] == enclave)
