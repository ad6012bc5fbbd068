"""Stocks and hunger of a besieged pocket, in days of its own consumption."""

from __future__ import annotations

from math import exp


def after_a_day(stock: float, deficit: float, inflow: float, recovery: float) -> tuple[float, float]:
    """Stock and deficit after one day's need has been eaten; what was missed is made good slowly while stock lasts.

    ``recovery`` is what can be made good in one day of plenty, in days of missed need.
    """
    left = stock + inflow - 1.0
    if left < 0:
        return 0.0, deficit - left
    made_good = min(left, deficit, recovery)
    return left - made_good, deficit - made_good


def deaths(toll: float, hunger_now: float, people: float) -> float:
    """δ·H²·people: expected dead of hunger and of what it makes of the sick, a day."""
    return toll * hunger_now**2 * people


def hunger(deficit: float, hunger_days: float) -> float:
    """H = 1 − exp(−deficit/τ_H), from the days of need that went short so far."""
    return 1.0 - exp(-deficit / hunger_days)
