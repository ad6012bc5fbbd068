"""Fighting on or a deal: continuation values, utilities of terms, the bargaining range, and what is asked for.

Values are scaled so that holding ground for ever, unthreatened, is worth 1 to a faction, and taking the enclave now,
at no cost, is worth 1 to the government. The range exists because war burns value (Fearon 1995); what keeps sides
from it is private information, which fighting wears off (Slantchev 2003), and the commitment problem (Walter 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

from safepassage.equations.reports import logistic


def faction_value(discount: float, cost: float, hazard: float, all_the_way: float, defeat: float, held: float) -> float:
    """V_f = (ρ − c + h·(−π·D + (1 − π)·V_held))/(ρ + h): hold on at cost c a day until the assault has ended.

    It ends at ``hazard`` h a day: with chance π (``all_the_way``) in a defeat that costs D, else in a siege that has
    outlived it, worth V_held.
    """
    end = -all_the_way * defeat + (1.0 - all_the_way) * held
    return (discount - cost + hazard * end) / (discount + hazard)


def faction_value_besieged(discount: float, cost: float, feared: float, value_under_assault: float) -> float:
    """V_f = (ρ − c + η·V_f(assault))/(ρ + η): besieged, with an assault feared at a daily chance η; V_held at η = 0."""
    return (discount - cost + feared * value_under_assault) / (discount + feared)


def government_value(discount: float, cost: float, hazard: float, last_stand: float, fighters_share: float) -> float:
    """V_g = max(0, (h·(1 − L_g·F/F_start) − c_g)/(ρ + h)); 0 is mere containment.

    ``fighters_share`` is what is left of the garrison: how dear its last stand is does not hang on how large it was.
    """
    prize = 1.0 - last_stand * min(1.0, fighters_share)
    return max(0.0, (hazard * prize - cost) / (discount + hazard))


def government_cost(per_strength: float, strength: float, pressure: float, per_dead: float, dead: float) -> float:
    """c_g = c·G/G_ref + pressure + w·dead a day/F_start: other uses of the strength, outside pressure, own dead.

    ``strength`` and ``dead`` are those shares, of the reference strength and of the garrison.
    """
    return per_strength * strength + pressure + per_dead * dead


def range_width(discount: float, cost: float, cost_government: float, hazard: float, losses: float) -> float:
    """1 − V_f − V_g = (c_f + c_g + h(D + L_g))/(ρ + h) at π = 1, V_g > 0: the range is what war would burn (Fearon)."""
    return (cost + cost_government + hazard * losses) / (discount + hazard)


def faction_utility(credibility: float, value: float, betrayal_loss: float, exposed: float) -> float:
    """U_f = q·v − (1 − q)·B·exposed, with B worse than defeat and ``exposed`` the share that is at risk at a time."""
    return credibility * value - (1.0 - credibility) * betrayal_loss * exposed


def value_needed(utility: float, credibility: float, betrayal_loss: float, exposed: float) -> float:
    """The v that gives a faction ``utility``: the inverse of :func:`faction_utility`; infinite at q = 0."""
    if credibility <= 0:
        return float("inf")
    return (utility + (1.0 - credibility) * betrayal_loss * exposed) / credibility


def reputation_cost(cost: float, fighters_share: float) -> float:
    """Cost rep = κ_kind·(fighters leaving/F_ref): what an open deal costs the government's name."""
    return cost * fighters_share


def spared_by_denial(reputation: float, deniability: float, deniable: bool) -> float:
    """rep·(1 − δ_n·deniable): what a deal costs the name once it is, or is not, carried out in secret."""
    return reputation * (1.0 - deniability * deniable)


def exposed_share(stages: int) -> float:
    """Mean share of the leavers still inside when a stage may fail: all at once 1, in many stages towards one half."""
    return (stages + 1.0) / (2.0 * stages)


class Package(NamedTuple):
    """A bundle of yes-or-no terms: what it is worth to the faction, what it costs the government, what it holds.

    ``exposed`` is the share of the loss by betrayal that it leaves: who keeps arms can defend himself on the way.
    """

    gain: float
    cost: float
    deniable: bool
    exposed: float
    terms: frozenset[str]
    scope: str = "choice"


class Bundles(NamedTuple):
    """The bundles of terms of one scope in the two orders in which they are searched, each from the most promising on.

    ``by_gain`` begins with the largest gain; ``by_net`` with the least cost less gain, and names beside each bundle
    that difference and its place in ``by_gain``. ``most_gain`` and ``least_exposed`` are the largest gain and the least
    exposure among them.
    """

    by_gain: tuple[Package, ...]
    by_net: tuple[tuple[float, int, Package], ...]
    most_gain: float
    least_exposed: float


class Offers(NamedTuple):
    """The bundles of terms of one scope, beside what the scope itself is worth to the faction and costs the government.

    What a scope is worth moves from day to day, its bundles never do: so they are not put together anew.
    """

    worth: float
    burden: float
    bundles: Bundles


class Deal(NamedTuple):
    """A package with what is given by degrees (``transfer``), and both utilities."""

    package: Package
    transfer: float
    utility_faction: float
    utility_government: float


class Stakes(NamedTuple):
    """All that turns terms into utilities for one enclave on one day.

    ``base`` is v_kind; ``reputation`` the cost to the government's name of an open deal; ``freed`` what freeing its
    own people is worth to it; ``truce`` the deal by which nobody leaves for now, where it is on the table; the
    remaining fields are as in the functions above.
    """

    base: float
    transfer_most: float
    credibility: float
    betrayal_loss: float
    exposed: float
    reputation: float
    deniability: float
    freed: float
    truce: Deal | None = None

    def value_needed(self, utility_faction: float, exposed: float) -> float:
        """The value of terms that gives the faction this utility, where a package leaves it so exposed."""
        return value_needed(utility_faction, self.credibility, self.betrayal_loss, self.exposed * exposed)

    def name_costs(self) -> tuple[float, float]:
        """What an open and a deniable deal cost the government beside their terms: its name, less own people freed."""
        denied = spared_by_denial(self.reputation, self.deniability, deniable=True)
        return self.reputation - self.freed, denied - self.freed


def undominated(packages: Iterable[Package]) -> list[Package]:
    """Packages that no other beats in gain, exposure, cost and deniability together."""
    kept: list[Package] = []
    for package in sorted(packages, key=_by_gain):
        if not any(_beats(k, package) for k in kept):
            kept.append(package)
    return kept


def _beats(a: Package, b: Package) -> bool:
    return a.gain >= b.gain and a.exposed <= b.exposed and a.cost <= b.cost and a.deniable >= b.deniable


def _by_gain(package: Package) -> tuple[float, float, float, bool]:
    return -package.gain, package.exposed, package.cost, package.deniable


def in_order(packages: Iterable[Package]) -> Bundles:
    """Packages of one scope in the orders in which the best of them are searched for."""
    by_gain = tuple(sorted(packages, key=_by_gain))
    by_net = sorted((package.cost - package.gain, place, package) for place, package in enumerate(by_gain))
    most_gain = max((package.gain for package in by_gain), default=-inf)
    return Bundles(by_gain, tuple(by_net), most_gain, min((package.exposed for package in by_gain), default=0.0))


_ROUNDING = 1e-9  # far more than what rounding may move; a bundle is left out only where it is worse by more than that


def cheapest_deal(offers: Sequence[Offers], stakes: Stakes, utility_faction: float) -> Deal | None:
    """The deal that gives the faction at least ``utility_faction`` at the least cost to the government, or None.

    A bundle costs no less than if it were the best guarded and its transfer all that is still missing; from the first
    on that would cost too much even so, the others of its scope need not be looked at. Of equals that of largest gain
    counts.
    """
    most, name = stakes.transfer_most, stakes.name_costs()
    needed: dict[float, float] = {}  # by exposure, of which there are two
    least, chosen, given = inf, None, 0.0
    for worth, burden, bundles in offers:
        if bundles.least_exposed not in needed:
            needed[bundles.least_exposed] = stakes.value_needed(utility_faction, bundles.least_exposed) - stakes.base
        least_needed = needed[bundles.least_exposed]
        if least_needed - (bundles.most_gain + worth) > most:
            continue
        surely = least_needed - worth + burden + min(name) - _ROUNDING  # beside what it costs less what it gains
        before = -1  # a place before all: of equals in two scopes the first counts
        for net, place, bundle in bundles.by_net:
            if net + surely > least:
                break
            gain, price, deniable, exposed, _, _ = bundle
            if exposed not in needed:
                needed[exposed] = stakes.value_needed(utility_faction, exposed) - stakes.base
            missing = needed[exposed] - (gain + worth)
            transfer = missing if missing > 0 else 0.0
            if transfer <= most:
                cost = price + burden + name[deniable] + transfer
                if cost < least or (cost == least and place < before):
                    least, chosen, given, before = cost, (bundle, worth, burden), transfer, place
    truce = stakes.truce
    if truce is not None and truce.utility_faction >= utility_faction and truce.utility_government > 1.0 - least:
        return truce
    return None if chosen is None else _deal(stakes, name, *chosen, given)


def best_deal_for_faction(offers: Sequence[Offers], stakes: Stakes, utility_government: float) -> Deal | None:
    """The deal that leaves the government at least ``utility_government`` and gives the faction most, or None.

    A bundle gives no more than with the largest transfer and the least exposure; from the first on that would not be
    the best even so, the others of its scope gain less and need not be looked at.
    """
    most, name, total = stakes.transfer_most, stakes.name_costs(), 1.0 - utility_government
    credibility, risk = stakes.credibility, (1.0 - stakes.credibility) * stakes.betrayal_loss * stakes.exposed
    highest, chosen, given = -inf, None, 0.0
    for worth, burden, bundles in offers:
        least_risk = risk * bundles.least_exposed
        for bundle in bundles.by_gain:
            gain, price, deniable, exposed, _, _ = bundle
            if credibility * (gain + worth + most) - least_risk <= highest:
                break
            budget = total - (price + burden) - name[deniable]
            if budget >= 0.0:
                transfer = budget if budget < most else most
                utility = credibility * (gain + worth + transfer) - risk * exposed
                if utility > highest:
                    highest, chosen, given = utility, (bundle, worth, burden), transfer
    truce = stakes.truce
    if truce is not None and truce.utility_government >= utility_government and truce.utility_faction > highest:
        return truce
    return None if chosen is None else _deal(stakes, name, *chosen, given)


def _deal(
    stakes: Stakes, name: tuple[float, float], bundle: Package, worth: float, burden: float, transfer: float
) -> Deal:
    """A bundle in a scope of that worth and burden as a deal; ``name`` as :meth:`Stakes.name_costs` tells it."""
    gain, cost = bundle.gain + worth, bundle.cost + burden
    package = Package(gain, cost, bundle.deniable, bundle.exposed, bundle.terms, bundle.scope)
    value, exposed = stakes.base + gain + transfer, stakes.exposed * bundle.exposed
    of_faction = faction_utility(stakes.credibility, value, stakes.betrayal_loss, exposed)
    return Deal(package, transfer, of_faction, 1.0 - cost - name[bundle.deniable] - transfer)


def ripeness(surplus_worse_off: float, scale: float) -> float:
    """Logistic in the surplus of the worse-off side: talks open when the stalemate hurts both (Zartman 2000)."""
    return logistic(surplus_worse_off / scale)


def aspiration(time: float, exponent: float) -> float:
    """A(t) = 1 − t^e for 0 ≤ t ≤ 1: how much of the surplus is still asked for (Faratin, Sierra and Jennings 1998)."""
    return 1.0 - float(min(max(time, 0.0), 1.0) ** exponent)


def ask(reservation: float, best: float, aspiration_left: float) -> float:
    """Asked: reservation + A·(best̂ − reservation), where best̂ is the most that the other side is thought to leave."""
    return reservation + aspiration_left * max(best - reservation, 0.0)
