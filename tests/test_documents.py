"""The documents say what is: every file is named, every link leads somewhere, every name that is linked is defined."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import safepassage
from safepassage.campaign import SCHEDULE

ROOT = Path(__file__).parents[1]
PACKAGE = Path(safepassage.__file__).parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCUMENTS = sorted(
    [
        *ROOT.glob("docs/*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "runs/README.md")),
    ]
)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
IDS = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# The tree


def tree(text: str) -> dict[str, str]:
    """What the indented tree names, as path and words; a folder ends with a slash."""
    (block,) = re.findall(r"^```\nsafepassage/.*?^```", text, re.DOTALL | re.MULTILINE)
    above: list[str] = []
    found: dict[str, str] = {}
    for line in block.splitlines()[1:-1]:
        name, _, words = line.strip().partition(" ")
        del above[(len(line) - len(line.lstrip())) // 2 :]
        path = "".join([*above, name])
        assert path not in found, f"{path} is named twice"
        found[path] = words.strip()
        if name.endswith("/"):
            above.append(name)
    return found


def there() -> set[str]:
    """The package's files and folders, as the tree names them: a folder stands for its ``__init__.py``."""
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    folders = {f"{PACKAGE.name}/"}
    for path in files:
        inside = path.relative_to(PACKAGE.parent)
        folders |= {f"{folder.as_posix()}/" for folder in inside.parents if folder.name}
    named = {path.relative_to(PACKAGE.parent).as_posix() for path in files if path.name != "__init__.py"}
    return named | folders


def test_the_tree_names_every_file_of_the_package_and_no_other() -> None:
    named = set(tree(text_of(ARCHITECTURE)))
    assert not (there() - named), "in the package, not in docs/architecture.md"
    assert not (named - there()), "in docs/architecture.md, not in the package"


def test_every_line_of_the_tree_says_something() -> None:
    assert not [path for path, words in tree(text_of(ARCHITECTURE)).items() if len(words) < 3]


def test_a_tree_is_read_by_its_indents() -> None:
    block = "```\nsafepassage/  all\n  a.py  first\n  room/  second\n    b.py  third\n  c.py  fourth\n```"
    assert list(tree(block)) == [f"safepassage/{name}" for name in ("", "a.py", "room/", "room/b.py", "c.py")]


# The schedule


def test_the_schedule_in_the_text_is_the_one_that_runs() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| \[`(\w+)`\]\(\S*/phases/(\w+)\.py\) \|", text_of(ARCHITECTURE), re.M)
    told = [(name, f"safepassage.phases.{module}", function) for _, name, function, module in rows]
    assert told == [(name, act.__module__, act.__name__) for name, act in SCHEDULE]
    assert [int(number) for number, *_ in rows] == list(range(1, len(SCHEDULE) + 1))


# Links


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Words and target of every link to a place in the project; code between fences holds none."""
    prose = re.sub(r"^```.*?^```", "", text_of(path), flags=re.DOTALL | re.MULTILINE)
    pictures = ((words, target) for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", prose))
    for words, target in [*LINK.findall(prose), *pictures]:
        if not re.match(r"[a-z]+:", target):
            yield words, target


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    targets = {target.partition("#")[0] for _, target in links(path)}
    assert not [target for target in targets if target and not (path.parent / target).exists()]


@cache
def defined(path: Path) -> frozenset[str]:
    """Classes, functions, methods and names that a module defines, methods also with their class."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.ClassDef):
            own = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
            found |= {node.name, *own, *(f"{node.name}.{name}" for name in own)}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_name_that_is_linked_is_defined_where_the_link_leads(path: Path) -> None:
    for words, target in links(path):
        name = re.fullmatch(r"`([A-Za-z_][\w.]*)`", words)
        if name and target.endswith(".py") and not name[1].endswith(".py"):
            assert name[1] in defined(path.parent / target), f"{words} in {target}"


def test_what_is_not_defined_would_be_found() -> None:
    module = PACKAGE / "world" / "world.py"
    assert {"World", "World.take", "take", "Counts"} <= defined(module)
    assert "World.regroup" not in defined(module)
