"""The curve of signing: in how many runs each enclave had signed by each day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safepassage.figures.labels import LETTER
from safepassage.figures.outlooks import shown
from safepassage.figures.palette import LINES
from safepassage.figures.style import NARROW, SMALL, WIDE, bare, dates, room, shares, sheet, title
from safepassage.telling.wording import Names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from safepassage.results.outlook import Outlook

Style = dict[str, Any]  # of a line

HEIGHT, LINE = 3.4, 0.16  # inches
MARK, MOST = 0.5, 3.6  # inches: of a line's sample beside its name, and of all at most
STYLES = ("-", (0, (4, 1.5)), (0, (1, 1)))  # beyond the colours lines are told apart by their dashes


def signing(outlook: Outlook, *, narrow: bool = False) -> Figure:
    """Draw a rising line an enclave: the share of runs in which it had signed, named at its end."""
    names = Names(outlook.scenario.tables)
    enclaves = [e.slug for e in shown(outlook) if e.slug in outlook.signed and outlook.signed[e.slug].iloc[-1] > 0]
    told = {slug: f"{names.seat(slug)}: {names.group(slug)}" for slug in enclaves}
    beside = min(max(map(len, told.values()), default=0) * SMALL * LETTER + MARK, MOST)
    width, right, below = (NARROW, 0.15, LINE * len(enclaves)) if narrow else (WIDE, beside, 0.0)
    height = max(HEIGHT, 1.0 + LINE * len(enclaves) * (not narrow)) + below
    figure = sheet(width, height)
    title(figure, "Signed by then", f"share of {outlook.of} in which the enclave had a deal that moves people")
    axes = room(figure, 0.55, 0.35 + below, width - 0.55 - right, height - 0.35 - below - 0.6)
    bare(axes)
    shares(axes)
    dates(axes, outlook.calendar, outlook.days, 4 if narrow else 6)
    drawn: list[tuple[int, str, Style]] = []
    for place, slug in enumerate(enclaves):
        style: Style = {"color": LINES[place % len(LINES)], "ls": STYLES[place // len(LINES) % len(STYLES)]}
        axes.plot(outlook.signed.index, outlook.signed[slug], lw=1.6, drawstyle="steps-post", **style)
        half = int((outlook.signed[slug] >= 0.5).argmax()) if outlook.signed[slug].iloc[-1] >= 0.5 else outlook.days
        drawn.append((half, told[slug], style))
    _names(figure, sorted(drawn, key=lambda line: (line[0], line[1])), narrow=narrow, right=right)
    return figure


def _names(figure: Figure, lines: list[tuple[int, str, Style]], *, narrow: bool, right: float) -> None:
    """The lines' names beside the chart (below it where narrow), in the order in which half of the runs have signed."""
    width, height = figure.get_size_inches()
    x = 0.2 if narrow else width - right + 0.12
    y = LINE * len(lines) if narrow else height - 0.68
    for place, (_, text, style) in enumerate(lines):
        at = y - LINE * place
        mark = figure.add_axes((x / width, at / height, 0.22 / width, 0.001))
        mark.set_axis_off()
        mark.plot([0, 1], [0, 0], lw=2, clip_on=False, **style)
        figure.text((x + 0.3) / width, at / height, text, size=SMALL, va="center")
