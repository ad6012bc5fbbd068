"""The assault on a group's ground.

Deitchman (1962) gave Lanchester's equations for guerrilla war: the hidden defender suffers area fire, which falls off
as fewer defenders are left to be hit, while the attacker suffers aimed fire. Here an attacker wears down the resistance
of places, not their defenders; and resistance, like the fighters who can engage, goes with the ground, so that a town
drawn as one district or as ten is the same town.

Letters: R resistance of a district, fort what multiplies the work that it costs; F fighters of a group, f = F/ΣR their
density, F_e those per unit of ground who can engage; G_i attackers on a district.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, sqrt

LEAST_DEFENDERS = 1.0  # per unit of ground: nobody is taken to need no work at all


def initial_resistance(people_prewar: float, people_reference: float, people_least: float) -> float:
    """R = people before the war/reference: built-up ground, however it is drawn; never less than a hamlet's."""
    return max(people_prewar, people_least) / people_reference


def engaged(fighters: float, ground: float, frontage: float) -> float:
    """F_e = f, or w·(f/w)^½ where f > w: defenders engaged per unit of ground; reserves help, but less and less."""
    density = fighters / ground if ground > 0 else 0.0
    return density if density <= frontage else sqrt(frontage * density)


def defender_losses(fire: float, strength: float, fighters: float, fighters_start: float) -> float:
    """−dF/dt = a·G·F/F₀: area fire, fighters a day."""
    return fire * strength * fighters / fighters_start if fighters_start > 0 else 0.0


def attacker_losses(fire: float, defenders: float, attackers: float) -> float:
    """−dG/dt = b·F_d·G_i/(G_i + F_d) at one front: aimed fire of the defenders there at those who attack there.

    Bounded by the fire of those who can engage, and by the attackers who are there to be hit.
    """
    return fire * defenders * attackers / (attackers + defenders) if attackers > 0 else 0.0


def resistance_worn(advance: float, strength: float, engaged_per_ground: float, fort: float) -> float:
    """−dR/dt = s·G_i/(F_e·fort): resistance worn down a day in a district."""
    return advance * strength / (max(engaged_per_ground, LEAST_DEFENDERS) * fort)


def work_ahead(defence: float, engaged_per_ground: float, advance: float) -> float:
    """Σ R·fort·F_e/s: fighter-days that taking districts still costs the attacker; ``defence`` is their Σ R·fort."""
    return defence * max(engaged_per_ground, LEAST_DEFENDERS) / advance


def hazard(strength: float, work: float) -> float:
    """H = G/work: one over the days left at today's pace (0 without an assault)."""
    return strength / work if work > 0 else 0.0


def pressed_groups(groups: Sequence[tuple[float, float]], focus: float) -> list[float]:
    """Shares of the strength by group, ∝ ΣR·price^−focus: the assault turns on whose exposed ground is cheapest.

    ``groups`` holds for each the ground that it holds, exposed or not, and the least that a unit of what is exposed
    costs, fort·F_e. All the ground behind a front counts with it, so that how a town is drawn moves nothing.
    """
    if len(groups) == 1:
        return [1.0]
    return _shares([ground * max(price, LEAST_DEFENDERS) ** -focus for ground, price in groups])


def pressed_fronts(fronts: Sequence[tuple[float, float]], focus: float) -> list[float]:
    """Shares of what presses one group by district, ∝ R·price^−focus; ``fronts`` holds ground and price of each."""
    if len(fronts) == 1:
        return [1.0]
    return _shares([ground * max(price, LEAST_DEFENDERS) ** -focus for ground, price in fronts])


def _shares(weights: list[float]) -> list[float]:
    total = fsum(weights)
    return [weight / total for weight in weights] if total > 0 else [1.0 / len(weights) for _ in weights]


def feared_strength(announced: float, per_root_fighter: float, fighters: float, available: float) -> float:
    """What a group expects to be sent against it: what was announced, else in proportion to √F; at most what there is.

    ``announced`` is 0 where nothing was.
    """
    return min(announced or per_root_fighter * sqrt(fighters), available)


def civilian_deaths(toll: float, strength: float, people_exposed: float) -> float:
    """Expected deaths a day: in proportion to the strength and to the people exposed."""
    return toll * strength * people_exposed


def exposure(strength: float, strength_reference: float, most: float, per_dead: float, deaths_per_1000: float) -> float:
    """What a day of assault adds to a district's exposure: min(G/G_ref, most) + k·(civilian deaths per 1,000)."""
    return min(strength / strength_reference, most) + per_dead * deaths_per_1000


def violence_suffered(damage: float, exposed: float, scale: float) -> float:
    """X = 1 − (1 − damage)·e^(−E/τ): what assault and damage did to a district's people so far, between 0 and 1."""
    return 1.0 - (1.0 - damage) * exp(-exposed / scale)
