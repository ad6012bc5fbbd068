"""What makes a forecast wide: parameters, facts that are missing or uncertain, or chance.

The law of total variance, read off pairs of draws. Half the mean squared difference of two draws that share parameters
and facts is the variance that chance alone makes; of two that share only parameters, that of facts and chance; of two
of different families, all of it. What parameters do together with the others (interactions) counts as the others'.
Numbers are taken as log(1 + x), so that a factor counts alike for small and large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]

BLOCKS = 20  # groups of families, each left out in turn for the standard errors


@dataclass(frozen=True)
class Width:
    """Shares of a variance, none negative, adding up to 1; ``error`` is the largest of their standard errors.

    ``sd`` is the standard deviation on the log scale. Shares are None where nothing varies, or a single family can
    tell nothing; the error where there are too few families.
    """

    parameters: float | None
    missing: float | None
    chance: float | None
    error: float | None
    sd: float

    def shares(self) -> dict[str, float | None]:
        """The three shares by name."""
        return {"parameters": self.parameters, "missing": self.missing, "chance": self.chance}


class Pairs:
    """Which draws share what: pairs of a family, and whether they have the same draft as well."""

    def __init__(self, families: Ids, drafts: Ids) -> None:
        """Find all pairs of draws of a family.

        Args:
            families: the family of each draw.
            drafts: the seed of each draw's facts; where all are given the same in all of them.
        """
        self.families = families
        of_a_family = [np.flatnonzero(families == family) for family in np.unique(families)]
        found = [pair for members in of_a_family for pair in combinations(members.tolist(), 2)]
        self.first, self.second = np.array(found, np.int64).reshape(-1, 2).T
        self.same_draft = drafts[self.first] == drafts[self.second]
        self.blocks = families % BLOCKS
        self.pair_blocks = self.blocks[self.first]

    def width(self, values: Floats) -> Width:
        """The width of one quantity, whose values are counts or days (finite, from 0)."""
        return self._told(np.log1p(values)[:, np.newaxis])

    def common_width(self, columns: Sequence[Floats]) -> Width:
        """The mean of the shares over several quantities, each counting alike; those that do not vary are left out."""
        logs = [np.log1p(values) for values in columns]
        varying = [log / log.std() for log in logs if np.ptp(log) > 0]
        return self._told(np.column_stack(varying)) if varying else Width(None, None, None, None, 0.0)

    def _told(self, logs: Floats) -> Width:
        everything = np.ones(len(logs), bool)
        found = self._shares(logs, everything, np.ones(len(self.first), bool))
        sd = float(np.sqrt(logs.var(axis=0).mean()))
        if found is None:
            return Width(None, None, None, None, sd)
        parameters, missing, chance = map(float, found)
        return Width(parameters, missing, chance, self._error(logs), sd)

    def _shares(self, logs: Floats, draws: Mask, pairs: Mask) -> Floats | None:
        """Parameters, uncertain facts, chance; None where nothing varies between families or there is but one."""
        if len(np.unique(self.families[draws])) < 2:
            return None
        both, parameters, nothing = self._half_squares(logs, draws, pairs)
        if nothing <= 0 or not np.ptp(logs, axis=0).any():
            return None
        # Estimates of nested variances; where noise puts them out of order the inner one gives way.
        inside = min(parameters, nothing)
        innermost = min(both, inside)
        shares: Floats = np.array([nothing - inside, inside - innermost, innermost]) / nothing
        return shares

    def _half_squares(self, logs: Floats, draws: Mask, pairs: Mask) -> tuple[float, float, float]:
        """Half the mean squared difference of pairs of the same draft, of a family, and of different families.

        Where no family has two drafts all facts are given, and the first two are the same.
        """
        apart = np.square(logs[self.first] - logs[self.second]).mean(axis=1)
        same, other = apart[pairs & self.same_draft], apart[pairs & ~self.same_draft]
        kept = logs[draws] - logs[draws].mean(axis=0)
        n = len(kept)
        strangers = n * float(np.square(kept).sum(axis=0).mean()) - float(same.sum() + other.sum())
        whole = strangers / (n * (n - 1) - 2 * (len(same) + len(other)))
        both = float(same.mean()) / 2 if len(same) else whole
        return both, float(other.mean()) / 2 if len(other) else both, whole

    def _error(self, logs: Floats) -> float | None:
        """The largest standard error of the shares: a jackknife over blocks of families."""
        if len(np.unique(self.families)) < 2 * BLOCKS:
            return None
        left_out = [self._shares(logs, self.blocks != b, self.pair_blocks != b) for b in range(BLOCKS)]
        table = np.array([shares for shares in left_out if shares is not None])
        deviation = np.square(table - table.mean(axis=0)).sum(axis=0) * (len(table) - 1) / len(table)
        return sqrt(float(deviation.max()))


def as_row(enclave: str, quantity: str, found: Width) -> Mapping[str, object]:
    """A row of the table of widths."""
    return {"enclave": enclave, "quantity": quantity, **found.shares(), "error": found.error, "sd": found.sd}
