"""Sentences about talks, agreements and convoys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from safepassage.journal import Entry
from safepassage.telling.memory import Departure, Details, Memory, form
from safepassage.telling.wording import capitalised, clock, counted, listed, number, ordinal, the
from safepassage.telling.wording import people as people_in_words

# Talks


def _channel(m: Memory, d: Details) -> str:
    broker = the(m.names.broker(d["broker"]))
    return f"Talks open with {m.names.enclave(d['enclave'])}, through {broker}."


def _talks_broke(m: Memory, d: Details) -> str:
    offers = counted(d["offers"], "offer")
    return f"Talks with {m.names.enclave(d['enclave'])} break after {offers}."


def _signed(m: Memory, d: Details) -> str:
    again = f"a {ordinal(d['attempt'])} agreement" if d["attempt"] > 1 else "an agreement"
    broker, guarantor = the(m.names.broker(d["broker"])), d["guarantor"]
    terms = d["terms"]
    if d["destination"]:
        terms = terms.replace(f"passage to {d['destination']}", f"passage to {m.to(d['destination'])}")
    text = f"Through {broker}, {again} is reached with {m.names.enclave(d['enclave'])}: {terms}."
    if guarantor and guarantor != d["broker"]:
        text += f" {capitalised(the(m.names.broker(guarantor)))} guarantees the passage."
    if d["announced"] and d["destination"]:
        text += f" The departure of {d['announced']:,} people is announced."
    return text


# The agreement carried out


def _registered(m: Memory, d: Details) -> str:
    n = d["people"]
    return capitalised(f"{people_in_words(n)} {form(n, 'is', 'are')} on the lists to leave {m.seat(d)}.")


def _suspended(m: Memory, d: Details) -> str:
    until = m.calendar.words(d["until"])
    return f"An incident suspends the agreement with {m.names.enclave(d['enclave'])} until {until}."


def _resumed(m: Memory, d: Details) -> str:
    return f"The agreement with {m.names.enclave(d['enclave'])} is taken up again."


def _collapsed(m: Memory, d: Details) -> str:
    return f"The agreement with {m.names.enclave(d['enclave'])} collapses."


def _evacuated(m: Memory, d: Details) -> str:
    left = m.departures.get(d["enclave"], Departure())
    trouble = f", after {counted(left.incidents, 'incident')}" if left.incidents else ""
    return (
        f"The departure of {m.names.enclave(d['enclave'])} is over: {people_in_words(left.people)}"
        f" {form(left.people, 'has', 'have')} left in {counted(left.convoys, 'convoy')}{trouble}."
    )


def _settled(m: Memory, d: Details) -> str:
    return f"The enclave of {m.names.enclave(d['enclave'])} ends in a settlement: nobody leaves by bus."


def _handover(m: Memory, d: Details) -> str:
    verb = "is" if len(d["districts"]) == 1 else "are"
    to = the(m.names.holder(d["to"]))
    return f"{m.names.districts(d['districts'])} {verb} handed over to {to}."


# Convoys


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


DEALS: dict[str, Callable[[Memory, Details], str]] = {
    "channel": _channel,
    "talks_broke": _talks_broke,
    "signed": _signed,
    "registered": _registered,
    "suspended": _suspended,
    "resumed": _resumed,
    "collapsed": _collapsed,
    "evacuated": _evacuated,
    "settled": _settled,
    "handover": _handover,
    "convoy_left": _convoy_left,
    "convoy_arrived": _convoy_arrived,
    "convoy_held": _convoy_held,
    "convoy_turned": _convoy_turned,
    "shot_at": _shot_at,
}
