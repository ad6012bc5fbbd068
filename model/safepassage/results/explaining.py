"""What the figures of a run mean, in words that stand below its tables: no figure is left without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from safepassage.results.digest import Row
from safepassage.telling.wording import Names, the

if TYPE_CHECKING:
    from safepassage.scenario import Scenario

_FEW = 0.1  # of those announced: a reported departure that came to so little is explained
_SCOPES = {
    "listed": "named persons leave, the others settle",
    "choice": "whoever will not settle leaves",
    "all": "everybody must go",
}


def words(scenario: Scenario, replicates: Sequence[Row]) -> Iterator[str]:
    """What the columns and totals of runs mean, as far as something stands in them; a sentence or two a line."""
    yield from _of_outcomes(scenario, replicates)
    yield from _of_totals(scenario, [run["totals"] for run in replicates])
    yield from _of_deals(replicates)


def _rows(replicates: Sequence[Row]) -> list[Row]:
    return [row for run in replicates for row in run["agreements"]]


def _of_outcomes(scenario: Scenario, replicates: Sequence[Row]) -> Iterator[str]:
    rows = _rows(replicates)
    reported = scenario.tables.reported
    if len(replicates) == 1 and any(row["ground_lost"] is not None for row in rows):
        yield "Lost: share of the group's defence that was broken when it signed."
    if reported.agreements or reported.totals:
        yield (
            "Reported: what monitors, officials and the press told of the real one (sources in the scenario's file);"
            " the model never reads it."
        )
        yield from _cut_short(scenario)
    if len(replicates) > 1:
        yield (
            f'"{len(replicates) - 1} of {len(replicates)}" after an outcome: the most frequent one, in so many runs;'
            " after a day: in so many runs there was such a day, and of them the median is."
        )


def _cut_short(scenario: Scenario) -> Iterator[str]:
    """What a small reported number is: those who had left when a departure was interrupted for good."""
    names = Names(scenario.tables)
    for enclave, told in scenario.tables.reported.agreements.items():
        if told.interrupted and told.evacuated is not None and told.evacuated < _FEW * (told.announced or 0):
            yield (
                f"Reported of {names.seat(enclave)}: {told.evacuated:,} had left when the departure was broken off,"
                f" of {told.announced:,} announced."
            )


def _of_totals(scenario: Scenario, totals: Sequence[Row]) -> Iterator[str]:
    if any(run["without_shelter"] for run in totals):
        yield "Beyond the places in reception: arrived where all places for displaced people were taken by then."
    if any(run["reported_evacuated"] for run in totals):
        yield "As the UN counts: the last total that it publishes, late, rounded and with an error."
    if any(run["full_control_day"] is not None for run in totals):
        names = Names(scenario.tables)
        yield f"Full control: the day on which {names.last_of_region()} came under {the(names.government)}."


def _of_deals(replicates: Sequence[Row]) -> Iterator[str]:
    rows = _rows(replicates)
    if scopes := [scope for scope in _SCOPES if any(row["scope"] == scope for row in rows)]:
        yield f"Scope: {'; '.join(f'{scope}, {_SCOPES[scope]}' for scope in scopes)}."
    if any(row["residents"] for row in rows):
        yield "Residents: whether the committee of the civilians consented to the deal; empty where it was not asked."
    if any(row["truces"] for row in rows):
        yield "Truces: signed before the deal, or without one; nobody leaves by a truce."
    if len(replicates) == 1 and any(row["talk_days"] for row in rows):
        yield "Talks: days of the round that led to the signature."
    if any(row[name] for row in rows for name in ("settled_fighters", "deserted_fighters")):
        yield "Settled, deserted: fighters who stayed, with their status settled or without."
    if any(row["died_of_siege"] for row in rows):
        yield "By siege: civilians who died of hunger and of what it makes of the sick; they count among the killed."
