"""Sentences about the war and about what comes from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from safepassage.scenario import GOVERNMENT
from safepassage.telling.memory import Details, Memory, form
from safepassage.telling.wording import capitalised, counted, listed, number, the
from safepassage.telling.wording import people as people_in_words


def _offensive(m: Memory, d: Details) -> str:
    where = m.names.districts(d["districts"])
    return capitalised(
        f"{the(m.names.government)} begins an offensive on {where}, with up to {d['strength']:,} fighters."
    )


def _offensive_over(m: Memory, d: Details) -> str:
    return f"The offensive on {m.names.districts(d['districts'])} is over."


def _ultimatum(m: Memory, d: Details) -> str:
    enclaves = d["enclave"] if isinstance(d["enclave"], list) else [d["enclave"]]
    whom = listed(m.names.enclave(enclave) for enclave in enclaves)
    return f"An ultimatum to {whom} runs until {m.calendar.words(d['until'])}."


def _bluff(m: Memory, d: Details) -> str:
    return f"The ultimatum to {m.names.enclave(d['enclave'])} runs out, and no assault follows."


def _fall(m: Memory, d: Details) -> str:
    fallen = d["district"] if isinstance(d["district"], list) else [d["district"]]
    verb = "falls" if len(fallen) == 1 else "fall"
    crossed = d["crossed"]
    flight = f"; {people_in_words(crossed)} {form(crossed, 'crosses', 'cross')} the lines" if crossed else ""
    return f"{m.names.districts(fallen)} {verb} to {the(m.names.government)}{flight}."


def _severed(m: Memory, d: Details) -> str:
    return capitalised(f"{m.names.enclave(d['enclave'])} is cut off, and from now on speaks for itself.")


def _split(_m: Memory, d: Details) -> str:
    parts = listed(f"{n:,}" for n in d["people"])
    return f"A pocket comes apart into {number(d['parts'])}, with {parts} people."


def _full_control(m: Memory, _d: Details) -> str:
    return capitalised(f"{m.names.last_of_region()} comes under {the(m.names.government)}: full control.")


def _stormed(m: Memory, d: Details) -> str:
    return f"The enclave of {m.names.enclave(d['enclave'])} is no more: taken by force, without an agreement."


def _withdrawal(m: Memory, d: Details) -> str:
    n, enclave, besieger = d["people"], m.names.enclave(d["enclave"]), the(m.names.besieger(d["enclave"]))
    return (
        f"Over an open way and without an agreement, {people_in_words(n)} {form(n, 'leaves', 'leave')} the ground of"
        f" {enclave}: fighters, their families, and others who would not stay under {besieger}."
    )


def _withdrew(m: Memory, d: Details) -> str:
    return f"The enclave of {m.names.enclave(d['enclave'])} is no more: its group has withdrawn, without an agreement."


# Outside events


def _outside_event(m: Memory, d: Details) -> str:
    if d["event"] == "seizure" and any(m.holder.get(slug) != GOVERNMENT for slug in d["districts"]):
        reported = f": {d['note']}" if d.get("note") else ""
        where = m.names.districts(d["districts"])
        return f"Still defended in this run, {where} is not seized from outside{reported}."
    text = _EVENTS[d["event"]](m, d)
    note = f" ({d['note']})" if d.get("note") else ""
    return capitalised(f"{text}{note}.")


def _until(m: Memory, d: Details) -> str:
    return f" until {m.calendar.words(dt.date.fromisoformat(d['until']))}" if d.get("until") else ""


def _road(m: Memory, d: Details, what: str) -> str:
    a, b = m.names.place(d["a"]), m.names.place(d["b"])
    return f"the road between {the(a)} and {the(b)} {what}{_until(m, d)}"


def _seizure(m: Memory, d: Details) -> str:
    faction, where = the(m.names.faction(d["faction"])), m.names.districts(d["districts"])
    for slug in d["districts"]:
        m.holder[slug] = d["faction"]
    return f"{faction} seizes {where}, with up to {counted(d['fighters'], 'fighter')}"


def _ally(m: Memory, d: Details) -> str:
    parts = []
    if d.get("air") is not None:
        parts.append(f"its air power now multiplies the fire by {d['air']:g}")
    if d.get("strength") is not None:
        parts.append(f"it now gives {d['strength']:,} fighters")
    return f"{the(m.names.ally(d['ally']))} changes its part: {', '.join(parts) or 'nothing is said how'}"


def _access(m: Memory, d: Details) -> str:
    whom = listed(
        m.names.faction(name) if name in m.names.factions else f"{name.replace('_', ' ')} groups"
        for name in d["access"]
    )
    return f"{the(m.names.broker(d['broker']))} can now speak with {whom or 'nobody'}"


_EVENTS: dict[str, Callable[[Memory, Details], str]] = {
    "corridor": lambda m, d: f"a way out on foot opens at {m.names.districts(d['districts'])}{_until(m, d)}",
    "road_closed": lambda m, d: _road(m, d, "is closed"),
    "road_opened": lambda m, d: _road(m, d, "opens"),
    "destination_closed": lambda m, d: f"{m.to(d['destination'])} takes nobody in{_until(m, d)}",
    "destination_opened": lambda m, d: f"{m.to(d['destination'])} takes people in",
    "ultimatum": lambda m, d: (
        f"an ultimatum of {counted(round(d['days']), 'day')} goes to {m.names.districts(d['districts'])}"
    ),
    "aid": lambda m, d: (
        f"aid reaches {m.names.districts(d['districts'])}, enough for {counted(round(d['days']), 'day')}"
    ),
    "truce": lambda m, d: f"a truce holds in {m.names.districts(d['districts'])}{_until(m, d)}",
    "outside_pressure": lambda m, d: (
        f"outside pressure on {the(m.names.government)} changes: every day of fighting now costs it {d['value']:g} more"
    ),
    "seizure": _seizure,
    "ally": _ally,
    "broker_access": _access,
}


WAR: dict[str, Callable[[Memory, Details], str]] = {
    "offensive": _offensive,
    "offensive_over": _offensive_over,
    "ultimatum": _ultimatum,
    "bluff": _bluff,
    "fall": _fall,
    "severed": _severed,
    "split": _split,
    "full_control": _full_control,
    "stormed": _stormed,
    "withdrawal": _withdrawal,
    "withdrew": _withdrew,
    "outside_event": _outside_event,
}
