"""The levers: pairs of settings of a named scenario, and which way one would expect outcomes to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from behaviour.part_two import RESIDENTS
from safepassage import Scenario

CAMPAIGN, LAST = "spring-2018", "south-damascus-2018"

Overrides = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """One side of a pair: in words, what is laid over the scenario, or which scenario takes its place."""

    words: str
    overrides: Overrides | Callable[[Scenario], Overrides] = field(default_factory=dict)
    scenario: str = ""


@dataclass(frozen=True)
class Lever:
    """A pair of settings; ``expected`` says which way outcomes should go, ``reason`` why one may go the other way."""

    name: str
    title: str
    scenario: str
    first: Setting
    second: Setting
    expected: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


AS_IT_IS = Setting("as it is")
BETTER = {"deals": 1, "signing_day": -1, "evacuated": 1, "civilians_killed": -1, "days_of_fighting": -1}
LIVES = {"civilians_killed": -1, "died_of_siege": -1}


def _events_without(kind: str) -> Callable[[Scenario], Overrides]:
    return lambda scenario: {"events": [event for event in scenario.tree["events"] if event["kind"] != kind]}


def _only_brokers(*kept: str) -> Callable[[Scenario], Overrides]:
    """All others can carry no talks and vouch for nothing."""
    return lambda scenario: {
        f"brokers.{name}.{key}": 0
        for name in scenario.tree["brokers"]
        if name not in kept
        for key in ("capacity", "guarantee")
    }


def _strength(factor: float) -> Callable[[Scenario], Overrides]:
    """The government's strength, its allies' and that of every offensive, times a factor."""

    def overrides(scenario: Scenario) -> Overrides:
        tree = scenario.tree
        offensives = {f"offensives.{i}.strength": o["strength"] for i, o in enumerate(tree["offensives"])}
        allies = {f"allies.{name}.strength": a["strength"] for name, a in tree["allies"].items() if "strength" in a}
        whole = {"government.strength": tree["government"]["strength"], **offensives, **allies}
        return {name: round(value * factor) for name, value in whole.items()}

    return overrides


def _from(value: Any, *names: str) -> dict[str, Any]:  # noqa: ANN401 - any value of a scenario
    return dict.fromkeys(names, value)


_CONSENT = ("destinations.al-bab.closes", "destinations.afrin.closes")

SPARED = (
    "A deal that comes earlier spares a place violence, and of those who suffered less fewer leave: fewer people are "
    "displaced because fewer have to be."
)
FED = (
    "A group whose people are fed holds out longer, under fire: fewer die of the siege and more of the assault. Aid "
    "without a ceasefire buys time, and time under assault kills."
)
EXACT = (
    "A skilled go-between takes error out of both sides' hopes, also that of those who hoped for too little and would "
    "have settled at once."
)
PATIENT = (
    "A besieger for whom fighting is dear values quiet: truces come first and last longer, departures later; fewer "
    "civilians are killed."
)

LEVERS: tuple[Lever, ...] = (
    Lever("guarantee", "Russia's guarantee", CAMPAIGN, Setting("none", {"brokers.russia.guarantee": 0.0}),
          Setting("0.8", {"brokers.russia.guarantee": 0.8}), BETTER,
          reason=SPARED),
    Lever("guarantee-last", "Russia's guarantee, southern Damascus", LAST,
          Setting("none", {"brokers.russia.guarantee": 0.0}), Setting("0.8", {"brokers.russia.guarantee": 0.8}),
          BETTER),
    Lever("nobody-vouches", "Anybody's guarantee", CAMPAIGN, Setting("no guarantor at all", scenario="no-guarantor"),
          AS_IT_IS, BETTER),
    Lever("go-betweens", "Go-betweens", CAMPAIGN, Setting("Russia alone", _only_brokers("russia")), AS_IT_IS, BETTER,
          reason=SPARED),
    Lever("capacity", "Russia's capacity", CAMPAIGN, Setting("one at a time", {"brokers.russia.capacity": 1}),
          Setting("ten", {"brokers.russia.capacity": 10}), BETTER,
          reason=SPARED),
    Lever("capacity-none", "Russia's part", CAMPAIGN, Setting("no capacity", {"brokers.russia.capacity": 0}), AS_IT_IS,
          BETTER,
          reason=SPARED),
    Lever("skill", "Russia's skill", CAMPAIGN, Setting("0.1", {"brokers.russia.skill": 0.1}),
          Setting("0.9", {"brokers.russia.skill": 0.9}), {"deals": 1, "signing_day": -1},
          reason=EXACT),
    Lever("buses", "Buses", CAMPAIGN, Setting("40", scenario="forty-buses"), AS_IT_IS, {"evacuated": 1}),
    Lever("ceasefire", "Days of ceasefire", CAMPAIGN, Setting("2", {"parameters.agreements.ceasefire_days": 2}),
          Setting("10", {"parameters.agreements.ceasefire_days": 10}), {"evacuated": 1}),
    Lever("aid", "Aid to eastern Ghouta", CAMPAIGN, AS_IT_IS, Setting("a week's food a week", scenario="aid-convoys"),
          LIVES,
          reason=FED),
    Lever("smuggling", "Smuggling", CAMPAIGN, Setting("half of what is needed", {"parameters.siege.smuggling": 0.5}),
          Setting("all of it", {"parameters.siege.smuggling": 1.0}), LIVES),
    Lever("corridors", "Corridors on foot", CAMPAIGN, Setting("none", _events_without("corridor")), AS_IT_IS, LIVES),
    Lever("consent", "Receivers' consent in northern Aleppo", CAMPAIGN, Setting("never refused", _from(0.0, *_CONSENT)),
          Setting("refused on every third day", _from(0.33, *_CONSENT))),
    Lever("closure", "The crossing at al-Bab", CAMPAIGN, AS_IT_IS, Setting("shut for good", scenario="al-bab-closed"),
          {"deals": -1}),
    Lever("relation", "Who holds Idlib", CAMPAIGN, AS_IT_IS,
          Setting("rivals", {"destinations.idlib.holder": "islamic_state"}), {"deals": -1, "signing_day": 1}),
    Lever("desert", "The eastern desert", LAST, Setting("no place to go", scenario="no-desert-destination"), AS_IT_IS,
          {"deals": 1, "evacuated": 1}),
    Lever("pressure", "Outside pressure", LAST, Setting("none", {"government.outside_pressure": 0.0}),
          Setting("0.003 a day", {"government.outside_pressure": 0.003}), {"deals": 1, "signing_day": -1}),
    Lever("pressure-spring", "Outside pressure, the whole campaign", CAMPAIGN,
          Setting("none", {"government.outside_pressure": 0.0}),
          Setting("0.003 a day", {"government.outside_pressure": 0.003}), {"deals": 1, "signing_day": -1},
          reason=PATIENT),
    Lever("draw-down", "A draw-down of the United States", LAST, AS_IT_IS,
          Setting("drawn down", scenario="us-draw-down")),
    Lever("strength", "The strength of the assault", CAMPAIGN, Setting("half", _strength(0.5)),
          Setting("one and a half times", _strength(1.5))),
    Lever("residents", "The residents' weight", CAMPAIGN, Setting("none", {f"parameters.{RESIDENTS}": 0.0}), AS_IT_IS,
          {"civilians_killed": -1}),
    Lever("residents-last", "The residents' weight, southern Damascus", LAST,
          Setting("none", {f"parameters.{RESIDENTS}": 0.0}), AS_IT_IS, {"civilians_killed": -1}),
)  # fmt: skip
