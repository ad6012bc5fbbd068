"""What a deal is about: named persons leave, who will not settle leaves, or all must go."""

from __future__ import annotations

import pytest

from rules.world import DEAL, EVERYBODY, NOBODY, Overrides, agreement, journal, outlook, run, totals

# Each leaves one scope at a price that a besieger would pay.
ALL: Overrides = {"scopes.g_all": 0.0, "scopes.g_choice": 99.0, "scopes.g_listed": 99.0}
CHOICE: Overrides = {"scopes.g_listed": 99.0}
LISTED: Overrides = {"scopes.g_choice": 99.0, "scopes.staying": 2.0}


def signed(*overrides: Overrides) -> dict[str, object]:
    return dict(journal(run(2, DEAL, *overrides), "signed")[0])


def best(side: str, *overrides: Overrides) -> float:
    return float(outlook(run(1, DEAL, *overrides), f"best_{side}")[0])


@pytest.mark.parametrize(("only", "scope"), [(ALL, "all"), (CHOICE, "choice"), (LISTED, "listed")])
def test_a_deal_names_its_scope(only: Overrides, scope: str) -> None:
    assert signed(only)["scope"] == scope
    assert agreement(run(2, DEAL, EVERYBODY, only, {"convoys.buses": 0}))["scope"] == scope


def test_of_what_is_named_only_a_share_of_the_fighters_leaves_and_the_rest_settles() -> None:
    after = run(6, DEAL, EVERYBODY, LISTED, {"scopes.listed_share": 0.3, "households.family_here": 0.0})
    row = agreement(after)
    assert 10 < row["fighters_evacuated"] < 60
    assert row["evacuated"] == row["fighters_evacuated"]
    assert row["settled_fighters"] + row["deserted_fighters"] == 100 - row["fighters_evacuated"]
    assert totals(after)["stayed"] == 1_100 - row["evacuated"]


def test_who_stays_by_a_deal_of_named_persons_stays_with_his_status_settled() -> None:
    assert "status settled" in str(signed(LISTED, {"terms.f_settlement": 0.0, "terms.g_settlement": 0.5})["terms"])


def test_settling_under_those_who_did_this_is_worth_less_after_violence() -> None:
    shut: Overrides = {**LISTED, "destinations.coast.open": False, "destinations.hills.open": False}
    ruined: Overrides = {"districts.west.damage": 0.5, "districts.east.damage": 0.5, "scopes.reprisal": 0.8}
    assert best("faction", shut) - best("faction", shut, ruined) == pytest.approx(0.4)


def test_armed_men_who_stay_and_do_not_forget_cost_the_besieger() -> None:
    shut: Overrides = {**LISTED, "destinations.coast.open": False, "destinations.hills.open": False}
    many: Overrides = {"factions.guard.fighters": 3_000, "scopes.g_listed": 0.2}
    ruined: Overrides = {"districts.west.damage": 0.5, "districts.east.damage": 0.5, "scopes.reprisal": 0.0}
    free: Overrides = {"scopes.g_listed": 0.0}
    assert best("government", shut, many, free) - best("government", shut, many) == pytest.approx(0.2)
    assert best("government", shut, many, free) - best("government", shut, many, ruined) == pytest.approx(0.3)


def test_a_group_of_which_few_would_leave_is_torn_by_choice() -> None:
    few: Overrides = {**CHOICE, **NOBODY}
    whole, torn = (best("faction", few, {"scopes.torn": share}) for share in (0.0, 0.4))
    assert torn < whole - 0.3
    assert best("faction", CHOICE, EVERYBODY, {"scopes.torn": 0.4}) == pytest.approx(
        best("faction", CHOICE, EVERYBODY, {"scopes.torn": 0.0}), abs=0.01
    )


def test_fighters_who_stay_by_choice_cost_the_besieger() -> None:
    few: Overrides = {**CHOICE, **NOBODY, "factions.guard.fighters": 3_000, "scopes.torn": 0.0}
    free, dear = (best("government", few, {"scopes.g_stayers": cost}) for cost in (0.0, 0.2))
    assert free - dear == pytest.approx(0.2, abs=0.01)


def test_those_who_would_rather_have_stayed_make_a_departure_of_all_worth_less() -> None:
    few: Overrides = {**ALL, **NOBODY}
    free, forced = (best("faction", few, {"scopes.forced": cost}) for cost in (0.0, 0.3))
    assert free - forced == pytest.approx(0.3, abs=0.01)


def test_a_whole_city_on_the_road_is_dear_up_to_a_point() -> None:
    crowd: Overrides = {**ALL, "scopes.crowd_people": 1_100.0, "scopes.crowd_most": 2.0}
    none, one = (best("government", crowd, {"scopes.crowd": price}) for price in (0.0, 0.1))
    assert none - one == pytest.approx(0.1)
    crammed: Overrides = {"scopes.crowd_people": 100.0, "scopes.crowd": 0.1}
    assert none - best("government", crowd, crammed) == pytest.approx(0.2)


def test_a_ruin_of_the_capital_is_wanted_empty() -> None:
    ruined: Overrides = {**ALL, "districts.west.damage": 0.5, "districts.east.damage": 0.5, "scopes.capital": 0.2}
    inside: Overrides = {"scenario.capital_region": ["west"]}
    assert best("government", ruined, inside) - best("government", ruined) == pytest.approx(0.1)


def test_a_receiver_who_may_refuse_makes_leaving_worth_less() -> None:
    """The door is open half of the time in the long run."""
    door: Overrides = {"destinations.hills.open": False, "destinations.coast.reopens": 0.001, "scopes.torn": 0.0}
    fickle: Overrides = {**door, "destinations.coast.closes": 0.001, "scopes.refusal": 0.2}
    assert best("faction", CHOICE, door) - best("faction", CHOICE, fickle) == pytest.approx(0.1)


def test_who_leaves_with_his_arms_is_less_at_the_mercy_of_others() -> None:
    unsure: Overrides = {**CHOICE, "brokers.elders.guarantee": 0.0, "credibility.trust": 0.5, "terms.g_arms": 0.0}
    bare, armed = (best("faction", unsure, {"bargaining.armed_spares": spared}) for spared in (0.0, 0.5))
    assert armed > bare + 0.1


def test_soldiers_of_a_state_leave_no_post_without_orders() -> None:
    held: Overrides = {"factions.guard.garrison": True, "scopes.orders": 0.5}
    for only in (CHOICE, LISTED, ALL):
        assert best("faction", only) - best("faction", only, held) == pytest.approx(0.5)
    assert best("faction", held, {"scopes.orders": 0.0}) == best("faction")
