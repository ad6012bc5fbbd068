"""References between tables: what matches gets the other table's spelling, what matches nothing is refused or told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from safepassage.evidence.names import COMMON, NEAR, key, near, split_by
from safepassage.evidence.rows import (
    Agreement,
    Available,
    BrokerRow,
    Convoy,
    DestinationRow,
    District,
    Drawn,
    Fault,
    Tables,
    of_district,
    of_id,
)  # fmt: skip
from safepassage.scenario import BadInput
from safepassage.scenario.consistency import KINDS, nearest


def linked(tables: Tables, convoys_name: str) -> Tables:
    """The tables with names in one spelling, and with a fault for each reference that matches nothing."""
    known = {key(row.district): row.district for row in tables.districts}
    districts = tuple(replace(row, neighbours=split_by(row.neighbours, known)) for row in tables.districts)
    agreements = tuple(replace(row, districts=split_by(row.districts, known)) for row in tables.agreements)
    ids = {key(row.id): row.id for row in agreements}
    convoys = tuple(
        replace(row, agreement_id=ids.get(key(row.agreement_id), row.agreement_id), origin=split_by(row.origin, known))
        for row in tables.convoys
    )
    found = replace(tables, districts=districts, agreements=agreements, convoys=convoys)
    faults = [*tables.faults]
    for row in agreements:
        faults += _districts_of(row, found)
    for convoy in convoys:
        faults += _convoy(convoy, found, convoys_name)
    return replace(found, faults=tuple(faults), notes=(*tables.notes, *_neighbours(districts, tables)))


def without_row(row: Agreement, tables: Tables) -> list[str]:
    """Districts of an agreement that the table of districts does not know."""
    known = {key(d.district) for d in tables.districts}
    bad = {subject for fault in tables.faults for subject in fault.subjects}
    return [name for name in row.districts if key(name) not in known and of_district(name) not in bad]


def _districts_of(row: Agreement, tables: Tables) -> Iterator[Fault]:
    """A fault for each district that is nearly named like another, or is a list that matches nothing."""
    named = set(map(key, row.districts))
    free = [d.district for d in tables.districts if key(d.district) not in named]
    for name in without_row(row, tables):
        where = f"{tables.name}: row {row.line}: column 'districts': {name!r} is no district of {tables.districts_name}"
        if meant := near(name, free):
            yield Fault(f"{where}; did you mean {meant!r}?", frozenset({of_id(row.id)}))
        elif COMMON.search(name) and tables.districts:
            yield Fault(f"{where}; write several names with ';' between them", frozenset({of_id(row.id)}))


def _convoy(convoy: Convoy, tables: Tables, name: str) -> Iterator[Fault]:
    where = f"{name}: row {convoy.line}"
    ids = [row.id for row in tables.agreements]
    bad = {subject for fault in tables.faults for subject in fault.subjects}
    if convoy.agreement_id not in ids:
        if of_id(convoy.agreement_id) not in bad:
            said = f"{where}: column 'agreement_id': {convoy.agreement_id!r} is no id of {tables.name}"
            perhaps = near(convoy.agreement_id, ids)
            subjects = frozenset({of_id(perhaps)}) if perhaps else frozenset[str]()
            yield Fault(f"{said}; {nearest(convoy.agreement_id, ids)}", subjects, structural=True)
        return
    if convoy.people is not None and convoy.fighters is not None and convoy.fighters > convoy.people:
        said = f"{where}: column 'fighters': {convoy.fighters} of {convoy.people} people; fighters are among the people"
        yield Fault(said, frozenset({of_id(convoy.agreement_id)}))
    own = next(row for row in tables.agreements if row.id == convoy.agreement_id).districts
    known = [d.district for d in tables.districts]
    for origin in convoy.origin:
        if key(origin) not in set(map(key, [*own, *known])) and (meant := near(origin, own)):
            said = (
                f"{where}: column 'origin': {origin!r} is no district of {convoy.agreement_id}; did you mean {meant!r}?"
            )
            yield Fault(said, frozenset({of_id(convoy.agreement_id)}))


def _neighbours(districts: Sequence[District], tables: Tables) -> Iterator[str]:
    """A line for each neighbour that the table does not know, with the nearest name."""
    names = [d.district for d in districts]
    known = set(map(key, names))
    for d in districts:
        for name in d.neighbours:
            if key(name) not in known:
                meant = near(name, [other for other in names if other != d.district])
                hint = f"; did you mean {meant!r}?" if meant else ""
                yield f"{tables.districts_name}: row {d.line}: neighbour {name!r} is no district of the table{hint}"


def check_periods(rows: Iterable[Available | BrokerRow | DestinationRow], where: str) -> None:
    """Raise BadInput where something ceased to exist before it began."""
    for row in rows:
        if row.since is not None and row.until is not None and row.until < row.since:
            raise BadInput(f"{where}: row {row.line}: column 'until': {row.until} is before 'from', {row.since}")


def check_drawn(own: Drawn, brokers: Path | None, destinations: Path | None) -> None:
    """Raise BadInput where tables of one's own name what does not exist."""
    for rows, path, column in ((own.brokers, brokers, "access"), (own.destinations, destinations, "accepts")):
        check_periods(rows, str(path))
        for row in rows:
            for name in getattr(row, column):
                if name not in KINDS:
                    hint = nearest(name, KINDS)
                    raise BadInput(f"{path}: row {row.line}: column {column!r}: {name!r} is no kind of group; {hint}")


def matched(name: str, valid: Iterable[str], where: str, what: str) -> str:
    """The valid spelling of a name; raises BadInput with the nearest one."""
    names = list(valid)
    by_key = {key(other): other for other in names}
    if key(name) in by_key:
        return by_key[key(name)]
    meant = near(name, names, NEAR)
    guess = f"did you mean {meant!r}? " if meant else ""
    raise BadInput(f"{where}: {name!r} is no {what}; {guess}allowed: {', '.join(sorted(names)) or 'none'}")
