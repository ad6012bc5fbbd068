"""The tables that ``run`` prints: agreements beside what was reported, their terms, totals, convergence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from safepassage.analysis.convergence import TARGET, verdict
from safepassage.cli.tables import BELOW, table
from safepassage.results import deals, digest
from safepassage.results.digest import Line, Row, Total
from safepassage.results.explaining import words
from safepassage.sweeps.outcomes import outcome
from safepassage.telling.wording import rounded

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safepassage.analysis.convergence import Convergence
    from safepassage.scenario import Scenario


def single(scenario: Scenario, summary: Row, days: int) -> RenderableType:
    """What became of each enclave, how it was agreed, and the totals of one run, with what was reported below."""
    return _all(
        _enclaves(digest.COLUMNS_OF_ONE, digest.of_one(scenario, summary, days)),
        _terms(deals.COLUMNS_OF_ONE, deals.of_one(scenario, summary)),
        _totals(digest.totals(scenario, [summary], days)),
        words(scenario, [summary]),
    )


def replicated(scenario: Scenario, replicates: Sequence[Row], days: int) -> RenderableType:
    """The same over replicates: medians and 80 % intervals, with what was reported in the line below."""
    return _all(
        _enclaves(digest.COLUMNS_OF_SEVERAL, digest.of_several(scenario, replicates, days)),
        _terms(deals.COLUMNS_OF_SEVERAL, deals.of_several(scenario, replicates)),
        _totals(digest.totals(scenario, replicates, days)),
        [digest.note(len(replicates)), *words(scenario, replicates)],
    )


def _all(enclaves: Table, terms: Table, totals: Table, explained: Iterable[str]) -> Group:
    return Group(enclaves, Text(), terms, Text(), totals, Text(), *map(Text, explained))


def _enclaves(columns: Sequence[str], lines: Sequence[Line]) -> Table:
    """A line an enclave with its seat; in the lines below the group, and what else there is to say."""
    made = table(["Enclave", *columns], left=digest.WORDS)
    for line in lines:
        made.add_row(line.seat, *line.cells)
        for n, cells in enumerate(line.below or [[]]):
            label = f"  {line.group}" if n == 0 else ""
            made.add_row(label, *cells, *[""] * (len(columns) - len(cells)), style=BELOW)
    return made


def _terms(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> Table:
    made = table(["Enclave", *columns], left=deals.WORDS)
    for line in lines:
        made.add_row(*line)
    return made


def _totals(totals: Sequence[Total]) -> Table:
    made = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(justify="right", no_wrap=True)
    made.add_column(style="dim", no_wrap=True)
    for total in totals:
        made.add_row(total.label, total.value, f"reported {total.reported}" if total.reported else "")
    return made


def converged(found: Sequence[Convergence]) -> RenderableType:
    """How the 95 % interval of each mean shrank as replicates were added, and whether they were enough."""
    counts = sorted({k for c in found for k, _ in c.halves})
    made = table(
        ["Outcome", "Mean", "Unit", *(f"± after {k}" for k in counts), f"runs for ± {TARGET:.0%}"], left={"Unit"}
    )
    for c in found:
        halves = dict(c.halves)
        needed = "–" if c.needed is None else f"{max(c.needed, 1):,}"
        cells = (rounded(halves[k], 3) if k in halves else "–" for k in counts)
        made.add_row(c.name.replace("_", " "), rounded(c.mean, 3), outcome(c.name).unit, *cells, needed)
    return Group(made, Text(), Text(verdict(found)))
