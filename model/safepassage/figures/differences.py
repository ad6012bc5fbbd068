"""The picture of a comparison: how much each outcome differs, as a share of what it was, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from safepassage.computing.drawing import plain
from safepassage.figures.palette import BUSES, INK, KILLED, SOFT
from safepassage.figures.style import SMALL, WIDE, bare, room, sheet, title
from safepassage.telling.wording import listed, rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from safepassage.analysis.comparison import Difference

FULL = 100  # per cent
LANE, LEFT, RIGHT, TOP, BOTTOM, LINE = 0.3, 2.25, 2.65, 0.85, 0.5, 0.17  # inches
LETTERS = 36  # of an outcome's words on a line
GREY = "#9aa5af"
JUDGED = {"better": BUSES, "worse": KILLED["killed_civilians"], "not judged": INK, "may be chance": GREY}


@plain()
def differences(found: Sequence[Difference], a: str, b: str) -> Figure | None:
    """Draw B minus A outcome by outcome; None where nothing differs in any pair of runs."""
    shown = [d for d in found if d.pairs > 1 and d.same < 1 and d.mean_a != 0]
    if not shown:
        return None
    notes = [line for note in _notes(found, shown) for line in wrap(note, 118)]
    height = TOP + LANE * len(shown) + BOTTOM + LINE * len(notes)
    figure = sheet(WIDE, height)
    pairs = f"mean difference over {shown[0].pairs} pairs of runs with the same seed, 95 % intervals"
    title(figure, f"{b} against {a}", pairs)
    axes = room(figure, LEFT, BOTTOM + LINE * len(notes), WIDE - LEFT - RIGHT, LANE * len(shown))
    bare(axes)
    axes.grid(axis="y", visible=False)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    for place, d in enumerate(shown):
        _lane(axes, place, d)
    axes.set_yticks(range(len(shown)), ["\n".join(wrap(d.words, LETTERS)) for d in shown])
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=SMALL - 0.5)
    axes.axvline(0, color=SOFT, lw=1)
    _compress(axes)
    axes.set_xlabel(f"difference in % of the mean without the change ({a})"[:90], size=SMALL, color=SOFT)
    x = 0.1
    for word, colour in JUDGED.items():
        figure.text(x / WIDE, 1 - 0.62 / height, "●", size=9, color=colour, va="center")
        figure.text((x + 0.16) / WIDE, 1 - 0.62 / height, word, size=SMALL, color=INK, va="center")
        x += 0.36 + 0.07 * len(word)
    for place, line in enumerate(notes):
        figure.text(0.1 / WIDE, (0.08 + LINE * (len(notes) - 1 - place)) / height, line, size=SMALL, color=SOFT)
    return figure


def _lane(axes: Axes, place: int, d: Difference) -> None:
    scale, colour = FULL / abs(d.mean_a), JUDGED[judgement(d)]
    axes.plot([d.low * scale, d.high * scale], [place, place], color=colour, lw=2.2, solid_capstyle="butt")
    axes.plot(d.difference * scale, place, "o", ms=5, color=colour)
    axes.text(1.02, place, told(d), size=SMALL, color=INK if d.resolved else SOFT, va="center",
              transform=axes.get_yaxis_transform())  # fmt: skip


def told(d: Difference) -> str:
    """A difference with its interval and unit."""
    values = (d.difference, d.low, d.high)
    middle, low, high = (rounded(value, 3, sign=True).replace("-", "−") for value in values)
    return f"{middle} {d.unit} [{low}, {high}]"


def judgement(d: Difference) -> str:
    """The key of :data:`JUDGED` that fits."""
    if not d.resolved:
        return "may be chance"
    better = {"less": d.difference < 0, "more": d.difference > 0}.get(d.judged)
    return "not judged" if better is None else "better" if better else "worse"


def _notes(found: Sequence[Difference], shown: Sequence[Difference]) -> list[str]:
    """The outcomes that have no lane, and why."""
    same = [d.words for d in found if d.pairs > 1 and d.same == 1]
    new = [f"{d.words} ({told(d)})" for d in found if d.pairs > 1 and d.same < 1 and d not in shown]
    few = [d.words for d in found if d.pairs < 2]
    kinds = (("The same in every pair", same), ("None without the change", new), ("Seen in fewer than two pairs", few))
    return [f"{why}: {listed(names, 30)}." for why, names in kinds if names]


def _compress(axes: Axes) -> None:
    """Where something rare became many times as much, draw beyond the hundred per cent ever closer."""
    low, high = axes.get_xlim()
    if max(abs(low), abs(high)) <= 3 * FULL:
        return
    axes.set_xscale("symlog", linthresh=FULL, linscale=1.0)
    marks = [10**power for power in (2, 3, 4, 5)]
    ticks = [-mark for mark in reversed(marks)] + [0] + marks
    axes.set_xticks([t for t in ticks if low <= t <= high], [f"{t:,}" for t in ticks if low <= t <= high])
    axes.minorticks_off()
