"""Two scenarios compared run by run: replicate r of both has the same seed, so that what differs is what was changed.

Each mechanism draws from a stream of its own, so most of the chance is common to both runs of a pair and falls out of
their difference: the same interval takes far fewer runs than with seeds of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.analysis.wording import DERIVED, EXPOSED, no_value, ordered, without_value, words
from safepassage.computing.statistics import replicates_for, t_quantile
from safepassage.scenario import BadInput, Scenario
from safepassage.sweeps import outcomes
from safepassage.sweeps.design import Design, check_size
from safepassage.sweeps.designfile import parsed
from safepassage.sweeps.factors import WHOLE_SCENARIOS, Levels
from safepassage.sweeps.results import DONE
from safepassage.sweeps.sampling import Grid
from safepassage.telling.wording import percent, rounded

Values = NDArray[np.float64]
NIL = 0.005  # share of A's mean


@dataclass(frozen=True)
class Difference:
    """One outcome of B minus A over pairs of runs with the same seed; nan where nothing can be said.

    Means are over the pairs in which both have a value; ``undefined`` pairs are those in which one lacks it.
    ``better``, ``worse`` and ``same`` are shares of pairs; without a judgement which way is better (``judged`` empty)
    ``better`` and ``worse`` are not numbers, and ``higher`` still says how often B had more. ``needed`` is the number
    of pairs whose interval would leave out zero if the difference is as observed, None where it would take millions.
    ``gain`` is how many times as many runs seeds of their own would take.
    """

    outcome: str
    words: str
    unit: str
    judged: str
    pairs: int
    undefined: int
    undefined_a: int
    undefined_b: int
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    higher: float
    same: float
    better: float
    worse: float
    needed: int | None
    gain: float

    @property
    def resolved(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def nil(self) -> bool:
        """Whether the difference is none to speak of: below half a per cent of A's mean."""
        return abs(self.difference) <= NIL * abs(self.mean_a)

    def lacking(self, pairs: str = "pairs") -> str:
        """In how many pairs it has no value, on which side, and why."""
        told = no_value(self.undefined, self.pairs + self.undefined, pairs)
        return f"{told}, {self.undefined_a:,} of A, {self.undefined_b:,} of B: {without_value(self.outcome)}"

    def in_words(self, pairs: str = "pairs") -> str:
        """One line: by how much B differs, how surely, how many pairs would tell, and where there is no value."""
        gap = f" ({self.lacking(pairs)})" if self.undefined else ""
        if self.pairs < 2:
            return f"{self.words}: a value in {self.pairs} {pairs}, too few to compare{gap}"
        if self.same == 1:
            return f"{self.words}: {rounded(self.mean_a)} in A, the same in B in every one of the {pairs}{gap}"
        middle, low, high = (rounded(value, sign=True) for value in (self.difference, self.low, self.high))
        means = f"{rounded(self.mean_a)} in A, {rounded(self.mean_b)} in B"
        return f"{self.words}: {means}: {middle} {self.unit} [{low}, {high}]: {self._verdict(pairs)}{gap}"

    def _verdict(self, pairs: str) -> str:
        if not self.resolved:
            needed = f"; about {self.needed:,} {pairs} would tell" if self.needed and not self.nil else ""
            return f"{'no difference to speak of' if self.nil else 'not told from chance'}{needed}"
        if self.judged:
            return f"better in {percent(self.better)} of {pairs}, worse in {percent(self.worse)}"
        if self.difference > 0:
            return f"higher in {percent(self.higher)} of {pairs}"
        return f"lower in {percent(1 - self.higher - self.same)} of {pairs}"


def comparison_design(
    a: str,
    b: str,
    *,
    replicates: int,
    seed: int = 1,
    days: int | None = None,
    changes: Mapping[str, object] | None = None,
    kept: Sequence[str] = (),
) -> Design:
    """The design of a comparison: both scenarios with the same seeds; ``changes`` are laid over B alone.

    Raises:
        BadInput: where a scenario cannot be loaded or changed, or both are the same.
    """
    first, second = Scenario.load(a), Scenario.load(b, changes)
    label_b = ", ".join([b, *(f"{name}={value}" for name, value in (changes or {}).items())])
    if a == label_b or first.hash == second.hash:
        raise BadInput(f"compare: {a} and {label_b} are the same; change something, as in --set convoys.buses=40")
    check_size(2, replicates, "compare")
    tree = {"replicates": replicates, "seed": seed, "days": days, "factors": {WHOLE_SCENARIOS: [a, label_b]}}
    file = parsed(tree, "compare")
    scenarios = {a: first, label_b: second}
    varied = Levels(WHOLE_SCENARIOS, (a, label_b))
    names = outcomes.chosen(tuple(kept), scenarios.values(), "compare")
    return Design(f"{Path(a).stem}-{Path(b).stem}", "compare", file, scenarios, (varied,), Grid([varied]), names, ())


def differences(table: pd.DataFrame, a: str, b: str, scenarios: Sequence[Scenario] = ()) -> list[Difference]:
    """The paired differences of a finished comparison's table; pairs with a failed run are left out.

    Args:
        table: a row a run, with ``scenario``, ``seed`` and ``status``, then the outcomes after ``cause``.
        a: the scenario that the other is compared with.
        b: the other.
        scenarios: both, for the names of their places.
    """
    paired = table[table["status"] == DONE].set_index("seed")
    first, second = (paired[paired["scenario"] == name] for name in (a, b))
    seeds = first.index.intersection(second.index)
    sides = first.loc[seeds], second.loc[seeds]
    names = list(table.columns)
    found = []
    for name in names[names.index("cause") + 1 :]:
        kept = outcomes.outcome(name)
        if kept.kind != "text":
            pair = (side[name].to_numpy(dtype=np.float64, na_value=np.nan) for side in sides)
            judged = "" if name in EXPOSED else kept.better
            found.append(paired_difference(Compared(name, words(name, scenarios), kept.unit, judged), *pair))
    for made in DERIVED:
        before, after = (made.values(side) for side in sides)
        if before is not None and after is not None:
            found.append(paired_difference(Compared(made.name, made.words, made.unit, made.better), before, after))
    return found


class Compared(NamedTuple):
    """An outcome as it is compared: its name, its words, its unit, and which way is better (empty: not judged)."""

    name: str
    words: str
    unit: str
    better: outcomes.Better


def paired_difference(outcome: Compared, a: Values, b: Values) -> Difference:
    """One outcome in two columns of runs, the same seed in each row; rows where either is undefined are left out."""
    lacking = int(np.isnan(a).sum()), int(np.isnan(b).sum())
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    n, change = len(a), b - a
    nan = float("nan")
    mean = float(change.mean()) if n else nan
    sd = float(change.std(ddof=1)) if n > 1 else nan
    half = t_quantile(n - 1) * sd / sqrt(n) if n > 1 else nan
    higher, lower = (float(np.mean(side)) if n else nan for side in (change > 0, change < 0))
    better, worse = {"less": (lower, higher), "more": (higher, lower)}.get(outcome.better, (nan, nan))
    unit = "days" if outcome.unit == "day" else outcome.unit  # between two days lies a number of days
    apart = float(a.var(ddof=1) + b.var(ddof=1)) if n > 1 else nan
    return Difference(
        outcome.name, outcome.words, unit, outcome.better, n, len(known) - n, *lacking,
        float(a.mean()) if n else nan, float(b.mean()) if n else nan,
        mean, mean - half, mean + half, higher, 1 - higher - lower, better, worse,
        replicates_for(abs(mean), sd) if n > 1 and mean else None, apart / sd**2 if sd else nan,
    )  # fmt: skip


def headline(found: Sequence[Difference]) -> list[Difference]:
    """Those that come first."""
    by_name = {d.outcome: d for d in found}
    return [by_name[name] for name in ordered(list(by_name))[0]]


def in_lines(found: Sequence[Difference], *, everything: bool = True, pairs: str = "pairs") -> list[str]:
    """A line for each outcome that comes first, then for each other that differs, and one for those that never do."""
    first = headline(found)
    rest = [d for d in found if d not in first]
    lines = [d.in_words(pairs) for d in first]
    if not everything:
        return [*lines, f"{len(rest)} further outcomes with --all"] if rest else lines
    lines += [d.in_words(pairs) for d in rest if d.pairs < 2 or d.same < 1]
    same = [d.words for d in rest if d.pairs > 1 and d.same == 1]
    return [*lines, f"the same in all {pairs}: {'; '.join(same)}"] if same else lines


def as_json(found: Sequence[Difference], a: str, b: str, parameters: str) -> dict[str, Any]:
    """A comparison as plain data for JSON: the headlines first; what is not a number is None."""
    order = [*headline(found), *(d for d in found if d not in headline(found))]
    rows = [{name: _plain(value) for name, value in asdict(d).items()} for d in order]
    return {"a": a, "b": b, "parameters": parameters, "outcomes": rows}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of a difference
    return None if isinstance(value, float) and not isfinite(value) else value


def as_table(found: Sequence[Difference]) -> pd.DataFrame:
    """A row an outcome, for a CSV file."""
    table = pd.DataFrame([asdict(difference) for difference in found])
    table["needed"] = table["needed"].astype("Int64")
    return table
