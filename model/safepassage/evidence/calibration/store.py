"""Runs on disk: small parts while calibration runs, one compact table when it is done.

A part is one batch of one stage, written under a temporary name and renamed, so a part that exists is whole; a run
killed at any moment loses at most the batches under way. Parts of other settings are refused, not mixed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing import files
from safepassage.evidence.calibration.proposals import Floats
from safepassage.scenario import BadInput

SETTINGS = "settings.json"


class Parts:
    """The batches of all stages in one folder."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which :meth:`begin` creates."""
        self.folder = folder

    def begin(self, settings: Mapping[str, Any], *, resume: bool) -> None:
        """Start afresh, or go on where parts of the very same settings lie.

        Raises:
            BadInput: where parts lie and are not to be resumed, or were made with other settings.
        """
        stated = self.folder / SETTINGS
        wanted = json.dumps(settings, sort_keys=True, indent=1)
        if stated.is_file():
            if not resume:
                raise BadInput(f"{self.folder}: holds an unfinished calibration; go on with --resume, or remove it")
            found = json.loads(stated.read_text(encoding="utf-8"))
            changed = sorted(k for k in {*found, *settings} if found.get(k) != json.loads(wanted).get(k))
            if changed:
                raise BadInput(f"{self.folder}: was begun with other settings ({', '.join(changed)}); remove it first")
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        files.write(stated, wanted)

    def load(self, name: str, points: Floats, seeds: NDArray[np.int64]) -> Floats | None:
        """The summaries of a batch, None where it was not simulated yet (or for other points)."""
        path = self.folder / f"{name}.npz"
        if not path.is_file():
            return None
        with np.load(path) as arrays:
            same = np.array_equal(arrays["points"], points) and np.array_equal(arrays["seeds"], seeds)
            return arrays["summaries"] if same else None

    def save(self, name: str, points: Floats, seeds: NDArray[np.int64], summaries: Floats) -> None:
        """Write a batch."""
        with files.whole(self.folder / f"{name}.npz") as file:
            np.savez_compressed(file, points=points, seeds=seeds, summaries=summaries)

    def remove(self) -> None:
        """Remove the folder's parts once the compact table is written."""
        files.remove_leftovers(self.folder)
        for path in [*self.folder.glob("*.npz"), self.folder / SETTINGS]:
            path.unlink(missing_ok=True)
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()


@dataclass(frozen=True)
class StoredRuns:
    """All runs of a calibration, from which every posterior is made by weighting.

    ``points`` (n × d) lie in the unit cube of the prior; ``summaries`` (n × m) belong to ``targets``, NaN where a run
    left none; ``prior_weights`` make the runs stand for the prior on the space that history matching left.
    """

    stages: tuple[str, ...]
    seeds: NDArray[np.int64]
    points: Floats
    prior_weights: Floats
    targets: tuple[str, ...]
    summaries: Floats

    def save(self, path: Path, names: tuple[str, ...]) -> None:
        """Write one Parquet table: stage, seed, a column a parameter (unit cube), weight, a column a target."""
        frame = pd.DataFrame(self.points, columns=list(names))
        frame.insert(0, "stage", list(self.stages))
        frame.insert(1, "seed", self.seeds)
        frame["prior_weight"] = self.prior_weights
        # Single precision is far finer than the noise of a run, and keeps the table small.
        targets = pd.DataFrame(self.summaries.astype(np.float32), columns=list(self.targets))
        with files.whole(path) as file:
            pd.concat([frame, targets], axis=1).to_parquet(file, index=False, compression="zstd")

    @classmethod
    def load(cls, path: Path, names: tuple[str, ...]) -> StoredRuns:
        """Read what :meth:`save` wrote; raises BadInput where the file is missing or of other parameters."""
        if not path.is_file():
            raise BadInput(f"{path}: no such file; `safepassage calibrate` makes it")
        frame = pd.read_parquet(path)
        if missing := [name for name in names if name not in frame]:
            raise BadInput(f"{path}: holds no column {missing[0]!r}; it was made with other fitted parameters")
        fixed = ("stage", "seed", "prior_weight", *names)
        targets = tuple(str(column) for column in frame.columns if column not in fixed)
        return cls(
            tuple(frame["stage"].astype(str)),
            frame["seed"].to_numpy(np.int64),
            frame[list(names)].to_numpy(np.float64),
            frame["prior_weight"].to_numpy(np.float64),
            targets,
            frame[list(targets)].to_numpy(np.float64),
        )
