"""What the page needs once for each run: the map's geometry, names and places. Plain data, sent as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from safepassage.campaign import Campaign
from safepassage.figures import geography
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.view.levers import Value, levers


class Shown(Protocol):
    """What a scene asks of the run that is shown."""

    campaign: Campaign
    number: int
    original: Scenario
    moved: dict[str, Value]

    @property
    def address(self) -> str:
        """The link that opens it."""
        ...

    @property
    def command(self) -> Sequence[str]:
        """The command that runs it."""
        ...


def scene(run: Shown) -> dict[str, Any]:
    """The scene of a run; districts, destinations and brokers are numbered in the scenario's order from here on."""
    world, file = run.campaign.world, run.campaign.world.file
    return {
        "run": run.number,
        "scenario": world.scenario.name,
        "title": file.scenario.title,
        "description": file.scenario.description,
        "changed": [lever.said(run.moved[lever.key]) for lever in levers(run.original) if lever.key in run.moved],
        "address": run.address,
        "start": file.scenario.start.isoformat(),
        "days": file.scenario.days,
        "seed": world.seed,
        "command": " ".join(run.command),
        "districts": [
            {"name": district.name, "damage": district.damage, "people": people}
            for district, people in zip(file.districts.values(), world.households.people, strict=True)
        ],
        "panels": [_panel(run, panel) for panel in geography.panels(file, world.network)],
        "destinations": [_destination(run, slug) for slug in world.reception.places],
        "people": world.households.total,
    }


def _panel(run: Shown, panel: geography.Panel) -> dict[str, Any]:
    network = run.campaign.world.network
    return {
        "name": panel.name,
        "weight": panel.weight,
        "at": geography.bearing(run.campaign.world.file, network, *panel.centre),
        "cells": [
            {"d": cell.district, "at": cell.centre, "ring": cell.corners, "beyond": cell.beyond} for cell in panel.cells
        ],
        "stations": [
            {"d": network.index[slug], "name": network.names[network.index[slug]], "at": spot}
            for slug, spot in panel.stations.items()
        ],
        "to": _reachable(run, [cell.district for cell in panel.cells]),
    }


def _reachable(run: Shown, districts: list[int]) -> list[int]:
    """Destinations to which a panel's factions may go, numbered; the roads to these are drawn."""
    world = run.campaign.world
    holders = {world.network.holder[d] for d in districts} - {GOVERNMENT}
    factions = [world.factions[holder] for holder in holders]
    places = world.reception.places
    return [
        number
        for number, (slug, place) in enumerate(places.items())
        if any(
            world.reception.accepts(places[slug], faction)
            and (not faction.destinations or slug in faction.destinations)
            for faction in factions
        )
    ]


def _destination(run: Shown, slug: str) -> dict[str, Any]:
    world = run.campaign.world
    table, place = world.file.destinations[slug], world.reception.places[slug]
    return {
        "name": place.name,
        "holder": place.holder,
        "places": place.places,
        "at": geography.bearing(world.file, world.network, table.lat, table.lon),
    }
