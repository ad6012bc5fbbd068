"""The war's equations: Deitchman's deterministic limit, ground however drawn, limits that can be checked by head."""

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
        # One front and no frontage to cap it: all fighters engage, as in Deitchman's own form.
        strength -= war.attacker_losses(b, war.engaged(fighters, 1, math.inf), strength) * step
        fighters -= lost
    assert government - strength == pytest.approx(b * start / (a * government) * (start - fighters), rel=1e-2)


@given(st.floats(0, 1), st.floats(0, 1e5), st.floats(0, 1e5))
def test_attackers_dead_are_bounded_by_the_fire_and_by_those_who_attack(
    fire: float, defenders: float, attackers: float
) -> None:
    dead = war.attacker_losses(fire, defenders, attackers)
    assert 0 <= dead <= fire * min(defenders, attackers) * (1 + 1e-9)


def test_where_nobody_attacks_no_attacker_dies() -> None:
    assert war.attacker_losses(0.01, 300.0, 0.0) == 0.0
    assert war.attacker_losses(0.01, 0.0, 300.0) == 0.0
    assert war.attacker_losses(0.01, 0.0, 0.0) == 0.0
    assert war.attacker_losses(0.01, 300.0, 1e9) == pytest.approx(3.0)


def test_area_fire_alone_is_exponential() -> None:
    """With the attacker unharmed the defender decays at a·G/F₀."""
    a, strength, start, step = 5e-4, 4_000.0, 1_000.0, 0.001
    fighters = start
    for _ in range(round(30 / step)):
        fighters -= war.defender_losses(a, strength, fighters, start) * step
    assert fighters == pytest.approx(start * math.exp(-a * strength / start * 30), rel=1e-3)


def test_without_the_frontage_cap_the_attackers_losses_are_far_too_high() -> None:
    """Why the cap: eastern Ghouta's 19,000 fighters on nine units of ground, of which one a day is fought over."""
    capped, uncapped = (
        war.attacker_losses(0.0085, war.engaged(19_000, 9, frontage), 12_000.0) for frontage in (350, math.inf)
    )
    assert uncapped > 2 * capped


@given(st.floats(0, 1e5, allow_subnormal=False), st.floats(1e-3, 20), st.floats(1, 2_000))
def test_reserves_help_but_less_and_less(fighters: float, ground: float, frontage: float) -> None:
    """F_e = f up to the frontage and (w·f)^½ beyond it: without a jump, never less with more fighters."""
    engaged = war.engaged(fighters, ground, frontage)
    assert 0 <= engaged <= fighters / ground * (1 + 1e-9)
    assert engaged <= war.engaged(2 * fighters, ground, frontage) <= 2 * engaged * (1 + 1e-9)
    assert war.engaged(frontage * ground, ground, frontage) == pytest.approx(frontage)
    assert war.engaged(4 * frontage * ground, ground, frontage) == pytest.approx(2 * frontage)


def test_the_hazard_is_one_over_the_days_ahead() -> None:
    work = war.work_ahead(0.5 * 1.0 + 1.2 * 3.0, 350, 0.011)
    days = sum(r / war.resistance_worn(0.011, 10_000, 350, fort) for r, fort in ((0.5, 1.0), (1.2, 3.0)))
    assert war.hazard(10_000, work) == pytest.approx(1 / days)


def test_nothing_ahead_or_nobody_attacking_is_no_hazard() -> None:
    assert war.hazard(10_000, 0.0) == 0.0
    assert war.hazard(0.0, 100.0) == 0.0
    assert war.engaged(100, 0, 350) == 0.0
    assert war.defender_losses(5e-4, 1_000, 0, 0) == 0.0


grounds = st.lists(st.tuples(st.floats(0.01, 5.0), st.floats(0.0, 2_000.0)), min_size=1, max_size=8)


@given(grounds, st.floats(0.0, 5.0))
def test_strength_is_shared_out_wholly(places: list[tuple[float, float]], focus: float) -> None:
    for share in (war.pressed_groups, war.pressed_fronts):
        shares = share(places, focus)
        assert sum(shares) == pytest.approx(1.0)
        assert min(shares) >= 0


def test_cheap_ground_is_pressed_the_more_the_sharper_the_focus() -> None:
    """Of two groups with as much ground the one whose exposed ground costs half gets 2^focus times as much."""
    for focus in (0.0, 1.0, 3.0):
        cheap, dear = war.pressed_groups([(1.0, 200.0), (1.0, 400.0)], focus)
        assert cheap / dear == pytest.approx(2.0**focus)


def test_without_any_ground_strength_is_shared_equally() -> None:
    assert war.pressed_groups([(0.0, 100.0), (0.0, 300.0)], 3.0) == [0.5, 0.5]


def test_resistance_goes_with_the_people_and_a_hamlet_resists_too() -> None:
    assert war.initial_resistance(0, 40_000, 500) == 500 / 40_000
    assert war.initial_resistance(40_000, 40_000, 500) == 1.0
    assert war.initial_resistance(10**7, 40_000, 500) == 250.0


DRAWN = [[400_000], [200_000] * 2, [40_000] * 10, [4_000] * 5 + [76_000] * 5, [400_000 / 30] * 30]


@pytest.mark.parametrize("people", DRAWN, ids=len)
@pytest.mark.parametrize("fort", [1.0, 3.0])
def test_a_city_is_the_same_work_however_it_is_drawn(people: list[float], fort: float) -> None:
    """As 1, 2, 10 or 30 districts, even or uneven: ground, density, work and days left are those of the whole."""
    ground = [war.initial_resistance(n, 40_000, 500) for n in people]
    density = war.engaged(6_000, sum(ground), 350)
    work = war.work_ahead(sum(r * fort for r in ground), density, 0.0206)
    assert sum(ground) == pytest.approx(10.0)
    assert work == pytest.approx(10 * fort * war.engaged(6_000, 10, 350) / 0.0206)
    assert war.hazard(8_000, work) == pytest.approx(8_000 / work)
    # Attackers' dead follow: as many heads at the fronts, as many attackers before them.
    dead = [war.attacker_losses(0.004, density * r, 8_000 * r / 10) for r in ground]
    assert sum(dead) == pytest.approx(war.attacker_losses(0.004, density * 10, 8_000))


@pytest.mark.parametrize("people", DRAWN, ids=len)
def test_a_group_draws_as_much_strength_however_its_town_is_drawn(people: list[float]) -> None:
    ground = sum(war.initial_resistance(n, 40_000, 500) for n in people)
    of_group, _ = war.pressed_groups([(ground, 500.0), (4.0, 300.0)], 3.0)
    assert of_group == pytest.approx(war.pressed_groups([(10.0, 500.0), (4.0, 300.0)], 3.0)[0])


@given(st.floats(10, 1e5), st.floats(1.01, 10), st.floats(0.05, 20))
def test_a_stronger_garrison_is_more_work(fighters: float, times: float, ground: float) -> None:
    """So that it never looks nearer to its fall, under the same assault, for having more fighters."""
    few, many = (
        war.work_ahead(ground * 2.0, war.engaged(n, ground, 350), 0.0206) for n in (fighters, times * fighters)
    )
    assert many >= few
    if fighters > ground * war.LEAST_DEFENDERS:
        assert many > few
    assert war.hazard(5_000, many) <= war.hazard(5_000, few)


def test_ground_costs_work_even_where_nobody_defends_it() -> None:
    assert war.work_ahead(2.0, 0.0, 0.02) == 2.0 * war.LEAST_DEFENDERS / 0.02
    assert war.resistance_worn(0.02, 100, 0.0, 2.0) == 0.02 * 100 / (2.0 * war.LEAST_DEFENDERS)


def test_feared_is_what_was_announced_or_is_likely() -> None:
    assert war.feared_strength(4_000, 102, 1_600, 20_000) == 4_000
    assert war.feared_strength(0, 102, 1_600, 20_000) == 102 * 40
    assert war.feared_strength(0, 102, 1_600, 1_000) == 1_000
    assert war.feared_strength(4_000, 102, 1_600, 1_000) == 1_000
    assert war.feared_strength(0, 102, 0, 20_000) == 0.0


def test_civilian_deaths_go_with_strength_and_with_the_people_exposed() -> None:
    assert war.civilian_deaths(7e-9, 1_000, 400_000) == pytest.approx(4 * war.civilian_deaths(7e-9, 1_000, 100_000))
    assert war.civilian_deaths(7e-9, 12_000, 400_000) == pytest.approx(33.6)
    assert war.civilian_deaths(7e-9, 1_000, 0) == 0.0


@given(damage=st.floats(0, 1), less=st.floats(0, 500), more=st.floats(0, 500))
def test_violence_suffered_begins_with_the_damage_and_grows_to_one(damage: float, less: float, more: float) -> None:
    less, more = sorted((less, more))
    assert war.violence_suffered(damage, 0.0, 40.0) == pytest.approx(damage)
    assert war.violence_suffered(damage, 1e9, 40.0) == 1.0
    assert damage <= war.violence_suffered(damage, less, 40.0) + 1e-12
    assert war.violence_suffered(damage, less, 40.0) <= war.violence_suffered(damage, more, 40.0) <= 1.0
    assert war.violence_suffered(0.0, 40.0, 40.0) == pytest.approx(1 - math.exp(-1))
