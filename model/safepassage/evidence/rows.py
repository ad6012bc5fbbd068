"""The rows of tables of reported facts, and what they have in common; :mod:`.tables` reads them.

The columns are declared in :mod:`.columns`. None, an empty text or an empty tuple means "not reported"; 0 means none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from safepassage.evidence.cells import KIND_OF_TYPE, LOYAL
from safepassage.evidence.names import key
from safepassage.scenario import GOVERNMENT, BadInput
from safepassage.scenario.consistency import nearest


@dataclass(frozen=True, slots=True)
class Agreement:
    """One row of a table of agreements: a siege or an offensive, with or without a deal.

    ``line`` is the row's number in its file, ``imprecise`` names the dates that are known to a month or a year only.
    ``evac_start`` and ``evac_end`` are those of the final deal, ``ending`` is the column ``class``.
    """

    id: str
    districts: tuple[str, ...]
    group_type: str = ""
    enclave: str = ""
    armed_group: str = ""
    war: str = ""
    besieger: str = ""
    encircled: bool | None = None
    fighters_low: int | None = None
    fighters_high: int | None = None
    population_late_siege: int | None = None
    siege_start: dt.date | None = None
    offensive_start: dt.date | None = None
    as_of: dt.date | None = None
    agreement_date: dt.date | None = None
    evac_start: dt.date | None = None
    evac_end: dt.date | None = None
    ended: dt.date | None = None
    ending: str = ""
    signed: bool | None = None
    outcome: str = ""
    convoys: int | None = None
    buses_total: int | None = None
    evacuees_low: int | None = None
    evacuees_best: int | None = None
    evacuees_high: int | None = None
    fighters_evacuated: int | None = None
    stayed_best: int | None = None
    announced: int | None = None
    broker: str = ""
    destination: str = ""
    terms: str = ""
    incidents: str = ""
    interrupted: bool | None = None
    interrupted_where: str = ""
    denied_by: str = ""
    killed_gov: int | None = None
    killed_militants: int | None = None
    killed_civilians: int | None = None
    sources: str = ""
    line: int = 0
    imprecise: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The model's kind of armed group; an unknown type counts as ``rebel``."""
        return KIND_OF_TYPE.get(key(self.group_type), "rebel")

    @property
    def loyal(self) -> bool:
        """Whether the group is on the government's side and somebody else besieges it."""
        return key(self.group_type) in LOYAL

    @property
    def besieged_by(self) -> str:
        """Who besieges: the government where nothing is said, its opponents where its own side is besieged."""
        return self.besieger or ("opposition" if self.loyal else GOVERNMENT)

    @property
    def open_way(self) -> bool:
        """Whether there was an open way, or ground of one's own side next door, when it began."""
        return self.encircled is False

    @property
    def has_signed(self) -> bool:
        """Whether a deal was signed that moves people or ground; an agreement, a departure or evacuees say so too."""
        if self.signed is not None:
            return self.signed
        given = (self.agreement_date, self.evac_start, self.evacuees_low, self.evacuees_best, self.evacuees_high)
        return any(given)

    @property
    def month_only(self) -> bool:
        """Whether the agreement's day stands for a month or a year, as the cell or the terms say (``day unknown``)."""
        return "agreement_date" in self.imprecise or "day unknown" in self.terms.lower()


@dataclass(frozen=True, slots=True)
class District:
    """One row of a table of districts; ``lat`` and ``lon`` in degrees."""

    district: str
    enclave_id: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    population_prewar: int | None = None
    population_late_siege: int | None = None
    neighbours: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    line: int = 0

    @property
    def spot(self) -> tuple[float, float] | None:
        """Latitude and longitude, None where not reported."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Convoy:
    """One reported departure (or one day's departures); ``people`` counts all passengers, fighters among them."""

    agreement_id: str
    date: dt.date | None = None
    buses: int | None = None
    people: int | None = None
    fighters: int | None = None
    bus_ratio_ok: bool | None = None
    origin: tuple[str, ...] = ()
    destination: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Available:
    """A broker or a destination, and from when until when it existed."""

    role: str
    name: str
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Front:
    """Two places between which forces can advance."""

    a: str
    b: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """A road; km, and hours between the shortest and the longest reported."""

    origin: str
    destination: str
    km_approx: float | None = None
    hours_low: float | None = None
    hours_high: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class BrokerRow:
    """A go-between of the user's own table; what is None is assumed."""

    name: str
    skill: float | None = None
    guarantee: float | None = None
    capacity: int | None = None
    access: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class DestinationRow:
    """A place of reception of the user's own table; what is None or empty is assumed."""

    name: str
    lat: float | None = None
    lon: float | None = None
    holder: str = ""
    accepts: tuple[str, ...] = ()
    intake: int | None = None
    places: int | None = None
    closes: float | None = None
    reopens: float | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """How an enclave's group stands to the holder of a destination."""

    id: str
    destination: str
    relation: str
    line: int = 0


def of_id(id_: str) -> str:
    """An agreement as the subject of a fault."""
    return f"id {key(id_)}"


def of_district(name: str) -> str:
    """A district as the subject of a fault."""
    return f"district {key(name)}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a table that cannot be used, in one line, and the agreements and districts that fall with it.

    ``structural`` means that the row's cells may stand in wrong columns: then nothing of its file is to be built.
    """

    message: str
    subjects: frozenset[str] = frozenset()
    structural: bool = False


@dataclass(frozen=True)
class Drawn:
    """Tables that replace what a scenario would otherwise draft; an empty one is drafted."""

    fronts: tuple[Front, ...] = ()
    routes: tuple[Route, ...] = ()
    brokers: tuple[BrokerRow, ...] = ()
    destinations: tuple[DestinationRow, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables that belong together, as they were given; ``name`` is the file of the agreements.

    ``own_available`` says that what was available comes from a table beside these; ``faults`` are rows that cannot be
    used, ``notes`` what a reader should be told. Compared by identity.
    """

    agreements: tuple[Agreement, ...]
    districts: tuple[District, ...] = ()
    convoys: tuple[Convoy, ...] = ()
    available: tuple[Available, ...] = ()
    name: str = "agreements.csv"
    districts_name: str = "districts.csv"
    own_available: bool = False
    own: Drawn = field(default_factory=Drawn)
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    def agreement(self, id_: str) -> Agreement:
        """The row of an id; raises BadInput with what is wrong with it, or with the nearest id."""
        for row in self.agreements:
            if key(row.id) == key(id_):
                return row
        for fault in self.faults:
            if of_id(id_) in fault.subjects:
                raise BadInput(fault.message)
        raise BadInput(f"{self.name}: no row has the id {id_!r}; {nearest(id_, [row.id for row in self.agreements])}")

    def convoys_of(self, id_: str) -> tuple[Convoy, ...]:
        """The convoys of an agreement, in the order of the table."""
        return tuple(convoy for convoy in self.convoys if convoy.agreement_id == id_)
