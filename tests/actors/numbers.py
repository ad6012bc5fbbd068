"""Actors without a world: parameters, streams of chance, and a morning's situation as plain numbers."""

from __future__ import annotations

from typing import Any

import mesa

from safepassage.actors import Broker, Faction, Government
from safepassage.actors.sensing import Situation
from safepassage.parameters import Parameters
from safepassage.randomness import Streams
from safepassage.scenario import schema

QUIET = Situation(
    fighters=1_500,
    fighters_left=1.0,
    by_government=True,
    in_capital=False,
    strength=0.0,
    hazard=0.0,
    hazard_feared=0.03,
    loss_rate=0.0,
    attackers_lost=0.0,
    hunger=0.0,
    ground_lost=0.0,
    peers_ended=0,
    assault_next_door=False,
    under_truce=False,
    pain=0.0,
    resolve=0.5,
    ultimatum=None,
)
ASSAULT = QUIET._replace(
    strength=6_000.0, hazard=0.03, hazard_feared=0.0, loss_rate=0.004, attackers_lost=0.003, ground_lost=0.2
)


class Nowhere(mesa.Model):
    """A Mesa model with parameters and streams, in which nothing happens."""

    def __init__(self, **values: float) -> None:
        super().__init__(rng=1)
        named = {name.replace("__", "."): value for name, value in values.items()}
        self.parameters = Parameters().with_values({"beliefs.stall_spread": 0.0, **named})
        self.streams = Streams(1)


def group(kind: str = "rebel", values: dict[str, float] | None = None, **table: Any) -> Faction:  # noqa: ANN401
    """A group of a kind; ``values`` are parameters, ``table`` further keys of its table."""
    told = schema.Faction(name=kind.title(), kind=kind, fighters=1_500, **table)
    return Faction(Nowhere(**(values or {})), kind, told)


def go_between(values: dict[str, float] | None = None, **table: Any) -> Broker:  # noqa: ANN401
    """A go-between who promises 0.8 and can carry four things, unless ``table`` says otherwise."""
    told = {"name": "Patron", "skill": 0.5, "guarantee": 0.8, "capacity": 4, **table}
    return Broker(Nowhere(**(values or {})), "patron", schema.Broker(**told))


def besieger(pressure: float = 0.0, **values: float) -> Government:
    """A government without offensives or allies."""
    table = schema.Government(strength=10_000, outside_pressure=pressure)
    return Government(Nowhere(**values), table, [], [])
