"""How sure a mean is: Student's intervals, and how many runs would make one narrow enough."""

from __future__ import annotations

from math import ceil, inf, sqrt

CONFIDENCE = 0.95
_MOST_NEEDED = 10_000_000


def t_quantile(freedom: float, confidence: float = CONFIDENCE) -> float:
    """How many standard errors half an interval is wide."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def replicates_for(half: float, sd: float) -> int | None:
    """The least number of replicates whose mean is known to ± ``half``; None where that is beyond ten million."""
    if half <= 0 or not half < inf or (1.96 * sd / half) ** 2 > _MOST_NEEDED:
        return None
    n = max(2, ceil((1.96 * sd / half) ** 2))
    while t_quantile(n - 1) * sd / sqrt(n) > half:
        n += max(1, n // 50)
    return n
