"""Where an enclave's people could go: destinations of their own side that existed, and the roads to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.assumptions import Distributions
from safepassage.evidence.drafting.case import GROUND, Case, Draft, slug
from safepassage.evidence.places import km_between, region_of
from safepassage.evidence.tables import Agreement, Available

WINDING = 1.4  # kilometres by road over the great circle, reported routes of 2018
KM_PER_HOUR = 38.0  # the same, waiting at crossings left out
NEARBY_KM = 20.0  # a destination nearer than this is the enclave's own ground
TYPICAL_KM = 350.0  # of the reported routes, where a place is not known


def put_destinations(draft: Draft, case: Case) -> None:
    """Destinations of the group's own side that existed, in an order drawn by where groups of its kind had gone."""
    row, tables, slugs, start, where = case.row, case.tables, case.slugs, case.start, case.where
    known, rng = case.known, case.rng("destinations")
    open_to = [
        (entry, assumptions.coordinates_of(entry.name, tables))
        for entry in tables.available
        if entry.role == "destination" and assumptions.existed(entry, start) and accepts(entry, row)
    ]
    near = [
        (entry, spot, _road(where, spot, known, rng))
        for entry, spot in open_to
        if not _own_ground(entry, row, where, spot)
    ]
    near = [item for item in near if item[2] < 1.5 * assumptions.SAME_WAR_KM]
    roads: list[dict[str, Any]] = [{"a": name, "b": GROUND, "km": 10.0, "hours": 0.5} for name in slugs]
    order: list[tuple[float, float, str]] = []
    chance = {region: float(rng.exponential()) for region in sorted({region_of(entry.name) for entry, _, _ in near})}
    for entry, spot, km in near:
        name = _free(slug(entry.name), (*slugs, GROUND))
        lat, lon = spot or (0.0, 0.0)
        _destination(draft, name, entry, row.kind, lat, lon)
        roads.append({"a": GROUND, "b": name, "km": round(km, 1), "hours": round(km / KM_PER_HOUR, 2)})
        region = region_of(entry.name)
        weight = known.weight_of_region(row.kind, region, small="small" in entry.note.lower())
        order.append((chance[region] / weight, km, name))  # the smallest of such draws wins in proportion to its weight
    if not order:
        name = _free("own-side", (*slugs, GROUND))
        km = _road(None, None, known, rng)
        holder = "islamic_state" if row.kind == "islamic_state" else "rebel"
        draft.put(f"destinations.{name}.name", "Ground of its own side")
        draft.put(f"destinations.{name}.holder", holder, "assumed: no destination is known to have existed")
        roads.append({"a": GROUND, "b": name, "km": round(km, 1), "hours": round(km / KM_PER_HOUR, 2)})
        order.append((0.0, km, name))
    draft.put(
        "factions.group.destinations",
        [name for _, _, name in sorted(order)],
        "assumed: drawn by where groups of its kind went elsewhere",
    )
    draft.put("roads", roads, "assumed: great circle times 1.4 at 38 km/h; distances not known are drawn around 350 km")


def accepts(entry: Available, row: Agreement) -> bool:
    """Whether a destination takes a group, by its note: whose ground it is, and whose consent it needs."""
    note = entry.note.lower()
    if "government" in note or row.loyal:
        return "government" in note and row.loyal
    if "islamic state" in note or row.kind == "islamic_state":
        return "islamic state" in note and row.kind == "islamic_state"
    return row.kind == "rebel" or "consent" not in note


def _own_ground(
    entry: Available, row: Agreement, where: tuple[float, float] | None, spot: tuple[float, float] | None
) -> bool:
    """Whether a destination is the enclave itself."""
    if entry.name.lower() in row.enclave.lower():
        return True
    return where is not None and spot is not None and km_between(*where, *spot) <= NEARBY_KM


def _road(
    where: tuple[float, float] | None,
    spot: tuple[float, float] | None,
    known: Distributions,
    rng: np.random.Generator,
) -> float:
    """Kilometres by road; drawn where a place is not known."""
    drawn = known.draw((TYPICAL_KM,), rng)
    return max(WINDING * km_between(*where, *spot), 20.0) if where is not None and spot is not None else drawn


def _free(name: str, taken: Iterable[str]) -> str:
    return f"{name or 'place'}-reception" if name in taken or not name else name


def _destination(draft: Draft, name: str, entry: Available, kind: str, lat: float, lon: float) -> None:
    key, note = f"destinations.{name}", entry.note.lower()
    consent = "consent" in note
    islamic_state = kind == "islamic_state"
    small = "small" in note
    draft.put(f"{key}.name", entry.name, f"available table, {entry.name}; rates of consent and room assumed")
    draft.put(f"{key}.lat", lat)
    draft.put(f"{key}.lon", lon)
    draft.put(f"{key}.holder", "islamic_state" if islamic_state else "rebel")
    draft.put(f"{key}.accepts", ["islamic_state"] if islamic_state else ["rebel"] if consent else ["rebel", "jihadist"])
    draft.put(f"{key}.intake", 2_000 if islamic_state or small else 4_000 if consent else 10_000)
    draft.put(f"{key}.places", 2_500 if islamic_state or small else 15_000 if consent else 30_000)
    draft.put(f"{key}.closes", 0.09 if consent else 0.02 if islamic_state else 0.0)
    draft.put(f"{key}.reopens", 0.45 if consent else 0.5 if islamic_state else 1.0)
