"""How pages look: at 390 px, at 1366 px and on A4 nothing is cut off, overlaps or is folded away on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from report.conftest import Reader
from safepassage.report import report_html, report_pdf
from safepassage.results.runfolder import read_summary

pdfium: Any = pytest.importorskip("pypdfium2")
KINDS = ["one", "folder", "forecast", "study", "comparison"]

# Elements that stick out of the page, or whose text is cut, other than those that may be moved sideways.
CUT = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('figure.broad, figure.sideways, .table')) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""
CELLS = """() => [...document.querySelectorAll('td > span')].filter(e => e.offsetParent).map(e => {
  const box = e.getBoundingClientRect(), frame = e.closest('.table');
  return [box.left >= -1, frame.scrollWidth <= frame.clientWidth + 1 || innerWidth > 600];
}).flat().every(Boolean)"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_on_a_screen(
    kind: str, width: int, request: pytest.FixtureRequest, browser: Any, tmp_path: Path,  # noqa: ANN401
    shown: Callable[[Path], str],
) -> None:  # fmt: skip
    file = tmp_path / "page.html"
    file.write_text(shown(request.getfixturevalue(kind)), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(CELLS)
    picture = imread(BytesIO(page.screenshot(full_page=True)))
    assert picture.shape[1] == width
    assert picture[..., :3].std() > 0.05  # something is drawn
    chosen = page.evaluate("document.querySelector('.first img').currentSrc.length")
    small = page.evaluate("(document.querySelector('.first source') || {srcset: ''}).srcset.length")
    assert not small or (chosen == small) == (width == 390)  # a telephone gets the picture made for it
    page.close()


@pytest.mark.browser
def test_a_telephone_shows_every_cell_with_its_heading(
    folder: Path, browser: Any, tmp_path: Path, shown: Callable[[Path], str]  # noqa: ANN401
) -> None:  # fmt: skip
    file = tmp_path / "page.html"
    file.write_text(shown(folder), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    killed = page.evaluate("""() => [...document.querySelectorAll('td[data-label="killed"]')].map(td =>
      [getComputedStyle(td, '::before').content, td.getBoundingClientRect().right <= innerWidth])""")
    assert killed
    assert all(label == '"killed"' and inside for label, inside in killed)
    page.close()


def pages_of(content: bytes) -> list[Any]:
    return list(pdfium.PdfDocument(content))


def letters(page: Any) -> list[tuple[float, float, float, float]]:  # noqa: ANN401 - of a library without types
    text = page.get_textpage()
    return [text.get_charbox(i) for i in range(text.count_chars())]


def squeezed(text: str) -> str:
    """Without spaces and hyphens: a hyphen at the end of a line is told as a break of the word."""
    return re.sub(r"[\s\-\x02\ufffe\u00ad]+", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_nothing_is_cut_off_or_folded_away(kind: str, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("weasyprint")
    folder = request.getfixturevalue(kind)
    pages = pages_of(report_pdf(folder))
    for page in pages:
        width, height = page.get_size()
        assert {round(width), round(height)} == {595, 842}  # A4
        for left, bottom, right, top in letters(page):
            assert 20 <= left <= right <= width - 20
            assert 10 <= bottom <= top <= height - 10
    said = squeezed("".join(page.get_textpage().get_text_range() for page in pages))
    reader = Reader(report_html(folder))
    missing = [text for text in reader.texts if squeezed(text) and squeezed(text) not in said]
    style = next(text for text in reader.texts if "@page" in text)
    assert [text for text in missing if text != style and not text.isspace()] == []
    first = pages[0].get_textpage().get_text_range()
    for title in ("What was asked", "The answer", "What it rests on", "What it cannot say"):
        assert title in first  # all of the first page is on the first page
    assert "attack on anybody" in " ".join(first.split())


def test_the_printed_ledger_loses_nobody(folder: Path) -> None:
    pytest.importorskip("weasyprint")
    said = " ".join(
        " ".join(page.get_textpage().get_text_range().split()) for page in pages_of(report_pdf(folder))
    )  # fmt: skip
    rows = [row for replicate in read_summary(folder)["replicates"] for row in replicate["agreements"]]
    for enclave in {row["enclave"] for row in rows}:
        own = [row for row in rows if row["enclave"] == enclave]
        for column in ("evacuated", "fighters_evacuated", "crossed", "stayed", "settled_fighters"):
            assert f"{sorted(row[column] for row in own)[1]:,}" in said
        killed = sorted(row["militants_killed"] + row["civilians_killed"] for row in own)
        assert f"{killed[1]:,}" in said


def test_without_weasyprint_the_refusal_says_what_to_install(
    call: Callable[..., Any], one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    said = call("report", one, "--format", "pdf")
    assert said.code == 2
    assert "pip install 'safepassage[pdf]'" in said.err
    assert said.err.count("\n") == 1
