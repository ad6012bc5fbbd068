"""Waves rule out what cannot have been, and keep what was."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.calibration.toys import NOISE, RANGE, Bent
from safepassage.evidence.calibration import history_matching as hm
from safepassage.evidence.calibration import waves
from safepassage.evidence.calibration.pool import Workers

TOLERANCE = np.full(2, 0.05**2)


def matched(settings: waves.WaveSettings, seed: int = 1) -> waves.Matched:
    with Workers(Bent(), 1) as workers:
        return waves.match_history(workers, 2, Bent.reported, TOLERANCE, settings, seed)


def test_design_fills_every_slice() -> None:
    points = hm.latin_hypercube(10, 3, np.random.default_rng(1))
    for axis in points.T:
        assert sorted((axis * 10).astype(int)) == list(range(10))


def test_the_space_shrinks_around_the_truth_and_then_stops() -> None:
    found = matched(waves.WaveSettings(points=60, waves=4))
    truth = np.array([[0.7 - 0.3**2, 0.3]]) / RANGE + 0.5
    assert found.space(truth).all()
    assert found.volumes[0] < 0.8
    assert list(found.volumes) == sorted(found.volumes, reverse=True)
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    assert not found.space(corners).any()


def test_later_waves_lie_in_the_space_that_is_left() -> None:
    found = matched(waves.WaveSettings(points=60, waves=3, least_shrinkage=0.0))
    first, *later = found.pool.stages
    assert len(later) == 2
    allowed = hm.NotRuledOut(found.space.waves[:1])
    assert all(allowed(stage.points).all() for stage in later)
    assert not allowed(first.points).all()


def test_ensemble_variance_comes_from_replicates_alone() -> None:
    rng = np.random.default_rng(2)
    points = np.repeat(rng.random((400, 2)), 2, axis=0)
    signal = 10.0 * points[:, :1]
    summaries = np.concatenate([signal, signal], axis=1) + rng.standard_normal((800, 2)) * [0.5, 2.0]
    summaries[::7, 0] = np.nan
    assert np.sqrt(hm.ensemble_variance(points, summaries)) == pytest.approx([0.5, 2.0], rel=0.15)


def test_emulator_follows_a_quadratic_and_knows_its_noise() -> None:
    rng = np.random.default_rng(3)
    points = np.repeat(rng.random((150, 2)), 2, axis=0)
    summaries = np.array([Bent()(point, seed) for seed, point in enumerate(points)])
    emulator = hm.fit_emulator(points, summaries)
    a, b = RANGE * points.T - RANGE / 2
    assert emulator.mean(points) == pytest.approx(np.column_stack([a + b * b, b]), abs=0.15)
    assert np.sqrt(emulator.residual) == pytest.approx([NOISE, NOISE], rel=0.2)


def test_one_missed_target_alone_does_not_exclude() -> None:
    rng = np.random.default_rng(3)
    points = rng.random((100, 2))
    summaries = np.array([Bent()(point, seed) for seed, point in enumerate(points)])
    both = np.column_stack([summaries, summaries[:, 1]])
    emulator = hm.fit_emulator(points, both)
    wrong = np.array([0.7, 0.3, 99.0])
    tolerance = np.full(3, 0.05**2)
    truth = np.array([[0.61, 0.3]]) / RANGE + 0.5
    assert hm.Wave(emulator, wrong, tolerance, rank=2).admits(truth).all()
    assert not hm.Wave(emulator, wrong, tolerance, rank=1).admits(truth).any()


def test_nothing_left_is_an_error() -> None:
    emulator = matched(waves.WaveSettings(points=60, waves=1)).space.waves[0].emulator
    nothing = hm.NotRuledOut((hm.Wave(emulator, np.array([99.0, 99.0]), TOLERANCE),))
    with pytest.raises(RuntimeError, match="implausible"):
        nothing.design(10, 2, np.random.default_rng(1))


def test_a_model_that_misses_two_reports_everywhere_still_leaves_a_space() -> None:
    rng = np.random.default_rng(3)
    points = hm.latin_hypercube(80, 2, rng)
    summaries = np.column_stack([points[:, 0], points[:, 1], points[:, 0]]) + 0.01 * rng.standard_normal((80, 3))
    reported = np.array([5.0, 5.0, 0.2])  # two of three far outside what the model can do
    wave = hm.Wave(hm.fit_emulator(points, summaries), reported, np.full(3, 0.05**2))
    assert not hm.NotRuledOut((wave,))(points).any()
    kept = waves.narrowed(hm.NotRuledOut(), wave, points)(points)
    assert kept.mean() >= waves.LEAST_LEFT
    assert np.abs(points[kept, 0] - 0.2).max() < 0.4  # judged by the report that can be met
