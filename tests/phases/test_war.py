"""The day's fighting does not hang on how a town is drawn, and attackers' dead on who was there."""

from __future__ import annotations

from math import fsum

import pytest

from behaviour.towns import ONE, TEN, TEN_UNEVEN, THIRTY, Country, Town
from safepassage.campaign import Campaign
from safepassage.phases import war
from safepassage.world.enclave import Enclave
from safepassage.world.world import World

CITY = {"civilians": 90_000, "prewar": 420_000, "fighters": 6_000, "strength": 9_000, "assault_day": 0}
NEIGHBOUR = Town(shares=ONE, fighters=800, strength=0, assault_day=0)
DRAWN = {"1": ONE, "2": (0.5, 0.5), "10": TEN, "10 uneven": TEN_UNEVEN, "30": THIRTY}


def assaulted(shares: tuple[float, ...], **changes: object) -> tuple[World, dict[str, Enclave]]:
    """The first day of one assault on a city drawn in so many districts, and on a town of another group."""
    towns = {"city": Town(shares=shares, **{**CITY, **changes}), "town": NEIGHBOUR}  # type: ignore[arg-type]
    scenario = Country(towns).scenario()
    (offensive,) = scenario.tree["offensives"]
    both = [*offensive["districts"], "town-0"]
    world = Campaign(scenario.with_overrides({"offensives": [{**offensive, "districts": both}]}), 1).world
    world.day = 0
    war.announce_and_begin(world)
    war.press(world, war.allot(world), {})
    return world, {e.faction.slug: e for e in world.active}


@pytest.mark.parametrize("shares", DRAWN.values(), ids=DRAWN)
def test_work_hazard_and_shares_of_strength_are_those_of_the_city_drawn_as_one(shares: tuple[float, ...]) -> None:
    world, found = assaulted(shares)
    whole, expected = assaulted(ONE)
    assert found["city"].defence_start == pytest.approx(expected["city"].defence_start)
    for slug in ("city", "town"):
        assert found[slug].assault.strength == pytest.approx(expected[slug].assault.strength)
        assert found[slug].assault.hazard == pytest.approx(expected[slug].assault.hazard)
    assert fsum(e.assault.strength for e in found.values()) == pytest.approx(9_000)
    assert len(found["city"].assault.fronts) <= len(shares)
    assert world.fighters_in(found["city"]) == whole.fighters_in(expected["city"])


def test_a_stronger_garrison_is_farther_from_its_fall_and_pressed_less() -> None:
    weak, strong = (assaulted(TEN, fighters=n)[1]["city"].assault for n in (3_000, 6_000))
    assert strong.hazard < weak.hazard
    assert strong.strength < weak.strength


@pytest.mark.parametrize("shares", [ONE, TEN, THIRTY], ids=len)
def test_no_more_attackers_are_expected_to_die_than_fire_and_numbers_allow(shares: tuple[float, ...]) -> None:
    world, found = assaulted(shares)
    city, fire = found["city"], world.parameters.war.defender_fire
    fought = war.fight(world, city)
    assert 0 < fought.attackers_lost <= fire * min(city.assault.strength, world.fighters_in(city))


def test_no_more_attackers_die_on_a_day_than_attacked() -> None:
    towns = {"town": Town(shares=ONE, strength=40, assault_day=0, fighters=3_000)}
    scenario = Country(towns, army=40).scenario().with_overrides({"parameters.war.defender_fire": 50.0})
    campaign = Campaign(scenario, 1)
    for _ in range(5):
        before = campaign.world.government.losses
        campaign.step()
        (enclave,) = campaign.world.roll.enclaves
        assert campaign.world.government.losses - before <= 40
    assert 0 < enclave.tally.government_killed == campaign.world.government.losses <= 40
