"""The journal as plain sentences with dates, whole or condensed to what a reader wants to know first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from safepassage.journal import Entry
from safepassage.scenario import Scenario
from safepassage.telling.memory import Details
from safepassage.telling.sentences import Teller
from safepassage.telling.wording import Calendar, Names, counted, listed, number, the

LONG_SUSPENSION = 3  # days; shorter ones are only counted in the condensed story
LONG_WAIT = 12.0  # hours at a closed destination that the condensed story mentions

# What the condensed story leaves out, or tells in another sentence.
_MINOR = frozenset({
    "channel", "cosigned", "registered", "resumed", "offensive_over", "convoy_held", "bluff", "handover", "withdrew",
    "residents_consented",
})  # fmt: skip


def story(scenario: Scenario, entries: Iterable[Entry], days: int, *, full: bool = False) -> list[tuple[int, str]]:
    """Tell a run as (day, sentence) in the order of the days.

    Args:
        scenario: gives the names and the first date.
        entries: the journal (``Result.campaign.world.journal.entries`` or what ``events.jsonl`` holds).
        days: how many days were run.
        full: a sentence for each entry, instead of a condensed story.
    """
    teller = Teller(scenario, days)
    told = list(_in_full(teller, entries) if full else _condensed(teller, entries))
    return sorted(told, key=lambda sentence: sentence[0])


def _in_full(teller: Teller, entries: Iterable[Entry]) -> Iterable[tuple[int, str]]:
    for entry in entries:
        teller.note(entry)
        yield entry.day, teller.dated(entry, teller.sentence(entry, full=True))


def _condensed(teller: Teller, entries: Iterable[Entry]) -> Iterable[tuple[int, str]]:
    """Skip the minor, join the day's like, and sum up the later convoys of each agreement."""
    for day, group in groupby(entries, key=lambda entry: entry.day):
        today = list(group)
        for entry in today:
            teller.note(entry)
        for entry in _joined(today):
            if entry.kind == "convoy_left" and teller.put_by(entry):
                continue
            if entry.kind in ("evacuated", "collapsed") or (entry.kind == "suspended" and _is_long(entry)):
                yield from teller.later_convoys(entry.details["enclave"])
            if not _is_minor(entry, today):
                yield day, teller.dated(entry, teller.sentence(entry, full=False))
    yield from teller.later_convoys()


def _is_long(entry: Entry) -> bool:
    return int(entry.details["until"]) - entry.day >= LONG_SUSPENSION


def _is_minor(entry: Entry, today: Sequence[Entry]) -> bool:
    """Whether the condensed story does without an entry."""
    d, kinds = entry.details, {other.kind for other in today}
    if entry.kind == "suspended":
        return not _is_long(entry)
    if entry.kind == "convoy_arrived":
        return bool(d["held_hours"] < LONG_WAIT)
    if entry.kind == "split":  # what a handover separates was one in name only
        return "fall" not in kinds
    if entry.kind == "outside_event" and d["event"] == "ultimatum":
        return "ultimatum" in kinds
    return entry.kind in _MINOR


def _joined(today: Sequence[Entry]) -> list[Entry]:
    """The day's entries, with its fallen districts in one and its ultimatums to the same date in one."""
    joined: list[Entry] = []
    for entry in today:
        key = "district" if entry.kind == "fall" else "enclave" if entry.kind == "ultimatum" else ""
        same = [
            e for e in joined if key and e.kind == entry.kind and e.details.get("until") == entry.details.get("until")
        ]
        if not same:
            details = {**entry.details, key: [entry.details[key]]} if key else entry.details
            joined.append(entry._replace(details=details))
            continue
        first = same[0].details
        first[key].append(entry.details[key])
        if "crossed" in first:
            first["crossed"] += entry.details["crossed"]
    return joined


def ending(scenario: Scenario, totals: Details, days: int) -> list[str]:
    """What the run came to, in a few sentences; ``totals`` are those of the summary."""
    names, calendar = Names(scenario.tables), Calendar(scenario.start, days)
    by_place = {slug: n for slug, n in totals["evacuated_by_destination"].items() if n}
    places = listed(f"{n:,} to {the(names.destination(slug))}" for slug, n in by_place.items())
    said = [
        f"In {counted(days, 'day')}, with fighting on {number(totals['days_of_fighting'])} of them,"
        f" {totals['evacuated']:,} of {totals['population']:,} people were displaced by convoy"
        + (f" ({places})" if len(by_place) > 1 else "")
        + f", {totals['crossed']:,} crossed the lines, {totals['killed']:,} were killed,"
        f" and {totals['stayed']:,} stayed."
    ]
    if totals["in_transit"]:
        said.append(f"{totals['in_transit']:,} people are still on the road.")
    if totals["without_shelter"]:
        said.append(
            f"Of those who arrived, {totals['without_shelter']:,} came when all places in reception were taken."
        )
    if totals["full_control_day"] is not None:
        day = calendar.words(totals["full_control_day"])
        said.append(f"Full control: on {day} {names.last_of_region()} came under {the(names.government)}.")
    return said
