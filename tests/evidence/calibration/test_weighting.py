"""Posteriors from stored runs: they find what made the reports, and leave out what is to be left out."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.evidence.calibration.distance import Scaled, with_errors
from safepassage.evidence.calibration.recovery import recover
from safepassage.evidence.calibration.store import StoredRuns
from safepassage.evidence.calibration.weighting import PROJECTED, SCALED, Reference, posterior, weighted_quantile
from safepassage.scenario import BadInput

NOISE = 0.4
TOLERANCE = np.full(12, 0.1**2)
NAMES = ("a", "b", "blind")


def runs(n: int = 1500, seed: int = 0) -> StoredRuns:
    """Twelve targets: six tell of a, six of b, none of the third parameter."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 3))
    signal = np.repeat(2.0 * points[:, :2] - 1.0, 6, axis=1)
    summaries = signal + NOISE * rng.standard_normal(signal.shape)
    summaries[rng.random(signal.shape) < 0.02] = np.nan
    targets = tuple(f"t{i}" for i in range(12))
    return StoredRuns(("wave-1",) * n, np.arange(n), points, np.ones(n), targets, summaries)


REPORTED = np.repeat([0.4, -0.6], 6)  # a = 0.7, b = 0.2


@pytest.mark.parametrize("method", [PROJECTED, SCALED])
def test_finds_the_parameters_behind_the_reports(method: str) -> None:
    found = posterior(Reference(runs(), TOLERANCE, particles=150, method=method), REPORTED)
    assert found.mean == pytest.approx([0.7, 0.2, 0.5], abs=0.1)
    assert found.deviation[:2].max() < 0.8 * found.deviation[2]
    assert found.weights.sum() == pytest.approx(1.0)


def test_projection_tells_more_than_adding_up_targets() -> None:
    both = [posterior(Reference(runs(), TOLERANCE, 150, method), REPORTED) for method in (PROJECTED, SCALED)]
    assert both[0].deviation[0] < both[1].deviation[0]


def test_the_spread_is_that_of_the_exact_posterior() -> None:
    found = posterior(Reference(runs(4000), TOLERANCE, particles=300), REPORTED)
    exact = np.sqrt((NOISE**2 + TOLERANCE[0]) / 6) / 2  # six measurements of 2a − 1
    assert found.deviation[0] == pytest.approx(exact, rel=0.25)


def test_targets_left_out_tell_nothing() -> None:
    blind_to_b = posterior(Reference(runs(), TOLERANCE), REPORTED, columns=range(6))
    assert blind_to_b.mean[0] == pytest.approx(0.7, abs=0.1)
    assert blind_to_b.deviation[1] > 0.25
    changed = np.where(np.arange(12) < 6, REPORTED, 99.0)
    same = posterior(Reference(runs(), TOLERANCE), changed, columns=range(6))
    assert same.weights.tobytes() == blind_to_b.weights.tobytes()


def test_a_run_that_stands_for_the_reports_does_not_count() -> None:
    stored = runs(200)
    stored.points[1] = stored.points[0]
    reference = Reference(stored, TOLERANCE, particles=50)
    found = posterior(reference, reference.as_reported[0], leave_out=0)
    assert found.weights[:2].tolist() == [0.0, 0.0]


def test_recovery_tells_which_parameters_can_be_told() -> None:
    found = recover(Reference(runs(), TOLERANCE, particles=150), trials=80, seed=1)
    table = found.table(NAMES).set_index("parameter")
    assert table.loc[["a", "b"], "verdict"].tolist() == ["identifiable", "identifiable"]
    assert table.loc["blind", "verdict"] == "not identifiable"
    assert found.told.tolist() == [True, True, False]
    assert table["coverage50"].between(0.3, 0.7).all()
    assert table["coverage90"].between(0.78, 1.0).all()


def test_errors_of_reports_depend_on_the_run_alone() -> None:
    summaries = np.zeros((3, 2))
    seeds = np.array([5, 6, 5])
    noisy = with_errors(summaries, np.array([1.0, 0.0]), seeds)
    assert noisy[0].tolist() == noisy[2].tolist() != noisy[1].tolist()
    assert noisy[:, 1].tolist() == [0.0, 0.0, 0.0]


def test_a_missing_summary_counts_against_a_run_but_not_without_bound() -> None:
    measure = Scaled(np.zeros(2), np.ones(2))
    near, missing, far = measure(np.array([[0.1, 0.1], [0.1, np.nan], [0.1, 1e9]]))
    assert near < missing < far < 4.0


def test_weighted_quantiles_ignore_what_has_no_weight() -> None:
    values, weights = np.array([9.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0, 1.0])
    assert weighted_quantile(values, weights, [0.5])[0] == 2.0


def test_runs_survive_the_disk(tmp_path) -> None:  # noqa: ANN001
    stored = runs(50)
    stored.save(tmp_path / "runs.parquet", NAMES)
    again = StoredRuns.load(tmp_path / "runs.parquet", NAMES)
    assert again.points == pytest.approx(stored.points, abs=0)
    assert again.summaries == pytest.approx(stored.summaries, rel=1e-6, nan_ok=True)
    assert again.targets == stored.targets
    with pytest.raises(BadInput, match="no column"):
        StoredRuns.load(tmp_path / "runs.parquet", ("a", "c"))
    with pytest.raises(BadInput, match="calibrate"):
        StoredRuns.load(tmp_path / "none.parquet", NAMES)
