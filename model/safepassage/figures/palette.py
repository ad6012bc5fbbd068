"""Colours that colour-blind readers can tell apart, and what a run's events say about who holds which district."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safepassage.journal import Entry
from safepassage.scenario import GOVERNMENT

if TYPE_CHECKING:
    from safepassage.record import Run

INK, SOFT, RULE, GROUND, PAPER = "#22303c", "#5d6b77", "#c9d2d9", "#e9edf0", "#f7f9fa"

# How a district ended, and the tint of its cell.
BY_FORCE, BY_DEAL, HELD = "by force", "by agreement", "still held"
TINTS = {
    BY_FORCE: "#eeb39f",
    BY_DEAL: "#a9cfe4",
    HELD: "#f0dc8c",
    GOVERNMENT: GROUND,
}

# The phases of an enclave.
SIEGE, ASSAULT, TALKS, AGREEMENT, SUSPENDED = "#dfe5e9", "#d9694b", "#f0c24b", "#4a90b8", "#7a5c99"
PEOPLE = {"inside": "#5d6b77", "arrived": "#0072b2", "crossed": "#b07d00"}
KILLED = {"killed_civilians": "#b3391f", "killed_fighters": "#5b4775", "killed_government": "#7a8791"}


@dataclass(slots=True)
class End:
    """Who holds a district in the end, since which day (None: from the start), and how it came about."""

    holder: str
    day: int | None
    how: str


def entries(run: Run) -> Iterator[Entry]:
    """The journal of a run, as plain entries."""
    for day, kind, details in zip(run.events["day"], run.events["kind"], run.events["details"], strict=True):
        yield Entry(int(day), None, kind, details)


def ends(run: Run) -> dict[str, End]:
    """The end of every district, from the journal."""
    found = {
        slug: End(table.holder, None, GOVERNMENT if table.holder == GOVERNMENT else HELD)
        for slug, table in run.scenario.tables.districts.items()
    }
    for entry in entries(run):
        d = entry.details
        if entry.kind == "fall":
            found[d["district"]] = End(GOVERNMENT, entry.day, BY_FORCE)
        elif entry.kind == "handover":
            found.update({slug: End(d["to"], entry.day, BY_DEAL) for slug in d["districts"]})
        elif entry.kind == "outside_event" and d["event"] == "seizure":
            free = [slug for slug in d["districts"] if found[slug].holder == GOVERNMENT]
            found.update({slug: End(d["faction"], entry.day, HELD) for slug in free})
    return found


def period(start: dt.date, days: int) -> str:
    """The time that a picture shows."""
    return f"{start.isoformat()} to {(start + dt.timedelta(days=days - 1)).isoformat()}"
