"""How quick the page is: days a second on spring-2018, and seconds from the command to the first picture.

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
from pathlib import Path
from statistics import median
from typing import Any

from ledger import Ledger
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SCENARIO, LAST_DAY = "spring-2018", 119
LEAST_DAYS, MOST_SECONDS_MORE = 15.0, 2.0

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


def seconds_to_picture(browser: Any, command: Callable[[int], list[str]], picture: str) -> float:  # noqa: ANN401
    """Seconds from the command to what its page shows first."""
    port = free_port()
    page = browser.new_page()
    start = time.perf_counter()
    with running(command(port)):
        wait_for_server(port)
        page.goto(f"http://127.0.0.1:{port}/", timeout=120_000)
        page.wait_for_selector(picture, timeout=120_000)
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def days_a_second(browser: Any, url: str, width: int, height: int, *, fastest: bool) -> dict[str, float]:  # noqa: ANN401
    """Days that pass in the page in a second of playing, and days that are drawn."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url, timeout=120_000)
    page.wait_for_selector(".dashboard[data-day]", timeout=120_000)
    if fastest:
        slider = page.get_by_role("slider").first
        slider.focus()
        slider.press("Home")
        page.wait_for_timeout(300)
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
    more = results["seconds_to_picture"] - results["seconds_to_picture_empty"]
    slowest = min(value for name, value in results.items() if name.startswith("days") and "fastest" in name)
    book = Ledger("page")
    own, empty = results["seconds_to_picture"], results["seconds_to_picture_empty"]
    book.add("first picture, after an empty page's", f"{own:.1f} s, {empty:.1f} s", "2 s", more <= MOST_SECONDS_MORE)
    book.add("days a second, at the least", f"{slowest:.0f}", f"at least {LEAST_DAYS:.0f}", slowest >= LEAST_DAYS)
    return book.keep()


def first_pictures(browser: Any, folder: Path, rounds: int) -> dict[str, float]:  # noqa: ANN401 - Playwright's
    """Seconds to the first picture, of this page and of an empty one, by turns."""
    app = folder / "empty.py"
    app.write_text(EMPTY)
    solara = [str(Path(sys.executable).with_name("solara")), "run", str(app), "--production", "--no-open"]
    view = [sys.executable, "-m", "safepassage", "view", SCENARIO, "--no-open"]
    own, empty = [], []
    for _ in range(rounds):
        empty.append(
            seconds_to_picture(
                browser, lambda port: [*solara, "--host", "127.0.0.1", "--port", str(port)], "text=first picture"
            )
        )
        own.append(
            seconds_to_picture(browser, lambda port: [*view, "--port", str(port)], ".map .cell >> nth=0"),
        )
    print(f"first picture: {median(own):.1f} s, of an empty page {median(empty):.1f} s (target: at most 2 s more)")  # noqa: T201
    return {"seconds_to_picture": median(own), "seconds_to_picture_empty": median(empty)}


def speeds(browser: Any) -> dict[str, float]:  # noqa: ANN401 - Playwright's
    """Days a second at two sizes of the window, at the default and at the shortest interval."""
    port = free_port()
    found = {}
    with running([sys.executable, "-m", "safepassage", "view", SCENARIO, "--no-open", "--port", str(port)]):
        wait_for_server(port)
        for width, height in ((1366, 768), (1920, 1080)):
            for fastest in (False, True):
                name = f"{width}x{height}, {'fastest' if fastest else 'default'}"
                speed = days_a_second(browser, f"http://127.0.0.1:{port}/", width, height, fastest=fastest)
                found |= {f"{kind}, {name}": value for kind, value in speed.items()}
                print(f"{name}: {speed['days']:.1f} days a second, {speed['drawn']:.1f} drawn (target: 15)")  # noqa: T201
    return found


if __name__ == "__main__":
    sys.exit(main())
