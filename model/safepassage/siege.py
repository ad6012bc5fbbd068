"""The day's siege: every pocket eats from its stock, and hunger follows from what went short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.equations import siege

if TYPE_CHECKING:
    from safepassage.campaign import Campaign


def endure(campaign: Campaign) -> None:
    """One day of siege for every pocket; under an agreement supplies come in as in peace."""
    p = campaign.parameters.siege
    under_agreement = {id(enclave.pocket) for enclave in campaign.active if enclave.agreement is not None}
    for pocket in campaign.roll.pockets:
        if id(pocket) in under_agreement:
            inflow = 1.0
        else:
            inflow = p.smuggling_under_assault if pocket.strength > 0 else p.smuggling
        pocket.stock, pocket.deficit = siege.after_a_day(pocket.stock, pocket.deficit, inflow)
        pocket.hunger = siege.hunger(pocket.deficit, p.hunger_days)
