"""The page explains itself: titles, help, a tour, what both sides know and want; and it can be read without eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from safepassage import Scenario
from safepassage.scenario import available
from safepassage.view.frame import Fresh, frame
from safepassage.view.run import LiveRun

Visits = Callable[..., Any]


def now(run: LiveRun) -> dict[str, Any]:
    """What the page is sent of this evening."""
    return frame(run.campaign.world, Fresh((), (), ()))


@pytest.mark.parametrize("name", list(available()))
def test_before_day_1_every_enclave_is_besieged_and_nothing_else(name: str) -> None:
    told = now(LiveRun(name))
    assert {enclave["stage"] for enclave in told["enclaves"]} == {"siege"}
    assert told["day"] == -1
    assert not any(enclave["gone"] or enclave["terms"] for enclave in told["enclaves"])
    assert told["people"]["arrived"] == [0] * len(told["places"])


def test_both_sides_wishes_are_deals_that_the_other_prefers_to_fighting_on() -> None:
    run, both, new = LiveRun("spring-2018"), 0, 0
    while run.running:
        run.step()
        told = now(run)
        for enclave in told["enclaves"]:
            if enclave["gone"]:
                assert enclave["knows"] is None
                continue
            deals = enclave["knows"]["deals"]
            assert not (deals and enclave["knows"]["bound"])
            new += not deals and not enclave["knows"]["bound"]
            if deals:
                both += all(deals)
                words = [deal for deal in deals if deal is not None]
                assert all(
                    deal.startswith(("passage", "all must go", "named", "a truce", "no passage")) for deal in words
                )
    assert both > 100
    assert new < 5  # a part of an enclave, on the day on which it was split off


def test_what_residents_say_is_told() -> None:
    said = set()
    for seed in range(1, 5):
        run = LiveRun("south-damascus-2018", seed)
        while run.running:
            run.step()
            for enclave in now(run)["enclaves"]:
                if enclave["knows"]:
                    said.add(enclave["knows"]["residents"])
                    assert 0 <= enclave["knows"]["pain"] < 5
    assert "consented" in said


@pytest.mark.browser
def test_title_description_and_levers_moved_are_told(visit: Visits) -> None:
    here = visit("south-damascus-2018", query="&buses=40")
    file = Scenario.load("south-damascus-2018").tables.scenario
    assert file.title in here.text(".subject")
    assert file.description in here.text(".subject")
    assert "Levers moved: Buses 40 instead of" in here.text(".subject")


@pytest.mark.browser
def test_help_at_each_panel_and_a_tour_of_six_steps(visit: Visits) -> None:
    here = visit()
    shown = [ask for ask in here.page.locator(".ask").all() if ask.is_visible()]
    assert len(shown) == 7
    for ask in shown:
        assert ask.get_attribute("aria-expanded") == "false"
        ask.click()
        text = here.page.locator(f"#{ask.get_attribute('aria-controls')}")
        assert len(text.inner_text()) > 60
        ask.click()
        assert not text.is_visible()
    here.button("Tour").click()
    tour = here.page.get_by_role("dialog")
    titles = []
    for step in range(1, 7):
        assert f"{step} of 6" in tour.inner_text()
        titles.append(tour.locator("h4").inner_text())
        assert here.page.locator(".lit").count() == 1
        here.page.keyboard.press("Enter")  # on Next, which has the focus
    assert len(set(titles)) == 6
    assert not tour.is_visible()
    here.button("Tour").click()
    here.page.keyboard.press("Escape")
    assert not tour.is_visible()


@pytest.mark.browser
def test_mesas_sliders_are_out_of_the_way_and_its_step_is_explained(visit: Visits) -> None:
    here = visit()
    drawer = here.text(".v-navigation-drawer")
    for word in ("Use Threads", "Play Interval", "Render Interval"):
        assert word not in drawer
    here.page.get_by_role("button", name="What Time shows").click()
    assert "Step simulates one day more" in here.text("#help-time")


@pytest.mark.browser
def test_why_tells_what_both_sides_know_want_and_would_sign(visit: Visits) -> None:
    here = visit("south-damascus-2018")
    assert "before the first day" in here.text(".verdict")
    here.to_the_end()
    for day in (0, 2):
        here.show(day)
        words = here.text(".knows")
        for what in ("knows:", "wants:", "would sign:", "Its residents", "ask for"):
            assert what in words, (day, what)
    captions = set()
    for enclave in range(here.page.locator(".ledger tbody tr").count()):
        here.page.locator(".ledger tbody tr").nth(enclave).click()
        for day in (-1, 10, 30, 60, 89):
            here.show(day)
            caption = here.text(".verdict")
            row = here.page.locator(".ledger tbody tr").nth(enclave)
            assert caption.startswith(row.locator("b").inner_text())
            stage = row.locator(".stage").inner_text()
            if stage == "stormed":
                assert "without a deal" in caption
            if stage in ("convoys", "ceasefire", "suspended", "signed"):
                assert "being carried out" in caption
            if stage in ("handed over", "settled"):
                assert "has been carried out" in caption
            captions.add(caption.split(": ", 1)[1][:24])
    assert any(caption.startswith("signed by the group") for caption in captions)


@pytest.mark.browser
def test_an_enclave_that_its_patron_signed_for_says_so(visit: Visits) -> None:
    for seed in range(1, 9):
        run = LiveRun("south-damascus-2018", seed)
        run.run_to(90)
        found = [i for i, enclave in enumerate(now(run)["enclaves"]) if enclave["signer"] == "patron"]
        if found:
            break
    day = run.campaign.world.roll.enclaves[found[0]].tally.agreement_day
    here = visit("south-damascus-2018", query=f"&seed={seed}")
    here.to_the_end()
    here.page.locator(".ledger tbody tr").nth(found[0]).click()
    here.show(day)
    assert "signed for by its patron" in here.text(".verdict")
    assert "signed by their patron" in here.page.locator(".ledger .terms").nth(found[0]).inner_text()


@pytest.mark.browser
def test_charts_have_roles_and_labels_and_every_control_a_name(visit: Visits) -> None:
    here = visit()
    here.step(4)
    for chart in ("map", "people", "why"):
        drawing = here.page.locator(f"svg.{chart}")
        assert drawing.get_attribute("role") == "img"
        assert any(letter.isdigit() for letter in drawing.get_attribute("aria-label")) or chart == "why"
        assert len(drawing.get_attribute("aria-label")) > 30
    nameless = here.page.evaluate("""() => [...document.querySelectorAll('button, select, input')]
        .filter((e) => e.closest('.dashboard, .levers') && e.checkVisibility())
        .filter((e) => !e.getAttribute('aria-label') && !e.textContent.trim() && !(e.labels && e.labels.length))
        .map((e) => e.outerHTML.slice(0, 80))""")
    assert nameless == []
    slider = here.page.get_by_label("Day that is shown")
    assert slider.get_attribute("aria-valuetext").startswith("Thursday, 4 April 2030, day 4 of 90")
    assert here.page.get_by_role("row").count() >= 2
    assert here.page.get_by_role("region", name="Agreements").count() == 1


@pytest.mark.browser
def test_everything_works_by_keyboard(visit: Visits) -> None:
    here = visit()
    here.step(3)
    here.page.get_by_label("Day that is shown").focus()
    here.page.keyboard.press("ArrowLeft")
    here.wait("d.dataset.day === '1'")
    here.page.keyboard.press("Home")
    here.wait("d.dataset.day === '-1'")
    here.page.locator(".ledger tbody tr").nth(1).focus()
    here.page.keyboard.press("Space")
    here.wait("d.querySelector('.choice').value === '1'")
    # From the first control to the last, by Tab alone.
    here.page.evaluate("document.querySelector('.tools select').focus()")
    reached = set()
    for _ in range(60):
        here.page.keyboard.press("Tab")
        reached.add(
            here.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).slice(0, 24)"
            )
        )
    for control in ("Save run", "Tour", "Back a day", "Play from here", "Forward a day", "To the end"):
        assert control in reached


@pytest.mark.browser
def test_motion_respects_the_readers_setting(visit: Visits) -> None:
    here = visit("two-towns", reduced_motion="reduce")
    here.to_the_end()
    day = here.page.evaluate("""() => {
        const mark = document.querySelector('.spots .first-convoy') || document.querySelector('.spots .signature');
        mark.click();
        return true;
    }""")
    assert day
    here.page.wait_for_timeout(50)
    first = [bus.get_attribute("transform") for bus in here.page.locator(".bus").all()]
    here.page.wait_for_timeout(500)
    assert [bus.get_attribute("transform") for bus in here.page.locator(".bus").all()] == first
