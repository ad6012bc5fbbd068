"""The site builds without a warning and without a network, the tutorial runs, and every link inside leads somewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs_blocks import DOCS, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning is an error."""
    pytest.importorskip("sphinx")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-b", "html", "-c", "docs"]
    environment = {**os.environ, "no_proxy": "*"}
    done = subprocess.run(
        [*command, "-d", str(folder / "trees"), ".", str(folder / "html")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "html"


class Page(HTMLParser):
    """The targets of a page's links and the names of its places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs if tag != "base" else []:
            if name in ("href", "src") and value:
                self.targets.append(value)
            if name == "id" and value:
                self.places.add(value)


def test_every_link_inside_leads_somewhere(site: Path) -> None:
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    lost = []
    for path, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not there.exists() or (
                parts.fragment and there in pages and unquote(parts.fragment) not in pages[there].places
            ):
                lost.append(f"{path.relative_to(site)}: {target}")
    assert not [line for line in lost if not line.endswith(": #")]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text, path.name
        assert '<link rel="stylesheet" href="http' not in text, path.name


def test_the_tutorial_shows_what_it_computes(site: Path) -> None:
    text = (site / "docs" / "tutorial.html").read_text(encoding="utf-8")
    assert text.count("<img") >= 2
    assert "Two towns of one valley" in text
    assert "people, ±" in text
    assert "PRCC" in text


def test_every_page_of_the_folder_is_in_the_site(site: Path) -> None:
    assert not [p.name for p in DOCS.glob("*.md") if not (site / "docs" / f"{p.stem}.html").is_file()]
    assert (site / "index.html").is_file()


def test_files_of_the_code_have_pages(site: Path) -> None:
    assert (site / "source" / "model" / "safepassage" / "equations" / "war.py.html").is_file()
    assert (site / "source" / "model" / "safepassage" / "equations.html").is_file()
