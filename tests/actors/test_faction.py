"""A group decides by what it is told: what it believes of the assault, what holding on is worth, whether it leaves."""

from __future__ import annotations

import pytest

from actors.numbers import ASSAULT, QUIET, group


def test_hope_that_the_assault_stalls_goes_with_the_ground_and_with_peers() -> None:
    rebels = group()
    lost = [rebels.goes_all_the_way(ASSAULT._replace(ground_lost=y)) for y in (0.0, 0.2, 0.5, 1.0)]
    assert lost == sorted(set(lost))
    assert lost[-1] == 1.0
    peers = [rebels.goes_all_the_way(ASSAULT._replace(peers_ended=n)) for n in (0, 1, 3)]
    assert peers == sorted(set(peers))


def test_who_expects_a_stall_more_doubts_longer() -> None:
    chances = [group(values={"beliefs__stall": a}).goes_all_the_way(ASSAULT) for a in (0.5, 1.0, 2.0, 4.0)]
    assert chances == sorted(set(chances), reverse=True)
    state, rebels = group("islamic_state"), group()
    assert state.stall == pytest.approx(1.8 * rebels.stall)
    assert state.goes_all_the_way(ASSAULT) < rebels.goes_all_the_way(ASSAULT)


def test_doubt_does_not_hang_on_how_fast_the_assault_is() -> None:
    """The same ground taken in a week or in three months teaches the same."""
    fast, slow = (group().goes_all_the_way(ASSAULT._replace(hazard=h)) for h in (0.2, 0.01))
    assert fast == slow


def test_the_islamic_state_learns_from_its_own_kind_only() -> None:
    state, rebels, jihadists = group("islamic_state"), group(), group("jihadist")
    assert rebels.learns_from(jihadists)
    assert rebels.learns_from(state)
    assert not state.learns_from(rebels)
    assert state.learns_from(group("islamic_state"))
    assert not rebels.learns_from(group(besieger="jihadist"))


def test_holding_on_is_worth_less_the_nearer_and_the_surer_the_fall() -> None:
    rebels = group()
    convinced = ASSAULT._replace(ground_lost=0.9)
    by_pace = [rebels.value_of_fighting_on(convinced._replace(hazard=h))[0] for h in (0.005, 0.03, 0.2)]
    assert by_pace == sorted(set(by_pace), reverse=True)
    by_ground = [rebels.value_of_fighting_on(ASSAULT._replace(ground_lost=y))[0] for y in (0.0, 0.3, 0.9)]
    assert by_ground == sorted(set(by_ground), reverse=True)
    for worse in ({"hunger": 0.5}, {"loss_rate": 0.02}):
        assert rebels.value_of_fighting_on(ASSAULT._replace(**worse))[0] < rebels.value_of_fighting_on(ASSAULT)[0]


def test_the_hazard_that_a_group_sees_is_what_it_believes_of_todays() -> None:
    rebels = group()
    _, seen = rebels.value_of_fighting_on(ASSAULT)
    assert seen == pytest.approx(ASSAULT.hazard * rebels.goes_all_the_way(ASSAULT))


def test_a_quiet_siege_is_worth_less_the_likelier_an_assault() -> None:
    rebels = group()
    quiet = rebels.value_of_fighting_on(QUIET)[0]
    for worse in ({"assault_next_door": True}, {"ultimatum": 2}):
        assert rebels.value_of_fighting_on(QUIET._replace(**worse))[0] < quiet
    bluffed = QUIET._replace(ultimatum=2, resolve=0.1)
    assert rebels.feared_assault(bluffed) < rebels.feared_assault(QUIET._replace(ultimatum=2))
    unthreatened = QUIET._replace(hazard_feared=0.0, ultimatum=2)
    assert rebels.value_of_fighting_on(unthreatened)[0] > quiet  # where no front leads nobody can be assaulted


LOST = ASSAULT._replace(hazard=0.2, ground_lost=0.9, loss_rate=0.02)


def test_an_assault_that_is_sure_to_stall_is_the_siege_that_it_is_part_of() -> None:
    """Nothing is gained by being assaulted: the siege goes on meanwhile, and costs what it did."""
    sure = group(values={"beliefs__stall": 200.0})
    costless = ASSAULT._replace(loss_rate=0.0, hunger=0.2)
    besieged = sure.value_of_fighting_on(QUIET._replace(hazard_feared=0.0, hunger=0.2))[0]
    assert sure.value_of_fighting_on(costless)[0] == pytest.approx(besieged)
    assert sure.value_of_fighting_on(QUIET._replace(hunger=0.2, ultimatum=2))[0] == pytest.approx(besieged)


def test_leaving_over_an_open_way_is_what_holding_on_is_worth_at_least() -> None:
    shut, open_ = group(), group(open_way=True)
    assert shut.value_of_fighting_on(LOST)[0] < 0.0
    assert open_.value_of_fighting_on(LOST)[0] == pytest.approx(0.28)
    assert open_.value_of_fighting_on(QUIET) == shut.value_of_fighting_on(QUIET)


@pytest.mark.parametrize("kind", ["rebel", "jihadist", "islamic_state"])
def test_a_group_withdraws_only_over_an_open_way_and_only_once_it_is_better(kind: str) -> None:
    shut, open_ = group(kind), group(kind, open_way=True)
    lost, held = (open_.value_of_fighting_on(now)[0] for now in (LOST, QUIET))
    assert held > lost
    assert not shut.withdraws(-1.0, 0.0)
    assert not open_.withdraws(held, 0.0)
    assert open_.withdraws(lost, 0.0)
    assert open_.withdraws(lost, 0.299)
    assert not open_.withdraws(lost, 0.3)


def test_a_guarantee_counts_less_with_those_who_trust_nobody() -> None:
    rebels, jihadists, state = (group(kind) for kind in ("rebel", "jihadist", "islamic_state"))
    q = [g.credibility(0.4, 0.8) for g in (rebels, jihadists, state)]
    assert q == pytest.approx([1 - 0.6 * 0.2, 1 - 0.6 * (1 - 0.64), 1 - 0.6 * (1 - 0.28)])
    assert {g.credibility(0.4, 0.0) for g in (rebels, jihadists, state)} == {0.4}
