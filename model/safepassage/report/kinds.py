"""Which kind of folder it is that a report is asked of, told by the files in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safepassage.report import forecasts, runs
from safepassage.report.document import Page
from safepassage.scenario import BadInput

Maker = Callable[[Path, int | None], Page]
KINDS = "a run, replicates, a forecast, a sweep, a sensitivity study, a comparison or a validation"


def kind_of(folder: Path) -> Maker:
    """What makes the page of a folder.

    Raises:
        BadInput: where it is none that this program wrote.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder; report takes {KINDS}")
    if (folder / "summary.json").is_file():
        return runs.page
    if forecasts.is_one(folder):
        return forecasts.page
    raise BadInput(f"{folder}: is no folder that this program wrote; report takes {KINDS}")
