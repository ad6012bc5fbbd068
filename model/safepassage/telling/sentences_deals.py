"""Sentences about agreements: signed, carried out, broken."""

from __future__ import annotations

from collections.abc import Callable

from safepassage.telling.memory import Departure, Details, Memory, form
from safepassage.telling.wording import capitalised, counted, ordinal, percent, the
from safepassage.telling.wording import people as people_in_words


def _signed(m: Memory, d: Details) -> str:
    terms = d["terms"]
    if d["destination"]:
        terms = terms.replace(f"to {d['destination']}", f"to {m.to(d['destination'])}", 1)
    tied = (d["enclave"], d["attempt"]) in m.tied
    text = f"{_how(m, d, tied=tied)}, {_what(m, d, tied=tied)}{_ground_lost(d)}: {terms}."
    return text + _announced(m, d)


def _announced(m: Memory, d: Details) -> str:
    """What officials say will come of it; the first time, what such words are worth."""
    if not (d["announced"] and d["destination"]):
        return ""
    text = f" Officials announce that {d['announced']:,} people will leave"
    first = next(iter(m.announced), None) == d["enclave"] and d["attempt"] == 1
    return f"{text}; it is no count, and may be several times what follows." if first else f"{text}."


def _what(m: Memory, d: Details, *, tied: bool) -> str:
    """What is agreed: a deal of the enclave's own, or that it leaves as the other side of an exchange."""
    again, enclave = ordinal(d["attempt"]), m.names.enclave(d["enclave"])
    if tied:
        times = f" a {again} time" if d["attempt"] > 1 else ""
        signed = " and signed by their patron" if m.names.has_patron(d["enclave"]) else ""
        return f"the departure of {enclave} is agreed{times}{signed}"
    return f"{f'a {again} agreement' if d['attempt'] > 1 else 'an agreement'} is reached with {enclave}"


def _how(m: Memory, d: Details, *, tied: bool) -> str:
    """Who led the talks and who answers for the passage."""
    broker, guarantor = d["broker"], d["guarantor"]
    word = f"guaranteed by {the(m.names.broker(guarantor))}" if guarantor else "guaranteed by nobody"
    if tied:
        return f"In exchange and {word}"
    if broker is None:
        return f"In direct talks and {word}"
    if broker == guarantor:
        return f"Brokered and {word}"
    return f"Brokered by {the(m.names.broker(broker))} and {word}"


def _ground_lost(d: Details) -> str:
    """How much of its defence the group had lost; nothing where a run does not tell."""
    share = d.get("ground_lost")
    if share is None:
        return ""
    return ", with the defence unbroken" if share < 0.005 else f", with {percent(share)} of the defence broken"


def _registered(m: Memory, d: Details) -> str:
    n = d["people"]
    return capitalised(f"{people_in_words(n)} {form(n, 'is', 'are')} on the lists to leave {m.seat(d)}.")


def _suspended(m: Memory, d: Details) -> str:
    until = m.calendar.words(d["until"])
    return f"An incident suspends the agreement with {m.names.enclave(d['enclave'])} until {until}."


def _resumed(m: Memory, d: Details) -> str:
    return f"The agreement with {m.names.enclave(d['enclave'])} is taken up again."


def _collapsed(m: Memory, d: Details) -> str:
    """That a deal is broken, and whose word has lost by it: of who vouched, else of the besieger itself."""
    broken = f"The agreement with {m.names.enclave(d['enclave'])} collapses"
    if d["enclave"] not in m.vouched:
        return f"{broken}."
    guarantor = m.vouched[d["enclave"]]
    whose = the(m.names.broker(guarantor) if guarantor else m.names.besieger(d["enclave"]))
    return f"{broken}; the word of {whose}, {'which' if guarantor else 'for which nobody else'} vouched, is tarnished."


def _evacuated(m: Memory, d: Details) -> str:
    left = m.departures.get(d["enclave"], Departure())
    trouble = f", after {counted(left.incidents, 'incident')}" if left.incidents else ""
    announced = m.announced.get(d["enclave"])
    return (
        f"The departure of {m.names.enclave(d['enclave'])} is over: {people_in_words(left.people)}"
        f" {form(left.people, 'has', 'have')} left in {counted(left.convoys, 'convoy')}{trouble}"
        f"{f'; {announced:,} had been announced' if announced else ''}."
    )


def _settled(m: Memory, d: Details) -> str:
    return f"The enclave of {m.names.enclave(d['enclave'])} ends in a settlement: nobody leaves by bus."


def _carried_out(m: Memory, d: Details) -> str:
    return (
        f"The agreement with {m.names.enclave(d['enclave'])} is carried out: emergency cases have left,"
        " and the others, whose residents refused to go in part, stay."
    )


def _handover(m: Memory, d: Details) -> str:
    verb = "is" if len(d["districts"]) == 1 else "are"
    how = "left" if d["enclave"] in m.withdrawn else "handed over"
    return f"{m.names.districts(d['districts'])} {verb} {how} to {the(m.names.holder(d['to']))}."


DEALS: dict[str, Callable[[Memory, Details], str]] = {
    "signed": _signed,
    "registered": _registered,
    "suspended": _suspended,
    "resumed": _resumed,
    "collapsed": _collapsed,
    "evacuated": _evacuated,
    "settled": _settled,
    "carried_out": _carried_out,
    "handover": _handover,
}
