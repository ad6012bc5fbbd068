"""The quantities of :mod:`.facts` of a simulated agreement, as the observers of a run tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from safepassage.evidence.facts import HORIZON, Outcomes, Spread
from safepassage.evidence.places import region_of

if TYPE_CHECKING:
    from safepassage.simulation import Result
    from safepassage.world.convoys import Convoy as SimulatedConvoy
    from safepassage.world.enclave import Agreement as SimulatedAgreement
    from safepassage.world.enclave import Enclave


def simulated_outcomes(result: Result, enclave_id: str, since: int = 0) -> Outcomes:
    """What the model's observers report of one enclave of a run, the parts severed from it included.

    Args:
        result: a run.
        enclave_id: the enclave, as in the run's agreements.
        since: the day from which days to the agreement count, that of the reported start of the offensive.

    People and buses are as the monitor reported them, convoy by convoy, and the true ones where it missed one. Without
    an agreement all durations are the horizon, and there are no people and no buses.
    """
    campaign = result.campaign
    own = _with_fragments(result, enclave_id)
    names = {enclave.name for enclave in own}
    convoys = [c for c in campaign.world.convoys if c.enclave.name in names]
    seen = {r.convoy: r for r in campaign.world.reports if r.observer == "monitor" and r.enclave in names}
    people = buses = 0.0
    by_region: Counter[str] = Counter()
    for convoy in convoys:
        report = seen.get(convoy.number)
        count = convoy.people if report is None or report.people is None else report.people
        people += count
        buses += convoy.buses if report is None or report.buses is None else report.buses
        by_region[region_of(_place_name(result, convoy))] += count
    deal = _final_deal([a for a in campaign.world.agreements if a.enclave.name in names], convoys)
    nights = _nights(deal, convoys)
    fighters = sum(c.fighters for c in convoys)
    true_people = sum(c.people for c in convoys)
    announced = [e.tally.announced for e in own if e.tally.announced is not None]
    stayed = sum(row["stayed"] for row in result.summary["agreements"] if row["enclave"] in names)
    return Outcomes(
        ending=_ending(result, enclave_id, signed=deal is not None),
        signed=deal is not None,
        scope=str(deal.deal.package.scope) if deal else None,
        guarantor=deal.guarantor.slug if deal and deal.guarantor else None,
        days_to_agreement=float(deal.signed - since) if deal else float(HORIZON),
        days_to_first_bus=float(nights[0] - deal.signed) if deal and nights else float(HORIZON),
        evacuation_days=float(nights[-1] - nights[0]) if nights else float(HORIZON),
        evacuees=Spread(people, people, people),
        buses=buses,
        people_per_bus=people / buses if buses else 0.0,
        convoys=float(len(convoys)),
        first_convoy_buses=float(convoys[0].buses) if convoys else None,
        fighters_evacuated=float(fighters),
        fighters_share=fighters / true_people if true_people else None,
        share_leaving=people / (people + stayed) if people else None,
        announced=float(sum(announced)) if announced else None,
        interrupted=any(e.tally.interrupted for e in own),
        destination=max(by_region, key=lambda region: (by_region[region], region)) if people else None,
        destinations={region: n / people for region, n in by_region.items()} if people else None,
        killed_gov=float(sum(e.tally.government_killed for e in own)),
        killed_militants=float(sum(e.tally.militants_killed for e in own)),
        killed_civilians=float(sum(e.tally.civilians_killed for e in own)),
    )


def _with_fragments(result: Result, enclave_id: str) -> list[Enclave]:
    """The enclave and what was severed from it: later ones of its faction that share a district it once held."""
    roll = result.campaign.world.roll.enclaves
    main = next((e for e in roll if e.name == enclave_id), None)
    if main is None:
        raise KeyError(enclave_id)
    held = set(main.all_districts)
    return [e for e in roll if e is main or (e.faction is main.faction and held & set(e.all_districts))]


def _ending(result: Result, enclave_id: str, *, signed: bool) -> str:
    """How an enclave ended, as tables code it: a deal signed by one that holds on was not carried out."""
    (outcome,) = (row["outcome"] for row in result.summary["agreements"] if row["enclave"] == enclave_id)
    return "not_carried_out" if signed and outcome in ("holding", "in_progress") else str(outcome)


def _place_name(result: Result, convoy: SimulatedConvoy) -> str:
    return result.scenario.tables.destinations[convoy.destination].name or convoy.destination


def _final_deal(
    agreements: Sequence[SimulatedAgreement], convoys: Sequence[SimulatedConvoy]
) -> SimulatedAgreement | None:
    """The last deal by which anybody left, else the last one signed."""
    with_convoys = [a for a in agreements if _nights(a, convoys)]
    return max(with_convoys or agreements, key=lambda a: a.signed, default=None)


def _nights(deal: SimulatedAgreement | None, convoys: Sequence[SimulatedConvoy]) -> list[int]:
    """The nights on which convoys left under a deal, in order."""
    if deal is None:
        return []
    return sorted(c.day for c in convoys if c.enclave is deal.enclave and c.day >= deal.signed)
