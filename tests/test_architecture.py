"""Imports point one way, counted wherever they stand: at the top, inside functions, for type checkers alone.

A package's face (an ``__init__`` of under 40 lines, which only hands names on) is passed through: who imports a name
from it imports the module that the name comes from.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import safepassage

ROOT = "safepassage"
PACKAGE = Path(safepassage.__file__).parent
FACE = 40  # lines below which an __init__ is a face
LONGEST = 300  # lines of a file

# What stands above the model. All else is the model or what everybody may use.
ABOVE = frozenset({
    "library", "simulation", "results", "telling", "figures", "report", "exports", "view", "computing", "sweeps",
    "analysis", "evidence", "forecasts", "cli", "__main__", "",
})  # fmt: skip
COMMON = frozenset({"columns", "journal", "limits", "randomness", "resources"})

# A room, and the rooms that it must never import. "*" is every other room of the package.
NEVER: dict[str, tuple[str, ...]] = {
    "equations": ("*",),
    "actors": ("world", "phases", "campaign"),
    "world": ("phases", "campaign"),
    "phases": ("campaign",),
    "figures": ("view",),
    "evidence": ("sweeps", "analysis", "forecasts"),
    "sweeps": ("evidence", "analysis", "forecasts"),
    "forecasts": ("sweeps", "analysis"),
    "analysis": ("evidence",),
    "computing": (
        "results",
        "telling",
        "figures",
        "report",
        "exports",
        "view",
        "sweeps",
        "analysis",
        "evidence",
        "forecasts",
    ),
}
# A room, and the only rooms that it may import.
ONLY: dict[str, frozenset[str]] = {"parameters": frozenset({"resources"}), **dict.fromkeys(COMMON, COMMON)}
# Between phases only these.
PHASES = {
    "talks": {"beliefs", "signing", "tables", "terms", "truces"},
    "tables": {"terms"},
    "signing": {"terms"},
    "agreements": {"convoys", "terms"},
    "war": {"falling"},
    "context": {"war"},
}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts).removesuffix("__init__").removesuffix(".")


MODULES = {_name(path): path for path in PACKAGE.rglob("*.py")}


def lines(module: str) -> int:
    return len(MODULES[module].read_text(encoding="utf-8").splitlines())


FACES = {name for name, path in MODULES.items() if path.name == "__init__.py" and lines(name) < FACE}


def _named(module: str) -> Iterator[tuple[str, str]]:
    """Each import of a module as (module it names, name it takes from there or empty), this package's alone."""
    path = MODULES[module]
    here = [ROOT, *module.split(".")] if module else [ROOT]
    package = here if path.name == "__init__.py" else here[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((base, alias.name) for alias in node.names)


def _own(dotted: str) -> str | None:
    """The name of a module inside the package; None for those of others."""
    if dotted == ROOT:
        return ""
    inside = dotted.removeprefix(f"{ROOT}.")
    return inside if inside != dotted and inside in MODULES else None


def _resolved(base: str, name: str) -> str | None:
    """The module that an import reaches, through faces."""
    module = _own(f"{base}.{name}") if name else None
    if module is None:
        module = _own(base)
    if module in FACES and name and _own(f"{base}.{name}") is None:
        for further, handed_on in _named(module):
            if handed_on == name:
                return _resolved(further, name)
    return module


@cache
def imported(module: str) -> frozenset[str]:
    """The modules of the package that a module imports anywhere in it."""
    found = {_resolved(base, name) for base, name in _named(module)}
    return frozenset(other for other in found if other is not None and other != module)


def room(module: str) -> str:
    return module.split(".")[0]


ARROWS = sorted((module, other) for module in MODULES for other in imported(module) if other not in FACES)


def test_imports_are_found_wherever_they_stand() -> None:
    assert "simulation" in imported("results.record")  # for type checkers alone
    assert "simulation" in imported("results.replaying")  # inside a function
    assert "scenario.loader" in imported("simulation")  # through a face
    assert "scenario" in FACES
    assert "cli" not in FACES


def test_there_is_no_circle() -> None:
    circles = [group for group in nx.strongly_connected_components(nx.DiGraph(ARROWS)) if len(group) > 1]
    assert not [sorted(group) for group in circles]


def forbidden(module: str, other: str) -> bool:
    """Whether a module must never import another one."""
    a, b = room(module), room(other)
    if a == b:
        return a == "phases" and module != other and _between_phases(module, other)
    never = NEVER.get(a, ())
    return (
        b in never
        or "*" in never
        or (a in ONLY and b not in ONLY[a])
        or (b == "cli" and a != "__main__")
        or (a not in ABOVE and b in ABOVE)
    )


def _between_phases(module: str, other: str) -> bool:
    a, b = (name.partition(".")[2] for name in (module, other))
    return bool(a and b) and b not in PHASES.get(a, ())


def test_no_room_imports_what_it_must_never_import() -> None:
    wrong = [f"{a} -> {b}" for a, b in ARROWS if forbidden(a, b)]
    assert not wrong


@pytest.mark.parametrize(
    ("module", "other"),
    [
        ("equations.war", "parameters"), ("actors.faction", "world.ground"), ("world.roll", "campaign"),
        ("phases.siege", "campaign"), ("phases.siege", "phases.war"), ("campaign", "results.rows"),
        ("scenario.loader", "telling.wording"), ("people.drawing", "simulation"), ("figures.maps", "view.run"),
        ("evidence.tables", "sweeps.design"), ("sweeps.runs", "evidence.tables"), ("sweeps.runs", "analysis.plots"),
        ("analysis.plots", "evidence.tables"), ("results.record", "cli.running"), ("computing.each", "sweeps.runs"),
        ("parameters.force", "scenario.loader"), ("columns", "campaign"),
    ],
)  # fmt: skip
def test_what_must_never_be_would_be_found(module: str, other: str) -> None:
    assert forbidden(module, other)


@pytest.mark.parametrize(
    ("module", "other"),
    [
        ("phases.war", "phases.falling"), ("phases.war", "world.ground"), ("phases.war", "equations.war"),
        ("simulation", "results.rows"), ("cli.running", "cli.tables"), ("__main__", "cli"),
        ("parameters.force", "resources"), ("analysis.plots", "sweeps.design"), ("evidence.tables", "computing.each"),
    ],
)  # fmt: skip
def test_what_may_be_is_let_pass(module: str, other: str) -> None:
    assert not forbidden(module, other)


def test_no_file_is_long() -> None:
    assert not [f"{name} {lines(name)}" for name in MODULES if lines(name) > LONGEST]


def test_the_package_is_cheap_to_import() -> None:
    heavy = ("mesa", "pandas", "matplotlib", "scipy", "pyarrow", "networkx", "solara")
    code = f"import safepassage, sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
