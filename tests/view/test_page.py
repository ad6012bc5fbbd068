"""The page in a real browser: what a viewer presses, and what is then to be seen."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from safepassage import Scenario, simulate

pytestmark = pytest.mark.browser

Visits = Callable[..., Any]


def downloaded(visit: Any, button: str) -> tuple[str, bytes]:  # noqa: ANN401 - a Visit
    with visit.page.expect_download() as waiting:
        visit.button(button).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_page_loads_with_all_its_parts(visit: Visits) -> None:
    page = visit().page
    for area in ("map", "time", "ledger", "story", "people", "why", "reports"):
        assert page.locator(f".area-{area}").is_visible()
    assert not page.locator(".area-compare").is_visible()
    assert page.locator(".date").inner_text() == "Monday, 1 April 2030"
    assert page.locator(".map .cell").count() == 3
    assert page.locator(".map .box").count() == 1
    assert page.locator(".lever").count() == 8
    assert "Upton Guard" in page.locator(".area-map").text_content()


def test_step_moves_a_day(visit: Visits) -> None:
    here = visit()
    assert here.day == -1
    here.step(3)
    assert here.page.locator(".day").inner_text() == "day 3 of 90, seed 1"
    assert here.page.locator(".date").inner_text() == "Wednesday, 3 April 2030"
    # Mesa's own count: "Step: 3" until 3.3, "Time: 3" from 3.4 on.
    assert here.page.get_by_text("Step: 3").count() + here.page.get_by_text("Time: 3").count() == 1


def test_play_and_pause(visit: Visits) -> None:
    here = visit()
    here.play_until("+d.dataset.day >= 5")
    here.pause_heard()
    day = here.day
    here.page.wait_for_timeout(1_000)
    assert here.day == day == here.known
    assert 5 <= day < 90


def test_the_ledger_reaches_a_signed_agreement(visit: Visits) -> None:
    here = visit()
    here.play_until("d.querySelector('.ledger .stage.convoys, .ledger .stage.handed-over')")
    here.settle()
    rows = here.page.locator(".ledger tbody tr")
    assert rows.count() == 2
    text = " ".join(rows.all_inner_texts())
    assert "Council of elders" in text
    assert "to The coast" in text
    here.to_the_end()
    ends = here.page.locator(".ledger .stage").all_inner_texts()
    result = simulate(Scenario.load("two-towns"), 1)
    words = {"evacuated": "handed over", "stormed": "stormed", "settled": "settled", "withdrew": "withdrew"}
    assert ends == [words[row["outcome"]] for row in result.summary["agreements"]]
    people = here.page.locator(".ledger tbody tr:first-child .number").nth(1).inner_text()
    assert people == f"{result.summary['agreements'][0]['evacuated']:,}"
    assert (
        here.page.locator(".map .box .arrived").text_content() == f"{result.summary['totals']['evacuated']:,} arrived"
    )
    assert here.page.locator(".deals text").count() >= 1
    assert here.page.locator(".reports tbody tr").count() > 1
    here.shoot("page-two-towns")


def test_reports_show_denials_and_the_true_number_on_demand(visit: Visits) -> None:
    here = visit("south-damascus-2018")
    here.play_until("d.querySelector('.reports .denies') && d.querySelector('.reports .true')")
    true = here.page.locator(".reports .true").first
    assert not true.is_visible()
    here.page.get_by_text("true numbers").click()
    assert true.is_visible()
    assert true.inner_text().startswith("true: ")


def test_a_click_on_a_row_chooses_the_enclave_of_the_chart(visit: Visits) -> None:
    here = visit()
    here.step(2)
    here.page.locator(".ledger tbody tr").nth(1).click()
    here.wait("d.querySelector('.choice').value === '1'")
    name = here.page.locator(".ledger tbody tr").nth(1).locator("b").inner_text()
    assert here.text(".verdict").startswith(f"{name}: ")
    here.page.locator(".choice").select_option("0")
    here.wait("d.querySelector('.ledger tbody tr').className === 'selected'")


def test_reset_begins_again(visit: Visits) -> None:
    here = visit()
    here.step(4)
    here.reset()
    assert here.page.locator(".day").inner_text() == "before day 1 of 90, seed 1"
    here.step()
    assert here.page.locator(".date").inner_text() == "Monday, 1 April 2030"


def test_another_scenario(visit: Visits) -> None:
    here = visit()
    here.choose_scenario("south-damascus-2018")
    here.reset()
    assert "Yarmouk" in here.page.locator(".area-map").text_content()
    # The levers are now those of the new scenario.
    here.page.get_by_text("Badia open").wait_for()
    here.step()


def test_with_scenario_and_seed_the_page_runs_what_the_command_line_runs(visit: Visits, tmp_path: Path) -> None:
    here = visit()
    here.choose_seed("6")
    here.reset()
    here.step(2)
    here.page.get_by_label("Day that is shown").focus()
    for _ in range(23):
        here.page.keyboard.press("ArrowRight")  # what is not known yet is not shown
    assert here.day == 1
    for day in range(2, 25):
        here.button("Forward a day").click()
        here.wait(f"+d.dataset.day === {day}")
    assert here.page.locator(".day").inner_text() == "day 25 of 90, seed 6"
    name, content = downloaded(here, "Save run")
    assert name == "two-towns-6-day-25.zip"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    command = ["run", "two-towns", "--seed", "6", "--days", "25", "--no-figures", "--out"]
    subprocess.run(
        [sys.executable, "-m", "safepassage", *command, str(tmp_path / "cli")], check=True, capture_output=True
    )
    tables = [path.name for path in (tmp_path / "cli").iterdir() if path.name != "manifest.json"]
    assert "daily.parquet" in tables
    for table in tables:
        assert (tmp_path / "two-towns-6" / table).read_bytes() == (tmp_path / "cli" / table).read_bytes(), table


def test_a_lever_applies_on_reset(visit: Visits) -> None:
    here = visit()
    here.step(2)
    field = here.page.locator("#lever-buses")
    assert field.input_value() == "12"
    field.fill("3")
    field.press("Enter")
    here.wait("document.querySelector('.lever.pending[data-lever=buses]')")
    here.page.locator("#lever-destination").uncheck()
    here.wait("document.querySelectorAll('.lever.pending').length === 2")
    assert here.day == 1
    here.reset()
    here.wait("!document.querySelector('.lever.pending') && document.querySelectorAll('.lever.moved').length === 2")
    assert here.page.locator(".map .box .door").text_content() == "closed"
    here.step()
    with zipfile.ZipFile(BytesIO(downloaded(here, "Save run")[1])) as archive:
        manifest = archive.read("two-towns-1/manifest.json").decode()
    assert '"buses": 3' in manifest
    here.page.locator(".lever[data-lever=buses] .back").click()
    here.wait("document.querySelector('#lever-buses').value === '12'")


def test_a_wrong_value_gives_a_message_and_leaves_the_run(visit: Visits) -> None:
    here = visit()
    here.step(3)
    here.choose_seed("seven")
    here.button("Reset").click()
    here.page.get_by_text("Seed: a whole number from 0 to").wait_for()
    assert here.day == 2
    field = here.page.locator("#lever-buses")
    field.fill("many")
    field.press("Enter")
    here.page.get_by_text("Buses: a whole number from 0 to 50 buses, not 'many'").wait_for()
    here.shoot("page-wrong-value")
    here.step()
    here.choose_seed("7")
    here.reset()
    assert here.page.locator(".day").inner_text() == "before day 1 of 90, seed 7"
    assert not here.page.locator(".head .problem").is_visible()


def test_before_the_first_day_saving_the_run_says_what_to_do_each_time(visit: Visits) -> None:
    here = visit()
    for _ in range(3):
        here.button("Save run").click()
        here.page.get_by_text("no day has been run yet").wait_for()
        here.page.wait_for_function("() => [...document.querySelectorAll('.tools button')].every((b) => !b.disabled)")
    here.step()
    assert not here.page.locator(".head .problem").is_visible()
    assert downloaded(here, "Save run")[0] == "two-towns-1-day-1.zip"


def test_two_sessions_are_apart(visit: Visits) -> None:
    one, two = visit(), visit()
    one.step(3)
    two.choose_seed("2")
    two.reset()
    two.step()
    assert (one.day, two.day) == (2, 0)
    assert one.page.locator(".day").inner_text() == "day 3 of 90, seed 1"
    assert two.page.locator(".day").inner_text() == "day 1 of 90, seed 2"


def test_the_picture_is_saved_as_a_png(visit: Visits) -> None:
    here = visit()
    here.step(10)
    name, content = downloaded(here, "Save picture")
    assert name == "two-towns-1-day-10.png"
    assert content.startswith(b"\x89PNG")
    assert len(content) > 30_000
