"""What sieges of other years and wars taught: ways out, garrisons, capitals that nobody can storm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from behaviour.experiment import Case, Experiment, shares, statistic
from behaviour.intervals import Band, mean, middle
from behaviour.observing import Runs, Seen
from behaviour.part_one import CITY, lone
from behaviour.reading import moved, town
from behaviour.towns import Town

# Besieged and not attacked.
QUIET = Town(civilians=8_000, prewar=15_000, fighters=250, strength=0, stock_days=300)
IN_THE_CAPITAL = replace(QUIET, capital=True)
ASKED = {"residents.propose": 0.3}

CASES: dict[str, Case] = {
    "way-out": Case(lone(replace(CITY, way_out=True))),
    "way-out-open-talks": Case(lone(replace(CITY, way_out=True)), settings={"talks.open_way": 1.0}),
    "no-way-out": Case(lone(CITY)),
    "post": Case(lone(replace(CITY, garrison=True))),
    "capital-at-rest": Case(lone(IN_THE_CAPITAL), settings=ASKED),
    "capital-at-war": Case(lone(replace(IN_THE_CAPITAL, strength=6_000, assault_day=140)), settings=ASKED),
}


def _later(runs: Runs) -> float:
    first, second = (middle([town(seen)["agreement_day"] for seen in case]) for case in runs.values())
    return second - first


def _difference(runs: Runs, of: Callable[[Seen], bool]) -> float:
    """How much larger a share of the runs of the first case is than that of the second."""
    first, second = (mean([float(of(seen)) for seen in case]) for case in runs.values())
    return first - second


def _truce(seen: Seen) -> bool:
    return bool(town(seen)["truces"])


EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "leaves-over-a-way", "14", "signed in most runs: the way out was worth a typed-in 0.1",
        "share of runs in which a city with an open way, and with go-betweens, is left without a deal",
        Band(0.5, stated=False), ("way-out",), shares(lambda seen: town(seen)["outcome"] == "withdrew"),
    ),
    Experiment(
        "way-ripens-nothing", "14", "a way out did not touch the talks",
        "deals fewer, as a share of runs, than where an open way makes contact no rarer",
        Band(0.1, stated=False), ("way-out-open-talks", "way-out"),
        statistic(lambda runs: _difference(runs, moved)),
    ),
    Experiment(
        "posts-are-held", "14", "a state's soldiers signed like any group",
        "days later, in the median, that a garrison under assault signs than another group in its place",
        Band(1.0, stated=False), ("no-way-out", "post"), statistic(_later),
    ),
    Experiment(
        "capitals-are-divided", "14", "no truce ever divided a capital, though most of 2014 did",
        "truces more, as a share of runs, in a capital whose besieger has no strength for an offensive",
        Band(0.3, stated=False), ("capital-at-rest", "capital-at-war"),
        statistic(lambda runs: _difference(runs, _truce)),
    ),
)  # fmt: skip
