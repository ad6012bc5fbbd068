"""Makes the pages of reference from the code: parameters, columns, state variables, letters, schedule and patterns.

``python docs/reference.py`` writes them; ``python docs/reference.py --check`` says which differ, and exits with 1.
Words that the code does not hold (what a state variable is, what a letter means) stand in ``docs/words``; a name there
that the code lacks, or the other way round, is refused.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
PACKAGE = DOCS.parent / "model" / "safepassage"
sys.path.insert(0, str(PACKAGE.parent))
BEGIN, END = "<!-- {} -->", "<!-- end -->"
MADE = "This page is made from the code by `python docs/reference.py`; a test fails where they differ."


class PartedError(ValueError):
    """The words and the code do not name the same things."""


def words(name: str) -> dict[str, Any]:
    """One file of ``docs/words``."""
    return tomllib.loads((DOCS / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in row) + " |" for row in lines)


def number(value: float) -> str:
    """A number as it would be typed."""
    return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.10g}"


def link(path: str, name: str) -> str:
    """A name that leads to the file which holds it."""
    return f"[`{name}`](../model/safepassage/{path})"


# Parameters


def parameters() -> str:
    """The page of parameters."""
    from safepassage.parameters import Parameters, declarations

    found = list(declarations())
    parts = [
        "# Parameters",
        f"{MADE} *Start* is where the fit begins and what a run uses where there is no fit; *prior* is the range that "
        "the fit explores, and a parameter without one is fixed. Medians of a fit lie in `seeds/calibrated`. Set one "
        "with `--set parameters.group.name=value`.",
    ]
    for group, field in Parameters.model_fields.items():
        own = [p for p in found if p.name.startswith(f"{group}.")]
        doc = type(field.default).__doc__.strip().splitlines()[0]
        rows = ((f"`{p.name}`", number(p.start), p.unit, _range(p.prior), p.source) for p in own)
        parts += [f"## {group}", doc, table(("name", "start", "unit", "prior", "source"), rows)]
    return "\n\n".join(parts) + "\n"


def _range(prior: tuple[float, float] | None) -> str:
    return f"{number(prior[0])} to {number(prior[1])}" if prior else ""


# Columns


def columns() -> str:
    """The page of columns: of runs, of forecasts, of the tables that a user brings."""
    from safepassage import columns as of_runs
    from safepassage.evidence.columns import KINDS
    from safepassage.forecasts import columns as of_forecasts

    parts = [
        "# Columns",
        f"{MADE} What the files of a run folder are for is told in [runs/README.md](../runs/README.md), how forecasts "
        "are read in [forecast.md](forecast.md), how tables of one's own are used in "
        "[another-place.md](another-place.md).",
    ]
    for title, tables in (("Of a run", of_runs.TABLES), ("Of a forecast", of_forecasts.TABLES)):
        parts.append(f"## {title}")
        for name, held in tables.items():
            rows = ((f"`{c.name}`", c.type, c.unit, c.words) for c in held)
            parts += [f"### {name} ({title.lower()})", table(("column", "type", "unit", "meaning"), rows)]
    parts.append("## Of the tables that you bring")
    for kind in KINDS:
        rows = ((f"`{c.name}`", c.role, "yes" if c.filled else "", c.help) for c in kind.columns)
        head = ("column", "role", "must be filled", "what it holds")
        parts += [f"### {kind.name} (yours)", f"A row is {kind.row}.", table(head, rows)]
    return "\n\n".join(parts) + "\n"


# State variables


def state_of(path: Path, name: str) -> dict[str, str]:
    """The public state variables of a class, in their order, with their annotations (empty: none)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    cls = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == name)
    found: dict[str, str] = {}
    for node in cls.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = ast.unparse(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            found |= _set_in(node)
    return {key: kind for key, kind in found.items() if not key.startswith("_") and key != "model"}


def _set_in(function: ast.FunctionDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        flat = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
        if isinstance(node, ast.AnnAssign):
            flat = [node.target]
        for target in flat:
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                found[target.attr] = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
    return found


def variables() -> str:
    """The page of state variables."""
    parts = ["# State variables", f"{MADE} Every public variable of every entity; what is drawn or set once is among "
             "them. What is counted for an enclave has the names and the words of the table of agreements in "
             "[columns.md](columns.md)."]  # fmt: skip
    for place, told in words("variables").items():
        path, _, name = place.partition(":")
        held = state_of(PACKAGE / path, name)
        if set(held) != set(told):
            raise PartedError(f"{place}: only in the code {sorted(set(held) - set(told))}, "
                         f"only in docs/words/variables.toml {sorted(set(told) - set(held))}")  # fmt: skip
        rows = ((f"`{key}`", f"`{kind}`" if kind else "", told[key]) for key, kind in held.items())
        parts += [f"## {name}", f"In {link(path, name)}.", table(("variable", "type", "meaning"), rows)]
    return "\n\n".join(parts) + "\n"


# Letters


def symbols() -> str:
    """The page of letters."""
    from safepassage.parameters import declarations

    declared = {p.name: p for p in declarations()}
    rows = []
    for one in words("symbols")["symbol"]:
        path, _, name = one["uses"].partition(":")
        uses = link(path, name)
        if "parameter" in one:
            if one["parameter"] not in declared:
                raise PartedError(f"docs/words/symbols.toml: {one['parameter']!r} is no parameter")
            p = declared[one["parameter"]]
            value = number(p.start) + (f" ({_range(p.prior)})" if p.prior else "")
            rows.append((one["letter"], one["meaning"], p.unit, value, f"`{p.name}`", p.source, uses))
        else:
            rows.append((one["letter"], one["meaning"], one["unit"], one["range"], "", "a state or a result", uses))
    head = ("letter", "meaning", "unit", "start (prior), or range", "parameter", "source", "used by")
    about = (
        f"{MADE} The equations stand in [model.md](model.md). The literature that they come from uses some letters for "
        "several things, and so do they; what is meant stands in brackets."
    )
    return "\n\n".join(["# Symbols", about, table(head, rows)]) + "\n"


# What stands inside a page written by hand


def schedule() -> str:
    """The order of the day."""
    from safepassage.campaign import SCHEDULE

    rows = []
    for name, act in SCHEDULE:
        path = act.__module__.removeprefix("safepassage.").replace(".", "/") + ".py"
        doc = (act.__doc__ or "").strip().splitlines()[0]
        rows.append((str(len(rows) + 1), f"`{name}`", link(path, act.__name__), doc))
    return table(("", "phase", "function", "what it does"), rows)


def patterns() -> str:
    """The patterns and their criteria."""
    from safepassage.evidence.patterns.patterns import PATTERNS

    rows = ((p.name, p.title, p.criterion, "used" if p.used_in_fit else "held out", p.source) for p in PATTERNS)
    return table(("", "pattern", "shown when", "by the fit", "source"), rows)


PAGES: dict[str, Callable[[], str]] = {
    "parameters.md": parameters, "columns.md": columns, "variables.md": variables, "symbols.md": symbols,
}  # fmt: skip
PARTS: dict[str, dict[str, Callable[[], str]]] = {"odd.md": {"schedule": schedule, "patterns": patterns}}


def filled(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """A page with what lies between ``<!-- name -->`` and ``<!-- end -->`` made anew."""
    for name, make in parts.items():
        mark = BEGIN.format(name)
        inside = re.compile(re.escape(mark) + r".*?" + re.escape(END), re.DOTALL)
        if len(inside.findall(text)) != 1:
            raise PartedError(f"a page needs one {mark} … {END}")
        made = f"{mark}\n\n{make()}\n\n{END}"
        text = inside.sub(lambda _, made=made: made, text)
    return text


def current() -> Iterator[tuple[Path, str]]:
    """Each page with the text that it should have."""
    for name, make in PAGES.items():
        yield DOCS / name, make()
    for name, parts in PARTS.items():
        yield DOCS / name, filled((DOCS / name).read_text(encoding="utf-8"), parts)


def main(arguments: list[str]) -> int:
    """Write the pages, or say which differ."""
    stale = [(path, text) for path, text in current() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in stale:
        print(f"{path.name}: {'differs from the code' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
