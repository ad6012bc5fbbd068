"""Theory of the bargaining: what the literature says must hold, and would break if an equation were wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import bargaining as b
from safepassage.equations import beliefs

RHO = 0.01


def stakes(**changes: float) -> b.Stakes:
    """A divisible pie with full credibility: U_f = k, U_g = 1 − k."""
    plain = b.Stakes(
        base=0.0,
        transfer_most=1.0,
        credibility=1.0,
        betrayal_loss=0.0,
        exposed=1.0,
        reputation=0.0,
        deniability=0.0,
        freed=0.0,
    )
    return plain._replace(**changes)


PIE = (b.Offers(0.0, 0.0, b.in_order([b.Package(0.0, 0.0, False, 1.0, frozenset())])),)
SURE = 1.0  # the assault goes all the way

costs = st.floats(0.0005, 0.009)
hazards = st.floats(0.005, 0.3)


@given(
    cost=costs, cost_government=st.floats(0.0, 0.004), hazard=hazards, defeat=st.floats(0, 1.2), stand=st.floats(0, 0.6)
)
def test_the_range_is_what_war_would_burn(
    cost: float, cost_government: float, hazard: float, defeat: float, stand: float
) -> None:
    """(b) Fearon (1995): the width of the range is 1 − V_f − V_g while V_g > 0."""
    value_faction = b.faction_value(RHO, cost, hazard, SURE, defeat, 0.0)
    value_government = b.government_value(RHO, cost_government, hazard, stand, fighters_share=1.0)
    width = 1 - value_faction - value_government
    if value_government > 0:
        assert width == pytest.approx(b.range_width(RHO, cost, cost_government, hazard, defeat + stand), abs=1e-12)
        most = b.best_deal_for_faction(PIE, stakes(), value_government)
        least = b.cheapest_deal(PIE, stakes(transfer_most=2.0), value_faction)
        assert most is not None
        assert least is not None
        if value_faction >= 0:
            assert most.utility_faction - least.utility_faction == pytest.approx(width, abs=1e-12)


@given(hazard=hazards)
def test_a_war_that_burns_nothing_leaves_no_range(hazard: float) -> None:
    value_faction = b.faction_value(RHO, 0.0, hazard, SURE, 0.0, 0.0)
    value_government = b.government_value(RHO, 0.0, hazard, 0.0, fighters_share=1.0)
    assert 1 - value_faction - value_government == pytest.approx(0.0, abs=1e-12)
    assert b.range_width(RHO, 0.0, 0.0, hazard, 0.0) == 0.0


@given(
    cost=costs, hazard=st.floats(0.01, 0.3), chance=st.floats(0, 1), defeat=st.floats(0, 1.2), held=st.floats(-0.5, 1)
)
def test_closed_values_are_bounded_by_what_they_weigh(
    cost: float, hazard: float, chance: float, defeat: float, held: float
) -> None:
    value = b.faction_value(RHO, cost, hazard, chance, defeat, held)
    assert min(-defeat, held) - cost / hazard - 1e-9 <= value <= 1.0
    assert value >= b.faction_value(RHO, cost, hazard, SURE, defeat, held) - 1e-9 or held < -defeat


@pytest.mark.parametrize(
    ("cost", "hazard", "chance", "defeat", "held"),
    [
        (0.002, 0.03, 1.0, 0.85, 0.0),
        (0.006, 0.1, 0.3, 0.4, 0.7),
        (0.0, 0.01, 0.0, 1.2, 0.9),
        (0.002, 0.2, 0.6, 0.9, 0.5),
    ],
)
def test_faction_value_equals_a_simulated_war(
    cost: float, hazard: float, chance: float, defeat: float, held: float
) -> None:
    """(f) A brute-force war of constant hazard: flow ρ − c until the assault ends, in −D or in a siege, discounted."""
    rng = np.random.default_rng(1)
    discounted = np.exp(-RHO * rng.exponential(1 / hazard, 400_000))
    ends = np.where(rng.random(len(discounted)) < chance, -defeat, held)
    payoffs = (RHO - cost) * (1 - discounted) / RHO + ends * discounted
    error = payoffs.std() / math.sqrt(len(payoffs))
    assert abs(payoffs.mean() - b.faction_value(RHO, cost, hazard, chance, defeat, held)) < 4 * error


def test_who_expects_the_assault_to_stall_holds_on() -> None:
    """V_f falls in π where a siege is better than defeat, and without an assault it is the value of the siege."""
    values = [b.faction_value(RHO, 0.002, 0.1, chance, 0.85, 0.7) for chance in (0.0, 0.3, 0.6, 1.0)]
    assert values == sorted(values, reverse=True)
    assert b.faction_value(RHO, 0.002, 0.0, 0.5, 0.85, 0.7) == pytest.approx((RHO - 0.002) / RHO)
    assert b.faction_value_besieged(RHO, 0.002, 0.0, -1.0) == pytest.approx((RHO - 0.002) / RHO)


def test_own_dead_and_a_garrison_that_is_left_make_the_assault_dear() -> None:
    """c_g grows with the dead, and V_g falls with what is left of the garrison, however large it was."""
    assert b.government_cost(0.006, 0.5, 0.01, 0.5, 0.0) == pytest.approx(0.013)
    assert b.government_cost(0.006, 0.5, 0.01, 0.5, 0.02) == pytest.approx(0.023)
    assert b.government_value(RHO, 0.003, 0.1, 0.3, 1.0) < b.government_value(RHO, 0.003, 0.1, 0.3, 0.5)
    assert b.government_value(RHO, 0.003, 0.1, 0.3, 1.0) == b.government_value(RHO, 0.003, 0.1, 0.3, 2.0)


@pytest.mark.parametrize(("cost", "hazard", "stand", "share"), [(0.004, 0.05, 0.1, 0.5), (0.01, 0.2, 0.5, 2.0)])
def test_government_value_equals_a_simulated_war(cost: float, hazard: float, stand: float, share: float) -> None:
    """(f) It pays c a day until the fall brings the prize less the last stand."""
    rng = np.random.default_rng(2)
    discounted = np.exp(-RHO * rng.exponential(1 / hazard, 400_000))
    payoffs = discounted * (1 - stand * min(1.0, share)) - cost * (1 - discounted) / RHO
    error = payoffs.std() / math.sqrt(len(payoffs))
    assert abs(payoffs.mean() - b.government_value(RHO, cost, hazard, stand, share)) < 4 * error


def test_besieged_value_equals_a_simulated_siege() -> None:
    """(f) Flow ρ − c until the feared assault comes, then the value under assault."""
    rng = np.random.default_rng(3)
    feared, cost, assaulted = 0.02, 0.001, -0.3
    discounted = np.exp(-RHO * rng.exponential(1 / feared, 400_000))
    payoffs = (RHO - cost) * (1 - discounted) / RHO + assaulted * discounted
    error = payoffs.std() / math.sqrt(len(payoffs))
    assert abs(payoffs.mean() - b.faction_value_besieged(RHO, cost, feared, assaulted)) < 4 * error


def test_credibility_closes_the_range_and_a_guarantor_reopens_it() -> None:
    """(d) Walter (1997): with betrayal worse than defeat a surplus is not enough; a guarantee is."""
    defeat, betrayal_excess, hazard, cost = 0.85, 0.75, 0.05, 0.003
    value_faction = b.faction_value(RHO, cost, hazard, SURE, defeat, 0.0)
    value_government = b.government_value(RHO, 0.004, hazard, 0.1, 1.0)
    assert value_faction + value_government < 1  # the surplus that war would burn exists

    def best(guarantee: float) -> float:
        q = beliefs.credibility(0.1, guarantee)
        deal = b.best_deal_for_faction(
            PIE, stakes(credibility=q, betrayal_loss=defeat + betrayal_excess), value_government
        )
        assert deal is not None
        return deal.utility_faction

    assert best(guarantee=0.0) < value_faction
    assert best(guarantee=0.95) > value_faction


def test_without_a_betrayal_worse_than_defeat_a_guarantor_changes_little() -> None:
    """Why B must exceed D: with B = 0 even a faction without trust gives up nothing by leaving."""
    low = b.best_deal_for_faction(PIE, stakes(credibility=0.1), 0.5)
    high = b.best_deal_for_faction(PIE, stakes(credibility=0.1, betrayal_loss=1.6), 0.5)
    assert low is not None
    assert high is not None
    assert low.utility_faction > 0 > high.utility_faction


@pytest.mark.parametrize("exponent", [0.2, 1.0, 2.0, 5.0])
def test_concession_equals_negmas(exponent: float) -> None:
    """(e) NegMAS's polynomial aspiration at the same exponents."""
    helpers = pytest.importorskip("negmas.negotiators.helpers", reason="NegMAS is a development extra")
    reference = helpers.PolyAspiration(1.0, exponent)
    for time in np.linspace(0, 1, 21):
        assert b.aspiration(float(time), exponent) == pytest.approx(reference.utility_at(float(time)), abs=1e-12)


def test_concession_at_tabulated_values() -> None:
    """A(t) = 1 − t^e by hand, so that the curve is held even where NegMAS is not installed."""
    assert b.aspiration(0.5, 2.0) == 0.75
    assert b.aspiration(0.25, 0.5) == 0.5
    assert b.aspiration(0.0, 0.2) == 1.0
    assert b.aspiration(1.5, 3.0) == 0.0


@given(utility=st.floats(-1, 1), q=st.floats(0.05, 1), loss=st.floats(0, 2), exposed=st.floats(0, 1))
def test_needed_value_inverts_the_utility(utility: float, q: float, loss: float, exposed: float) -> None:
    assert b.faction_utility(q, b.value_needed(utility, q, loss, exposed), loss, exposed) == pytest.approx(
        utility, abs=1e-9
    )


@given(
    st.lists(
        st.tuples(st.floats(0, 0.4), st.floats(0, 0.4), st.booleans(), st.sampled_from([0.6, 1.0])),
        min_size=1,
        max_size=8,
    ),
    st.floats(-0.2, 0.6),
    st.floats(0, 0.5),
    st.floats(0.1, 1.0),
)
def test_dropping_dominated_bundles_costs_nobody(
    bundles: list[tuple[float, float, bool, float]], target: float, reputation: float, credibility: float
) -> None:
    """Whatever the stakes, the best deals of the full list and of the undominated one are equally good."""
    full = [b.Package(gain, cost, deniable, exposed, frozenset()) for gain, cost, deniable, exposed in bundles]
    kept = b.undominated(full)
    s = stakes(transfer_most=0.3, reputation=reputation, deniability=0.6, credibility=credibility, betrayal_loss=1.0)
    for find in (b.cheapest_deal, b.best_deal_for_faction):
        every, few = (find([b.Offers(0.0, 0.0, b.in_order(some))], s, target) for some in (full, kept))
        assert (every is None) == (few is None)
        if every is not None and few is not None:
            assert few.utility_government == pytest.approx(every.utility_government) or find is b.best_deal_for_faction
            assert few.utility_faction >= every.utility_faction - 1e-9 or find is b.cheapest_deal


BUNDLES = st.lists(
    st.builds(
        b.Package,
        st.sampled_from([-0.01, 0.0, 0.04, 0.05, 0.08, 0.13]),
        st.sampled_from([0.0, 0.02, 0.05, 0.07]),
        st.booleans(),
        st.sampled_from([0.6, 1.0]),
        st.just(frozenset()),
    ),
    max_size=8,
)


@given(
    st.lists(st.tuples(st.sampled_from([-0.3, 0.0, 0.1]), st.sampled_from([0.0, 0.05]), BUNDLES), max_size=3),
    st.floats(-0.5, 1.0),
    st.sampled_from([0.0, 0.05, 0.3]),
    st.floats(0.0, 1.0),
)
def test_the_search_finds_what_looking_at_every_bundle_finds(
    scopes: list[tuple[float, float, list[b.Package]]], target: float, most: float, credibility: float
) -> None:
    s = stakes(transfer_most=most, credibility=credibility, betrayal_loss=1.0, reputation=0.2, deniability=0.6)
    offers = [b.Offers(worth, burden, b.in_order(bundles)) for worth, burden, bundles in scopes]
    every = [
        [b.Offers(worth, burden, b.in_order([bundle])) for bundle in in_order.by_gain]
        for worth, burden, in_order in offers
    ]
    alone = [
        [[find([one], s, target) for one in scope] for scope in every]
        for find in (b.cheapest_deal, b.best_deal_for_faction)
    ]
    cheapest, best = ([deal for scope in found for deal in scope if deal is not None] for found in alone)
    found_cheapest, found_best = b.cheapest_deal(offers, s, target), b.best_deal_for_faction(offers, s, target)
    assert (found_cheapest is None) == (not cheapest)
    assert (found_best is None) == (not best)
    if found_cheapest is not None:
        assert found_cheapest.utility_government == pytest.approx(max(deal.utility_government for deal in cheapest))
    if found_best is not None:
        assert found_best.utility_faction == pytest.approx(max(deal.utility_faction for deal in best))


def test_reputation_makes_deniable_deals_attractive_only_where_it_costs() -> None:
    """The deal by night is chosen with the Islamic State, whose deal costs the name, and not with rebels."""
    open_deal = b.Package(0.20, 0.05, False, 1.0, frozenset())
    by_night = b.Package(0.19, 0.05, True, 1.0, frozenset())
    for reputation, expected in ((0.0, False), (0.3, True)):
        s = stakes(transfer_most=0.5, reputation=reputation, deniability=0.6)
        deal = b.cheapest_deal([b.Offers(0.0, 0.0, b.in_order([open_deal, by_night]))], s, 0.3)
        assert deal is not None
        assert deal.package.deniable is expected


def test_arms_spare_a_part_of_what_betrayal_costs() -> None:
    """A deal without a strong guarantor is possible for who can defend himself on the way."""
    unarmed, armed = b.Package(0.1, 0.0, False, 1.0, frozenset()), b.Package(0.1, 0.0, False, 0.6, frozenset({"arms"}))
    s = stakes(credibility=0.4, betrayal_loss=1.0, transfer_most=0.0)
    worth = [b.best_deal_for_faction([b.Offers(0.0, 0.0, b.in_order([p]))], s, 0.0) for p in (unarmed, armed)]
    assert [deal.utility_faction for deal in worth if deal] == pytest.approx([0.04 - 0.6, 0.04 - 0.36])
    sure = stakes(betrayal_loss=1.0, transfer_most=0.0)
    alike = [b.best_deal_for_faction([b.Offers(0.0, 0.0, b.in_order([p]))], sure, 0.0) for p in (unarmed, armed)]
    assert [deal.utility_faction for deal in alike if deal] == pytest.approx([0.1, 0.1])


def test_ripeness_is_a_half_where_the_worse_off_gains_nothing() -> None:
    assert b.ripeness(0.0, 0.05) == 0.5
    assert b.ripeness(-100.0, 0.05) == pytest.approx(0.0)
    assert b.ripeness(0.1, 0.05) > b.ripeness(0.05, 0.05)
