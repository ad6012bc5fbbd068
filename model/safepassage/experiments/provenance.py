"""Which code and which libraries computed a table: what must be equal for two runs to give the same bytes."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from safepassage import __version__

LIBRARIES = ("mesa", "numpy", "networkx", "scipy", "pandas", "pydantic", "pyarrow")
_PACKAGE = Path(__file__).resolve().parent.parent
# Commands, pages, pictures and words may change without moving a number; of the experiments, only what makes a row
# counts.
_NO_NUMBERS = {
    "cli", "view", "figures", "report", "exports", "experiments", "digest.py", "record.py",
    "runfolder.py", "sentences.py", "story.py", "wording.py",
}  # fmt: skip
_ROW_MAKERS = ("experiments/outcomes.py", "experiments/runs.py", "experiments/sampling.py")


@cache
def versions() -> dict[str, str]:
    """Versions of the package, of its source text, of Python and of the libraries that numbers come from."""
    known = {"safepassage": __version__, "code": code(), "python": ".".join(map(str, sys.version_info[:3]))}
    return known | {name: library_version(name) for name in LIBRARIES}


def library_version(name: str) -> str:
    """The installed version of a distribution, or ``absent``; the library is not imported."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@cache
def code() -> str:
    """A fingerprint of the source text of the model (12 hexadecimal digits of SHA-256)."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for path in sorted(_PACKAGE.rglob("*.py")):
        parts = path.relative_to(_PACKAGE).parts
        if parts[0] not in _NO_NUMBERS or "/".join(parts) in _ROW_MAKERS:
            yield path


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
