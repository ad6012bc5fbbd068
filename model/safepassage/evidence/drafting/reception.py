"""Where an enclave's people could go: destinations that existed, and the roads to them."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft, slug
from safepassage.evidence.drafting.spots import spots_of
from safepassage.evidence.linking import matched
from safepassage.evidence.names import key
from safepassage.evidence.places import km_between, region_of
from safepassage.evidence.rows import Agreement, Available, DestinationRow, Route

WINDING = 1.4  # kilometres by road over the great circle, reported routes of 2018
KM_PER_HOUR = 38.0  # the same, waiting at crossings left out
NEARBY_KM = 20.0  # a destination nearer than this is the enclave's own ground
TYPICAL_KM = 350.0  # of the reported routes, where a place is not known
KM_PER_DEGREE = 111.0
PREFERRED = ("own", "allied", "tolerated", "", "rival")  # relations in the order in which destinations are chosen
RELATIONS = {"own": 1.0, "allied": 0.7, "tolerated": 0.3, "rival": -1.0}

Place = tuple[str, dict[str, Any], tuple[float, float] | None, str]
"""A destination: its slug, its keys in the scenario, where it lies if that is known, and the source of its keys."""


def put_destinations(draft: Draft, case: Case) -> list[str]:
    """Destinations of a case in their order, and the roads to them; returns what is to be told."""
    places = _own(case) if case.tables.own.destinations else _available(case)
    places = places or [_own_side(case)]
    km = {name: _road(case, name, spot) for name, _, spot, _ in places}
    for name, keys, spot, source in places:
        lat, lon = spot or _along(case, km[name])
        why = source if spot is not None else f"{source}; where it lies is not known, a distance was drawn"
        for field, value in _widened(draft, name, keys | {"lat": round(lat, 4), "lon": round(lon, 4)}).items():
            draft.put(f"destinations.{name}.{field}", value, why if field == "name" else "")
    said = _relations(case, places)
    for name, relation in said.items():
        why = "table of relations"
        draft.put(f"destinations.{name}.relations.{case.group}", RELATIONS[relation], why)
    order, why = _order(case, places, km, said)
    draft.put(f"factions.{case.group}.destinations", order, why)
    return _put_roads(draft, case, places, km)


def _widened(draft: Draft, name: str, keys: dict[str, Any]) -> dict[str, Any]:
    """The keys of a destination, which also accepts whom it accepts for another case of the scenario."""
    before = draft.tree.get("destinations", {}).get(name, {}).get("accepts", [])
    return keys | {"accepts": sorted({*before, *keys["accepts"]})}


# Which destinations


def _own(case: Case) -> list[Place]:
    """Those of the user's table that existed at the start."""
    found = []
    for row in case.tables.own.destinations:
        if assumptions.existed(row, case.window.start):
            assumed = [n for n in ("intake", "places", "closes", "reopens") if getattr(row, n) is None]
            assumed += [n for n in ("holder", "accepts") if not getattr(row, n)]
            more = f"; {', '.join(assumed)} by what is usual" if assumed else ""
            source = f"{'assumed: ' if assumed else ''}table of destinations, {row.name}{more}"
            name = _free(slug(row.name) or f"destination-{row.line}", case)
            found.append((name, _own_keys(row, case.row), assumptions.spot_of(row, case.tables), source))
    return found


def _own_keys(row: DestinationRow, agreement: Agreement) -> dict[str, Any]:
    usual = _usual(agreement.kind, consent=False, small=False)
    given = {"intake": row.intake, "places": row.places, "closes": row.closes, "reopens": row.reopens}
    said = {name: value for name, value in given.items() if value is not None}
    # A garrison of the government's side is besieged as rebels are elsewhere: its own ground is "rebel" here.
    holder = "rebel" if agreement.loyal and row.holder == "government" else row.holder
    accepts = list(row.accepts) or sorted({agreement.kind, *usual["accepts"]})
    return usual | said | {"name": row.name, "accepts": accepts} | ({"holder": holder} if holder else {})


def _available(case: Case) -> list[Place]:
    """Those of the group's own side in the table of what was available, nearer than another war."""
    found: list[Place] = []
    for entry in case.tables.available:
        if entry.role != "destination" or not assumptions.existed(entry, case.window.start):
            continue
        spot = assumptions.coordinates_of(entry.name, case.tables)
        if not accepts(entry, case.row) or _own_ground(entry, case, spot) or _too_far(case, spot):
            continue
        note = entry.note.lower()
        keys = _usual(case.row.kind, consent="consent" in note, small="small" in note) | {"name": entry.name}
        source = f"assumed: available table, {entry.name}; rates of consent and room by what is usual"
        found.append((_free(slug(entry.name) or f"destination-{entry.line}", case), keys, spot, source))
    return found


def _too_far(case: Case, spot: tuple[float, float] | None) -> bool:
    """Whether a place lies in another war; one that is not known cannot be reached from another war either."""
    if spot is None or case.where is None:
        return case.abroad
    return case.abroad or WINDING * km_between(*case.where, *spot) >= 1.5 * assumptions.SAME_WAR_KM


def accepts(entry: Available, row: Agreement) -> bool:
    """Whether a destination takes a group, by its note: whose ground it is, and whose consent it needs."""
    note = entry.note.lower()
    if "government" in note or row.loyal:
        return "government" in note and row.loyal
    if "islamic state" in note or row.kind == "islamic_state":
        return "islamic state" in note and row.kind == "islamic_state"
    return row.kind == "rebel" or "consent" not in note


def _own_ground(entry: Available, case: Case, spot: tuple[float, float] | None) -> bool:
    """Whether a destination is the enclave itself."""
    if key(entry.name) in key(case.row.enclave):
        return True
    return case.where is not None and spot is not None and km_between(*case.where, *spot) <= NEARBY_KM


def _own_side(case: Case) -> Place:
    holder = "islamic_state" if case.row.kind == "islamic_state" else "rebel"
    keys = {"name": "Ground of its own side", "holder": holder}
    # Without a list of whom it accepts it would take nobody but its own kind.
    keys_of_all = keys | {"accepts": [case.row.kind]}
    return _free("own-side", case), keys_of_all, None, "assumed: no destination is known to have existed"


def _usual(kind: str, *, consent: bool, small: bool) -> dict[str, Any]:
    """Whose ground, whom it takes, room and consent by the kind of group and what a note says."""
    state = kind == "islamic_state"
    return {
        "holder": "islamic_state" if state else "rebel",
        "accepts": ["islamic_state"] if state else ["rebel"] if consent else ["rebel", "jihadist"],
        "intake": 2_000 if state or small else 4_000 if consent else 10_000,
        "places": 2_500 if state or small else 15_000 if consent else 30_000,
        "closes": 0.09 if consent else 0.02 if state else 0.0,
        "reopens": 0.45 if consent else 0.5 if state else 1.0,
    }


# In which order


def _order(case: Case, places: Sequence[Place], km: dict[str, float], said: dict[str, str]) -> tuple[list[str], str]:
    """Slugs in the order of preference, and why: by relation where the user ``said`` some, else drawn."""
    rng = case.rng("destinations")
    chance = {
        region: float(rng.exponential()) for region in sorted({region_of(keys["name"]) for _, keys, _, _ in places})
    }
    weighed = []
    for name, keys, _, _ in places:
        region = region_of(keys["name"])
        weight = case.known.weight_of_region(case.row.kind, region, small=keys.get("places") == _SMALL)
        # The smallest of such draws wins in proportion to its weight.
        weighed.append((PREFERRED.index(said.get(name, "")), chance[region] / weight, km[name], name))
    drawn = "assumed: drawn by where groups of its kind went elsewhere"
    why = f"{drawn}, after the table of relations" if said else drawn
    return [name for *_, name in sorted(weighed)], why


_SMALL = 2_500


def _relations(case: Case, places: Sequence[Place]) -> dict[str, str]:
    """Relations of the case's group by destination; raises BadInput where one names what does not exist."""
    tables = case.tables
    names = {keys["name"]: name for name, keys, _, _ in places}
    existing = {row.name for row in tables.own.destinations} | {
        entry.name for entry in tables.available if entry.role == "destination"
    }
    found = {}
    for row in tables.own.relations:
        where = f"relations: row {row.line}"
        id_ = matched(row.id, [a.id for a in tables.agreements], where, f"id of {tables.name}")
        destination = matched(row.destination, {*names, *existing}, where, "destination")
        if id_ == case.row.id and destination in names:
            found[names[destination]] = row.relation
    return found


# Roads


def _road(case: Case, name: str, spot: tuple[float, float] | None) -> float:
    """Kilometres by road; drawn where a place is not known."""
    drawn = case.known.draw((TYPICAL_KM,), case.rng(f"road to {name}"))
    known = case.where is not None and spot is not None
    return max(WINDING * km_between(*case.where, *spot), 20.0) if known and case.where and spot else drawn


def _along(case: Case, km: float) -> tuple[float, float]:
    """A place at a distance by road whose direction nobody knows: north of the enclave, or south near the pole."""
    here = spots_of(case)[0]
    degrees = km / WINDING / KM_PER_DEGREE
    lat = here.lat + degrees if here.lat + degrees < 75 else here.lat - degrees
    return lat, here.lon + degrees / 10 / max(cos(radians(lat)), 0.1)


def _put_roads(draft: Draft, case: Case, places: Sequence[Place], km: dict[str, float]) -> list[str]:
    """Roads out of the districts, from a table of one's own where it has some, else drafted."""
    own, told = _own_roads(case, places)
    draft.add("roads", [{"a": name, "b": case.ground, "km": 10.0, "hours": 0.5} for name in case.slugs])
    reached = {road["b"] for road in own}
    drafted = [
        {"a": case.ground, "b": name, "km": round(km[name], 1), "hours": round(km[name] / KM_PER_HOUR, 2)}
        for name, *_ in places
        if name not in reached
    ]
    if own:
        draft.add("roads", own, "table of routes")
    why = "assumed: great circle times 1.4 at 38 km/h; distances not known are drawn around 350 km"
    draft.add("roads", drafted, why if drafted else "assumed: 10 km out of each district")
    return told


def _own_roads(case: Case, places: Sequence[Place]) -> tuple[list[dict[str, Any]], list[str]]:
    """Roads of the user's table that start in the case; raises BadInput where one names what does not exist."""
    tables = case.tables
    origins = {d.district: name for d, name in zip(case.found, case.slugs, strict=True)}
    ends = {keys["name"]: name for name, keys, _, _ in places}
    known = {*origins, *(d.district for d in tables.districts), *(n for a in tables.agreements for n in a.districts)}
    receiving = {*ends, *(row.name for row in tables.own.destinations), *(e.name for e in tables.available)}
    receiving |= {d.district for d in tables.districts}
    roads, unused = [], 0
    for row in tables.own.routes:
        origin = matched(row.origin, known, f"routes: row {row.line}", "district")
        end = matched(row.destination, receiving, f"routes: row {row.line}", "destination")
        if origin in origins and end in ends:
            roads.append({"a": origins[origin], "b": ends[end]} | _length(case, row))
        elif origin in origins:
            unused += 1
    told = [f"routes: {unused} roads of {case.row.id} lead to no destination of the scenario and were not used"]
    return roads, told if unused else []


def _length(case: Case, row: Route) -> dict[str, float]:
    """Kilometres and hours of a road: the middle of the hours reported, else by the usual speed."""
    hours = [h for h in (row.hours_low, row.hours_high) if h]
    km = row.km_approx or (KM_PER_HOUR * sum(hours) / len(hours) if hours else _road(case, row.destination, None))
    return {"km": round(km, 1), "hours": round(sum(hours) / len(hours) if hours else km / KM_PER_HOUR, 2)}


def _free(name: str, case: Case) -> str:
    return f"{name}-reception" if name in case.taken else name
