"""Small countries of any shape, drawn for tests that must hold whatever a scenario says."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

START = dt.date(2030, 3, 1)
DAYS = 50
KINDS = ["rebel", "jihadist", "islamic_state"]
SHARES = st.sampled_from([0.0, 0.3, 1.0])
SOMETIMES = st.sampled_from([False, False, True])


@st.composite
def countries(draw: st.DrawFn) -> Tree:
    """A line of districts with some ways across, several groups, at times a garrison to be exchanged, and events."""
    names = [f"d{i}" for i in range(draw(st.integers(1, 6)))]
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    holders = {name: f"faction-{draw(st.integers(0, len(kinds) - 1))}" for name in names}
    exchanged = len(names) > 1 and draw(SOMETIMES)
    if exchanged:
        holders[names[-1]] = "garrison"
    factions = {slug: _faction(draw, kinds[int(slug[-1])]) for slug in sorted(set(holders.values()) - {"garrison"})}
    others = sorted(factions)
    if exchanged and others:
        patron = others[0]
        factions["garrison"] = {**_faction(draw, "rebel"), "side": "government", "besieger": patron}
    elif exchanged:
        holders[names[-1]] = "government"
    pairs = [("ground", names[0]), *pairwise(names), *(("ground", name) for name in names[1:] if draw(SOMETIMES))]
    return {
        "scenario": {"title": "drawn", "start": START, "days": DAYS, "capital_region": names},
        "districts": {
            "ground": {"name": "Ground", "lat": 45.0, "lon": 10.0},
            **{name: _district(draw, i, holders[name]) for i, name in enumerate(names)},
        },
        "fronts": [{"a": a, "b": b} for a, b in pairs],
        "roads": _roads(draw, pairs),
        "destinations": _destinations(draw),
        "factions": factions,
        "government": {"strength": draw(st.integers(0, 8_000)), "outside_pressure": draw(st.floats(0, 0.01))},
        "allies": {"ally": {"name": "Ally", "air": 1.5, "strength": 100}},
        "brokers": {slug: _broker(draw, slug) for slug in ["elders", "envoy"][: draw(st.sampled_from([1, 2, 0]))]},
        "convoys": {"buses": draw(st.integers(0, 40)), "seats": draw(st.sampled_from([1, 12, 49]))},
        "exchanges": [{"a": others[0], "b": "garrison", "stages": draw(st.integers(1, 3))}]
        if "garrison" in factions
        else [],
        "parameters": _parameters(draw),
        "offensives": [_offensive(draw, names) for _ in range(draw(st.integers(0, 2)))],
        "events": _events(draw, names, others, pairs),
    }


def _faction(draw: st.DrawFn, kind: str) -> Tree:
    fighters = draw(st.sampled_from([0, 1, 40, 900]))
    return {"name": "A group", "kind": kind, "fighters": fighters, "stock_days": draw(st.sampled_from([0.0, 5.0])),
            "deficit_days": draw(st.sampled_from([0.0, 60.0])), "open_way": draw(SOMETIMES)}  # fmt: skip


def _district(draw: st.DrawFn, i: int, holder: str) -> Tree:
    return {
        "name": f"District {i}",
        "lat": 45.0 + 0.01 * i,
        "lon": 10.1,
        "population": draw(st.sampled_from([0, 1, 300, 4_000])),
        "population_prewar": draw(st.integers(0, 60_000)),
        "fort": draw(st.sampled_from([1.0, 4.0])),
        "damage": draw(SHARES),
        "holder": holder,
    }


def _roads(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> list[Tree]:
    roads = [{"a": a, "b": b, "km": 5.0, "hours": 0.3, "open": not draw(SOMETIMES)} for a, b in pairs]
    far = {"north": draw(st.floats(1, 40)), "east": 9.0, "capital": 1.0}
    return roads + [{"a": "ground", "b": slug, "km": 300.0, "hours": hours} for slug, hours in far.items()]


def _destinations(draw: st.DrawFn) -> Tree:
    return {
        "north": {"holder": "rebel", "intake": draw(st.sampled_from([1, 200, 3_000])), "places": 500,
                  "closes": draw(SHARES), "reopens": draw(SHARES)},
        "east": {"holder": "islamic_state", "open": draw(st.booleans())},
        "capital": {"holder": "government"},
    }  # fmt: skip


def _broker(draw: st.DrawFn, slug: str) -> Tree:
    return {
        "name": slug,
        "guarantee": draw(SHARES),
        "skill": draw(SHARES),
        "capacity": draw(st.integers(0, 3)),
        "access": draw(st.sampled_from([KINDS, ["rebel"]])),
    }


def _parameters(draw: st.DrawFn) -> Tree:
    return {
        "residents": {"propose": draw(SHARES)},
        "siege": {"deaths": draw(st.sampled_from([0.0, 0.01]))},
        "talks": {"contact": draw(st.sampled_from([1.0, 0.2])), "direct": draw(SHARES)},
        "scopes": {"leaving": draw(st.sampled_from([1.0, 2.0, 0.12]))},
        "bargaining": {"concession": draw(st.sampled_from([0.01, 1.0]))},
        "agreements": {"incidents": draw(st.sampled_from([0.0, 0.3])), "collapse": draw(SHARES)},
        "truces": {"incidents": draw(st.sampled_from([0.0, 0.1]))},
        "convoys": {"gate": draw(st.sampled_from([5.0, 80.0])), "shots": draw(SHARES)},
        "households": {"board": draw(st.sampled_from([-6.0, 0.0, 6.0]))},
        "war": {"advance": draw(st.sampled_from([0.01, 0.5]))},
    }


def _offensive(draw: st.DrawFn, names: list[str]) -> Tree:
    return {
        "date": START + dt.timedelta(draw(st.integers(0, 60))),
        "districts": draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
        "strength": draw(st.sampled_from([10, 1_000, 4_000])),
        "ultimatum": draw(st.sampled_from([0, 3])),
    }


def _events(draw: st.DrawFn, names: list[str], factions: list[str], pairs: list[tuple[str, str]]) -> list[Tree]:
    """Some of what may happen from outside, on days of their own; ``until`` is first in days, then a date."""
    some = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    a, b = draw(st.sampled_from(pairs))
    possible: list[Tree] = [
        {"kind": "corridor", "districts": some, "until": 30},
        {"kind": "aid", "districts": some, "days": 10.0},
        {"kind": "truce", "districts": some, "until": 20},
        {"kind": "ultimatum", "districts": some, "days": 3},
        {"kind": "road_closed", "a": a, "b": b, "until": 10},
        {"kind": "destination_closed", "destination": "north"},
        {"kind": "outside_pressure", "value": 0.02},
        {"kind": "ally", "ally": "ally", "air": 3.0, "strength": 2_000},
        *({"kind": "seizure", "districts": some, "faction": slug, "fighters": 20} for slug in factions),
    ]
    happening = [event for event in possible if draw(st.booleans())]
    return [_dated(event, START + dt.timedelta(draw(st.integers(-2, 35)))) for event in happening]


def _dated(event: Tree, date: dt.date) -> Tree:
    until = {"until": date + dt.timedelta(event["until"])} if "until" in event else {}
    return {"date": date, **event, **until}
