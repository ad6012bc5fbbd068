"""The exact results of a few runs: they move only on purpose, with a line in CHANGELOG.md that says why.

After a change that is meant to move them: ``python tests/test_baseline.py`` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safepassage import Scenario, simulate

FILE = Path(__file__).with_name("baseline.json")
RUNS = [("two-towns", 1), ("two-towns", 2), ("south-damascus-2018", 1), ("spring-2018", 1), ("no-guarantor", 1)]


def computed(name: str, seed: int) -> dict[str, Any]:
    """A run's whole summary and the sums of its daily table, as plain JSON."""
    result = simulate(Scenario.load(name), seed)
    sums = {column: int(result.daily[column].sum()) for column in ("inside", "in_transit", "arrived", "crossed")}
    text = json.dumps({"summary": result.summary, "daily_sums": sums})
    plain: dict[str, Any] = json.loads(text)
    return plain


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_results_are_those_of_the_baseline(name: str, seed: int) -> None:
    expected = json.loads(FILE.read_text(encoding="utf-8"))[f"{name}-{seed}"]
    assert computed(name, seed) == expected, (
        "model results moved; if on purpose, run `python tests/test_baseline.py` and say why in CHANGELOG.md"
    )


if __name__ == "__main__":
    runs = {f"{name}-{seed}": computed(name, seed) for name, seed in RUNS}
    FILE.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
