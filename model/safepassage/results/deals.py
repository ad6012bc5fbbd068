"""How the deals of a run came about and what they left, as lines of text beside those of the digest.

Scope, guarantor, the residents' word, truces before it, days of talks; fighters who settled or deserted; who died of
the siege. Runs of before version 0.2.0 tell none of it: their cells are empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from safepassage.results.digest import Row, by_enclave, interval
from safepassage.telling.wording import Names, percent

if TYPE_CHECKING:
    from safepassage.scenario import Scenario

COLUMNS_OF_ONE = ("Scope", "Guarantor", "Residents", "Truces", "Talks", "Settled", "Deserted", "By siege")
COLUMNS_OF_SEVERAL = ("Scope", "Guarantor", "Residents", "Truces", "Lost", "Settled", "Deserted", "By siege")
WORDS = frozenset({"Scope", "Guarantor", "Residents"})  # the columns that hold words
_COUNTS = ("settled_fighters", "deserted_fighters", "died_of_siege")


def of_one(scenario: Scenario, summary: Row) -> list[list[str]]:
    """The name of each enclave of one run, then its deal under :data:`COLUMNS_OF_ONE`."""
    names = Names(scenario.tables)
    return [[names.seat(row["enclave"]), *_of_one(row, names)] for row in summary["agreements"]]


def of_several(scenario: Scenario, replicates: Sequence[Row]) -> list[list[str]]:
    """The same over replicates under :data:`COLUMNS_OF_SEVERAL`: what was most frequent, medians with intervals."""
    names = Names(scenario.tables)
    return [[names.seat(enclave), *_of_several(rows, names)] for enclave, rows in by_enclave(replicates).items()]


def _of_one(row: Row, names: Names) -> list[str]:
    signed = row["agreement_day"] is not None
    guarantor = names.broker(row["guarantor"]) or ("nobody" if signed and row["scope"] else "")
    truces = None if row["truces"] is None else len(row["truces"])
    words = [row["scope"] or "", guarantor, row["residents"] or ""]
    return [*words, _told(truces), _told(row["talk_days"]), *(_told(row[name]) for name in _COUNTS)]


def _told(n: float | None) -> str:
    return "" if n is None else f"{round(n):,}"


def _of_several(rows: Sequence[Row], names: Names) -> list[str]:
    signed = [row for row in rows if row["scope"]]
    truces = [len(row["truces"]) for row in rows if row["truces"] is not None]
    return [
        _most([row["scope"] for row in signed]),
        _most([names.broker(row["guarantor"]) or "nobody" for row in signed]),
        _most([row["residents"] for row in signed if row["residents"]]),
        interval(truces, "{:g}".format),
        interval([row["ground_lost"] for row in signed if row["ground_lost"] is not None], percent),
        *(_interval(rows, name) for name in _COUNTS),
    ]


def _interval(rows: Sequence[Row], name: str) -> str:
    return interval([row[name] for row in rows if row[name] is not None], _told)


def _most(said: Sequence[Any]) -> str:
    """The most frequent of some words, and how often it is found among them."""
    if not said:
        return ""
    word, times = Counter(said).most_common(1)[0]
    return f"{word} {times} of {len(said)}"
