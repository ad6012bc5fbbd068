"""What a report rests on and what it cannot say: sources, parameters, versions, and how to make the same again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safepassage.parameters import declarations
from safepassage.report.document import Block, Folded, Listing, Section, Table, Text, table
from safepassage.scenario import Scenario
from safepassage.telling.wording import counted, percent

LIMITS = (
    "It is a simulation, not a record of what happened or will happen: a model of how such agreements come about and "
    "of the forced displacement that follows, with chance in it.",
    "It knows only what the scenario lists: an offensive, a go-between, a road or a destination that is not in it "
    "cannot come out of it.",
    "It speaks of districts and agreements, never of persons. It is made to explain and to plan for people's needs, "
    "and gives no grounds for an attack on anybody.",
)
ONE_RUN = "One run shows what can happen, not how likely it is; for that, make many (run --replicates, forecast)."
CHANCE_ALONE = (
    "Intervals hold chance alone: all runs have the same parameters and the same assumptions, and where one of these "
    "is wrong, all runs are."
)
GONE = ("", "a parameter of an earlier version")


def rests(scenario: Scenario, manifest: Mapping[str, Any], runs: str) -> list[str]:
    """What the figures rest on, in three texts; ``runs`` says of what they were computed."""
    sources = scenario.tables.sources
    assumed = [key for key, text in sources.items() if text.startswith("assumed")]
    told = f"{counted(len(sources) - len(assumed), 'entry', 'entries')} with a source, {len(assumed)} assumed"
    version = manifest.get("versions", {}).get("safepassage", "?")
    listed = " (“Parameters”)" if "seeds" in manifest else ""
    return [
        runs,
        f"The scenario “{scenario.name}”: {told}, each with its reason (“Sources and assumptions”).",
        f"The rules of safepassage {version}, with parameters that are common to all enclaves{listed}.",
    ]


def sections(scenario: Scenario, manifest: Mapping[str, Any]) -> Iterator[Section]:
    """Sources and assumptions, parameters, and how to make the same again."""
    sources = scenario.tables.sources
    assumed = [(key, text) for key, text in sources.items() if text.startswith("assumed")]
    found = [(key, text) for key, text in sources.items() if not text.startswith("assumed")]
    share = percent(len(assumed) / len(sources)) if sources else "none"
    words = Text(f"{share} of the {len(sources)} entries in the scenario's list are assumed; the others name a source.")
    yield Section(
        "Sources and assumptions",
        [words, *(Folded(f"{title} ({len(rows)})", [table(("", ""), rows, left=(0, 1), size="words")])
                  for title, rows in (("Assumed", assumed), ("Sources", found)) if rows)],
    )  # fmt: skip
    if "seeds" in manifest:
        yield Section("Parameters", [Folded("All parameters, with unit and source", [parameters(manifest)])])
    yield Section("How to make the same again", again(manifest))


def parameters(manifest: Mapping[str, Any]) -> Table:
    """Every parameter of a manifest."""
    known = {d.name: (d.unit, d.source) for d in declarations()}
    rows = [
        (f"{group}.{name}", f"{value:g}", *known.get(f"{group}.{name}", GONE))
        for group, members in manifest["parameters"].items() for name, value in members.items()
    ]  # fmt: skip
    return table(("parameter", "value", "unit", "source"), rows, left=(0, 2, 3), size="words")


def again(manifest: Mapping[str, Any]) -> list[Block]:
    """Scenario, command and versions as lines."""
    lines = []
    scenario = manifest.get("scenario")
    if isinstance(scenario, dict) and "hash" in scenario:
        lines.append(f"Scenario {scenario.get('name', '')}, SHA-256 {scenario['hash']}")
    if manifest.get("command"):
        lines.append(f"Command: {command(manifest['command'])}")
    versions = manifest.get("versions", {})
    if versions:
        lines.append(f"Versions: {', '.join(f'{name} {version}' for name, version in versions.items())}")
    return [Listing(lines)]


def command(words: Sequence[str] | str) -> str:
    """A command line that a shell takes."""
    return words if isinstance(words, str) else shlex.join(words)
