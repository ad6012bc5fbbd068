"""Quantiles and means of weighted draws, in which something may never come (infinitely late) or have no value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from safepassage.forecasts.columns import SHARES

Floats = NDArray[np.float64]

_ROUNDING = 1e-9  # what adding up weights may miss


def quantiles(values: Floats, weights: Floats, shares: Iterable[float] = SHARES.values()) -> Floats:
    """The least value that so large a share of the draws does not exceed, for each share (the first axis).

    Args:
        values: draws along the first axis; infinite where something never comes.
        weights: of the draws, adding up to 1.
        shares: from 0 to 1.

    A quantile is infinite where fewer draws than its share have a value at all.
    """
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    below = np.cumsum(weights[order], axis=0)
    found = [_at(ordered, below, share) for share in shares]
    return np.array(found)


def _at(ordered: Floats, below: Floats, share: float) -> Floats:
    place = np.minimum((below < share - _ROUNDING).sum(axis=0), len(ordered) - 1)
    taken: Floats = np.take_along_axis(ordered, place[np.newaxis], axis=0)[0]
    return taken


def mean(values: Floats, weights: Floats) -> Floats:
    """The mean over the draws in which a value is finite; not a number where it is so in none."""
    known = np.isfinite(values)
    shaped = weights.reshape(-1, *[1] * (values.ndim - 1)) * known
    total = shaped.sum(axis=0)
    summed = (np.where(known, values, 0.0) * shaped).sum(axis=0)
    found: Floats = np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)
    return found


def share(happened: NDArray[np.bool_], weights: Floats) -> Floats:
    """The share of draws in which something happened; draws along the first axis."""
    found: Floats = np.tensordot(weights, happened, axes=1).round(12)  # adding up weights may pass 1
    return found
