"""Households: how many are drawn, who dies, who moves, and the choice kernel against a plain reading of it."""

from __future__ import annotations

from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.equations.choice import BOARD, CHUNK, CROSS, NEVER, SETTLE, STAY, Utilities, Workspace, choose
from safepassage.parameters import Parameters
from safepassage.people import deaths
from safepassage.people.dispositions import Disposition
from safepassage.people.households import REGISTERED, Households
from safepassage.randomness import Streams

P = Parameters().households


def drawn(civilians: list[int], fighters: list[int], seed: int = 1) -> Households:
    """Households of which everybody's fears and likings are drawn."""
    h = Households(civilians, fighters, [f"d{i}" for i in range(len(civilians))], P, Streams(seed))
    for d in range(len(civilians)):
        h.dispositions.at(d)
    return h


def minds(h: Households) -> Disposition:
    """What all households fear and like, in the order of their rows."""
    return h.dispositions.of(np.arange(len(h.size)), range(len(h.people)))


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 300)), min_size=1, max_size=4), st.integers(0, 99))
def test_exactly_the_people_of_the_scenario_are_drawn(counts: list[tuple[int, int]], seed: int) -> None:
    h = drawn([c for c, _ in counts], [f for _, f in counts], seed)
    for d, (civilians, fighters) in enumerate(counts):
        rows = h.home_rows(d)
        assert int(h.size[rows].sum()) == civilians + fighters
        assert int(h.fighters[rows].sum()) == fighters
    assert len(h) == (h.size > 0).sum()


def living_with_family(h: Households) -> int:
    """Fighters' households with somebody else in them."""
    return int(((h.fighters > 0) & (h.size > 1)).sum())


def test_fighters_have_families_as_far_as_there_are_households() -> None:
    """Each has his own with a probability; where fighters are many some households hold none, and none holds two."""
    sparse = drawn([400_000], [2_000])
    assert living_with_family(sparse) / 2_000 == pytest.approx(P.family_here, abs=0.04)
    crowded = drawn([5_000], [5_000])
    households = len(crowded) - (5_000 - living_with_family(crowded))
    expected = 1 - np.exp(-P.family_here * 5_000 / households)
    assert living_with_family(crowded) / households == pytest.approx(expected, abs=0.05)
    assert int(crowded.fighters.max()) == 1
    assert living_with_family(drawn([0], [50])) == 0


def test_households_are_as_large_as_the_parameter_says() -> None:
    assert drawn([200_000], [0]).size.mean() == pytest.approx(P.size, rel=0.01)


def test_other_districts_draw_the_same_households_whatever_happens_to_one() -> None:
    small, large = drawn([500, 800], [10, 20]), drawn([900, 800], [10, 20])
    assert np.array_equal(small.size[small.home_rows(1)], large.size[large.home_rows(1)])
    for some, others in zip(small.dispositions.at(1), large.dispositions.at(1), strict=True):
        assert np.array_equal(some, others)


def test_deaths_take_fighters_and_civilians_from_their_rows() -> None:
    h = drawn([500, 400], [40, 30])
    rng = np.random.default_rng(1)
    assert deaths.kill_fighters(h, [0, 1], 25, rng) == 25
    assert sum(h.fighters_at) == 45
    left = h.people[1]
    assert deaths.kill_civilians(h, [1], 60, rng) == 60
    assert h.people[1] == left - 60
    assert h.people[0] == 500 + h.fighters_at[0]
    assert h.killed == 85
    assert int(h.size.sum()) == h.total - 85


@pytest.mark.parametrize("killed", [11, 200, 1_500])
def test_civilians_die_alike_one_by_one_and_all_at_once(monkeypatch: pytest.MonkeyPatch, killed: int) -> None:
    """The more are killed, the likelier it is that one row is drawn more often than it has civilians."""
    left = []
    for few in (0, 10_000):
        monkeypatch.setattr(deaths, "FEW", few)
        h, rng = drawn([2_000], [300]), np.random.default_rng(3)
        deaths.kill_fighters(h, [0], 100, rng)
        assert deaths.kill_civilians(h, [0], killed, rng) == killed
        assert_in_step(h)
        left.append((h.size.tolist(), h.place.tolist(), str(rng.bit_generator.state)))
    assert left[0] == left[1]


def test_nobody_dies_twice_and_nobody_is_invented() -> None:
    h = drawn([30], [12])
    rng = np.random.default_rng(1)
    assert deaths.kill_fighters(h, [0], 1_000, rng) == 12
    assert deaths.kill_civilians(h, [0], 1_000, rng) == 30
    assert h.people == [0]
    assert len(h.rows_at(0)) == 0


def test_fighters_who_fled_can_still_be_killed_where_they_are() -> None:
    h = drawn([100, 100], [20, 5])
    rows = h.rows_at(0)
    h.move(rows, 0, 1)
    assert h.people == [0, 225]
    assert len(h.rows_at(1)) == len(h)
    assert deaths.kill_fighters(h, [1], 25, np.random.default_rng(2)) == 25


def test_whoever_comes_back_is_listed_once() -> None:
    h = drawn([100, 100], [0, 0])
    rows = h.rows_at(0)
    for origin, target in ((0, 1), (1, 0), (0, 1)):
        h.move(rows, origin, target)
    assert len(h.rows_at(1)) == len(np.unique(h.rows_at(1))) == len(h)
    h.cross(h.rows_at(1), 1)
    assert h.crossed == 200
    assert h.people == [0, 0]


def assert_in_step(h: Households) -> None:
    """Rows and counters agree, district by district; nobody is listed twice and no row holds more fighters than men."""
    inside = (h.status <= REGISTERED).nonzero()[0]
    for column, counters in ((h.size, h.people), (h.fighters, h.fighters_at)):
        counted = np.bincount(h.last_place(inside), weights=column[inside], minlength=len(h.people))
        assert counted.astype(int).tolist() == counters
    assert np.array_equal((h.place >= 0).nonzero()[0], inside[h.size[inside] > 0])
    listed = np.concatenate([h.rows_at(d) for d in range(len(h.people))])
    assert len(listed) == len(np.unique(listed))
    assert int(h.size[listed].sum()) == h.inside
    assert (h.size >= h.fighters).all()
    assert h.inside + h.on_road + h.arrived + h.crossed + h.killed == h.total


def test_who_parts_from_his_family_stands_alone_where_they_live() -> None:
    h = drawn([900, 700], [120, 90])
    rows = h.rows_at(0)
    families = rows[(h.fighters[rows] > 0) & (h.size[rows] > 1)]
    before, people = h.size[families].copy(), list(h.people)
    own = h.part(families)
    assert len(np.unique(own)) == len(families)
    assert (h.size[own] == 1).all()
    assert (h.fighters[own] == 1).all()
    assert np.array_equal(h.size[families], before - 1)
    assert not h.fighters[families].any()
    assert h.people == people
    assert_in_step(h)


@given(st.integers(0, 10_000), st.lists(st.sampled_from(["flee", "part", "die", "disarm", "board"]), max_size=25))
@settings(max_examples=60, deadline=None)
def test_rows_and_counters_stay_in_step_whatever_happens(seed: int, acts: list[str]) -> None:
    """Families flee, part, lose members, lay down arms and board buses, in any order."""
    h, rng = drawn([400, 300, 0], [60, 80, 10], seed), np.random.default_rng(seed)
    start, laid_down = sum(h.fighters_at), 0
    for act in acts:
        d, target = rng.integers(0, 3, 2).tolist()
        rows = h.rows_at(d)
        rows = rows[rng.random(len(rows)) < 0.4]
        if act == "flee" and target != d:
            h.move(rows, d, target)
        elif act == "part":
            h.part(rows[(h.fighters[rows] > 0) & (h.size[rows] > h.fighters[rows])])
        elif act == "die":
            deaths.kill_fighters(h, [d, target] if d != target else [d], 5, rng)
            deaths.kill_civilians(h, [d], 9, rng)
        elif act == "disarm":
            laid_down += h.disarm(rows, d)
        elif act == "board":
            h.depart(rows[:20])
        assert_in_step(h)
        assert int(h.fighters.sum()) + h.killed_fighters + laid_down == start


def plain_choice(h: Households, u: Utilities) -> list[int]:
    """The same choice, one household at a time, as a reader of the design would write it."""
    chosen, mind = [], minds(h)
    for i in range(len(h.size)):
        kin, fear, home = int(h.fighters[i] > 0), u.fear * mind.fear[i], u.attachment * mind.attachment[i]
        under_them = home - fear if u.fear_of_staying else home
        values = {
            STAY: u.stay + u.stay_kin * kin + under_them,
            BOARD: u.board + u.board_kin * kin,
            SETTLE: u.settle + u.settle_kin * kin + under_them,
            CROSS: u.cross + u.cross_kin * kin - fear,
        }
        options = {k: v + mind.taste[k, i] for k, v in values.items() if getattr(u, _NAMES[k]) > NEVER}
        chosen.append(max(options, key=lambda k: options[k]))
    return chosen


_NAMES = {BOARD: "board", CROSS: "cross", STAY: "stay", SETTLE: "settle"}


@pytest.mark.parametrize(
    "u",
    [
        Utilities(-1.0, NEVER, 0.0, -0.5, 4.0, 0.0, -3.0, -2.0, 0.8, 0.6),
        Utilities(NEVER, -1.0, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.8, 0.6, fear_of_staying=False),
        Utilities(0.2, 0.1, 0.0, 0.3, 1.0, 0.5, -0.5, 0.2, 1.3, 0.2),
    ],
)
def test_the_kernel_chooses_as_a_plain_loop_does(u: Utilities) -> None:
    h = drawn([9_000], [2_000])
    chosen = np.empty(len(h.size), np.uint8)
    choose(chosen, h.fighters, *minds(h), u, Workspace())
    expected = np.array(plain_choice(h, u))
    # float32 against float64: a tie within the last bits may fall either way.
    assert (chosen == expected).mean() > 0.9995


def test_some_rows_choose_as_they_do_among_all() -> None:
    h = drawn([600_000], [2_000])
    some = np.flatnonzero(np.arange(len(h.size)) % 3 == 1)
    assert len(some) > 2 * CHUNK  # a chunk's end lies between them
    work = Workspace()
    for u in (
        Utilities(-1.0, NEVER, 0.0, -0.5, 4.0, 0.0, -3.0, -2.0, 0.8, 0.6),
        Utilities(NEVER, -1.0, 0.0, NEVER, 0.0, 0.0, 0.0, 0.0, 0.8, 0.6, fear_of_staying=False),
    ):
        everybody, those = np.empty(len(h.size), np.uint8), np.empty(len(some), np.uint8)
        choose(everybody, h.fighters, *minds(h), u, work)
        choose(those, h.fighters[some], *h.dispositions.of(some, [0]), u, work)
        assert np.array_equal(those, everybody[some])


def test_what_people_fear_and_like_is_drawn_when_they_are_asked_and_the_same_whenever_that_is() -> None:
    streams = Streams(3), Streams(3)
    early, late = (Households([900, 700], [50, 40], ["a", "b"], P, own) for own in streams)
    for d in (0, 1):
        early.dispositions.at(d)
    assert "tastes" in {name[1] for name in streams[0].names()} - {name[1] for name in streams[1].names()}
    late.move(late.rows_at(0)[:30], 0, 1)
    guests = late.rows_at(1)[-30:]
    theirs = late.dispositions_at(1, guests)  # those who fled there, too
    assert theirs.fear.all()
    for some, others in zip(theirs, minds(early).some(guests), strict=True):
        assert np.array_equal(some, others)
    for some, others in zip(minds(late), minds(early), strict=True):
        assert np.array_equal(some, others)


def test_columns_are_freed_and_counts_stay() -> None:
    h = drawn([500], [40])
    columns = [ref(h.dispositions.at(0).taste.base), ref(h.size)]
    h.let_go()
    assert [column() for column in columns] == [None] * 2
    assert (len(h) > 0, h.inside, h.total) == (True, 540, 540)


def test_shares_of_the_options_follow_the_logit() -> None:
    """With fear and attachment out of it, Gumbel terms give multinomial logit shares (McFadden 1974)."""
    h = drawn([400_000], [0])
    u = Utilities(0.5, NEVER, 0.0, -0.7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    chosen = np.empty(len(h.size), np.uint8)
    choose(chosen, h.fighters, *minds(h), u, Workspace())
    weights = {BOARD: np.exp(0.5), STAY: 1.0, SETTLE: np.exp(-0.7)}
    for option, weight in weights.items():
        share = weight / sum(weights.values())
        error = np.sqrt(share * (1 - share) / len(h))
        assert abs((chosen == option).mean() - share) < 4 * error
