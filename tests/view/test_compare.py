"""Two runs side by side, under the same chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.view.levers import apply

pytestmark = pytest.mark.browser

Visits = Callable[..., Any]


def left(name: str, moved: dict[str, Any], day: int | None = None) -> tuple[int, int, int]:
    """People displaced by convoy, people killed and days of fighting in a run of seed 1."""
    daily = simulate(apply(Scenario.load(name), moved), 1).daily.iloc[: None if day is None else day + 1]
    last = daily.iloc[-1]
    killed = last["killed_fighters"] + last["killed_civilians"]
    return int(last["arrived"] + last["in_transit"]), int(killed), int((daily["fighting"] > 0).sum())


def move_buses(here: Any, buses: str) -> None:  # noqa: ANN401 - a Visit
    field = here.page.locator("#lever-buses")
    field.fill(buses)
    field.press("Enter")
    here.wait("document.querySelector('.lever.pending[data-lever=buses]')")


def compare_with(here: Any, wish: str) -> None:  # noqa: ANN401 - a Visit
    here.page.get_by_label("Compare with").last.select_option(wish)
    here.wait("d.classList.contains('beside')")
    here.page.locator(".difference p").first.wait_for()


def test_levers_as_they_stand_beside_the_scenario_in_words_by_day(visit: Visits) -> None:
    here = visit("south-damascus-2018")
    here.to_the_end()
    move_buses(here, "4")
    compare_with(here, "levers")
    own, other = left("south-damascus-2018", {}), left("south-damascus-2018", {"buses": 4})
    assert own != other
    words = here.text(".difference")
    assert "By the end:" in words
    assert "the same seed, 1" in words
    assert f"({own[0]:,}, there {other[0]:,})" in words or f"in both ({own[0]:,})" in words
    assert f"({own[1]:,}, there {other[1]:,})" in words or f"in both ({own[1]:,})" in words
    assert f"on {own[2]} days here and on {other[2]} there" in words
    # Day by day: the words follow the slider, and so do both runs' rows of the table.
    here.show(30)
    own, other = left("south-damascus-2018", {}, 30), left("south-damascus-2018", {"buses": 4}, 30)
    here.wait("d.querySelector('.difference').textContent.includes('(day 31)')")
    words = here.text(".difference")
    assert f"({own[0]:,}, there {other[0]:,})" in words or f"in both ({own[0]:,})" in words
    assert here.page.locator(".area-compare .strip").count() == 3
    assert here.page.locator(".area-compare .gap").count() == 3
    assert here.page.locator(".pairs tbody tr").count() >= 4
    assert here.page.locator(".area-people .beside").count() == 3
    here.shoot("page-compare")


def test_the_charts_of_a_run_beside_itself_are_flat_where_nothing_differs(visit: Visits) -> None:
    here = visit("two-towns", query="&pressure=0.001")
    here.step(3)
    compare_with(here, "own")
    assert "as many people were displaced by convoy in both" in here.text(".difference")
    assert "not yet" in here.text(".difference")
    here.page.get_by_label("Compare with").last.select_option("")
    here.wait("!d.classList.contains('beside')")


def test_where_districts_are_held_by_others_in_the_run_beside_the_map_says_so(visit: Visits) -> None:
    here = visit("two-towns")
    here.to_the_end()
    field = here.page.locator("#lever-strength")
    field.fill("0")
    field.press("Enter")
    here.wait("document.querySelector('.lever.pending[data-lever=strength]')")
    compare_with(here, "levers")
    differ = here.page.evaluate(
        "[...document.querySelectorAll('.map path.elsewhere')].map((p) => p.getAttribute('d')).join('')"
    )
    assert differ.startswith("M")
    assert "held by another side in the run beside" in here.text(".area-map h3")


def test_another_scenario_and_what_cannot_be_compared(visit: Visits) -> None:
    here = visit("spring-2018")
    here.page.get_by_label("Compare with").last.select_option("own")
    here.page.get_by_text("that is the run that is shown").wait_for()
    compare_with(here, "aid-by-right-2018")
    here.step()
    assert "aid by right" in here.text(".difference")
    # With another seed the run beside is made anew with it.
    here.choose_seed("2")
    here.reset()
    here.wait("d.querySelector('.difference').textContent.includes('the same seed, 2')")
