"""What is assumed of an agreement where its row says nothing: draws from the distribution of the reported ones.

Distributions are made of the calibration set and of the columns that are knowable in the table at hand, always
without the row that is being built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import TYPE_CHECKING

from safepassage.evidence.facts import destination_shares, knowable, repeats_outcome
from safepassage.evidence.places import PLACES, km_between

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np

    from safepassage.evidence.tables import Agreement, Available, District, Tables

JITTER = 0.3  # log-sd around a reported value that a draw picks
SAME_WAR_KM = 800.0
CAMPAIGN_KM, CAMPAIGN_DAYS = 75.0, 45  # peers are those near by; what became of them counts while it is fresh
FEWEST_PEERS = 8  # a table lists agreements, not all who were besieged: at least so many were


@dataclass(frozen=True)
class Distributions:
    """Reported values, one an agreement or district, that draws pick from; each is filled, if need be by a stand-in."""

    fighters_per_district: tuple[float, ...]
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
    districts = {d.district: d for d in (*calibration.districts, *tables.districts)}
    fighters = [m / len(row.districts) for row in facts if (m := middle_of_fighters(row)) is not None]
    populations = [(row.population_late_siege, len(row.districts)) for row in rows.values()]
    bounds = [(row.fighters_low, row.fighters_high) for row in facts]
    densities, prewar_shares = [], []
    for row in rows.values():
        people = row.population_late_siege
        middle = middle_of_fighters(row)
        before = sum((districts[d].population_prewar or 0.0) for d in row.districts if d in districts)
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
        tuple(densities) or (0.06,),
        tuple(low / high for low, high in bounds if low and high and low < high) or (0.4,),
        tuple(people / n for people, n in populations if people) or (20_000.0,),
        tuple(prewar_shares) or (0.5,),
        tuple(d.population_prewar for d in districts.values() if d.population_prewar) or (40_000.0,),
        tuple(loads) or (49.0,),
        tuple(regions),
    )


def _load(calibration: Tables, row: Agreement) -> float | None:
    from safepassage.evidence.facts import outcomes

    return outcomes(row, calibration.convoys_of(row.id)).people_per_bus


def middle_of_fighters(row: Agreement) -> float | None:
    """The middle of the bounds on the log scale, or the one bound there is."""
    given = [bound for bound in (row.fighters_low, row.fighters_high) if bound]
    return exp(sum(map(log, given)) / len(given)) if given else None


def districts_of(row: Agreement, tables: Tables) -> list[District]:
    """The districts of an agreement, in its order; one that the table of districts lacks has no facts but its name."""
    from safepassage.evidence.tables import District

    listed = {d.district.lower(): d for d in tables.districts}
    return [listed.get(name.lower(), District(name)) for name in row.districts]


def population_claimed(row: Agreement, found: Sequence[District]) -> float | None:
    """People late in the siege by the table of districts, if it has them for all; None if they repeat the outcome."""
    people = [d.population_late_siege for d in found]
    if not people or any(n is None for n in people):
        return None
    total = sum(n for n in people if n is not None)
    return None if repeats_outcome(row, total) else total


def holders_of(name: str, tables: Tables) -> int:
    """How many agreements of the table name a district: one that several groups held is shared by them."""
    return sum(name.lower() in (d.lower() for d in row.districts) for row in tables.agreements)


def centre_of(found: Sequence[District]) -> tuple[float, float] | None:
    """Mean coordinates of the districts that have any."""
    known = [(d.lat, d.lon) for d in found if d.lat is not None and d.lon is not None]
    return (sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)) if known else None


@dataclass(frozen=True, slots=True)
class Past:
    """What had happened to the peers of an enclave by a date: gone, still holding, convoys honoured."""

    gone: int
    left: int
    honoured: int


def past_of(row: Agreement, tables: Tables, calibration: Tables, start: dt.date) -> Past:
    """What had become of an enclave's peers by a date, from the agreements of both tables.

    Peers are those of the same campaign: near by, and gone not long before. What was longer ago or farther away is
    part of what all groups knew of such deals, the prior of trust.
    """
    where = centre_of(districts_of(row, tables))
    others = {other.id: (other, calibration) for other in calibration.agreements}
    others |= {other.id: (other, tables) for other in tables.agreements}
    others.pop(row.id, None)
    here = {other.id for other in tables.agreements}
    gone = left = honoured = 0
    for other, source in others.values():
        if _far(where, centre_of(districts_of(other, source)), CAMPAIGN_KM):
            continue
        ended = other.evac_end or other.evac_start or other.agreement_date
        if ended is not None and ended < start:
            if (start - ended).days <= CAMPAIGN_DAYS:
                gone += 1
                honoured += int(other.convoys or len(source.convoys_of(other.id)) or 1)
        elif other.id in here and (other.siege_start is None or other.siege_start <= start):
            left += 1
    return Past(gone, max(left, FEWEST_PEERS - gone), honoured)


def _far(a: tuple[float, float] | None, b: tuple[float, float] | None, km: float = SAME_WAR_KM) -> bool:
    return a is not None and b is not None and km_between(*a, *b) > km


def abroad(where: tuple[float, float] | None, tables: Tables) -> bool:
    """Whether a place lies in another war than that of the table of what was available: far from all destinations."""
    if where is None:
        return False
    spots = [coordinates_of(entry.name, tables) for entry in tables.available if entry.role == "destination"]
    known = [spot for spot in spots if spot is not None]
    return bool(known) and all(_far(where, spot) for spot in known)


def under_the_same_offensive(row: Agreement, tables: Tables, km: float = 30.0) -> list[Agreement]:
    """Other agreements of the table whose offensive began on the same day next to this one."""
    where = centre_of(districts_of(row, tables))
    found = []
    for other in tables.agreements:
        if other.id == row.id or other.offensive_start is None or other.offensive_start != row.offensive_start:
            continue
        there = centre_of(districts_of(other, tables))
        if where is not None and there is not None and km_between(*where, *there) <= km:
            found.append(other)
    return found


def existed(entry: Available, day: dt.date) -> bool:
    """Whether a broker or destination was there on a day."""
    return (entry.since is None or entry.since <= day) and (entry.until is None or entry.until >= day)


def coordinates_of(name: str, tables: Tables) -> tuple[float, float] | None:
    """Coordinates of a place by the table of districts, else by general knowledge, else None."""
    for d in tables.districts:
        if d.district.lower() == name.lower() and d.lat is not None and d.lon is not None:
            return d.lat, d.lon
    text = name.lower()
    found = [known for known in PLACES if known in text]
    if not found:
        return None
    place = PLACES[max(found, key=len)]
    return place.lat, place.lon
