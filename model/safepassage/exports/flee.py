"""A run as input of Flee, the displacement code of Groen and others (2016): where people are, roads, conflict by day.

What Flee lacks, agreements and convoys, has no place in it; what it has and this model lacks, movement after arrival,
it can go on with. Formats as in Flee's own ``input_csv`` and ``source_data`` folders: locations, routes, closures,
conflicts, the period, and people by day and destination to compare its own with; its settings, all as by default.

Flee lets people appear where there is conflict, and stops on a day on which somebody appears and no place is a zone of
conflict. Buses leave in a ceasefire: a district is therefore a zone also while a convoy from it is on the road.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any

from safepassage.computing.spreadsheet import text_of
from safepassage.results.digest import ends
from safepassage.scenario import GOVERNMENT
from safepassage.scenario.schema import EventKind
from safepassage.world.calendar import Calendar

if TYPE_CHECKING:
    from safepassage.results.runfolder import Recorded
    from safepassage.scenario.schema import Event

HOME = "home"  # Flee tells countries apart only to close borders; here nobody crosses one
_CLOSES = {EventKind.ROAD_CLOSED, EventKind.DESTINATION_CLOSED}
_OPENS = {EventKind.ROAD_OPENED, EventKind.DESTINATION_OPENED}
_SETTINGS = """\
# Flee's settings, all as by default; Flee reads more of them, see its documentation.
log_levels: {agent: 0, link: 0, camp: 0, conflict: 0, init: 0, idp_totals: 0}
spawn_rules: {take_from_population: false, insert_day0: true, conflict_zone_spawning_only: true}
move_rules: {max_move_speed: 360.0, conflict_movechance: 1.0, camp_movechance: 0.001, default_movechance: 0.3}
optimisations: {hasten: 1}  # one agent for so many people
"""


def files(run: Recorded) -> dict[str, str]:
    """The files of Flee's two folders and its settings, by name."""
    fighting = conflict_days(run)
    made = {
        "simsetting.yml": _SETTINGS,
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
    made["source_data/refugees.csv"] = _csv(("#Date", "left"), _dated(run, departures_by_day(run)))
    return made


def conflict_days(run: Recorded) -> dict[str, list[int]]:
    """For each district that was ever besieged, or that buses left, 1 on its days as a zone of conflict, else 0.

    It is one while its enclave is attacked and has not lost it yet, and from the day on which a convoy leaves it to
    that of its arrival.
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
    for convoy in run.convoys.to_dict("records"):
        last = run.days - 1 if convoy["outcome"] == "in_transit" else int(convoy["arrival_day"])
        for slug in convoy["origins"].split(";"):
            zone = found.setdefault(slug, [0] * run.days)
            zone[int(convoy["day"]) : last + 1] = [1] * (last + 1 - int(convoy["day"]))
    return found


def departures_by_day(run: Recorded) -> list[int]:
    """People who had left by convoy by the end of each day, without those who were killed on the way."""
    left = [0] * run.days
    for convoy in run.convoys.to_dict("records"):
        left[int(convoy["day"])] += int(convoy["people"]) - int(convoy["killed"])
    return list(accumulate(left))


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
            # Flee takes the fighters' households for civilians, as it knows no others, and divides by the people of
            # all zones: one without civilians must not be all that there is.
            yield (slug, district.holder, HOME, district.lat, district.lon, "conflict_zone", days.index(1),
                   max(district.population, 1))  # fmt: skip
        else:
            yield slug, district.holder, HOME, district.lat, district.lon, "town", "", district.population
    for slug, place in tables.destinations.items():
        yield slug, place.holder, HOME, place.lat, place.lon, "camp", "", place.places


def _routes(run: Recorded) -> Iterator[Sequence[Any]]:
    for road in run.scenario.tables.roads:
        yield road.a, road.b, f"{road.km:g}", 0


def _closures(run: Recorded) -> Iterator[Sequence[Any]]:
    """Roads and destinations with the days on which they are closed, by the scenario and by outside events.

    The second day is the first on which it is open again; the day after the last where it stays closed.
    """
    tables = run.scenario.tables
    calendar = Calendar(tables.events, run.scenario.start)
    for road in tables.roads:
        for first, last in _closed(run, calendar, {road.a, road.b}, at_first=road.open):
            yield "link", road.a, road.b, first, last
    for slug, place in tables.destinations.items():
        for first, last in _closed(run, calendar, {slug}, at_first=place.open):
            yield "location", slug, HOME, first, last


def _closed(run: Recorded, calendar: Calendar, what: set[str], *, at_first: bool) -> Iterator[tuple[int, int]]:
    """The spans of days on which a road, told by its ends, or a destination is closed.

    On each day the latest begun of the open windows says whether it is open, and where there is none the scenario.
    """

    def is_open(day: int) -> bool:
        said = [event for event in calendar.open_on(day) if event.kind in _OPENS | _CLOSES and _whom(event) == what]
        return said[-1].kind in _OPENS if said else at_first

    for opened, days in groupby(range(run.days), key=is_open):
        span = list(days)
        if not opened:
            yield span[0], span[-1] + 1


def _whom(event: Event) -> set[str]:
    return {name for name in (event.a, event.b, event.destination) if name is not None}


def _by_day(fighting: dict[str, list[int]], days: int) -> Iterator[Sequence[Any]]:
    for day in range(days):
        yield day, *(values[day] for values in fighting.values())


def _dated(run: Recorded, counts: Sequence[int]) -> Iterator[Sequence[Any]]:
    for day, count in enumerate(counts):
        yield run.scenario.start + dt.timedelta(days=day), count


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return text_of([header, *rows] if header else rows)
