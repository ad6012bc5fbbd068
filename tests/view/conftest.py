"""The page served by the real command, and a Chromium to look at it. What goes wrong in the browser fails the test."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

PATIENCE = 120_000  # ms: the page comes in seconds, unless other work keeps the machine busy
QUIET = 1_000  # ms without a new day
OUTPUT = Path(__file__).parents[1] / "output"

# The command, with a note of every connection that it opens to another machine.
WATCHED = """
import sys
from pathlib import Path

notes = Path(sys.argv.pop(1))

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        target = arguments[1] if event == "socket.connect" else arguments[0]
        host = target[0] if isinstance(target, tuple) else target
        if str(host) not in ("127.0.0.1", "::1", "localhost", "None"):
            with notes.open("a") as out:
                out.write(f"{event} {target}\\n")

sys.addaudithook(watch)
from safepassage.cli import main
sys.exit(main())
"""


class Served:
    """A running ``safepassage view``: its address, and the connections to other machines that it opened."""

    def __init__(self, notes: Path, *arguments: str) -> None:
        self.notes = notes
        command = [sys.executable, "-c", WATCHED, str(notes), "view", *arguments, "--port", "0", "--no-open"]
        heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # started in the background it would not
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, text=True, preexec_fn=heeding, **streams)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split(" ")[0].strip()
        assert self.url.startswith("http://127.0.0.1:"), self.stop()

    def stop(self) -> str:
        """End it as Ctrl+C does; returns what it wrote to standard error."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=30)[1]

    def connections(self) -> str:
        """Connections to other machines so far."""
        return self.notes.read_text() if self.notes.exists() else ""


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Serves a scenario, once in all tests."""
    running: dict[str, Served] = {}

    def start(scenario: str) -> Served:
        if scenario not in running:
            running[scenario] = Served(tmp_path_factory.mktemp("view") / "connections", scenario)
        return running[scenario]

    yield start
    complaints = {name: served.stop() for name, served in running.items()}
    # Who comes with another session's kernel is sent away: that is told with a trace, and is no fault.
    told = {
        name: re.sub(r"ERROR:.*?Session id mismatch", "", text, flags=re.DOTALL) for name, text in complaints.items()
    }
    assert all("Traceback" not in text for text in told.values()), told
    assert not any(served.connections() for served in running.values())


class Visit:
    """A browser session on the page, and everything that went wrong in it."""

    def __init__(self, browser: Any, url: str, **options: Any) -> None:  # noqa: ANN401 - Playwright's
        self.context = browser.new_context(accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        own = urlsplit(url).netloc
        self.page.on("console", lambda m: m.type == "error" and self.wrong.append(f"console: {m.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))
        # What a page was still loading when another took its place is cut off, and nothing is wrong with that.
        self.page.on(
            "requestfailed",
            lambda r: r.failure != "net::ERR_ABORTED" and self.wrong.append(f"request: {r.url} {r.failure}"),
        )
        self.page.on("response", lambda r: r.status >= 400 and self.wrong.append(f"{r.status}: {r.url}"))
        self.page.on(
            "request",
            lambda r: urlsplit(r.url).netloc not in (own, "") and self.wrong.append(f"elsewhere: {r.url}"),
        )
        self.open(url)

    def open(self, url: str) -> None:
        """Go to an address and wait for the first picture."""
        self.page.goto(url)
        self.page.wait_for_selector(".dashboard[data-day]")
        self.page.wait_for_selector(".levers .lever", state="attached")
        self.levers_of_this_run()

    @property
    def day(self) -> int:
        """The day that is drawn, -1 before the first."""
        return int(self.page.get_attribute(".dashboard", "data-day"))

    @property
    def known(self) -> int:
        """The last day that was simulated, as far as the page knows."""
        return int(self.page.get_attribute(".dashboard", "data-known"))

    def text(self, selector: str) -> str:
        """The text of what is found, as a reader sees it."""
        return str(self.page.locator(selector).inner_text())

    def wait(self, condition: str) -> None:
        """Wait until something holds, in JavaScript, of ``d``: the dashboard."""
        self.page.wait_for_function(
            f"() => {{ const d = document.querySelector('.dashboard'); return d !== null && ({condition}); }}"
        )

    def button(self, name: str) -> Any:  # noqa: ANN401 - Playwright's
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def step(self, times: int = 1) -> None:
        """Press Step and wait for the days to be drawn."""
        for _ in range(times):
            day = self.known
            self.button("Step").click()
            self.wait(f"+d.dataset.day === {day + 1}")

    def to_the_end(self) -> None:
        """Simulate all days, and show the last."""
        self.button("To the end").click()
        self.wait("d.dataset.day === d.dataset.known && d.querySelector('.days').max === d.dataset.day")

    def drag_to(self, day: int) -> None:
        """Put the slider of the time line on a day."""
        self.page.evaluate(
            """day => {
                const slider = document.querySelector('.days');
                slider.value = day;
                slider.dispatchEvent(new Event('input'));
            }""",
            day,
        )

    def show(self, day: int) -> None:
        """Show a day that was simulated."""
        self.drag_to(day)
        self.wait(f"+d.dataset.day === {day}")

    def play_until(self, condition: str) -> None:
        """Play, and pause in the page itself once something holds: from here, the run might be over by then."""
        if self.button("▶").is_enabled():
            self.button("▶").click()
        self.page.wait_for_function(f"""() => {{
            const d = document.querySelector('.dashboard');
            const pause = [...document.querySelectorAll('button')].find((button) => button.innerText.trim() === '❚❚');
            if (!({condition})) return false;
            if (pause) pause.click();
            return true;
        }}""")

    def pause_heard(self) -> None:
        """Wait until Mesa's player has paused: until the server hears it, and while a step is under way, days come."""
        self.button("▶").wait_for()
        self.page.evaluate("document.querySelector('.dashboard').lastKnown = null")
        self.page.wait_for_function(
            """quiet => {
                const d = document.querySelector('.dashboard');
                const now = performance.now();
                if (d.lastKnown?.day !== d.dataset.known) d.lastKnown = {day: d.dataset.known, since: now};
                return d.dataset.day === d.dataset.known && now - d.lastKnown.since > quiet;
            }""",
            arg=QUIET,
        )

    def choose_scenario(self, name: str) -> None:
        """Set Mesa's field Scenario; it applies on Reset."""
        self.page.locator(".v-navigation-drawer .v-select").first.click()
        self.page.get_by_role("option", name=name, exact=True).click()

    def choose_seed(self, seed: str) -> None:
        """Set Mesa's field of the seed; it applies on Reset."""
        field = self.page.get_by_label("Seed (a whole number)")
        field.fill(seed)
        field.press("Enter")

    def reset(self) -> None:
        """Press Reset and wait for the new run's first drawing."""
        run = self.page.get_attribute(".dashboard", "data-run")
        self.button("Reset").click()
        self.wait(f"d.dataset.run !== '{run}' && d.dataset.day === '-1'")
        self.levers_of_this_run()

    def levers_of_this_run(self) -> None:
        """Wait until the levers are those of the run that is drawn: they come in a message of their own."""
        self.wait("document.querySelector('.levers').dataset.run === d.dataset.run")

    def settle(self) -> None:
        """Wait until the buses stand where they are at noon."""
        self.page.wait_for_timeout(300)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page."""
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=str(OUTPUT / f"{name}.png"))


@pytest.fixture
def visit(browser: Any, serve: Callable[[str], Served]) -> Iterator[Callable[..., Visit]]:  # noqa: ANN401
    """Opens a scenario in a browser session of its own; afterwards nothing may have gone wrong there."""
    visits: list[Visit] = []

    def start(
        scenario: str = "two-towns",
        width: int = 1366,
        height: int = 768,
        query: str = "",
        **options: Any,  # noqa: ANN401 - of a browser session
    ) -> Visit:
        # One server for all: a link opens any of its scenarios.
        url = f"{serve('two-towns').url}?scenario={scenario}{query}"
        visits.append(Visit(browser, url, viewport={"width": width, "height": height}, **options))
        return visits[-1]

    yield start
    for made in visits:
        made.context.close()
    assert [made.wrong for made in visits if made.wrong] == []
