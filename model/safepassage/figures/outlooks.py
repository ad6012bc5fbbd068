"""What is to be expected, in one picture: for each enclave when it signs, while buses leave, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from safepassage.figures.palette import AGREEMENT, FAINT, INK, RULE, SOFT
from safepassage.figures.style import BODY, NARROW, SMALL, WIDE, bare, dates, room, sheet
from safepassage.telling.wording import Names, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from safepassage.results.outlook import Outlook, Prospect

MOST = 14  # enclaves; the others are told in the ledger
SELDOM = 0.5  # enclaves that exist in fewer runs than this are left to the ledger
LANE, TOP, BOTTOM = 0.36, 0.55, 0.62
MARGINS = {False: (2.3, 1.8), True: (0.14, 0.14)}  # inches left and right of the lanes, narrow or not
NARROW_LANE = 0.62


def shown(outlook: Outlook) -> tuple[Prospect, ...]:
    """The enclaves that the picture has a lane for: those that most runs know, the largest departures first."""
    often = [enclave for enclave in outlook.enclaves if sum(enclave.outcomes.values()) >= SELDOM]
    kept = sorted(often, key=lambda enclave: -_people(enclave))[:MOST]
    return tuple(enclave for enclave in often if enclave in kept)


def prospects(outlook: Outlook, *, narrow: bool = False) -> Figure:
    """Draw a lane an enclave: the day of the deal with its intervals, the days of buses, and how it ends."""
    enclaves = shown(outlook)
    lane, width = (NARROW_LANE, NARROW) if narrow else (LANE, WIDE)
    left, right = MARGINS[narrow]
    height = TOP + lane * len(enclaves) + BOTTOM
    figure = sheet(width, height)
    figure.text(0.1 / width, 1 - 0.2 / height, "When each enclave signs, and how it ends", size=BODY + 1,
                weight="bold", color=INK, va="center")  # fmt: skip
    axes = room(figure, left, BOTTOM, width - left - right, lane * len(enclaves))
    bare(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=RULE, lw=0.5)
    dates(axes, outlook.calendar, outlook.days, 5 if narrow else 6)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(enclaves), 0)
    axes.set_yticks([])
    for place, enclave in enumerate(enclaves):
        _lane(axes, outlook, enclave, place, narrow=narrow)
    _key(figure, outlook, narrow=narrow)
    return figure


def _people(enclave: Prospect) -> float:
    return enclave.quantiles.get("evacuated", {}).get("p50", 0.0)


def _lane(axes: Axes, outlook: Outlook, enclave: Prospect, place: int, *, narrow: bool) -> None:
    names = Names(outlook.scenario.tables)
    y = place + (0.8 if narrow else 0.5)
    half = 0.09 if narrow else 0.16
    first, last = (enclave.quantiles.get(name, {}).get("p50") for name in ("first_convoy_day", "last_convoy_day"))
    if first is not None and last is not None:
        axes.add_patch(Rectangle((first, y - half), max(last - first, 0.6), 2 * half, color=FAINT, lw=0, zorder=1))
    signed = enclave.quantiles.get("agreement_day", {})
    if signed:
        # A quantile that is missing lies beyond the last day: never.
        low, quarter, three, high = (signed.get(name, outlook.days) for name in ("p10", "p25", "p75", "p90"))
        axes.plot([low, high], [y, y], color=AGREEMENT, lw=1.4, zorder=3)
        axes.plot([quarter, three], [y, y], color=AGREEMENT, lw=4, zorder=3, solid_capstyle="butt")
        axes.plot([signed.get("p50", outlook.days)], [y], "o", color=INK, ms=4.5, zorder=4)
    told = outlook.scenario.tables.reported.agreements.get(enclave.slug)
    if told is not None and told.agreement_date is not None:
        day = (told.agreement_date - outlook.start).days
        if 0 <= day < outlook.days:
            axes.plot([day], [y], "D", ms=4.5, mfc="white", mec=SOFT, mew=1, zorder=5)
    _words(axes, names, enclave, place, outlook.runs, narrow=narrow)


def _words(axes: Axes, names: Names, enclave: Prospect, place: int, runs: int, *, narrow: bool) -> None:
    """The enclave's name and group on the left, its end and its people on the right; above the lane where narrow."""
    across = axes.get_yaxis_transform()
    seat, group, (end, people) = names.seat(enclave.slug), names.group(enclave.slug), _ending(enclave, runs)
    if narrow:
        axes.text(0, place + 0.2, f"{seat}: {group}", size=SMALL + 0.5, color=INK, va="center", transform=across)
        axes.text(0, place + 0.47, f"{end}; {people}", size=SMALL, color=SOFT, va="center", transform=across)
        return
    for y, left, right, colour in ((0.32, seat, end, INK), (0.7, group, people, SOFT)):
        axes.text(-0.02, place + y, left, size=SMALL, color=colour, ha="right", va="center", transform=across)
        axes.text(1.02, place + y, right, size=SMALL, color=colour, va="center", transform=across)


def _ending(enclave: Prospect, runs: int) -> tuple[str, str]:
    outcome, share = enclave.likeliest
    word = outcome.replace("_", " ")
    people = enclave.quantiles.get("evacuated", {})
    middle = f"{people.get('p50', 0):,.0f} leave"
    if runs == 1:
        return word, middle
    return f"{word} in {percent(share)}", f"{middle} [{people.get('p10', 0):,.0f}–{people.get('p90', 0):,.0f}]"


def _key(figure: Figure, outlook: Outlook, *, narrow: bool) -> None:
    """What dot, bars and diamond mean."""
    width, height = figure.get_size_inches()
    told = ["● deal signed", "shaded: buses leave"]
    if outlook.runs > 1:
        told = ["● deal signed (median)", f"▬ half of {outlook.of}", f"— {outlook.interval}"]
        told.append("shaded: buses leave (median days)")
    if outlook.scenario.tables.reported.agreements:
        told.append("◇ signed, as reported")
    rows = [told[:3], told[3:]] if narrow else [told]
    for line, row in enumerate(rows):
        figure.text((0.14 if narrow else 0.1) / width, (0.26 - 0.15 * line) / height, "    ".join(row), size=SMALL,
                    color=INK, va="center")  # fmt: skip
