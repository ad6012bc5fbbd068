"""Whether the cells of a row can be true together: what cannot is refused, what may be true is told.

Each finding names the file, the row and the columns. A row with refusals is not built, and left out of validation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import NamedTuple

from safepassage.evidence.cells import KIND_OF_TYPE
from safepassage.evidence.endings import SIGNED_ENDINGS
from safepassage.evidence.linking import without_row
from safepassage.evidence.names import key
from safepassage.evidence.places import km_between
from safepassage.evidence.rows import Agreement, Convoy, District, Tables, of_district, of_id

FAR_KM = 100.0  # districts of one enclave lie nearer than this
LATE_DAYS = 60  # a convoy this long before or after the departures of its deal is told
LEAST_LOAD, MOST_LOAD = 2.0, 150.0  # people in a bus


class LeftOut(NamedTuple):
    """A row that cannot be used, by its id (empty where that cannot be read), and why."""

    id: str
    reason: str


@dataclass
class Findings:
    """What is wrong with a row, and what is told of it; each one line."""

    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def findings(row: Agreement, tables: Tables) -> Findings:
    """All that a reader should know of a row before anything is built from it."""
    where = f"{tables.name}: row {row.line} ({row.id})"
    subjects = {of_id(row.id), *map(of_district, row.districts)}
    found = Findings([fault.message for fault in tables.faults if fault.subjects & subjects])
    by_key = {key(d.district): d for d in tables.districts}
    here = [by_key[key(name)] for name in row.districts if key(name) in by_key]
    for check in (_impossible_dates(row), _impossible_counts(row), _nobody(row)):
        found.refusals += [f"{where}: {reason}" for reason in check]
    found.refusals += [f"{tables.districts_name}: {reason}" for reason in _coordinates(here)]
    for told in (_dates(row), _counts(row, here), _types(row), _ends(row), _places(row, tables, here)):
        found.notes += [f"{where}: {note}" for note in told]
    for convoy in tables.convoys_of(row.id):
        found.notes += [f"convoys: row {convoy.line} ({row.id}): {note}" for note in _departure(row, convoy)]
    return found


def usable(tables: Tables) -> tuple[Tables, list[LeftOut]]:
    """The tables with the rows that can be used, and the rest with the reason for each."""
    kept, left = [], []
    for row in tables.agreements:
        refusals = findings(row, tables).refusals
        if refusals:
            left.append(LeftOut(row.id, "; ".join(dict.fromkeys(refusals))))
        else:
            kept.append(row)
    told = " ".join(reason for _, reason in left)
    left += [LeftOut("", fault.message) for fault in tables.faults if fault.message not in told]
    return replace(tables, agreements=tuple(kept)), left


def _impossible_dates(row: Agreement) -> Iterator[str]:
    for first, second, said in (
        ("offensive_start", "agreement_date", "the deal is dated before the offensive"),
        ("siege_start", "agreement_date", "the deal is dated before the siege"),
        ("evac_start", "evac_end", "departures end before they begin"),
        ("offensive_start", "ended", "it ended before the offensive"),
        ("siege_start", "ended", "it ended before the siege"),
        ("agreement_date", "ended", "it ended before the deal"),
        ("as_of", "ended", "it ended before the scenario would start"),
        ("as_of", "agreement_date", "the deal is dated before the scenario would start"),
    ):
        if _after(row, first, second) and not _may_precede(row, first, second):
            yield f"{said}: {second} {getattr(row, second)}, {first} {getattr(row, first)}"


def _after(row: Agreement, first: str, second: str) -> bool:
    a, b = getattr(row, first), getattr(row, second)
    return isinstance(a, dt.date) and isinstance(b, dt.date) and b < a


def _may_precede(row: Agreement, first: str, second: str) -> bool:
    """Whether one of the dates stands for a month or a year, within which the order may be right."""
    vague = {first, second} & (row.imprecise | ({"agreement_date"} if row.month_only else set()))
    return bool(vague) and (getattr(row, first) - getattr(row, second)).days < 366


def _impossible_counts(row: Agreement) -> Iterator[str]:
    for low, high in (
        ("fighters_low", "fighters_high"),
        ("evacuees_low", "evacuees_best"),
        ("evacuees_best", "evacuees_high"),
        ("evacuees_low", "evacuees_high"),
    ):
        a, b = getattr(row, low), getattr(row, high)
        if a is not None and b is not None and a > b:
            yield f"{low} {a:,} is more than {high} {b:,}"
    totals = [n for n in (row.evacuees_low, row.evacuees_best, row.evacuees_high) if n is not None]
    if totals and row.fighters_evacuated is not None and row.fighters_evacuated > max(totals):
        yield f"fighters_evacuated {row.fighters_evacuated:,} are more than all evacuees, {max(totals):,}"


def _nobody(row: Agreement) -> Iterator[str]:
    if row.fighters_high == 0 or (row.fighters_high is None and row.fighters_low == 0):
        yield "fighters 0 is a report of none: an enclave without fighters cannot be built (leave it empty if unknown)"


def _coordinates(here: list[District]) -> Iterator[str]:
    for d in here:
        if (d.lat is None) != (d.lon is None):
            missing, given = ("lat", "lon") if d.lat is None else ("lon", "lat")
            yield f"row {d.line}: column {missing!r} of {d.district!r} is empty while {given!r} is given"
        elif d.spot == (0.0, 0.0):
            yield f"row {d.line}: lat 0, lon 0 of {d.district!r} lies in the sea; leave both empty if not known"
    placed = [d for d in here if d.spot is not None]
    if len(placed) > 1:
        yield from _far(placed)


def _far(placed: list[District]) -> Iterator[str]:
    """The district that lies farthest from the middle of the others, if that is too far for one enclave."""

    def distance(d: District) -> float:
        others = [o.spot for o in placed if o is not d and o.spot is not None]
        middle = median(lat for lat, _ in others), median(lon for _, lon in others)
        return km_between(*d.spot, *middle) if d.spot is not None else 0.0

    farthest = max(placed, key=lambda d: (distance(d), d.line))
    km = distance(farthest)
    if km > FAR_KM:
        others = ", ".join(d.district for d in placed if d is not farthest)
        yield (
            f"row {farthest.line}: {farthest.district!r} at lat {farthest.lat}, lon {farthest.lon} lies {km:,.0f} km "
            f"from the other districts of its enclave ({others})"
        )


def _dates(row: Agreement) -> Iterator[str]:
    if _after(row, "siege_start", "offensive_start"):
        yield f"the offensive ({row.offensive_start}) began before the siege closed ({row.siege_start})"
    if _after(row, "agreement_date", "evac_start"):
        yield f"the first departure ({row.evac_start}) is dated before the deal ({row.agreement_date})"
    if _after(row, "evac_end", "ended"):
        yield f"it ended ({row.ended}) before the last departure ({row.evac_end})"
    for name in sorted(row.imprecise):
        yield f"{name} is known to a month or a year only; {getattr(row, name)} stands for it"


def _counts(row: Agreement, here: list[District]) -> Iterator[str]:
    late = [d.population_late_siege for d in here]
    people = sum(n for n in late if n is not None) if late and None not in late else row.population_late_siege
    for name in ("fighters_low", "fighters_high"):
        fighters = getattr(row, name)
        if people is not None and fighters is not None and fighters > people:
            yield f"{name} {fighters:,} are more fighters than the {people:,} people left; both are used as given"
            break
    if people is not None and row.evacuees_best is not None and row.evacuees_best > people:
        yield f"evacuees_best {row.evacuees_best:,} are more than the {people:,} people left"


def _types(row: Agreement) -> Iterator[str]:
    if not row.group_type:
        yield "column 'group_type' is empty; the group is taken for rebels"
    elif key(row.group_type) not in KIND_OF_TYPE:
        yield f"column 'group_type': {row.group_type!r} is not one of rebel, jihadist, is, government; taken for rebels"


def _ends(row: Agreement) -> Iterator[str]:
    known = row.signed is not None and row.ending in (*SIGNED_ENDINGS, "truce")
    if known and row.signed != (row.ending in SIGNED_ENDINGS):
        yield f"class {row.ending!r} and signed {row.signed:d} do not go together"


def _places(row: Agreement, tables: Tables, here: list[District]) -> Iterator[str]:
    for name in without_row(row, tables):
        yield f"district {name!r} has no row in {tables.districts_name}; it is put beside the others"
    for d in here:
        if d.spot is None:
            yield f"district {d.district!r} has no coordinates in {tables.districts_name}; it is put beside the others"


def _departure(row: Agreement, convoy: Convoy) -> Iterator[str]:
    first, last = row.evac_start, row.evac_end or row.evac_start
    if convoy.date is not None and last is not None and (convoy.date - last).days > LATE_DAYS:
        yield f"the convoy of {convoy.date} left {(convoy.date - last).days} days after the last departure, {last}"
    if convoy.date is not None and first is not None and (first - convoy.date).days > LATE_DAYS:
        yield f"the convoy of {convoy.date} left {(first - convoy.date).days} days before the first departure, {first}"
    if convoy.buses and convoy.people and not LEAST_LOAD <= convoy.people / convoy.buses <= MOST_LOAD:
        yield f"{convoy.people:,} people in {convoy.buses:,} buses"
