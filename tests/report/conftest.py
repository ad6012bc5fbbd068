"""Folders that the tests of reports share, one of each kind."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from safepassage.cli import main
from safepassage.report import report_html

VOID = {"meta", "img", "br", "source"}
DESIGN = """
title = "Guarantee and fleet"
scenario = "two-towns"
method = "{method}"
replicates = 3
seed = 1
{more}
[factors]
"brokers.elders.guarantee" = {guarantee}
"convoys.buses" = {buses}
"""


class Reader(HTMLParser):
    """Collects text and attributes, and checks that every element is closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


def made(path: Path, *arguments: str) -> Path:
    assert main([*arguments, "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def folder(reports: Path) -> Path:
    """Three replicates."""
    return made(reports / "towns", "run", "two-towns", "--no-figures", "--replicates", "3")


@pytest.fixture(scope="session")
def one(reports: Path) -> Path:
    """One run."""
    return made(reports / "one", "run", "two-towns", "--no-figures", "--seed", "2")


@pytest.fixture(scope="session")
def forecast(reports: Path) -> Path:
    """A forecast of a few draws."""
    return made(reports / "forecast", "forecast", "two-towns", "--draws", "12", "--workers", "1")


@pytest.fixture(scope="session")
def sweep(reports: Path) -> Path:
    """A grid without a study."""
    return swept(reports, "grid", "", "[0.0, 1.0]", "[4, 20]")


@pytest.fixture(scope="session")
def study(reports: Path) -> Path:
    """Elementary effects, analysed."""
    ranged = "{ low = 0.0, high = 1.0 }", "{ low = 4, high = 20 }"
    path = swept(reports, "morris", "samples = 3", *ranged)
    assert main(["sensitivity", str(path)]) == 0
    return path


def swept(reports: Path, method: str, more: str, guarantee: str, buses: str) -> Path:
    file = reports / f"{method}.toml"
    file.write_text(DESIGN.format(method=method, more=more, guarantee=guarantee, buses=buses), encoding="utf-8")
    return made(reports / f"sweep-{method}", "sweep", str(file), "--workers", "1")


@pytest.fixture(scope="session")
def comparison(reports: Path) -> Path:
    """One change."""
    change = ("--set", "convoys.buses=30", "--replicates", "4", "--workers", "1")
    return made(reports / "comparison", "compare", "two-towns", "two-towns", *change)


@pytest.fixture(scope="session")
def validation(reports: Path) -> Path:
    """The scores of made-up forecasts, in the folder that `validate --out` leaves."""
    return scored(reports / "validation")


def scored(path: Path) -> Path:
    from safepassage.evidence.scoring import folder as scoring
    from safepassage.evidence.scoring.validation import validate

    path.mkdir()
    scoring.write(path, scoring.content(validate(draws=1)), {"agreements": "seeds/reported", "seed": 1, "draws": 1})
    return path


@pytest.fixture(scope="session")
def shown() -> Any:  # noqa: ANN401 - a function
    """The page of a folder, made once."""
    pages: dict[Path, str] = {}

    def page(path: Path) -> str:
        if path not in pages:
            pages[path] = report_html(path)
        return pages[path]

    return page
