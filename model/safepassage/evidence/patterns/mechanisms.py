"""Mechanisms that can be switched off one at a time, to see what each is good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safepassage.scenario import Scenario

CERTAIN = 1e9  # the group's own ground so many times over: what is seen moves no belief that rests on so much


@dataclass(frozen=True)
class Mechanism:
    """A mechanism, the parameter values at which it does nothing, and whether brokers stop guaranteeing."""

    title: str
    off: Mapping[str, float] = field(default_factory=dict)
    guarantee_off: bool = False


MECHANISMS = {
    "learning": Mechanism("doubt in the assault, which the battlefield wears off", {"beliefs.prior_work": CERTAIN}),
    "domino": Mechanism("what became of the others", {"beliefs.domino": 0.0, "beliefs.peer_work": 0.0}),
    "guarantee": Mechanism("a broker's guarantee", guarantee_off=True),
    "neighbours": Mechanism("the neighbours' example", {"households.neighbours": 0.0}),
    "reputation": Mechanism(
        "what a deal costs the government's name",
        {"bargaining.reputation_islamic_state": 0.0, "bargaining.reputation_jihadist": 0.0},
    ),
}


def without(name: str, scenario: Scenario) -> Scenario:
    """The scenario with one mechanism switched off."""
    mechanism = MECHANISMS[name]
    scenario = scenario.with_parameters(scenario.parameters.with_values(mechanism.off))
    if mechanism.guarantee_off:
        scenario = scenario.with_overrides({f"brokers.{slug}.guarantee": 0.0 for slug in scenario.tables.brokers})
    return scenario
