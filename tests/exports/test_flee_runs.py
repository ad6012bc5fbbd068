"""Flee itself runs what is exported, to the last day, and its people move."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("flee", reason="Flee is not installed")

RUNNER = Path(__file__).parent / "flee_run.py"
# How many people an agent stands for: Flee moves each of its agents on every day.
BASES = {"two-towns": 1, "south-damascus-2018": 10, "spring-2018": 100}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", BASES)
def test_flee_runs_to_the_end_and_people_move(call: Callable[..., Any], here: Path, scenario: str) -> None:
    assert call("run", scenario, "--no-figures", "--out", "r").code == 0
    assert call("export", "r", "--format", "flee").code == 0
    told = subprocess.run(
        [sys.executable, RUNNER, here / "r-flee", str(BASES[scenario])], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2000:]
    assert "ERROR" not in told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    manifest = json.loads((here / "r" / "manifest.json").read_text(encoding="utf-8"))
    totals = json.loads((here / "r" / "summary.json").read_text(encoding="utf-8"))["replicates"][0]["totals"]
    assert found["days"] == manifest["days"]
    displaced = (totals["evacuated"] + totals["in_transit"]) / BASES[scenario]
    assert found["agents"] == pytest.approx(displaced, rel=0.1)
    assert found["moved"] > 0.9 * found["agents"]
    assert sum(found["camps"].values()) > 0
