"""The expected share of an option against the choices that households make, and what violence takes from staying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.equations.choice import (
    BOARD,
    NEVER,
    SETTLE,
    Utilities,
    Workspace,
    choose,
    expected_share,
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
