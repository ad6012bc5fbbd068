"""``list`` and ``check``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage import Result, Scenario
from safepassage.scenario import available

Call = Callable[..., Any]


def test_list_has_a_line_for_each_scenario(call: Call) -> None:
    said = call("list")
    assert said.code == 0
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines] == list(available())
    assert "two-towns" in said.out
    assert "Two towns of one valley" in said.out


def test_list_says_what_extends_what(call: Call) -> None:
    line = next(line for line in call("list").out.splitlines() if line.startswith("forty-buses"))
    assert line.endswith("(extends spring-2018)")


@pytest.mark.parametrize("name", list(available()))
def test_check_accepts_every_bundled_scenario(call: Call, name: str) -> None:
    said = call("check", name)
    assert said.code == 0
    assert said.out.endswith("OK\n")


def test_check_says_what_it_will_simulate(call: Call) -> None:
    out = call("check", "two-towns").out
    for told in (
        "days         90, from 2030-04-01 to 2030-06-29",
        "districts    4, of which 3 besieged",
        "enclaves     2 at the start",
        "Upton Guard (Upton and Upton Fields): 3,200 civilians",
        "people       6,000: 5,600 civilians and 400 fighters",
        "offensives   2: 5 Apr on Upton Fields and Upton",
        "bargaining.strength_reference = 800",
    ):
        assert told in out


def test_the_households_that_check_promises_are_about_those_simulated(call: Call, two_towns_run: Result) -> None:
    line = next(line for line in call("check", "two-towns").out.splitlines() if "households" in line)
    promised = int(line.split()[2].replace(",", ""))
    assert promised == pytest.approx(two_towns_run.households, rel=0.02)


def test_check_takes_a_path(call: Call, small_file: Path) -> None:
    said = call("check", small_file)
    assert said.code == 0
    assert "one-town: One town" in said.out


def test_the_schema_is_a_json_schema_of_the_file(call: Call) -> None:
    said = call("check", "--schema")
    assert said.code == 0
    schema = json.loads(said.out)
    assert {"scenario", "districts", "factions", "parameters", "extends"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert {"required": ["extends"]} in schema["anyOf"]


CHILD = """
extends = "one-town"
[scenario]
title = "Another"
[convoys]
buses = 4
seats = 30
[[offensives]]
date = 2030-04-09
districts = ["town"]
strength = 500
[sources]
"convoys.seats" = "assumed: what-if"
"""


def test_what_a_child_sets_without_a_source_is_listed(call: Call, small: str, tmp_path: Path) -> None:
    parent = (
        small + '[sources]\n"convoys.buses" = "a page"\n"offensives.0" = "another page"\n"government" = "a third"\n'
    )
    (tmp_path / "one-town.toml").write_text(parent, encoding="utf-8")
    (tmp_path / "child.toml").write_text(CHILD, encoding="utf-8")
    said = call("check", tmp_path / "child.toml")
    assert said.code == 0
    unsourced = [line.split()[-1] for line in said.out.splitlines() if line.startswith("  no source")]
    assert unsourced == ["convoys.buses", "offensives.0"]
    sources = Scenario.load(tmp_path / "child.toml").tables.sources
    assert sources == {"government": "a third", "convoys.seats": "assumed: what-if"}
    assert "no source" not in call("check", tmp_path / "one-town.toml").out


def test_a_grandchild_may_give_the_source_that_was_missing(small: str, tmp_path: Path) -> None:
    (tmp_path / "one-town.toml").write_text(small, encoding="utf-8")
    (tmp_path / "child.toml").write_text(CHILD, encoding="utf-8")
    (tmp_path / "grandchild.toml").write_text(
        'extends = "child"\n[convoys]\nbuses = 4\n[government]\nstrength = 601\n'
        '[sources]\n"convoys" = "assumed: what-if"\n',
        encoding="utf-8",
    )
    assert Scenario.load(tmp_path / "grandchild.toml").unsourced == ("government.strength", "offensives.0")


def test_the_bundled_what_ifs_give_their_sources() -> None:
    assert {name: Scenario.load(name).unsourced for name in available()} == dict.fromkeys(available(), ())
