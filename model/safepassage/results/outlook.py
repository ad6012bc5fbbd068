"""What many runs say together: how each enclave ends and when, who arrives where by which day, with intervals.

An :class:`Outlook` is what reports and pictures of replicates and of forecasts are made of. Quantiles are over runs,
each of the same weight; those of a day are over the runs in which the thing happened.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safepassage.results.digest import FEWEST, HIGH, LOW, by_enclave
from safepassage.telling.wording import Calendar

if TYPE_CHECKING:
    import pandas as pd

    from safepassage.results.digest import Row
    from safepassage.results.run import Run
    from safepassage.scenario import Scenario

LEVELS = {"p05": 0.05, "p10": LOW, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": HIGH, "p95": 0.95}
DAYS = ("agreement_day", "first_convoy_day", "last_convoy_day")
COUNTS = (
    "evacuated", "fighters_evacuated", "buses", "convoys", "crossed", "stayed", "killed", "settled_fighters",
    "deserted_fighters", "militants_killed", "civilians_killed", "died_of_siege", "attempts", "incidents", "talk_days",
    "ground_lost",
)  # fmt: skip
WORDS = ("destination", "scope", "residents", "broker", "guarantor")
# Of the whole run, beside its totals.
FIRST_DEAL, LAST_DEAL, FIRST_BUS, LAST_BUS = "first_deal_day", "last_deal_day", "first_convoy_day", "last_convoy_day"

Floats = NDArray[np.float64]
Quantiles = Mapping[str, float]


@dataclass(frozen=True)
class Prospect:
    """One enclave over the runs: shares of runs by outcome, and quantiles by column.

    ``happened`` is the share of runs in which a day (of :data:`DAYS`) came at all, ``shares`` those of other things
    that either happened or not. ``words`` has shares of the deals by each word of a column of :data:`WORDS`.
    """

    slug: str
    outcomes: Mapping[str, float]
    quantiles: Mapping[str, Quantiles]
    happened: Mapping[str, float]
    shares: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def likeliest(self) -> tuple[str, float]:
        """The outcome of most runs, and its share."""
        return max(self.outcomes.items(), key=lambda item: item[1])


@dataclass(frozen=True)
class Outlook:
    """Many runs of one scenario.

    ``arrivals`` has a table for each destination that anybody reached: ``day`` and people arrived by its end as
    ``p10``, ``p50``, ``p90``. ``signed`` has a column for each enclave: the share of runs in which it had signed by
    the end of the row's day. ``totals`` are quantiles over the runs, ``happened`` shares of runs in which a day came.
    ``of`` says what there are many of: ``runs``, or a forecast's ``draws``, among whose quantiles of days those that
    are infinite (never) are missing. Day 0 is ``start``. ``buses`` has a row a day, as ``arrivals``: buses out.
    """

    scenario: Scenario
    start: dt.date
    days: int
    runs: int
    enclaves: tuple[Prospect, ...]
    arrivals: Mapping[str, pd.DataFrame]
    signed: pd.DataFrame
    totals: Mapping[str, Quantiles]
    happened: Mapping[str, float]
    shares: Mapping[str, float] = field(default_factory=dict)
    of: str = "runs"
    buses: pd.DataFrame | None = None

    @property
    def interval(self) -> str:
        """What lies between p10 and p90: 80 % of the runs, or all where they are too few for that."""
        few = self.of == "runs" and self.runs < FEWEST
        return f"all {self.runs} runs" if few else f"80 % of {self.of}"

    @property
    def calendar(self) -> Calendar:
        """The dates of its days."""
        return Calendar(self.start, self.days)


def quantiles(values: ArrayLike, runs: int) -> dict[str, float]:
    """Quantiles by name; where ``runs`` are too few for 80 %, p10 and p90 are the least and the most."""
    ordered = np.asarray(values, float)
    if not ordered.size:
        return {}
    found = {name: float(np.quantile(ordered, level)) for name, level in LEVELS.items()}
    if runs < FEWEST:
        found |= {"p10": float(ordered.min()), "p90": float(ordered.max())}
    return found


def outlook(scenario: Scenario, replicates: Sequence[Row], convoys: pd.DataFrame, days: int) -> Outlook:
    """The outlook of replicates: their summaries, and their convoys in one table with a column ``seed``."""
    runs = len(replicates)
    peaks = convoys.groupby(["seed", "day"])["buses"].sum().groupby("seed").max().to_dict()
    whole = [_whole(replicate, peaks) for replicate in replicates]
    names = dict.fromkeys(name for totals in whole for name in totals)
    known = {name: [t[name] for t in whole if t.get(name) is not None] for name in names}
    return Outlook(
        scenario=scenario,
        start=scenario.start,
        days=days,
        runs=runs,
        enclaves=tuple(_prospect(slug, rows, runs) for slug, rows in by_enclave(replicates).items()),
        arrivals=arrivals(convoys, [replicate["seed"] for replicate in replicates], days),
        signed=_signed(replicates, days),
        totals={name: quantiles(values, runs) for name, values in known.items() if values},
        happened={name: len(values) / runs for name, values in known.items()},
        shares=_shares(replicates, convoys),
    )


def of_results(results: Sequence[Run]) -> Outlook:
    """The outlook of runs of one scenario; raises ValueError where there is none."""
    import pandas as pd

    if not results:
        raise ValueError("an outlook needs at least one run")
    first = results[0]
    convoys = pd.concat([run.convoys.assign(seed=run.seed) for run in results], ignore_index=True)
    return outlook(first.scenario, [run.summary for run in results], convoys, first.days)


def read_outlook(folder: Path, scenario: Scenario, replicates: Sequence[Row], days: int) -> Outlook:
    """The outlook of a run folder; raises OSError or ValueError where its convoys cannot be read."""
    import pandas as pd

    return outlook(scenario, replicates, pd.read_parquet(folder / "convoys.parquet"), days)


def _whole(replicate: Row, peaks: Mapping[Any, int]) -> dict[str, Any]:
    """Numbers of one whole run: its totals, and first and last days and sums over its enclaves."""
    rows = replicate["agreements"]
    found = {name: value for name, value in replicate["totals"].items() if not isinstance(value, dict)}
    for name, column, pick in (
        (FIRST_DEAL, "agreement_day", min), (LAST_DEAL, "agreement_day", max),
        (FIRST_BUS, "first_convoy_day", min), (LAST_BUS, "last_convoy_day", max),
    ):  # fmt: skip
        found[name] = pick((row[column] for row in rows if row[column] is not None), default=None)
    for column in ("buses", "convoys", "incidents", "fighters_evacuated", "civilians_killed", "militants_killed"):
        found[column] = sum(row[column] for row in rows)
    found["most_buses_a_day"] = int(peaks.get(replicate["seed"], 0))
    found |= {f"arrived.{slug}": n for slug, n in replicate["totals"]["evacuated_by_destination"].items()}
    return found


def _prospect(slug: str, rows: Sequence[Row], runs: int) -> Prospect:
    def column(name: str) -> list[float]:
        if name == "killed":
            return [row["militants_killed"] + row["civilians_killed"] for row in rows]
        return [row[name] for row in rows if row[name] is not None]

    signed = [row for row in rows if row["agreement_day"] is not None]
    return Prospect(
        slug,
        _frequent([row["outcome"] for row in rows], runs),
        {name: found for name in (*DAYS, *COUNTS) if (found := quantiles(column(name), runs))},
        {name: len(column(name)) / runs for name in DAYS},
        {name: sum(bool(row[name]) for row in rows) / runs for name in ("interrupted", "truces", "denied")},
        {name: _frequent([row[name] or "" for row in signed], len(signed)) for name in WORDS if signed},
    )


def _frequent(words: Sequence[str], among: int) -> dict[str, float]:
    """The share of each word, the most frequent first."""
    return {word: n / among for word, n in Counter(words).most_common()}


def _signed(replicates: Sequence[Row], days: int) -> pd.DataFrame:
    """The share of runs in which an enclave had signed by each day."""
    import pandas as pd

    table = {}
    for slug, rows in by_enclave(replicates).items():
        at = [row["agreement_day"] for row in rows if row["agreement_day"] is not None]
        counts = np.bincount(np.asarray(at, int), minlength=days)[:days] if at else np.zeros(days, int)
        table[slug] = np.cumsum(counts) / len(replicates)
    return pd.DataFrame(table, index=pd.RangeIndex(days, name="day"))


def arrivals(convoys: pd.DataFrame, seeds: Iterable[int], days: int) -> dict[str, pd.DataFrame]:
    """People arrived by the end of each day, by destination: quantiles over the runs, the largest place first."""
    import pandas as pd

    order = {seed: place for place, seed in enumerate(seeds)}
    came = convoys[convoys["outcome"] == "arrived"]
    found: dict[str, pd.DataFrame] = {}
    for slug, rows in came.groupby("destination"):
        people = np.zeros((len(order), days))
        at = rows["seed"].map(order).to_numpy(int), rows["arrival_day"].to_numpy(int).clip(max=days - 1)
        np.add.at(people, at, rows["people"].to_numpy(float) - rows["killed"].to_numpy(float))
        found[str(slug)] = pd.DataFrame({"day": range(days), **_fan(np.cumsum(people, axis=1))})
    return dict(sorted(found.items(), key=lambda item: -float(item[1]["p50"].iloc[-1] + item[1]["p90"].iloc[-1] / 1e6)))


def _fan(curves: Floats) -> dict[str, Floats]:
    """p10, p50 and p90 of curves (a row a run) on each day."""
    few = len(curves) < FEWEST
    ends = {"p10": 0.0 if few else LOW, "p50": 0.5, "p90": 1.0 if few else HIGH}
    return {name: np.quantile(curves, level, axis=0) for name, level in ends.items()}


def _shares(replicates: Sequence[Row], convoys: pd.DataFrame) -> dict[str, float]:
    """Shares of runs in which something went wrong."""
    runs = len(replicates)
    rows = [replicate["agreements"] for replicate in replicates]

    def among(flags: Iterable[bool]) -> float:
        return sum(flags) / runs

    def of_convoys(hit: pd.Series[bool]) -> float:
        return convoys.loc[hit, "seed"].nunique() / runs

    return {
        "interrupted": among(any(row["interrupted"] for row in run) for run in rows),
        "repeated": among(any(row["attempts"] > 1 for row in run) for run in rows),
        "stormed": among(any(row["outcome"] == "stormed" for row in run) for run in rows),
        "denied": among(any(row["denied"] for row in run) for run in rows),
        "refused": among(any(row["residents"] == "refused" for row in run) for run in rows),
        "held": of_convoys(convoys["held_hours"] >= 12),
        "turned": of_convoys(convoys["turned_back"].astype(bool)),
        "shot_at": of_convoys(convoys["shot_at"].astype(bool)),
        "without_shelter": among(replicate["totals"]["without_shelter"] > 0 for replicate in replicates),
    }
