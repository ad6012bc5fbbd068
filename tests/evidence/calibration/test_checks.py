"""Checks on stored runs: honest posteriors pass them, posteriors that claim too much or too little do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evidence.calibration.test_run import PRIOR, TARGETS
from evidence.calibration.test_weighting import NAMES, NOISE, REPORTED, TOLERANCE, runs
from safepassage.evidence.calibration import checks, recovery
from safepassage.evidence.calibration.recovery import recover
from safepassage.evidence.calibration.run import stored_reference
from safepassage.evidence.calibration.store import StoredRuns
from safepassage.evidence.calibration.synthetic import compared, synthetic_posterior
from safepassage.evidence.calibration.weighting import Posterior, Reference, posterior
from safepassage.scenario import BadInput

REFERENCE = Reference(runs(1200), TOLERANCE, particles=200)


def stretched(factor: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let posteriors claim that they are so many times as wide as they are."""

    def made(reference: Reference, reported: np.ndarray, leave_out: int | None = None) -> Posterior:
        found = posterior(reference, reported, leave_out=leave_out)
        return replace(found, points=found.mean + factor * (found.points - found.mean))

    monkeypatch.setattr(recovery, "posterior", made)


def test_ranks_are_flat_where_posteriors_are_honest() -> None:
    table = checks.rank_table(recover(REFERENCE, 200, 3), NAMES).set_index("parameter")
    assert (table["p"] > 0.01).all()
    assert (table["p_ks"] > 0.01).all()
    assert (table.filter(like="tenth").sum(axis=1) == 200).all()


@pytest.mark.parametrize(("factor", "ends"), [(0.4, "many"), (2.5, "few")])
def test_ranks_and_coverage_tell_of_posteriors_too_narrow_or_too_wide(
    factor: float, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched(factor, monkeypatch)
    found = recover(REFERENCE, 200, 3)
    table = checks.rank_table(found, NAMES).set_index("parameter").loc[["a", "b"]]
    assert (table["p"] < 0.001).all()
    outer = table["tenth1"] + table["tenth10"]
    assert ((outer > 60) if ends == "many" else (outer < 20)).all()
    tests = found.table(NAMES).set_index("parameter").loc[["a", "b"]]
    assert (tests["coverage80_p"] < 0.01).all()


def test_the_second_method_finds_the_exact_posterior() -> None:
    found = synthetic_posterior(REFERENCE, REPORTED, seed=1)
    exact = np.sqrt((NOISE**2 + TOLERANCE[0]) / 6) / 2
    assert found.mean == pytest.approx([0.7, 0.2, 0.5], abs=0.08)
    assert found.deviation[0] == pytest.approx(exact, rel=0.25)
    assert found.deviation[2] == pytest.approx(12**-0.5, rel=0.1)


def test_two_methods_that_agree_are_not_far_apart_and_a_wrong_report_moves_both() -> None:
    table = compared(REFERENCE, REPORTED, NAMES, 1).set_index("parameter")
    assert table["apart"].abs().max() < 0.6
    moved = compared(REFERENCE, np.repeat([-0.4, -0.6], 6), NAMES, 1).set_index("parameter")
    for method in ("abc", "synthetic"):
        assert moved.loc["a", f"{method}_median"] < table.loc["a", f"{method}_median"] - 0.2


def test_all_tables_and_the_picture_are_written_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    points = rng.random((400, 3))
    seen = np.column_stack([points[:, 0], points[:, 0], points[:, 1], points[:, 1]])
    stored = StoredRuns(
        ("wave-1",) * 400, np.arange(400), points, np.ones(400), TARGETS.names, seen + 0.05 * rng.random(seen.shape)
    )
    reference = Reference(stored, TARGETS.tolerance, 60)
    monkeypatch.setattr(checks, "stored_reference", lambda _folder: (PRIOR, TARGETS, reference))
    monkeypatch.setattr("sys.argv", ["checks", "--folder", str(tmp_path), "--trials", "30"])
    checks.main()
    printed = capsys.readouterr().out
    for name in ("recovery", "ranks", "methods"):
        table = pd.read_csv(tmp_path / f"{name}.csv")
        assert tuple(table["parameter"]) == PRIOR.names
        assert all(column in printed for column in table)
    assert (tmp_path / "ranks.png").read_bytes().startswith(b"\x89PNG")


def test_runs_for_other_targets_are_refused(tmp_path: Path) -> None:
    from safepassage.evidence.calibration.priors import declared_prior

    names = declared_prior().names
    points = np.full((5, len(names)), 0.5)
    old = StoredRuns(("wave-1",) * 5, np.arange(5), points, np.ones(5), ("ONE/evacuees",), np.zeros((5, 1)))
    old.save(tmp_path / "runs.parquet", names)
    with pytest.raises(BadInput, match="other targets"):
        stored_reference(tmp_path)
