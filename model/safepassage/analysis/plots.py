"""Pictures of sweeps, sensitivities and comparisons, each written to a file; drawn in :mod:`safepassage.figures`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.analysis.convergence import HEADLINES
from safepassage.figures.designs import design, moved
from safepassage.figures.differences import differences
from safepassage.figures.indices import sensitivity
from safepassage.figures.saving import save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from safepassage.analysis.comparison import Difference
    from safepassage.analysis.finished import Finished
    from safepassage.analysis.sensitivity import Sensitivity

PANELS = 6
DPI = 130


def headlines(names: Sequence[str], most: int = PANELS) -> list[str]:
    """The outcomes to show first: those that matter most where they were kept, else as many as fit."""
    first = [name for name in HEADLINES if name in names]
    return [*first, *(name for name in names if name not in first)][:most]


def sweep_picture(sweep: Finished, path: Path) -> bool:
    """Draw what fits the design; False, and no file, where nothing varies."""
    return _saved(design(sweep, headlines(moved(sweep))), path)


def sensitivity_picture(found: Sensitivity, path: Path) -> bool:
    """Draw bars of indices, or curves of a grid; False, and no file, where nothing varied."""
    return _saved(sensitivity(found, headlines(found.outcomes)), path)


def comparison_picture(found: Sequence[Difference], a: str, b: str, path: Path) -> bool:
    """Draw mean differences with their intervals; False, and no file, where nothing differs."""
    return _saved(differences(found, a, b), path)


def _saved(figure: Figure | None, path: Path) -> bool:
    if figure is not None:
        save(figure, path, dpi=DPI)
    return figure is not None
