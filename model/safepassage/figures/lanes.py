"""The lanes of the timeline: what happened to each enclave day by day, reported dates below simulated ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING, Any

from matplotlib.collections import PolyCollection

from safepassage.figures.palette import AGREEMENT, ASSAULT, DIRECT, INK, RULE, SIEGE, SOFT, SUSPENDED, TALKS
from safepassage.figures.sheet import INNER
from safepassage.results.digest import entries
from safepassage.telling.wording import Calendar, Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.run import Run
    from safepassage.scenario.reported import ReportedAgreement

BAR = (0.30, 0.56)  # upper and lower edge of a bar in its lane, from 0 at the top to 1
SIGNED, REPORTED = 0.2, 0.78  # where marks stand in a lane

# The stages of the table of enclaves as a reader sees them; talks that no go-between leads are told apart.
PHASES = {
    "siege": "siege",
    "fighting": "assault",
    "talks": "talks",
    "signed": "agreement",
    "registration": "agreement",
    "convoys": "agreement",
    "suspended": "suspended",
}
DIRECT_TALKS = "direct talks"
TINT = {
    "siege": SIEGE,
    "assault": ASSAULT,
    "talks": TALKS,
    DIRECT_TALKS: DIRECT,
    "agreement": AGREEMENT,
    "suspended": SUSPENDED,
}
DARK = {"assault", "agreement", "suspended"}  # tints on which white letters read better

# The marks above a bar, by kind of event, and those that bear their date.
MARKS = {"cosigned": "+", "signed": "v", "withdrew": ">"}
DATED = {"signed", "withdrew"}


def draw(axes: Axes, run: Run, rows: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    """A lane for each of these enclaves: bars, convoys, marks, names beside it, and what was reported below."""
    names = Names(run.scenario.tables)
    reported = run.scenario.tables.reported.agreements
    lane_of = {row["enclave"]: lane for lane, row in enumerate(rows)}
    axes.set_ylim(len(rows), 0)
    axes.hlines(range(1, len(rows)), 0, run.days, color=RULE, linewidth=0.6)
    _bars(axes, run, lane_of)
    _convoys(axes, run, lane_of)
    _marks(axes, run, lane_of, calendar)
    for row in rows:
        lane, enclave = lane_of[row["enclave"]], row["enclave"]
        _margin(axes, lane, -0.06, names.seat(enclave), names.group(enclave), align="right")
        told = reported.get(enclave)
        _margin(axes, lane, 0.06, _outcome(row), _told(told) if told else "", align="left")
        if told:
            _reports(axes, lane, told, calendar, run.days)


def _margin(axes: Axes, lane: int, inches: float, first: str, second: str, *, align: str) -> None:
    """Two lines of text beside a lane."""
    x = inches / INNER + (0 if align == "right" else 1)
    for y, text, size, colour in ((0.36, first, 9, INK), (0.72, second, 8, SOFT)):
        axes.text(
            x, lane + y, text, size=size, color=colour, ha=align, va="center", transform=axes.get_yaxis_transform()
        )


def _bars(axes: Axes, run: Run, lane_of: dict[str, int]) -> None:
    """A bar for each stretch of days in one phase, with its word where there is room."""
    corners, tints = [], []
    inches = INNER / run.days
    for enclave, first, last, phase in phases(run):
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


def phases(run: Run) -> Iterator[tuple[str, int, int, str]]:
    """(enclave, first day, day after the last, phase) in the order of the enclaves and days."""
    table, direct = run.enclaves, _direct(run)
    days = zip(table["enclave"], table["day"], table["stage"], strict=True)
    ordered = sorted(
        (str(enclave), int(day), DIRECT_TALKS if (enclave, day) in direct and stage == "talks" else PHASES[stage])
        for enclave, day, stage in days
    )
    for (enclave, phase), stretch in groupby(ordered, key=lambda item: (item[0], item[2])):
        found = [day for _, day, _ in stretch]
        yield enclave, found[0], found[-1] + 1, phase


def _direct(run: Run) -> set[tuple[str, int]]:
    """Enclaves and days on which, if there were talks, no go-between led them."""
    opened: dict[str, list[tuple[int, bool]]] = {}
    for entry in entries(run):
        if entry.kind == "channel":
            opened.setdefault(entry.details["enclave"], []).append((entry.day, entry.details["broker"] is None))
    found: set[tuple[str, int]] = set()
    for enclave, channels in opened.items():
        ends = [day for day, _ in channels[1:]] + [run.days]
        for (first, direct), end in zip(channels, ends, strict=True):
            found.update((enclave, day) for day in range(first, end) if direct)
    return found


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


def _marks(axes: Axes, run: Run, lane_of: dict[str, int], calendar: Calendar) -> None:
    """A mark for what was agreed or given up, with its date; dates that would overlap an earlier one are left out."""
    inches = INNER / run.days
    free_from: dict[str, float] = {}
    for entry in entries(run):
        enclave = entry.details.get("enclave")
        if entry.kind not in MARKS or enclave not in lane_of:
            continue
        x, y = entry.day + 0.5, lane_of[enclave] + SIGNED
        axes.scatter([x], [y], s=16, marker=MARKS[entry.kind], color=INK, linewidth=1, zorder=5)
        if entry.kind in DATED and x >= free_from.get(enclave, 0.0):
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
