"""What a deal is about: nobody leaves for now, named persons leave, who will not settle leaves, all must go.

Letters: v what leaving is worth to a group, s what staying under the besieger is; L the share of its fighters expected
to leave; f = F/F_ref; x violence suffered; N people; ρ discount.
"""

from __future__ import annotations

from enum import StrEnum
from math import exp


class Scope(StrEnum):
    """The scope of an offer or a deal."""

    TRUCE = "truce"
    LISTED = "listed"
    CHOICE = "choice"
    ALL = "all"


DEPARTURES = (Scope.LISTED, Scope.CHOICE, Scope.ALL)


def leaving(base: float, of_relation: float, relation: float, of_refusal: float, lets_in: float) -> float:
    """V = v₀ + r·rel − w·(1 − chance that the receiver lets in): what passage to a destination is worth."""
    return base + of_relation * relation - of_refusal * (1.0 - lets_in)


def staying(base: float, of_violence: float, violence: float) -> float:
    """S = s₀ − k·x: what it is worth to settle under those who did this."""
    return base - of_violence * violence


def listed_value(share: float, leave: float, stay: float) -> float:
    """l·v + (1 − l)·s: the named share leaves, the rest settles."""
    return share * leave + (1.0 - share) * stay


def listed_cost(cost: float, share: float, fighters: float, violence: float) -> float:
    """c·(1 − l)·f·(1 + x): armed men who stay, and what they will not forget."""
    return cost * (1.0 - share) * fighters * (1.0 + violence)


def choice_value(leave: float, stay: float, bonus: float, torn: float, leave_share: float) -> float:
    """V + b − t·(1 − L)·(v − s): everybody as he likes, but a group of which few would leave is torn."""
    return leave + bonus - torn * (1.0 - leave_share) * (leave - stay)


def choice_cost(base: float, of_stayers: float, leave_share: float, fighters: float) -> float:
    """G + c·(1 − L)·f: fighters live on elsewhere, and some stay."""
    return base + of_stayers * (1.0 - leave_share) * fighters


def all_value(leave: float, forced: float, leave_share: float) -> float:
    """V − k·(1 − L): the more would rather have stayed, the worse."""
    return leave - forced * (1.0 - leave_share)


def all_cost(base: float, of_capital: float, capital: bool, violence: float, of_people: float, people: float) -> float:
    """G − a·capital·x + p·people: an emptied ruin beside the palace is wanted, a whole city on the road is dear.

    ``people`` is a multiple of the reference, already cut to the most that counts.
    """
    return base - of_capital * capital * violence + of_people * people


def truce_utility(
    base: float, pressure: float, discount: float, days: float, of_fighters: float, fighters: float, of_capital: float
) -> float:
    """U_t = u + pressure·(1 − e^(−ρT))/ρ − k·f − a: what the besieger is spared for T days, less an army left be.

    a counts where the enclave divides its capital.
    """
    return base + pressure * (1.0 - exp(-discount * days)) / discount - of_fighters * fighters - of_capital
