"""Mechanisms that can be switched off one at a time, to see what each is good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safepassage.scenario import Scenario

IMMENSE = 1_000.0  # of the unit it counts in: the most that is allowed, and more than anything can outweigh


@dataclass(frozen=True)
class Mechanism:
    """A mechanism, the parameter values at which it does nothing, and whether brokers stop guaranteeing."""

    title: str
    off: Mapping[str, float] = field(default_factory=dict)
    guarantee_off: bool = False


MECHANISMS = {
    # A belief that rests on so much ground is certain from the first day, and no ground lost moves it.
    "learning": Mechanism("doubt in the assault, which ground lost wears off", {"beliefs.prior_work": IMMENSE}),
    "peers": Mechanism("what the end of peers says of one's own assault", {"beliefs.peer_work": 0.0}),
    "guarantee": Mechanism("a broker's guarantee", guarantee_off=True),
    "reputation": Mechanism(
        "what a deal costs the government's name",
        {"bargaining.reputation_islamic_state": 0.0, "bargaining.reputation_jihadist": 0.0},
    ),
    "line": Mechanism("strength held back around who has signed", {"war.line": 0.0}),
    "focus": Mechanism("the assault presses where ground is cheap", {"war.focus": 0.0}),
    "orders": Mechanism(
        "orders and hope of relief that hold a garrison", {"scopes.orders": 0.0, "beliefs.stall_garrison": 1.0}
    ),
    "ways": Mechanism(
        "an open way, over which a group leaves and which ripens no talks",
        {"talks.withdrawal": 0.0, "talks.open_way": 1.0},
    ),
    "armed": Mechanism("light arms on the way spare a part of the loss by betrayal", {"bargaining.armed_spares": 0.0}),
    "dead": Mechanism("the besieger's own dead in what its assault costs", {"bargaining.dead_cost": 0.0}),
    "direct": Mechanism("direct talks", {"talks.direct": 0.0}),
    "cosign": Mechanism("a stronger go-between who joins talks", {"talks.cosign": 0.0}),
    "hunger": Mechanism(
        "hunger, in what a siege costs and in who leaves", {"bargaining.hunger_cost": 0.0, "households.hunger": 0.0}
    ),
    "residents": Mechanism("the residents' word", {"residents.weight": 0.0}),
    "truces": Mechanism("truces, which an army left be now makes too dear", {"truces.fighters": IMMENSE}),
    "violence": Mechanism(
        "violence suffered, on who leaves",
        {"households.violence": 0.0, "households.kin_violence": 0.0, "households.family_violence": 0.0},
    ),
    "neighbours": Mechanism("the neighbours' example", {"households.neighbours": 0.0}),
}


def without(name: str, scenario: Scenario) -> Scenario:
    """The scenario with one mechanism switched off."""
    mechanism = MECHANISMS[name]
    scenario = scenario.with_parameters(scenario.parameters.with_values(mechanism.off))
    if mechanism.guarantee_off:
        scenario = scenario.with_overrides({f"brokers.{slug}.guarantee": 0.0 for slug in scenario.tables.brokers})
    return scenario
