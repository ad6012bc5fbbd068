"""Day 0: the enclaves that a scenario begins with are found without drawing anybody."""

from __future__ import annotations

import pytest

from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.people.households import Households
from safepassage.scenario import available
from safepassage.world.enclave import Enclave
from safepassage.world.opening import first_enclaves


def described(enclaves: list[Enclave]) -> list[tuple[object, ...]]:
    return [(e.name, e.seat, e.districts, e.fighters_start, e.defence_start, e.pocket.besieger) for e in enclaves]


@pytest.mark.parametrize("name", available())
def test_the_first_enclaves_are_those_of_a_campaign_that_is_set_up(name: str) -> None:
    scenario = Scenario.load(name)
    assert described(first_enclaves(scenario.tables)) == described(Campaign(scenario).world.roll.enclaves)


def test_a_town_without_civilians_may_be_the_largest_of_its_faction() -> None:
    scenario = Scenario.load("two-towns")
    held = [slug for slug, district in scenario.tables.districts.items() if district.holder != "government"]
    empty = scenario.with_overrides({f"districts.{slug}.population": 0 for slug in held})
    assert described(first_enclaves(empty.tables)) == described(Campaign(empty).world.roll.enclaves)


def test_nobody_is_drawn_to_find_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object) -> None:
        pytest.fail("households were drawn")

    monkeypatch.setattr(Households, "__init__", drawn)
    assert len(first_enclaves(Scenario.load("spring-2018").tables)) > 5
