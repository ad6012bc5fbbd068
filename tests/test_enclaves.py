"""Pockets and enclaves: derived from the holders, with identities that survive a split."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.world.roll import severed
from safepassage.world.situations import ground_lost
from safepassage.world.world import World


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


def star(arms: int, people: int) -> Scenario:
    """One group's district with so many others around it, each on a front with it alone."""
    tree = line("a" * (arms + 1), (people,) * (arms + 1)).tree
    fronts = [{"a": "d0", "b": f"d{i + 1}"} for i in range(arms)]
    factions = {"faction-a": {**tree["factions"]["faction-a"], "fighters": 12 * (arms + 1)}}
    return Scenario("star", {**tree, "fronts": fronts, "factions": factions})


def names(world: World) -> list[str]:
    return [enclave.name for enclave in world.active]


def take(world: World, *districts: int) -> None:
    world.day = 1
    world.take(districts, "government")


def test_groups_that_tolerate_each_other_share_a_pocket_and_sign_apart() -> None:
    world = Campaign(line("aabb", (100, 200, 300, 50)), 1).world
    assert len(world.roll.pockets) == 1
    assert names(world) == ["faction-a-d1", "faction-b-d2"]


def test_the_islamic_state_and_rebels_do_not_share_a_pocket() -> None:
    world = Campaign(line("aabb", (100, 200, 300, 50), {"b": "islamic_state"}), 1).world
    assert [pocket.districts for pocket in world.roll.pockets] == [(0, 1), (2, 3)]


def test_a_fall_in_the_middle_splits_the_pocket_and_the_seat_keeps_the_name() -> None:
    world = Campaign(line("aaaaa", (300, 100, 100, 100, 400)), 1).world
    assert names(world) == ["faction-a-d4"]
    take(world, 2)
    assert names(world) == ["faction-a-d4", "faction-a-d0"]
    assert world.counts.split_day == 1
    assert [enclave.districts for enclave in world.active] == [(3, 4), (0, 1)]


def test_where_the_seat_fell_the_larger_part_keeps_the_name() -> None:
    world = Campaign(line("aaaaa", (300, 100, 900, 100, 100)), 1).world
    assert names(world) == ["faction-a-d2"]
    take(world, 2)
    by_name = {enclave.name: enclave.districts for enclave in world.active}
    assert by_name == {"faction-a-d2": (0, 1), "faction-a-d3": (3, 4)}


def test_a_splinter_below_five_percent_speaks_not_for_itself() -> None:
    world = Campaign(line("aaaa", (5_000, 3_000, 100, 20)), 1).world
    take(world, 2)
    assert names(world) == ["faction-a-d0"]
    assert world.active[0].districts == (0, 1, 3)
    assert world.counts.split_day is None


def test_a_split_leaves_stocks_and_hunger_as_they_were() -> None:
    world = Campaign(line("aaaaa", (300, 100, 100, 100, 400)), 1).world
    (pocket,) = world.roll.pockets
    pocket.stock, pocket.deficit, pocket.hunger = 7.0, 3.0, 0.2
    (whole,) = world.active
    fighters, defence = whole.fighters_start, whole.defence_start
    lost = world.network.defence([2])
    take(world, 2)
    for part in world.roll.pockets:
        assert (part.stock, part.deficit, part.hunger) == pytest.approx((7.0, 3.0, 0.2))
    assert sum(part.fighters_start for part in world.active) == fighters
    assert sum(part.defence_start for part in world.active) == pytest.approx(defence)
    assert lost > 0
    assert [ground_lost(world, part) for part in world.active] == pytest.approx([lost / defence] * 2)


@pytest.mark.parametrize("arms", [2, 3, 4])
def test_fragments_of_one_fall_share_out_what_their_parent_began_with(arms: int) -> None:
    world = Campaign(star(arms, 300), 1).world
    (whole,) = world.active
    lost = world.network.defence([0]) / whole.defence_start
    take(world, 0)
    parts = world.active
    assert len(parts) == arms
    assert [ground_lost(world, part) for part in parts] == pytest.approx([lost] * arms)
    left = [world.fighters_in(part) / part.fighters_start for part in parts]
    assert left == pytest.approx([left[0]] * arms)


def test_a_seized_district_joins_the_enclave_next_door() -> None:
    world = Campaign(line("agb", (300, 0, 400)), 1).world
    world.day = 1
    world.take([1], "faction-b")
    assert names(world) == ["faction-a-d0", "faction-b-d2"]
    assert world.active[1].districts == (1, 2)
    take(world, 0)
    assert world.active[-1].districts == (1, 2)


def test_unchanged_pockets_are_not_built_again() -> None:
    world = Campaign(line("agbb", (300, 0, 400, 500)), 1).world
    before = world.roll.pockets[1]
    take(world, 0)
    assert world.roll.pockets[0] is before


@pytest.mark.parametrize(
    ("parts", "split"), [([100, 100], True), ([100], False), ([1_000, 10], False), ([1_000, 60], True), ([0, 0], False)]
)
def test_a_split_needs_two_parts_of_five_percent(parts: list[int], split: bool) -> None:
    assert severed(parts) is split
