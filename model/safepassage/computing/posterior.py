"""Draws of the calibrated parameters.

``seeds/calibrated/posterior.csv`` has a column for each fitted parameter, named by its dotted name, and a column
``weight``; a row is one accepted run. ``seeds/calibrated/loo/<ID>.csv`` has the same columns with the targets of one
agreement dropped. Without these files draws come from the prior, around the defaults.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.parameters import REMEDY, another_set, declarations, default_parameters
from safepassage.resources import seeds_folder
from safepassage.scenario import BadInput, Scenario

Draw = dict[str, float]
WEIGHT = "weight"
PEAK = 4.0  # shape of the prior around the default: that of a PERT distribution


def posterior_draws(n: int, leave_out: str | None = None, seed: int = 1) -> list[Draw]:
    """``n`` equally weighted draws of the parameters, as dotted names and values.

    Args:
        n: how many.
        leave_out: an agreement whose targets the fit must not have seen.
        seed: of the resampling.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    path = source(leave_out)
    if path is None:
        return _prior_draws(n, rng)
    names, values, weights = _read(path)
    # Systematic resampling: as even as the weights allow.
    points = (np.arange(n) + rng.random()) / n
    picks = np.searchsorted(np.cumsum(weights), points).clip(0, len(weights) - 1)
    return [dict(zip(names, values[i].tolist(), strict=True)) for i in rng.permutation(picks)]


def given_by(scenario: Scenario) -> frozenset[str]:
    """Dotted names of the parameters that a scenario itself gives (or ``--set``): they hold in every draw."""
    groups: Mapping[str, Any] = scenario.tree.get("parameters", {})
    return frozenset(f"{group}.{name}" for group, values in groups.items() for name in values)


def laid_over(scenario: Scenario, values: Draw) -> Scenario:
    """A scenario at a draw; what it gives itself stays."""
    given = given_by(scenario)
    drawn = {name: value for name, value in values.items() if name not in given}
    return scenario.with_parameters(scenario.parameters.with_values(drawn))


def source(leave_out: str | None = None) -> Path | None:
    """The file that draws come from, None where there is none and the prior is drawn from."""
    folder = seeds_folder() / "calibrated"
    path = folder / "loo" / f"{leave_out}.csv" if leave_out else folder / "posterior.csv"
    return path if path.is_file() else None


def between(low: float, high: float, most_likely: float, rng: np.random.Generator, n: int) -> np.ndarray:
    """Values between two bounds, most of them near a third: a PERT distribution (Malcolm et al. 1959)."""
    if low == high:
        return np.full(n, float(low))
    at = (min(max(most_likely, low), high) - low) / (high - low)
    return low + (high - low) * rng.beta(1 + PEAK * at, 1 + PEAK * (1 - at), n)


def _prior_draws(n: int, rng: np.random.Generator) -> list[Draw]:
    """Draws between the bounds of each prior, most near the default."""
    columns: dict[str, list[float]] = {}
    defaults = default_parameters().model_dump()
    for d in declarations():
        if d.prior is None:
            continue
        group, _, name = d.name.partition(".")
        columns[d.name] = between(*d.prior, defaults[group][name], rng, n).tolist()
    return [{name: column[i] for name, column in columns.items()} for i in range(n)]


@cache
def _read(path: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    known = {d.name for d in declarations()}
    for name in header:
        if name != WEIGHT and name not in known:
            raise BadInput(another_set(path, name))
    try:
        table = np.array(rows, float).reshape(-1, len(header))
    except ValueError:
        raise BadInput(f"{path}: a row has a cell too many or too few, or one that is no number; {REMEDY}") from None
    names = [name for name in header if name != WEIGHT]
    weights = table[:, header.index(WEIGHT)] if WEIGHT in header else np.ones(len(table))
    if not len(table) or weights.sum() <= 0:
        raise BadInput(f"{path}: has no row with a weight; {REMEDY}")
    return names, table[:, [header.index(name) for name in names]], weights / weights.sum()
