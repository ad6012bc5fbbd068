"""Sentences about talks: with a go-between or without one, about departures and about truces."""

from __future__ import annotations

from collections.abc import Callable

from safepassage.telling.memory import Details, Memory
from safepassage.telling.wording import capitalised, counted, percent, the


def _channel(m: Memory, d: Details) -> str:
    enclave = m.names.enclave(d["enclave"])
    if d["broker"] is None:
        besieger = the(m.names.besieger(d["enclave"]))
        return capitalised(f"{besieger} and {enclave} begin to talk directly, without a go-between.")
    return f"Talks open with {enclave}, through {the(m.names.broker(d['broker']))}."


def _cosigned(m: Memory, d: Details) -> str:
    return (
        f"The talks with {m.names.enclave(d['enclave'])} are joined by {the(m.names.broker(d['broker']))} as guarantor."
    )


def _talks_broke(m: Memory, d: Details) -> str:
    what = "Talks" if d["broker"] else "Direct talks"
    return f"{what} with {m.names.enclave(d['enclave'])} break after {counted(d['offers'], 'offer')}."


# Truces, and the residents who press for them

_ENDS = {
    "date": "is over: its last day has passed",
    "incident": "is broken by an incident",
    "offensive": "is broken by an offensive",
    "deal": "is over: a deal takes its place",
}


def _truce_signed(m: Memory, d: Details) -> str:
    word = f"guaranteed by {the(m.names.broker(d['guarantor']))}" if d["guarantor"] else "guaranteed by nobody"
    until = m.calendar.words(d["until"])
    return f"A truce is agreed with {m.names.enclave(d['enclave'])} until {until}, {word}: nobody leaves."


def _truce_ended(m: Memory, d: Details) -> str:
    return f"The truce with {m.names.enclave(d['enclave'])} {_ENDS[d['why']]}."


def _residents_consented(m: Memory, d: Details) -> str:
    return f"The residents of {m.seat(d)} consent to the terms: {percent(d['support'])} are for them."


def _residents_refused(m: Memory, d: Details) -> str:
    return (
        f"The residents under {m.names.enclave(d['enclave'])} refuse the terms; {percent(d['support'])} are for them."
    )


TALKS: dict[str, Callable[[Memory, Details], str]] = {
    "channel": _channel,
    "cosigned": _cosigned,
    "talks_broke": _talks_broke,
    "truce_signed": _truce_signed,
    "truce_ended": _truce_ended,
    "residents_consented": _residents_consented,
    "residents_refused": _residents_refused,
}
