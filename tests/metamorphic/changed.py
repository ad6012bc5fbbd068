"""Scenarios changed in ways that must not matter, and what of a run is compared."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Callable
from typing import Any

from safepassage import Result, Scenario

Tree = dict[str, Any]
TABLES = ("daily", "enclaves", "convoys", "events", "reports")


def told(result: Result, *, dates: bool = True) -> dict[str, str]:
    """All tables and totals of a run as text, without the names that are for readers alone.

    Without ``dates`` days are counted from the run's own start.
    """
    found = {name: _text(getattr(result, name)) for name in TABLES}
    rows = [{key: v for key, v in row.items() if key not in ("districts", "denied")} for row in _agreements(result)]
    found |= {"agreements": json.dumps(rows), "totals": json.dumps(result.summary["totals"])}
    return found if dates else {name: _without_dates(text, result.scenario) for name, text in found.items()}


def _agreements(result: Result) -> list[Tree]:
    return list(result.summary["agreements"])


def _text(frame: Any) -> str:  # noqa: ANN401 - a data frame
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return json.dumps(rows, default=str)


def _without_dates(text: str, scenario: Scenario) -> str:
    """Each date of the run, and of the weeks around it, as the number of its day."""
    for day in range(-400, scenario.tables.scenario.days + 400):
        text = text.replace((scenario.start + dt.timedelta(day)).isoformat(), f"day {day}")
    return text


def changed(scenario: Scenario, change: Callable[[Tree], Tree]) -> Scenario:
    """The same scenario with its tree changed."""
    return Scenario(scenario.name, change(copy.deepcopy(scenario.tree)))


def shuffled(tree: Tree) -> Tree:
    """All tables, keys and rows in another order.

    Lists of names stay in theirs, which may be one of preference, and so do offensives, the first of which gets its
    strength first, and events of one date.
    """
    rng = random.Random(5)  # noqa: S311 - any order will do
    found: Tree = _shuffled(tree, rng)
    return {**found, "offensives": [_shuffled(row, rng) for row in tree["offensives"]]}


def _shuffled(node: Any, rng: random.Random) -> Any:  # noqa: ANN401 - any value of the tree
    if isinstance(node, dict):
        items = list(node.items())
        rng.shuffle(items)
        return {key: _shuffled(value, rng) for key, value in items}
    if isinstance(node, list) and node and isinstance(node[0], dict):
        if "date" in node[0]:
            return _by_date(node, rng)
        rows = [_shuffled(value, rng) for value in node]
        rng.shuffle(rows)
        return rows
    return node


def _by_date(rows: list[Tree], rng: random.Random) -> list[Tree]:
    """Rows with their dates in another order, those of one date in theirs."""
    dates = list(dict.fromkeys(row["date"] for row in rows))
    rng.shuffle(dates)
    return [_shuffled(row, rng) for date in dates for row in rows if row["date"] == date]


def renamed(tree: Tree) -> Tree:
    """Every name that only readers see is another."""
    tree["scenario"] |= {"title": "Another title", "description": "Other words."}
    for kind in ("districts", "destinations", "factions", "brokers", "allies"):
        for number, table in enumerate(tree.get(kind, {}).values()):
            table["name"] = f"{kind} {number}"
    return tree


def with_a_peaceful_district(tree: Tree) -> Tree:
    """A district far away, first of all, that the government holds and no front or road leads to."""
    far = {"name": "Far away", "lat": 60.0, "lon": 60.0, "population": 50_000, "population_prewar": 50_000}
    tree["districts"] = {"a-far-place": far, **tree["districts"]}
    return tree


def shifted(node: Any, days: int) -> Any:  # noqa: ANN401 - any value of the tree
    """All dates later by so many days."""
    if isinstance(node, dict):
        return {key: shifted(value, days) for key, value in node.items()}
    if isinstance(node, list):
        return [shifted(value, days) for value in node]
    return node + dt.timedelta(days) if isinstance(node, dt.date) else node
