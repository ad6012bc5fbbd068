"""A fit: how much is simulated for it, what it found, and in which order its parts are made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from safepassage.evidence.calibration import abc_smc, waves
from safepassage.evidence.calibration.draws import Draws, draws_of
from safepassage.evidence.calibration.prediction import predictive_table, simulate_posterior
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.progress import Progress
from safepassage.evidence.calibration.recovery import Recovery, recover, verdict
from safepassage.evidence.calibration.store import StoredRuns
from safepassage.evidence.calibration.targets import TargetSet
from safepassage.evidence.calibration.weighting import Posterior, Reference, nearness, posterior, stored
from safepassage.parameters import declarations


@dataclass(frozen=True)
class FitSettings:
    """How much is simulated, and how much each result shall be worth.

    Attributes:
        waves: of history matching.
        smc: of the generations after them.
        particles: equally weighted draws that a posterior is worth.
        trials: runs that stand in for reports in the recovery check.
        predictive: fresh runs at the posterior, for the predictive check.
    """

    waves: waves.WaveSettings = field(default_factory=waves.WaveSettings)
    smc: abc_smc.SmcSettings = field(default_factory=abc_smc.SmcSettings)
    particles: int = 400
    trials: int = 200
    predictive: int = 200


@dataclass(frozen=True)
class Fit:
    """All that a calibration found; ``without`` holds draws that have not seen a row, a year or a besieger, by name."""

    prior: Prior
    targets: TargetSet
    runs: StoredRuns
    posterior: Posterior
    recovery: Recovery
    draws: Draws
    without: dict[str, Draws]
    predicted: pd.DataFrame
    volumes: tuple[float, ...]

    def table(self) -> pd.DataFrame:
        """A row a fitted parameter: its prior range, median and 90 % interval of the draws, and how well it is told."""
        low, middle, high = self.draws.quantile((0.05, 0.5, 0.95))
        return pd.DataFrame({
            "parameter": self.prior.names,
            "low": self.prior.low,
            "high": self.prior.high,
            "median": middle,
            "p5": low,
            "p95": high,
            "verdict": [verdict(r) for r in self.recovery.correlation.tolist()],
        })  # fmt: skip

    def medians(self) -> dict[str, float]:
        """Posterior medians of what the reports tell; the rest keeps its declared value."""
        declared = {declaration.name: declaration.start for declaration in declarations()}
        told = dict(zip(self.prior.names, self.recovery.told.tolist(), strict=True))
        return {name: value if told[name] else declared[name] for name, value in self.draws.median().items()}

    def found(self) -> dict[str, Any]:
        """Figures on the fit itself."""
        return {
            "runs": len(self.runs.seeds),
            "space_left_by_waves": [round(volume, 5) for volume in self.volumes],
            "effective_draws": round(self.posterior.effective, 1),
            "epsilon": round(self.posterior.epsilon, 4),
        }


def fit_parameters(
    simulate: abc_smc.Simulate,
    prior: Prior,
    targets: TargetSet,
    settings: FitSettings,
    seed: int,
    progress: Progress,
    groups: Mapping[str, Collection[str]] | None = None,
) -> Fit:
    """Waves, generations, posterior, recovery, posteriors without each group, fresh runs at the posterior.

    ``groups`` are the agreements that are left out together, by name; each alone by default.
    """
    reports, tolerance = targets.reported, targets.tolerance
    matched = waves.match_history(simulate, prior.dimensions, reports, tolerance, settings.waves, seed)
    progress.say(f"not ruled out: {', '.join(f'{volume:.3g}' for volume in matched.volumes)} of the prior's space")
    pool = abc_smc.fit(matched.pool, simulate, partial(nearness, reports, tolerance), settings.smc, seed)

    progress.say("posteriors and recovery from stored runs")
    runs = stored(pool, targets.names)
    reference = Reference(runs, tolerance, settings.particles)
    recovery = recover(reference, settings.trials, seed)
    fitted = posterior(reference, reports)
    draws = draws_of(fitted, prior, recovery.told, seed)
    groups = groups or {id_: (id_,) for id_ in targets.agreements}
    unseen = {name: posterior(reference, reports, targets.without(*ids)) for name, ids in groups.items()}
    without = {name: draws_of(found, prior, recovery.told, seed) for name, found in unseen.items()}

    predicted = simulate_posterior(simulate, prior, draws, settings.predictive, seed)
    table = predictive_table(targets, predicted, seed)
    return Fit(prior, targets, runs, fitted, recovery, draws, without, table, matched.volumes)
