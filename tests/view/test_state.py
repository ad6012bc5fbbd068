"""State that depends on other state is applied together with it: whatever was shown before, a run looks as loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from safepassage.scenario import available

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visits = Callable[..., Any]


def seen(here: Any) -> dict[str, Any]:  # noqa: ANN401 - a Visit
    """All that the page shows, but for the number of the run."""
    html = here.page.evaluate("document.querySelector('.dashboard').outerHTML")
    fields = here.page.evaluate(
        "[...document.querySelectorAll('.levers input')].map((i) => i.type === 'checkbox' ? i.checked : i.value)"
    )
    return {
        "html": re.sub(r' data-run="\d+"', "", html),
        "levers": fields,
        "labels": here.page.locator(".levers .name").all_inner_texts(),
        "scenario": here.text(".v-navigation-drawer .v-select__selection"),
        "title": here.page.title(),
    }


def walked(here: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - a Visit
    """A scenario before its first day, and a few days later."""
    before = seen(here)
    assert before["scenario"] == name
    assert all(value != "" for value in before["levers"]), (name, before["levers"])
    here.step(2)
    here.wait("!document.querySelector('.moving')")
    return [before, seen(here)]


def test_all_scenarios_there_and_back_look_like_a_fresh_load_of_each(visit: Visits) -> None:
    names = [*available()]
    here = visit(names[0])
    shown: list[tuple[str, list[dict[str, Any]]]] = [(names[0], walked(here, names[0]))]
    for name in [*names[1:], *reversed(names[:-1])]:
        here.choose_scenario(name)
        here.reset()
        shown.append((name, walked(here, name)))
    assert len(shown) == 2 * len(names) - 1
    fresh = {}
    for name in names:
        here.open(here.page.url.split("?")[0] + f"?scenario={name}")
        fresh[name] = walked(here, name)
    for name, pair in shown:
        for now, then in zip(pair, fresh[name], strict=True):
            for part, value in now.items():
                assert value == then[part], (name, part, _apart(str(value), str(then[part])))


def _apart(a: str, b: str) -> tuple[str, str]:
    """Where two texts begin to differ."""
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[max(at - 80, 0) : at + 80], b[max(at - 80, 0) : at + 80]


def test_with_a_band_and_a_run_beside_a_reset_leaves_nothing_of_them(visit: Visits) -> None:
    here = visit()
    here.page.get_by_label("Compare with").last.select_option("south-damascus-2018")
    here.wait("d.classList.contains('beside')")
    here.button("Show the 10–90 % band").click()
    here.wait("d.querySelector('.strip .band')")
    here.page.get_by_label("Compare with").last.select_option("")
    here.wait("!d.classList.contains('beside')")
    here.choose_scenario("south-damascus-2018")
    here.reset()
    assert here.page.locator(".strip .band, .strip .beside").count() == 0
    assert "not in the runs" not in here.text(".ledger")
    assert here.button("Show the 10–90 % band").is_visible()


def test_a_page_that_missed_something_gets_everything_again(visit: Visits) -> None:
    here = visit()
    here.step(4)
    before = here.text(".ledger tbody")
    here.page.wait_for_function("() => location.search.includes('day=4')")
    here.page.reload()
    here.wait("d.dataset.day === '3'")
    assert here.text(".ledger tbody") == before
    assert here.known >= 3
    here.step()
