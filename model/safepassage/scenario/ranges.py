"""``[ranges]``: facts that a scenario knows only between two bounds, under their dotted names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from safepassage.scenario.consistency import nearest
from safepassage.scenario.schema import ScenarioFile

# Tables whose numbers are facts about the war; parameters have a posterior, and days and places make the scenario.
FACTS = ("allies", "brokers", "convoys", "destinations", "districts", "factions", "government")


def value_at(file: ScenarioFile, dotted: str) -> float:
    """The number that a scenario states under a dotted name; raises KeyError where it states none."""
    node: Any = file
    for part in dotted.split("."):
        node = node[part] if isinstance(node, Mapping) else getattr(node, part, None)
    if isinstance(node, bool) or not isinstance(node, int | float):
        raise KeyError(dotted)
    return node


def problems(file: ScenarioFile) -> Iterator[tuple[str, str]]:
    """What is wrong with the ranges: of something that is no fact, or not around what the scenario states."""
    for dotted, (low, high) in file.ranges.items():
        key, table = f"ranges.{dotted}", dotted.partition(".")[0]
        if table not in FACTS:
            yield key, f"no table whose facts may vary; {nearest(table, FACTS)}"
            continue
        try:
            stated = value_at(file, dotted)
        except KeyError:
            yield key, 'names no number of this scenario; give a dotted name, as in "districts.douma.population"'
            continue
        if not low <= stated <= high:
            yield key, f"must be [lowest, highest] around the {stated:,} that the scenario states"
