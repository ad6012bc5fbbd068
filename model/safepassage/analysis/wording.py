"""Outcomes in words: what each is called, which come first, which are judged as rates, and why one has no value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.columns import column
from safepassage.scenario import Scenario
from safepassage.sweeps.outcomes import Better
from safepassage.telling.wording import Names, the

Values = NDArray[np.float64]

_WORDS = {
    "population": "people at the start",
    "evacuated": "people who left by convoy",
    "crossed": "people who crossed the lines",
    "stayed": "people who stayed",
    "in_transit": "people on the road at the end",
    "killed": "people killed in the enclaves",
    "civilians_killed": "civilians killed",
    "militants_killed": "fighters of the enclaves killed",
    "government_killed": "killed on the besieger's side",
    "days_of_fighting": "days of fighting",
    "full_control_day": "day of control over the capital region",
    "split_day": "day on which a pocket first came apart",
    "first_agreement_day": "day of the first signature",
    "mean_agreement_day": "mean day of signature",
    "enclaves_signed": "enclaves that signed",
    "enclaves_evacuated": "enclaves evacuated",
    "enclaves_settled": "enclaves settled, nobody leaving",
    "enclaves_stormed": "enclaves stormed",
    "enclaves_holding": "enclaves that hold out",
    "enclaves_in_progress": "enclaves in the midst of a deal",
    "fighters_evacuated": "fighters who left by convoy",
    "convoys": "convoys",
    "buses": "buses in all convoys",
    "incidents": "incidents",
    "interrupted": "enclaves whose departure was interrupted",
    "waiting_days": "days that people waited at closed or full destinations",
    "without_shelter": "people who arrived beyond the places in reception",
    "largest_60_day_evacuation": "most people who arrived within 60 days",
    "reported_evacuated": "people who left, as the UN counts",
}
_WITHOUT_VALUE = {
    "full_control_day": "the capital region did not come under control",
    "split_day": "no pocket came apart",
    "first_agreement_day": "nobody signed",
    "mean_agreement_day": "nobody signed",
}
# Counts that grow with how many could leave: fewer of them is no gain in itself. The rates below are judged instead.
EXPOSED = frozenset({"without_shelter", "incidents", "waiting_days", "interrupted"})
FIRST = (
    "civilians_killed", "militants_killed", "government_killed", "displaced", "days_of_fighting", "enclaves_signed",
    "mean_agreement_day", "enclaves_evacuated", "evacuated", "arrivals.*", "without_shelter", "without_shelter_rate",
)  # fmt: skip


@dataclass(frozen=True)
class Derived:
    """An outcome made of others: a sum of them, or a rate of one to another, undefined where that is 0."""

    name: str
    words: str
    unit: str
    of: tuple[str, ...]
    per: str = ""
    factor: float = 1.0
    better: Better = ""
    without_value: str = ""

    def values(self, table: pd.DataFrame) -> Values | None:
        """It in each row of a table of outcomes; None where the table lacks what it is made of."""
        if not {*self.of, *([self.per] if self.per else [])} <= set(table.columns):
            return None
        total: Values = np.asarray(table[list(self.of)].sum(axis=1), dtype=np.float64)
        if not self.per:
            return total
        exposed: Values = table[self.per].to_numpy(dtype=np.float64, na_value=np.nan)
        rate: Values = np.divide(total, exposed, out=np.full(len(total), np.nan), where=exposed > 0)
        return self.factor * rate


DERIVED = (
    Derived("displaced", "people displaced: by convoy, across the lines or on the road", "people",
            ("evacuated", "crossed", "in_transit")),
    Derived("without_shelter_rate", "of 100 who arrived, those beyond the places in reception", "per 100 arrivals",
            ("without_shelter",), "evacuated", 100.0, "less", "nobody arrived"),
    Derived("incident_rate", "incidents for every 100 convoys", "per 100 convoys",
            ("incidents",), "convoys", 100.0, "less", "no convoy left"),
    Derived("waiting_rate", "days of waiting for everyone who arrived", "days a person",
            ("waiting_days",), "evacuated", 1.0, "less", "nobody arrived"),
    Derived("interrupted_rate", "of 100 enclaves that signed, those whose departure was interrupted",
            "per 100 enclaves", ("interrupted",), "enclaves_signed", 100.0, "less", "nobody signed"),
)  # fmt: skip
_DERIVED = {derived.name: derived for derived in DERIVED}


def words(name: str, scenarios: Iterable[Scenario] = ()) -> str:
    """What an outcome is called; places and enclaves by the names that the scenarios give them."""
    if name in _DERIVED:
        return _DERIVED[name].words
    if name.startswith("arrivals."):
        return f"people who arrived in {the(_place(name.removeprefix('arrivals.'), scenarios))}"
    if name.startswith("enclaves."):
        enclave, _, field = name.removeprefix("enclaves.").rpartition(".")
        known = next(iter(scenarios), None)
        seat = Names(known.tables).seat(enclave) if known else enclave
        return f"{seat}: {field.replace('_', ' ')} ({column('agreements', field).words or 'in all its convoys'})"
    return _WORDS.get(name, name.replace("_", " "))


def _place(slug: str, scenarios: Iterable[Scenario]) -> str:
    for scenario in scenarios:
        if place := scenario.tables.destinations.get(slug):
            return place.name or slug
    return slug


def without_value(name: str) -> str:
    """Why an outcome has no value where it has none."""
    derived = _DERIVED.get(name)
    return (derived.without_value if derived else "") or _WITHOUT_VALUE.get(name, "it did not happen")


def no_value(undefined: int, of: int, what: str = "runs") -> str:
    """How many have no value, in words; empty where all have one."""
    return f"no value in {undefined:,} of {of:,} {what}" if undefined else ""


def ordered(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that come first, in their order, and the rest."""
    first = [name for pattern in FIRST for name in names if name == pattern or _arrives(name, pattern)]
    return first, [name for name in names if name not in first]


def _arrives(name: str, pattern: str) -> bool:
    return pattern == "arrivals.*" and name.startswith("arrivals.")
