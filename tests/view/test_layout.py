"""Nothing overlaps or is cut: from a phone to a desk, in light and in dark, from the first day to the last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visits = Callable[..., Any]
FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "laptop": (1366, 768), "desk": (1920, 1080)}
DAYS = (-1, 19, 39, 59, 99, None)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scenario", ["spring-2018", "south-damascus-2018"])
def test_nothing_overlaps_or_is_cut_off(visit: Visits, scenario: str, scheme: str) -> None:
    here = visit(scenario, color_scheme=scheme)
    dark = here.page.evaluate("document.querySelector('.v-application.theme--dark') !== null")
    assert dark == (scheme == "dark")
    here.to_the_end()
    last, found = here.known, {}
    for size, (width, height) in SIZES.items():
        here.page.set_viewport_size({"width": width, "height": height})
        here.page.wait_for_timeout(800)  # what follows the width is laid out anew
        for day in DAYS:
            here.show(last if day is None else min(day, last))
            here.page.wait_for_timeout(120)
            faults = here.page.evaluate(FAULTS)
            if faults:
                found[size, day] = faults
            if day in (39, None):
                here.shoot(f"page-{scenario}-{size}-{scheme}-{day}")
    assert found == {}


def test_two_texts_over_each_other_and_one_that_is_cut_would_be_found(visit: Visits) -> None:
    here = visit()
    assert here.page.evaluate(FAULTS) == []
    here.page.evaluate("document.querySelector('.day').style.marginLeft = '-90px'")
    assert any("over" in fault for fault in here.page.evaluate(FAULTS))
    here.page.evaluate("document.querySelector('.day').style.cssText = 'width: 20px; overflow: hidden'")
    assert any("cut" in fault for fault in here.page.evaluate(FAULTS))


def test_on_a_phone_there_is_one_column_the_drawer_is_closed_and_zoom_is_allowed(visit: Visits) -> None:
    here = visit("spring-2018", 390, 844, has_touch=True)
    panels = here.page.evaluate(
        """[...document.querySelectorAll('section.panel')].filter((p) => p.checkVisibility())
            .map((p) => p.getBoundingClientRect().left)"""
    )
    assert len(panels) == 7
    assert len(set(panels)) == 1
    drawer = here.page.locator(".v-navigation-drawer").bounding_box()
    assert drawer is None or drawer["x"] + drawer["width"] <= 1
    viewport = here.page.get_attribute("meta[name=viewport]", "content")
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
    # The drawer opens, and its controls work.
    here.page.locator("header .v-app-bar__nav-icon, header button").first.click()
    here.button("Step").click()
    here.wait("d.dataset.day === '0'")


def test_on_a_laptop_the_reports_are_in_sight(visit: Visits) -> None:
    here = visit("spring-2018")
    top = here.page.locator(".area-reports").bounding_box()["y"]
    assert top < 768 - 100


def test_help_and_tour_cut_nothing_either(visit: Visits) -> None:
    here = visit(width=390, height=844)
    for ask in here.page.locator(".ask").all():
        if ask.is_visible():
            ask.click()
    assert here.page.evaluate(FAULTS) == []
