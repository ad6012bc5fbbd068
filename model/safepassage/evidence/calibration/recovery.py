"""Would the fit find parameters that are known? Stored runs stand in for reports, one after the other.

A run's summaries, with errors of report and discrepancy added, are taken as what was reported; the posterior is made
from all other runs and compared with the parameters that the run was made with. Runs are picked by their prior
weight, so the truths are draws from the prior, and intervals should cover them as often as they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.weighting import Reference, posterior
from safepassage.evidence.scoring.scores import coverage_p_value

LEVELS = (0.5, 0.8, 0.9)
IDENTIFIABLE = 0.5  # correlation of truth and posterior mean from which a parameter is called identifiable
WEAKLY = 0.25  # and from which it is told weakly; below, it stays at its prior


@dataclass(frozen=True)
class Recovery:
    """Truths (trials × d), posterior means and deviations beside them, and which intervals covered the truth.

    ``inside`` is trials × levels × d; ``ranks`` (trials × d) is the posterior's mass below the truth, uniform where
    posteriors are what they claim (Talts et al. 2018).
    """

    truths: Floats
    means: Floats
    deviations: Floats
    inside: NDArray[np.bool_]
    ranks: Floats

    @property
    def correlation(self) -> Floats:
        """Of truth and posterior mean, for each parameter."""
        pairs = zip(self.truths.T, self.means.T, strict=True)
        return np.array([np.corrcoef(a, b)[0, 1] if b.std() > 0 else 0.0 for a, b in pairs])

    @property
    def contraction(self) -> Floats:
        """1 − mean posterior variance / variance of the truths: 0 where nothing was learnt."""
        return np.asarray(1.0 - (self.deviations**2).mean(axis=0) / self.truths.var(axis=0))

    @property
    def coverage(self) -> Floats:
        """Share of truths within the central intervals, levels × parameters."""
        return np.asarray(self.inside.mean(axis=0))

    @property
    def told(self) -> NDArray[np.bool_]:
        """Which parameters the reports tell at least weakly."""
        return self.correlation >= WEAKLY

    def table(self, names: tuple[str, ...]) -> pd.DataFrame:
        """A row a parameter; ``p`` are two-sided binomial tests of the coverage, against too narrow and too wide."""
        coverage: dict[str, Any] = {}
        for level, inside, row in zip(LEVELS, self.inside.sum(axis=0), self.coverage, strict=True):
            name = f"coverage{100 * level:.0f}"
            tests = [coverage_p_value(int(n), len(self.inside), level) for n in inside]
            coverage |= {name: row.round(3), f"{name}_p": np.round(np.array(tests, float), 4)}
        return pd.DataFrame({
            "parameter": names,
            "correlation": self.correlation.round(3),
            "contraction": self.contraction.round(3),
            **coverage,
            "verdict": [verdict(r) for r in self.correlation.tolist()],
        })  # fmt: skip


def verdict(correlation: float) -> str:
    """What the reports can tell of a parameter, in a word."""
    return "identifiable" if correlation >= IDENTIFIABLE else "weakly" if correlation >= WEAKLY else "not identifiable"


def recover(reference: Reference, trials: int, seed: int) -> Recovery:
    """Take ``trials`` runs as reports, each once, and make the posterior from the others."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(11,)))
    runs = reference.runs
    share = runs.prior_weights / runs.prior_weights.sum()
    picked = rng.choice(len(share), size=min(trials, int((share > 0).sum())), replace=False, p=share)
    found = [posterior(reference, reference.as_reported[k], leave_out=k) for k in picked.tolist()]
    truths = runs.points[picked]
    ends = [p.quantile([e for level in LEVELS for e in (0.5 - level / 2, 0.5 + level / 2)]) for p in found]
    return Recovery(
        truths,
        np.array([p.mean for p in found]),
        np.array([p.deviation for p in found]),
        np.array([(e[::2] <= t) & (t <= e[1::2]) for e, t in zip(ends, truths, strict=True)]),
        np.array([p.mass_below(t) for p, t in zip(found, truths, strict=True)]),
    )
