"""Break one rule of the model at a time and see whether a behaviour test notices.

A mutant is a small edit of the source, told in ``tests/mutants/*.toml``: a function or class, a text that stands there
once in the whole package, what the text becomes, and the test that should notice. Each is applied to a copy of
``model/``; then tests run against the copy until one fails: the named one, all of single rules, and only if it survives
these those of equations, actors and phases. The baseline does not run: it would notice any change and say nothing.

    python tests/mutants.py                     all mutants, two at a time (minutes)
    python tests/mutants.py --only truce-ignored --all
    python tests/mutants.py --check             only look whether every text and test is found

Exit code 1 where a mutant survives, 2 where an edit cannot be applied.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "model" / "safepassage"
RULES = ("tests/rules",)
PARTS = ("tests/equations", "tests/actors", "tests/phases")
PATIENCE = 300  # seconds after which a mutant counts as killed: it never ends
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?: - .*)?$", re.MULTILINE)


class CannotApply(ValueError):  # noqa: N818 - what is wrong with the file that the user edits
    """A mutant's text is not found exactly once; the message says where it was looked for."""


@dataclass(frozen=True)
class Mutant:
    """One rule broken: its name, the rule in words, the edit, and the test of the rule (``file.py::function``)."""

    name: str
    rule: str
    within: str
    text: str
    becomes: str
    test: str


@dataclass(frozen=True)
class Verdict:
    """What the behaviour tests said of a mutant: those that failed, by node id."""

    mutant: Mutant
    killers: tuple[str, ...]

    @property
    def survived(self) -> bool:
        """Whether no test noticed."""
        return not self.killers


def load() -> list[Mutant]:
    """All mutants, in the order of the files."""
    files = sorted((ROOT / "tests" / "mutants").glob("*.toml"))
    trees = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    mutants = [Mutant(name, **table) for tree in trees for name, table in tree.items()]
    names = [mutant.name for mutant in mutants]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CannotApply(f"two mutants have the same name: {', '.join(twice)}")
    return mutants


# Where the edit goes


@cache
def _definitions() -> dict[str, list[tuple[Path, int, int]]]:
    """Files and lines (from, to) of every function and class of the package, by name."""
    found: dict[str, list[tuple[Path, int, int]]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.setdefault(node.name, []).append((path, node.lineno - 1, node.end_lineno or node.lineno))
    return found


def _places(mutant: Mutant) -> Iterator[tuple[Path, int]]:
    """Every file, and position in it, at which the mutant's text stands within its function."""
    for path, first, last in _definitions().get(mutant.within, ()):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        start = sum(map(len, lines[:first]))
        body = "".join(lines[first:last])
        for match in re.finditer(re.escape(mutant.text), body):
            yield path, start + match.start()


def place(mutant: Mutant) -> tuple[Path, int]:
    """The one place of a mutant's text; raises CannotApply where there is none, or more than one."""
    places = sorted(set(_places(mutant)))
    if len(places) == 1:
        return places[0]
    where = ", ".join(str(path.relative_to(ROOT)) for path, _ in places) or "nowhere"
    raise CannotApply(f"{mutant.name}: {mutant.text!r} within {mutant.within} must stand once; found {where}")


def check(mutant: Mutant) -> None:
    """Raise CannotApply where a mutant's text or its test is not found."""
    place(mutant)
    file, _, function = mutant.test.partition("::")
    path = ROOT / RULES[0] / file
    if not path.is_file() or f"def {function}(" not in path.read_text(encoding="utf-8"):
        raise CannotApply(f"{mutant.name}: no test {mutant.test} in {RULES[0]}")


def write_copy(folder: Path, mutant: Mutant | None) -> None:
    """Put a copy of ``model/`` into a folder, beside the scenarios and seeds, with the mutant's edit applied."""
    shutil.copytree(ROOT / "model", folder / "model")
    for name in ("scenarios", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    if mutant is not None:
        path, at = place(mutant)
        source = path.read_text(encoding="utf-8")
        changed = source[:at] + mutant.becomes + source[at + len(mutant.text) :]
        (folder / path.relative_to(ROOT)).write_text(changed, encoding="utf-8")


# What the tests say


def killers(mutant: Mutant | None, *, every: bool = False) -> tuple[str, ...]:
    """The behaviour tests that fail against a mutant (or against the model as it is): the first, or every one."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name)
        write_copy(folder, mutant)
        for tests in ((*RULES, *PARTS),) if every else _selections(mutant):
            if mutant is not None and tests is PARTS and _failing_anyway():
                break  # what fails without a mutant too judges nobody
            if failed := _failing(folder, tests, every=every):
                return failed
    return ()


@cache
def _failing_anyway() -> tuple[str, ...]:
    """Those of the parts' tests that fail against the model as it is."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        write_copy(Path(name), None)
        return _failing(Path(name), PARTS, every=True)


def _selections(mutant: Mutant | None) -> list[tuple[str, ...]]:
    """Tests in the order in which they are asked, the one that should notice first."""
    return [(f"{RULES[0]}/{mutant.test}",), RULES, PARTS] if mutant else [RULES]


def _failing(folder: Path, tests: tuple[str, ...], *, every: bool) -> tuple[str, ...]:
    """Those of some tests that fail against the model in a folder: the first, or every one."""
    paths = {"PYTHONPATH": str(folder / "model"), "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}
    line = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *tests]
    try:
        ran = subprocess.run(
            line if every else [*line, "-x"],
            cwd=ROOT,
            env={**os.environ, **paths},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return (f"no end within {PATIENCE} s",)
    failed = tuple(_FAILED.findall(ran.stdout))
    return failed or (() if ran.returncode == 0 else (f"pytest left with exit code {ran.returncode}",))


def judge(mutants: list[Mutant], workers: int, *, every: bool) -> Iterator[Verdict]:
    """A verdict on each mutant, in order, so many at a time."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda mutant: Verdict(mutant, killers(mutant, every=every)), mutants)


def _short(test: str) -> str:
    return test.removeprefix("tests/").replace(".py::", ": ")


def report(console: Console, verdicts: list[Verdict]) -> None:
    """Print the table of mutants and who killed them."""
    table = Table("mutant", "rule that it breaks", "killed by", box=None, pad_edge=False)
    for verdict in verdicts:
        first = "SURVIVED" if verdict.survived else _short(verdict.killers[0])
        more = f" and {len(verdict.killers) - 1} more" if len(verdict.killers) > 1 else ""
        table.add_row(verdict.mutant.name, verdict.mutant.rule, first + more)
    console.print(table)
    survivors = sum(verdict.survived for verdict in verdicts)
    console.print(f"{len(verdicts)} mutants, {len(verdicts) - survivors} killed, {survivors} survived")


def _chosen(only: list[str]) -> list[Mutant]:
    mutants = load()
    if unknown := sorted(set(only) - {mutant.name for mutant in mutants}):
        raise CannotApply(f"no such mutant: {', '.join(unknown)}")
    return [mutant for mutant in mutants if not only or mutant.name in only]


def main() -> int:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="this mutant (may be given again)")
    parser.add_argument("--workers", metavar="N", type=int, default=2, help="mutants at a time (2)")
    parser.add_argument("--all", action="store_true", help="every test that fails, not just the first")
    parser.add_argument("--check", action="store_true", help="only look whether every text and test is found")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 240)
    try:
        mutants = _chosen(options.only)
        wrong = [str(error) for mutant in mutants if (error := _error(mutant)) is not None]
        if wrong:
            raise CannotApply("\n".join(wrong))
    except CannotApply as error:
        Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
        return 2
    if options.check:
        console.print(f"{len(mutants)} mutants, each found once")
        return 0
    if failing := killers(None):
        console.print(f"the model as it is fails {failing[0]}: mend that first", markup=False)
        return 2
    judging = judge(mutants, options.workers, every=options.all)
    verdicts = list(track(judging, "mutants", len(mutants), console=Console(stderr=True)))
    report(console, verdicts)
    return int(any(verdict.survived for verdict in verdicts))


def _error(mutant: Mutant) -> CannotApply | None:
    try:
        check(mutant)
    except CannotApply as error:
        return error
    return None


if __name__ == "__main__":
    sys.exit(main())
