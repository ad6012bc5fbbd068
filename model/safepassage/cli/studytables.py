"""The tables of studies of many runs: what a sweep came to, how two scenarios differ, what moves the outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group
from rich.text import Text

from safepassage.analysis.convergence import TARGET, verdict
from safepassage.cli.tables import table
from safepassage.results.digest import HIGH, LOW
from safepassage.sweeps.outcomes import outcome
from safepassage.telling.wording import counted, percent, rounded

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from safepassage.analysis.comparison import Difference
    from safepassage.analysis.convergence import Convergence
    from safepassage.analysis.finished import Finished
    from safepassage.analysis.sensitivity import Sensitivity
    from safepassage.sweeps.design import Design

_STRONGEST = 3  # factors that are named for each outcome


def heading(design: Design, done: Finished) -> str:
    """What a sweep is called and what it varied."""
    file = done.file
    seeds = f"seed {file.seed}" if done.replicates == 1 else f"seeds {file.seed} to {file.seed + done.replicates - 1}"
    points = counted(len(done.points), "point")
    return (
        f"{design.file.title or design.name} ({', '.join(done.record['scenarios'])}; {file.method} over"
        f" {', '.join(done.factors) or 'nothing'}: {points}, {counted(done.replicates, 'run')} at each with {seeds})"
    )


def swept(done: Finished, found: Sequence[Convergence]) -> RenderableType:
    """A line an outcome: its mean, how well a point's mean is known, and where 80 % of all runs lie."""
    known = done.replicates > 1
    columns = ["Outcome", "Mean", f"{HIGH - LOW:.0%} of runs"]
    made = table([*columns, "± a point", f"runs for ± {TARGET:.0%}"] if known else columns)
    for c in found:
        values = done.by_point(c.name)
        values = values[~np.isnan(values)]
        low, high = np.quantile(values, (LOW, HIGH)) if len(values) else (np.nan, np.nan)
        cells = [_named(c.name, outcome(c.name).unit), _number(c.mean), f"{_number(low)}–{_number(high)}"]
        made.add_row(*cells, *(_precision(c) if known else []))
    if not known:
        return Group(made, Text(), Text("One run a point: nothing can be said about chance."))
    words = (
        f"Mean and {HIGH - LOW:.0%}: over all points and seeds. ± a point: half the 95 % interval of the mean of"
        f" {done.replicates} runs with the same values."
    )
    return Group(made, Text(), Text(words), Text(verdict(found)))


def _named(name: str, unit: str) -> str:
    words = name.replace("_", " ")
    return words if not unit or unit in words else f"{words} ({unit})"


def _precision(c: Convergence) -> list[str]:
    half = _number(c.halves[-1][1]) if c.halves else ""
    return [half, "–" if c.needed is None else f"{max(c.needed, 1):,}"]


def _number(value: float) -> str:
    return "" if value != value else rounded(value)


def compared(found: Sequence[Difference], *, everything: bool = True) -> RenderableType:
    """A line for each outcome, those that a plan hangs on first; below the table what has no value, and where."""
    from safepassage.analysis.comparison import headline

    first = headline(found)
    rest = [d for d in found if d not in first]
    shown = [*first, *([d for d in rest if d.pairs < 2 or d.same < 1] if everything else [])]
    made = table(["Outcome", "A", "B", "B − A", "95 % interval", "In pairs", "To tell"])
    for d in shown:
        made.add_row(_titled(d), *_compared(d))
    same = [d.words for d in rest if d.pairs > 1 and d.same == 1]
    words = [
        "In pairs: share of the pairs in which B had less of what is bad, or more; where neither is better, had more.",
        "To tell: how many pairs would leave zero out of the interval; – where these do, or there is nothing to tell.",
        *(f"{d.words[:1].upper()}{d.words[1:]}: {d.lacking()}." for d in shown if d.undefined),
        *([f"The same in every pair: {'; '.join(same)}."] if same and everything else []),
        *([] if everything or not rest else [f"{len(rest)} further outcomes with --all."]),
    ]
    return Group(made, Text(), *map(Text, words))


def _titled(d: Difference) -> str:
    return d.words if d.unit in d.words or d.unit.split()[0] in ("people", "per") else f"{d.words} ({d.unit})"


def _compared(d: Difference) -> list[str]:
    if d.pairs < 2:
        return ["too few pairs", *[""] * 5]
    if d.same == 1:
        return [rounded(d.mean_a), rounded(d.mean_b), "the same", *[""] * 3]
    ends = f"{rounded(d.low, sign=True)} to {rounded(d.high, sign=True)}"
    needed = f"{d.needed:,}" if d.needed and not d.resolved and not d.nil else "–"
    change = f"{rounded(d.difference, sign=True)}"
    return [rounded(d.mean_a), rounded(d.mean_b), change, ends, _in_pairs(d), needed]


def _in_pairs(d: Difference) -> str:
    return f"better {percent(d.better)}" if d.judged else f"more {percent(d.higher)}"


def strongest(found: Sensitivity) -> Table:
    """A line an outcome, with the factors that move it most, where whole tables would not fit a screen."""
    column = {"sobol": "ST", "morris": "mu_star", "grid": "mean"}.get(found.method, "PRCC")
    what = "span of the mean" if found.method == "grid" else column
    ranks = ["First", "Second", "Third"][:_STRONGEST]
    made = table(["Outcome", *ranks], left=ranks, title=f"What moves the outcomes most, by {what}")
    for name in found.outcomes:
        rows = found.indices[found.indices["outcome"] == name]
        if found.method == "grid":
            spans = rows.groupby("factor", sort=False)["mean"].agg(lambda means: means.max() - means.min())
        else:
            spans = rows.set_index("factor")[column]
        first = spans.reindex(spans.abs().sort_values(ascending=False).index).head(_STRONGEST)
        marks = rows.set_index("factor")["mark"].to_dict()
        cells = [f"{factor} {value:,.3g}{_marked(marks[factor])}" for factor, value in first.items()]
        made.add_row(name.replace("_", " "), *cells, *[""] * (_STRONGEST - len(cells)))
    return made


def _marked(mark: str) -> str:
    return f" ({mark})" if mark else ""


def indices(found: Sensitivity, name: str) -> Table:
    """All that was computed of one outcome, a line a factor (and level)."""
    rows = found.indices[found.indices["outcome"] == name].drop(columns="outcome").dropna(axis=1, how="all")
    rows = rows if rows["mark"].any() else rows.drop(columns="mark")
    made = table([str(column) for column in rows.columns], left={"mark"}, title=name.replace("_", " "))
    for row in rows.itertuples(index=False):
        made.add_row(*(_number(cell) if isinstance(cell, float) else str(cell) for cell in row))
    return made
