"""Imports point one way: equations know nothing of actors, actors nothing of the command line, the model no views.

Type-only imports (under ``TYPE_CHECKING``) are left out: an agent may name the type of the model that it belongs to.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import safepassage

PACKAGE = Path(safepassage.__file__).parent
MODULES = {
    ".".join(("safepassage", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports when it is itself imported."""
    found: set[str] = set()
    pending: list[ast.stmt] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            pending.extend(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt))
        found.update(name for name in _names(node) if name in MODULES)
    return found


GRAPH = nx.DiGraph((name, other) for name, path in MODULES.items() for other in imported(path) if other != name)


def test_there_is_no_circle() -> None:
    # A package's __init__ gathers what its own modules define; those never import it back.
    circles = list(nx.simple_cycles(GRAPH))
    assert not circles, circles[:3]


def reaches(start: str) -> set[str]:
    inside = [name for name in GRAPH if name == start or name.startswith(f"{start}.")]
    return {found for name in inside for found in nx.descendants(GRAPH, name)} - set(inside)


@pytest.mark.parametrize(
    ("room", "above"),
    [
        ("safepassage.equations", ["actors", "scenario", "campaign", "network", "parameters", "cli", "view"]),
        ("safepassage.scenario", ["actors", "campaign", "households", "cli", "view", "experiments"]),
        ("safepassage.actors", ["campaign", "talks", "agreement", "cli", "view", "experiments"]),
        ("safepassage.campaign", ["cli", "view", "experiments", "record", "story", "figures"]),
        ("safepassage.simulation", ["cli", "view", "experiments", "record", "story", "figures"]),
        ("safepassage.experiments", ["cli", "view"]),
    ],
)
def test_a_room_imports_nothing_from_above(room: str, above: list[str]) -> None:
    found = reaches(room)
    for name in above:
        wrong = {f for f in found if f == f"safepassage.{name}" or f.startswith(f"safepassage.{name}.")}
        assert not wrong, f"{room} reaches {sorted(wrong)}"


def test_the_package_is_cheap_to_import() -> None:
    heavy = ("mesa", "pandas", "matplotlib", "scipy", "pyarrow", "networkx", "solara")
    code = f"import safepassage, sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
