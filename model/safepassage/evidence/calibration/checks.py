"""Checks of a fit on its stored runs, apart from the fit: recovery, coverage, ranks, and a second method.

``python -m safepassage.evidence.calibration.checks`` reads ``runs.parquet`` and writes ``recovery.csv`` (truth and
posterior, coverage with binomial tests), ``ranks.csv`` and ``ranks.png`` (simulation-based calibration: histograms of
where the truth lies in its posterior, flat where posteriors are honest; a hump says too wide, a bowl too narrow), and
``methods.csv`` (the same posterior by a synthetic likelihood). Nothing is simulated.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chisquare, kstest

from safepassage.evidence.calibration import plots
from safepassage.evidence.calibration.outputs import write_table
from safepassage.evidence.calibration.recovery import Recovery, recover
from safepassage.evidence.calibration.run import stored_reference
from safepassage.evidence.calibration.synthetic import compared
from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput

BINS = 10


def rank_table(recovery: Recovery, names: tuple[str, ...]) -> pd.DataFrame:
    """A row a parameter: truths by tenth of their posterior, and tests that these are equally filled.

    ``p`` is of a chi-squared test of the histogram, ``p_ks`` of Kolmogorov and Smirnov's of the ranks themselves.
    """
    rows = []
    for name, ranks in zip(names, recovery.ranks.T, strict=True):
        counts, _ = np.histogram(ranks, BINS, (0.0, 1.0))
        tests = {"p": chisquare(counts).pvalue, "p_ks": kstest(ranks, "uniform").pvalue}
        rows.append({"parameter": name, **{f"tenth{i + 1}": n for i, n in enumerate(counts.tolist())}, **tests})
    return pd.DataFrame(rows).round(4)


def check(folder: Path, trials: int, seed: int) -> list[pd.DataFrame]:
    """Make all tables and the picture of a calibration's folder; returns the tables."""
    prior, targets, reference = stored_reference(folder)
    recovery = recover(reference, trials, seed)
    tables = {
        "recovery": recovery.table(prior.names),
        "ranks": rank_table(recovery, prior.names),
        "methods": compared(reference, targets.reported, prior.names, seed),
    }
    for name, table in tables.items():
        write_table(folder / f"{name}.csv", table)
    plots.ranks(folder / "ranks.png", tables["ranks"], BINS, trials)
    return list(tables.values())


def main() -> None:
    """Check the fit in ``seeds/calibrated`` or in ``--folder``."""
    options = argparse.ArgumentParser(description=check.__doc__)
    options.add_argument("--trials", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", type=Path, default=seeds_folder() / "calibrated")
    asked = options.parse_args()
    try:
        tables = check(asked.folder, asked.trials, asked.seed)
    except BadInput as error:
        options.exit(2, f"{error}\n")
    for table in tables:
        sys.stdout.write(table.to_string(index=False) + "\n\n")


if __name__ == "__main__":
    main()
