"""The committee of residents: when it lets a deal pass, what moves its support, what it remembers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.numbers import Nowhere
from safepassage.actors import Residents
from safepassage.actors.residents import REMEMBERED
from safepassage.equations.scopes import DEPARTURES, Scope


def committee(**values: float) -> Residents:
    return Residents(Nowhere(**values), "town")


def support(residents: Residents | None = None, scope: Scope = Scope.CHOICE, **told: Any) -> float:  # noqa: ANN401
    """Their support of a deal of which nothing is told but what a test changes."""
    usual: dict[str, Any] = {
        "credibility": 0.6, "violence": 0.5, "leave_share": 0.2, "hazard": 0.0, "stages": 1, "settled": True,
    }  # fmt: skip
    return (residents or committee()).support(scope, **{**usual, **told})


@given(support=st.floats(0, 1), chance=st.floats(0, 1, exclude_max=True))
def test_without_a_weight_they_always_consent(support: float, chance: float) -> None:
    assert committee(residents__weight=0.0).consents(support, chance)


@given(chance=st.floats(0, 1, exclude_max=True))
def test_at_full_weight_their_support_alone_decides(chance: float) -> None:
    assert not committee().consents(0.0, chance)
    assert committee().consents(1.0, chance)
    assert committee().consents(0.4, chance) is (chance >= 0.6)


@pytest.mark.parametrize("scope", DEPARTURES)
def test_support_rises_with_credibility_hazard_and_pain(scope: Scope) -> None:
    by_word = [support(scope=scope, credibility=q) for q in (0.1, 0.5, 0.9)]
    by_hazard = [support(scope=scope, hazard=h) for h in (0.0, 0.02, 0.2)]
    hungry = committee()
    hungry.endure(0.5, 0, 1_000)
    assert by_word == sorted(set(by_word))
    assert by_hazard == sorted(set(by_hazard))
    assert support(hungry, scope) > support(scope=scope)


@given(share=st.floats(0, 1), violence=st.floats(0, 1), credibility=st.floats(0, 1))
def test_each_further_stage_of_an_exchange_lowers_support(share: float, violence: float, credibility: float) -> None:
    told = {"leave_share": share, "violence": violence, "credibility": credibility}
    by_stages = [support(stages=n, **told) for n in (1, 2, 3, 6)]
    assert all(b <= a + 1e-12 for a, b in pairwise(by_stages))
    assert support(stages=2) < support(stages=1)


def test_that_all_must_go_is_borne_where_homes_are_gone() -> None:
    assert support(scope=Scope.ALL, violence=0.95) > support(scope=Scope.ALL, violence=0.05)
    assert support(scope=Scope.CHOICE, violence=0.95) < support(scope=Scope.CHOICE, violence=0.05)


def test_settled_status_speaks_for_a_deal_after_which_most_stay() -> None:
    assert support(settled=True) > support(settled=False)
    assert support(scope=Scope.ALL, settled=True) == support(scope=Scope.ALL, settled=False)


def test_the_dead_are_mourned_for_thirty_days() -> None:
    residents = committee()
    residents.endure(0.0, 5, 1_000)
    first = residents.pain
    assert first == pytest.approx(0.5)
    for _ in range(REMEMBERED - 1):
        residents.endure(0.0, 5, 1_000)
    assert residents.pain == first
    residents.endure(0.0, 5, 1_000)
    assert residents.pain == 0.0


def test_pain_asks_for_a_truce_and_presses_as_far_as_the_group_listens() -> None:
    hungry, unheard = committee(), committee(residents__weight=0.0)
    for residents in (hungry, unheard):
        residents.endure(1.0, 0, 1_000)
    assert (hungry.pressure, unheard.pressure) == (pytest.approx(hungry.model.parameters.residents.hunger), 0.0)
    assert hungry.proposes_a_truce(0.1)
    assert not committee().proposes_a_truce(0.1)
    assert committee().proposes_a_truce(0.005)
    assert not unheard.proposes_a_truce(0.0)
