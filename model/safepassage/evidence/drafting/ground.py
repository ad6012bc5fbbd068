"""The ground of an enclave: districts, how hard they are to take, and the fronts between them."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from safepassage.equations.war import initial_resistance
from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import GROUND, GROUP, Case, Draft
from safepassage.evidence.drafting.people import Number
from safepassage.evidence.tables import District, Tables
from safepassage.parameters import default_parameters


def put_ground(draft: Draft, case: Case, people: Number) -> None:
    """Districts with their people, the besieger's ground, and fronts."""
    tables, found, slugs, known, rng = case.tables, case.found, case.slugs, case.known, case.rng("ground")
    # A district that several groups held is divided between them.
    prewar = [
        (d.population_prewar or known.draw(known.prewar, rng)) / max(assumptions.holders_of(d.district, tables), 1)
        for d in found
    ]
    spots = _spots(found)
    damage = round(float(rng.uniform(0.2, 0.8)), 2)
    shares = _shared(people.value, prewar)
    for d, name, n, before, (lat, lon, guessed) in zip(found, slugs, shares, prewar, spots, strict=True):
        key = f"districts.{name}"
        draft.put(f"{key}.name", d.district)
        draft.put(f"{key}.lat", lat, "assumed: no coordinates were given" if guessed else "")
        draft.put(f"{key}.lon", lon)
        draft.put(f"{key}.population", n, people.source)
        draft.put(
            f"{key}.population_prewar",
            round(before),
            "" if d.population_prewar else "assumed: drawn from the reported districts",
        )
        draft.put(f"{key}.fort", fort_of(before))
        draft.put(f"{key}.holder", GROUP)
        draft.put(f"{key}.damage", damage)
    draft.sources["districts"] = (
        "assumed: fort by the size before the war, damage drawn; the rest by the table of districts"
    )
    lat, lon = spots[0][:2] if spots else (0.0, 0.0)
    draft.put(f"districts.{GROUND}.name", "Besieger's ground")
    draft.put(f"districts.{GROUND}.lat", lat)
    draft.put(f"districts.{GROUND}.lon", lon)
    pairs = [(GROUND, name) for name in slugs] + _joined(found, slugs, spots)
    draft.put(
        "fronts",
        [{"a": a, "b": b} for a, b in pairs],
        "assumed: the besieger stands beside each district; neighbours as listed, the rest joined by distance",
    )


def fort_of(prewar: float) -> float:
    """How well a place can be defended, by its size before the war: town, dense town, city quarter."""
    return 2.0 if prewar < 20_000 else 3.0 if prewar < 80_000 else 3.5


def ground_to_take(found: Sequence[District], tables: Tables) -> float:
    """Resistance times fort over all districts: how an offensive's strength is divided between enclaves."""
    p, ground = default_parameters().war, 0.0
    for d in found:
        people = (d.population_prewar or p.resistance_people) / max(assumptions.holders_of(d.district, tables), 1)
        ground += initial_resistance(people, p.resistance_people, p.resistance_least) * fort_of(people)
    return ground or 1.0


def _spots(found: Sequence[District]) -> list[tuple[float, float, bool]]:
    """Latitude, longitude, and whether they are guessed: beside the districts that have some."""
    centre = assumptions.centre_of(found) or (0.0, 0.0)
    spots = []
    for i, d in enumerate(found):
        if d.lat is not None and d.lon is not None:
            spots.append((d.lat, d.lon, False))
        else:
            spots.append((round(centre[0] + 0.01 * (i % 5), 4), round(centre[1] + 0.01 * (i // 5), 4), True))
    return spots


def _shared(total: int, weights: Sequence[float]) -> list[int]:
    whole = sum(weights) or 1.0
    counts = [int(total * weight / whole) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def _joined(
    found: Sequence[District], slugs: Sequence[str], spots: Sequence[tuple[float, float, bool]]
) -> list[tuple[str, str]]:
    """Fronts between the districts: the listed neighbours, and the shortest links that join what they leave apart."""
    number = {d.district.lower(): i for i, d in enumerate(found)}
    pairs = {
        (min(i, j), max(i, j))
        for i, d in enumerate(found)
        for name in d.neighbours
        if (j := number.get(name.lower(), i)) != i
    }
    part = list(range(len(found)))

    def join(i: int, j: int) -> None:
        old, new = part[j], part[i]
        part[:] = [new if p == old else p for p in part]

    for i, j in sorted(pairs):
        join(i, j)
    by_distance = sorted(
        (hypot(spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]), i, j)
        for i in range(len(found))
        for j in range(i + 1, len(found))
    )
    for _, i, j in by_distance:
        if part[i] != part[j]:
            pairs.add((i, j))
            join(i, j)
    return [(slugs[i], slugs[j]) for i, j in sorted(pairs)]
