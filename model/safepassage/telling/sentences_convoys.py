"""Sentences about convoys: what left, what arrived, what went wrong on the way, what observers said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from safepassage.journal import Entry
from safepassage.telling.memory import Details, Memory, form
from safepassage.telling.wording import capitalised, clock, counted, listed, number
from safepassage.telling.wording import people as people_in_words


def _convoy_left(m: Memory, d: Details) -> str:
    buses, people = counted(d["buses"], "bus", "buses"), people_in_words(d["people"])
    way = f"{m.names.districts(d['origins'])} for {m.to(d['destination'])}"
    verb = form(d["buses"], "leaves", "leave")
    return f"{buses} with {people} {verb} {way}. {_reports(m, d)}"


def left_in_full(m: Memory, d: Details) -> str:
    """A departure with all that is known of it."""
    fighters = d["fighters"]
    among = f"{counted(fighters, 'fighter')} {form(fighters, 'is', 'are')} among those who leave"
    return f"{_convoy_left(m, d)} The buses had entered at {clock(d['entered'])}; {among}."


def _reports(m: Memory, d: Details) -> str:
    seen = d["monitor_buses"]
    monitor = f"reports {counted(seen, 'bus', 'buses')}" if seen is not None else "does not report it"
    return f"The monitor {monitor}; {_state_media(m, d, 'it')}."


def _state_media(m: Memory, d: Details, what: str) -> str:
    said = []
    if d["denied"]:
        said.append(f"deny {what} in {m.names.districts(d['denied'])}")
    if d["confirmed"]:
        said.append(f"confirm {what} in {m.names.districts(d['confirmed'])}")
    return f"state media {' and '.join(said) if said else 'say nothing new'}"


def later_convoys(m: Memory, convoys: Sequence[Entry]) -> str:
    """Several convoys of one enclave in one sentence."""
    if len(convoys) == 1:
        return m.dated(convoys[0], _convoy_left(m, convoys[0].details))
    all_d = [entry.details for entry in convoys]
    people, buses = sum(d["people"] for d in all_d), sum(d["buses"] for d in all_d)
    where = listed(dict.fromkeys(m.to(d["destination"]) for d in all_d))
    origins = list(dict.fromkeys(slug for d in all_d for slug in d["origins"]))
    first, last = (m.calendar.words(entry.day) for entry in (convoys[0], convoys[-1]))
    when = first if first == last else f"{first} to {last}"
    text = (
        f"{when}: {number(len(convoys))} more convoys, {buses:,} buses in all, take {people:,} people"
        f" from {m.names.districts(origins)} to {where}."
    )
    denied = list(dict.fromkeys(slug for d in all_d for slug in d["denied"]))
    return f"{text} State media deny them in {m.names.districts(denied)}." if denied else text


def _convoy_arrived(m: Memory, d: Details) -> str:
    n, unsheltered = d["people"], d["without_shelter"]
    text = f"{people_in_words(n)} from {m.origin(d)} {form(n, 'reaches', 'reach')} {m.to(d['destination'])}"
    if d["held_hours"] >= 1:
        text += f" after waiting {counted(round(d['held_hours']), 'hour')} on the way"
    if unsheltered:
        text += f"; reception has no place for {unsheltered:,} of them" if unsheltered < n else "; no place is free"
    return capitalised(f"{text}.")


def _convoy_held(m: Memory, d: Details) -> str:
    to = m.to(d["destination"])
    why = "does not let it in" if d["refused"] else "takes no more people today"
    return f"The convoy from {m.origin(d)} waits: {to} {why}."


def _convoy_turned(m: Memory, d: Details) -> str:
    return f"The convoy from {m.origin(d)}, which was not let in, turns to {m.to(d['destination'])}."


def _shot_at(m: Memory, d: Details) -> str:
    killed = d["killed"]
    toll = f"{people_in_words(killed)} {form(killed, 'is', 'are')} killed" if killed else "nobody is killed"
    return f"The convoy from {m.origin(d)} is shot at on its way; {toll}."


CONVOYS: dict[str, Callable[[Memory, Details], str]] = {
    "convoy_left": _convoy_left,
    "convoy_arrived": _convoy_arrived,
    "convoy_held": _convoy_held,
    "convoy_turned": _convoy_turned,
    "shot_at": _shot_at,
}
