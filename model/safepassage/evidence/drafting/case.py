"""What is built and from what: a row of a table, all that surrounds it, and the draft that grows out of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.assumptions import Distributions
from safepassage.evidence.tables import Agreement, District, Tables

GROUND = "ground"  # the besieger's, beside every district
GROUP = "group"  # the one faction


@dataclass(frozen=True, eq=False)
class Case:
    """One agreement to be built: its row, its tables, those of the calibration, and the seed of the draws."""

    row: Agreement
    tables: Tables
    calibration: Tables
    seed: int

    def rng(self, purpose: str) -> np.random.Generator:
        """The stream of one purpose: what is drawn for another leaves it where it was."""
        key = [crc32(name.encode()) for name in (self.row.id, purpose)]
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    @cached_property
    def known(self) -> Distributions:
        """Distributions of the reported values, this row left out."""
        return assumptions.distributions(self.tables, self.calibration, self.row.id)

    @cached_property
    def found(self) -> list[District]:
        """The districts of the agreement."""
        return assumptions.districts_of(self.row, self.tables)

    @cached_property
    def slugs(self) -> list[str]:
        """Their names in the scenario."""
        return slugs_of(self.found)

    @cached_property
    def where(self) -> tuple[float, float] | None:
        """Their middle, None without coordinates."""
        return assumptions.centre_of(self.found)

    @cached_property
    def abroad(self) -> bool:
        """Whether this is another war than that of the table of what was available."""
        return assumptions.abroad(self.where, self.tables)

    @cached_property
    def _start(self) -> tuple[dt.date, bool, str]:
        return start_of(self.row, self.tables, self.calibration, self.rng("start"))

    @property
    def start(self) -> dt.date:
        """The first day."""
        return self._start[0]

    @property
    def threatened(self) -> bool:
        """Whether there was no offensive, only a threat."""
        return self._start[1]

    @property
    def why_start(self) -> str:
        """Where the first day comes from."""
        return self._start[2]


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


def start_of(
    row: Agreement, tables: Tables, calibration: Tables, rng: np.random.Generator
) -> tuple[dt.date, bool, str]:
    """The first day, whether the enclave is only threatened with an assault, and where the date comes from.

    An enclave without an offensive of its own could feel threatened whenever the campaign's next one began: which of
    them made the threat is drawn.
    """
    source = f"{tables.name}, {row.id}"
    if row.offensive_start is not None:
        return row.offensive_start, False, f"{source}, offensive_start"
    pick = float(rng.random())
    for dates, where in ((_offensives(tables), tables.name), (_offensives(calibration), calibration.name)):
        later = [day for day in dates if row.siege_start is None or day >= row.siege_start]
        if later and (where == tables.name or row.siege_start is None):
            day = later[int(pick * len(later))]
            return day, True, f"assumed: no offensive of its own; threatened when one of the campaign began, by {where}"
    if row.siege_start is not None:
        return row.siege_start, True, f"{source}, siege_start"
    return dt.date(2018, 1, 1), True, "assumed: no date is knowable"


def _offensives(tables: Tables) -> list[dt.date]:
    return sorted(row.offensive_start for row in tables.agreements if row.offensive_start is not None)


def slug(name: str) -> str:
    """A name as lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def slugs_of(found: Sequence[District]) -> list[str]:
    """The districts' names as slugs; one that is taken, or has no Latin letter, is numbered."""
    slugs: list[str] = []
    for i, d in enumerate(found):
        name = slug(d.district) or f"district-{i + 1}"
        slugs.append(name if name not in (*slugs, GROUND) else f"{name}-{i + 1}")
    return slugs
