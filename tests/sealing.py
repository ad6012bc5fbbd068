"""Folders as others leave them: of a version that left no sums, or sealed anew with another content."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safepassage.computing import manifest

Tree = dict[str, Any]


def tree_of(folder: Path) -> Tree:
    """The manifest as plain data."""
    tree: Tree = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    return tree


def without_sums(folder: Path, change: Callable[[Tree], Any] = lambda _: None) -> None:
    """Leave the manifest as version 0.1.0 did: no sums, no word on what it is."""
    tree = {key: value for key, value in tree_of(folder).items() if key not in ("files", "seal")} | {"format": 1}
    change(tree)
    (folder / manifest.NAME).write_text(json.dumps(tree), encoding="utf-8")


def sealed_anew(folder: Path, change: Callable[[Tree], Any] = lambda _: None) -> None:
    """Change the manifest, and give it the sums of the files as they are now."""
    tree = tree_of(folder)
    change(tree)
    manifest.seal(folder, {key: value for key, value in tree.items() if key not in ("files", "seal", "format")})
