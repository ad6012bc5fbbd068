"""The ground of an enclave: districts, where they lie, how hard they are to take, and the fronts between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot

from safepassage.equations.war import initial_resistance
from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft
from safepassage.evidence.drafting.people import civilians, holders, prewar_of
from safepassage.evidence.drafting.spots import Spot, spots_of
from safepassage.evidence.names import key, near
from safepassage.evidence.places import PLACES, km_between
from safepassage.evidence.rows import Agreement, District, Front, Tables
from safepassage.parameters import default_parameters
from safepassage.scenario import BadInput

CAPITAL, CAPITAL_KM = PLACES["damascus"], 25.0  # of the one war whose capital is known; its region is the city's ring


def put_ground(draft: Draft, case: Case) -> int:
    """Districts with their civilians, and the besieger's ground beside them; returns the civilians of all."""
    known, rng = case.known, case.rng("ground")
    groups = holders(case)
    # Drawn for every district, so that one figure more in the table moves no other district's draw.
    drawn = [known.draw(known.prewar, rng) for _ in case.found]
    prewar = [prewar_of(d, n, by) for d, n, by in zip(case.found, groups, drawn, strict=True)]
    people = civilians(case, prewar)
    damage = round(float(rng.uniform(0.2, 0.8)), 2)
    spots = spots_of(case)
    for d, name, n, before, spot in zip(case.found, case.slugs, people, prewar, spots, strict=True):
        at = f"districts.{name}"
        draft.put(f"{at}.name", d.district)
        draft.put(f"{at}.lat", spot.lat, spot.why)
        draft.put(f"{at}.lon", spot.lon)
        draft.put(f"{at}.population", *n)
        why = "" if d.population_prewar is not None else "assumed: drawn from the reported districts"
        draft.put(f"{at}.population_prewar", round(before), why)
        draft.put(f"{at}.fort", fort_of(before))
        draft.put(f"{at}.holder", case.group)
        draft.put(f"{at}.damage", damage)
    draft.sources["districts"] = (
        "assumed: fort by the size before the war, damage drawn; the rest by the table of districts"
    )
    _put_besiegers_ground(draft, case, spots[0])
    return sum(n.value for n in people)


def in_capital(case: Case) -> bool:
    """Whether an enclave lies in the government's capital region, as far as it is known where that is.

    What a deal or a truce is worth beside the palace differs from what it is worth elsewhere.
    """
    return case.where is not None and km_between(*case.where, *CAPITAL[:2]) <= CAPITAL_KM


def _put_besiegers_ground(draft: Draft, case: Case, beside: Spot) -> None:
    at = f"districts.{case.ground}"
    draft.put(f"{at}.name", "Besieger's ground")
    draft.put(f"{at}.lat", beside.lat)
    draft.put(f"{at}.lon", beside.lon)


def fort_of(prewar: float) -> float:
    """How well a place can be defended, by its size before the war: town, dense town, city quarter."""
    return 2.0 if prewar < 20_000 else 3.0 if prewar < 80_000 else 3.5


def ground_to_take(row: Agreement, tables: Tables) -> float:
    """Resistance times fort over all districts: how an offensive's strength is divided between enclaves."""
    p, ground = default_parameters().war, 0.0
    for d in assumptions.districts_of(row, tables):
        before = p.resistance_people if d.population_prewar is None else d.population_prewar
        people = before / assumptions.holders_of(d.district, row, tables)
        ground += initial_resistance(people, p.resistance_people, p.resistance_least) * fort_of(people)
    return ground or 1.0


# Fronts


def put_fronts(draft: Draft, cases: Sequence[Case]) -> list[str]:
    """Fronts of all cases, from a table of one's own or drafted; returns what is to be told.

    In a table of one's own a place that is no district of the scenario is the besieger's ground.
    """
    rows = cases[0].tables.own.fronts
    if not rows:
        for case in cases:
            _draft_fronts(draft, case)
        _join_cases(draft, cases)
        return []
    ends = _ends(cases)
    own, touched, unused = [], set(), 0
    beyond: dict[str, None] = {}
    for row in rows:
        _refuse_slips(row, cases)
        a, b = ends.get(key(row.a), []), ends.get(key(row.b), [])
        own += [{"a": one, "b": other} for one, _ in a for other, _ in b]
        if bool(a) != bool(b):
            own += [{"a": name, "b": case.ground} for name, case in a or b]
            touched |= {case.row.id for _, case in a or b}
            beyond[row.b if a else row.a] = None
        unused += not a and not b
    own += [{"a": one, "b": other} for parts in ends.values() for (one, _), (other, _) in pairwise(parts)]
    draft.add("fronts", own, "table of fronts; ground that is nobody's here is the besieger's")
    return [*_without_front(draft, cases, touched), *_told_of_others(beyond, unused)]


def _ends(cases: Sequence[Case]) -> dict[str, list[tuple[str, Case]]]:
    """Slug and case of each district by its name; one that several groups hold stands there for each."""
    ends: dict[str, list[tuple[str, Case]]] = {}
    for case in cases:
        for d, name in zip(case.found, case.slugs, strict=True):
            ends.setdefault(key(d.district), []).append((name, case))
    return ends


def _refuse_slips(row: Front, cases: Sequence[Case]) -> None:
    """Raise BadInput where a place that is no district at all is nearly named like one of the scenario's."""
    tables = cases[0].tables
    known = {key(d.district) for d in (*tables.districts, *(d for case in cases for d in case.found))}
    for name in (row.a, row.b):
        meant = near(name, [d.district for case in cases for d in case.found]) if key(name) not in known else None
        # "Yarmouk north" is another place than Yarmouk, not a slip.
        if meant and not set(key(meant).split()) < set(key(name).split()):
            where = f"fronts: row {row.line}: {name!r} is no district of {tables.districts_name}"
            raise BadInput(f"{where}; did you mean {meant!r}?")


def _told_of_others(beyond: Iterable[str], unused: int) -> Iterator[str]:
    """Places that were taken for the besieger's ground, and how many rows are about none of the scenario's."""
    if names := ", ".join(beyond):
        yield f"fronts: taken for the besieger's ground: {names}"
    if unused:
        yield f"fronts: {unused} rows are between other places and were not used"


def _without_front(draft: Draft, cases: Sequence[Case], open_to: set[str]) -> list[str]:
    """Enclaves that the table leaves without a front to the besieger get the drafted ones, and are told."""
    told = []
    for case in cases:
        if case.row.id not in open_to:
            _draft_fronts(draft, case)
            told.append(f"fronts: none leads from {case.row.id} to the besieger's ground; drafted")
    return told


def _draft_fronts(draft: Draft, case: Case) -> None:
    pairs = [(case.ground, name) for name in case.slugs] + _joined(case.found, case.slugs, spots_of(case))
    why = "assumed: the besieger stands beside each district; neighbours as listed, the rest joined by distance"
    draft.add("fronts", [{"a": a, "b": b} for a, b in pairs], why)


def _join_cases(draft: Draft, cases: Sequence[Case]) -> None:
    """Fronts between districts of different cases that the table of districts lists as neighbours."""
    ends = [(d, slug, case) for case in cases for d, slug in zip(case.found, case.slugs, strict=True)]
    for i, (one, a, case) in enumerate(ends):
        for other, b, another in ends[i + 1 :]:
            beside = key(other.district) in map(key, one.neighbours) or key(one.district) in map(key, other.neighbours)
            same = key(one.district) == key(other.district)
            if case is not another and (beside or same):
                draft.add("fronts", [{"a": a, "b": b}])


def _joined(found: Sequence[District], slugs: Sequence[str], spots: Sequence[Spot]) -> list[tuple[str, str]]:
    """Fronts between the districts: the listed neighbours, and the shortest links that join what they leave apart."""
    number = {key(d.district): i for i, d in enumerate(found)}
    pairs = {
        (min(i, j), max(i, j))
        for i, d in enumerate(found)
        for name in d.neighbours
        if (j := number.get(key(name), i)) != i
    }
    part = list(range(len(found)))

    def join(i: int, j: int) -> None:
        old, new = part[j], part[i]
        part[:] = [new if p == old else p for p in part]

    for i, j in sorted(pairs):
        join(i, j)
    by_distance = sorted(
        (hypot(spots[i].lat - spots[j].lat, spots[i].lon - spots[j].lon), i, j)
        for i in range(len(found))
        for j in range(i + 1, len(found))
    )
    for _, i, j in by_distance:
        if part[i] != part[j]:
            pairs.add((i, j))
            join(i, j)
    return [(slugs[i], slugs[j]) for i, j in sorted(pairs)]
