"""Fixtures that several folders of tests share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

import safepassage
from safepassage import Result, Scenario, simulate
from safepassage.cli import main

# The same cases each time, so that a change is judged by what it changed; `make fuzz` looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

SOURCE = Path(safepassage.__file__).parent.parent

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

SMALL = """
[scenario]
title = "One town"
start = 2030-04-01
days = 40
capital_region = ["town"]
[districts.town]
name = "Town"
lat = 45.0
lon = 10.0
population = 900
population_prewar = 3000
holder = "guard"
[districts.ground]
name = "Ground"
lat = 45.1
lon = 10.1
[[fronts]]
a = "ground"
b = "town"
[[roads]]
a = "town"
b = "ground"
km = 8
hours = 0.5
[[roads]]
a = "ground"
b = "coast"
km = 100
hours = 4.0
[destinations.coast]
name = "The coast"
lat = 44.4
lon = 11.4
holder = "rebel"
[factions.guard]
name = "Town Guard"
kind = "rebel"
fighters = 80
[government]
strength = 600
[brokers.elders]
name = "Council of elders"
guarantee = 0.5
[convoys]
buses = 10
[[offensives]]
date = 2030-04-03
districts = ["town"]
strength = 500
"""


class Said(NamedTuple):
    """What a call of the command line left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def small() -> str:
    """The text of the smallest scenario that has something of everything."""
    return SMALL


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """The same as a file."""
    path = tmp_path / "one-town.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def two_towns() -> Scenario:
    """The bundled small scenario."""
    return Scenario.load("two-towns")


@pytest.fixture(scope="session")
def two_towns_run(two_towns: Scenario) -> Result:
    """One run of it."""
    return simulate(two_towns, seed=1)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and tables of the default width, however wide the shell is that tests run in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call the command line in this process, in an empty working folder."""
    assert here.is_dir()

    def called(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Said(code, *capsys.readouterr())

    return called


@pytest.fixture
def command(here: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command line as a process of its own, in an empty working folder; none outlives the test.

    It heeds Ctrl-C and a terminal that closes, even where the tests were started in the background or by `nohup`.
    """
    processes: list[subprocess.Popen[str]] = []
    paths = [str(SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}

    def started(*arguments: object, **options: Any) -> subprocess.Popen[str]:  # noqa: ANN401 - those of Popen
        line = [sys.executable, "-m", "safepassage", *map(str, arguments)]
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        given = {**environment, **streams.pop("env", {})}
        process = subprocess.Popen(line, cwd=here, env=given, text=True, preexec_fn=_heeding, **streams)
        processes.append(process)
        return process

    yield started
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _heeding() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _missing(what: str) -> None:
    """Skip, or fail where the browser tests have to run."""
    if os.environ.get("SAFEPASSAGE_BROWSER") == "1":
        pytest.fail(f"SAFEPASSAGE_BROWSER=1, but {what}")
    pytest.skip(what)


def chromium() -> str | None:
    """The system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("SAFEPASSAGE_CHROMIUM") or next((found for n in names if (found := shutil.which(n))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium without a window: one for all tests, as a process can only hold one session of Playwright."""
    path = chromium()
    if path is None:
        _missing("there is no Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()
