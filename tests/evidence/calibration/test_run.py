"""The whole of a calibration on a toy: the same files for any number of workers, and honest ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evidence.calibration.toys import Fitted
from safepassage.computing.provenance import closure
from safepassage.evidence.calibration import abc_smc, outputs, waves
from safepassage.evidence.calibration.fit import Fit, FitSettings, fit_parameters
from safepassage.evidence.calibration.pool import Workers
from safepassage.evidence.calibration.priors import Choice, declared_prior
from safepassage.evidence.calibration.progress import Progress
from safepassage.evidence.calibration.targets import CAMPAIGN, Target, TargetSet
from safepassage.parameters import Parameters

SMALL = FitSettings(
    waves.WaveSettings(points=60, waves=2),
    abc_smc.SmcSettings(runs=80, particles=60, generations=2),
    particles=60,
    trials=40,
    predictive=40,
)
PRIOR = declared_prior([
    Choice("war.advance", "log", "told by the first agreement"),
    Choice("households.board", "linear", "told by the second"),
    Choice("beliefs.next_door", "linear", "told by nothing"),
])  # fmt: skip
TARGETS = TargetSet((
    Target("ONE", "fighters_share", 0.3, 0.05, 0.05),
    Target("ONE", "destination", 0.3, 0.05, 0.05),
    Target("TWO", "fighters_share", 0.6, 0.05, 0.05),
    Target(CAMPAIGN, "share_idlib", 0.6, 0.05, 0.05),
))  # fmt: skip


def fit(folder: Path, workers: int) -> Fit:
    made_with = outputs.provenance(PRIOR, TARGETS, SMALL, 5)
    with Progress() as progress, Workers(Fitted(), workers) as simulate:
        found = fit_parameters(simulate, PRIOR, TARGETS, SMALL, 5, progress)
    outputs.write(found, folder, made_with)
    return found


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fit, Path]:
    folder = tmp_path_factory.mktemp("calibrated")
    return fit(folder, 1), folder


def test_posterior_lies_where_the_reports_are(done: tuple[Fit, Path]) -> None:
    mean = done[0].posterior.mean
    assert mean[:2] == pytest.approx([0.3, 0.6], abs=0.06)


def test_what_cannot_be_told_stays_at_its_prior_and_is_said_to(done: tuple[Fit, Path]) -> None:
    found, folder = done
    table = pd.read_csv(folder / "recovery.csv").set_index("parameter")
    assert table.loc["beliefs.next_door", "verdict"] == "not identifiable"
    assert table.loc["war.advance", "verdict"] == "identifiable"
    untold = PRIOR.points(found.draws.values)[:, 2]
    assert untold.std() == pytest.approx(12**-0.5, rel=0.15)
    medians = tomllib.loads((folder / "medians.toml").read_text())
    assert medians["beliefs"]["next_door"] == Parameters().beliefs.next_door
    assert medians["war"]["advance"] == pytest.approx(found.draws.median()["war.advance"])


def test_a_posterior_without_an_agreement_has_not_seen_it(done: tuple[Fit, Path]) -> None:
    _, folder = done
    frame = pd.read_csv(folder / "loo" / "TWO.csv")
    points = PRIOR.points(frame[list(PRIOR.names)].to_numpy())
    assert np.average(points[:, 0], weights=frame["weight"]) == pytest.approx(0.3, abs=0.08)
    spread = np.sqrt(np.cov(points[:, 1], aweights=frame["weight"]))
    assert spread > 0.2  # the campaign's target, which agrees with the agreement, went with it


def test_a_posterior_without_a_group_has_seen_none_of_it() -> None:
    groups = {"year-1996": ("ONE", "TWO")}
    with Progress() as progress, Workers(Fitted(), 1) as simulate:
        found = fit_parameters(simulate, PRIOR, TARGETS, SMALL, 5, progress, groups)
    assert list(found.without) == ["year-1996"]
    draws = found.without["year-1996"]
    points = PRIOR.points(draws.values)
    assert np.sqrt(np.cov(points[:, :2].T, aweights=draws.weights).diagonal()).min() > 0.2  # nothing is left to tell


def test_reports_lie_among_fresh_runs_of_the_posterior(done: tuple[Fit, Path]) -> None:
    table = pd.read_csv(done[1] / "predictive.csv")
    assert table["position"].between(0.05, 0.95).all()
    assert ((table["p5"] <= table["p50"]) & (table["p50"] <= table["p95"])).all()


def test_the_same_files_for_two_workers(done: tuple[Fit, Path], tmp_path: Path) -> None:
    fit(tmp_path, 2)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert {"posterior.csv", "medians.toml", "runs.parquet", "provenance.json"} <= {p.name for p in written}
    for path in written:
        assert (tmp_path / path).read_bytes() == (done[1] / path).read_bytes(), path


def test_what_numbers_come_from_is_on_record() -> None:
    names = {path.name for path in closure(outputs.METHOD)}
    assert {"targets.py", "building.py", "facts.py", "tables.py", "campaign.py"} <= names
    assert "cli" not in {path.parent.name for path in closure(outputs.METHOD)}


def test_settings_and_seed_are_on_record(done: tuple[Fit, Path]) -> None:
    made_with = outputs.provenance(PRIOR, TARGETS, SMALL, 5)
    other = outputs.provenance(PRIOR, TARGETS, SMALL, 6)
    assert made_with != other
    assert made_with["priors"]["war.advance"]["scale"] == "log"
    assert set(made_with) >= {"seed", "settings", "priors", "tables", "method", "versions"}
    assert (done[1] / "provenance.json").read_text().count('"seed": 5') == 1
