"""Two scenarios compared run by run: replicate r of both has the same seed, so that what differs is what was changed.

Each mechanism draws from a stream of its own, so most of the chance is common to both runs of a pair and falls out of
their difference: the same interval takes far fewer runs than with seeds of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.computing.statistics import replicates_for, t_quantile
from safepassage.scenario import BadInput, Scenario
from safepassage.sweeps import outcomes
from safepassage.sweeps.design import Design, check_size
from safepassage.sweeps.designfile import parsed
from safepassage.sweeps.factors import WHOLE_SCENARIOS, Levels
from safepassage.sweeps.results import DONE
from safepassage.sweeps.sampling import Grid
from safepassage.telling.wording import rounded

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One outcome of B minus A over pairs of runs with the same seed; nan where nothing can be said.

    ``better``, ``worse`` and ``same`` are shares of pairs; without a judgement which way is better (``judged`` empty)
    ``better`` and ``worse`` are not numbers, and ``higher`` still says how often B had more. ``needed`` is the number
    of pairs whose interval would leave out zero if the difference is as observed, None where it would take millions.
    ``gain`` is how many times as many runs seeds of their own would take.
    """

    outcome: str
    unit: str
    judged: str
    pairs: int
    undefined: int
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

    def in_words(self) -> str:
        """One line: by how much B differs, how surely, and how many pairs would tell."""
        if self.pairs < 2:
            return f"{self.outcome}: defined in {self.pairs} pairs, too few to compare"
        if self.same == 1:
            return f"{self.outcome}: {rounded(self.mean_a)} in A, the same in B in every pair"
        middle, low, high = (rounded(value, sign=True) for value in (self.difference, self.low, self.high))
        change = f"{middle} {self.unit} [{low}, {high}]"
        if not self.resolved:
            needed = f"about {self.needed:,} pairs would tell" if self.needed else "no number of pairs would tell"
            return f"{self.outcome}: {change}: not resolved; {needed}"
        if self.judged:
            return f"{self.outcome}: {change}: better in {self.better:.0%} of pairs"
        lower = 1 - self.higher - self.same
        return f"{self.outcome}: {change}: " + (
            f"higher in {self.higher:.0%} of pairs" if self.difference > 0 else f"lower in {lower:.0%} of pairs"
        )


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


def differences(table: pd.DataFrame, a: str, b: str) -> list[Difference]:
    """The paired differences of a finished comparison's table; pairs with a failed run are left out."""
    paired = table[table["status"] == DONE].set_index("seed")
    first, second = (paired[paired["scenario"] == name] for name in (a, b))
    seeds = first.index.intersection(second.index)
    names = list(table.columns)
    found = []
    for name in names[names.index("cause") + 1 :]:
        outcome = outcomes.outcome(name)
        if outcome.kind != "text":
            pair = (side.loc[seeds, name].to_numpy(dtype=np.float64, na_value=np.nan) for side in (first, second))
            found.append(paired_difference(outcome, *pair))
    return found


def paired_difference(outcome: outcomes.Outcome, a: Values, b: Values) -> Difference:
    """One outcome in two columns of runs, the same seed in each row; rows where either is undefined are left out."""
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
        outcome.name, unit, outcome.better, n, len(known) - n, float(a.mean()) if n else nan,
        float(b.mean()) if n else nan, mean, mean - half, mean + half, higher, 1 - higher - lower, better, worse,
        replicates_for(abs(mean), sd) if n > 1 and mean else None, apart / sd**2 if sd else nan,
    )  # fmt: skip


def in_lines(found: Sequence[Difference]) -> list[str]:
    """A line for each outcome that differs, and one for all that never do."""
    same = [d.outcome for d in found if d.pairs > 1 and d.same == 1]
    lines = [d.in_words() for d in found if d.outcome not in same and d.pairs > 1]
    few = [f"{d.outcome} ({d.pairs})" for d in found if d.pairs < 2]
    if same:
        lines.append(f"the same in every pair: {', '.join(same)}")
    if few:
        lines.append(f"defined in too few pairs: {', '.join(few)}")
    return lines


def as_table(found: Sequence[Difference]) -> pd.DataFrame:
    """A row an outcome, for a CSV file."""
    table = pd.DataFrame([asdict(difference) for difference in found])
    table["needed"] = table["needed"].astype("Int64")
    return table
