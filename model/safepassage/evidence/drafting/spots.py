"""Where districts lie: as given, else beside their neighbours, else in the midst of what is known of their war."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case
from safepassage.evidence.names import key
from safepassage.evidence.rows import District
from safepassage.scenario import BadInput

STEP = 0.01  # degrees between places that are put beside one another


class Spot(NamedTuple):
    """Latitude, longitude, and why it is not the table's (empty where it is)."""

    lat: float
    lon: float
    why: str = ""


def spots_of(case: Case) -> list[Spot]:
    """A place for each district of a case; raises BadInput where no place of its tables has coordinates."""
    spots = []
    for i, d in enumerate(case.found):
        if d.spot is not None:
            spots.append(Spot(*d.spot))
            continue
        (lat, lon), why = _beside(case, d)
        spots.append(Spot(round(lat + STEP * (i % 5 + 1), 4), round(lon + STEP * (i // 5), 4), why))
    return spots


def _beside(case: Case, d: District) -> tuple[tuple[float, float], str]:
    """The middle of the nearest places that are known, and what they are."""
    tables, row = case.tables, case.row
    listed = [o for o in tables.districts if key(o.district) in map(key, d.neighbours)]
    listed += [o for o in tables.districts if key(d.district) in map(key, o.neighbours)]
    war = [
        o
        for other in tables.agreements
        if assumptions.same_war(row, other)
        for o in assumptions.districts_of(other, tables)
    ]
    for found, what in (
        (listed, "its neighbours"),
        (case.found, "the other districts"),
        (war, "other places of its war"),
        (tables.districts, "other places of the table"),
    ):
        middle = assumptions.centre_of(found)
        if middle is not None:
            return middle, f"assumed: no coordinates were given; put beside {what}"
    middle = _middle(assumptions.destination_spots(tables))
    if middle is None:
        raise BadInput(
            f"{tables.districts_name}: no place of these tables has coordinates; "
            f"give lat and lon of a district of {row.id}"
        )
    return middle, "assumed: no coordinates anywhere in these tables; put amid the known destinations"


def _middle(spots: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [spot for spot in spots if spot is not None]
    return (sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)) if known else None
