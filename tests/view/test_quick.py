"""The page is quick, and stays as large as it was."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visits = Callable[..., Any]
# Beside other tests, and other work on the machine, half a processor is left for the page: the limits that are promised
# are those of a run alone, and a third of them still tells a page that has become slow from one that waits its turn.
SHARED = 3.0 if "PYTEST_XDIST_WORKER" in os.environ else 1.0
DAYS_A_SECOND = 30 / SHARED
LATER = 0.5 * SHARED  # seconds after an empty page
TRIES = 3

EMPTY = """
import mesa, solara
from mesa.visualization import SolaraViz

class Nothing(mesa.Model):
    def __init__(self, seed=None):
        super().__init__(rng=seed)
    def step(self):
        pass

@solara.component
def Page():
    model = solara.use_memo(lambda: solara.reactive(Nothing()), [])
    SolaraViz(model, components=[], model_params={}, name="nothing")
"""


@pytest.mark.parametrize("button", ["Play from here", "▶"])
def test_thirty_days_a_second_at_the_fastest_setting(visit: Visits, button: str) -> None:
    here = visit("spring-2018")
    speed = here.page.get_by_label("Speed, in days a second")
    speed.select_option("60")
    best = 0.0
    for _ in range(TRIES):  # other tests may keep the machine busy
        start = time.perf_counter()
        here.button(button).click()
        here.wait("d.dataset.day === '119'")
        best = max(best, 120 / (time.perf_counter() - start))
        if best >= DAYS_A_SECOND:
            break
        here.reset()
    assert best >= DAYS_A_SECOND


def test_the_first_picture_comes_soon_after_an_empty_page(
    visit: Visits, serve: Callable[[str], Any], tmp_path: Path
) -> None:
    (tmp_path / "nothing.py").write_text(EMPTY)
    here, port = visit("spring-2018"), _free_port()
    command = [sys.executable, "-m", "solara", "run", "nothing.py", "--no-open", "--production", "--port", str(port)]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        own = f"{serve('two-towns').url}?scenario=spring-2018"
        page = here.context.new_page()
        empty = [_seconds(page, f"http://127.0.0.1:{port}/", "button:has-text('Step')") for _ in range(TRIES + 1)]
        ours = [_seconds(page, own, ".dashboard[data-day]") for _ in range(TRIES)]
    finally:
        server.terminate()
        server.wait()
    assert min(ours) - min(empty) < LATER, (ours, empty)


def _seconds(page: Any, url: str, selector: str) -> float:  # noqa: ANN401 - Playwright's page
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(selector)
    return time.perf_counter() - start


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the empty page is not served")


def test_memory_is_flat_over_a_hundred_resets(visit: Visits, serve: Callable[[str], Any]) -> None:
    here = visit("two-towns")
    browser = here.context.new_cdp_session(here.page)
    process = serve("two-towns").process.pid

    def resets(times: int) -> None:
        here.page.evaluate(
            """async (times) => {
            const d = document.querySelector('.dashboard');
            const named = (name) => (button) => button.innerText.trim().toLowerCase() === name;
            const press = (name) => [...document.querySelectorAll('button')].find(named(name)).click();
            const until = (holds) => new Promise((done) => {
                const look = () => (holds() ? done() : setTimeout(look, 5));
                look();
            });
            for (let i = 0; i < times; i++) {
                press('step');
                await until(() => d.dataset.day === '0');
                press('reset');
                await until(() => d.dataset.day === '-1');
            }
        }""",
            times,
        )

    def size() -> tuple[float, float]:
        """Megabytes of the server and of the page's objects."""
        browser.send("HeapProfiler.collectGarbage")
        used = browser.send("Runtime.getHeapUsage")["usedSize"]
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return pages * 4096 / 1e6, used / 1e6

    resets(20)
    before = size()
    resets(100)
    after = size()
    assert after[0] - before[0] < 8, (before, after)
    assert after[1] - before[1] < 2, (before, after)
