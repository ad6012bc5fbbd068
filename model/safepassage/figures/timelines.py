"""The timeline: a lane for each enclave, reported dates beside simulated ones, and the people below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from safepassage.computing.drawing import plain
from safepassage.figures import curves, lanes
from safepassage.figures.palette import INK, RULE, SOFT
from safepassage.figures.sheet import BOTTOM, GAP, INNER, LANE, LEFT, TOP, WIDTH, inches
from safepassage.telling.wording import Calendar, period

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.run import Run

MOST_LANES = 24  # what is beyond would make a picture that nobody can read
CURVES = ((0.45, curves.strength), (0.7, curves.inside), (0.95, curves.left), (0.95, curves.killed))  # inches, what


@plain()
def timeline(run: Run) -> Figure:
    """Draw what happened to each enclave day by day, and to the people."""
    rows = sorted(run.summary["agreements"], key=lambda row: -row["evacuated"] - row["stayed"])[:MOST_LANES]
    rows = [row for row in run.summary["agreements"] if row in rows]
    rooms = [LANE * len(rows), *(room for room, _ in CURVES)]
    height = TOP + sum(rooms) + GAP * len(CURVES) + BOTTOM
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    calendar = Calendar(run.scenario.start, run.days)
    _head(figure, run, height)
    ticks = _ticks(calendar, run.days)
    top = height - TOP
    for room, draw in ((rooms[0], None), *CURVES):
        inner = (LEFT / WIDTH, (top - room) / height, INNER / WIDTH, room / height)
        axes = figure.add_axes(inner)
        _frame(axes, run.days, ticks, above=draw is None, below=draw is curves.killed)
        if draw is None:
            lanes.draw(axes, run, rows, calendar)
        else:
            draw(axes, run)
        top -= room + GAP
    return figure


def _head(figure: Figure, run: Run, height: float) -> None:
    """The title, and what the colours and marks that occur mean, in words beside them."""
    left, y = 0.25 / WIDTH, 1 - 0.67 / height
    figure.text(left, 1 - 0.4 / height, run.scenario.tables.scenario.title, size=15, weight="bold", color=INK)
    figure.text(left, y, f"{period(run.scenario.start, run.days)}, seed {run.seed}", size=10, color=SOFT, va="center")
    x = (LEFT + 0.55) / WIDTH
    found = {phase for _, _, _, phase in lanes.phases(run)}
    for word, tint in ((word, tint) for word, tint in lanes.TINT.items() if word in found):
        figure.text(x, y, "■", size=13, color=tint, va="center")
        figure.text(x + 0.19 / WIDTH, y, word, size=9, color=INK, va="center")
        x += (0.4 + 0.08 * len(word)) / WIDTH
    figure.text((LEFT + 0.55) / WIDTH, y - 0.24 / height, _marks(run), size=9, color=INK, va="center")


def _marks(run: Run) -> str:
    """What the marks mean that occur in a run."""
    kinds = set(run.events["kind"])
    words = {"cosigned": "+ a guarantor joins the talks", "signed": "▾ signed", "withdrew": "▸ withdrew without a deal"}
    told = [text for kind, text in words.items() if kind in kinds]
    if "convoy_left" in kinds:
        told.append("○ convoy, larger for more people")
    if run.scenario.tables.reported.agreements:
        told.append("◇ signed and — left, as reported")
    return "    ".join(told)


def _frame(axes: Axes, days: int, ticks: Sequence[tuple[int, str]], *, above: bool, below: bool) -> None:
    """Axes over the days of the run, with a faint line at each date and its name above or below."""
    axes.set_axis_off()  # matplotlib's own ticks cost as much time as all the rest
    axes.set_xlim(0, days)
    across = axes.get_xaxis_transform()
    axes.vlines([day for day, _ in ticks], 0, 1, transform=across, color=RULE, linewidth=0.6, zorder=0)
    if not above:
        axes.hlines(0, 0, days, transform=across, color=RULE, linewidth=0.8, zorder=0)
    edge = 0.06 / inches(axes)
    for day, text in ticks if above or below else ():
        y, align = (1 + edge, "bottom") if above else (-edge, "top")
        axes.text(day, y, text, size=8.5, color=SOFT, ha="center", va=align, transform=across)


def _ticks(calendar: Calendar, days: int) -> list[tuple[int, str]]:
    """Days to mark: the first and the middle of each month, or fewer where the run is long."""
    if days <= 21:
        step = max(days // 6, 1)
        return [(day, calendar.short(day)) for day in range(0, days, step)]
    marked = (1, 15) if days <= 200 else (1,)
    found = [day for day in range(days) if calendar.date(day).day in marked]
    return [(day, calendar.short(day)) for day in found[:: max(len(found) // 12, 1)]]
