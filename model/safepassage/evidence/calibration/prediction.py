"""What the model says after the fit: fresh runs at the posterior, beside what was reported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from safepassage.evidence.calibration.abc_smc import Simulate
from safepassage.evidence.calibration.draws import Draws
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.targets import TargetSet, from_scale, kind_of

STREAM = 5_000  # spawn key of the posterior runs; those below belong to waves and generations
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
SHARE_NAMES = ("p5", "p25", "p50", "p75", "p95")


def simulate_posterior(simulate: Simulate, prior: Prior, draws: Draws, n: int, seed: int) -> Floats:
    """Summaries of ``n`` fresh runs at draws of the posterior."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAM,)))
    picked = draws.values[rng.choice(len(draws.values), size=n, p=draws.weights / draws.weights.sum())]
    return simulate("predictive", prior.points(picked), rng.integers(2**32, size=n, dtype=np.int64))


def predictive_table(targets: TargetSet, summaries: Floats, seed: int) -> pd.DataFrame:
    """For each target: the report with its error, quantiles of fresh posterior runs, and how the two agree.

    ``position`` is the share of runs below the report (0.05 to 0.95 within the central 90 %), each run with an error
    of report and discrepancy, so that the report is one draw among them if the model fits. ``mean`` is that of shares.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(17,)))
    noisy = summaries + rng.standard_normal(summaries.shape) * np.sqrt(targets.tolerance)
    rows = []
    for target, plain, blurred in zip(targets.targets, summaries.T, noisy.T, strict=True):
        known = ~np.isnan(plain)
        quantiles = np.quantile(plain[known], SHARES) if known.any() else np.full(len(SHARES), np.nan)
        rows.append({
            "agreement": target.agreement,
            "quantity": target.quantity,
            "reported": float(from_scale(target.quantity, np.array(target.reported))),
            "reporting_sd": target.report,
            "discrepancy_sd": target.discrepancy,
            **dict(zip(SHARE_NAMES, from_scale(target.quantity, quantiles).tolist(), strict=True)),
            "mean": float(plain[known].mean()) if known.any() and not kind_of(target.quantity).log else np.nan,
            "position": float(np.mean(blurred[known] < target.reported)) if known.any() else np.nan,
            "runs": int(known.sum()),
        })  # fmt: skip
    return pd.DataFrame(rows)
