"""Who of a district's people leaves: fighters with their families or alone, and what becomes of those who stay."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest

from actors.numbers import Nowhere
from safepassage.actors import Community, weighing
from safepassage.actors.sensing import Fire, Registration
from safepassage.equations.choice import Workspace
from safepassage.people import deaths
from safepassage.people.households import REGISTERED, Households
from safepassage.randomness import Streams

TOLD = Registration(
    passage=True, settlement=True, all_must_go=False, relation=1.0, hunger=0.0, violence=0.3, mood=0.0
)  # fmt: skip


def town(civilians: int = 60_000, fighters: int = 4_000, **values: float) -> tuple[Community, Households]:
    """The people of one district."""
    nowhere = Nowhere(**values)
    h = Households([civilians], [fighters], ["town"], nowhere.parameters.households, Streams(1))
    return Community(nowhere, 0, h, Workspace()), h


def below(x: float) -> float:
    """The share of standard normal draws below x."""
    return 0.5 * (1 + erf(x / sqrt(2)))


@pytest.mark.parametrize("violence", [0.0, 0.2, 0.5, 1.0])
def test_families_go_along_by_what_they_suffered_and_fear(violence: float) -> None:
    community, h = town()
    rows = h.rows_at(0)
    apart = community.families_stay(rows, violence)
    families = (h.fighters[rows] > 0) & (h.size[rows] > h.fighters[rows])
    assert not apart[~families].any()
    share = apart[families].mean()
    p = community.model.parameters.households
    assert share == pytest.approx(below(-p.family_stays - p.family_violence * violence), abs=0.03)
    if 0.01 < share < 0.99:
        fear = h.fear_at(0, rows)
        assert fear[families & apart].max() <= fear[families & ~apart].min()


def share_boarding(told: Registration, days: int = 1, **values: float) -> float:
    community, h = town(**values)
    for _ in range(days):
        boarding = community.boards(told)
    return int(h.size[boarding].sum()) / h.people[0]


def test_each_cause_moves_who_leaves_and_none_decides_alone() -> None:
    base = share_boarding(TOLD)
    assert base < 0.2
    for more in ({"violence": 0.8}, {"hunger": 0.8}, {"mood": 1.0}):
        assert base < share_boarding(TOLD._replace(**more)) < 0.6
    for fewer in ({"relation": -1.0},):
        assert 0 < share_boarding(TOLD._replace(**fewer)) < base
    assert share_boarding(TOLD, households__kinship=0.0, households__kin_violence=0.0) < base
    assert share_boarding(TOLD._replace(passage=False)) == 0.0


def test_neighbours_who_leave_draw_others_after_them() -> None:
    ruined = TOLD._replace(violence=0.8)
    assert share_boarding(ruined, days=4) > share_boarding(ruined, days=1)
    alone = {"households__neighbours": 0.0}
    assert share_boarding(ruined, days=4, **alone) == share_boarding(ruined, days=1, **alone)


def test_nearly_all_leave_a_ruin_that_all_must_leave() -> None:
    ruin = TOLD._replace(violence=0.9, all_must_go=True, settlement=False)
    assert share_boarding(ruin, days=4) > 0.9
    assert share_boarding(ruin._replace(all_must_go=False), days=4) < 0.9


def test_fighters_who_stay_settle_or_go_home_without() -> None:
    community, h = town()
    settling, deserting = community.settles(TOLD)
    assert int(h.fighters[settling].sum() + h.fighters[deserting].sum()) == h.fighters_at[0]
    assert len(settling) > len(deserting) > 0
    nobody, all_of_them = community.settles(TOLD._replace(settlement=False))
    assert (len(nobody), int(h.fighters[all_of_them].sum())) == (0, h.fighters_at[0])
    assert not np.intersect1d(settling, deserting).size


def test_under_fire_households_without_fighters_weigh_leaving_in_turn() -> None:
    """Each so many days, guests as well as those at home; where nothing keeps them all have gone by then."""
    nowhere = Nowhere(households__cross=99.0)
    h = Households([900, 700], [50, 40], ["town", "next"], nowhere.parameters.households, Streams(1))
    h.move(h.rows_at(1)[::3], 1, 0)
    community, days = Community(nowhere, 0, h, Workspace()), round(nowhere.parameters.households.reconsider_days)
    civilians = h.rows_at(0)[h.fighters[h.rows_at(0)] == 0]
    gone = []
    for day in range(days):
        going = community.flees(Fire(day, 1.0, 0.0, corridor=True, refuge=False))
        assert not len(going.fleeing)
        assert (going.crossing % days == day).all()
        h.cross(going.crossing, 0)
        gone.append(going.crossing)
    assert sorted(np.concatenate(gone).tolist()) == sorted(civilians.tolist())
    assert not len(community.flees(Fire(days, 1.0, 0.0, corridor=True, refuge=False)).crossing)


ACTS = (
    "quiet",
    "quiet",
    "leave",
    "quiet",
    "come",
    "quiet",
    "quiet",
    "die",
    "part",
    "quiet",
    "quiet",
    "go",
    "void",
    "hope",
)


@pytest.mark.parametrize("many", [0, weighing.MANY])
def test_who_would_board_is_asked_again_as_people_come_and_go(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """What is kept from day to day gives what a community that is asked for the first time answers."""
    monkeypatch.setattr(weighing, "MANY", many)
    swayed = []
    few = weighing.Asked._board_if_swayed
    monkeypatch.setattr(weighing.Asked, "_board_if_swayed", lambda *given: swayed.append(1) or few(*given))
    nowhere, rng = Nowhere(), np.random.default_rng(1)
    h = Households([3_000, 2_000], [300, 200], ["town", "next"], nowhere.parameters.households, Streams(1))
    kept, told = Community(nowhere, 0, h, Workspace()), TOLD._replace(violence=0.8)
    for act in ACTS:
        happen(act, h, rng)
        told = told._replace(relation=0.5) if act == "hope" else told
        anew = Community(nowhere, 0, h, Workspace())
        anew.leaving_share = kept.leaving_share
        new = kept.boards(told)
        assert np.array_equal(new, anew.boards(told))
        assert kept.leaving_share == anew.leaving_share > 0
        h.status[new] = REGISTERED
    assert (len(swayed) > 3) == (many == 0)


def happen(act: str, h: Households, rng: np.random.Generator) -> None:
    """Something that changes who lives in the first of two districts, or what they are."""
    rows = h.rows_at(0)[rng.random(len(h.rows_at(0))) < 0.2]
    if act == "come":
        h.move(h.rows_at(1)[::4], 1, 0)
    elif act == "leave":
        h.depart(rows)
    elif act == "die":
        deaths.kill_fighters(h, [0], 50, rng)
        deaths.kill_civilians(h, [0], 500, rng)
    elif act == "part":
        h.part(rows[(h.fighters[rows] > 0) & (h.size[rows] > 1)])
    elif act == "go":
        h.move(rows[h.status[rows] != REGISTERED], 0, 1)
    elif act == "void":
        h.unregister((h.status == REGISTERED).nonzero()[0], [0])
