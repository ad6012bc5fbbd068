"""A page as one self-contained file: HTML by Jinja2 templates that escape every text, or a PDF of the same."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from safepassage.computing.drawing import plain
from safepassage.scenario import BadInput

if TYPE_CHECKING:
    from jinja2 import Environment
    from matplotlib.figure import Figure

    from safepassage.report.document import Page

HOME = Path(__file__).parent
DPI = 160  # fine enough for paper


def html(page: Page, *, paper: bool = False) -> str:
    """The page as HTML; for ``paper`` nothing is folded away."""
    style = (HOME / "page.css").read_text(encoding="utf-8")
    return _environment().get_template("page.html").render(page=page, style=style, paper=paper)


def pdf(page: Page) -> bytes:
    """The page as a PDF on A4.

    Raises:
        BadInput: where WeasyPrint, or a library of the system that it needs, is not installed.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise BadInput(
            "report: a PDF needs WeasyPrint and Pango: pip install 'safepassage[pdf]' and, on Debian, apt install "
            f"libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ({' '.join(str(error).split())[:120]})"
        ) from None
    # Nothing is fetched: all that a page needs is inside it.
    document: bytes = HTML(string=html(page, paper=True)).write_pdf()
    return document


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(HOME / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["data"] = _data
    return environment


@plain()
def _data(figure: Figure) -> str:
    """A picture as an address that holds it."""
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"
