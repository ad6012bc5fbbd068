"""Time: any day that was simulated can be shown again, and the run goes on from its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.telling.story import ending, story

pytestmark = pytest.mark.browser

Visits = Callable[..., Any]


def picture(here: Any) -> dict[str, Any]:  # noqa: ANN401 - a Visit
    """What is to be read of the shown day."""
    return {
        "day": here.text(".day"),
        "date": here.text(".date"),
        "ledger": here.text(".ledger tbody"),
        "people": here.text(".area-people h3"),
        "map": here.page.locator(".map .labels").all_inner_texts(),
        "reports": here.text(".reports tbody"),
    }


def test_a_day_is_shown_again_as_it_was(visit: Visits) -> None:
    here = visit()
    seen = {}
    for day in range(8):
        here.step()
        seen[day] = picture(here)
    for day in (3, 0, 6, 7, 5):
        here.show(day)
        assert picture(here) == seen[day]
    here.show(-1)
    assert here.text(".day") == "before day 1 of 90, seed 1"
    assert here.known == 7


def test_steps_backwards_and_forwards_and_the_run_goes_on_from_its_end(visit: Visits) -> None:
    here = visit()
    here.step(5)
    here.button("Back a day").click()
    here.wait("d.dataset.day === '3'")
    here.button("Back a day").click()
    here.wait("d.dataset.day === '2'")
    assert "2 days before the latest" in here.text(".where")
    here.button("Forward a day").click()
    here.wait("d.dataset.day === '3'")
    assert here.known == 4
    # Mesa's Step goes on from the end of the run, and shows it.
    here.step()
    assert (here.day, here.known) == (5, 5)
    here.button("Forward a day").click()
    here.wait("d.dataset.day === '6'")
    assert here.page.get_by_text("Step: 7").count() + here.page.get_by_text("Time: 7").count() == 1


def test_nothing_is_shown_that_was_not_simulated(visit: Visits) -> None:
    here = visit()
    here.step(3)
    here.drag_to(50)
    here.page.wait_for_timeout(200)
    assert (here.day, here.known) == (2, 2)


def test_play_from_a_day_runs_through_known_days_and_goes_on(visit: Visits) -> None:
    here = visit()
    here.step(6)
    here.show(1)
    here.page.get_by_label("Speed, in days a second").select_option("30")
    here.button("Play from here").click()
    here.wait("+d.dataset.day >= 12")
    here.button("Pause").click()
    here.button("Play from here").wait_for()
    here.page.wait_for_timeout(500)  # a day that is under way still comes
    day = here.day
    here.page.wait_for_timeout(500)
    assert here.day == day
    assert here.button("Play from here").is_visible()


def test_going_back_pauses_mesas_player(visit: Visits) -> None:
    here = visit("south-damascus-2018")
    here.button("▶").click()
    here.wait("+d.dataset.day >= 4")
    here.button("Back a day").click()
    here.button("▶").wait_for()
    here.page.wait_for_timeout(800)
    day, known = here.day, here.known
    here.page.wait_for_timeout(400)
    assert (here.day, here.known) == (day, known)
    assert day < 89


def test_speed_is_in_days_a_second(visit: Visits) -> None:
    here = visit("south-damascus-2018")
    here.to_the_end()
    here.show(-1)
    here.page.get_by_label("Speed, in days a second").select_option("15")
    passed = here.page.evaluate("""async () => {
        const d = document.querySelector('.dashboard');
        const until = (day) => new Promise((done) => {
            const look = () => (+d.dataset.day >= day ? done(performance.now()) : requestAnimationFrame(look));
            look();
        });
        document.querySelector('.area-time button[aria-label="Play from here"]').click();
        const start = await until(2);
        return (await until(32)) - start;
    }""")
    assert 1_500 < passed < 3_000  # 30 days at 15 days a second are two seconds


def test_important_days_are_marked_and_a_click_goes_there(visit: Visits) -> None:
    here = visit()
    here.to_the_end()
    campaign = simulate(Scenario.load("two-towns"), 1).campaign
    kinds = {"offensive": "assault", "signed": "signature", "handover": "handed over", "split": "pocket split"}
    told = {(entry.day, kinds[entry.kind]) for entry in campaign.world.journal.entries if entry.kind in kinds}
    titles = " ".join(mark.get_attribute("aria-label") for mark in here.page.locator(".spots .mark").all())
    assert {kind for _, kind in told} >= {"signature", "handed over"}
    for _, kind in told:
        assert kind in titles
    first = min(day for day, kind in told if kind == "signature")
    here.show(-1)
    here.page.locator(".spots .mark.signature").first.click()
    here.wait(f"+d.dataset.day <= {first} && +d.dataset.day > {first} - 8")
    # By keyboard: from mark to mark.
    here.show(-1)
    here.page.get_by_label("Day that is shown").press("PageUp")
    here.wait(f"+d.dataset.day === {min(day for day, _ in told)}")


def test_the_story_is_a_list_newest_first_whose_lines_lead_to_their_days(visit: Visits) -> None:
    here = visit()
    here.to_the_end()
    lines = here.page.locator(".lines li:visible")
    whole = lines.count()
    assert whole > 8
    result = simulate(Scenario.load("two-towns"), 1)
    told = story(result.scenario, result.campaign.world.journal.entries, result.days)
    words = [text.split(": ", 1)[1] for _, text in reversed(told)]
    assert here.page.locator(".lines li:visible span").all_inner_texts() == words
    day = told[2][0]
    lines.nth(whole - 3).click()
    here.wait(f"+d.dataset.day === {day}")
    assert lines.count() == sum(1 for d, _ in told if d <= day)
    assert here.page.locator(".lines li.today").count() == sum(1 for d, _ in told if d == day)


def test_at_the_end_a_summary_in_words_stays(visit: Visits) -> None:
    here = visit()
    here.step()
    assert not here.page.locator(".ending").is_visible()
    here.to_the_end()
    result = simulate(Scenario.load("two-towns"), 1)
    for sentence in ending(result.scenario, result.summary["totals"], result.days):
        assert sentence in here.text(".ending")
    here.show(10)
    here.page.locator(".ending summary").click()
    assert "In 90 days" in here.text(".ending")
