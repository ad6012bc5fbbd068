"""Draws weighed by how near they came to what had been reported by a date: approximate Bayesian computation.

Only what could be seen by then counts: a day after it, reported or drawn, is "not yet". Each figure is a distance in
units of what a model of this kind may miss; their root mean square goes through a Gaussian kernel (Beaumont, Zhang and
Balding 2002, without the regression).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from safepassage.forecasts.columns import DAYS
from safepassage.forecasts.reported import Figure
from safepassage.forecasts.sample import Sample
from safepassage.scenario import BadInput

Floats = NDArray[np.float64]

FEWEST = 20  # effective draws below which nothing is told
DAYS_APART = 7.0  # days that count as one unit of distance
FACTOR_APART = log(2)  # a count twice or half as large counts as one unit
FARTHEST = 3.0  # units at which one figure says no more: an enclave that went another way does not undo a draw
KERNEL = 0.5  # standard deviation of the kernel, in units


def equal(draws: int) -> Floats:
    """The weights of draws of which nothing is known yet."""
    return np.full(draws, 1.0 / draws)


def effective(weights: Floats) -> float:
    """How many equally weighted draws would say as much (Kish)."""
    return float(1.0 / np.square(weights).sum())


def weighed(sample: Sample, figures: Sequence[Figure], date: dt.date) -> Floats:
    """The weights of the draws, adding up to 1.

    Raises:
        BadInput: where nothing had been reported by ``date``, or too few draws come near it.
    """
    seen = known_by(figures, date)
    dated = [figure for figure in figures if figure.known is not None]
    squares = sum(np.square(_apart(sample, figure, date)) for figure in dated)
    distance = np.asarray(squares) / len(seen)
    raw = np.exp(-(distance - distance.min()) / (2 * KERNEL**2))
    weights: Floats = raw / raw.sum()
    if (found := effective(weights)) < FEWEST:
        raise BadInput(
            f"forecast: --as-of {date}: {found:.1f} effective draws of {len(weights)} come near what was reported by "
            f"then; at least {FEWEST} are needed: give more --draws, or an earlier date"
        )
    return weights


def known_by(figures: Sequence[Figure], date: dt.date) -> list[Figure]:
    """The figures that had been reported by a date; raises BadInput where there are none."""
    seen = [figure for figure in figures if figure.known is not None and figure.known <= date]
    if not seen:
        first = min((f.known for f in figures if f.known is not None), default=None)
        told = f"; the first dated figure is of {first}" if first else ": the scenario has no dated [reported] figures"
        raise BadInput(f"forecast: --as-of {date}: nothing was reported by then{told}")
    return seen


def _apart(sample: Sample, figure: Figure, date: dt.date) -> Floats:
    """How far each draw is from a figure; 0 where it could not be known by then."""
    values = sample.enclave(figure.enclave, figure.quantity) if figure.enclave else sample.total(figure.quantity)
    if figure.quantity in DAYS:
        not_yet = sample.day(date) + 1.0
        units = (np.minimum(values, not_yet) - min(figure.value, not_yet)) / DAYS_APART
    elif figure.known is not None and figure.known <= date:
        units = (np.log1p(values) - log(1.0 + figure.value)) / FACTOR_APART
    else:
        units = np.zeros(len(values))
    clipped: Floats = np.clip(units, -FARTHEST, FARTHEST)
    return clipped
