"""Households drawn at the start of a run: how large they are, where fighters' families are, what they fear and like."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from safepassage.randomness import Streams

SIZES = 4096  # quantiles in the table of household sizes
CHUNK = 16_384  # tastes worked out at a time, so that they stay in the processor's cache


@lru_cache(maxsize=16)
def sizes_by_quantile(mean: float) -> NDArray[np.uint8]:
    """Household sizes as a table of quantiles: one person and a Poisson number of others (at most 30)."""
    others = np.arange(31)
    log_mass = others * np.log(max(mean - 1, 1e-9)) - (mean - 1) - np.cumsum(np.log(np.maximum(others, 1)))
    shares = np.cumsum(np.exp(log_mass))
    middles = (np.arange(SIZES) + 0.5) / SIZES
    table = (1 + np.searchsorted(shares / shares[-1], middles)).astype(np.uint8)
    table.flags.writeable = False
    return table


def draw_sizes(civilians: int, table: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Household sizes that add up to exactly ``civilians``, one at least."""
    mean = float(table.mean())
    guess = int(civilians / mean + 6 * (civilians / mean) ** 0.5 + 10)
    sizes = table.take(rng.integers(0, SIZES, guess, dtype=np.uint16))
    totals = np.cumsum(sizes, dtype=np.uint32)  # far quicker than wider ones; no district has a billion people
    last = int(np.searchsorted(totals, civilians))
    sizes = sizes[: last + 1]
    sizes[-1] -= np.uint8(totals[last] - civilians)
    return sizes


def draw_families(
    fighters: Sequence[int], households: Sequence[int], here: float, slugs: Sequence[str], streams: Streams
) -> list[int]:
    """How many of a district's households have a fighter among their members.

    Each fighter has his household in the district with probability ``here``, whichever it is: households without one
    are left over as in a Poisson scatter, so that a place of fighters is a place of their families.
    """
    families = []
    for n, there, slug in zip(fighters, households, slugs, strict=True):
        chance = 1.0 - exp(-here * n / there) if n and there else 0.0
        found = int(streams.of("households", "family", slug).binomial(there, chance)) if chance > 0 else 0
        families.append(min(found, n))
    return families


def draw_tastes(
    fear: NDArray[np.float32], attachment: NDArray[np.float32], taste: NDArray[np.float32], rng: np.random.Generator
) -> None:
    """Fill a community's columns: fear and attachment (standard normal, shape n), Gumbel terms (4, n)."""
    if not len(fear):
        return
    rng.standard_normal(out=fear, dtype=np.float32)
    rng.standard_normal(out=attachment, dtype=np.float32)
    for column in taste:
        for start in range(0, len(column), CHUNK):
            part = column[start : start + CHUNK]
            # -log of a standard exponential is a standard Gumbel variate.
            rng.standard_exponential(out=part, dtype=np.float32)
            np.maximum(part, np.float32(1e-30), out=part)
            np.log(part, out=part)
            np.negative(part, out=part)
