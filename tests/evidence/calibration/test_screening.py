"""Screening ranks what the reports tell above what they do not."""

from __future__ import annotations

import numpy as np

from safepassage.evidence.calibration.screening import everything, screen
from safepassage.evidence.calibration.targets import Target, TargetSet
from safepassage.parameters import declarations

TARGETS = TargetSet((Target("ONE", "fighters_share", 0.3, 0.05, 0.0), Target("TWO", "fighters_share", 0.3, 0.05, 0.0)))


def test_a_parameter_that_shows_is_ranked_above_one_that_does_not() -> None:
    rng = np.random.default_rng(1)
    points = rng.random((400, 3))
    summaries = np.column_stack([points[:, 0], 0.3 * points[:, 1]]) + 0.1 * rng.standard_normal((400, 2))
    found = screen(points, np.arange(400), summaries, ("clear", "faint", "blind"), TARGETS)
    table = found.table()
    assert table["parameter"].tolist() == ["clear", "faint", "blind"]
    assert table["told"].iloc[0] > 0.6
    assert table["told"].iloc[2] < 0.05
    assert table["shown_by"].tolist()[:2] == ["ONE/fighters_share", "TWO/fighters_share"]


def test_everything_declared_with_a_range_is_explored() -> None:
    assert set(everything().names) == {d.name for d in declarations() if d.prior is not None}
