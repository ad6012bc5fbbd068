"""Pockets and enclaves: derived from the holders, with identities that survive a split."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.world.roll import severed


def line(holders: str, people: tuple[int, ...], kinds: dict[str, str] | None = None) -> Scenario:
    """Districts d0, d1, … in a line of fronts; a letter names each holder, ``g`` is the government."""
    kinds = kinds or {}
    districts: dict[str, Any] = {}
    for i, (letter, n) in enumerate(zip(holders, people, strict=True)):
        holder = "government" if letter == "g" else f"faction-{letter}"
        districts[f"d{i}"] = {"name": f"D{i}", "lat": 33.0, "lon": 36.0 + i / 100, "population": n, "holder": holder}
    factions = {
        f"faction-{letter}": {"name": letter, "kind": kinds.get(letter, "rebel"), "fighters": 10}
        for letter in sorted(set(holders) - {"g"})
    }
    fronts = [{"a": f"d{i}", "b": f"d{i + 1}"} for i in range(len(holders) - 1)]
    tree = {
        "scenario": {"title": "line", "start": dt.date(2018, 1, 1), "days": 10, "capital_region": ["d0"]},
        "districts": districts,
        "fronts": fronts,
        "factions": factions,
        "government": {"strength": 100},
        "convoys": {"buses": 10},
    }
    return Scenario("line", tree)


def names(campaign: Campaign) -> list[str]:
    return [enclave.name for enclave in campaign.active]


def take(campaign: Campaign, *districts: int) -> None:
    for d in districts:
        campaign.network.holder[d] = "government"
    campaign.regroup(1)


def test_groups_that_tolerate_each_other_share_a_pocket_and_sign_apart() -> None:
    campaign = Campaign(line("aabb", (100, 200, 300, 50)), 1)
    assert len(campaign.roll.pockets) == 1
    assert names(campaign) == ["faction-a-d1", "faction-b-d2"]


def test_the_islamic_state_and_rebels_do_not_share_a_pocket() -> None:
    campaign = Campaign(line("aabb", (100, 200, 300, 50), {"b": "islamic_state"}), 1)
    assert [pocket.districts for pocket in campaign.roll.pockets] == [(0, 1), (2, 3)]


def test_a_fall_in_the_middle_splits_the_pocket_and_the_seat_keeps_the_name() -> None:
    campaign = Campaign(line("aaaaa", (300, 100, 100, 100, 400)), 1)
    assert names(campaign) == ["faction-a-d4"]
    take(campaign, 2)
    assert names(campaign) == ["faction-a-d4", "faction-a-d0"]
    assert campaign.split_day == 1
    assert [enclave.districts for enclave in campaign.active] == [(3, 4), (0, 1)]


def test_where_the_seat_fell_the_larger_part_keeps_the_name() -> None:
    campaign = Campaign(line("aaaaa", (300, 100, 900, 100, 100)), 1)
    assert names(campaign) == ["faction-a-d2"]
    take(campaign, 2)
    by_name = {enclave.name: enclave.districts for enclave in campaign.active}
    assert by_name == {"faction-a-d2": (0, 1), "faction-a-d3": (3, 4)}


def test_a_splinter_below_five_percent_speaks_not_for_itself() -> None:
    campaign = Campaign(line("aaaa", (5_000, 3_000, 100, 20)), 1)
    take(campaign, 2)
    assert names(campaign) == ["faction-a-d0"]
    assert campaign.active[0].districts == (0, 1, 3)
    assert campaign.split_day is None


def test_a_split_leaves_stocks_and_hunger_as_they_were() -> None:
    campaign = Campaign(line("aaaaa", (300, 100, 100, 100, 400)), 1)
    (pocket,) = campaign.roll.pockets
    pocket.stock, pocket.deficit, pocket.hunger = 7.0, 3.0, 0.2
    start = pocket.fighters_start
    take(campaign, 2)
    for part in campaign.roll.pockets:
        assert (part.stock, part.deficit, part.hunger) == pytest.approx((7.0, 3.0, 0.2))
    assert sum(part.fighters_start for part in campaign.roll.pockets) <= start


def test_a_seized_district_joins_the_enclave_next_door() -> None:
    campaign = Campaign(line("agb", (300, 0, 400)), 1)
    campaign.network.holder[1] = "faction-b"
    campaign.regroup(1)
    assert names(campaign) == ["faction-a-d0", "faction-b-d2"]
    assert campaign.active[1].districts == (1, 2)
    take(campaign, 0)
    assert campaign.active[-1].districts == (1, 2)


def test_unchanged_pockets_are_not_built_again() -> None:
    campaign = Campaign(line("agbb", (300, 0, 400, 500)), 1)
    before = campaign.roll.pockets[1]
    take(campaign, 0)
    assert campaign.roll.pockets[0] is before


@pytest.mark.parametrize(
    ("parts", "split"), [([100, 100], True), ([100], False), ([1_000, 10], False), ([1_000, 60], True), ([0, 0], False)]
)
def test_a_split_needs_two_parts_of_five_percent(parts: list[int], split: bool) -> None:
    assert severed(parts) is split
