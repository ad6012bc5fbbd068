"""The expected share of an option against the choices that households make, and what violence takes from staying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations.choice import (
    BOARD,
    CHUNK,
    CROSS,
    NEVER,
    SETTLE,
    Utilities,
    Workspace,
    best_at_home,
    choose,
    expected_share,
    leave_under_fire,
    prefer_boarding,
    staying_under_fire,
    what_is_lost,
)
from safepassage.people.drawing import draw_tastes

N = 200_000


def chosen_by(fighters: int, u: Utilities) -> np.ndarray:
    """What so many households choose that differ in nothing but their tastes."""
    rng = np.random.default_rng(1)
    fear, attachment, taste = np.zeros(N, np.float32), np.zeros(N, np.float32), np.zeros((4, N), np.float32)
    draw_tastes(fear, attachment, taste, rng)
    chosen = np.empty(N, np.uint8)
    choose(chosen, np.full(N, fighters, np.uint8), fear, attachment, taste, u, Workspace())
    return chosen


def test_nothing_is_lost_where_nothing_was_done_and_ever_more_the_less_is_left() -> None:
    assert what_is_lost(0.0) == 0.0
    lost = np.array([what_is_lost(x) for x in np.linspace(0, 0.98, 50)])
    assert (np.diff(lost) > 0).all()
    assert (np.diff(lost, 2) > 0).all()
    assert np.isfinite(what_is_lost(1.0))


@given(option=st.floats(-8, 8), others=st.lists(st.floats(-8, 8), max_size=3))
def test_the_expected_share_is_a_softmax(option: float, others: list[float]) -> None:
    weights = np.exp([option, *others])
    assert expected_share(option, others) == pytest.approx(weights[0] / weights.sum())


def test_an_option_that_is_closed_is_taken_by_nobody_and_the_only_one_by_all() -> None:
    assert expected_share(0.0, []) == 1.0
    assert expected_share(NEVER, [0.0]) == pytest.approx(0.0, abs=1e-20)


@pytest.mark.parametrize("fighters", [0, 1])
@pytest.mark.parametrize("board", [-3.0, -0.5, 1.0])
def test_the_expected_share_is_what_households_without_fear_or_attachment_choose(fighters: int, board: float) -> None:
    """Within Monte Carlo error, for those with a fighter among them and for those without."""
    u = Utilities(
        board=board, cross=NEVER, stay=0.2, settle=-0.4,
        board_kin=1.5, cross_kin=0.0, stay_kin=-1.0, settle_kin=0.3, fear=0.0, attachment=0.0,
    )  # fmt: skip
    chosen = chosen_by(fighters, u)
    leave, stay, settle = (
        u.board + fighters * u.board_kin,
        u.stay + fighters * u.stay_kin,
        u.settle + fighters * u.settle_kin,
    )
    for option, expected in (
        (BOARD, expected_share(leave, [stay, settle])),
        (SETTLE, expected_share(settle, [stay, leave])),
    ):
        error = np.sqrt(expected * (1 - expected) / N)
        assert abs((chosen == option).mean() - expected) < 4 * error


def drawn(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fear, attachment and tastes of so many households."""
    fear, attachment, taste = np.empty(n, np.float32), np.empty(n, np.float32), np.empty((4, n), np.float32)
    draw_tastes(fear, attachment, taste, np.random.default_rng(5))
    return fear, attachment, taste


@pytest.mark.parametrize("settle", [NEVER, -0.4, -50.0])
@pytest.mark.parametrize("kin", [False, True])
def test_boarding_beats_the_best_at_home_wherever_it_is_chosen(settle: float, kin: bool) -> None:
    """What boarding has to beat is found once; with it any worth of boarding gives the choice among all options."""
    mind, work = drawn(2 * CHUNK + 7), Workspace()
    u = Utilities(0.0, NEVER, 0.5, settle, 4.0, 0.0, -2.5, 0.7 - settle if kin else 0.0, 0.8, 0.6)
    mind[2][SETTLE][::9] = mind[2][BOARD][::9]  # of two that are worth as much the bus comes first
    best = best_at_home(*mind, u, work, kin=kin)
    chosen = np.empty(len(best), np.uint8)
    for board in (-3.0, -0.5, 1.0, NEVER):
        v = u._replace(board=board)
        constant = np.float32(v.board - v.stay)
        if kin:
            constant += np.float32(v.board_kin - v.stay_kin)
        choose(chosen, np.full(len(best), kin, np.uint8), *mind, v, work)
        assert np.array_equal(prefer_boarding(mind[2][BOARD], best, constant), chosen == BOARD)


@pytest.mark.parametrize(("board", "cross"), [(-0.5, -1.0), (NEVER, -1.0), (-0.5, NEVER)])
def test_under_fire_households_without_fighters_choose_among_the_same_options(board: float, cross: float) -> None:
    mind, every = drawn(CHUNK + 7), slice(3, None, 5)
    u = Utilities(board, cross, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.8, 0.6, fear_of_staying=False)
    chosen = np.empty(CHUNK + 7, np.uint8)
    choose(chosen, np.zeros(CHUNK + 7, np.uint8), *mind, u, Workspace())
    fear, attachment, taste = mind
    ways = leave_under_fire(fear, staying_under_fire(attachment, taste, u), taste, every, u)
    for option, leave in zip((CROSS, BOARD), ways, strict=True):
        if leave is None:
            assert not (chosen == option).any()
        else:
            assert np.array_equal(leave, (chosen == option)[every])
