"""Design files: what each method lays out, and what is refused before anything runs."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.scenario import BadInput
from safepassage.sweeps.design import MOST_RUNS, design_of, make_design, read_design
from safepassage.sweeps.factors import Levels, read_factor
from safepassage.sweeps.sampling import Cube
from sweeps.designs import design

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RANGES = {"brokers.elders.guarantee": {"low": 0.0, "high": 1.0}, "convoys.buses": {"low": 4, "high": 40}}


def test_a_grid_has_every_combination_the_first_factor_slowest() -> None:
    plan = design()
    assert [plan.points[i] for i in range(4)] == [(0.0, 4), (0.0, 12), (1.0, 4), (1.0, 12)]
    assert plan.runs == 12


def test_replicates_share_their_seeds_over_all_points() -> None:
    plan = design()
    assert [plan.seed(run) for run in range(6)] == [7, 8, 9, 7, 8, 9]


def test_dotted_keys_need_no_quotes() -> None:
    nested = {"brokers": {"elders": {"guarantee": [0.0, 1.0]}}, "convoys": {"buses": [4, 12]}}
    assert design(factors=nested).hash != design().hash  # as written, in design.json
    assert design(factors=nested).factors == design().factors


@pytest.mark.parametrize("method", ["lhs", "sobol", "morris"])
def test_sampled_points_lie_in_their_ranges_and_repeat(method: str) -> None:
    plans = [design(method=method, samples=8, factors=RANGES, seed=seed) for seed in (1, 1, 2)]
    points = [[plan.points[i] for i in range(len(plan.points))] for plan in plans]
    assert points[0] == points[1] != points[2]
    assert len(points[0]) == {"lhs": 8, "sobol": 8 * 4, "morris": 8 * 3}[method]
    for guarantee, buses in points[0]:
        assert 0 <= guarantee <= 1
        assert isinstance(buses, int)
        assert 4 <= buses <= 40


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    points = design(method="lhs", samples=10, factors=RANGES).points
    assert isinstance(points, Cube)
    for column in points.unit.T:
        assert sorted((column * 10).astype(int)) == list(range(10))


def test_a_logarithmic_range_is_even_in_the_logarithm() -> None:
    plan = design(factors={"parameters.war.advance": {"low": 0.001, "high": 0.1, "levels": 3, "scale": "log"}})
    assert [value for (value,) in map(plan.points.__getitem__, range(3))] == pytest.approx([0.001, 0.01, 0.1])


def test_levels_of_what_is_counted_are_whole() -> None:
    plan = design(factors={"convoys.buses": {"low": 1, "high": 4, "levels": 3}})
    assert [value for (value,) in map(plan.points.__getitem__, range(3))] == [1, 3, 4]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_whole_numbers_of_a_range_are_sampled_evenly(scale: str) -> None:
    factor = {"low": 1, "high": 3, "scale": scale}
    plan = design(method="lhs", samples=300, factors={"brokers.elders.capacity": factor, **RANGES})
    found = Counter(plan.points[i][0] for i in range(300))
    # In logarithms: of the way from ½ to 3½, each the part from half a step below it to half a step above.
    shares = {"linear": [1 / 3] * 3, "log": [math.log((n + 0.5) / (n - 0.5)) / math.log(7) for n in (1, 2, 3)]}
    assert [found[n] / 300 for n in (1, 2, 3)] == pytest.approx(shares[scale], abs=0.005)


def test_bounds_of_a_range_of_whole_numbers_may_lie_between_them() -> None:
    factor = {"brokers.elders.capacity": {"low": 0.5, "high": 2.5}, **RANGES}
    plan = design(method="lhs", samples=20, factors=factor)
    assert Counter(plan.points[i][0] for i in range(20)) == {1: 10, 2: 10}


@pytest.mark.parametrize(("low", "high", "n"), [(0.1, 0.9, 9), (0, 1, 11), (0.05, 0.35, 7), (-0.3, 0.3, 7)])
def test_levels_are_the_numbers_that_one_would_type(low: float, high: float, n: int) -> None:
    factor = read_factor("x", {"low": low, "high": high, "levels": n}, {}, "d")
    assert isinstance(factor, Levels)
    assert all(len(repr(value)) <= 5 for value in factor.values)
    if n > 7:
        assert 0.3 in factor.values
    assert 0.7 in factor.values or n == 7


def test_logarithmic_levels_are_too() -> None:
    factor = read_factor("x", {"low": 0.001, "high": 1000, "levels": 7, "scale": "log"}, {}, "d")
    assert isinstance(factor, Levels)
    assert factor.values == (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)


def test_levels_that_rounding_makes_equal_are_told() -> None:
    plan = design(factors={"brokers.elders.capacity": {"low": 1, "high": 3, "levels": 10}})
    assert plan.notes == (
        "small.toml: factors.brokers.elders.capacity: 10 levels of a whole number are 3 different ones",
    )
    assert design().notes == ()


def test_equal_points_of_a_sample_are_told() -> None:
    few = {"brokers.elders.capacity": {"low": 1, "high": 3}, "convoys.buses": [4, 12]}
    (note,) = design(method="lhs", samples=20, factors=few).notes
    assert "20 points, of which 6 are different" in note


def test_listed_values_are_equally_frequent_in_a_sample() -> None:
    plan = design(method="lhs", samples=30, factors={**RANGES, "convoys.seats": [20, 30, 49]})
    seats = Counter(plan.points[i][2] for i in range(30))
    assert seats == {20: 10, 30: 10, 49: 10}


def test_whole_scenarios_are_values_of_a_factor(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('extends = "two-towns"\n[convoys]\nbuses = 3\n', encoding="utf-8")
    tree = {"factors": {"scenario": ["two-towns", "other.toml"], "convoys.seats": [20, 49]}}
    plan = make_design(tree, name="x", origin="x", folder=tmp_path)
    assert [plan.scenario_of(plan.points[i]) for i in range(4)] == ["two-towns"] * 2 + ["other.toml"] * 2
    assert plan.scenarios["other.toml"].tables.convoys.buses == 3


def test_a_table_is_taken_row_by_row(tmp_path: Path) -> None:
    text = "note,brokers.elders.guarantee,convoys.buses\nfirst,0.25,4\n\nsecond,1,8\n"
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    factors = {"brokers.elders.guarantee": {"low": 0, "high": 1}, "convoys.buses": [4, 8]}
    plan = make_design(
        {"scenario": "two-towns", "method": "table", "table": "points.csv", "factors": factors},
        name="x", origin="x", folder=tmp_path,
    )  # fmt: skip
    assert [plan.points[i] for i in range(len(plan.points))] == [(0.25, 4), (1, 8)]


def test_outcomes_are_chosen_by_pattern() -> None:
    plan = design(outcomes=["*killed", "enclaves.*.agreement_day", "arrivals.*"])
    assert plan.outcomes == (
        "killed", "civilians_killed", "militants_killed", "government_killed", "arrivals.coast",
        "enclaves.downham-league-downham.agreement_day", "enclaves.upton-guard-upton.agreement_day",
    )  # fmt: skip


def test_a_stored_design_lays_out_the_same_points() -> None:
    plan = design(method="morris", samples=4, factors=RANGES)
    again = design_of(plan.record, "again", "again")
    assert again.hash == plan.hash
    assert np.array_equal(again.points.unit, plan.points.unit)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", sorted((SCENARIOS / "designs").glob("*.toml")), ids=lambda path: path.stem)
def test_the_examples_are_designs(path: Path) -> None:
    assert 0 < read_design(path).runs < 2_000


BAD: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "unknown key": ({"replicate": 3}, ("replicate", "'replicates'")),
    "unknown method": ({"method": "grit"}, ("method", "'grid'", "'grit'")),
    "replicate 0": ({"replicates": 0}, ("replicates", "1", "0")),
    "negative seed": ({"seed": -1}, ("seed", "0", "-1")),
    "seed too large": ({"seed": 2**64}, ("seed",)),
    "no days": ({"days": 0}, ("days", "1")),
    "no scenario": ({"scenario": None}, ("scenario", "missing")),
    "unknown scenario": ({"scenario": "two-twons"}, ("two-twons", "'two-towns'")),
    "no factors": ({"factors": {}}, ("factors", "empty")),
    "empty factor": ({"factors": {"convoys.buses": []}}, ("factors.convoys.buses", "empty")),
    "unknown factor": ({"factors": {"brokers.elders.guarante": [0, 1]}}, ("guarante", "'guarantee'")),
    "unknown broker": ({"factors": {"brokers.eldrs.guarantee": [0, 1]}}, ("eldrs", "'elders'")),
    "unknown parameter": ({"factors": {"parameters.war.advanse": [0.1]}}, ("advanse", "'advance'")),
    "value out of bounds": ({"factors": {"brokers.elders.guarantee": [0, 1.5]}}, ("guarantee", "1", "1.5")),
    "wrong type": ({"factors": {"convoys.buses": ["many"]}}, ("convoys.buses", "integer", "'many'")),
    "neither list nor range": ({"factors": {"convoys.buses": 3}}, ("convoys.buses", "list")),
    "range reversed": ({"factors": {"convoys.buses": {"low": 9, "high": 1, "levels": 2}}}, ("low 9", "high 1")),
    "range without end": ({"factors": {"convoys.buses": {"low": 9}}}, ("high is missing",)),
    "range of texts": ({"factors": {"convoys.buses": {"low": "a", "high": 2}}}, ("low", "number")),
    "unknown key of a range": ({"factors": {"convoys.buses": {"low": 1, "hihg": 2}}}, ("hihg", "'high'")),
    "grid of a range": ({"factors": {"convoys.buses": {"low": 1, "high": 2}}}, ("levels",)),
    "one level": ({"factors": {"convoys.buses": {"low": 1, "high": 2, "levels": 1}}}, ("levels", "2")),
    "logarithm of zero": ({"factors": {"convoys.buses": {"low": 0, "high": 2, "scale": "log"}}}, ("above 0",)),
    "value twice": ({"factors": {"convoys.buses": [1, 1]}}, ("twice",)),
    "the same number typed twice": ({"factors": {"brokers.elders.guarantee": [0.5, 0.50]}}, ("0.5 twice",)),
    "a number as integer and float": ({"factors": {"brokers.elders.guarantee": [1, 1.0]}}, ("twice",)),
    "no whole number": ({"factors": {"convoys.buses": {"low": 1.2, "high": 1.8}}}, ("whole numbers",)),
    "one whole number": ({"factors": {"convoys.buses": {"low": 1.2, "high": 2.8}}}, ("whole numbers",)),
    "a number without end": ({"factors": {"convoys.buses": {"low": 1, "high": 10**400}}}, ("at most 1e+15",)),
    "a billion points": (
        {"factors": {f"convoys.{k}": {"low": 1, "high": 190, "levels": 190} for k in ("buses", "seats")}
                    | {"brokers.elders.guarantee": {"low": 0, "high": 1, "levels": 100_000}}},
        ("3,610,000,000 points", f"{MOST_RUNS:,}"),
    ),
    "a billion samples": ({"method": "lhs", "samples": 10**9, "factors": RANGES}, ("samples", "2000000")),
    "a billion replicates": ({"replicates": 10**9}, ("replicates", "100000")),
    "no samples": ({"method": "lhs", "factors": RANGES}, ("samples", "missing")),
    "samples of a grid": ({"samples": 8}, ("samples", "takes none")),
    "zero samples": ({"method": "lhs", "samples": 0, "factors": RANGES}, ("samples", "1", "0")),
    "samples no power of two": ({"method": "sobol", "samples": 100, "factors": RANGES}, ("64", "128", "100")),
    "morris of a list": ({"method": "morris", "samples": 4}, ("morris", "range")),
    "unknown outcome": ({"outcomes": ["kiled"]}, ("kiled", "'killed'")),
    "unknown daily series": ({"daily": ["insid"]}, ("insid", "'inside'")),
    "table without a file": ({"method": "table"}, ("table", "missing")),
    "table of a grid": ({"table": "points.csv"}, ("table", "'grid'")),
    "scenario twice": ({"factors": {"scenario": ["two-towns"]}}, ("scenario", "twice")),
    "scenarios no list": ({"scenario": None, "factors": {"scenario": 3}}, ("scenario", "list")),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "told"), BAD.values(), ids=BAD.keys())
def test_a_bad_design_is_refused_in_one_line(changes: dict[str, Any], told: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as refused:
        design(**changes)
    message = str(refused.value)
    assert message.startswith("small.toml: ")
    assert "\n" not in message
    for part in told:
        assert part in message


TABLES = {
    "missing column": ("convoys.seats\n20\n", ("no column 'convoys.buses'", "convoys.seats")),
    "empty cell": ("convoys.buses\n4\n,\n \n5\n,6\n", ("row 6", "more than the 1 that", "'6'")),
    "no points": ("convoys.buses\n", ("no point",)),
    "nothing": ("", ("empty",)),
    "outside": ("convoys.buses\n4\n900\n", ("'convoys.buses'", "900")),
    "no number": ("convoys.buses\nfour\n", ("'four'",)),
    "latin-1": (b"convoys.buses,caf\xe9\n4,1\n", ("UTF-8",)),
}


@pytest.mark.parametrize(("text", "told"), TABLES.values(), ids=TABLES.keys())
def test_a_bad_table_is_refused_in_one_line(tmp_path: Path, text: str | bytes, told: tuple[str, ...]) -> None:
    (tmp_path / "points.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    tree = {"scenario": "two-towns", "method": "table", "table": "points.csv",
            "factors": {"convoys.buses": {"low": 1, "high": 99}}}  # fmt: skip
    with pytest.raises(BadInput) as refused:
        make_design(tree, name="x", origin="x.toml", folder=tmp_path)
    assert "\n" not in str(refused.value)
    for part in ("points.csv" if told[0] not in ("'four'", "'convoys.buses'") else "table", *told):
        assert part in str(refused.value)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.csv: cannot be read"):
        make_design({"scenario": "two-towns", "method": "table", "table": "nowhere.csv"}, name="x", origin="x",
                    folder=tmp_path)  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "told"), [((), ("no such file", "nowhere.toml")), (("--dry-run",), ("no such file",))]
)
def test_the_command_line_says_it_in_one_line(
    call: Callable[..., Any], verb: tuple[str, ...], told: tuple[str, ...]
) -> None:
    said = call("sweep", "nowhere.toml", *verb)
    assert said.code == 2
    assert said.err.count("\n") == 1
    for part in told:
        assert part in said.err


def test_the_designs_of_the_documentation_are_designs() -> None:
    page = (SCENARIOS.parent / "docs" / "batch.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 2
    for text in shown:
        assert make_design(tomllib.loads(text), name="shown", origin="docs/batch.md").runs > 10
