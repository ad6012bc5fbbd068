"""``safepassage calibrate``: what happens in which order. What is computed is computed in the modules it names."""

from __future__ import annotations

from pathlib import Path

from safepassage.evidence.calibration import outputs
from safepassage.evidence.calibration.fit import Fit, FitSettings, fit_parameters
from safepassage.evidence.calibration.pool import Workers
from safepassage.evidence.calibration.priors import Prior, declared_prior
from safepassage.evidence.calibration.progress import Progress
from safepassage.evidence.calibration.simulator import AgreementsSimulator
from safepassage.evidence.calibration.store import Parts, StoredRuns
from safepassage.evidence.calibration.targets import TargetSet, reported_targets
from safepassage.evidence.calibration.weighting import Posterior, Reference, posterior
from safepassage.evidence.leaving_out import groups
from safepassage.evidence.tables import reported
from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput


def calibrate(
    seed: int = 1,
    workers: int | None = None,
    out: Path | None = None,
    *,
    resume: bool = False,
    settings: FitSettings | None = None,
) -> Fit:
    """Fit the parameters to the reports of 2018 and write ``seeds/calibrated`` (or the folder ``out``).

    The result depends on the seed and the settings, not on the number of workers. A run that was killed goes on with
    ``resume`` from the batches that it left in ``parts``.

    Raises:
        BadInput: where the folder holds an unfinished calibration that is not to be resumed or was begun otherwise.
    """
    settings = settings or FitSettings()
    folder = out or seeds_folder() / "calibrated"
    prior, tables = declared_prior(), reported()
    targets = reported_targets(tables)
    made_with = outputs.provenance(prior, targets, settings, seed)
    parts = Parts(folder / "parts")
    parts.begin(made_with, resume=resume)
    simulator = AgreementsSimulator(prior, tables, targets)
    with Progress() as progress, Workers(simulator, workers, parts, progress.done) as simulate:
        fit = fit_parameters(simulate, prior, targets, settings, seed, progress, groups(tables.agreements))
    outputs.write(fit, folder, made_with)
    parts.remove()
    return fit


def stored_reference(
    folder: Path | None = None, particles: int = FitSettings.particles
) -> tuple[Prior, TargetSet, Reference]:
    """Prior, targets and the runs stored in ``folder``, of which every posterior is made.

    Raises:
        BadInput: where there are none, or they are of other parameters or targets.
    """
    prior, targets = declared_prior(), reported_targets(reported())
    path = (folder or seeds_folder() / "calibrated") / "runs.parquet"
    runs = StoredRuns.load(path, prior.names)
    if runs.targets != targets.names:
        raise BadInput(f"{path}: holds runs for other targets than those of seeds/reported; calibrate anew")
    return prior, targets, Reference(runs, targets.tolerance, particles)


def loo_posterior(name: str, folder: Path | None = None, particles: int = FitSettings.particles) -> Posterior:
    """The posterior that has not seen an agreement, a year or a besieger, made again from the runs of ``folder``.

    ``calibrate`` writes the same as ``loo/<name>.csv``, but for parameters that the reports cannot tell.
    """
    _, targets, reference = stored_reference(folder, particles)
    return posterior(reference, targets.reported, targets.without(*groups(reported().agreements)[name]))
