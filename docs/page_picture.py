"""Draw the README's picture of the page: ``python docs/page_picture.py``; needs Chromium and Playwright.

Serves the page, goes on until one enclave leaves while others are under assault and observers have reported, and takes
the picture.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).with_name("page.png")
SCENARIO = "spring-2018"
SIZE = {"width": 1680, "height": 1000}
LAST_DAY = 100
MUCH_TO_SEE = {".road.used:not([visibility])": 1, ".arrow": 2, ".stage.convoys": 1, ".reports .when": 4}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
PATIENCE = 120_000  # ms


def main() -> None:
    """Write ``docs/page.png``."""
    browser = os.environ.get("SAFEPASSAGE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        sys.exit("no Chromium found; set SAFEPASSAGE_CHROMIUM to its path")
    command = [sys.executable, "-m", "safepassage", "view", SCENARIO, "--port", "0", "--no-open"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603 - this very program
    try:
        url = server.stdout.readline().split(" ")[0] if server.stdout else ""
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
            page = chromium.new_page(viewport=SIZE)
            page.set_default_timeout(PATIENCE)
            page.goto(url)
            page.wait_for_selector(".dashboard[data-day]")
            go_to_the_picture(page)
            page.screenshot(path=str(PICTURE))
            chromium.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} kB")


def go_to_the_picture(page: Any) -> None:  # noqa: ANN401 - Playwright's page
    """Simulate all, go through the days until there is much to see, and wait for the buses to stand still."""
    page.get_by_role("button", name="To the end", exact=True).click()
    page.wait_for_function("() => !document.querySelector('.ending').hidden")
    for day in range(LAST_DAY):
        page.evaluate(
            """day => {
                const slider = document.querySelector('.days');
                slider.value = day;
                slider.dispatchEvent(new Event('input'));
            }""",
            day,
        )
        page.wait_for_function(f"() => +document.querySelector('.dashboard').dataset.day === {day}")
        if all(page.locator(f".dashboard {mark}").count() >= least for mark, least in MUCH_TO_SEE.items()):
            break
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
