"""What each side thinks of the other's reservation value, and what a refusal teaches it."""

from __future__ import annotations


def error_scale(sigma: float, skill: float, wisdom: float) -> float:
    """σ·(1 − skill)·misjudgement left: standard deviation of the error with which a round of talks begins."""
    return sigma * (1.0 - skill) * wisdom


def left_by_a_refusal(refusal_teaches: float, skill: float) -> float:
    """The factor that a refused offer leaves of every error; a skilled go-between makes more of it."""
    return refusal_teaches * (1.0 - skill / 2.0)
