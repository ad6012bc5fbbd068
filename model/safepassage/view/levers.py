"""What a viewer may change before a reset: about eight levers, each an override of the scenario's dotted names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.scenario import GOVERNMENT, Scenario

Value = float | bool
Overrides = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever as it stands for a scenario: what it is called, its unit, bounds, the scenario's own value.

    A lever of ``step`` 0 is a switch. ``apply`` turns a value into overrides; it is only asked for a moved lever.
    """

    key: str
    label: str
    unit: str
    help: str
    value: Value
    apply: Callable[[Value], Overrides]
    low: float = 0.0
    high: float = 1.0
    step: float = 0.0

    @property
    def switch(self) -> bool:
        """Whether it is on or off."""
        return self.step == 0

    def read(self, given: object) -> Value:
        """A value from what a control sent; raises ValueError with what is allowed."""
        if self.switch:
            if isinstance(given, bool):
                return given
            raise ValueError(f"{self.label}: on or off, not {given!r}")
        allowed = f"a number from {self.low:g} to {self.high:g} {self.unit}".rstrip()
        if self.step >= 1:
            allowed = f"a whole {allowed.removeprefix('a ')}"
        try:
            number = float(str(given).replace(",", "").strip())
        except ValueError:
            raise ValueError(f"{self.label}: {allowed}, not {given!r}") from None
        if not self.low <= number <= self.high or (self.step >= 1 and number != int(number)):
            raise ValueError(f"{self.label}: {allowed}, not {given!r}")
        return int(number) if self.step >= 1 else number

    def said(self, value: Value) -> str:
        """That it was moved, for a reader: ``Buses 40 instead of 260``."""
        if self.switch:
            return f"{self.label}: {'on' if value else 'off'}"
        return f"{self.label} {value:g} instead of {self.value:g} {self.unit}"


def levers(scenario: Scenario) -> list[Lever]:
    """The levers that mean something for a scenario, in the order in which they are shown."""
    found = [_guarantee(scenario), _brokers(scenario), _buses(scenario), _ceasefire(scenario), _aid(scenario)]
    found += [_destination(scenario), _strength(scenario), _pressure(scenario)]
    return [lever for lever in found if lever is not None]


def apply(scenario: Scenario, moved: Mapping[str, Value]) -> Scenario:
    """The scenario with all moved levers laid over it; those that do not exist there are left out."""
    overrides: Overrides = {}
    for lever in levers(scenario):
        if lever.key in moved and moved[lever.key] != lever.value:
            for name, value in lever.apply(moved[lever.key]).items():
                # Two levers write the list of events: what each adds or drops counts.
                overrides[name] = value(overrides.get(name, _events(scenario))) if callable(value) else value
    return scenario.with_overrides(overrides) if overrides else scenario


def fitting(scenario: Scenario, moved: Mapping[str, Value]) -> dict[str, Value]:
    """The moved levers that a scenario has too, within their bounds there, and that are not where it has them."""
    return {
        lever.key: value
        for lever in levers(scenario)
        if (value := moved.get(lever.key)) is not None and value != lever.value and lever.low <= value <= lever.high
    }


def as_options(scenario: Scenario, moved: Mapping[str, Value]) -> list[str] | None:
    """The moved levers as options of the command line; None where one of them has no such form."""
    options = []
    for lever in levers(scenario):
        if lever.key in moved and moved[lever.key] != lever.value:
            for name, value in lever.apply(moved[lever.key]).items():
                if callable(value):
                    return None
                options += ["--set", f"{name}={str(value).lower()}"]
    return options


def _guarantee(scenario: Scenario) -> Lever | None:
    brokers = scenario.tables.brokers
    if not brokers:
        return None
    slug = max(brokers, key=lambda name: brokers[name].guarantee)
    return Lever(
        "guarantee",
        f"Guarantee of {brokers[slug].name}",
        "probability",
        "Chance that the strongest go-between stands by the passage it vouches for.",
        brokers[slug].guarantee,
        lambda value: {f"brokers.{slug}.guarantee": value},
        step=0.05,
    )


def _brokers(scenario: Scenario) -> Lever | None:
    brokers = scenario.tables.brokers
    if not brokers:
        return None
    return Lever(
        "brokers",
        "Go-betweens",
        "on or off",
        "Off: nobody carries offers or vouches; the two sides can only talk directly.",
        any(broker.capacity > 0 for broker in brokers.values()),
        lambda on: {f"brokers.{slug}.capacity": max(b.capacity, 1) if on else 0 for slug, b in brokers.items()},
    )


def _buses(scenario: Scenario) -> Lever:
    buses = scenario.tables.convoys.buses
    return Lever(
        "buses",
        "Buses",
        "buses",
        "One fleet for all agreements; a bus is away for its whole round trip.",
        buses,
        lambda value: {"convoys.buses": value},
        high=float(max(2 * buses, 50)),
        step=1.0,
    )


def _ceasefire(scenario: Scenario) -> Lever:
    return Lever(
        "ceasefire",
        "Ceasefire for departures",
        "days",
        "How long an agreed ceasefire leaves for the convoys; afterwards incidents become likelier.",
        scenario.parameters.agreements.ceasefire_days,
        lambda value: {"parameters.agreements.ceasefire_days": value},
        low=1.0,
        high=max(60.0, scenario.parameters.agreements.ceasefire_days),
        step=0.5,
    )


def _aid(scenario: Scenario) -> Lever:
    return Lever(
        "aid",
        "Aid each week",
        "days of food",
        "Stock delivered every week to each besieged pocket, beyond what the scenario has.",
        0,
        lambda days: {"events": lambda events: [*events, *_weekly_aid(scenario, float(days))]},
        high=14.0,
        step=1.0,
    )


def _weekly_aid(scenario: Scenario, days: float) -> list[dict[str, Any]]:
    besieged = [slug for slug, district in scenario.tables.districts.items() if district.holder != GOVERNMENT]
    weeks = range(7, scenario.tables.scenario.days, 7)
    dates = [scenario.start + dt.timedelta(days=day) for day in weeks] if days else []
    return [{"date": date, "kind": "aid", "districts": besieged, "days": days, "note": "aid"} for date in dates]


def _destination(scenario: Scenario) -> Lever | None:
    """The desert, where the Islamic State would go; without one, the destination that most people may go to."""
    places = {slug: place for slug, place in scenario.tables.destinations.items() if place.holder != GOVERNMENT}
    if not places:
        return None
    slug = max(places, key=lambda name: (places[name].holder == "islamic_state", places[name].places))
    name = places[slug].name or slug

    def close(on: Value) -> Overrides:
        def without(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [event for event in events if event.get("destination") != slug]

        return {f"destinations.{slug}.open": bool(on), "events": without}

    return Lever(
        "destination",
        f"{name} open",
        "on or off",
        f"Off: {name} takes nobody in, on any day.",
        places[slug].open,
        close,
    )


def _strength(scenario: Scenario) -> Lever:
    strength = scenario.tables.government.strength
    return Lever(
        "strength",
        "Assault strength",
        "fighters",
        "The government's own fighters for all offensives together, allies apart.",
        strength,
        lambda value: {"government.strength": value},
        high=float(max(2 * strength, 1000)),
        step=50.0 if strength > 2000 else 10.0,
    )


def _pressure(scenario: Scenario) -> Lever:
    pressure = scenario.tables.government.outside_pressure
    return Lever(
        "pressure",
        "Outside pressure",
        "value a day",
        "What another day of assault costs the government abroad; taking an enclave is worth 1.",
        pressure,
        lambda value: {"government.outside_pressure": value},
        high=max(0.02, 2 * pressure),
        step=0.0005,
    )


def _events(scenario: Scenario) -> list[dict[str, Any]]:
    return list(scenario.tree.get("events", []))
