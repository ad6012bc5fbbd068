"""What a faction believes: that the assault goes all the way, that one will come, that a word is kept.

It learns from the battlefield, not from the calendar. An assault may stall, at a rate per unit of work that the group
does not know; while it advances, the chance that it will not stall grows (private information that fighting reveals:
Slantchev 2003). Fast and slow assaults then teach the same with the same ground.
"""

from __future__ import annotations


def goes_all_the_way(stall: float, prior_work: float, ground_lost: float, of_peers: float) -> float:
    """π = ((z₀ + y + w·g)/(z₀ + w·g + 1))^a: that what is left of the ground falls too, without a stall.

    The stall rate per unit of work is Gamma(a, z₀); after work y on the own ground and w·g seen at peers' it is
    Gamma(a, z₀ + y + w·g), and the chance of none in the remaining 1 − y is this.

    Args:
        stall: a, the shape.
        prior_work: z₀, the rate: how much work the prior is worth.
        ground_lost: y, share of the own defence broken so far.
        of_peers: w·g, what the end of g peers is worth.
    """
    seen = prior_work + of_peers
    return float(((seen + min(ground_lost, 1.0)) / (seen + 1.0)) ** stall)


def feared_ultimatum(resolve: float, days: float) -> float:
    """η = κ/T: the daily chance of an assault under an ultimatum of T days that is meant with probability κ."""
    return resolve / max(days, 1.0)


def trust(mean: float, weight: float, honoured: float, broken: float) -> float:
    """(m·w + honoured)/(w + honoured + broken): mean of a Beta belief in a besieger's word, after deals seen."""
    return (mean * weight + honoured) / (weight + honoured + broken)


def guarantee(promised: float, record_weight: float, kept: float, broken: float, load: float, burden: float) -> float:
    """g·(n + kept)/(n + kept + broken)/(1 + b·load): what a go-between's word is worth today.

    ``load`` is what it carries over what it can carry; ``record_weight`` n, the deals that its name is worth at first.
    """
    record = record_weight + kept
    return promised * record / (record + broken) / (1.0 + burden * load)


def credibility(trust_mean: float, guarantee: float) -> float:
    """Credibility q = 1 − (1 − trust)(1 − guarantee): the commitment problem and its remedy (Walter 1997)."""
    return 1.0 - (1.0 - trust_mean) * (1.0 - guarantee)
