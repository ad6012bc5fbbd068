"""The tables that ``run`` prints: agreements with reported figures beside simulated ones, and totals."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from safepassage.experiments.convergence import TARGET, verdict
from safepassage.experiments.outcomes import outcome
from safepassage.wording import Calendar, Names, rounded

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safepassage.experiments.convergence import Convergence
    from safepassage.scenario import Scenario
    from safepassage.scenario.schema import ReportedAgreement

WIDTH = 100
LOW, HIGH = 0.1, 0.9  # the ends of an 80 % interval
FEWEST = 9  # from so many runs on, the range of all covers another run with a chance of 80 %

Row = Mapping[str, Any]


def show(shown: RenderableType) -> None:
    """Print for a reader: as wide as the terminal, 100 columns where another program reads."""
    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else WIDTH, highlight=False, soft_wrap=False)
    if terminal and console.width > WIDTH:
        console.width = WIDTH
    console.print(shown)


# One run


def single(scenario: Scenario, summary: Row, days: int) -> RenderableType:
    """The agreements and totals of one run, with what was reported in the line below."""
    names, calendar = Names(scenario.tables), Calendar(scenario.start, days)
    reported = scenario.tables.reported
    table = _table("Signed", "Convoys", "Buses", "People", "Fighters", "Killed", "To", widest=31)
    for row in summary["agreements"]:
        told = reported.agreements.get(row["enclave"])
        below = _told(told, names, calendar) if told else []
        _lines(table, names, row["enclave"], _simulated(row, names, calendar), below)
    return Group(table, Text(), _totals([summary], reported.totals, calendar))


def _table(*columns: str, widest: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("Enclave", overflow="ellipsis", no_wrap=True, max_width=widest)
    table.add_column("Outcome", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="left" if column == "To" else "right", no_wrap=True, min_width=6)
    return table


def _lines(table: Table, names: Names, enclave: str, simulated: Sequence[str], *below: Sequence[str]) -> None:
    """The seat and what was simulated; in the lines below the group, and what else there is to say."""
    table.add_row(Text(names.seat(enclave)), *simulated)
    group = f"  {names.group(enclave)}"
    for n, cells in enumerate(below):
        if cells or n == 0:
            label = group if n == 0 else ""
            filled = [*cells, *[""] * (len(simulated) - len(cells))]
            table.add_row(Text(label, style="dim"), *(Text(cell, style="dim") for cell in filled))


def _simulated(row: Row, names: Names, calendar: Calendar) -> list[str]:
    return [
        row["outcome"].replace("_", " "),
        _short(calendar, row["agreement_day"]),
        _count(row["convoys"]),
        _count(row["buses"]),
        _count(row["evacuated"]),
        _count(row["fighters_evacuated"]),
        _count(_killed(row)),
        names.destination(row["destination"]),
    ]


def _told(told: ReportedAgreement, names: Names, calendar: Calendar) -> list[str]:
    killed = [n for n in (told.militants_killed, told.civilians_killed) if n is not None]
    return [
        "reported",
        _short(calendar, told.agreement_date),
        _count(told.convoys),
        _count(told.buses),
        _count(told.evacuated),
        _count(told.fighters_evacuated),
        _count(sum(killed)) if killed else "",
        names.destination(told.destination),
    ]


def _killed(row: Row) -> int:
    """People of the enclave, as in the totals; the government's own dead are told below them."""
    return int(row["militants_killed"] + row["civilians_killed"])


def _short(calendar: Calendar, day: int | dt.date | None) -> str:
    return "" if day is None else calendar.short(day)


def _count(n: float | None) -> str:
    return "" if n is None else f"{round(n):,}"


# Several runs


def replicated(scenario: Scenario, replicates: Sequence[Row], days: int) -> RenderableType:
    """Medians and 80 % intervals over the replicates, with what was reported in the line below."""
    names, calendar = Names(scenario.tables), Calendar(scenario.start, days)
    reported = scenario.tables.reported
    table = _table("Signed", "Convoys", "People", "Crossed", "Killed", widest=21)
    by_enclave: dict[str, list[Row]] = {}
    for replicate in replicates:
        for row in replicate["agreements"]:
            by_enclave.setdefault(row["enclave"], []).append(row)
    for enclave, rows in by_enclave.items():
        told = reported.agreements.get(enclave)
        outcome, signed, convoys, _, people, _, killed, _ = _told(told, names, calendar) if told else [""] * 8
        below = [outcome, signed, convoys, people, "", killed] if told else []
        _lines(table, names, enclave, *_spread(rows, len(replicates), calendar), below)
    totals = _totals(replicates, reported.totals, calendar)
    return Group(table, Text(), totals, Text(), Text(_note(len(replicates))))


def _spread(rows: Sequence[Row], runs: int, calendar: Calendar) -> tuple[list[str], list[str]]:
    """The most frequent outcome and the medians; below, the intervals."""
    outcome, times = Counter(row["outcome"] for row in rows).most_common(1)[0]

    def shown(day: float) -> str:
        return calendar.short(round(day))

    columns = [
        _apart([row["agreement_day"] for row in rows if row["agreement_day"] is not None], shown),
        _apart([row["convoys"] for row in rows], _count),
        _apart([row["evacuated"] for row in rows], _count),
        _apart([row["crossed"] for row in rows], _count),
        _apart([_killed(row) for row in rows], _count),
    ]
    label = "80 % of runs" if len(rows) >= FEWEST else "all runs"
    medians, ends = zip(*columns, strict=True)
    return [f"{outcome.replace('_', ' ')} {times}/{runs}", *medians], [label, *ends]


def _apart(values: Sequence[float], show: Callable[[float], str]) -> tuple[str, str]:
    """The median and the ends of the interval as two texts."""
    if not values:
        return "", ""
    low, high = (show(quantile(values, share)) for share in _ends(len(values)))
    return show(median(values)), f"{low}–{high}" if low != high else low


def interval(values: Sequence[float], show: Callable[[float], str]) -> str:
    """The median and, in brackets, the interval in which 80 % of the runs lie (all, where they are too few)."""
    middle, ends = _apart(values, show)
    return f"{middle} [{ends}]" if len(values) > 1 else middle


def _ends(runs: int) -> tuple[float, float]:
    return (LOW, HIGH) if runs >= FEWEST else (0.0, 1.0)


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile of a sample, linear between its values."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (at - below) * (ordered[above] - ordered[below]))


def _note(runs: int) -> str:
    """What so many runs can say, and what more would add."""
    if runs < FEWEST:
        chance = (runs - 1) / (runs + 1)
        return (
            f"Medians; in brackets the range of all {runs} runs, in which another run would lie with a chance of"
            f" {100 * chance:.0f} %. An 80 % interval needs at least {FEWEST} runs, a steady one 40 or more."
        )
    return (
        f"Medians; in brackets the interval in which 80 % of {runs} runs lie: chance, which more runs do not remove."
        " Four times as many halve only the error of the medians and of the ends."
    )


def converged(found: Sequence[Convergence]) -> RenderableType:
    """How the 95 % interval of each mean shrank as replicates were added, and whether they were enough."""
    counts = sorted({k for c in found for k, _ in c.halves})
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("Mean", no_wrap=True)
    target = f"runs for ± {TARGET:.0%}"
    for column in ("", "", *(f"± after {k}" for k in counts), target):
        table.add_column(column, justify="left" if not column else "right", no_wrap=True)
    for c in found:
        halves = dict(c.halves)
        needed = "–" if c.needed is None else f"{max(c.needed, 1):,}"
        cells = (rounded(halves[k], 3) if k in halves else "–" for k in counts)
        unit = outcome(c.name).unit
        table.add_row(c.name.replace("_", " "), rounded(c.mean, 3), unit, *cells, needed)
    return Group(table, Text(), Text(verdict(found)))


# Totals


_TOTALS = {
    "evacuated": "Left by convoy",
    "largest_60_day_evacuation": "  most in 60 days",
    "without_shelter": "  no place in reception",
    "reported_evacuated": "  as the UN counts",
    "crossed": "Crossed the lines",
    "killed": "Killed in the enclaves",
    "government_killed": "  and on the government's side",
    "stayed": "Stayed",
    "in_transit": "On the road",
    "days_of_fighting": "Days of fighting",
    "split_day": "First split of a pocket",
    "full_control_day": "Full control of the capital",
}
_DATES = ("split_day", "full_control_day")


def _totals(replicates: Sequence[Row], reported: Mapping[str, Any], calendar: Calendar) -> Table:
    totals = [
        {**run["totals"], "government_killed": sum(row["government_killed"] for row in run["agreements"])}
        for run in replicates
    ]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    for key, label in _TOTALS.items():
        values = [run[key] for run in totals if run[key] is not None]
        told = reported.get(key)
        if not any(values) and told is None and key not in ("evacuated", "killed"):
            continue

        def shown(value: Any, key: str = key) -> str:  # noqa: ANN401 - a count, a day or a date
            if isinstance(value, dt.date):
                return calendar.short(value)
            return calendar.short(round(value)) if key in _DATES else f"{round(value):,}"

        share = f" in {len(values)}/{len(totals)}" if len(values) < len(totals) and values else ""
        table.add_row(label, (interval(values, shown) or "–") + share, f"reported {shown(told)}" if told else "")
    return table
