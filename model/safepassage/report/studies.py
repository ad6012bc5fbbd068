"""The report of a sweep, with its sensitivity study where the folder holds one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from safepassage import figures
from safepassage.analysis.convergence import TARGET, Convergence, of_points
from safepassage.analysis.finished import Finished, read_finished
from safepassage.analysis.marks import marked, without_index
from safepassage.analysis.plots import headlines
from safepassage.analysis.sensitivity import Sensitivity, Shares
from safepassage.figures import words
from safepassage.figures.designs import moved, point_means
from safepassage.figures.indices import INDICES, strongest
from safepassage.report import grounds
from safepassage.report.document import Block, Page, Picture, Section, Table, Text, table
from safepassage.report.folder import reading, stored
from safepassage.scenario import BadInput
from safepassage.telling.wording import capitalised, counted, listed, percent, rounded

SENSITIVITY, SHARES = "sensitivity.csv", "shares.csv"
ORIGIN = ("design", "safepassage", "code")  # columns that say where a table comes from
COLUMNS = {
    "mu": "mean change, with its sign (mu)",
    "mu_star_conf": "± of mu*",
    "ST_conf": "± of ST",
    "S1_conf": "± of S1",
    "mark": "",
    "steps": "steps",
    "noise_ST": "most that seeds alone would make",
    "noise_sigma": "most that seeds alone would make",
    "low": "from",
    "high": "to",
}
MOST_ANSWERS, MOST_POINTS = 5, 60
METHODS = {
    "grid": "every combination of the listed values",
    "lhs": "a Latin hypercube over the ranges",
    "sobol": "a Sobol' sequence over the ranges, for indices of variance",
    "morris": "Morris trajectories over the ranges, for elementary effects",
    "table": "a table of points of its user",
}
LIMITS = (
    "It says what these factors do within these ranges, the others being as the scenario says; beyond them it says "
    "nothing.",
    "Intervals hold chance alone: that a rule or a fixed number is wrong is not in them.",
)


def page(folder: Path, _: int | None = None) -> Page:
    """The page of a sweep folder.

    Raises:
        BadInput: where it is not finished, or a file of it is missing or damaged.
    """
    with reading(folder, "sweep"):
        sweep, manifest = _finished(folder), stored(folder / "manifest.json")
        found = read_sensitivity(sweep)
        moving = moved(sweep)
        names = headlines(moving) or headlines(sweep.numbers)
        scenario = ", ".join(sweep.record["scenarios"])
        return Page(
            title=_title(sweep, manifest, found),
            about=f"By safepassage {manifest.get('versions', {}).get('safepassage', '?')}, scenario {scenario}, "
            f"{len(sweep.table):,} runs.",
            asked=[_asked(sweep)],
            answers=list(_answers(sweep, found, names))[:MOST_ANSWERS],
            picture=_first(sweep, found, names),
            rests=_rests(sweep, scenario),
            cannot=[*LIMITS, *grounds.LIMITS],
            sections=list(_sections(sweep, found, names, manifest)),
        )


def _finished(folder: Path) -> Finished:
    try:
        return read_finished(folder)
    except ImportError as error:
        raise BadInput(f"{folder}: reading this design needs {error.name}: pip install 'safepassage[batch]'") from None


def _title(sweep: Finished, manifest: Mapping[str, Any], found: Sensitivity | None) -> str:
    name = sweep.file.title or str(manifest.get("design", sweep.folder.name))
    return f"{'Sensitivity' if found else 'Sweep'}: {name}"


def _asked(sweep: Finished) -> str:
    factors = listed((words.factor(name) for name in sweep.factors), 8) or "nothing"
    return (
        f"What do {factors} change? {capitalised(METHODS[sweep.file.method])}: {sweep.record['points']:,} points, "
        f"{counted(sweep.replicates, 'run')} at each."
    )


def _rests(sweep: Finished, scenario: str) -> list[str]:
    seeds = f"seeds {sweep.file.seed} to {sweep.file.seed + sweep.replicates - 1}"
    failed = f", {len(sweep.failed):,} of which failed" if len(sweep.failed) else ", none of which failed"
    common = "Replicate r of every point has the same seed: differences between points are not luck of the seeds."
    return [
        f"{len(sweep.table):,} runs of {scenario} ({seeds}){failed}.",
        *([common] if sweep.replicates > 1 else ["One run at each point: nothing can be said about chance."]),
        *([_enough(_convergences(sweep))] if sweep.replicates > 1 and sweep.numbers else []),
    ]


def _enough(found: Sequence[Convergence]) -> str:
    """Whether there were enough replicates, in one sentence."""
    few = [c for c in found if c.needed is not None and not c.enough]
    if not few:
        return f"Enough runs: every mean shown is known to ± {percent(TARGET)}."
    most = max(c.needed or 0 for c in few)
    return (
        f"Too few runs at each point for ± {percent(TARGET)} of {listed(words.outcome(c.name) for c in few)}: up to "
        f"{most:,} would be needed."
    )


def _convergences(sweep: Finished) -> list[Convergence]:
    return [of_points(name, sweep.by_point(name)) for name in headlines(sweep.numbers, 8)]


# The answer


def _answers(sweep: Finished, found: Sensitivity | None, names: Sequence[str]) -> Iterator[str]:
    """A sentence an outcome: what moves it most, or between which points its means lie."""
    moved = found.outcomes if found is not None else []
    for name in sorted(names, key=lambda name: name not in moved):
        if found is not None and name in found.outcomes:
            yield _moved(found, name)
            continue
        means = point_means(sweep.by_point(name))
        known = means[~np.isnan(means)]
        if not len(known):
            yield f"{capitalised(words.outcome(name))}: it never came about."
        elif np.ptp(known) <= 1e-12 * max(abs(known).max(), 1e-300):
            yield f"{capitalised(words.titled(name))}: {rounded(known[0], 3)} at every point; no factor moves it."
        else:
            yield _between(sweep, name, means)


def _between(sweep: Finished, name: str, means: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    low, high = int(np.nanargmin(means)), int(np.nanargmax(means))
    half = next((f" ± {rounded(c.halves[-1][1], 2)}" for c in [of_points(name, sweep.by_point(name))] if c.halves), "")
    ends = [f"{rounded(float(means[i]), 3)}{half} ({_where(sweep, i)})" for i in (low, high)]
    return f"{capitalised(words.titled(name))}: from {ends[0]} to {ends[1]}."


def _where(sweep: Finished, point: int) -> str:
    row = sweep.points.iloc[point]
    return ", ".join(f"{words.factor(name)} {words.level(row[name])}" for name in sweep.factors[:3])


def _moved(found: Sensitivity, name: str) -> str:
    ranked = [entry for entry in strongest(found, name) if np.isfinite(entry[1])]
    told = listed(
        f"{words.factor(factor)} ({rounded(value, 2)}{f' ± {rounded(half, 2)}' if half > 0 else ''}"
        f"{f', {mark}' if mark else ''})"
        for factor, value, half, mark in ranked[:3]
    )
    share = found.shares[name].factors
    chance = "" if np.isnan(found.shares[name].seed) else f"; {percent(1 - share)} of its variance is chance"
    return f"{capitalised(words.outcome(name))}: moved most by {told}{chance}."


# Pictures and tables


def _first(sweep: Finished, found: Sensitivity | None, names: Sequence[str]) -> Picture | None:
    moved = headlines(found.outcomes) if found else []
    figure = figures.sensitivity(found, moved) if found else figures.design(sweep, names)
    alt = "How much each factor moves the outcomes" if found else "Outcomes over the factors of the design"
    return Picture(figure, alt) if figure is not None else None


def _sections(
    sweep: Finished, found: Sensitivity | None, names: Sequence[str], manifest: Mapping[str, Any]
) -> Iterator[Section]:
    if found is not None:
        figure = figures.design(sweep, names)
        if figure is not None:
            yield Section("Outcomes over the factors", [Picture(figure, "Outcomes over the factors of the design")])
        yield Section("Indices of every factor", list(_indices(found)))
    yield Section("The factors", [_factors(sweep)])
    yield Section("Means at each point", _means(sweep, names))
    if sweep.replicates > 1:
        lines = [(words.outcome(c.name), c.in_words().partition(": ")[2]) for c in _convergences(sweep)]
        yield Section("How sure the means are", [table(("", ""), lines, left=(0, 1), size="words")])
    if len(sweep.failed):
        rows = sweep.failed[["run", "point", "seed", "stage", "cause"]].astype(str).to_numpy().tolist()
        yield Section("Failed runs", [table(("run", "point", "seed", "stage", "cause"), rows, left=(3, 4))])
    yield Section("How to make the same again", grounds.again(manifest))


def _factors(sweep: Finished) -> Table:
    rows = []
    for name in sweep.factors:
        values = sweep.points[name]
        numeric = pd.api.types.is_numeric_dtype(values) and values.nunique() > 12
        told = (
            f"{words.level(float(values.min()))} to {words.level(float(values.max()))}"
            if numeric else listed((words.level(value) for value in dict.fromkeys(values)), 12)
        )  # fmt: skip
        rows.append((words.factor(name), told, name))
    return table(("factor", "values", "name in files"), rows, left=(0, 1, 2), size="words")


def _means(sweep: Finished, names: Sequence[str]) -> list[Block]:
    """The means of the headlines at each point, where they are few enough to be read."""
    if sweep.record["points"] > MOST_POINTS:
        return [Text(f"{sweep.record['points']:,} points, told in results.parquet.", "note")]
    means = {name: point_means(sweep.by_point(name)) for name in names}
    rows = [
        (
            *(words.level(sweep.points.iloc[i][name]) for name in sweep.factors),
            *("never" if np.isnan(values[i]) else rounded(float(values[i]), 3) for values in means.values()),
        )
        for i in range(len(sweep.points))
    ]
    heads = (*(words.factor(name) for name in sweep.factors), *(words.titled(name) for name in means))
    return [table(heads, rows, left=(), size="broad")]


def _indices(found: Sensitivity) -> Iterator[Block]:
    named = {column: told for column, _, told in INDICES.get(found.method, INDICES["rank"])}
    for name in found.outcomes:
        rows = found.indices[found.indices["outcome"] == name].drop(columns="outcome").dropna(axis=1, how="all")
        rows = rows if rows["mark"].any() else rows.drop(columns="mark")
        columns = [named.get(str(column), COLUMNS.get(str(column), str(column))) for column in rows.columns]
        body = [
            [words.factor(str(row["factor"])), *(_cell(cell) for column, cell in row.items() if column != "factor")]
            for row in rows.to_dict("records")
        ]
        yield Text(f"{capitalised(words.titled(name))}. {_noise(found.shares[name])}")
        yield table(columns, body, size="broad")
    for factor, why in found.unindexed.items():
        yield Text(f"{words.factor(factor)} {why}.", "note")
    if found.silent:
        told = listed((words.outcome(name) for name in found.silent), 40)
        yield Text(f"Without indices, since undefined somewhere or the same everywhere: {told}.", "note")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return rounded(value, 3) if np.isfinite(value) else "–"
    return str(value)


def _noise(shares: Shares) -> str:
    if np.isnan(shares.seed):
        return "One run a point: what seeds do cannot be told from what factors do."
    return (
        f"Of its variance {percent(shares.factors)} is the factors', {percent(shares.seed)} common to a seed, "
        f"{percent(shares.noise)} noise between seeds and points."
    )


def read_sensitivity(sweep: Finished) -> Sensitivity | None:
    """The sensitivity study that lies beside a sweep, None where there is none."""
    path = sweep.folder / SENSITIVITY
    if not path.is_file():
        return None
    indices = pd.read_csv(path).drop(columns=list(ORIGIN), errors="ignore")
    indices = indices.assign(mark=indices["mark"].fillna("")) if "mark" in indices else marked(indices)
    rows = pd.read_csv(sweep.folder / SHARES).to_dict("records")
    shares = {
        str(row["outcome"]): Shares(row["factors"], row["seed"], row["noise"], row["noise_of_a_mean"]) for row in rows
    }
    silent = dict.fromkeys((name for name in sweep.numbers if name not in shares), "")
    return Sensitivity(sweep.file.method, indices, shares, silent, without_index(sweep))
