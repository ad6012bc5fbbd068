"""``list`` and ``check``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage import Result
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
