"""Tables that contradict each other are found, in a run as in its folder read again."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from safepassage import Result, Scenario, simulate
from safepassage.results.coherence import agree, contradictions
from safepassage.results.record import Recorder
from safepassage.results.runfolder import Recorded, recorded


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A run with convoys, reports of all observers and two enclaves, read again from its folder."""
    scenario = Scenario.load("south-damascus-2018")
    recorder = Recorder(scenario, [2], 80, ["safepassage"])
    recorder.add(simulate(scenario, 2, days=80))
    folder = tmp_path_factory.mktemp("run")
    recorder.write(folder)
    return recorded(folder, 2)


def test_a_run_and_its_folder_agree_with_themselves(kept: Recorded, two_towns_run: Result) -> None:
    assert contradictions(kept) == []
    assert contradictions(two_towns_run) == []
    agree(kept)
    assert len(kept.convoys) > 3
    assert set(kept.reports["observer"]) == {"monitor", "state_media", "un"}


Change = Callable[[Recorded], None]


def cell(table: str, column: str, row: int = 0) -> Change:
    """One more in a cell of a table."""

    def change(run: Recorded) -> None:
        frame: pd.DataFrame = getattr(run, table)
        frame.loc[frame.index[row], column] += 1

    return change


def total(name: str) -> Change:
    """One more in the totals."""

    def change(run: Recorded) -> None:
        run.summary["totals"][name] += 1

    return change


def row(name: str) -> Change:
    """One more in the last row of the summary."""

    def change(run: Recorded) -> None:
        run.summary["agreements"][-1][name] += 1

    return change


def without(table: str, condition: Callable[[pd.DataFrame], pd.Series[bool]]) -> Change:
    """A table without the first of the rows that meet a condition."""

    def change(run: Recorded) -> None:
        frame: pd.DataFrame = getattr(run, table)
        object.__setattr__(run, table, frame.drop(index=frame.index[condition(frame)][0]))

    return change


CHANGES: dict[str, Change] = {
    "days of the daily table": cell("daily", "day", 3),
    "people in the daily table on day 5": cell("daily", "inside", 5),
    "arrivals of all days": cell("daily", "arrived_today", 5),
    "stayed in the totals": total("stayed"),
    "killed in the totals": total("killed"),
    "killed in the agreements": row("died_of_siege"),
    "crossed in the agreements": row("crossed"),
    "days_of_fighting in the totals": total("days_of_fighting"),
    "evacuated_by_destination in the totals": total("evacuated"),
    "incidents in agreements": cell("agreements", "incidents"),
    "enclaves in agreements": without("agreements", lambda frame: frame["seed"] == 2),
    "buses in agreements and convoys": cell("convoys", "buses"),
    "evacuated in agreements and convoys": cell("convoys", "killed"),
    "enclaves on day 0": without("enclaves", lambda frame: frame["day"] == 0),
    "strength on day 0": cell("enclaves", "strength"),
    "entries signed in events": without("events", lambda frame: frame["kind"] == "signed"),
    "people who left, in events and convoys": cell("convoys", "people"),
    "true_people in reports": cell("reports", "true_people"),
    "reported_evacuated in the totals": total("reported_evacuated"),
}


@pytest.mark.parametrize("quantity", CHANGES)
def test_a_contradiction_is_found_and_named(kept: Recorded, quantity: str) -> None:
    changed = replace(kept, **{name: copy.deepcopy(value) for name, value in vars(kept).items() if name != "scenario"})
    CHANGES[quantity](changed)
    assert quantity in {broken.quantity for broken in contradictions(changed)}
