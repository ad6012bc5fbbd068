"""What is built and from what: a row of a table, all that surrounds it, and the draft that grows out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.assumptions import Distributions
from safepassage.evidence.drafting.window import Window, window_of
from safepassage.evidence.rows import Agreement, District, Tables
from safepassage.scenario import BadInput

GROUND = "ground"  # the besieger's, beside every district
GROUP = "group"  # the one faction, where there is one


@dataclass(frozen=True, eq=False)
class Case:
    """One agreement to be built: its row, its tables, those of the calibration, and the seed of the draws.

    ``group``, ``ground`` and ``slugs`` name its faction, the besieger's ground and its districts in the scenario,
    ``taken`` all districts of the scenario.
    """

    row: Agreement
    tables: Tables
    calibration: Tables
    seed: int
    slugs: tuple[str, ...]
    group: str = GROUP
    ground: str = GROUND
    taken: frozenset[str] = frozenset({GROUND})

    def rng(self, purpose: str) -> np.random.Generator:
        """The stream of one purpose: what is drawn for another leaves it where it was."""
        key = [crc32(name.encode()) for name in (self.row.id, purpose)]
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    @property
    def source(self) -> str:
        """The row as a source."""
        return f"{self.tables.name}, {self.row.id}"

    @cached_property
    def known(self) -> Distributions:
        """Distributions of the reported values, this row left out."""
        return assumptions.distributions(self.tables, self.calibration, self.row.id)

    @cached_property
    def found(self) -> list[District]:
        """The districts of the agreement."""
        return assumptions.districts_of(self.row, self.tables)

    @cached_property
    def where(self) -> tuple[float, float] | None:
        """Their middle, None without coordinates."""
        return assumptions.centre_of(self.found)

    @cached_property
    def abroad(self) -> bool:
        """Whether this is another war than that of the table of what was available."""
        return assumptions.abroad(self.row, self.where, self.tables, self.calibration)

    @cached_property
    def another_war(self) -> bool:
        """Whether this is another war than that of the calibration."""
        if self.row.war:
            return all(not assumptions.same_war(self.row, other) for other in self.calibration.agreements)
        return self.abroad or self.tables.own_available

    @cached_property
    def window(self) -> Window:
        """When it starts and what threatens it."""
        return window_of(self.row, self.tables, self._peers(), self.rng("start"))

    def _peers(self) -> list[Agreement]:
        """Other rows of its war and besieger: of its own tables, else of the calibration."""
        for rows in (self.tables.agreements, () if self.another_war else self.calibration.agreements):
            found = [
                other
                for other in rows
                if other.id != self.row.id
                and assumptions.same_war(self.row, other)
                and other.besieged_by == self.row.besieged_by
            ]
            if any(other.offensive_start is not None for other in found):
                return found
        return []


@dataclass
class Draft:
    """A scenario being put together: its tree, and for each dotted key where the value comes from."""

    tree: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, value: Any, source: str = "") -> None:  # noqa: ANN401 - any TOML value
        """Set a dotted key; a source makes it an entry of ``[sources]``."""
        *parents, last = key.split(".")
        node = self.tree
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = value
        if source:
            self.sources[key] = source

    def add(self, key: str, items: Sequence[dict[str, Any]], source: str = "") -> None:
        """Append to an array of tables; one that is there already is not added again."""
        there = self.tree.setdefault(key, [])
        there += [item for item in items if item not in there]
        if source:
            self.sources[key] = "; ".join(dict.fromkeys(filter(None, (self.sources.get(key), source))))


def cases_of(
    rows: Sequence[Agreement], tables: Tables, calibration: Tables, seed: int, *, first_leads: bool = False
) -> list[Case]:
    """The cases of rows that make one scenario, with names that differ; raises BadInput where they cannot share one.

    A row alone, or the first where it leads, has the plain names :data:`GROUP` and :data:`GROUND`.
    """
    for name, what in (("besieged_by", "besiegers"), ("war", "wars")):
        values = sorted({getattr(row, name) for row in rows} - {""})
        if len(values) > 1:
            raise BadInput(
                f"{tables.name}: one scenario has one besieger and one war; these rows have {what} {', '.join(values)}"
            )
    taken: list[str] = [GROUND]
    cases = []
    for i, row in enumerate(rows):
        slugs = _slugs_of(assumptions.districts_of(row, tables), taken)
        plain = len(rows) == 1 or (first_leads and i == 0)
        own = slug(row.id) or f"row-{row.line}"
        taken += [*slugs, f"{GROUND}-{own}"]
        names = (GROUP, GROUND) if plain else (own, f"{GROUND}-{own}")
        cases.append(Case(row, tables, calibration, seed, tuple(slugs), *names))
    return [replace(case, taken=frozenset(taken)) for case in cases]


def slug(name: str) -> str:
    """A name as lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _slugs_of(found: Sequence[District], taken: Sequence[str]) -> list[str]:
    """The districts' names as slugs; one that is taken, or has no Latin letter, is numbered."""
    slugs: list[str] = []
    for i, d in enumerate(found):
        name = slug(d.district) or f"district-{i + 1}"
        number = i + 1
        free = name
        while free in (*slugs, *taken):
            free, number = f"{name}-{number}", number + 1
        slugs.append(free)
    return slugs
