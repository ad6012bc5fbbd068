"""What is assumed of an agreement where its row says nothing: draws from the distribution of the reported ones.

Distributions are made of the calibration set and of the columns that are knowable in the table at hand, always
without the row that is being built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import TYPE_CHECKING

from safepassage.evidence.facts import HORIZON, destination_shares, knowable, outcomes, repeats_outcome
from safepassage.evidence.names import key
from safepassage.evidence.places import PLACES, km_between
from safepassage.evidence.selecting import knowable_day
from safepassage.evidence.tables import Agreement, Available, BrokerRow, DestinationRow, District, Tables

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np

JITTER = 0.3  # log-sd around a reported value that a draw picks
SAME_WAR_KM = 800.0
PEOPLE_PER_FIGHTER = 3.0  # who left, the fighter among them; two to four in 2018


@dataclass(frozen=True)
class Distributions:
    """Reported values, one an agreement or district, that draws pick from; each is filled, if need be by a stand-in."""

    fighters_per_district: tuple[float, ...]
    uncounted_per_district: tuple[float, ...]
    fighters_per_person: tuple[float, ...]
    low_over_high: tuple[float, ...]
    people_per_district: tuple[float, ...]
    population_over_prewar: tuple[float, ...]
    prewar: tuple[float, ...]
    people_per_bus: tuple[float, ...]
    regions: tuple[tuple[str, str, float], ...]

    def draw(self, values: Sequence[float], rng: np.random.Generator, jitter: float = JITTER) -> float:
        """One of the reported values, moved a little on the log scale."""
        return values[int(rng.integers(len(values)))] * exp(jitter * rng.standard_normal())

    def weight_of_region(self, kind: str, region: str, *, small: bool) -> float:
        """How much likelier a region is than others for a kind of group: the agreements that led there.

        Agreements of other kinds of group count for a quarter; a small place where none led starts from less.
        """
        led = sum(share * (1.0 if k == kind else 0.25) for k, r, share in self.regions if r == region)
        return led + (0.1 if small else 0.5)


@lru_cache(maxsize=256)
def distributions(tables: Tables, calibration: Tables, without: str) -> Distributions:
    """Distributions over both tables without the row ``without``; outcomes are taken from the calibration set alone."""
    rows = {row.id: row for row in (*calibration.agreements, *tables.agreements)}
    rows.pop(without, None)
    facts = [knowable(row) for row in rows.values()]
    districts = {key(d.district): d for d in (*calibration.districts, *tables.districts)}
    fighters = [m / len(row.districts) for row in facts if (m := middle_of_fighters(row)) is not None]
    populations = [(row.population_late_siege, len(row.districts)) for row in rows.values()]
    bounds = [(row.fighters_low, row.fighters_high) for row in facts]
    densities, prewar_shares = [], []
    for row in rows.values():
        people = row.population_late_siege
        middle = middle_of_fighters(row)
        before = sum((districts[key(d)].population_prewar or 0) for d in row.districts if key(d) in districts)
        if people and middle:
            densities.append(middle / people)
        if people and before:
            prewar_shares.append(people / before)
    past = [row for row in calibration.agreements if row.id != without]
    loads = [load for row in past if (load := _load(calibration, row)) is not None]
    regions = [
        (row.kind, region, share)
        for row in past
        for region, share in destination_shares(row, calibration.convoys_of(row.id)).items()
    ]
    return Distributions(
        tuple(fighters) or (1_500.0,),
        tuple(_uncounted(past, calibration)) or (500.0,),
        tuple(densities) or (0.06,),
        tuple(low / high for low, high in bounds if low and high and low < high) or (0.4,),
        tuple(people / n for people, n in populations if people) or (20_000.0,),
        tuple(prewar_shares) or (0.5,),
        tuple(d.population_prewar for d in districts.values() if d.population_prewar) or (40_000.0,),
        tuple(loads) or (49.0,),
        tuple(regions),
    )


def _uncounted(past: Sequence[Agreement], calibration: Tables) -> Iterator[float]:
    """Fighters a district of groups whose fighters nobody had counted, by how many left: whom nobody counts are few."""
    for row in past:
        if middle_of_fighters(knowable(row)) is None:
            found = outcomes(row, calibration.convoys_of(row.id))
            left = found.fighters_evacuated or (found.evacuees.best / PEOPLE_PER_FIGHTER if found.evacuees else 0.0)
            if left:
                yield left / len(row.districts)


def _load(calibration: Tables, row: Agreement) -> float | None:
    return outcomes(row, calibration.convoys_of(row.id)).people_per_bus


def middle_of_fighters(row: Agreement) -> float | None:
    """The middle of the bounds on the log scale, or the one bound there is; None of them counts where it is 0."""
    given = [bound for bound in (row.fighters_low, row.fighters_high) if bound]
    return exp(sum(map(log, given)) / len(given)) if given else None


def districts_of(row: Agreement, tables: Tables) -> list[District]:
    """The districts of an agreement, in its order; one that the table of districts lacks has no facts but its name."""
    listed = {key(d.district): d for d in tables.districts}
    return [listed.get(key(name), District(name)) for name in row.districts]


def population_claimed(row: Agreement, found: Sequence[District]) -> float | None:
    """People late in the siege by the table of districts, if it has them for all; None if they repeat the outcome."""
    people = [d.population_late_siege for d in found]
    if not people or any(n is None for n in people):
        return None
    total = sum(n for n in people if n is not None)
    return None if repeats_outcome(row, total) else total


def same_war(row: Agreement, other: Agreement) -> bool:
    """Whether two rows are of one war; a row that does not say is of the war of its table."""
    return not row.war or not other.war or row.war == other.war


def holders_of(name: str, row: Agreement, tables: Tables) -> int:
    """How many groups held a district of a row at about the same time: one that several held is shared by them."""
    day, others = knowable_day(row), [o for o in tables.agreements if o.id != row.id and same_war(row, o)]
    return 1 + sum(
        key(name) in map(key, other.districts)
        and (day is None or (then := knowable_day(other)) is None or abs((day - then).days) <= HORIZON)
        for other in others
    )


def centre_of(found: Sequence[District]) -> tuple[float, float] | None:
    """Mean coordinates of the districts that have any."""
    known = [d.spot for d in found if d.spot is not None]
    return (sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)) if known else None


def far(a: tuple[float, float] | None, b: tuple[float, float] | None, km: float = SAME_WAR_KM) -> bool:
    """Whether two places are known to lie farther apart than so many kilometres."""
    return a is not None and b is not None and km_between(*a, *b) > km


def abroad(row: Agreement, where: tuple[float, float] | None, tables: Tables, calibration: Tables) -> bool:
    """Whether a row is of another war than what was available: by its war, else by being far from all destinations."""
    if tables.own_available:
        return False
    if row.war:
        return all(other.war and other.war != row.war for other in calibration.agreements)
    spots = [coordinates_of(entry.name, tables) for entry in tables.available if entry.role == "destination"]
    known = [spot for spot in spots if spot is not None]
    return where is not None and bool(known) and all(far(where, spot) for spot in known)


def under_the_same_offensive(row: Agreement, tables: Tables, km: float = 30.0) -> list[Agreement]:
    """Other agreements of the table whose offensive began on the same day next to this one, by the same besieger."""
    where = centre_of(districts_of(row, tables))
    found = []
    for other in tables.agreements:
        if other.id == row.id or other.offensive_start is None or other.offensive_start != row.offensive_start:
            continue
        if not same_war(row, other) or other.besieged_by != row.besieged_by:
            continue
        there = centre_of(districts_of(other, tables))
        if where is not None and there is not None and km_between(*where, *there) <= km:
            found.append(other)
    return found


def existed(entry: Available | BrokerRow | DestinationRow, day: dt.date) -> bool:
    """Whether a broker or destination was there on a day."""
    return (entry.since is None or entry.since <= day) and (entry.until is None or entry.until >= day)


def coordinates_of(name: str, tables: Tables) -> tuple[float, float] | None:
    """Coordinates of a place by the table of districts, else by general knowledge, else None."""
    for d in tables.districts:
        if key(d.district) == key(name) and d.spot is not None:
            return d.spot
    text = name.lower()
    found = [known for known in PLACES if known in text]
    if not found:
        return None
    place = PLACES[max(found, key=len)]
    return place.lat, place.lon


def destination_spots(tables: Tables) -> list[tuple[float, float] | None]:
    """Where the destinations of the tables lie, one's own before those that were available."""
    own = [spot_of(row, tables) for row in tables.own.destinations]
    return own or [coordinates_of(entry.name, tables) for entry in tables.available if entry.role == "destination"]


def spot_of(row: DestinationRow, tables: Tables) -> tuple[float, float] | None:
    """Coordinates of a destination of one's own: as given, else by its name."""
    return (row.lat, row.lon) if row.lat is not None and row.lon is not None else coordinates_of(row.name, tables)
