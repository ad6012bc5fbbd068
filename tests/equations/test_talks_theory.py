"""Theory of the talks themselves: first offers, delay by private information, who settles first."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import bargaining as b
from safepassage.phases.talks import accepted, propose
from safepassage.world.enclave import Passage, Table, Talks

PIE = (b.Package(0.0, 0.0, False, frozenset()),)
WHOLE = b.Stakes(0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0)
REFUSAL_TEACHES = 0.8


def table(value_faction: float, value_government: float) -> Table:
    return Table(WHOLE, Passage("north", True, None, packages=PIE), value_faction, value_government)


def rounds_to_deal(laid: Table, errors: tuple[float, float], days: float = 20.0) -> int | None:
    """Offers until one is accepted, in talks of so many days; None where they run out."""
    talks = Talks(SimpleNamespace(skill=0.0), 0, days, *errors)  # type: ignore[arg-type]
    for day in range(int(days) + 2):
        deal = propose(laid, talks, 1.0, day / days)
        if deal is not None and accepted(laid, deal):
            return day + 1
        talks.error_faction *= REFUSAL_TEACHES
        talks.error_government *= REFUSAL_TEACHES
        talks.besieger_proposes = not talks.besieger_proposes
    return None


@given(value_faction=st.floats(0.0, 0.6), surplus=st.floats(0.001, 0.39), faction_first=st.booleans())
def test_with_complete_information_the_first_offer_is_accepted(
    value_faction: float, surplus: float, faction_first: bool
) -> None:
    """(a) No error in the estimates, a cost of war, full credibility: no delay, and the proposer takes the surplus."""
    laid = table(value_faction, 1 - value_faction - surplus)
    talks = Talks(SimpleNamespace(skill=0.0), 0, 20.0, 0.0, 0.0, besieger_proposes=not faction_first)  # type: ignore[arg-type]
    deal = propose(laid, talks, 1.0, 0.0)
    assert deal is not None
    assert accepted(laid, deal)
    taken = deal.utility_faction - value_faction if faction_first else deal.utility_government - laid.value_government
    assert taken == pytest.approx(surplus, abs=1e-9)


def test_without_a_range_no_offer_is_ever_accepted() -> None:
    assert rounds_to_deal(table(0.7, 0.4), (0.0, 0.0)) is None


def mean_rounds(value_faction: float, sigma: float, value_government: float = 0.3, n: int = 400) -> float:
    rng = np.random.default_rng(7)
    taken = [
        rounds_to_deal(table(value_faction, value_government), tuple(sigma * rng.standard_normal(2))) for _ in range(n)
    ]
    return float(np.mean([r if r is not None else 22 for r in taken]))


def test_private_information_delays() -> None:
    """(c) The larger the error about the other's reservation, the later the deal."""
    none, little, much = (mean_rounds(0.4, sigma) for sigma in (0.0, 0.1, 0.3))
    assert none == 1.0
    assert none < little < much


def test_the_weaker_settle_first() -> None:
    """(c) Against the same besieger and with the same uncertainty, who expects least from the war signs first."""
    weak, middling, strong = (mean_rounds(value, 0.2) for value in (0.1, 0.4, 0.65))
    assert weak < middling < strong
