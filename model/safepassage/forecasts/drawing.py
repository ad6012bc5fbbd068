"""One draw: a run until nothing more can happen, and what is kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from safepassage.campaign import Campaign
from safepassage.forecasts.fleet import UNLIMITED, WatchedFleet
from safepassage.forecasts.parts import enclave_rows
from safepassage.forecasts.plan import Draw, Family
from safepassage.forecasts.subject import Besieged, Subject
from safepassage.results import rows
from safepassage.scenario import Scenario
from safepassage.scenario.schema import EventKind
from safepassage.simulation import drive, finished

if TYPE_CHECKING:
    from safepassage.simulation import Result

WITHOUT_LIMIT = 100  # families whose first draw is also made with as many buses as are wanted

Counts = NDArray[np.int32]
Arrivals = list[tuple[int, int]]  # day, people

# Series of the daily table that are kept; the last is not a count since the start.
SERIES = (
    "inside", "in_transit", "arrived", "crossed", "killed_fighters", "killed_civilians", "killed_government",
    "buses_out",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What all draws share: the subject and its enclaves, under whose ids those of each draw are told."""

    subject: Subject
    enclaves: tuple[Besieged, ...]


@dataclass(frozen=True)
class Drawn:
    """What is kept of a draw; days count from its own first day, ``start`` (an ISO date).

    ``series`` are people and buses at the end of each day, ``arrivals`` who arrived where on which day; ``peak`` is
    the most buses that were out at once, ``peak_unlimited`` the same without a limit (None where that was not asked).
    """

    number: int
    start: str
    days: int
    enclaves: dict[str, dict[str, Any]]
    totals: dict[str, int | None]
    series: dict[str, Counts]
    arrivals: dict[str, Arrivals]
    places: dict[str, int]
    fleet: int
    peak: int
    peak_unlimited: int | None


def simulate_family(asked: Asked, family: Family) -> list[Drawn]:
    """The draws of a family; the first of one of the first families also with as many buses as are wanted."""
    made: dict[int, Scenario] = {}
    found = []
    for place, draw in enumerate(family.draws):
        if draw.facts not in made:
            scenario = asked.subject.scenario(draw.facts)
            made[draw.facts] = scenario.with_parameters(scenario.parameters.with_values(family.values))
        found.append(_drawn(asked, draw, made[draw.facts], unlimited=place == 0 and family.number < WITHOUT_LIMIT))
    return found


def _drawn(asked: Asked, draw: Draw, scenario: Scenario, *, unlimited: bool) -> Drawn:
    result, fleet = run(scenario, draw.seed)
    peak: int | None = None
    if unlimited:
        # A fleet that was never short drives as one without a limit would.
        peak = run(scenario, draw.seed, UNLIMITED)[1].peak if fleet.short else fleet.peak
    world = result.campaign.world
    return Drawn(
        number=draw.number,
        start=scenario.start.isoformat(),
        days=scenario.tables.scenario.days,
        enclaves=enclave_rows(result, asked.enclaves),
        totals=_totals(result),
        series={name: _whole(result, name) for name in SERIES},
        arrivals=_arrivals(result),
        places={slug: place.places for slug, place in world.reception.places.items()},
        fleet=scenario.tables.convoys.buses,
        peak=fleet.peak,
        peak_unlimited=peak,
    )


def run(scenario: Scenario, seed: int, buses: int | None = None) -> tuple[Result, WatchedFleet]:
    """A run until nothing more can happen, and its fleet: the scenario's, or one of so many buses."""
    campaign = Campaign(scenario, seed)
    table = scenario.tables.convoys
    campaign.world.fleet = fleet = WatchedFleet(table.buses if buses is None else buses, table.seats)
    for _ in drive(campaign):
        if over(campaign):
            break
    return finished(campaign), fleet


def over(campaign: Campaign) -> bool:
    """Whether nobody is besieged or on the road any more, no bus is out, and nobody can come to be besieged again."""
    world = campaign.world
    return not (world.active or world.households.on_road or world.fleet.out) and not any(
        event.kind is EventKind.SEIZURE and world.day_of(event.date) > world.day for event in world.file.events
    )


def _totals(result: Result) -> dict[str, int | None]:
    told, enclaves = rows.totals(result.campaign), result.summary["agreements"]
    more = {
        name: sum(row[name] for row in enclaves)
        for name in ("civilians_killed", "militants_killed", "government_killed")
    }
    displaced = told["evacuated"] + told["crossed"] + told["in_transit"]
    kept = {name: value for name, value in told.items() if name not in ("population", "evacuated_by_destination")}
    del kept["reported_evacuated"]  # the UN speaks at fixed intervals, also after all is over
    return {**kept, **more, "displaced": displaced}


def _whole(result: Result, name: str) -> Counts:
    """A daily series to the scenario's last day: what is over stays as it is."""
    values = result.campaign.datacollector.model_vars[name]
    missing = result.scenario.tables.scenario.days - len(values)
    return np.array([*values, *values[-1:] * missing], np.int32)


def _arrivals(result: Result) -> dict[str, Arrivals]:
    found: dict[str, dict[int, int]] = {slug: defaultdict(int) for slug in result.scenario.tables.destinations}
    for convoy in result.campaign.world.convoys:
        if convoy.arrived_at is not None:
            found[convoy.destination][int(convoy.arrived_at // 24)] += convoy.aboard
    return {slug: sorted(days.items()) for slug, days in found.items()}


# On disk, while work goes on


def packed(drawn: list[Drawn]) -> list[dict[str, Any]]:
    """Draws as plain data for JSON."""
    return [{**asdict(d), "series": {name: values.tolist() for name, values in d.series.items()}} for d in drawn]


def unpacked(plain: list[Mapping[str, Any]]) -> list[Drawn]:
    """Draws of plain data; raises KeyError, TypeError or ValueError where they are none."""
    return [_restored(**{f.name: draw[f.name] for f in fields(Drawn)}) for draw in plain]


def _restored(*, series: Mapping[str, list[int]], arrivals: Mapping[str, list[list[int]]], **rest: Any) -> Drawn:  # noqa: ANN401
    return Drawn(
        series={name: np.array(values, np.int32) for name, values in series.items()},
        arrivals={slug: [(day, people) for day, people in found] for slug, found in arrivals.items()},
        **rest,
    )
