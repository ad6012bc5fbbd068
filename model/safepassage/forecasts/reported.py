"""What was reported of a subject, as numbers on the calendar of its draws; shown beside them, or weighing them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from safepassage.forecasts.columns import TOTALS
from safepassage.scenario import Scenario
from safepassage.scenario.reported import ReportedAgreement

# A quantity, and the key of `[reported.agreements.*]` that holds it.
_DATES = {
    "agreement_day": "agreement_date",
    "first_convoy_day": "first_convoy_date",
    "last_convoy_day": "last_convoy_date",
}
_COUNTS = (
    "evacuated",
    "fighters_evacuated",
    "buses",
    "convoys",
    "militants_killed",
    "civilians_killed",
    "government_killed",
)
_TOTALS = tuple(column.name for column in TOTALS)


class Figure(NamedTuple):
    """One reported number: of an enclave (empty: of all), a day or a count, and since when it could be known."""

    enclave: str
    quantity: str
    value: float
    known: dt.date | None


def figures(scenario: Scenario, start: dt.date) -> list[Figure]:
    """All figures below ``[reported]`` that the draws have a quantity for; days count from ``start``."""
    told = scenario.tables.reported
    found = [figure for enclave, row in told.agreements.items() for figure in _of_enclave(enclave, row, start)]
    for name in _TOTALS:
        value = told.totals.get(name)
        if isinstance(value, dt.date):
            found.append(Figure("", name, (value - start).days, value))
        elif value is not None:
            found.append(Figure("", name, value, None))
    return found


def _of_enclave(enclave: str, row: ReportedAgreement, start: dt.date) -> Iterator[Figure]:
    for quantity, key in _DATES.items():
        date: dt.date | None = getattr(row, key)
        if date is not None:
            yield Figure(enclave, quantity, (date - start).days, date)
    over = row.last_convoy_date or row.ended
    for quantity in _COUNTS:
        count: int | None = getattr(row, quantity)
        if count is not None:
            yield Figure(enclave, quantity, count, over)


def of_enclave(found: Sequence[Figure], enclave: str) -> dict[str, float] | None:
    """What was reported of one enclave by quantity, None where nothing was."""
    return {f.quantity: f.value for f in found if f.enclave == enclave} or None
