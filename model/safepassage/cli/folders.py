"""``check FOLDER``: whether a folder that this program wrote is whole and unedited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safepassage.computing.manifest import Manifest

_MOST_NAMED = 8


def lines(folder: Path) -> Iterator[str]:
    """What a folder is and whether it is as it was written; raises BadInput that names what is not."""
    found = _verified(folder)
    yield f"{folder}: {found.what} of version {found.version}"
    yield from _more(folder, found)
    if found.files is None:
        yield "  unverified: this version left no sums of its files"
        return
    yield f"  {len(found.files)} files as they were written"
    if strange := _strange(folder, found.files):
        more = f" and {len(strange) - _MOST_NAMED} more" if len(strange) > _MOST_NAMED else ""
        yield f"  not in the manifest: {', '.join(strange[:_MOST_NAMED])}{more}"
    yield "OK"


def _verified(folder: Path) -> Manifest:
    """The manifest, by the schema of its kind; of a run the summary is read too, of a sweep the design."""
    from safepassage.computing import manifest
    from safepassage.results import runfolder
    from safepassage.sweeps import sweepfolder

    kind = manifest.read(folder, manifest.Manifest).what
    if kind == "run":
        return runfolder.verified(folder)
    if kind == "sweep":
        return sweepfolder.verified(folder)
    return manifest.verified(folder, manifest.Manifest)


def _more(folder: Path, found: Manifest) -> Iterator[str]:
    from safepassage.results.runfolder import RunManifest
    from safepassage.sweeps.results import RESULTS
    from safepassage.sweeps.sweepfolder import SweepManifest

    if isinstance(found, RunManifest):
        seeds = found.seeds
        told = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
        yield f"  scenario {found.scenario.name}, {found.days} days, {told}"
    elif isinstance(found, SweepManifest):
        whole = (folder / RESULTS).is_file()
        unfinished = "" if whole else "; not finished: go on with sweep --resume"
        yield f"  design {found.design}, {found.runs:,} runs{unfinished}"


def _strange(folder: Path, named: dict[str, str]) -> list[str]:
    from safepassage.computing import manifest

    return sorted(set(manifest.visible(folder)) - set(named))
