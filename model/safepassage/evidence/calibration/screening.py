"""Which parameters the reports can tell at all: a Latin hypercube over every declared prior, and a regression.

For each parameter, ``signal`` is the largest change of a target's expected value over the parameter's range, in
standard deviations of one run with its reporting error; ``told`` is how much of the parameter a linear regression from
all targets gives back (R², by leaving runs out; at or below zero nothing). A parameter with a high signal and a low R²
is told only together with others; one with neither is left at its declared value. The choice of :mod:`.priors` rests
on this table; ``python -m safepassage.evidence.calibration.screening`` makes it again.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.evidence.calibration.distance import fit_regression, with_errors
from safepassage.evidence.calibration.history_matching import column_means, latin_hypercube
from safepassage.evidence.calibration.outputs import write_table
from safepassage.evidence.calibration.pool import Workers
from safepassage.evidence.calibration.priors import Choice, Prior, declared_prior
from safepassage.evidence.calibration.progress import Progress
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.simulator import AgreementsSimulator
from safepassage.evidence.calibration.targets import TargetSet, reported_targets
from safepassage.evidence.tables import reported
from safepassage.parameters import declarations
from safepassage.resources import seeds_folder

LOG_RATIO = 4.0  # ranges wider than this factor are explored on a log scale


@dataclass(frozen=True)
class Screened:
    """For each parameter: linear effects on all targets (parameters × targets, in noise units), and R²."""

    names: tuple[str, ...]
    targets: tuple[str, ...]
    effects: Floats
    told: Floats

    def table(self) -> pd.DataFrame:
        """A row a parameter, the best told first, with the target that shows it most."""
        strongest = np.abs(self.effects).argmax(axis=1)
        return pd.DataFrame({
            "parameter": self.names,
            "told": self.told.round(3),
            "signal": np.abs(self.effects).max(axis=1).round(2),
            "shown_by": [self.targets[j] for j in strongest],
        }).sort_values("told", ascending=False, ignore_index=True)  # fmt: skip


def everything() -> Prior:
    """The prior of all parameters that were declared with a range."""
    choices = [
        Choice(d.name, "log" if d.prior[0] > 0 and d.prior[1] / d.prior[0] >= LOG_RATIO else "linear", "")
        for d in declarations()
        if d.prior is not None
    ]
    return declared_prior(choices)


def screen(
    points: Floats, seeds: NDArray[np.int64], summaries: Floats, names: tuple[str, ...], targets: TargetSet
) -> Screened:
    """Regress targets on parameters and parameters on targets."""
    features = np.column_stack([np.ones(len(points)), 2.0 * points - 1.0])
    filled = np.where(np.isnan(summaries), column_means(summaries), summaries)
    slopes, *_ = np.linalg.lstsq(features, filled, rcond=None)
    noise = np.sqrt((filled - features @ slopes).var(axis=0) + targets.tolerance)
    _, predicted = fit_regression(points, with_errors(summaries, targets.tolerance, seeds), np.ones(len(points)))
    told = 1.0 - ((predicted - points) ** 2).mean(axis=0) / points.var(axis=0)
    return Screened(names, targets.names, 2.0 * slopes[1:] / noise, told)


def explore(runs: int, seed: int, workers: int | None) -> Screened:
    """Simulate a hypercube over everything that was declared with a range."""
    prior, tables = everything(), reported()
    targets = reported_targets(tables)
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    points = latin_hypercube(runs, prior.dimensions, rng)
    seeds = rng.integers(2**32, size=runs, dtype=np.int64)
    simulator = AgreementsSimulator(prior, tables, targets)
    with Progress() as progress, Workers(simulator, workers, done=progress.done) as simulate:
        summaries = simulate("screening", points, seeds)
    return screen(points, seeds, summaries, prior.names, targets)


def main() -> None:
    """Write the table to ``seeds/calibrated/screening.csv`` or where ``--out`` says."""
    options = argparse.ArgumentParser(description=explore.__doc__)
    options.add_argument("--runs", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=None)
    options.add_argument("--out", type=Path, default=seeds_folder() / "calibrated" / "screening.csv")
    asked = options.parse_args()
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    write_table(asked.out, explore(asked.runs, asked.seed, asked.workers).table())


if __name__ == "__main__":
    main()
