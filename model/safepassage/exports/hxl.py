"""A run as tables tagged for the Humanitarian Exchange Language (HXL 1.1): a row of hashtags below the headers.

Every row names the program, the version and the seed as its source, so that a simulated figure that is copied into
another table is not taken for a reported one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from safepassage.computing.spreadsheet import text_of
from safepassage.telling.wording import Names

if TYPE_CHECKING:
    from safepassage.results.runfolder import Recorded
    from safepassage.scenario import Scenario

Row = Mapping[str, Any]

# Header and hashtag of each column, in the order of the table.
PLACES = {
    "place": "#loc+name", "id": "#loc+code", "kind": "#loc+type", "latitude": "#geo+lat", "longitude": "#geo+lon",
    "population": "#population", "places in reception": "#capacity+num",
}  # fmt: skip
AGREEMENTS = {
    "enclave": "#loc+name", "id": "#meta+id", "group": "#org+armed+name", "outcome": "#status+name",
    "scope": "#status+scope", "signed": "#date+agreement", "days of talks": "#indicator+talks+days+num",
    "share of the defence broken": "#indicator+ground_lost+value", "broker": "#org+broker+name",
    "guarantor": "#org+guarantor+name", "residents": "#status+residents", "truces": "#event+truces+num",
    "first convoy": "#date+start", "last convoy": "#date+end", "destination": "#loc+dest+name",
    "left by convoy": "#affected+displaced+convoy", "crossed the lines": "#affected+displaced+crossed",
    "stayed": "#population+remaining", "fighters settled": "#population+remaining+fighters+settled",
    "fighters deserted": "#population+remaining+fighters+deserted", "civilians killed": "#affected+killed+civilians",
    "of them by the siege": "#affected+killed+civilians+siege", "fighters killed": "#affected+killed+fighters",
    "buses": "#indicator+buses+num", "incidents": "#event+incidents+num",
}  # fmt: skip
CONVOYS = {
    "departure": "#date+departure", "arrival": "#date+arrival", "from": "#loc+origin+name", "to": "#loc+dest+name",
    "people": "#affected+displaced", "buses": "#indicator+buses+num", "hours held": "#indicator+waiting+hours+num",
    "status": "#status+name",
}  # fmt: skip
DAYS = {
    "date": "#date", "inside": "#population+inside", "on the road": "#affected+displaced+in_transit",
    "arrived so far": "#affected+displaced+arrived", "crossed so far": "#affected+displaced+crossed",
    "civilians killed so far": "#affected+killed+civilians", "without shelter so far": "#inneed+shelter",
}  # fmt: skip
SOURCE = {"source": "#meta+source"}


def files(run: Recorded) -> dict[str, str]:
    """Four tables by file name: places, agreements, convoys, days."""
    source = simulated_by(run.version, run.scenario, f"seed {run.seed}")
    return {
        "places.csv": tagged(PLACES, places(run.scenario), source),
        "agreements.csv": tagged(AGREEMENTS, _agreements(run), source),
        "convoys.csv": tagged(CONVOYS, _convoys(run), source),
        "days.csv": tagged(DAYS, _days(run), source),
    }


def simulated_by(version: str, scenario: Scenario, what: str) -> str:
    """The source that every row names."""
    return f"simulated by safepassage {version}, scenario {scenario.name}, {what}"


def tagged(columns: Mapping[str, str], rows: Iterable[Row], source: str) -> str:
    """A table whose first row holds the headers and whose second row holds the hashtags; ends with the source."""
    header = {**columns, **SOURCE}
    body = ({**row, "source": source} for row in rows)
    return text_of([header, header.values(), *([row.get(name, "") for name in header] for row in body)])


def places(scenario: Scenario) -> Iterator[Row]:
    """The districts and destinations of a scenario under :data:`PLACES`."""
    for slug, district in scenario.tables.districts.items():
        kind = "district" if district.holder == "government" else "besieged district"
        yield {"place": district.name, "id": slug, "kind": kind, "latitude": district.lat, "longitude": district.lon,
               "population": district.population}  # fmt: skip
    for slug, place in scenario.tables.destinations.items():
        yield {"place": place.name or slug, "id": slug, "kind": "destination", "latitude": place.lat,
               "longitude": place.lon, "places in reception": place.places}  # fmt: skip


def _agreements(run: Recorded) -> Iterator[Row]:
    names = Names(run.scenario.tables)
    for row in run.summary["agreements"]:
        yield {
            **enclave_named(row["enclave"], names), "outcome": row["outcome"], "scope": row["scope"],
            "signed": _date(run, row["agreement_day"]), "days of talks": row["talk_days"],
            "share of the defence broken": row["ground_lost"], "broker": names.broker(row["broker"]),
            "guarantor": names.broker(row["guarantor"]), "residents": row["residents"],
            "truces": None if row["truces"] is None else len(row["truces"]),
            "first convoy": _date(run, row["first_convoy_day"]), "last convoy": _date(run, row["last_convoy_day"]),
            "destination": names.destination(row["destination"]), "left by convoy": row["evacuated"],
            "crossed the lines": row["crossed"], "stayed": row["stayed"],
            "fighters settled": row["settled_fighters"], "fighters deserted": row["deserted_fighters"],
            "civilians killed": row["civilians_killed"], "of them by the siege": row["died_of_siege"],
            "fighters killed": row["militants_killed"], "buses": row["buses"], "incidents": row["incidents"],
        }  # fmt: skip


def enclave_named(enclave: str, names: Names) -> Row:
    """Where an enclave is, its id, and whose it is."""
    return {"enclave": names.seat(enclave), "id": enclave, "group": names.group(enclave)}


def _convoys(run: Recorded) -> Iterator[Row]:
    names = Names(run.scenario.tables)
    for row in run.convoys.to_dict("records"):
        arrived = row["outcome"] == "arrived"
        yield {
            "departure": _date(run, row["day"]), "arrival": _date(run, row["arrival_day"]) if arrived else "",
            "from": names.seat(row["enclave"]), "to": names.destination(row["destination"]), "people": row["people"],
            "buses": row["buses"], "hours held": row["held_hours"], "status": row["outcome"],
        }  # fmt: skip


def _days(run: Recorded) -> Iterator[Row]:
    for row in run.daily.to_dict("records"):
        yield {
            "date": row["date"], "inside": row["inside"], "on the road": row["in_transit"],
            "arrived so far": row["arrived"], "crossed so far": row["crossed"],
            "civilians killed so far": row["killed_civilians"], "without shelter so far": row["without_shelter"],
        }  # fmt: skip


def _date(run: Recorded, day: float | None) -> str:
    return "" if day is None else (run.scenario.start + dt.timedelta(days=int(day))).isoformat()
