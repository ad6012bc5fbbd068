"""An agreement being carried out: what may interrupt it, and what officials announce."""

from __future__ import annotations

from math import exp


def incident_hazard(base: float, hardline: float, guarantee: float, waited: float, patience: float) -> float:
    """ν = ν₀·hardline·(1 − guarantee)·(1 + days waited/τ_w): likelier the longer people wait, unless guaranteed."""
    return base * hardline * (1.0 - guarantee) * (1.0 + waited / patience)


def chance_of_a_day(hazard: float) -> float:
    """1 − e^(−ν): the chance that something with a hazard of ν a day happens today."""
    return 1.0 - exp(-hazard)


def announced(people: float) -> int:
    """Officials announce round numbers: two leading digits."""
    scale = 10 ** max(len(str(int(people))) - 2, 0)
    return int(round(people / scale) * scale)
