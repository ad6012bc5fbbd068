"""The war's equations: Deitchman's deterministic limit, the frontage cap, and limits that can be checked by head."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations import war


def test_deitchmans_deterministic_limit() -> None:
    """Against many attackers dF = −a·G·F/F₀ and dG = −b·F, so that G₀ − G = (b·F₀/(a·G))·(F₀ − F), near enough."""
    a, b, start, government = 5e-9, 0.0085, 800.0, 1e7
    fighters, strength, step = start, government, 0.01
    for _ in range(round(60 / step)):
        lost = war.defender_losses(a, strength, fighters, start) * step
        # One front and no cap: all fighters engage, as in Deitchman's own form.
        strength -= war.attacker_losses(b, war.engaged(fighters, 1, math.inf), [strength]) * step
        fighters -= lost
    assert government - strength == pytest.approx(b * start / (a * government) * (start - fighters), rel=1e-2)


@given(st.floats(0, 1e5), st.lists(st.floats(0, 1e5), max_size=5))
def test_attackers_dead_are_bounded_by_the_fire_and_by_those_who_attack(engaged: float, attackers: list[float]) -> None:
    dead = war.attacker_losses(0.5, engaged, attackers)
    assert 0 <= dead <= 0.5 * sum(attackers) * (1 + 1e-9)
    assert dead <= 0.5 * engaged * len(attackers) * (1 + 1e-9)


def test_where_nobody_attacks_no_attacker_dies() -> None:
    assert war.attacker_losses(0.01, 300.0, []) == 0.0
    assert war.attacker_losses(0.01, 300.0, [0.0, 0.0]) == 0.0
    assert war.attacker_losses(0.01, 300.0, [1e9]) == pytest.approx(3.0)


def test_area_fire_alone_is_exponential() -> None:
    """With the attacker unharmed the defender decays at a·G/F₀."""
    a, strength, start, step = 5e-4, 4_000.0, 1_000.0, 0.001
    fighters = start
    for _ in range(round(30 / step)):
        fighters -= war.defender_losses(a, strength, fighters, start) * step
    assert fighters == pytest.approx(start * math.exp(-a * strength / start * 30), rel=1e-3)


def test_without_the_frontage_cap_the_attackers_losses_are_far_too_high() -> None:
    """Why the cap: eastern Ghouta's 19,000 fighters on five fronts."""
    capped = war.attacker_losses(0.0085, war.engaged(19_000, 5, 350), [2_400.0] * 5)
    uncapped = war.attacker_losses(0.0085, war.engaged(19_000, 5, math.inf), [2_400.0] * 5)
    assert uncapped > 4 * capped


def test_the_hazard_is_one_over_the_days_ahead() -> None:
    work = war.work_ahead([(0.5, 1.0), (1.2, 3.0)], 350, 0.011)
    days = sum(r / war.resistance_worn(0.011, 10_000, 350, fort) for r, fort in ((0.5, 1.0), (1.2, 3.0)))
    assert war.hazard(10_000, work) == pytest.approx(1 / days)


def test_nothing_ahead_or_nobody_attacking_is_no_hazard() -> None:
    assert war.hazard(10_000, 0.0) == 0.0
    assert war.hazard(0.0, 100.0) == 0.0
    assert war.engaged(100, 0, 350) == 0.0
    assert war.defender_losses(5e-4, 1_000, 0, 0) == 0.0


@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=8), st.floats(0.5, 4.0))
def test_strength_is_shared_out_wholly(resistances: list[float], focus: float) -> None:
    shares = war.pressed(resistances, [2.0] * len(resistances), focus)
    assert sum(shares) == pytest.approx(1.0)
    assert shares.index(max(shares)) in [i for i, r in enumerate(resistances) if r <= max(min(resistances), 0.02)]


def test_initial_resistance_is_clipped() -> None:
    assert war.initial_resistance(0, 40_000) == 0.3
    assert war.initial_resistance(40_000, 40_000) == 1.0
    assert war.initial_resistance(10**7, 40_000) == 2.0


def test_civilian_deaths_grow_with_the_root_of_the_exposed() -> None:
    assert war.civilian_deaths(1e-5, 1_000, 400) == pytest.approx(2 * war.civilian_deaths(1e-5, 1_000, 100))
