"""What a faction believes: of its chances in battle, of an assault to come, and of the word it is given."""

from __future__ import annotations

from math import exp


def optimism(start: float, days_fought: float, learning_days: float, peer_learning: float, share_gone: float) -> float:
    """Optimism o = o₀ / (1 + days fought/τ_learn) / (1 + δ·share of peers gone).

    Reality wears private optimism down: fighting reveals what neither side could credibly say (Slantchev 2003).
    """
    return start / (1.0 + days_fought / learning_days) / (1.0 + peer_learning * share_gone)


def hazard_seen(hazard: float, optimism_left: float) -> float:
    """λ_seen = λ·e^(−o): an optimist sees a smaller hazard than there is."""
    return hazard * exp(-optimism_left)


def feared_assault(base: float, domino: float, share_gone: float, peers_left: int) -> float:
    """η = η₀ + φ·(share of peers gone)/(peers left): who is left is next (the domino)."""
    return base + domino * share_gone / max(peers_left, 1)


def feared_ultimatum(resolve: float, days: float) -> float:
    """η = κ/T: the daily chance of an assault under an ultimatum of T days that is meant with probability κ."""
    return resolve / max(days, 1.0)


def trust(mean: float, weight: float, honoured: float, betrayed: float, betrayal_weight: float) -> float:
    """Mean of a Beta belief after convoys seen: a betrayal weighs ω honoured ones."""
    return (mean * weight + honoured) / (weight + honoured + betrayal_weight * betrayed)


def credibility(trust_mean: float, guarantee: float) -> float:
    """Credibility q = 1 − (1 − trust)(1 − guarantee): the commitment problem and its remedy (Walter 1997)."""
    return 1.0 - (1.0 - trust_mean) * (1.0 - guarantee)
