"""The files of a calibration: draws, medians, tables, pictures, and what they were made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage.computing import files, spreadsheet
from safepassage.computing.provenance import code, versions
from safepassage.evidence.calibration import plots
from safepassage.evidence.calibration.fit import Fit, FitSettings
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.targets import TargetSet
from safepassage.resources import seeds_folder

LEAVE_ONE_OUT = "loo"
MEDIANS = "medians.toml"
# A calibration's numbers come from these modules and all that they import.
METHOD = ("safepassage.evidence.calibration.run", "safepassage.evidence.calibration.simulator")


def write(fit: Fit, folder: Path, made_with: Mapping[str, Any]) -> None:
    """Write all files."""
    (folder / LEAVE_ONE_OUT).mkdir(parents=True, exist_ok=True)
    fit.runs.save(folder / "runs.parquet", fit.prior.names)
    fit.draws.write(folder / "posterior.csv")
    for agreement, draws in fit.without.items():
        draws.write(folder / LEAVE_ONE_OUT / f"{agreement}.csv")
    write_table(folder / "parameters.csv", fit.table())
    write_table(folder / "recovery.csv", fit.recovery.table(fit.prior.names))
    write_table(folder / "predictive.csv", fit.predicted)
    plots.prior_and_posterior(folder / "prior-posterior.png", fit.prior, fit.draws, fit.recovery)
    plots.predictive(folder / "predictive.png", fit.predicted)
    write_json(folder / "provenance.json", {**made_with, "found": fit.found()})
    write_medians(folder / MEDIANS, fit.medians(), heading(made_with["seed"]))


def heading(seed: int) -> str:
    """The comment at the top of the medians."""
    return (
        f"Posterior medians, made by `safepassage calibrate --seed {seed}`. Under the name parameters.toml they would\n"
        "be the model's defaults. What recovery.csv calls not identifiable has its declared value."
    )


def write_medians(path: Path, medians: Mapping[str, float], heading: str) -> None:
    """Write ``[group] name = value``, as defaults would be read from."""
    groups: dict[str, dict[str, float]] = {}
    for dotted, value in medians.items():
        group, _, name = dotted.partition(".")
        groups.setdefault(group, {})[name] = value
    lines = [f"# {line}" for line in heading.splitlines()]
    for group, values in groups.items():
        lines += ["", f"[{group}]", *(f"{name} = {value!r}" for name, value in values.items())]
    files.write(path, "\n".join(lines) + "\n")


def write_json(path: Path, tree: Mapping[str, Any]) -> None:
    """Write a JSON file that reads the same each time."""
    files.write(path, json.dumps(tree, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV table."""
    files.write(path, spreadsheet.text_of_frame(frame, float_format="%.5g"))


def provenance(prior: Prior, targets: TargetSet, settings: FitSettings, seed: int) -> dict[str, Any]:
    """What a calibration depends on; two with the same give the same bytes."""
    ranges = zip(prior.names, prior.low, prior.high, prior.scales, strict=True)
    return {
        "seed": seed,
        "settings": asdict(settings),
        "priors": {name: {"low": low, "high": high, "scale": scale} for name, low, high, scale in ranges},
        "targets": len(targets),
        "tables": fingerprint(sorted((seeds_folder() / "reported").glob("*.csv"))),
        "method": code(*METHOD),
        "versions": versions(),
    }


def fingerprint(paths: Iterable[Path]) -> str:
    """Twelve hexadecimal digits of the SHA-256 of some files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
