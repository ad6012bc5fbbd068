"""The schema of a scenario: what a TOML file may say, in which units, within which bounds.

Tables are keyed by slug (``[districts.douma]``); unknown keys are refused everywhere. The checks that need more
than one table (a road to nowhere, a faction without districts) are in :mod:`safepassage.scenario.consistency`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from safepassage.limits import MOST_DAYS
from safepassage.parameters import Parameters, default_parameters
from safepassage.scenario.fields import (
    MOST_PEOPLE,
    Count,
    Date,
    Kind,
    Name,
    NotNegative,
    Positive,
    Prose,
    Range,
    Relation,
    Share,
    Slug,
    StrictModel,
)
from safepassage.scenario.reported import Reported

GOVERNMENT = "government"


class About(StrictModel):
    """``[scenario]``: the title, the first day, how many days are simulated, which districts are the capital region."""

    title: Name
    start: Date
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    capital_region: tuple[Slug, ...] = ()
    description: Prose = ""


class District(StrictModel):
    """A named place; ``population`` counts civilians (fighters go by faction), ``damage`` is a share of housing."""

    name: Name
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    population: Count = 0
    population_prewar: Count = 0
    fort: Annotated[float, Field(ge=0.5, le=10)] = 2.0
    holder: Slug = GOVERNMENT
    damage: Share = 0.0


class Front(StrictModel):
    """An adjacency along which forces can advance."""

    a: Slug
    b: Slug


class Road(StrictModel):
    """A road between districts or destinations, travelled both ways."""

    a: Slug
    b: Slug
    km: Positive
    hours: Positive
    open: bool = True


class Destination(StrictModel):
    """Where convoys go: whose ground, people a day, places in reception, and the holder's consent (1/day).

    ``relations`` of the holder with factions go from 1 (own) over 0.7 (allied) and 0.3 (tolerated) to −1 (rival); where
    none is given they follow from the kinds.
    """

    name: Name = ""
    lat: Annotated[float, Field(ge=-90, le=90)] = 0.0
    lon: Annotated[float, Field(ge=-180, le=180)] = 0.0
    holder: Literal["rebel", "jihadist", "islamic_state", "government"]
    accepts: tuple[Kind, ...] = ()
    intake: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 10_000
    places: Count = 100_000
    closes: Share = 0.0
    reopens: Share = 1.0
    open: bool = True
    relations: dict[Slug, Relation] = Field(default={})


class Faction(StrictModel):
    """An armed group: whose ``side`` it is on, who besieges it, of which kind; a ``garrison`` is a state's soldiers.

    ``destinations``: an order of preference, empty for the nearest. At the start ``stock_days`` are in store,
    ``deficit_days`` of need have gone short, and there may be an ``open_way``: a gap, or own ground next door.
    """

    name: Name
    kind: Kind
    side: Literal["opposition", "government"] = "opposition"
    besieger: Slug = GOVERNMENT
    fighters: Count
    stock_days: NotNegative = 60.0
    deficit_days: NotNegative = 0.0
    destinations: tuple[Slug, ...] = ()
    open_way: bool = False
    garrison: bool = False

    def tolerates(self, other: Faction) -> bool:
        """Whether two groups share a pocket: the Islamic State and others do not, nor do the two sides."""
        return self.side == other.side and (self.kind == "islamic_state") == (other.kind == "islamic_state")


class Government(StrictModel):
    """The besieger: assault strength in fighters, and the daily cost of outside pressure (value/day).

    ``party`` says whose army it is where another than the government besieges in its place.
    """

    name: Name = "Government"
    party: Slug = GOVERNMENT
    strength: Count
    outside_pressure: NotNegative = 0.0


class Ally(StrictModel):
    """An ally of the government: ``air`` multiplies the fire and the advance, ``strength`` adds fighters."""

    name: Name
    air: Annotated[float, Field(ge=1, le=10)] = 1.0
    strength: Count = 0


class Broker(StrictModel):
    """A go-between: skill and guarantee are shares; capacity counts the talks and deals that it can carry.

    ``access`` lists kinds or factions; ``leverage`` is a share by besieger, 1 where none is given.
    """

    name: Name
    skill: Share = 0.3
    guarantee: Share = 0.0
    capacity: Annotated[int, Field(ge=0, le=1000)] = 2
    access: tuple[str, ...] = ("rebel", "jihadist", "islamic_state")
    leverage: dict[Slug, Share] = Field(default={})


class Fleet(StrictModel):
    """One fleet for all agreements."""

    buses: Annotated[int, Field(ge=0, le=1_000_000)]
    seats: Annotated[int, Field(ge=1, le=200)] = 49


class Offensive(StrictModel):
    """An assault that is due on a date, waits until enough strength is free, and may be announced by an ultimatum."""

    date: Date
    districts: Annotated[tuple[Slug, ...], Field(min_length=1)]
    strength: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    ultimatum: Annotated[int, Field(ge=0, le=365)] = 0


class Precedents(StrictModel):
    """Enclaves of the same war that are not simulated: those gone before; deals kept and broken."""

    gone: Annotated[int, Field(ge=0, le=1000)] = 0
    honoured: Annotated[int, Field(ge=0, le=10_000)] = 0
    betrayed: Annotated[int, Field(ge=0, le=10_000)] = 0


class EventKind(StrEnum):
    """What may happen from outside on a date."""

    CORRIDOR = "corridor"
    ROAD_CLOSED = "road_closed"
    ROAD_OPENED = "road_opened"
    DESTINATION_CLOSED = "destination_closed"
    DESTINATION_OPENED = "destination_opened"
    ULTIMATUM = "ultimatum"
    AID = "aid"
    TRUCE = "truce"
    OUTSIDE_PRESSURE = "outside_pressure"
    SEIZURE = "seizure"
    ALLY = "ally"
    BROKER_ACCESS = "broker_access"


# What each kind of event needs and may have besides `date`, `kind` and `note`.
EVENT_KEYS: dict[EventKind, tuple[set[str], set[str]]] = {
    EventKind.CORRIDOR: ({"districts"}, {"until"}),
    EventKind.ROAD_CLOSED: ({"a", "b"}, {"until"}),
    EventKind.ROAD_OPENED: ({"a", "b"}, {"until"}),
    EventKind.DESTINATION_CLOSED: ({"destination"}, {"until"}),
    EventKind.DESTINATION_OPENED: ({"destination"}, {"until"}),
    EventKind.ULTIMATUM: ({"districts", "days"}, set()),
    EventKind.AID: ({"districts", "days"}, set()),
    EventKind.TRUCE: ({"districts", "until"}, set()),
    EventKind.OUTSIDE_PRESSURE: ({"value"}, {"until"}),
    EventKind.SEIZURE: ({"districts", "faction", "fighters"}, set()),
    EventKind.ALLY: ({"ally"}, {"air", "strength", "until"}),
    EventKind.BROKER_ACCESS: ({"broker", "access"}, {"until"}),
}


class Event(StrictModel):
    """A scheduled outside event; which keys it takes depends on its kind (``EVENT_KEYS``).

    ``days`` is the length of an ultimatum, or the days of stock that aid brings; ``value`` is outside pressure in
    value/day; ``seizure`` puts ``fighters`` of ``faction`` in control of districts that its enemies left.
    """

    date: Date
    kind: EventKind
    until: Date | None = None
    districts: tuple[Slug, ...] | None = None
    a: Slug | None = None
    b: Slug | None = None
    destination: Slug | None = None
    faction: Slug | None = None
    ally: Slug | None = None
    broker: Slug | None = None
    days: NotNegative | None = None
    value: NotNegative | None = None
    fighters: Count | None = None
    air: Annotated[float, Field(ge=1, le=10)] | None = None
    strength: Count | None = None
    access: tuple[str, ...] | None = None
    note: Prose = ""

    @model_validator(mode="after")
    def _has_its_keys(self) -> Event:
        needed, optional = EVENT_KEYS[self.kind]
        always = {"date", "kind", "note"}
        given = {key for key in type(self).model_fields if getattr(self, key) is not None} - always
        if missing := needed - given:
            raise ValueError(f"an event of kind {self.kind.value!r} needs {', '.join(sorted(missing))}")
        if extra := given - needed - optional:
            allowed = ", ".join(sorted(needed | optional))
            raise ValueError(f"an event of kind {self.kind.value!r} takes {allowed}, not {', '.join(sorted(extra))}")
        if self.until is not None and self.until < self.date:
            raise ValueError("'until' is before 'date'")
        return self


class Exchange(StrictModel):
    """Two factions whose departures are tied: each stage of one waits for the same stage of the other."""

    a: Slug
    b: Slug
    stages: Annotated[int, Field(ge=1, le=10)] = 2


class ScenarioFile(StrictModel):
    """A whole scenario, after ``extends`` has been merged; ``ranges`` bound uncertain facts by their dotted names."""

    scenario: About
    districts: dict[Slug, District]
    fronts: tuple[Front, ...] = ()
    roads: tuple[Road, ...] = ()
    destinations: dict[Slug, Destination] = Field(default={})
    factions: dict[Slug, Faction]
    government: Government
    allies: dict[Slug, Ally] = Field(default={})
    brokers: dict[Slug, Broker] = Field(default={})
    convoys: Fleet
    precedents: Precedents = Precedents()
    offensives: tuple[Offensive, ...] = ()
    events: tuple[Event, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    parameters: Parameters = Field(default_factory=default_parameters)
    ranges: dict[Name, Range] = Field(default={})
    reported: Reported = Reported()
    sources: dict[Name, Prose] = Field(default={})

    @field_validator("districts", "destinations", "factions", "allies", "brokers")
    @classmethod
    def _in_order_of_their_slugs(cls, tables: dict[str, Any]) -> dict[str, Any]:
        """The order in which a file lists things changes nothing."""
        return dict(sorted(tables.items()))

    @model_validator(mode="before")
    @classmethod
    def _parameters_start_from_the_defaults(cls, data: Any) -> Any:  # noqa: ANN401 - raw input of any shape
        """A scenario overrides single parameters; the rest keep the calibrated defaults, not the declared starts."""
        given = data.get("parameters") if isinstance(data, dict) else None
        if not isinstance(given, dict):
            return data
        merged: dict[str, Any] = default_parameters().model_dump()
        for group, values in given.items():
            known = merged.get(group)
            merged[group] = {**known, **values} if isinstance(known, dict) and isinstance(values, dict) else values
        return {**data, "parameters": merged}
