"""Every command and every block of Python that a document shows is run here, or read and listed as long."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import typer

from docs_blocks import PAGES, ROOT, Block, blocks, commands, words
from safepassage.cli import VERBS, _app, main

# Long ones, and why they are not run here: their options are read, and what they do is run elsewhere in small.
LONG = {
    "safepassage forecast spring-2018": "500 draws; tests/forecasts",
    "safepassage forecast spring-2018 --as-of 2018-04-01": "500 draws; tests/forecasts",
    "safepassage compare": "hundreds of runs of spring-2018; tests/analysis",
    "safepassage view": "serves until it is ended; tests/view",
    "safepassage sweep scenarios/designs/guarantor-and-buses.toml": "minutes; tests/sweeps",
    "safepassage sweep scenarios/designs/morris-spring-2018.toml": "minutes; tests/sweeps",
    "safepassage sensitivity": "of such a sweep; tests/analysis",
    "safepassage sweep scenarios/designs/two-towns.toml": "hundreds of runs; tests/sweeps",
    "safepassage build seeds/reported/agreements_more.csv": "every siege of a year; tests/evidence",
    "safepassage calibrate": "an hour; tests/evidence",
    "safepassage validate": "an hour; tests/evidence",
    "safepassage patterns": "minutes; tests/evidence",
}
ELSEWHERE = {"another-place.md": "test_another_place.py", "tutorial.md": "test_site.py"}
STANDS_FOR = re.compile(r"\b(DESIGN|FOLDER|SCENARIO|DIR|ID|[A-Z]\.csv)\b|\$|…|my-")
SHOWN = [(page, line) for page in PAGES for line in commands(page) if line.startswith("safepassage ")]
IDS = [f"{page.name}: {' '.join(words(line))}" for page, line in SHOWN]


def is_long(line: str) -> bool:
    told = " ".join(words(line))
    return "--dry-run" not in told and any(told == long or told.startswith(f"{long} ") for long in LONG)


TO_RUN = [(page, line) for page, line in SHOWN
          if not is_long(line) and not STANDS_FOR.search(line) and page.name not in ELSEWHERE]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to type in: scenarios and seeds beside it, as in a checkout."""
    folder = tmp_path_factory.mktemp("typed")
    for name in ("scenarios", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.parametrize("line", [line for _, line in SHOWN], ids=IDS)
def test_every_command_is_one_that_exists(line: str) -> None:
    """Verb and options are read as they would be, whatever they stand for."""
    _, verb, *arguments = words(line)
    if verb.startswith("-"):
        return
    assert verb in {known.name for known in VERBS}
    command = typer.main.get_command(_app(verb))
    with command.make_context("safepassage", [verb]) as context:
        own = command.get_command(context, verb)  # type: ignore[attr-defined]
        assert own is not None
        with own.make_context(verb, arguments, parent=context, resilient_parsing=False):
            pass


@pytest.mark.parametrize("line", list(dict.fromkeys(line for _, line in TO_RUN)))
def test_every_short_command_works(place: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """In the order of the documents, in one folder, as a reader would type them."""
    monkeypatch.chdir(place)
    assert main(words(line)[1:]) == 0


def test_the_list_of_long_ones_names_none_that_is_not_shown() -> None:
    told = [" ".join(words(line)) for _, line in SHOWN]
    prose = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert not [long for long in LONG if not any(one.startswith(long) for one in told) and long not in prose]


def test_every_target_of_make_that_is_shown_is_there() -> None:
    shown = [block.text for page in PAGES for block in blocks(page) if block.language == ""]
    lines = [line for text in shown for line in text.splitlines()]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in lines:
        if line.startswith("make "):
            assert line.split()[1] in targets, line


PYTHON = [block for page in PAGES for block in blocks(page) if block.language == "python"]
SLURM = "dask_jobqueue"  # needs a cluster: read, not run


@pytest.mark.parametrize("block", PYTHON, ids=[f"{b.page.name}-{b.text.split()[1]}" for b in PYTHON])
def test_every_block_of_python_runs(place: Path, monkeypatch: pytest.MonkeyPatch, block: Block) -> None:
    monkeypatch.chdir(place)
    code = compile(block.text, block.page.name, "exec")
    if SLURM not in block.text:
        exec(code, {"__name__": "a_document"})  # noqa: S102 - what the document says


def test_the_three_lines_without_make_are_three() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = [b.text.splitlines() for b in blocks(ROOT / "README.md") if "-m venv" in b.text]
    assert len(lines) == 3
    assert "untried" in text
    extras = re.search(r"\[([a-z,]+)\]", lines[1])
    assert extras is not None
    known = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{extra} = \[", known, re.MULTILINE) for extra in extras[1].split(","))


def test_the_site_is_a_target_of_make() -> None:
    told = subprocess.run(["make", "-n", "docs"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "sphinx" in told
    assert " -W " in told
