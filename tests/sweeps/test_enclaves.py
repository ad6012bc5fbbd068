"""The enclaves at the start have the names, and the order, that a run gives them."""

from __future__ import annotations

import pytest

from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.scenario import available
from safepassage.sweeps.enclaves import enclaves_at_start


@pytest.mark.parametrize("name", available())
def test_they_are_those_of_a_campaign_that_is_set_up(name: str) -> None:
    scenario = Scenario.load(name)
    assert enclaves_at_start(scenario.tables) == [enclave.name for enclave in Campaign(scenario).roll.enclaves]


def test_a_town_without_civilians_may_be_the_largest_of_its_faction() -> None:
    scenario = Scenario.load("two-towns")
    held = [slug for slug, district in scenario.tables.districts.items() if district.holder != "government"]
    empty = scenario.with_overrides({f"districts.{slug}.population": 0 for slug in held})
    assert enclaves_at_start(empty.tables) == [enclave.name for enclave in Campaign(empty).roll.enclaves]
