"""What the documents show: commands of a terminal, blocks of Python, tables."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "runs" / "README.md", *sorted(DOCS.glob("*.md"))]
FENCED = re.compile(r"^```([^\n`]*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its page, the language it is marked with, its text and the text before it."""

    page: Path
    language: str
    text: str
    before: str


def blocks(page: Path) -> Iterator[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in FENCED.finditer(text):
        yield Block(page, found[1].strip(), found[2], text[: found.start()])


def commands(page: Path) -> Iterator[str]:
    """The lines that begin a command of a terminal: continued ones joined, those beside each other apart."""
    for block in blocks(page):
        if block.language in ("", "bash"):
            for line in block.text.replace("\\\n", " ").splitlines():
                yield from (part.strip() for part in line.split("&&"))


def words(command: str) -> list[str]:
    """A command as a shell takes it apart, without its comment."""
    return shlex.split(command, comments=True)


def script(name: str) -> ModuleType:
    """A script of the folder of documents as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
