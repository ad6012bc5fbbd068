"""A link holds a run: scenario, seed, levers and day; back and forward go through the runs that were shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from safepassage.view.address import Link, read, written

Visits = Callable[..., Any]
NAMES = ["spring-2018", "two-towns"]


def test_what_is_written_is_read() -> None:
    for link in (
        Link("two-towns"),
        Link("two-towns", 7, {"buses": 3, "brokers": False}),
        Link("spring-2018", 0, {"guarantee": 0.25, "destination": False, "strength": 9000}),
    ):
        assert read(written(link), NAMES, "two-towns") == (link, "")


def test_an_address_without_a_query_is_what_the_command_named() -> None:
    assert read("", NAMES, "spring-2018") == (Link("spring-2018"), "")
    assert read("?day=40", NAMES, "spring-2018") == (Link("spring-2018"), "")


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("scenario=/etc/passwd", "no scenario '/etc/passwd' here"),
        ("scenario=two-towns&seed=many", "Seed: a whole number"),
        ("scenario=two-towns&buses=lots", "Buses: a whole number from 0 to 50"),
        ("scenario=two-towns&brokers=perhaps", "on or off"),
        ("scenario=two-towns&tanks=7", "no lever 'tanks'; there are guarantee, brokers"),
    ],
)
def test_what_cannot_be_used_is_said_and_left_out(query: str, complaint: str) -> None:
    link, said = read(query, NAMES, "two-towns")
    assert link == Link("two-towns")
    assert complaint in said


@pytest.mark.browser
def test_a_link_opens_the_view_that_it_was_copied_from(visit: Visits) -> None:
    one = visit("two-towns", query="&seed=5&buses=4")
    one.button("Forward a day").click()
    one.to_the_end()
    one.show(24)
    one.page.wait_for_function("() => location.search.includes('day=25')")
    assert one.page.title() == "two-towns, day 25 – safepassage"
    two = visit(query="")
    two.open(one.page.url)
    two.wait("d.dataset.day === '24'")
    for part in (".day", ".date", ".about", ".ledger tbody", ".reports tbody"):
        assert two.text(part) == one.text(part)
    assert two.text(".day") == "day 25 of 90, seed 5"
    assert two.page.locator("#lever-buses").input_value() == "4"


@pytest.mark.browser
def test_back_and_forward_go_through_the_runs_that_were_shown(visit: Visits) -> None:
    here = visit("two-towns")
    here.step(2)
    here.choose_scenario("south-damascus-2018")
    here.reset()
    assert "scenario=south-damascus-2018" in here.page.url
    here.step(3)
    here.page.wait_for_function("() => location.search.includes('day=3')")
    here.page.go_back()
    here.wait("d.querySelectorAll('.map .box').length === 1 && d.dataset.day === '1'")
    assert here.text(".v-navigation-drawer .v-select__selection") == "two-towns"
    here.page.go_forward()
    here.wait("d.querySelectorAll('.map .box').length > 1 && d.dataset.day === '2'")
    assert here.text(".v-navigation-drawer .v-select__selection") == "south-damascus-2018"
    # Mesa's own controls are those of the run that is shown.
    here.step()
    here.reset()
    assert here.text(".day") == "before day 1 of 90, seed 1"
    assert "day=" not in here.page.url


@pytest.mark.browser
def test_a_link_with_a_mistake_says_so(visit: Visits) -> None:
    here = visit("two-towns", query="&buses=lots")
    here.page.get_by_text("link: Buses: a whole number from 0 to 50").wait_for()
    assert here.page.locator("#lever-buses").input_value() == "12"
    here.step()


@pytest.mark.browser
def test_the_link_can_be_copied(visit: Visits) -> None:
    here = visit("two-towns", query="&seed=3")
    here.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.button("Copy link").click()
    here.button("Copied").wait_for()
    assert here.page.evaluate("navigator.clipboard.readText()").endswith("?scenario=two-towns&seed=3")
