"""The one door to the model for tests of single rules: a small world as plain tables, and what a run of it left.

Two districts, ``west`` and ``east``, are held by one group; both lie beside government ground and beside each other.
Everything that the model leaves to chance is stilled and nobody shoots, so that a test moves just what it is about. An
override is a dotted name of a table (``districts.west.fort``) or of a parameter (``agreements.incidents``).
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from safepassage import Result, Scenario
from safepassage.campaign import Campaign
from safepassage.parameters import Parameters, declarations

START = dt.date(2030, 1, 1)
NAMES = {declared.name for declared in declarations()}

Tree = dict[str, Any]
Overrides = Mapping[str, Any]

TABLES: Tree = {
    "scenario": {"title": "Two districts", "start": START, "days": 30},
    "districts": {
        "ground": {"name": "Ground", "lat": 45.0, "lon": 10.0},
        "west": {"name": "West", "lat": 45.0, "lon": 9.9, "population": 600, "population_prewar": 10_000},
        "east": {"name": "East", "lat": 45.0, "lon": 10.1, "population": 400, "population_prewar": 10_000},
    },
    "fronts": [{"a": "ground", "b": "west"}, {"a": "ground", "b": "east"}, {"a": "west", "b": "east"}],
    "roads": [
        {"a": "west", "b": "ground", "km": 8, "hours": 0.5},
        {"a": "east", "b": "ground", "km": 8, "hours": 0.5},
        {"a": "ground", "b": "coast", "km": 100, "hours": 4},
        {"a": "ground", "b": "hills", "km": 150, "hours": 6},
    ],
    "destinations": {"coast": {"holder": "rebel"}, "hills": {"holder": "rebel"}},
    "factions": {"guard": {"name": "Guard", "kind": "rebel", "fighters": 100}},
    "government": {"strength": 2_000},
    "brokers": {"elders": {"name": "Elders", "skill": 0.0, "guarantee": 1.0}},
    "convoys": {"buses": 100, "seats": 50},
}

STILL: Overrides = {
    "districts.west.holder": "guard",
    "districts.east.holder": "guard",
    "war.advance": 1e-6,
    "war.advance_spread": 0.0,
    "war.attacker_fire": 0.0,
    "war.defender_fire": 0.0,
    "war.civilian_toll": 0.0,
    "siege.deaths": 0.0,
    "beliefs.stall_spread": 0.0,
    "scopes.g_all": 99.0,
    "residents.weight": 0.0,
    "truces.incidents": 0.0,
    "credibility.burden": 0.0,
    "talks.contact": 0.0,
    "talks.urgency": 0.0,
    "talks.direct": 0.0,
    "talks.cosign": 0.0,
    "agreements.incidents": 0.0,
    "agreements.registration_days": 0.0,
    "agreements.announced_spread": 0.0,
    "households.mood": 0.0,
    "households.family_stays": 99.0,
    "convoys.gate": 1e5,
    "convoys.gate_spread": 0.0,
    "convoys.first_night": 1.0,
    "convoys.load_spread": 0.0,
    "convoys.shots": 0.0,
    "observers.monitor_sees": 1.0,
    "observers.monitor_buses": 0.0,
    "observers.monitor_people": 0.0,
}

# A second group, which holds the east; the two share a pocket, and each talks for itself.
TWO_GROUPS: Overrides = {
    "factions.militia": {"name": "Militia", "kind": "rebel", "fighters": 60},
    "districts.east.holder": "militia",
}

# A channel opens on day 0; both sides give way at once, so that the first offer, on day 1, is signed; whoever is
# registered on day 2 leaves that night.
DEAL: Overrides = {
    "talks.contact": 1.0, "scopes.leaving": 1.0, "bargaining.sigma": 0.0, "bargaining.concession": 0.01,
}  # fmt: skip
# A channel opens on day 0, and for weeks neither side gives way enough.
LONG_TALKS: Overrides = {**DEAL, "bargaining.concession": 1.0, "bargaining.talk_days": 99.0}
EVERYBODY: Overrides = {"households.board": 99.0}
DEPARTURE: Overrides = {**DEAL, **EVERYBODY}
NOBODY: Overrides = {"households.board": -99.0, "households.kinship": 0.0}

# A departure without any guarantee, yet with trust enough to sign: whatever incident there is comes to pass.
UNGUARDED: Overrides = {
    **DEPARTURE,
    "brokers.elders.guarantee": 0.0,
    "credibility.trust": 0.99,
    "credibility.trust_weight": 6e3,
    "scopes.leaving": 2.0,
}
# The first incident, on the day after the signature, ends it.
COLLAPSE: Overrides = {**UNGUARDED, "agreements.incidents": 1e3, "agreements.collapse": 1.0}

# A besieged garrison of the government's side in the east; its departure and that of the guard wait for each other.
EXCHANGE: Overrides = {
    **DEAL,
    **EVERYBODY,
    "factions.garrison": {
        "name": "Garrison", "kind": "rebel", "side": "government", "besieger": "guard", "fighters": 20,
    },
    "districts.east.holder": "garrison",
    "destinations.capital": {"holder": "government"},
    "roads": [*TABLES["roads"], {"a": "ground", "b": "capital", "km": 20, "hours": 1}],
    "exchanges": [{"a": "guard", "b": "garrison", "stages": 2}],
}  # fmt: skip


def date(day: int) -> dt.date:
    """The date of a day of the run."""
    return START + dt.timedelta(day)


def event(day: int, kind: str, *, until: int | None = None, **keys: Any) -> Tree:  # noqa: ANN401 - any TOML value
    """An outside event, by days of the run."""
    end = {} if until is None else {"until": date(until)}
    return {"date": date(day), "kind": kind, **end, **keys}


def assault(*districts: str, day: int = 0, strength: int = 1_000, ultimatum: int = 0) -> Tree:
    """An offensive, by the day of the run."""
    return {"date": date(day), "districts": list(districts), "strength": strength, "ultimatum": ultimatum}


def falls(day: int, *districts: str) -> Overrides:
    """An assault so strong that the districts it faces fall on the day on which it begins."""
    return {"offensives": [assault(*districts, day=day)], "war.advance": 1e3}


def scenario(*overrides: Overrides) -> Scenario:
    """The world with overrides laid over it, the later ones last."""
    tree = copy.deepcopy(TABLES)
    tree["parameters"] = Parameters().model_dump()
    for dotted, value in [item for laid in (STILL, *overrides) for item in laid.items()]:
        *parents, last = (f"parameters.{dotted}" if dotted in NAMES else dotted).split(".")
        node = tree
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = copy.deepcopy(value)
    return Scenario("two-districts", tree)


class Run:
    """A run of the world, as far as it has come."""

    def __init__(self, world: Scenario, seed: int) -> None:
        self.campaign = Campaign(world, seed)

    def step(self, days: int = 1) -> Run:
        """Go on for some days."""
        for _ in range(days):
            self.campaign.step()
        return self

    @property
    def result(self) -> Result:
        """The tables as they stand."""
        return Result(self.campaign)


def run(days: int, *overrides: Overrides, seed: int = 1) -> Run:
    """Run the world with these overrides for some days."""
    return Run(scenario(*overrides), seed).step(days)


# What a run left


def journal(after: Run, kind: str, **details: Any) -> list[Tree]:  # noqa: ANN401 - any value of an entry
    """The entries of a kind, flat, with an hour where there is one; with ``details``, those that agree with them."""
    frame = after.result.events
    entries = [
        {"day": day, **({"hour": hour} if hour == hour and hour is not None else {}), **given}
        for day, hour, this, given in zip(frame["day"], frame["hour"], frame["kind"], frame["details"], strict=True)
        if this == kind
    ]
    return [entry for entry in entries if all(entry[key] == value for key, value in details.items())]


def days_of(after: Run, kind: str, **details: Any) -> list[int]:  # noqa: ANN401 - any value of an entry
    """The days of those entries."""
    return [entry["day"] for entry in journal(after, kind, **details)]


def kinds(after: Run) -> list[str]:
    """The kinds of all entries, in their order."""
    return list(after.result.events["kind"])


def daily(after: Run, column: str) -> list[float]:
    """A column of the daily table."""
    return list(after.result.daily[column])


def outlook(after: Run, column: str, faction: str = "guard") -> dict[int, Any]:
    """A column of the table of enclaves by day, for the first enclave of a faction."""
    frame = after.result.enclaves
    name = agreement(after, faction)["enclave"]
    rows = frame[frame["enclave"] == name]
    return dict(zip(rows["day"], rows[column], strict=True))


def agreements(after: Run) -> list[Tree]:
    """The summary's row of each enclave."""
    return list(after.result.summary["agreements"])


def agreement(after: Run, faction: str = "guard") -> Tree:
    """The summary's row of the first enclave of a faction."""
    return next(row for row in agreements(after) if row["faction"] == faction)


def totals(after: Run) -> Tree:
    """The summary's totals."""
    return dict(after.result.summary["totals"])


def convoys(after: Run, faction: str = "") -> list[Tree]:
    """The rows of all convoys, or those of one faction."""
    return [_plain(row) for row in after.result.convoys.to_dict("records") if row["enclave"].startswith(faction)]


def reports(after: Run, observer: str) -> list[Tree]:
    """The reports of one observer."""
    return [_plain(row) for row in after.result.reports.to_dict("records") if row["observer"] == observer]


def _plain(row: Mapping[Any, Any]) -> Tree:
    return {str(name): value for name, value in row.items()}


def people(after: Run, district: str) -> int:
    """People in a district, fighters included."""
    return int(after.campaign.world.households.people[_number(after, district)])


def fighters(after: Run, district: str) -> int:
    """Fighters in a district."""
    return int(after.campaign.world.households.fighters_at[_number(after, district)])


def holder(after: Run, district: str) -> str:
    """Who holds a district."""
    return str(after.campaign.world.network.holder[_number(after, district)])


def carried(after: Run) -> dict[str, int]:
    """How many talks and agreements each broker carries."""
    return {broker.slug: broker.carried for broker in after.campaign.world.brokers}


def _number(after: Run, district: str) -> int:
    return int(after.campaign.world.network.index[district])
