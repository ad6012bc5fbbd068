"""Any folder that this program writes as a page to send round: for whoever has neither this program nor a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.computing.drawing import plain

if TYPE_CHECKING:
    from safepassage.report.document import Page

__all__ = ["page_of", "report_html", "report_pdf"]


@plain()
def page_of(folder: Path, seed: int | None = None) -> Page:
    """What the report of a folder says; ``seed`` chooses the replicate that a run folder's page tells of.

    Raises:
        BadInput: where the folder is none of this program's, is damaged, or holds no such seed.
    """
    from safepassage.report.kinds import kind_of

    return kind_of(folder)(folder, seed)


@plain()
def report_html(folder: Path, seed: int | None = None) -> str:
    """The report of a folder as one HTML page."""
    from safepassage.report.rendering import html

    return html(page_of(folder, seed))


@plain()
def report_pdf(folder: Path, seed: int | None = None) -> bytes:
    """The report of a folder as a PDF on A4; raises BadInput where WeasyPrint is not installed."""
    from safepassage.report.rendering import pdf

    return pdf(page_of(folder, seed))
