"""Finding, merging and checking scenario files; every refusal is one line for the person who wrote the file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from safepassage.parameters import Parameters
from safepassage.parameters.removed import REMOVED
from safepassage.resources import BadInput, scenarios_folder
from safepassage.scenario.consistency import nearest, problems
from safepassage.scenario.extending import extended, forget_ranges
from safepassage.scenario.ranges import problems as range_problems
from safepassage.scenario.refusals import cut, first_finding, shown
from safepassage.scenario.schema import ScenarioFile
from safepassage.scenario.showing import as_html

Tree = dict[str, Any]
_MOST_BYTES = 20_000_000
_DEEPEST = 10  # parts of a dotted name


def available() -> dict[str, Path]:
    """The bundled scenarios by name, sorted."""
    return {path.stem: path for path in sorted(scenarios_folder().glob("*.toml"))}


class Scenario:
    """A checked scenario: its name, its tables as typed values, and the merged tree it was read from.

    ``tables`` is the frozen :class:`ScenarioFile`; ``tree`` the plain data that manifests store and ``--set`` edits;
    ``unsourced`` the keys that a file set over the one it extends without saying where its value comes from.
    """

    unsourced: tuple[str, ...] = ()

    def __init__(self, name: str, tree: Tree, *, origin: str = "") -> None:
        """Check ``tree``; raises BadInput with one line naming ``origin`` (the file) and the key."""
        self.name = name
        self.tree = tree
        self.origin = origin or name
        self.tables = _validated(tree, self.origin)

    @classmethod
    def load(cls, source: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
        """Load a scenario by bundled name or by path, with dotted ``overrides`` laid over it.

        Raises:
            BadInput: when the file is missing, is no TOML, or says something that cannot be simulated.
        """
        path = find(source)
        tree, unsourced = _merged_tree(path, ())
        for dotted, value in (overrides or {}).items():
            set_value(tree, dotted, value, str(source))
        forget_ranges(tree, overrides or ())
        scenario = cls(path.stem, tree, origin=_shown(path))
        scenario.unsourced = unsourced
        return scenario

    def with_overrides(self, overrides: Mapping[str, Any]) -> Scenario:
        """A copy of this scenario with dotted names replaced; this one stays as it is."""
        tree = _copied(self.tree)
        for dotted, value in overrides.items():
            set_value(tree, dotted, value, self.origin)
        forget_ranges(tree, overrides)
        return Scenario(self.name, tree, origin=self.origin)

    def with_parameters(self, parameters: Parameters) -> Scenario:
        """A copy that runs with these parameters; the tables are not checked again, so this is cheap."""
        other = object.__new__(Scenario)
        other.name, other.origin = self.name, self.origin
        other.tree = {**self.tree, "parameters": parameters.model_dump()}
        other.tables = self.tables.model_copy(update={"parameters": parameters})
        return other

    @property
    def parameters(self) -> Parameters:
        """The parameters this scenario runs with."""
        return self.tables.parameters

    @property
    def start(self) -> dt.date:
        """The first day, day 0."""
        return self.tables.scenario.start

    def _repr_html_(self) -> str:
        """For notebooks: what it is about."""
        return as_html(self.name, self.tables)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the merged tables with all defaults filled in."""
        text = json.dumps(self.tables.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def find(source: str | Path, beside: Path | None = None) -> Path:
    """The file of a scenario given by path or by name (in the folder ``beside``, then among the bundled ones)."""
    text = str(source)
    if text.endswith(".toml") or "/" in text or "\\" in text:
        path = Path(text)
        with suppress(OSError):  # a name that is too long for one
            if path.is_file():
                return path
        raise BadInput(f"{cut(text)}: no such file; give a path to a .toml file or one of: {', '.join(available())}")
    if beside is not None and (beside / f"{text}.toml").is_file():
        return beside / f"{text}.toml"
    if text in (names := available()):
        return names[text]
    raise BadInput(f"{cut(text)}: no such scenario; {nearest(text, names)}")


def read_toml(path: Path) -> Tree:
    """Read one TOML file; raises BadInput where it cannot be read or parsed."""
    where = _shown(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput(f"{where}: is larger than {_MOST_BYTES:,} bytes, which no scenario or design is")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where}: not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise BadInput(f"{where}: cannot be read: {reason}") from None
    except RecursionError:
        raise BadInput(f"{where}: not valid here: lists or tables are nested too deeply") from None
    except BadInput:
        raise
    except ValueError:  # a whole number of more digits than Python reads, a date that is none
        raise BadInput(f"{where}: not valid TOML: it holds a number or a date that cannot be read") from None


def _merged_tree(path: Path, seen: tuple[Path, ...]) -> tuple[Tree, tuple[str, ...]]:
    """Follow ``extends``: tables merge, scalars and lists replace; also the keys that were set without a source."""
    path = path.resolve()
    if path in seen:
        chain = " -> ".join(p.stem for p in (*seen, path))
        raise BadInput(f"{_shown(path)}: extends: goes in a circle: {chain}")
    tree = read_toml(path)
    base = tree.pop("extends", None)
    if base is None:
        return tree, ()
    if not isinstance(base, str):
        raise BadInput(f"{_shown(path)}: extends: must be the name of a scenario, in quotes")
    try:
        parent = find(base, beside=path.parent)
    except BadInput as error:
        raise BadInput(f"{_shown(path)}: extends: {error}") from None
    # A scenario may take over a bundled one and keep its name: then the bundled file is meant, not the file itself.
    if parent.resolve() == path and base in (names := available()):
        parent = names[base]
    below, unsourced = _merged_tree(parent, (*seen, path))
    return extended(below, tree, unsourced)


def _copied(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, dict):
        return {key: _copied(below) for key, below in value.items()}
    return [_copied(below) for below in value] if isinstance(value, list) else value


def set_value(tree: Tree, dotted: str, value: Any, origin: str) -> None:  # noqa: ANN401 - any TOML value
    """Put a value at a dotted name, in place; items of lists are named by number (``offensives.0.strength``)."""
    *parents, last = dotted.split(".")
    if len(parents) > _DEEPEST:
        raise BadInput(f"{origin}: {shown(dotted)}: no name of a scenario has so many parts")
    node: Any = tree
    for depth, part in enumerate(parents):
        if isinstance(node, list):
            node = node[_index(node, part, dotted, origin)]
        elif isinstance(node, dict):
            valid = _valid_keys(parents[:depth], node)
            if part not in node and valid is not None and part not in valid:
                raise BadInput(f"{origin}: {dotted}: unknown name {part!r}; {nearest(part, valid)}")
            node = node.setdefault(part, {})
        else:
            raise BadInput(f"{origin}: {dotted}: {'.'.join(parents[:depth])} is a value, it has nothing below it")
    if isinstance(node, list):
        node[_index(node, last, dotted, origin)] = value
    elif isinstance(node, dict):
        node[last] = value
    else:
        raise BadInput(f"{origin}: {dotted}: {'.'.join(parents)} is a value, it has nothing below it")


def _index(items: list[Any], part: str, dotted: str, origin: str) -> int:
    if part.isdigit() and int(part) < len(items):
        return int(part)
    raise BadInput(f"{origin}: {dotted}: {part!r} is no item of the list; allowed: 0 to {len(items) - 1}")


def _valid_keys(path: list[str], node: Tree) -> set[str] | None:
    """Names that may stand below a dotted path; None where the schema leaves them to the author."""
    model = _model_at(path)
    if model is not None:
        return set(model.model_fields)
    return set(node) if path and path[0] != "parameters" and node else None


def _model_at(path: list[str]) -> type[BaseModel] | None:
    """The schema of the table at a path, where it is one with fixed keys."""
    model: Any = ScenarioFile
    for part in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(part)
            model = field.annotation if field else None
        else:  # a dict of tables, or a tuple of them: go on with what it holds
            arguments = [a for a in get_args(model) if isinstance(a, type) and issubclass(a, BaseModel)]
            model = arguments[0] if arguments else None
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def _validated(tree: Tree, origin: str) -> ScenarioFile:
    try:
        file = ScenarioFile.model_validate(tree)
    except ValidationError as error:
        raise BadInput(f"{origin}: {_one_line(error)}") from None
    for key, message in (*problems(file), *range_problems(file)):
        raise BadInput(f"{origin}: {key}: {message}")
    return file


def _one_line(error: ValidationError) -> str:
    """The first finding of pydantic as ``key: what is allowed``; a name that was removed, and what became of it."""
    for finding in error.errors(include_url=False):
        path = [str(part) for part in finding["loc"] if part != "[key]"]
        if finding["type"] == "extra_forbidden":
            if went := REMOVED.get(".".join(path).removeprefix("parameters.")):
                return f"{'.'.join(path)}: was removed in version 0.2.0; {went}"
            return first_finding(error, _model_at(path[:-1]))
    return first_finding(error)


def _shown(path: Path) -> str:
    """A path as its user knows it: relative where it lies below the working folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
