"""The order of the day is told where it is told as it is run."""

from __future__ import annotations

import re
from pathlib import Path

from safepassage.campaign import SCHEDULE

ROOT = Path(__file__).parents[2]
DAY = [name for name, _ in SCHEDULE]


def test_the_readme_lists_the_phases_in_their_order() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"## A day\n(.*?)The code", text, re.DOTALL)
    assert re.findall(r"`(\w+)`", section) == DAY


def test_the_document_tells_of_the_phases_in_their_order() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    told = re.findall(r"^\*\*(\w+)\*\*", text, re.MULTILINE)
    assert [name for name in told if name != "convoys"] == DAY  # convoys are a part of the agreements


def test_every_phase_says_what_it_does_in_a_module_of_its_own() -> None:
    modules = [act.__module__ for _, act in SCHEDULE]
    assert len(set(modules)) == len(DAY)
    assert all(module.startswith("safepassage.phases.") for module in modules)
    assert all(act.__doc__ for _, act in SCHEDULE)
