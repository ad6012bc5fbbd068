"""Every calibratable number of the model: declared once, with its unit, its range and its source.

A parameter belongs to a kind of actor or to a mechanism, never to one named enclave. ``low`` and ``high`` span the
prior that calibration explores; a number whose range is ``None`` is fixed, and its source says why. The values
written here are the *start* of the fit; :func:`default_parameters` lays the calibrated medians of
``seeds/calibrated/parameters.toml`` over them, where that file exists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from safepassage.parameters.deals import Agreements, Bargaining, Credibility, Residents, Scopes, Talks, Terms, Truces
from safepassage.parameters.declaring import Group
from safepassage.parameters.force import Beliefs, Siege, War
from safepassage.parameters.passage import Convoys, Households, Observers
from safepassage.resources import BadInput, seeds_folder

__all__ = [
    "Agreements", "Bargaining", "Beliefs", "Convoys", "Credibility", "Declaration", "Group", "Households", "Observers",
    "Parameters", "Residents", "Scopes", "Siege", "Talks", "Terms", "Truces", "War", "another_set", "declarations",
    "default_parameters", "plain",
]  # fmt: skip


class Parameters(Group):
    """All groups together; a dotted name is ``group.name``, as in ``bargaining.sigma``."""

    war: War = War()
    siege: Siege = Siege()
    beliefs: Beliefs = Beliefs()
    bargaining: Bargaining = Bargaining()
    terms: Terms = Terms()
    scopes: Scopes = Scopes()
    truces: Truces = Truces()
    residents: Residents = Residents()
    credibility: Credibility = Credibility()
    talks: Talks = Talks()
    agreements: Agreements = Agreements()
    convoys: Convoys = Convoys()
    households: Households = Households()
    observers: Observers = Observers()

    def with_values(self, values: Mapping[str, float]) -> Parameters:
        """Return a copy with dotted names replaced; raises KeyError for a name that does not exist."""
        tree: dict[str, dict[str, float]] = self.model_dump()
        for dotted, value in values.items():
            group, _, name = dotted.removeprefix("parameters.").partition(".")
            if name not in tree.get(group, {}):
                raise KeyError(dotted)
            tree[group][name] = value
        return Parameters.model_validate(tree)


def plain(parameters: Parameters) -> Parameters:
    """The same numbers in plain namespaces, for a run, which reads them tens of thousands of times.

    They can be read and nothing else; a group of the declared ones takes thrice as long to tell each of its values.
    """
    groups = {name: SimpleNamespace(**vars(group)) for name, group in vars(parameters).items()}
    return cast("Parameters", SimpleNamespace(**groups))


class Declaration(NamedTuple):
    """How one parameter was declared: dotted name, start value, unit, prior range or None, source."""

    name: str
    start: float
    unit: str
    prior: tuple[float, float] | None
    source: str


def declarations() -> Iterator[Declaration]:
    """Every parameter in the order of this file, as it was declared (the start, not the calibrated median)."""
    for group, group_field in Parameters.model_fields.items():
        for name, field in type(group_field.default).model_fields.items():
            extra: Any = field.json_schema_extra
            prior = tuple(extra["prior"]) if extra["prior"] else None
            yield Declaration(f"{group}.{name}", field.default, extra["unit"], prior, extra["source"])


REMEDY = "remove it, and `safepassage calibrate` makes another"


def another_set(path: Path, name: str) -> str:
    """What is said of a file of calibrated values that names a parameter which is not declared."""
    return f"{path}: {name!r} is no parameter of this version, so the file was fitted to another one; {REMEDY}"


@cache
def default_parameters() -> Parameters:
    """The defaults of every run: calibrated medians where there are any, else the start values declared above.

    Raises:
        BadInput: where the medians were fitted to another set of parameters, or are no TOML.
    """
    medians = seeds_folder() / "calibrated" / "parameters.toml"
    if not medians.is_file():
        return Parameters()
    try:
        groups = tomllib.loads(medians.read_text(encoding="utf-8"))
        flat = {f"{group}.{name}": value for group, values in groups.items() for name, value in dict(values).items()}
        return Parameters().with_values(flat)
    except KeyError as error:
        raise BadInput(another_set(medians, error.args[0])) from None
    except (TypeError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise BadInput(f"{medians}: is no table of parameter values ({first}); {REMEDY}") from None
