"""What residents feel, and whether they consent to what their group has agreed.

Letters: H hunger; x violence suffered; q credibility; ℓ the share of civilians who would leave.
"""

from __future__ import annotations

from math import exp

from safepassage.equations.reports import logistic


def pain(of_hunger: float, hunger: float, of_deaths: float, deaths_per_1000: float) -> float:
    """a·H + b·(deaths per 1,000 in thirty days)."""
    return of_hunger * hunger + of_deaths * deaths_per_1000


def staying(base: float, fear: float, leave_share: float, violence: float, credibility: float, settled: float) -> float:
    """U = u − (1 − ℓ)·k·x·(1 − q·s) − ℓ·k·(1 − q), of a deal after which who will may stay.

    ``settled`` s is 1 where status is settled, less without; ``fear`` k is the cost of reprisal, or betrayal on the
    road.
    """
    who_stay = (1.0 - leave_share) * violence * (1.0 - credibility * settled)
    return base - fear * (who_stay + leave_share * (1.0 - credibility))


def all_leave(
    base: float, of_home: float, fear: float, leave_share: float, violence: float, credibility: float
) -> float:
    """U = u − h·(1 − x)·(1 − ℓ) − k·(1 − q), of a deal by which all must go: homes that still stand are missed."""
    return base - of_home * (1.0 - violence) * (1.0 - leave_share) - fear * (1.0 - credibility)


def in_stages(now: float, later: float, stages: int) -> float:
    """now/S + (1 − 1/S)·later: the part that leaves at once, and the rest that waits for the last stage."""
    return now / stages + (1.0 - 1.0 / stages) * later


def support(utility: float, of_hazard: float, hazard: float, days: float, felt: float, scale: float) -> float:
    """logistic((U + w·(1 − e^(−h·T)) + pain)/scale): what else awaits them, and what they bear, speak for consent."""
    return logistic((utility + of_hazard * (1.0 - exp(-hazard * days)) + felt) / scale)
