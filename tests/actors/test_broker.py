"""What a go-between's word is worth: what was promised, if it can carry it, less what it failed to hold one to."""

from __future__ import annotations

import pytest

from actors.numbers import go_between, group

BURDEN = 0.15


def test_a_fresh_word_is_what_was_promised() -> None:
    assert go_between().word("government") == 0.8


def test_who_can_carry_nothing_vouches_for_nothing_and_has_no_hand_free() -> None:
    idle = go_between(capacity=0, access=["rebel"])
    assert idle.word("government") == 0.0
    assert idle.word("government", carrying=True) == 0.0
    assert not idle.has_a_hand_free(group())


def test_without_leverage_on_a_besieger_a_word_is_worth_nothing_there() -> None:
    patron = go_between(leverage={"government": 0.0, "rebels": 0.5})
    assert patron.word("government") == 0.0
    assert patron.word("rebels") == pytest.approx(0.4)
    assert patron.word("others") == 0.8


def test_a_word_wears_with_what_is_carried_already() -> None:
    patron = go_between()
    words = []
    for patron.carried in range(4):
        words.append(patron.word("government"))
    assert words == pytest.approx([0.8 / (1 + BURDEN * n / 4) for n in range(4)])
    patron.carried = 1
    assert patron.word("government", carrying=True) == 0.8  # the one thing it carries is what is asked about


def test_a_broken_deal_costs_the_name_with_that_besieger_alone() -> None:
    patron = go_between()
    patron.remember("government", 1.0, kept=False)
    assert patron.word("government") == pytest.approx(0.8 * 4 / 5)
    assert patron.word("rebels") == 0.8
    patron.remember("government", 1.0, kept=True)
    assert patron.word("government") == pytest.approx(0.8 * 5 / 6)
    unseen = go_between()
    unseen.remember("government", 0.5, kept=False)
    assert unseen.word("government") == pytest.approx(0.8 * 4 / 4.5)


def test_a_free_hand_reaches_kinds_and_groups_and_no_further() -> None:
    patron = go_between(capacity=2, access=["rebel"])
    assert patron.has_a_hand_free(group())
    assert not patron.has_a_hand_free(group("islamic_state"))
    assert go_between(access=["islamic_state"]).has_a_hand_free(group("islamic_state"))
    patron.carried = 2
    assert not patron.has_a_hand_free(group())
