"""Pictures of the fit, written to files; drawn in :mod:`safepassage.figures.posteriors`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binom

from safepassage.evidence.calibration.draws import Draws
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.recovery import Recovery, verdict
from safepassage.evidence.calibration.targets import CAMPAIGN
from safepassage.figures import posteriors
from safepassage.figures.posteriors import Marginal, posterior, predicted
from safepassage.figures.saving import save

POINTS = 2_000  # evenly over the prior, to draw its shape


def prior_and_posterior(path: Path, prior: Prior, draws: Draws, recovery: Recovery) -> None:
    """A histogram a parameter over its range: the prior in grey, the posterior in blue."""
    medians = draws.median()
    even = prior.values(np.repeat(((np.arange(POINTS) + 0.5) / POINTS)[:, None], prior.dimensions, axis=1))
    marginals = [
        Marginal(
            parameter=name,
            low=float(prior.low[i]),
            high=float(prior.high[i]),
            scale="linear" if prior.scales[i] == "linear" else "log",
            prior=even[:, i],
            values=draws.values[:, i],
            weights=draws.weights,
            median=medians[name],
            verdict=verdict(float(recovery.correlation[i])),
        )
        for i, name in enumerate(prior.names)
    ]
    save(posterior(marginals), path)


def ranks(path: Path, table: pd.DataFrame, bins: int, trials: int) -> None:
    """A histogram a parameter of where the truth lies in its posterior; the grey band holds 95 % of honest bars."""
    low, high = binom.ppf((0.025, 0.975), trials, 1 / bins)
    save(posteriors.ranks(table, float(low), float(high)), path)


def predictive(path: Path, table: pd.DataFrame) -> None:
    """A panel a quantity, a row an agreement: 50 and 90 % of posterior runs, and the report in red."""
    save(predicted(table, CAMPAIGN), path)
