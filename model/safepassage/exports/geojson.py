"""A run, its replicates or a forecast as GeoJSON (RFC 7946): districts, roads, enclaves, destinations, arrivals by day.

A layer a file, for QGIS and other maps. Every feature names the simulation as its source.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from safepassage.exports import flee
from safepassage.exports.hxl import simulated_by
from safepassage.results.digest import ends
from safepassage.telling.wording import Names

if TYPE_CHECKING:
    from safepassage.results.runfolder import Recorded
    from safepassage.scenario import Scenario

Feature = dict[str, Any]
Properties = Mapping[str, Any]
Point = tuple[float, float]


def files(run: Recorded) -> dict[str, str]:
    """The layers of one run, by file name."""
    source = simulated_by(run.version, run.scenario, f"seed {run.seed}")
    ended, totals = ends(run), run.summary["totals"]["evacuated_by_destination"]

    def end(slug: str) -> Properties:
        how = ended[slug]
        return {"holder_at_end": how.holder, "since": None if how.day is None else _date(run, how.day), "how": how.how}

    return layers(
        run.scenario,
        source,
        districts=end,
        destinations=lambda slug: {"arrived": totals[slug]},
        enclaves=((row["enclave"], _enclave(run, row)) for row in run.summary["agreements"]),
        arrivals=_arrivals(run),
    )


def layers(
    scenario: Scenario,
    source: str,
    *,
    districts: Callable[[str], Properties],
    destinations: Callable[[str], Properties],
    enclaves: Iterable[tuple[str, Properties]],
    arrivals: Iterable[tuple[str, Properties]],
) -> dict[str, str]:
    """All layers, from what is known of districts and destinations by slug, of enclaves by id, of arrivals by both."""
    names, spots = Names(scenario.tables), _spots(scenario)
    tables = scenario.tables
    made = {
        "districts": [
            _point(slug, spots, {"name": table.name, "holder": table.holder, "population": table.population,
                                 "capital_region": slug in tables.scenario.capital_region, **districts(slug)})
            for slug, table in tables.districts.items()
        ],
        "roads": [
            _line((road.a, road.b), spots, {"km": road.km, "hours": road.hours, "open_at_start": road.open})
            for road in tables.roads
        ],
        "destinations": [
            _point(slug, spots, {"name": names.destination(slug), "holder": table.holder, "places": table.places,
                                 **destinations(slug)})
            for slug, table in tables.destinations.items()
        ],
        "enclaves": [
            _point(enclave, {enclave: spots.get(names.parts(enclave)[1])},
                   {"seat": names.seat(enclave), "group": names.group(enclave), **told})
            for enclave, told in enclaves
        ],
        "arrivals": [
            _point(slug, spots, {"name": names.destination(slug), **told}, key=f"{slug} {told['date']}")
            for slug, told in arrivals
        ],
    }  # fmt: skip
    return {f"{name}.geojson": _collection(features, source) for name, features in made.items()}


def _spots(scenario: Scenario) -> dict[str, Point | None]:
    """Longitude and latitude of districts and destinations; None for a destination that the scenario does not place."""
    tables = scenario.tables
    spots: dict[str, Point | None] = {slug: (table.lon, table.lat) for slug, table in tables.districts.items()}
    for slug, place in tables.destinations.items():
        spots[slug] = (place.lon, place.lat) if {"lat", "lon"} <= place.model_fields_set else None
    return spots


def _point(slug: str, spots: Mapping[str, Point | None], told: Properties, *, key: str = "") -> Feature:
    spot = spots.get(slug)
    geometry = None if spot is None else {"type": "Point", "coordinates": list(spot)}
    return {"type": "Feature", "id": key or slug, "geometry": geometry, "properties": {"id": slug, **told}}


def _line(ends: tuple[str, str], spots: Mapping[str, Point | None], told: Properties) -> Feature:
    points = [spots.get(end) for end in ends]
    known = [list(point) for point in points if point is not None]
    geometry = {"type": "LineString", "coordinates": known} if len(known) == len(ends) else None
    properties = {"from": ends[0], "to": ends[1], **told}
    return {"type": "Feature", "id": " ".join(ends), "geometry": geometry, "properties": properties}


def _collection(features: Iterable[Feature], source: str) -> str:
    told = [{**feature, "properties": {**feature["properties"], "source": source}} for feature in features]
    return json.dumps({"type": "FeatureCollection", "features": told}, ensure_ascii=False, indent=1) + "\n"


def _date(run: Recorded, day: float | None) -> str | None:
    return None if day is None else (run.scenario.start + dt.timedelta(days=int(day))).isoformat()


def _enclave(run: Recorded, row: Properties) -> Properties:
    days = {name: _date(run, row[f"{name}_day"]) for name in ("agreement", "first_convoy", "last_convoy")}
    counts = ("evacuated", "crossed", "stayed", "buses", "civilians_killed", "militants_killed")
    return {
        "outcome": row["outcome"], "scope": row["scope"], "guarantor": row["guarantor"],
        "destination": row["destination"], **days, **{name: row[name] for name in counts},
    }  # fmt: skip


def _arrivals(run: Recorded) -> Iterator[tuple[str, Properties]]:
    """The days on which somebody arrived, by destination."""
    for slug, counts in flee.arrivals_by_day(run).items():
        for day, (before, arrived) in enumerate(zip([0, *counts], counts, strict=False)):
            if arrived > before:
                yield slug, {"date": _date(run, day), "arrived_today": arrived - before, "arrived": arrived}
