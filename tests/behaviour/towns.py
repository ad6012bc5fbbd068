"""Invented towns: a few words say what a besieged place is like, and a scenario comes out.

A town is drawn as any number of districts on a grid; those on the rim touch the besieger's ground. How it is drawn
must not matter: people, defences and damage are spread over the districts by their shares. Numbers are round and belong
to no place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import Any

from safepassage import Scenario

Tree = dict[str, Any]

START = dt.date(2030, 4, 1)
ONE = (1.0,)
TEN = (0.1,) * 10
TEN_UNEVEN = (0.3, 0.2, 0.12, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02)
THIRTY = (1 / 30,) * 30

ALL_KINDS = ("rebel", "jihadist", "islamic_state")
# Go-betweens by what they can do: a patron with a hold over the besieger, an agency that relays, people of the place.
GO_BETWEENS: dict[str, Tree] = {
    "patron": {"name": "Patron", "skill": 0.5, "guarantee": 0.6, "capacity": 3, "access": ALL_KINDS},
    "idle-patron": {"name": "Patron without a free hand", "skill": 0.5, "guarantee": 0.6, "capacity": 0},
    "sure-patron": {"name": "Patron who is always obeyed", "skill": 0.5, "guarantee": 0.9, "capacity": 3},
    "broad-patron": {"name": "Patron of many", "skill": 0.5, "guarantee": 0.6, "capacity": 100, "access": ALL_KINDS},
    "agency": {"name": "Relief agency", "skill": 0.35, "guarantee": 0.1, "capacity": 2, "access": ALL_KINDS},
    "notables": {"name": "Notables", "skill": 0.2, "guarantee": 0.05, "capacity": 4, "access": ALL_KINDS},
}
OPEN_WAY: Tree = {"open_way": True}


@dataclass(frozen=True)
class Town:
    """A besieged place. Without ``strength`` nobody assaults it; ``receiver`` is the kind whose ground awaits it.

    ``garrison_of`` is the side of its fighters; ``besieger`` the government or the slug of another town's group.
    """

    shares: tuple[float, ...] = TEN
    civilians: int = 30_000
    prewar: int = 60_000
    fort: float = 2.5
    damage: float = 0.3
    fighters: int = 1_500
    kind: str = "rebel"
    garrison_of: str = "opposition"
    besieger: str = "government"
    stock_days: float = 40
    strength: int = 6_000
    assault_day: int = 5
    notice: int = 0
    receiver: str = "rebel"
    capital: bool = False
    way_out: bool = False
    garrison: bool = False
    kin_next_door: bool = False
    aid_every: int = 0


@dataclass(frozen=True)
class Country:
    """Towns under siege, what stands between the sides, and how long one looks."""

    towns: Mapping[str, Town]
    go_betweens: tuple[str, ...] = ("patron", "notables")
    army: int = 0
    buses: int = 150
    days: int = 150
    precedents: Mapping[str, int] = field(default_factory=dict)
    exchange: tuple[str, str] | None = None
    events: tuple[Tree, ...] = ()

    def scenario(self) -> Scenario:
        """The scenario; raises BadInput where the schema does not know what a town is said to be."""
        towns = self.towns.items()
        tree: Tree = {
            "scenario": {
                "title": "Invented towns",
                "start": START,
                "days": self.days,
                "capital_region": [d for name, town in towns if town.capital for d in names(name, town)],
            },
            "districts": {"plain": {"name": "Plain", "lat": 45.0, "lon": 10.0}},
            "fronts": [],
            "roads": [],
            "destinations": {},
            "factions": {},
            "government": {"strength": self.army or max(sum(town.strength for _, town in towns), 1)},
            "brokers": {name: dict(GO_BETWEENS[name]) for name in self.go_betweens},
            "convoys": {"buses": self.buses},
            "precedents": dict(self.precedents),
            "offensives": [],
            "events": list(self.events),
        }
        if self.exchange:
            tree["exchanges"] = [{"a": self.exchange[0], "b": self.exchange[1], "stages": 2}]
        for name, town in towns:
            _ground(tree, name, town)
            _people(tree, name, town)
            _war_and_aid(tree, name, town, self.days)
        return Scenario("invented", tree)


def alone(town: Town, **country: Any) -> Country:  # noqa: ANN401 - fields of Country
    """A country with one town, named ``town``."""
    return Country({"town": town}, **country)


def names(name: str, town: Town) -> list[str]:
    """Slugs of a town's districts; the first is the largest."""
    return [f"{name}-{i}" for i in range(len(town.shares))]


def day(n: int) -> dt.date:
    """The date of a day of the run."""
    return START + dt.timedelta(days=n)


def _ground(tree: Tree, name: str, town: Town) -> None:
    """Districts on a grid, fronts between neighbours and from the plain to the rim, a road out of each."""
    slugs, width = names(name, town), ceil(sqrt(len(town.shares)))
    west = len(tree["districts"])
    for i, (slug, share) in enumerate(zip(slugs, town.shares, strict=True)):
        row, column = divmod(i, width)
        tree["districts"][slug] = {
            "name": slug.title(),
            "lat": 45.1 + 0.01 * row,
            "lon": 10.1 + 0.01 * (column + west),
            "population": round(town.civilians * share),
            "population_prewar": round(town.prewar * share),
            "fort": town.fort,
            "damage": town.damage,
            "holder": name,
        }
        beside = [i + 1] * (column + 1 < width) + [i + width]
        tree["fronts"] += [{"a": slug, "b": slugs[b]} for b in beside if b < len(slugs)]
        if row == 0 or column in (0, width - 1) or i + width >= len(slugs):
            tree["fronts"].append({"a": "plain", "b": slug})
        tree["roads"].append({"a": slug, "b": "plain", "km": 10, "hours": 0.5})
    if town.kin_next_door:
        _hinterland(tree, name, town)


def _hinterland(tree: Tree, name: str, town: Town) -> None:
    """Ground of the same side next door, which nobody attacks."""
    kin, ground = f"kin-of-{name}", f"hinterland-of-{name}"
    tree["districts"][ground] = {
        "name": ground.title(), "lat": 45.3, "lon": 10.3, "population": 20_000, "population_prewar": 20_000,
        "holder": kin,
    }  # fmt: skip
    tree["factions"][kin] = {"name": kin.title(), "kind": town.kind, "fighters": 3_000, "stock_days": 1_000}
    tree["fronts"].append({"a": ground, "b": names(name, town)[0]})
    tree["roads"].append({"a": ground, "b": "plain", "km": 10, "hours": 0.5})


def _people(tree: Tree, name: str, town: Town) -> None:
    """The group and where it may go: a place of its own for each town, so that holders may differ."""
    goal = f"{name}-refuge"
    tree["factions"][name] = {
        "name": name.title(),
        "kind": town.kind,
        "side": town.garrison_of,
        "besieger": town.besieger,
        "fighters": town.fighters,
        "stock_days": town.stock_days,
        "destinations": [goal] if town.receiver else [],
        "garrison": town.garrison,
        **(OPEN_WAY if town.way_out or town.kin_next_door else {}),
    }
    if town.receiver:
        tree["destinations"][goal] = {
            "name": goal.title(), "lat": 44.4, "lon": 11.4, "holder": town.receiver, "accepts": [town.kind],
            "intake": 20_000, "places": 100_000,
        }  # fmt: skip
        tree["roads"].append({"a": "plain", "b": goal, "km": 150, "hours": 4.0})


def _war_and_aid(tree: Tree, name: str, town: Town, days: int) -> None:
    districts = names(name, town)
    if town.strength:
        tree["offensives"].append(
            {
                "date": day(town.assault_day),
                "districts": districts,
                "strength": town.strength,
                "ultimatum": town.notice,
            }
        )
    if town.aid_every:
        tree["events"] += [
            {"date": day(n), "kind": "aid", "districts": districts, "days": town.aid_every}
            for n in range(town.aid_every, days, town.aid_every)
        ]
