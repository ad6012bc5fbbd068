"""How quick the page is: days a second on spring-2018, and seconds to the first picture, from the command and later.

``python tests/bench/page.py [--rounds N]``. Both are measured beside an empty page of Mesa's in the same run, because
a busy machine slows all of them. Needs Chromium (or SAFEPASSAGE_CHROMIUM, its path) and Playwright.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from ledger import Ledger
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SCENARIO, LAST_DAY = "spring-2018", 119
LEAST_DAYS, MOST_SECONDS_MORE, LOADS = 30.0, 0.5, 4
FASTEST = "60"

EMPTY = """
import mesa
import solara
from mesa.visualization import SolaraViz

class Empty(mesa.Model):
    def __init__(self, rng=None):
        super().__init__(rng=rng)

@solara.component
def Page():
    model = solara.use_memo(lambda: solara.reactive(Empty()), [])
    SolaraViz(model, components=[lambda model: solara.Text("first picture")], name="empty")
"""

NOTE_DAYS = """
() => {
  const dashboard = document.querySelector('.dashboard');
  window.drawn = [];
  new MutationObserver(() => window.drawn.push([performance.now(), +dashboard.dataset.day]))
    .observe(dashboard, { attributes: true, attributeFilter: ['data-day'] });
}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    """A server, ended as Ctrl+C does."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def wait_for_server(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return


def seconds_to_picture(browser: Any, command: Callable[[int], list[str]], picture: str) -> tuple[float, float]:  # noqa: ANN401
    """Seconds from the command to what its page shows first, and of the quickest of later loads of that page."""
    port = free_port()
    page = browser.new_page()
    started = time.perf_counter()
    with running(command(port)):
        wait_for_server(port)
        loads = []
        for _ in range(LOADS):
            before = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/", timeout=120_000)
            page.wait_for_selector(picture, timeout=120_000)
            loads.append((before, time.perf_counter()))
        page.close()
    return loads[0][1] - started, min(end - before for before, end in loads[1:])


def days_a_second(browser: Any, url: str, width: int, height: int, *, fastest: bool) -> dict[str, float]:  # noqa: ANN401
    """Days that pass in the page in a second of playing, and days that are drawn."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url, timeout=120_000)
    page.wait_for_selector(".dashboard[data-day]", timeout=120_000)
    if fastest:
        page.get_by_label("Speed, in days a second").select_option(FASTEST)
    page.evaluate(NOTE_DAYS)
    page.get_by_role("button", name="▶").click()
    page.wait_for_function(f"() => +document.querySelector('.dashboard').dataset.day === {LAST_DAY}", timeout=120_000)
    drawn = page.evaluate("window.drawn")
    page.close()
    seconds = (drawn[-1][0] - drawn[0][0]) / 1000
    return {"days": (drawn[-1][1] - drawn[0][1]) / seconds, "drawn": (len(drawn) - 1) / seconds}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    path = os.environ.get("SAFEPASSAGE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit("no Chromium found; set SAFEPASSAGE_CHROMIUM to its path")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        results = {**first_pictures(browser, Path(folder), rounds), **speeds(browser)}
        browser.close()
    own, empty = results["own"], results["empty"]
    fastest = min(value for name, value in results.items() if name.startswith("days") and "fastest" in name)
    book = Ledger("page")
    book.add("from the command to the first picture, and to an empty page's", f"{own[0]:.1f} s, {empty[0]:.1f} s")
    book.add(
        "first picture of a server that runs, and an empty page's", f"{own[1]:.2f} s, {empty[1]:.2f} s",
        f"at most {MOST_SECONDS_MORE} s later", own[1] - empty[1] <= MOST_SECONDS_MORE,
    )  # fmt: skip
    book.add("days a second at the fastest", f"{fastest:.0f}", f"at least {LEAST_DAYS:.0f}", fastest >= LEAST_DAYS)
    return book.keep()


def first_pictures(browser: Any, folder: Path, rounds: int) -> dict[str, Any]:  # noqa: ANN401 - Playwright's
    """Medians of the seconds to the first picture, of this page and of an empty one, by turns."""
    app = folder / "empty.py"
    app.write_text(EMPTY)
    solara = [str(Path(sys.executable).with_name("solara")), "run", str(app), "--production", "--no-open"]
    view = [sys.executable, "-m", "safepassage", "view", SCENARIO, "--no-open"]
    seconds: dict[str, list[tuple[float, float]]] = {"empty": [], "own": []}
    for _ in range(rounds):
        for name, command, picture in (
            ("empty", [*solara, "--host", "127.0.0.1"], "text=first picture"),
            ("own", view, ".dashboard[data-day]"),
        ):
            seconds[name].append(seconds_to_picture(browser, partial(_at, command), picture))
    return {name: tuple(map(median, zip(*found, strict=True))) for name, found in seconds.items()}


def _at(command: list[str], port: int) -> list[str]:
    return [*command, "--port", str(port)]


def speeds(browser: Any) -> dict[str, float]:  # noqa: ANN401 - Playwright's
    """Days a second at two sizes of the window, at the default and at the fastest setting."""
    port = free_port()
    found = {}
    with running([sys.executable, "-m", "safepassage", "view", SCENARIO, "--no-open", "--port", str(port)]):
        wait_for_server(port)
        for width, height in ((1366, 768), (1920, 1080)):
            for fastest in (False, True):
                name = f"{width}x{height}, {'fastest' if fastest else 'default'}"
                speed = days_a_second(browser, f"http://127.0.0.1:{port}/", width, height, fastest=fastest)
                found |= {f"{kind}, {name}": value for kind, value in speed.items()}
                print(f"{name}: {speed['days']:.1f} days a second, {speed['drawn']:.1f} drawn")  # noqa: T201
    return found


if __name__ == "__main__":
    sys.exit(main())
