"""The assault on a pocket.

Deitchman (1962) gave Lanchester's equations for guerrilla war: the hidden defender suffers area fire, which falls off
as fewer defenders are left to be hit, while the attacker suffers aimed fire. Two additions: at one front only so many
fighters can engage, and what an attacker wears down is the resistance of a district, not its defenders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum, sqrt

RESISTANCE_LEAST, RESISTANCE_MOST = 0.3, 2.0


def initial_resistance(people_prewar: float, people_reference: float) -> float:
    """R₀ = (people/reference)^½ within 0.3 and 2: built-up places take longer, but not in proportion."""
    return min(max(sqrt(people_prewar / people_reference), RESISTANCE_LEAST), RESISTANCE_MOST)


def engaged(fighters: float, fronts: int, frontage: float) -> float:
    """F_e = min(F/fronts, w): fighters who can engage at each front of a pocket."""
    return min(fighters / fronts, frontage) if fronts else 0.0


def defender_losses(fire: float, strength: float, fighters: float, fighters_start: float) -> float:
    """−dF/dt = a·G·F/F₀: area fire, fighters a day."""
    return fire * strength * fighters / fighters_start if fighters_start > 0 else 0.0


def attacker_losses(fire: float, engaged_fighters: float, attackers: Iterable[float]) -> float:
    """−dG/dt = Σ b·F_e·G_i/(G_i + F_e) over fronts: aimed fire at those who attack there, attackers a day.

    Bounded by the fire of those who can engage, and by the attackers who are there to be hit.
    """
    return fsum(fire * engaged_fighters * g / (g + engaged_fighters) for g in attackers if g > 0)


def resistance_worn(advance: float, strength: float, engaged_fighters: float, fort: float) -> float:
    """−dR/dt = s·G/(F_e·fort): resistance worn down a day in the district ahead; one defender is the least."""
    return advance * strength / (max(engaged_fighters, 1.0) * fort)


def work_ahead(ground: Iterable[tuple[float, float]], engaged_fighters: float, advance: float) -> float:
    """Σ R·fort·F_e/s: fighter-days that taking districts still costs the attacker; one defender is the least.

    ``ground`` holds what resistance is left in each district, and how fortified it is.
    """
    defenders = max(engaged_fighters, 1.0)
    return fsum(resistance * fort * defenders / advance for resistance, fort in ground)


def hazard(strength: float, work: float) -> float:
    """λ = G / Σ [R·fort·F_e/s]: the daily hazard that a pocket falls by force (0 without an assault)."""
    return strength / work if work > 0 else 0.0


def pressed(resistances: Sequence[float], forts: Sequence[float], focus: float) -> list[float]:
    """Shares of the strength by front: the attacker presses where least is left to break, ∝ (R·fort)^−focus."""
    weights = [(max(r, 0.02) * fort) ** -focus for r, fort in zip(resistances, forts, strict=True)]
    total = fsum(weights)
    return [weight / total for weight in weights]


def civilian_deaths(toll: float, strength: float, people_exposed: float) -> float:
    """Expected deaths a day: in proportion to the strength and to the square root of the people exposed."""
    return toll * strength * sqrt(people_exposed)
