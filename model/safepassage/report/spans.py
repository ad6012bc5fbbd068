"""Quantiles as a reader writes them: a median, and in brackets the interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from safepassage.report.document import Cell
from safepassage.results.outlook import Quantiles
from safepassage.telling.wording import Calendar, percent, rounded

Show = Callable[[float], str]
ABOUT = 3  # digits in sentences; tables have all
NEVER = "never"


def whole(value: float) -> str:
    """A count."""
    return f"{value:,.0f}"


def about(value: float) -> str:
    """A count as a sentence says it: to three digits."""
    return rounded(value, ABOUT) if abs(value) >= 1000 else whole(value)


def on(calendar: Calendar) -> Show:
    """Days as dates."""
    return lambda day: calendar.short(round(day))


def at(found: Quantiles, level: str, show: Show) -> str:
    """One quantile; ``never`` where it is missing, since too few get there."""
    return show(found[level]) if level in found else NEVER


def ends(found: Quantiles, show: Show) -> str:
    """The interval, or its one end where both are the same; two days of one month share its name."""
    low, high = at(found, "p10", show), at(found, "p90", show)
    if low == high:
        return low
    day, _, month = low.partition(" ")
    return f"{day}–{high}" if month and high.endswith(f" {month}") else f"{low}–{high}"


def span(found: Quantiles | None, show: Show, runs: int) -> str:
    """The median, and the interval in brackets where there is more than one run; a dash where there is nothing."""
    if not found:
        return "–"
    middle, around = at(found, "p50", show), ends(found, show)
    return middle if runs == 1 or around == middle else f"{middle} [{around}]"


def cell(found: Quantiles | None, show: Show, runs: int) -> Cell:
    """The same in a cell of a table, the interval below."""
    if not found:
        return Cell("–")
    middle, around = at(found, "p50", show), ends(found, show)
    return Cell(middle, (around,) if runs > 1 and around != middle else ())


def split(shares: Mapping[str, float], show: Callable[[str], str], runs: int, most: int = 3) -> Cell:
    """Words by their share: the most frequent on top, the others below."""
    if not shares:
        return Cell("–")
    if runs == 1 or len(shares) == 1:
        word, share = next(iter(shares.items()))
        return Cell(show(word) if share > 0.995 else f"{show(word)} {percent(share)}")
    told = [f"{show(word)} {percent(share)}" for word, share in shares.items()]
    rest = [f"{len(told) - most} others"] if len(told) > most else []
    return Cell(told[0], (*told[1:most], *rest))
