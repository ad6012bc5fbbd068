"""Indices of known functions, noise told apart, and tables that must be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safepassage.analysis.finished import read_finished
from safepassage.analysis.marks import ABOVE_ONE, CHANCE, NOISE, marked
from safepassage.analysis.sensitivity import analyse, variance_shares
from safepassage.analysis.summary import sensitivity_lines
from safepassage.scenario import BadInput
from sealing import sealed_anew, without_sums
from sweeps.designs import design, swept_by_formula

A, B, C = "brokers.elders.guarantee", "brokers.elders.skill", "parameters.credibility.trust"
RANGES = {name: {"low": 0.1, "high": 0.9} for name in (A, B, C)}


def formula(values: Mapping[str, Any], seed: int) -> float:
    """A main effect four times as strong as the other, an interaction, and nothing of C: as SALib's examples go."""
    a, b = (2 * (values[name] - 0.1) / 0.8 - 1 for name in (A, B))
    return 1000 * (2 * a + b + a * b) + seed * 0


def noisy(values: Mapping[str, Any], seed: int) -> float:
    """The same with a share common to a seed, and some noise of each run."""
    own = np.random.default_rng([seed, *(int(1e6 * values[name]) for name in (A, B, C))])
    return formula(values, seed) + 400 * ((seed * 7919) % 11 - 5) + 500 * own.standard_normal()


def indices(found: Any, column: str, name: str = "killed") -> list[float]:  # noqa: ANN401
    table = found.indices[found.indices["outcome"] == name].set_index("factor")
    return [float(table.at[factor, column]) for factor in (A, B, C)]


# The variances of 2a, b and ab over the cube are 4/3, 1/3 and 1/9.
WHOLE = 4 / 3 + 1 / 3 + 1 / 9


def test_sobol_indices_of_a_known_function(tmp_path: Path) -> None:
    plan = design(method="sobol", samples=256, factors=RANGES, replicates=1, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, formula))
    first = [4 / 3 / WHOLE, 1 / 3 / WHOLE, 0]
    total = [(4 / 3 + 1 / 9) / WHOLE, (1 / 3 + 1 / 9) / WHOLE, 0]
    assert indices(found, "S1") == pytest.approx(first, abs=0.06)
    assert indices(found, "ST") == pytest.approx(total, abs=0.06)
    for value, half, true in zip(indices(found, "ST"), indices(found, "ST_conf"), total, strict=True):
        assert abs(value - true) <= 2 * half + 1e-9


def test_morris_effects_of_a_known_function(tmp_path: Path) -> None:
    plan = design(method="morris", samples=30, factors=RANGES, replicates=1, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, formula))
    # Over the whole range a moves 2a by 4 and ab by 2b, whose sign averages out.
    assert indices(found, "mu") == pytest.approx([4000, 2000, 0], abs=600)
    assert indices(found, "mu_star") == pytest.approx([4000, 2000, 0], abs=600)
    sigma = indices(found, "sigma")
    assert min(sigma[:2]) > 500
    assert sigma[2] < 1e-6


# The people at the start are a sum: over its whole range a factor moves them by 1, by 2 and by 9.
PEOPLE = {
    "districts.upton.population": {"low": 2600, "high": 2601},
    "districts.downham.population": {"low": 2400, "high": 2402},
    "districts.upton-fields.population": {"low": 600, "high": 609},
}


def test_morris_effects_of_whole_numbers_are_those_of_the_steps_taken(tmp_path: Path) -> None:
    plan = design(method="morris", samples=20, factors=PEOPLE, replicates=1, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, lambda values, _: sum(values.values())))
    assert found.indices["mu_star"].tolist() == [1, 2, 9]
    assert found.indices["mu"].tolist() == [1, 2, 9]
    assert found.indices["sigma"].tolist() == [0, 0, 0]


def test_morris_effects_of_a_logarithm_are_over_its_range(tmp_path: Path) -> None:
    factors = {"parameters.war.advance": {"low": 0.001, "high": 0.1, "scale": "log"}, A: RANGES[A]}
    plan = design(method="morris", samples=10, factors=factors, replicates=1, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, lambda v, _: 1e6 * np.log10(v["parameters.war.advance"])))
    assert found.indices["mu_star"].tolist() == pytest.approx([2e6, 0], rel=1e-5)


def test_a_factor_without_an_index_gets_a_line_that_says_why(tmp_path: Path) -> None:
    factors = {A: RANGES[A], "convoys.buses": [12], "destinations.coast.holder": ["rebel", "government"]}
    plan = design(method="lhs", samples=20, factors=factors, replicates=1, daily=None, outcomes=["killed"])
    sweep = swept_by_formula(tmp_path / "s", plan, lambda values, _: 1000 * values[A])
    found = analyse(sweep)
    assert found.indices["factor"].tolist() == [A]
    assert found.unindexed["convoys.buses"] == "has one level, 12: it was not varied"
    assert "is text" in found.unindexed["destinations.coast.holder"]
    lines = sensitivity_lines(sweep, found)
    assert "- factor convoys.buses: has one level, 12: it was not varied" in lines
    plan = design(factors={A: [0.1, 0.9], "convoys.buses": [12]}, daily=None, outcomes=["killed"])
    sweep = swept_by_formula(tmp_path / "grid", plan, lambda values, _: 1000 * values[A])
    assert list(analyse(sweep).unindexed) == ["convoys.buses"]


def test_indices_that_are_noise_are_marked(tmp_path: Path) -> None:
    plan = design(method="sobol", samples=64, factors=RANGES, replicates=4, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, noisy))
    marks = found.indices.set_index("factor")["mark"]
    assert marks[A] == ""
    assert marks[C] in (NOISE, CHANCE)
    plan = design(method="morris", samples=20, factors=RANGES, replicates=4, daily=None, outcomes=["killed"])
    marks = analyse(swept_by_formula(tmp_path / "m", plan, noisy)).indices.set_index("factor")["mark"]
    assert (marks[A], marks[C]) == ("", NOISE)


def test_indices_above_1_are_marked() -> None:
    row = {"S1": 0.9, "S1_conf": 0.5, "ST": 1.2, "ST_conf": 0.5, "noise_ST": 0.1}
    assert marked(pd.DataFrame([row, row | {"ST": 0.95}]))["mark"].tolist() == [ABOVE_ONE, ""]


def test_grid_curves_are_means_over_the_other_factors(tmp_path: Path) -> None:
    levels = {name: {"low": 0.1, "high": 0.9, "levels": 3} for name in (A, B)}
    plan = design(factors=levels, replicates=4, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, lambda v, seed: formula(v, seed) + 10 * seed))
    table = found.indices[found.indices["factor"] == A]
    assert table["mean"].tolist() == pytest.approx([-2000 + 85, 85, 2000 + 85])
    assert (table["high"] - table["low"]).tolist() == pytest.approx([2 * 3.182 * 12.91 / 2] * 3, rel=1e-3)


def test_rank_correlations_tell_the_factors_apart(tmp_path: Path) -> None:
    plan = design(method="lhs", samples=80, factors=RANGES, replicates=2, daily=None, outcomes=["killed"])
    found = analyse(swept_by_formula(tmp_path / "s", plan, noisy))
    a, b, c = indices(found, "PRCC")
    assert a > b > 0.4
    assert indices(found, "low")[2] < 0 < indices(found, "high")[2]
    assert abs(c) < 0.4


def test_noise_is_shown_apart_from_factors(tmp_path: Path) -> None:
    plan = design(method="sobol", samples=64, factors=RANGES, replicates=8, daily=None, outcomes=["killed"])
    shares = analyse(swept_by_formula(tmp_path / "s", plan, noisy)).shares["killed"]
    factors, noise = 1e6 * WHOLE, 500**2
    seed = float(np.var([400 * ((s * 7919) % 11 - 5) for s in range(7, 15)], ddof=1))
    total = factors + seed + noise
    assert shares.factors == pytest.approx(factors / total, abs=0.05)
    assert shares.seed == pytest.approx(seed / total, abs=0.05)
    assert shares.noise == pytest.approx(noise / total, abs=0.02)
    assert shares.deviation == pytest.approx(500 / np.sqrt(8), rel=0.1)


def test_with_one_replicate_noise_is_not_guessed() -> None:
    assert np.isnan(variance_shares(np.arange(5.0)[:, None]).noise)


def test_what_has_no_index_is_said_in_words(tmp_path: Path) -> None:
    names = ["killed", "crossed", "split_day"]
    plan = design(method="sobol", samples=4, factors=RANGES, replicates=2, daily=None, outcomes=names)
    sweep = swept_by_formula(tmp_path / "s", plan, formula)
    sweep.table["split_day"] = pd.array([None] * 5 + [1] * (len(sweep.table) - 5), dtype="Int64")
    found = analyse(sweep)
    assert found.outcomes == ["killed"]
    assert found.silent["crossed"] == "constant: 0 in every run, so no factor moves it"
    assert "undefined in 5 of" in found.silent["split_day"]
    luck = swept_by_formula(tmp_path / "luck", plan, lambda _, seed: seed)
    assert "seeds move it, factors do not" in analyse(luck).silent["killed"]


# What must be refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plan = design(method="sobol", samples=4, factors=RANGES, replicates=2, daily=None)
    swept_by_formula(tmp_path / "s", plan, formula)
    return tmp_path / "s"


def rewritten(folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / "results.parquet"
    schema = pq.read_schema(path)
    frame = change(pd.read_parquet(path, dtype_backend="pyarrow"))
    pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), path)


SPOILED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "partial": (lambda frame: frame.drop(index=[3]), r"partial: 1 of 40 runs are missing \(run 3 first\)"),
    "shuffled": (lambda frame: frame.sample(frac=1, random_state=1), "reordered"),
    "twice": (lambda frame: pd.concat([frame, frame.tail(1)]), "reordered or added to"),
    "renumbered": (
        lambda frame: frame.sample(frac=1, random_state=1).assign(run=range(len(frame))),
        r"point \d+ has .* its design",
    ),
    "a factor changed": (lambda frame: frame.assign(**{A: frame[A] + 0.01}), "point 0 has"),
}


@pytest.mark.parametrize(("change", "told"), SPOILED.values(), ids=SPOILED.keys())
def test_a_spoiled_table_is_refused(
    folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame], told: str, call: Callable[..., Any]
) -> None:
    assert read_finished(folder)
    rewritten(folder, change)
    with pytest.raises(BadInput, match=r"results\.parquet: is damaged or was edited"):
        read_finished(folder)
    without_sums(folder)
    with pytest.raises(BadInput, match=told):
        read_finished(folder)
    said = call("sensitivity", folder)
    assert said.code == 2
    assert said.err.count("\n") == 1


def test_failed_runs_and_unfinished_sweeps_are_refused(folder: Path, call: Callable[..., Any]) -> None:
    rewritten(folder, lambda frame: frame.assign(status=["failed"] + ["done"] * (len(frame) - 1)))
    sealed_anew(folder)
    said = call("sensitivity", folder)
    assert (said.code, "1 runs failed" in said.err) == (2, True)
    (folder / "results.parquet").unlink()
    sealed_anew(folder)
    assert "not finished: 0 of 40 runs are done" in call("sensitivity", folder).err
    assert call("sensitivity", folder / "nowhere").code == 2


# The verb


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("sobol", {"samples": 8}),
        ("morris", {"samples": 4}),
        ("lhs", {"samples": 20}),
        ("grid", {"factors": {A: [0.1, 0.9], B: [0.1, 0.5, 0.9]}}),
        ("grid", {"factors": {A: [0.1, 0.5, 0.9]}}),
    ],
)
def test_the_verb_leaves_its_files(
    tmp_path: Path, call: Callable[..., Any], method: str, changes: dict[str, Any]
) -> None:
    plan = design(**{"method": method, "factors": RANGES, "replicates": 3, "daily": None, **changes})
    from safepassage.analysis.summary import describe_sweep

    files = describe_sweep(swept_by_formula(tmp_path / "s", plan, lambda v, s: noisy({C: 0.5, B: 0.5, **v}, s)), "x")
    assert "sweep.png" in files
    said = call("sensitivity", tmp_path / "s")
    assert said.code == 0, said.err
    assert "constant: 0 in every run" in said.out
    assert "Variance: " in (tmp_path / "s" / "sensitivity.md").read_text()
    for name in ("sensitivity.csv", "shares.csv", "sensitivity.png", "sweep.png", "summary.md"):
        assert (tmp_path / "s" / name).stat().st_size > 100
    table = pd.read_csv(tmp_path / "s" / "sensitivity.csv")
    assert set(table["outcome"]) == {"killed"}
    assert {"design", "code", "safepassage"} <= set(table.columns)
    assert call("sensitivity", tmp_path / "s", "--outcome", "kiled").code == 2


def test_discovery_says_what_is_missing_or_finds_the_box(tmp_path: Path, call: Callable[..., Any]) -> None:
    plan = design(method="lhs", samples=150, factors=RANGES, replicates=1, daily=None)
    swept_by_formula(tmp_path / "s", plan, lambda v, _: 1000.0 * (v[A] > 0.6 and v[B] < 0.4))
    if find_spec("ema_workbench") is None:
        said = call("sensitivity", tmp_path / "s", "--box", "killed > 500")
        assert said.code == 2
        assert "'discovery'" in said.err
        return
    said = call("sensitivity", tmp_path / "s", "--box", "killed > 500", "--scores")
    assert said.code == 0, said.err
    box = pd.read_csv(tmp_path / "s" / "box.csv").set_index("factor")
    assert set(box.index) == {A, B}
    assert box.at[A, "low"] == pytest.approx(0.6, abs=0.1)
    assert box.at[B, "high"] == pytest.approx(0.4, abs=0.1)
    scores = pd.read_csv(tmp_path / "s" / "scores.csv").set_index("factor")
    assert scores.at[C, "killed"] < scores.at[A, "killed"]
    for condition in ("killed", "kiled > 3", "killed > 1e9", "killed >= 0"):
        assert call("sensitivity", tmp_path / "s", "--box", condition).code == 2
