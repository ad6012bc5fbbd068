"""A campaign that has run as plain rows, in the columns of :mod:`safepassage.columns`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.world.convoys import Convoy
    from safepassage.world.enclave import Enclave

LARGEST_WINDOW = 60  # days over which the largest evacuation is looked for


def convoy_row(campaign: Campaign, convoy: Convoy) -> dict[str, Any]:
    """One convoy as plain values."""
    at = convoy.arrived_at
    return {
        "convoy": convoy.number,
        "enclave": convoy.enclave.name,
        "origins": ";".join(campaign.world.network.slugs[d] for d in convoy.origins),
        "first_destination": convoy.first_destination,
        "destination": convoy.destination,
        "day": convoy.day,
        "entry_hour": round(convoy.entry_hour, 2),
        "departure_hour": round(convoy.departure_hour, 2),
        "buses": convoy.buses,
        "people": convoy.people,
        "fighters": convoy.fighters,
        "km": convoy.route.km,
        "hours": convoy.route.hours,
        "arrival_day": None if at is None else int(at // 24),
        "arrival_hour": None if at is None else round(at % 24, 2),
        "held_hours": round(convoy.held_hours, 2),
        "turned_back": convoy.turned_back,
        "shot_at": convoy.shot_at,
        "killed": convoy.killed,
        "outcome": "in_transit" if at is None else "arrived",
    }


def agreement_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """One row for each enclave at its last state, in the order of their appearance."""
    stayed = Counter[str]()
    for d, enclave in enumerate(campaign.world.roll.last_at):
        if enclave is not None:
            stayed[enclave.name] += campaign.world.households.people[d]
    return [_agreement_row(campaign, enclave, stayed[enclave.name]) for enclave in campaign.world.roll.enclaves]


def _agreement_row(campaign: Campaign, enclave: Enclave, stayed: int) -> dict[str, Any]:
    t = enclave.tally
    return {
        "enclave": enclave.name,
        "districts": [campaign.world.network.names[d] for d in enclave.all_districts],
        "faction": enclave.faction.slug,
        "kind": enclave.faction.kind,
        "outcome": _outcome(enclave),
        "attempts": t.attempts,
        "offensive_day": t.offensive_day,
        "talks_day": t.talks_day,
        "agreement_day": t.agreement_day,
        "first_convoy_day": t.first_convoy_day,
        "last_convoy_day": t.last_convoy_day,
        "broker": t.broker,
        "guarantor": t.guarantor,
        "talk_days": t.talk_days,
        "ground_lost": None if t.ground_lost is None else round(t.ground_lost, 4),
        "scope": t.scope,
        "residents": t.residents,
        "truces": list(t.truces),
        "destination": t.destination,
        "denied": [campaign.world.network.names[campaign.world.network.index[slug]] for slug in t.denied],
        "buses": t.buses,
        "first_convoy_buses": t.first_convoy_buses,
        "convoys": t.convoys,
        "announced": t.announced,
        "interrupted": t.interrupted,
        "evacuated": t.evacuated,
        "fighters_evacuated": t.fighters_evacuated,
        "crossed": t.crossed,
        "stayed": stayed,
        "settled_fighters": t.settled_fighters,
        "deserted_fighters": t.deserted_fighters,
        "died_of_siege": t.died_of_siege,
        "incidents": t.incidents,
        "militants_killed": t.militants_killed,
        "government_killed": t.government_killed,
        "civilians_killed": t.civilians_killed,
    }


def _outcome(enclave: Enclave) -> str:
    """How an enclave stands at the end: in the midst of an agreement, under a truce, or as it ended."""
    if enclave.agreement is not None:
        return "in_progress"
    return "truce" if enclave.truce is not None else enclave.outcome


def totals(campaign: Campaign) -> dict[str, Any]:
    """The run's totals; people are conserved: evacuated + crossed + stayed + killed + in_transit = population."""
    h = campaign.world.households
    arrived_by_day = [int(n) for n in campaign.datacollector.model_vars["arrived_today"]]
    return {
        "population": h.total,
        "evacuated": h.arrived,
        "crossed": h.crossed,
        "stayed": h.inside,
        "killed": h.killed,
        "in_transit": h.on_road,
        "days_of_fighting": campaign.world.counts.days_of_fighting,
        "full_control_day": campaign.world.counts.full_control_day,
        "split_day": campaign.world.counts.split_day,
        "evacuated_by_destination": {place.slug: place.arrived for place in campaign.world.reception.places.values()},
        "without_shelter": sum(place.without_shelter for place in campaign.world.reception.places.values()),
        "largest_60_day_evacuation": largest_window(arrived_by_day, LARGEST_WINDOW),
        "reported_evacuated": campaign.world.un.total,
    }


def largest_window(daily: list[int], days: int) -> int:
    """The largest sum over so many consecutive days."""
    best = total = 0
    for i, n in enumerate(daily):
        total += n - (daily[i - days] if i >= days else 0)
        best = max(best, total)
    return best
