"""The exact results of every shipped scenario: they move only on purpose, with a line in CHANGELOG.md that says why.

Of a few runs the whole summary is kept, so that a difference can be read; of all of them a hash of each table, so that
nothing moves unseen. After a change that is meant to move them: ``python tests/test_baseline.py`` writes them anew.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from safepassage import Result, Scenario, simulate

FILE = Path(__file__).with_name("baseline.json")
SCENARIOS = sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.toml"))
READABLE = [("two-towns", 1), ("two-towns", 2), ("south-damascus-2018", 1), ("spring-2018", 1), ("no-guarantor", 1)]
RUNS = sorted({*((name, 1) for name in SCENARIOS), *READABLE})
TABLES = ("daily", "enclaves", "convoys", "events", "reports")


@cache
def run(name: str, seed: int) -> Result:
    """A run of a shipped scenario."""
    return simulate(Scenario.load(name), seed)


def digests(result: Result) -> dict[str, str]:
    """A hash of each table, of its values written out in full: neither pandas nor Parquet has a say in them."""
    found = {}
    for name in TABLES:
        frame = getattr(result, name)
        rows = [list(frame.columns), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]
        found[name] = hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()[:16]
    return found


def summary(result: Result) -> dict[str, Any]:
    """A run's whole summary and the sums of its daily table, as plain JSON."""
    sums = {column: int(result.daily[column].sum()) for column in ("inside", "in_transit", "arrived", "crossed")}
    plain: dict[str, Any] = json.loads(json.dumps({"summary": result.summary, "daily_sums": sums}))
    return plain


MOVED = "model results moved; if on purpose, run `python tests/test_baseline.py` and say why in CHANGELOG.md"


@pytest.mark.parametrize(("name", "seed"), READABLE)
def test_summaries_are_those_of_the_baseline(name: str, seed: int) -> None:
    expected = json.loads(FILE.read_text(encoding="utf-8"))["summaries"][f"{name}-{seed}"]
    assert summary(run(name, seed)) == expected, MOVED


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_tables_are_those_of_the_baseline(name: str, seed: int) -> None:
    expected = json.loads(FILE.read_text(encoding="utf-8"))["tables"][f"{name}-{seed}"]
    assert digests(run(name, seed)) == expected, MOVED


if __name__ == "__main__":
    kept = {
        "summaries": {f"{name}-{seed}": summary(run(name, seed)) for name, seed in READABLE},
        "tables": {f"{name}-{seed}": digests(run(name, seed)) for name, seed in RUNS},
    }
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
