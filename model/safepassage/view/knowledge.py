"""What both sides of an enclave know, want and would sign this evening, and what its residents say: for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safepassage.equations import bargaining
from safepassage.equations.scopes import Scope
from safepassage.phases.terms import in_words

if TYPE_CHECKING:
    from safepassage.equations.bargaining import Deal
    from safepassage.world.enclave import Enclave, Table
    from safepassage.world.world import World


def knowledge(world: World, enclave: Enclave) -> dict[str, Any]:
    """Beliefs, values and wishes around one living enclave; values are those of the outlook of the day.

    ``deals`` are what each side would like best among what the other prefers to fighting on: the group's wish, then
    the besieger's; None for one where the other side prefers fighting on to all, and for both where nobody has weighed
    a deal today: because one binds them, or because the enclave is new.
    ``refused`` is who did not take the last offer, ``heard`` whether the group listens to its residents.
    """
    talks, truce = enclave.talks, enclave.truce
    table = world.tables.get(enclave.name) if enclave.agreement is None else None
    return {
        "deals": None if table is None else [deal and _told(world, table, deal) for deal in _deals(table)],
        "bound": enclave.agreement is not None,
        "strength": round(enclave.assault.strength),
        "truce": None if truce is None else [truce.until, truce.guarantor.name if truce.guarantor else ""],
        "ultimatum": enclave.ultimatum_until,
        "refused": "" if talks is None or not talks.offers else "group" if not talks.besieger_proposes else "besieger",
        "offers": talks.offers if talks else 0,
        "pain": round(enclave.residents.pain, 3),
        "heard": enclave.residents.pressure > 0,
        "truce_asked": enclave.truce_asked,
        "residents": enclave.tally.residents,
    }


def _deals(table: Table) -> tuple[Deal | None, Deal | None]:
    offers, stakes = table.offers, table.stakes
    return (
        bargaining.best_deal_for_faction(offers, stakes, table.value_government),
        bargaining.cheapest_deal(offers, stakes, table.value_faction),
    )


def _told(world: World, table: Table, deal: Deal) -> str:
    """A deal as a phrase; a truce has no destination."""
    if deal.package.scope == Scope.TRUCE:
        return "a truce: nobody leaves, nobody attacks"
    slug = table.passage.destination
    return in_words(deal, world.reception.places[slug].name if slug else None)
