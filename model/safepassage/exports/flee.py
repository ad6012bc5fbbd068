"""A run as input of Flee, the displacement code of Groen and others (2016): where people are, roads, conflict by day.

What Flee lacks, agreements and convoys, has no place in it; what it has and this model lacks, movement after arrival,
it can go on with. Formats as in Flee's own ``input_csv`` and ``source_data`` folders: locations, routes, closures,
conflicts, the period, and arrivals by day and destination to compare its own with.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from safepassage.results.digest import ends
from safepassage.scenario import GOVERNMENT

if TYPE_CHECKING:
    from safepassage.results.runfolder import Recorded

HOME = "home"  # Flee tells countries apart only to close borders; here nobody crosses one
_CLOSING = {"road_closed": "link", "destination_closed": "location"}


def files(run: Recorded) -> dict[str, str]:
    """The files of Flee's two folders, by name."""
    fighting = conflict_days(run)
    made = {
        "input_csv/locations.csv": _csv(_LOCATIONS, _locations(run, fighting)),
        "input_csv/routes.csv": _csv(("#name1", "name2", "distance", "forced_redirection"), _routes(run)),
        "input_csv/closures.csv": _csv(
            ("#closure_type", "name1", "name2", "closure_start", "closure_end"), _closures(run)
        ),
        "input_csv/conflicts.csv": _csv(("#Day", *fighting), _by_day(fighting, run.days)),
        "input_csv/sim_period.csv": _csv((), [("StartDate", run.scenario.start), ("Length", run.days)]),
    }
    arrivals = arrivals_by_day(run)
    layout = [("total", "refugees.csv"), *((slug, f"{slug}.csv") for slug in arrivals)]
    made["source_data/data_layout.csv"] = _csv((), layout)
    for slug, counts in arrivals.items():
        made[f"source_data/{slug}.csv"] = _csv(("#Date", "arrived"), _dated(run, counts))
    total = [sum(day) for day in zip(*arrivals.values(), strict=True)] if arrivals else [0] * run.days
    made["source_data/refugees.csv"] = _csv(("#Date", "arrived"), _dated(run, total))
    return made


def conflict_days(run: Recorded) -> dict[str, list[int]]:
    """For each district that was ever besieged 1 on days under assault, else 0.

    It is under assault while its enclave is attacked and has not lost it yet.
    """
    besieged = {slug: end for slug, end in ends(run).items() if end.how != GOVERNMENT}
    lost = {slug: end.day for slug, end in besieged.items() if end.holder == GOVERNMENT and end.day is not None}
    named: dict[str, list[str]] = {}  # two districts may bear the same name
    for slug in besieged:
        named.setdefault(run.scenario.tables.districts[slug].name, []).append(slug)
    found = {slug: [0] * run.days for slug in besieged}
    held = {row["enclave"]: row["districts"] for row in run.summary["agreements"]}
    assaulted = run.enclaves[run.enclaves["strength"] > 0]
    for enclave, day in zip(assaulted["enclave"], assaulted["day"], strict=True):
        for slug in (slug for name in held[enclave] for slug in named[name]):
            if day <= lost.get(slug, run.days):
                found[slug][day] = 1
    return found


def arrivals_by_day(run: Recorded) -> dict[str, list[int]]:
    """People who had arrived by convoy in each destination by the end of each day."""
    found = {slug: [0] * run.days for slug in run.scenario.tables.destinations}
    arrived = run.convoys[run.convoys["outcome"] == "arrived"]
    for convoy in arrived.to_dict("records"):
        for day in range(int(convoy["arrival_day"]), run.days):
            found[convoy["destination"]][day] += int(convoy["people"]) - int(convoy["killed"])
    return found


_LOCATIONS = ("#name", "region", "country", "lat", "lon", "location_type", "conflict_date", "population/capacity")


def _locations(run: Recorded, fighting: dict[str, list[int]]) -> Iterator[Sequence[Any]]:
    tables = run.scenario.tables
    for slug, district in tables.districts.items():
        days = fighting.get(slug, [])
        if any(days):
            # Flee takes the fighters' households for civilians, as it knows no others.
            yield (slug, district.holder, HOME, district.lat, district.lon, "conflict_zone", days.index(1),
                   district.population)  # fmt: skip
        else:
            yield slug, district.holder, HOME, district.lat, district.lon, "town", "", district.population
    for slug, place in tables.destinations.items():
        yield slug, place.holder, HOME, place.lat, place.lon, "camp", "", place.places


def _routes(run: Recorded) -> Iterator[Sequence[Any]]:
    for road in run.scenario.tables.roads:
        yield road.a, road.b, f"{road.km:g}", 0


def _closures(run: Recorded) -> Iterator[Sequence[Any]]:
    """Roads and destinations that are closed from the start or by an outside event, with the days."""
    tables = run.scenario.tables
    last = run.days - 1

    def day(date: dt.date) -> int:
        return min(max((date - run.scenario.start).days, 0), last)

    opened = {(e.a, e.b): day(e.date) for e in tables.events if e.kind == "road_opened"}
    opened |= {(e.destination, None): day(e.date) for e in tables.events if e.kind == "destination_opened"}
    for road in tables.roads:
        if not road.open:
            yield "link", road.a, road.b, 0, opened.get((road.a, road.b), opened.get((road.b, road.a), last))
    for slug, place in tables.destinations.items():
        if not place.open:
            yield "location", slug, HOME, 0, opened.get((slug, None), last)
    for event in tables.events:
        if event.kind in _CLOSING:
            until = day(event.until + dt.timedelta(days=1)) if event.until else last  # the day that opens it again
            names = (event.destination, HOME) if event.destination else (event.a, event.b)
            yield _CLOSING[event.kind], *names, day(event.date), until


def _by_day(fighting: dict[str, list[int]], days: int) -> Iterator[Sequence[Any]]:
    for day in range(days):
        yield day, *(values[day] for values in fighting.values())


def _dated(run: Recorded, counts: Sequence[int]) -> Iterator[Sequence[Any]]:
    for day, count in enumerate(counts):
        yield run.scenario.start + dt.timedelta(days=day), count


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()
