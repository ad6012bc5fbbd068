"""Facts that a scenario knows between bounds: forecasts draw them there, and all else reads what is stated."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from safepassage import Scenario, simulate
from safepassage.forecasts.ranges import drawn_within
from safepassage.forecasts.subject import Given

GUARD = "factions.guard.fighters"
PEOPLE = "districts.town.population"


@pytest.fixture
def unsure(tmp_path: Path, small: str) -> Path:
    """A small scenario, of whose fighters and inhabitants only bounds are known."""
    stated = Scenario("small", tomllib.loads(small)).tables
    fighters, people = stated.factions["guard"].fighters, stated.districts["town"].population
    path = tmp_path / "unsure.toml"
    bounds = f'"{GUARD}" = [{fighters // 2}, {4 * fighters}]\n"{PEOPLE}" = [{people}, {2 * people}]\n'
    path.write_text(f"{small}\n[ranges]\n{bounds}", encoding="utf-8")
    return path


def test_facts_lie_between_their_bounds_and_mostly_near_what_is_stated(unsure: Path) -> None:
    scenario = Scenario.load(unsure)
    low, high = scenario.tables.ranges[GUARD]
    stated = scenario.tables.factions["guard"].fighters
    drawn = np.array([drawn_within(scenario, n).tables.factions["guard"].fighters for n in range(400)])
    assert low <= drawn.min() < stated < drawn.max() <= high
    # The mean of a PERT distribution; the standard error of 400 draws is below a twelfth of the width over 20.
    assert abs(drawn.mean() - (low + 4 * stated + high) / 6) < (high - low) / 40
    assert len(set(drawn.tolist())) > 100


def test_each_fact_has_its_own_stream(unsure: Path) -> None:
    both = Scenario.load(unsure)
    tree = {**both.tree, "ranges": {GUARD: both.tree["ranges"][GUARD]}}
    one = Scenario("one", tree)
    for facts in range(5):
        assert drawn_within(one, facts).tables.factions == drawn_within(both, facts).tables.factions
        assert drawn_within(one, facts).tables.districts == one.tables.districts


def test_a_run_reads_what_is_stated(unsure: Path, small: str, tmp_path: Path) -> None:
    (tmp_path / "sure.toml").write_text(small, encoding="utf-8")
    sure, told = (simulate(Scenario.load(path), 3) for path in (tmp_path / "sure.toml", unsure))
    assert sure.summary["totals"] == told.summary["totals"]


def test_who_gives_a_fact_anew_is_sure_of_it(unsure: Path) -> None:
    assert set(Scenario.load(unsure, {GUARD: 7}).tables.ranges) == {PEOPLE}
    assert set(Scenario.load(unsure).with_overrides({PEOPLE: 7}).tables.ranges) == {GUARD}


def test_a_scenario_on_top_may_be_surer_or_less_sure(unsure: Path) -> None:
    above = unsure.with_name("above.toml")
    above.write_text('extends = "unsure"\n[factions.guard]\nfighters = 9\n', encoding="utf-8")
    assert set(Scenario.load(above).tables.ranges) == {PEOPLE}
    with above.open("a", encoding="utf-8") as file:
        file.write(f'[ranges]\n"{GUARD}" = [8, 10]\n')
    assert dict(Scenario.load(above).tables.ranges)[GUARD] == (8, 10)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"factions.gaurd.fighters" = [1, 2]', "names no number"),
        ('"districts.town.name" = [1, 2]', "names no number"),
        ('"parameters.war.advance" = [1, 2]', "no table whose facts may vary; allowed: allies"),
        ('"factions.guard.fighters" = [0, 1]', "must be [lowest, highest] around the"),
        ('"factions.guard.fighters" = [1]', "ranges.factions.guard.fighters"),
        ('"factions.guard.fighters" = [1, inf]', "ranges.factions.guard.fighters"),
    ],
)
def test_a_range_of_nothing_is_refused(call: Callable[..., Any], here: Path, small: str, line: str, said: str) -> None:
    (here / "wrong.toml").write_text(f"{small}\n[ranges]\n{line}\n", encoding="utf-8")
    done = call("check", "wrong.toml")
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_bounds_that_cannot_be_simulated_are_refused_before_any_draw(
    call: Callable[..., Any], here: Path, unsure: Path
) -> None:
    text = unsure.read_text(encoding="utf-8")
    low = Scenario.load(unsure).tables.ranges[GUARD][0]
    (here / "below.toml").write_text(text.replace(f'"{GUARD}" = [{low}', f'"{GUARD}" = [-1'), encoding="utf-8")
    done = call("forecast", "below.toml", "--draws", 4, "--workers", 1)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert GUARD in done.err


def test_a_forecast_says_what_uncertain_facts_do(call: Callable[..., Any], here: Path, unsure: Path) -> None:
    said = call("forecast", unsure, "--draws", 60, "--workers", 1, "--out", "told")
    assert said.code == 0, said.err
    assert "uncertain facts (2) drawn between their bounds" in said.out
    draws = pd.read_csv(here / "told" / "draws.csv")
    assert draws.groupby("family")["facts"].nunique().max() == 2
    assert json.loads((here / "told" / "forecast.json").read_text(encoding="utf-8"))["width"]["missing"] >= 0
    sure = Given(Scenario.load(unsure, {GUARD: 7, PEOPLE: 70}))
    assert (sure.varies, sure.facts) == (False, "all facts given")
    assert replace(sure, given=Scenario.load(unsure)).varies
