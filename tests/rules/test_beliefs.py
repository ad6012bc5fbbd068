"""What both sides think fighting on is worth, and how far a group believes the word that it is given."""

from __future__ import annotations

import pytest

from rules.world import (
    DEAL,
    EVERYBODY,
    NOBODY,
    TWO_GROUPS,
    Overrides,
    Run,
    assault,
    daily,
    days_of,
    event,
    outlook,
    run,
)

ASSAULT: Overrides = {"offensives": [assault("west", "east")], "war.advance": 1e-4}
# Nobody hopes for a stall: an assault looks as bad as it is, and so does the fear of one.
SOBER: Overrides = {"beliefs.prior_work": 1e3, "war.advance": 1e-3}


def value(days: int, *overrides: Overrides, faction: str = "guard", seed: int = 1) -> list[float]:
    return list(outlook(run(days, *overrides, seed=seed), "value_faction", faction).values())


# Under assault


def chance(after: Run, faction: str = "guard") -> dict[int, float]:
    """How likely, as the group sees it, an assault goes all the way."""
    hazard, seen = outlook(after, "hazard", faction), outlook(after, "hazard_seen", faction)
    return {day: seen[day] / hazard[day] for day in hazard if hazard[day] > 0}


def test_ground_lost_teaches_that_the_assault_goes_all_the_way() -> None:
    prior: Overrides = {"beliefs.prior_work": 0.25, "beliefs.stall": 2.0}
    after = run(9, ASSAULT, prior, {"war.advance": 0.02})
    lost, seen = outlook(after, "ground_lost"), chance(after)
    assert 0 < lost[2] < lost[5] < lost[8] < 1
    for day in (0, 2, 5, 8):
        assert seen[day] == pytest.approx(((0.25 + lost[day]) / 1.25) ** 2)


def test_time_alone_teaches_nothing() -> None:
    seen = chance(run(9, ASSAULT, {"beliefs.prior_work": 0.25, "war.advance": 1e-6}))
    assert seen[8] == pytest.approx(seen[0], rel=1e-3)


@pytest.mark.parametrize("kind", ["jihadist", "islamic_state"])
def test_some_kinds_expect_a_stall_sooner(kind: str) -> None:
    keener: Overrides = {"factions.guard.kind": kind, f"beliefs.stall_{kind}": 3.0}
    assert chance(run(1, ASSAULT, keener))[0] == pytest.approx(chance(run(1, ASSAULT))[0] ** 3)


def test_groups_differ_in_what_they_hope_by_chance() -> None:
    seen = {outlook(run(1, ASSAULT, {"beliefs.stall_spread": 1.0}, seed=seed), "hazard_seen")[0] for seed in range(4)}
    assert len(seen) == 4


def test_a_greater_hazard_leaves_less_to_hope_for() -> None:
    assert value(1, ASSAULT, SOBER)[0] < value(1, ASSAULT, SOBER, {"war.advance": 1e-5})[0]
    assert value(1, ASSAULT, SOBER, {"bargaining.defeat": 1.2})[0] < value(1, ASSAULT, SOBER)[0]


def test_losses_count_under_assault() -> None:
    fire: Overrides = {**ASSAULT, "war.attacker_fire": 1e-3}
    assert value(3, fire, {"bargaining.loss_cost": 1.0})[2] < value(3, fire, {"bargaining.loss_cost": 0.0})[2]
    assert value(3, ASSAULT, {"bargaining.loss_cost": 1.0}) == value(3, ASSAULT, {"bargaining.loss_cost": 0.0})


@pytest.mark.parametrize("fight", [ASSAULT, {}])
def test_hunger_counts_under_assault_and_without_one(fight: Overrides) -> None:
    starved: Overrides = {**fight, "factions.guard.stock_days": 0.0, "siege.smuggling": 0.0}
    without = value(4, starved, {"bargaining.hunger_cost": 0.0})
    with_it = value(4, starved, {"bargaining.hunger_cost": 0.01})
    assert all(hungry < fed for hungry, fed in zip(with_it, without, strict=True))
    assert with_it[3] - without[3] < with_it[0] - without[0]


def test_a_siege_without_hunger_has_its_price() -> None:
    assert value(1, {"bargaining.siege_cost": 0.005})[0] < value(1, {"bargaining.siege_cost": 0.0})[0]
    assert value(1, ASSAULT, {"bargaining.siege_cost": 0.005})[0] < value(1, ASSAULT, {"bargaining.siege_cost": 0.0})[0]


# An assault feared


def test_an_assault_is_feared_before_there_is_one() -> None:
    assert value(1, SOBER, {"beliefs.feared_assault": 0.1})[0] < value(1, SOBER, {"beliefs.feared_assault": 0.0})[0]


def test_where_no_front_leads_to_the_government_no_assault_is_feared() -> None:
    far: Overrides = {**SOBER, "fronts": [{"a": "west", "b": "east"}]}
    assert value(1, far, {"beliefs.feared_assault": 0.1}) == value(1, far, {"beliefs.feared_assault": 0.0})
    assert outlook(run(1, far), "hazard_seen")[0] == 0


def test_nobody_fears_an_assault_by_a_besieger_without_an_army() -> None:
    besieged: Overrides = {
        **TWO_GROUPS,
        **SOBER,
        "factions.militia.besieger": "guard",
        "factions.militia.side": "government",
    }
    assert outlook(run(1, besieged), "hazard_seen", "militia")[0] == 0
    assert outlook(run(1, besieged), "value_government", "militia")[0] == 0


def test_an_ultimatum_is_feared_the_more_the_less_is_left_of_it_and_the_more_it_is_meant() -> None:
    told: Overrides = {**SOBER, "events": [event(0, "ultimatum", districts=["west"], days=4.0)]}
    feared = value(5, told)
    assert feared[0] > feared[1] > feared[2] > feared[3]
    assert feared[4] > feared[0]
    assert value(1, told, {"beliefs.resolve": 0.9})[0] < feared[0]


def test_an_ultimatum_that_lapses_is_a_bluff_and_the_next_is_feared_less() -> None:
    twice = [event(day, "ultimatum", districts=["west"], days=2.0) for day in (0, 5)]
    after = run(8, SOBER, {"events": twice, "beliefs.bluff": 0.2})
    assert days_of(after, "bluff", enclave="guard-west") == [2, 7]
    worth = outlook(after, "value_faction")
    assert worth[5] > worth[0]
    believed = outlook(run(8, SOBER, {"events": twice, "beliefs.bluff": 1.0}), "value_faction")
    assert believed[5] == pytest.approx(believed[0], rel=1e-6)


def test_an_ultimatum_that_an_assault_follows_is_no_bluff() -> None:
    after = run(6, {"offensives": [assault("west", ultimatum=3)]})
    assert days_of(after, "ultimatum") == [0]
    assert days_of(after, "offensive") == [3]
    assert days_of(after, "bluff") == []


def test_an_announced_offensive_that_lacks_strength_is_a_bluff() -> None:
    after = run(6, {"offensives": [assault("west", ultimatum=3, strength=9_000)]})
    assert days_of(after, "bluff") == [3]


def test_an_assault_next_door_is_feared() -> None:
    apart: Overrides = {"factions.militia.kind": "islamic_state"}  # it tolerates nobody in its pocket
    east: Overrides = {"offensives": [assault("east", day=2)], "beliefs.feared_assault": 0.0}
    feared = value(4, TWO_GROUPS, apart, SOBER, east, {"beliefs.next_door": 0.1})
    calm = value(4, TWO_GROUPS, apart, SOBER, east, {"beliefs.next_door": 0.0})
    assert feared[:2] == calm[:2]
    assert feared[2] < calm[2]
    assert feared[3] < calm[3]


# Peers and precedents


def test_the_end_of_a_peer_teaches_that_assaults_go_all_the_way() -> None:
    apart: Overrides = {**TWO_GROUPS, "fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}]}
    prior: Overrides = {"beliefs.stall": 2.0, "beliefs.prior_work": 0.25, "beliefs.peer_work": 0.5}
    assault_on: Overrides = {"offensives": [assault("west", day=3)], "war.advance": 1e-6}
    settles: Overrides = {**DEAL, **NOBODY, "brokers.elders.access": ["militia"]}
    seen = chance(run(4, apart, prior, assault_on, settles))
    assert seen[3] == pytest.approx((0.75 / 1.75) ** 2, rel=1e-3)
    other: Overrides = {"factions.guard.kind": "islamic_state", "beliefs.stall_islamic_state": 1.0}
    assert chance(run(4, apart, prior, assault_on, settles, other))[3] == pytest.approx((0.25 / 1.25) ** 2, rel=1e-3)


def test_precedents_gone_before_count_as_peers() -> None:
    assert chance(run(1, ASSAULT, {"precedents.gone": 9}))[0] > chance(run(1, ASSAULT))[0]


def test_whoever_has_another_besieger_is_no_peer() -> None:
    other: Overrides = {**TWO_GROUPS, "factions.militia.besieger": "guard", "factions.militia.side": "government"}
    gone: Overrides = {**DEAL, **NOBODY, "brokers.elders.access": ["militia"], "scopes.staying": 2.0}
    prior: Overrides = {"beliefs.stall": 2.0, "beliefs.prior_work": 0.25, "beliefs.peer_work": 0.5}
    assault_on: Overrides = {"offensives": [assault("west", day=4)], "war.advance": 1e-6}
    after = run(6, other, gone, prior, assault_on)
    assert days_of(after, "settled", enclave="militia-east") == [2]
    assert chance(after)[4] == pytest.approx((0.25 / 1.25) ** 2, rel=1e-3)


# The government


def test_the_governments_prize_is_less_the_more_fighters_make_a_last_stand() -> None:
    strong: Overrides = {**ASSAULT, "war.advance": 1e-3, "war.frontage": 10.0}
    few = outlook(run(1, strong), "value_government")[0]
    many = outlook(run(1, strong, {"factions.guard.fighters": 3_000}), "value_government")[0]
    assert 0 < many < few
    assert outlook(run(1, strong, {"bargaining.last_stand": 0.9}), "value_government")[0] < few


def test_an_assault_has_its_cost_and_without_one_there_is_only_containment() -> None:
    strong: Overrides = {**ASSAULT, "war.advance": 1e-3}
    cheap, dear = ({"bargaining.government_cost": cost} for cost in (0.0, 0.02))
    assert outlook(run(1, strong, dear), "value_government")[0] < outlook(run(1, strong, cheap), "value_government")[0]
    assert outlook(run(1), "value_government")[0] == 0


# Credibility


def test_a_guarantee_lends_credibility() -> None:
    full, half, none = (
        outlook(run(1, {"brokers.elders.guarantee": share, "credibility.trust": 0.4}), "credibility")[0]
        for share in (1.0, 0.5, 0.0)
    )
    assert (full, half, none) == pytest.approx((1.0, 0.7, 0.4))


@pytest.mark.parametrize("kind", ["jihadist", "islamic_state"])
def test_a_guarantee_is_worth_less_to_some_kinds(kind: str) -> None:
    zealous: Overrides = {"factions.guard.kind": kind, f"credibility.guarantee_{kind}": 0.5, "credibility.trust": 0.4}
    assert outlook(run(1, zealous), "credibility")[0] == pytest.approx(0.7)


def test_precedents_make_and_break_trust() -> None:
    weight: Overrides = {"credibility.trust": 0.5, "credibility.trust_weight": 10.0}
    assert daily(run(1, weight), "trust") == [0.5]
    assert daily(run(1, weight, {"precedents.honoured": 10}), "trust") == [0.75]
    assert daily(run(1, weight, {"precedents.betrayed": 10}), "trust") == [0.25]


def test_a_deal_carried_out_raises_trust_and_a_hidden_one_less() -> None:
    departs: Overrides = {**DEAL, **EVERYBODY, "credibility.trust": 0.5, "credibility.trust_weight": 10.0}
    assert daily(run(4, departs), "trust") == pytest.approx([0.5, 0.5, 0.5, 6 / 11])
    hidden: Overrides = {
        "bargaining.reputation_rebel": 90.0,
        "bargaining.deniability": 1.0,
        "credibility.visibility": 0.25,
    }
    assert daily(run(4, departs, hidden), "trust")[3] == pytest.approx(5.25 / 10.25)


def test_soldiers_of_a_state_expect_a_stall_sooner() -> None:
    held: Overrides = {"factions.guard.garrison": True, "beliefs.stall_garrison": 3.0}
    assert chance(run(1, ASSAULT, held))[0] == pytest.approx(chance(run(1, ASSAULT))[0] ** 3)


def test_besiegers_other_than_the_government_advance_at_their_own_pace() -> None:
    def hazard(*overrides: Overrides) -> float:
        return float(outlook(run(1, ASSAULT, *overrides), "hazard")[0])

    twice: Overrides = {"war.advance_others": 2.0}
    assert hazard(twice) == hazard()
    assert hazard(twice, {"government.party": "militias"}) == pytest.approx(2.0 * hazard())
