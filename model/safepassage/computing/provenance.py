"""Which code and which libraries computed a table: what must be equal for two runs to give the same bytes."""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from safepassage import __version__

LIBRARIES = ("mesa", "numpy", "networkx", "pandas", "pyarrow", "pydantic", "scipy")  # those that numbers come from
DRAWING = ("matplotlib",)
_PACKAGE = Path(__file__).resolve().parent.parent


def versions(*more: str) -> dict[str, str]:
    """Versions of the package, of Python, of the libraries that numbers come from, and of ``more`` libraries."""
    known = {"safepassage": __version__, "python": platform.python_version()}
    return known | {name: library_version(name) for name in (*LIBRARIES, *more)}


def versions_with_code(*roots: str) -> dict[str, str]:
    """The same and, as ``code``, the fingerprint of the modules that compute something."""
    return {"safepassage": __version__, "code": code(*roots)} | versions()


@cache
def library_version(name: str) -> str:
    """The installed version of a distribution, or ``absent``; the library is not imported."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@cache
def code(*roots: str) -> str:
    """A fingerprint (12 hexadecimal digits of SHA-256) of some modules and whatever they import, however deep.

    It follows imports, those inside functions too, and leaves out docstrings, comments and the imports themselves:
    words and the place where a module lies move no number.
    """
    bodies = sorted(_read(path).body for path in closure(roots))
    return hashlib.sha256("\n".join(bodies).encode()).hexdigest()[:12]


def closure(roots: Iterable[str]) -> list[Path]:
    """The files of some modules and of all that they import from this package, sorted by path."""
    found: set[Path] = set()
    pending = [path for path in map(_file, roots) if path is not None]
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending += [other for other in map(_file, _read(path).imported) if other is not None]
    return sorted(found)


def _file(module: str) -> Path | None:
    package, *parts = module.split(".")
    if package != "safepassage":
        return None
    path = _PACKAGE.joinpath(*parts)
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if parts and p.is_file()), None)


class _Module(NamedTuple):
    """What a module imports, and its statements as Python writes them out, without docstrings and imports."""

    imported: tuple[str, ...]
    body: str


@cache
def _read(path: Path) -> _Module:
    tree = ast.parse(path.read_bytes())
    imported = tuple(_imported(tree))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [s for s in body if not _silent(s)] or [ast.Pass()]  # type: ignore[attr-defined] # an AST node
    return _Module(imported, ast.unparse(tree))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _silent(statement: ast.AST) -> bool:
    """Whether a statement computes nothing: an import, a docstring (or any other text that stands alone)."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
    return isinstance(statement, ast.Import | ast.ImportFrom)


def differences(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """What differs between two nested mappings, one ``dotted name: before -> now`` each, sorted."""
    old, new = dict(_flat(before)), dict(_flat(now))
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return [f"{name}: {old.get(name, 'absent')} -> {new.get(name, 'absent')}" for name in names]


def _flat(tree: object, path: str = "") -> Iterator[tuple[str, object]]:
    items: Iterator[tuple[object, object]]
    if isinstance(tree, Mapping):
        items = iter(tree.items())
    elif isinstance(tree, list | tuple):
        items = iter(enumerate(tree))
    else:
        yield path, tree
        return
    for key, below in items:
        yield from _flat(below, f"{path}.{key}" if path else str(key))
