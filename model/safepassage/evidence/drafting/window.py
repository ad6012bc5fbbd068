"""When a scenario starts, and what threatens the enclave: its own offensive, one of its war and years, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.evidence.facts import HORIZON
from safepassage.evidence.rows import Agreement, Tables
from safepassage.evidence.selecting import knowable_day
from safepassage.limits import MOST_DAYS
from safepassage.scenario import BadInput

YEARS_AFTER = 3 * 365  # days after a siege closed in which its campaign's offensives are its own years'


@dataclass(frozen=True)
class Window:
    """The first day, and the offensive (None: nothing threatens); ``threatened`` means that it was none of its own."""

    start: dt.date
    offensive: dt.date | None
    threatened: bool
    why: str


def window_of(row: Agreement, tables: Tables, peers: Sequence[Agreement], rng: np.random.Generator) -> Window:
    """The window of a row, from what was knowable.

    Args:
        row: the row.
        tables: its own, whose name sources give.
        peers: other rows of its war and besieger, from which a threat is drawn where it had no offensive of its own.
        rng: of those draws. As often as the peers had no offensive there is no threat.
    """
    source = f"{tables.name}, {row.id}"
    if row.offensive_start is not None:
        start = row.as_of or row.offensive_start
        why = f"{source}, {'as_of' if row.as_of else 'offensive_start'}"
        return Window(start, max(row.offensive_start, start), False, why)
    pick, chance = float(rng.random()), float(rng.random())
    dates = _own_years(row, peers)
    spared = sum(peer.offensive_start is None for peer in peers) / len(peers) if peers else 1.0
    if not dates or chance < spared:
        return _unthreatened(row, source, peers, pick)
    day = dates[int(pick * len(dates))]
    why = f"{source}, as_of" if row.as_of else f"assumed: no offensive of its own; one of its war began, {tables.name}"
    return Window(row.as_of or day, day, True, why)


def _own_years(row: Agreement, peers: Sequence[Agreement]) -> list[dt.date]:
    """Days on which offensives of its war began while the enclave was besieged, as far as that was knowable."""
    since, until = row.as_of or row.siege_start, dt.date.max
    if since is not None:
        until = since + dt.timedelta(days=HORIZON if row.as_of else YEARS_AFTER)
    days = sorted(peer.offensive_start for peer in peers if peer.offensive_start is not None)
    return [day for day in days if (since or dt.date.min) <= day <= until]


def _unthreatened(row: Agreement, source: str, peers: Sequence[Agreement], pick: float) -> Window:
    for name in ("as_of", "siege_start"):
        day = getattr(row, name)
        if day is not None:
            return Window(day, None, False, f"{source}, {name}")
    known = sorted(day for peer in peers if (day := knowable_day(peer)) is not None)
    if known:
        day = known[int(pick * len(known))]
        return Window(day, None, False, "assumed: the row has no date that was knowable; that of another of its war")
    return Window(dt.date(2018, 1, 1), None, False, "assumed: no date is knowable")


def days_of(windows: Sequence[Window], start: dt.date) -> int:
    """How many days are simulated: a year from the last of what begins; raises BadInput where that is too long."""
    last = max(max(window.start, window.offensive or window.start) for window in windows)
    days = (last - start).days + HORIZON
    if days > MOST_DAYS:
        raise BadInput(
            f"build: what is asked begins between {start} and {last}; one scenario lasts {MOST_DAYS} days at most"
        )
    return days


def not_covered(row: Agreement, start: dt.date, days: int) -> str | None:
    """Why a scenario's window leaves out how its enclave ended, None where it does not (or nobody knows)."""
    last = start + dt.timedelta(days=days - 1)
    told = ("ended", "evac_start") if row.month_only else ("agreement_date", "ended", "evac_start")
    name = next((n for n in told if getattr(row, n) is not None), None)
    when = getattr(row, name) if name else None
    if when is None or start <= when <= last:
        return None
    apart = (
        f"{(when - last).days} days after its end" if when > last else f"{(start - when).days} days before its start"
    )
    given = (
        "as_of" if row.as_of else "offensive_start" if row.offensive_start else "siege_start" if row.siege_start else ""
    )
    because = f"it starts from {given}" if given else "the row has no date that was knowable, so its start was drawn"
    return (
        f"{row.id}: {name} {when} lies outside the window {start} to {last}, {apart}: {because}, and outcomes are not "
        "looked at; give --start, or a column as_of"
    )
