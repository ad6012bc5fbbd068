"""The tables that ``run`` prints: agreements with reported figures beside simulated ones, totals, convergence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from safepassage.analysis.convergence import TARGET, verdict
from safepassage.results import digest
from safepassage.results.digest import Line, Row, Total
from safepassage.sweeps.outcomes import outcome
from safepassage.telling.wording import rounded

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safepassage.analysis.convergence import Convergence
    from safepassage.scenario import Scenario

WIDTH = 100


def show(shown: RenderableType) -> None:
    """Print for a reader: as wide as the terminal, 100 columns where another program reads."""
    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else WIDTH, highlight=False, markup=False, emoji=False)
    if terminal and console.width > WIDTH:
        console.width = WIDTH
    console.print(shown)


def single(scenario: Scenario, summary: Row, days: int) -> RenderableType:
    """The agreements and totals of one run, with what was reported in the line below."""
    table = _agreements(digest.COLUMNS_OF_ONE, digest.of_one(scenario, summary, days), widest=31)
    return Group(table, Text(), _totals(digest.totals(scenario, [summary], days)))


def replicated(scenario: Scenario, replicates: Sequence[Row], days: int) -> RenderableType:
    """Medians and 80 % intervals over the replicates, with what was reported in the line below."""
    table = _agreements(digest.COLUMNS_OF_SEVERAL, digest.of_several(scenario, replicates, days), widest=21)
    totals = _totals(digest.totals(scenario, replicates, days))
    return Group(table, Text(), totals, Text(), Text(digest.note(len(replicates))))


def _agreements(columns: Sequence[str], lines: Sequence[Line], *, widest: int) -> Table:
    """A line an enclave with its seat; in the lines below the group, and what else there is to say."""
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("Enclave", overflow="ellipsis", no_wrap=True, max_width=widest)
    for column in columns:
        left = column in ("Outcome", "To")
        least = None if column == "Outcome" else 6
        table.add_column(column, justify="left" if left else "right", no_wrap=True, min_width=least)
    for line in lines:
        table.add_row(Text(line.seat), *line.cells)
        for n, cells in enumerate(line.below or [[]]):
            label = f"  {line.group}" if n == 0 else ""
            filled = [*cells, *[""] * (len(columns) - len(cells))]
            table.add_row(Text(label, style="dim"), *(Text(cell, style="dim") for cell in filled))
    return table


def _totals(totals: Sequence[Total]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    for total in totals:
        table.add_row(total.label, total.value, f"reported {total.reported}" if total.reported else "")
    return table


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
