"""Stocks and hunger: what trickles in, what an assault shuts off, what an agreement lets in."""

from __future__ import annotations

from rules.world import DEAL, EVERYBODY, TWO_GROUPS, Overrides, assault, event, outlook, run

BARE: Overrides = {"factions.guard.stock_days": 0.0, "siege.smuggling": 0.0, "siege.smuggling_under_assault": 0.0}
ASSAULT: Overrides = {"offensives": [assault("west", "east", day=3)]}


def hunger(days: int, *overrides: Overrides, faction: str = "guard") -> list[float]:
    return list(outlook(run(days, *overrides), "hunger", faction).values())


def test_hunger_begins_when_the_stock_is_eaten_and_grows() -> None:
    felt = hunger(7, BARE, {"factions.guard.stock_days": 3.0})
    assert felt[:3] == [0, 0, 0]
    assert 0 < felt[3] < felt[4] < felt[5] < felt[6] < 1


def test_hunger_grows_the_slower_the_longer_people_can_bear_it() -> None:
    assert hunger(3, BARE, {"siege.hunger_days": 80.0})[2] < hunger(3, BARE, {"siege.hunger_days": 20.0})[2]


def test_what_is_smuggled_is_eaten() -> None:
    assert hunger(9, BARE, {"siege.smuggling": 1.0}) == [0] * 9
    assert 0 < hunger(9, BARE, {"siege.smuggling": 0.5})[8] < hunger(9, BARE)[8]


def test_an_assault_shuts_the_crossings() -> None:
    smuggled: Overrides = {**BARE, "siege.smuggling": 1.0}
    felt = hunger(6, smuggled, ASSAULT)
    assert felt[:3] == [0, 0, 0]
    assert 0 < felt[3] < felt[4]
    assert hunger(6, smuggled, ASSAULT, {"siege.smuggling_under_assault": 1.0}) == [0] * 6


def test_supplies_come_in_under_an_agreement() -> None:
    felt = hunger(6, BARE, DEAL, EVERYBODY, {"convoys.buses": 0})
    assert felt[0] < felt[1] == felt[2] == felt[5]


def test_an_agreement_feeds_the_whole_pocket_and_no_other() -> None:
    talking: Overrides = {**TWO_GROUPS, **DEAL, **EVERYBODY, "convoys.buses": 0, "brokers.elders.access": ["guard"]}
    bare: Overrides = {**BARE, "factions.militia.stock_days": 0.0}
    together = hunger(5, talking, bare, faction="militia")
    assert together[2] == together[4]
    apart: Overrides = {"fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}]}
    alone = hunger(5, talking, bare, apart, faction="militia")
    assert alone[2] < alone[3] < alone[4]


def test_what_was_missed_is_made_good_slowly_while_food_lasts() -> None:
    fed = hunger(9, BARE, {"events": [event(3, "aid", districts=["west", "east"], days=4.0)]})
    assert fed[2] > fed[3] > fed[4] > 0
    assert fed[8] > fed[7]


def test_a_shared_pocket_has_the_stock_of_its_groups_by_their_people() -> None:
    together: Overrides = {**TWO_GROUPS, "factions.guard.stock_days": 0.0, "factions.militia.stock_days": 12.0}
    starved: Overrides = {"siege.smuggling": 0.0}
    felt = hunger(8, together, starved)
    assert felt == hunger(8, together, starved, faction="militia")
    # 600 civilians and 100 fighters without stock, 400 and 60 with twelve days of it: nearly five days for all.
    assert [day for day, value in enumerate(felt) if value > 0] == [4, 5, 6, 7]
    assert felt[4] < hunger(1, BARE)[0]
