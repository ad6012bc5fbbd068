"""The curves below the lanes of the timeline: fighting, who is inside, who has gone, who was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.figures.palette import ASSAULT, INK, KILLED, PEOPLE, SOFT
from safepassage.figures.sheet import INNER, inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from safepassage.results.run import Run


def strength(axes: Axes, run: Run) -> None:
    """Fighting, as the strength in the assaults under way."""
    strength = [float(value) for value in run.daily["strength"]]
    axes.stairs(strength, range(len(strength) + 1), fill=True, color=ASSAULT, alpha=0.55)
    axes.set_ylim(0, 1.15 * max([*strength, 1.0]))
    _title(axes, "Fighting", "strength in assaults")
    _end(axes, [(max(strength) / 2, f"up to {max(strength):,.0f} fighters", ASSAULT)])


def inside(axes: Axes, run: Run) -> None:
    """People who are still inside, those under the government included."""
    days, inside = _steps(run, "inside")
    axes.plot(days, inside, color=PEOPLE["inside"], linewidth=1.8)
    low, high = min(inside), max(inside)
    axes.set_ylim(low - 0.15 * (high - low) - 1, high + 0.15 * (high - low) + 1)
    _title(axes, "Inside", f"from {inside[0]:,.0f}; not from 0")
    _end(axes, [(inside[-1], f"{inside[-1]:,.0f}", PEOPLE["inside"])])


def left(axes: Axes, run: Run) -> None:
    """People who have gone, by convoy or across the lines."""
    _several(axes, run, {"arrived": ("left by convoy", PEOPLE["arrived"]), "crossed": ("crossed", PEOPLE["crossed"])})
    _title(axes, "Gone", "arrived by convoy, or crossed the lines")


def killed(axes: Axes, run: Run) -> None:
    """The dead of both sides and the civilians."""
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
    x, line = -0.06 / INNER, 0.1 / inches(axes)
    axes.text(x, 0.5 + line, first, size=9, color=INK, ha="right", va="center", transform=axes.transAxes)
    axes.text(x, 0.5 - line, second, size=8, color=SOFT, ha="right", va="center", transform=axes.transAxes)


def _end(axes: Axes, ends: list[tuple[float, str, str]]) -> None:
    """The names of curves at their ends, pushed apart where curves end close together."""
    low, high = axes.get_ylim()
    least = 0.17 / inches(axes) * (high - low)
    at = low
    for value, text, colour in sorted(ends):
        at = max(value, at)
        axes.text(1 + 0.06 / INNER, at, text, size=8.5, color=colour, va="center",
                  transform=axes.get_yaxis_transform())  # fmt: skip
        at += least
