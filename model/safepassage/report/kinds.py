"""Which kind of folder it is that a report is asked of, told by its manifest and the files in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safepassage.computing import manifest
from safepassage.report import forecasts, runs, studies, validations, versus
from safepassage.report.document import Page
from safepassage.scenario import BadInput

Maker = Callable[[Path, int | None], Page]
KINDS = "a run, replicates, a forecast, a sweep, a sensitivity study, a comparison or a validation"


def _study(folder: Path, seed: int | None) -> Page:
    """A comparison lies in the folder of the sweep that it was made of."""
    make: Maker = versus.page if (folder / versus.TABLE).is_file() else studies.page
    return make(folder, seed)


MAKERS: dict[str, Maker] = {
    "run": runs.page,
    "forecast": forecasts.page,
    "sweep": _study,
    "comparison": versus.page,
    "validation": validations.page,
}


def kind_of(folder: Path) -> Maker:
    """What makes the page of a folder.

    Raises:
        BadInput: where it is none that this program wrote, or one that has no page.
    """
    found = manifest.read(folder, manifest.Manifest)
    what = getattr(found, "kind", found.what)  # forecasts say what they are in words of their own
    if what not in MAKERS:
        raise BadInput(f"{folder}: is a folder of a {what}, and that has no report; report takes {KINDS}")
    return MAKERS[what]
