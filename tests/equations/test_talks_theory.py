"""Theory of the talks themselves: haggling takes days, private information delays, who settles first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import bargaining as b
from safepassage.phases.talks import accepted, next_ask, propose
from safepassage.world.enclave import Passage, Table, Talks

PIE = (b.Offers(0.0, 0.0, b.in_order([b.Package(0.0, 0.0, False, 1.0, frozenset())])),)
WHOLE = b.Stakes(0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0)
DAYS = 20


def table(value_faction: float, value_government: float) -> Table:
    return Table(WHOLE, Passage("north", 1.0, 1.0), None, value_faction, value_government, PIE)


def talks(errors: tuple[float, float] = (0.0, 0.0), *, faction_first: bool = False) -> Talks:
    return Talks(None, 0, *errors, besieger_proposes=not faction_first)


def struck(
    laid: Table,
    errors: tuple[float, float] = (0.0, 0.0),
    *,
    concession: float = 1.0,
    taught: float = 0.85,
    faction_first: bool = False,
) -> tuple[int, b.Deal] | None:
    """The day on which an offer is accepted in a round of twenty days, and the deal; None where time runs out."""
    held = talks(errors, faction_first=faction_first)
    for day in range(DAYS + 1):
        deal = propose(laid, held, concession, day / DAYS)
        if deal is not None and accepted(laid, held, deal, concession, (day + 1) / DAYS):
            return day, deal
        held.error_faction *= taught
        held.error_government *= taught
        held.besieger_proposes = not held.besieger_proposes
    return None


def day_of(found: tuple[int, b.Deal] | None) -> int:
    return found[0] if found else DAYS + 1


@given(value_faction=st.floats(0.0, 0.6), surplus=st.floats(0.01, 0.39), faction_first=st.booleans())
def test_with_complete_information_haggling_ends_half_way_and_parts_the_surplus_evenly(
    value_faction: float, surplus: float, faction_first: bool
) -> None:
    """(a) Both concede in a straight line: neither the first to speak nor the weaker takes the surplus alone."""
    laid = table(value_faction, 1 - value_faction - surplus)
    found = struck(laid, faction_first=faction_first)
    assert found is not None
    day, deal = found
    assert abs(day - DAYS / 2) <= 1
    gains = (
        (deal.utility_faction - laid.value_faction) / surplus,
        (deal.utility_government - laid.value_government) / surplus,
    )
    assert sum(gains) == pytest.approx(1.0)
    assert all(0.4 <= gain <= 0.6 for gain in gains)


def test_a_first_offer_that_asks_for_everything_is_not_taken() -> None:
    """Why talks take days: it is worth the reservation to the other side, who would itself ask for nearly all."""
    laid, held = table(0.3, 0.3), talks()
    deal = propose(laid, held, 1.0, 0.0)
    assert deal is not None
    assert deal.utility_government == pytest.approx(0.7)
    assert deal.utility_faction == pytest.approx(laid.value_faction)
    assert not accepted(laid, held, deal, 1.0, 1 / DAYS)


def test_who_gives_way_late_settles_late() -> None:
    days = [day_of(struck(table(0.3, 0.3), concession=exponent)) for exponent in (0.2, 0.5, 1.0, 2.0, 5.0)]
    assert days == sorted(set(days))


@given(value_faction=st.floats(0.0, 0.9), lack=st.floats(0.001, 0.5), error=st.floats(-0.4, 0.4))
def test_without_a_range_no_offer_is_ever_accepted(value_faction: float, lack: float, error: float) -> None:
    assert struck(table(value_faction, 1 - value_faction + lack), (error, -error)) is None


@given(
    value_faction=st.floats(0.0, 0.6),
    surplus=st.floats(0.0, 0.39),
    offered=st.floats(-0.2, 1.2),
    time=st.floats(0.0, 1.0),
    exponent=st.sampled_from([0.5, 1.0, 2.0, 5.0]),
    error=st.floats(-0.3, 0.3),
    faction_asked=st.booleans(),
)
def test_acceptance_is_at_ones_own_next_ask_as_in_negmas(
    value_faction: float,
    surplus: float,
    offered: float,
    time: float,
    exponent: float,
    error: float,
    faction_asked: bool,
) -> None:
    """(e) NegMAS's time-based negotiators: taken is what is at least one's aspiration at one's next turn."""
    helpers = pytest.importorskip("negmas.negotiators.helpers", reason="NegMAS is a development extra")
    value_government = 1 - value_faction - surplus
    laid, held = table(value_faction, value_government), talks((error, error), faction_first=not faction_asked)
    own, others = (value_faction, value_government) if faction_asked else (value_government, value_faction)
    hoped = max(1 - (others + error) - own, 0.0) if others + error <= 1 else 0.0
    hoped = min(hoped, 1 - own)  # there is no more than the whole
    aspired = own + hoped * helpers.PolyAspiration(1.0, exponent).utility_at(time)
    assert next_ask(laid, held, exponent, time, of_besieger=not faction_asked) == pytest.approx(aspired, abs=1e-9)
    if abs(offered - aspired) < 1e-6:
        return
    shares = (offered, 1 - offered) if faction_asked else (1 - offered, offered)
    deal = b.Deal(PIE[0].bundles.by_gain[0], shares[0], *shares)
    nobody_worse = shares[0] >= value_faction and shares[1] >= value_government
    assert accepted(laid, held, deal, exponent, time) is (offered > aspired and nobody_worse)


def test_who_hopes_for_too_much_settles_later_and_who_fears_the_worst_sooner() -> None:
    """(c) An error below 0 is to think that the other side would take less than it would."""
    days = [day_of(struck(table(0.3, 0.4), (error, error), taught=1.0)) for error in (-0.3, -0.1, 0.0, 0.1, 0.2)]
    assert days == sorted(set(days), reverse=True)


def test_what_refusals_teach_shortens_the_haggling_of_those_who_hope_for_too_much() -> None:
    laid = table(0.3, 0.5)
    days = [day_of(struck(laid, (-0.3, -0.3), taught=taught)) for taught in (1.0, 0.95, 0.85)]
    assert days == sorted(set(days), reverse=True)


def test_the_weaker_settle_first() -> None:
    """(c) Of groups whose besieger and who hope for too much alike, who expects least from the war signs first."""
    rng = np.random.default_rng(7)
    hopes = -np.abs(0.2 * rng.standard_normal((400, 2)))
    weak, middling, strong = (
        np.mean([day_of(struck(table(value, 0.3), (f, g), taught=1.0)) for f, g in hopes]) for value in (0.1, 0.4, 0.65)
    )
    assert weak < middling < strong
