"""The timeline: a lane for each enclave, reported dates beside simulated ones, and the people below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING, Any

from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from safepassage.figures.palette import AGREEMENT, ASSAULT, INK, KILLED, PEOPLE, RULE, SIEGE, SOFT, SUSPENDED, TALKS
from safepassage.results.digest import entries
from safepassage.telling.wording import Calendar, Names, period

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.run import Run
    from safepassage.scenario.reported import ReportedAgreement

WIDTH = 13.5
LEFT, RIGHT, TOP, BOTTOM = 2.6, 2.3, 1.2, 0.45  # inches around the lanes and curves
LANE, GAP = 0.54, 0.22  # inches
MOST_LANES = 24  # what is beyond would make a picture that nobody can read
BAR = (0.30, 0.56)  # upper and lower edge of a bar in its lane, from 0 at the top to 1
SIGNED, REPORTED = 0.2, 0.78  # where marks stand in a lane

# The stages of the table of enclaves as a reader sees them.
PHASES = {
    "siege": ("siege", SIEGE),
    "fighting": ("assault", ASSAULT),
    "talks": ("talks", TALKS),
    "signed": ("agreement", AGREEMENT),
    "registration": ("agreement", AGREEMENT),
    "convoys": ("agreement", AGREEMENT),
    "suspended": ("suspended", SUSPENDED),
}
TINT = dict(PHASES.values())
DARK = {"assault", "agreement", "suspended"}  # tints on which white letters read better


def timeline_figure(run: Run) -> Figure:
    """Draw what happened to each enclave day by day, and to the people."""
    rows = sorted(run.summary["agreements"], key=lambda row: -row["evacuated"] - row["stayed"])[:MOST_LANES]
    rows = [row for row in run.summary["agreements"] if row in rows]
    curves = ((0.45, _strength), (0.7, _inside), (0.95, _left), (0.95, _killed))
    rooms = [LANE * len(rows), *(room for room, _ in curves)]
    height = TOP + sum(rooms) + GAP * len(curves) + BOTTOM
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    calendar = Calendar(run.scenario.start, run.days)
    _head(figure, run, height)
    ticks = _ticks(calendar, run.days)
    top = height - TOP
    for room, draw in ((rooms[0], None), *curves):
        inner = (LEFT / WIDTH, (top - room) / height, (WIDTH - LEFT - RIGHT) / WIDTH, room / height)
        axes = figure.add_axes(inner)
        _frame(axes, run.days, ticks, above=draw is None, below=draw is _killed)
        if draw is None:
            _lanes(axes, run, rows, calendar)
        else:
            draw(axes, run)
        top -= room + GAP
    return figure


def _head(figure: Figure, run: Run, height: float) -> None:
    """The title, and what colours and marks mean, in words beside them."""
    left, y = 0.25 / WIDTH, 1 - 0.67 / height
    figure.text(left, 1 - 0.4 / height, run.scenario.tables.scenario.title, size=15, weight="bold", color=INK)
    figure.text(left, y, f"{period(run.scenario.start, run.days)}, seed {run.seed}", size=10, color=SOFT, va="center")
    x = (LEFT + 0.55) / WIDTH
    for word, tint in TINT.items():
        figure.text(x, y, "■", size=13, color=tint, va="center")
        figure.text(x + 0.19 / WIDTH, y, word, size=9, color=INK, va="center")
        x += (0.4 + 0.08 * len(word)) / WIDTH
    marks = "▾ signed    ○ convoy, larger for more people"
    if run.scenario.tables.reported.agreements:
        marks += "    ◇ signed and — left, as reported"
    figure.text(x, y, marks, size=9, color=INK, va="center")


def _frame(axes: Axes, days: int, ticks: Sequence[tuple[int, str]], *, above: bool, below: bool) -> None:
    """Axes over the days of the run, with a faint line at each date and its name above or below."""
    axes.set_axis_off()  # matplotlib's own ticks cost as much time as all the rest
    axes.set_xlim(0, days)
    across = axes.get_xaxis_transform()
    axes.vlines([day for day, _ in ticks], 0, 1, transform=across, color=RULE, linewidth=0.6, zorder=0)
    if not above:
        axes.hlines(0, 0, days, transform=across, color=RULE, linewidth=0.8, zorder=0)
    edge = 0.06 / _inches(axes)
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


# Lanes


def _lanes(axes: Axes, run: Run, rows: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    names = Names(run.scenario.tables)
    reported = run.scenario.tables.reported.agreements
    lane_of = {row["enclave"]: lane for lane, row in enumerate(rows)}
    axes.set_ylim(len(rows), 0)
    axes.hlines(range(1, len(rows)), 0, run.days, color=RULE, linewidth=0.6)
    _bars(axes, run, lane_of)
    _convoys(axes, run, lane_of)
    _signatures(axes, run, lane_of, calendar)
    for row in rows:
        lane, enclave = lane_of[row["enclave"]], row["enclave"]
        _margin(axes, lane, -0.06, names.seat(enclave), names.group(enclave), align="right")
        told = reported.get(enclave)
        _margin(axes, lane, 0.06, _outcome(row), _told(told) if told else "", align="left")
        if told:
            _reports(axes, lane, told, calendar, run.days)


def _margin(axes: Axes, lane: int, inches: float, first: str, second: str, *, align: str) -> None:
    """Two lines of text beside a lane."""
    inner = WIDTH - LEFT - RIGHT
    x = inches / inner + (0 if align == "right" else 1)
    for y, text, size, colour in ((0.36, first, 9, INK), (0.72, second, 8, SOFT)):
        axes.text(
            x, lane + y, text, size=size, color=colour, ha=align, va="center", transform=axes.get_yaxis_transform()
        )


def _bars(axes: Axes, run: Run, lane_of: dict[str, int]) -> None:
    """A bar for each stretch of days in one phase, with its word where there is room."""
    corners, tints = [], []
    inches = (WIDTH - LEFT - RIGHT) / run.days
    for enclave, first, last, phase in _phases(run):
        if enclave not in lane_of:
            continue
        top, low = lane_of[enclave] + BAR[0], lane_of[enclave] + BAR[1]
        corners.append([(first, top), (last, top), (last, low), (first, low)])
        tints.append(TINT[phase])
        if (last - first) * inches > 0.075 * len(phase) + 0.1:
            colour = "white" if phase in DARK else INK
            middle = lane_of[enclave] + sum(BAR) / 2
            axes.text((first + last) / 2, middle, phase, size=7, color=colour, ha="center", va="center", zorder=4)
    axes.add_collection(PolyCollection(corners, facecolors=tints, edgecolors="none", zorder=2))


def _phases(run: Run) -> Iterator[tuple[str, int, int, str]]:
    """(enclave, first day, day after the last, phase) in the order of the enclaves and days."""
    table = run.enclaves
    days = zip(table["enclave"], table["day"], table["stage"], strict=True)
    ordered = sorted((str(enclave), int(day), PHASES[stage][0]) for enclave, day, stage in days)
    for (enclave, phase), stretch in groupby(ordered, key=lambda item: (item[0], item[2])):
        found = [day for _, day, _ in stretch]
        yield enclave, found[0], found[-1] + 1, phase


def _convoys(axes: Axes, run: Run, lane_of: dict[str, int]) -> None:
    """A dot for each convoy on the bar, by people."""
    columns = ("enclave", "day", "people")
    x, y, sizes = [], [], []
    for enclave, day, people in zip(*(run.convoys[name] for name in columns), strict=True):
        if enclave in lane_of:
            x.append(day + 0.5)
            y.append(lane_of[enclave] + sum(BAR) / 2)
            sizes.append(4 + 0.55 * sqrt(people))
    axes.scatter(x, y, s=sizes, facecolor="white", edgecolor=INK, linewidth=0.6, zorder=5)


def _signatures(axes: Axes, run: Run, lane_of: dict[str, int], calendar: Calendar) -> None:
    """A mark with its date for each agreement; dates that would overlap an earlier one are left out."""
    inches = (WIDTH - LEFT - RIGHT) / run.days
    free_from: dict[str, float] = {}
    for entry in entries(run):
        enclave = entry.details.get("enclave")
        if entry.kind != "signed" or enclave not in lane_of:
            continue
        x, y = entry.day + 0.5, lane_of[enclave] + SIGNED
        axes.scatter([x], [y], s=16, marker="v", color=INK, zorder=5)
        if x >= free_from.get(enclave, 0.0):
            side = -1 if x + 0.6 / inches > run.days else 1  # to the left where the lane ends
            align = "left" if side > 0 else "right"
            told = calendar.short(entry.day)
            axes.text(x + side * 0.07 / inches, y - 0.02, told, size=7.5, color=INK, va="center", ha=align)
            free_from[enclave] = x + 1.2 / inches


def _reports(axes: Axes, lane: int, told: ReportedAgreement, calendar: Calendar, days: int) -> None:
    """What was reported of an enclave, below its bar: a diamond where it signed, a line while convoys left."""
    y = lane + REPORTED

    def within(date: dt.date | None) -> float | None:
        day = calendar.day(date) if date is not None else -1
        return day + 0.5 if 0 <= day < days else None

    first, last = within(told.first_convoy_date), within(told.last_convoy_date)
    if first is not None and last is not None:
        axes.plot(
            [first, max(last, first + 0.4)], [y, y], color=AGREEMENT, linewidth=2, solid_capstyle="butt", zorder=4
        )
    signed = within(told.agreement_date)
    if signed is not None and told.agreement_date is not None:
        axes.scatter([signed], [y], s=16, marker="D", facecolor="white", edgecolor=SOFT, linewidth=1, zorder=5)
        x = min(signed, signed if first is None else first) - 0.8 * days / 120
        axes.text(x, y, calendar.short(told.agreement_date), size=7.5, color=SOFT, ha="right", va="center")


def _outcome(row: dict[str, Any]) -> str:
    word = row["outcome"].replace("_", " ")
    return f"{word}; {row['evacuated']:,} left" if row["evacuated"] else word


def _told(told: ReportedAgreement) -> str:
    return f"reported: {told.evacuated:,} left" if told.evacuated is not None else ""


# Curves


def _strength(axes: Axes, run: Run) -> None:
    """Fighting, as the strength in the assaults under way."""
    strength = [float(value) for value in run.daily["strength"]]
    axes.stairs(strength, range(len(strength) + 1), fill=True, color=ASSAULT, alpha=0.55)
    axes.set_ylim(0, 1.15 * max([*strength, 1.0]))
    _title(axes, "Fighting", "strength in assaults")
    _end(axes, [(max(strength) / 2, f"up to {max(strength):,.0f} fighters", ASSAULT)])


def _inside(axes: Axes, run: Run) -> None:
    """People who are still inside, those under the government included."""
    days, inside = _steps(run, "inside")
    axes.plot(days, inside, color=PEOPLE["inside"], linewidth=1.8)
    low, high = min(inside), max(inside)
    axes.set_ylim(low - 0.15 * (high - low) - 1, high + 0.15 * (high - low) + 1)
    _title(axes, "Inside", f"from {inside[0]:,.0f}; not from 0")
    _end(axes, [(inside[-1], f"{inside[-1]:,.0f}", PEOPLE["inside"])])


def _left(axes: Axes, run: Run) -> None:
    _several(axes, run, {"arrived": ("left by convoy", PEOPLE["arrived"]), "crossed": ("crossed", PEOPLE["crossed"])})
    _title(axes, "Gone", "arrived by convoy, or crossed the lines")


def _killed(axes: Axes, run: Run) -> None:
    words = {"killed_civilians": "civilians", "killed_fighters": "fighters", "killed_government": "government"}
    _several(axes, run, {name: (word, KILLED[name]) for name, word in words.items()})
    _title(axes, "Killed", "since the start")


def _several(axes: Axes, run: Run, columns: dict[str, tuple[str, str]]) -> None:
    """Curves from 0, each named at its end."""
    ends, most = [], 1.0
    for name, (word, colour) in columns.items():
        days, values = _steps(run, name)
        axes.plot(days, values, color=colour, linewidth=1.8)
        ends.append((values[-1], f"{values[-1]:,.0f} {word}", colour))
        most = max(most, *values)
    axes.set_ylim(0, 1.1 * most)
    _end(axes, ends)


def _steps(run: Run, column: str) -> tuple[list[float], list[float]]:
    """A column of the daily table at the ends of its days, from the first day's value on."""
    values = [float(value) for value in run.daily[column]]
    return [0.0, *(day + 1.0 for day in range(len(values)))], [values[0], *values]


def _title(axes: Axes, first: str, second: str) -> None:
    x, line = -0.06 / (WIDTH - LEFT - RIGHT), 0.1 / _inches(axes)
    axes.text(x, 0.5 + line, first, size=9, color=INK, ha="right", va="center", transform=axes.transAxes)
    axes.text(x, 0.5 - line, second, size=8, color=SOFT, ha="right", va="center", transform=axes.transAxes)


def _inches(axes: Axes) -> float:
    """How high axes are."""
    figure = axes.get_figure(root=True)
    return float(axes.get_position().height * figure.get_figheight()) if figure else 1.0


def _end(axes: Axes, ends: list[tuple[float, str, str]]) -> None:
    """The names of curves at their ends, pushed apart where curves end close together."""
    low, high = axes.get_ylim()
    least = 0.17 / _inches(axes) * (high - low)
    at = low
    for value, text, colour in sorted(ends):
        at = max(value, at)
        axes.text(1 + 0.06 / (WIDTH - LEFT - RIGHT), at, text, size=8.5, color=colour, va="center",
                  transform=axes.get_yaxis_transform())  # fmt: skip
        at += least
