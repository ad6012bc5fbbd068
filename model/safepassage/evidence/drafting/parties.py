"""Who is involved besides the people: the armed group and the go-betweens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np

from safepassage.evidence.cells import KIND_OF_TYPE
from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft, slug
from safepassage.evidence.drafting.people import Number
from safepassage.evidence.names import key
from safepassage.evidence.places import km_between
from safepassage.evidence.rows import Available, BrokerRow
from safepassage.scenario import GOVERNMENT
from safepassage.scenario.consistency import KINDS

MONTH, MOST_SHORT = 30, 30  # days of a month; most days of need that a siege is taken to have gone short of
OTHERS_JOIN = 0.35  # chance that a go-between beside the main one takes part; rows of 2018 name one or two


class Go(NamedTuple):
    """A go-between by its usual name: skill, guarantee and capacity, and why."""

    skill: float
    guarantee: float
    capacity: int


# Skill, guarantee, capacity; all assumed. Who could carry a deal through at all stood behind it nearly as Russia later
# did: those under the UN, Iran and others were mostly honoured (general knowledge), and tables list deals that were
# made.
BROKERS = {
    "russia": Go(0.5, 0.6, 3),
    "un": Go(0.35, 0.3, 2),
    "united nations": Go(0.35, 0.3, 2),
    "iran": Go(0.4, 0.5, 1),
    "turkey": Go(0.4, 0.4, 2),
    "qatar": Go(0.4, 0.4, 1),
    "hezbollah": Go(0.4, 0.5, 1),
    "lebanese general security": Go(0.5, 0.5, 1),
    "palestinian factions": Go(0.4, 0.15, 1),
    "local notables": Go(0.2, 0.05, 4),
}
WITH_THE_GOVERNMENT = ("russia", "iran", "hezbollah")  # those whose word binds the government before anybody else
LEVERAGE_ELSEWHERE = 0.3  # of theirs, on who besieges in the government's place
EVERYWHERE = ("un", "united nations", "local notables")  # go-betweens of any war, the others are those of their own
UNKNOWN_BROKER = Go(0.35, 0.5, 2)
LEAST_GUARANTEE = 0.2  # below this a go-between carries messages; somebody who can do more is found for every deal
# Where a note says that a broker works only somewhere: latitude, longitude, kilometres around.
AREAS = {
    "southern damascus": (33.47, 36.31, 12.0),
    "lebanese border": (34.0, 36.3, 60.0),
    "western qalamoun": (33.95, 36.5, 50.0),
}


def put_group(draft: Draft, case: Case, fighters: Number) -> None:
    """The faction of a case; an open way at the start is said, encirclement is what goes without saying.

    A long siege has gone short: a day of need for each month since the ring closed, up to thirty. Sieges of years were
    lived through on little, so that most of what was missed had been made good again. Over an open way supplies come.
    """
    row, rng, at = case.row, case.rng("group"), f"factions.{case.group}"
    draft.put(f"{at}.name", row.armed_group or row.enclave or row.id)
    draft.put(f"{at}.kind", row.kind, _why_kind(row.group_type))
    draft.put(f"{at}.fighters", *fighters)
    days = round(float(np.exp(rng.normal(log(60.0), 0.5))))
    draft.put(f"{at}.stock_days", days, "assumed: two months, drawn")
    if not row.open_way and (short := months_short(row.siege_start, case.window.start)):
        why = f"assumed: a day of need for each month besieged, {MOST_SHORT} at most; {case.source}, siege_start"
        draft.put(f"{at}.deficit_days", short, why)
    if row.open_way:
        draft.put(f"{at}.open_way", True, f"{case.source}, encircled")
    if row.loyal:
        draft.put(f"{at}.garrison", True, f"{case.source}, group_type")


def months_short(closed: dt.date | None, start: dt.date) -> int:
    """Days of need that a place has gone short of by the start, from the months since its ring closed, if known."""
    return 0 if closed is None else min(max((start - closed).days // MONTH, 0), MOST_SHORT)


def _why_kind(group_type: str) -> str:
    if not group_type:
        return "assumed: no type was reported; taken for rebels"
    return "" if key(group_type) in KIND_OF_TYPE else f"assumed: {group_type!r} is taken for rebels"


def put_brokers(draft: Draft, cases: Sequence[Case]) -> None:
    """Go-betweens of all cases; one that reaches several kinds of group has access to all of them."""
    for case in cases:
        if case.tables.own.brokers:
            _put_own(draft, case, case.tables.own.brokers)
        else:
            _draft_brokers(draft, case)


def _put_own(draft: Draft, case: Case, rows: Sequence[BrokerRow]) -> None:
    """Those of the user's table that existed at the start."""
    for row in rows:
        if assumptions.existed(row, case.window.start):
            usual = BROKERS.get(key(row.name), UNKNOWN_BROKER)
            go = Go(
                usual.skill if row.skill is None else row.skill,
                usual.guarantee if row.guarantee is None else row.guarantee,
                usual.capacity if row.capacity is None else row.capacity,
            )
            assumed = [n for n in ("skill", "guarantee", "capacity") if getattr(row, n) is None]
            why = f"{'assumed: ' if assumed else ''}table of brokers, {row.name}{_but(assumed)}"
            _broker(draft, case, (slug(row.name) or f"broker-{row.line}", row.name), go, row.access or KINDS, why)


def _but(assumed: Sequence[str]) -> str:
    return f"; {' and '.join(assumed)} by what is usual" if assumed else ""


def _draft_brokers(draft: Draft, case: Case) -> None:
    """The go-between whose guarantee is best takes part; of the others that were there each does with a chance."""
    row, start, rng = case.row, case.window.start, case.rng("brokers")
    present = [
        entry
        for entry in case.tables.available
        if entry.role == "broker" and assumptions.existed(entry, start) and _reaches(entry, row.kind, case.where)
    ]
    if case.abroad:
        present = [entry for entry in present if key(entry.name) in EVERYWHERE]
    if present:
        best = max(present, key=lambda entry: _usual(entry).guarantee)
        joins = rng.random(len(present)).tolist()
        present = [e for e, chance in zip(present, joins, strict=True) if e is best or chance < OTHERS_JOIN]
    for entry in present:
        why = f"assumed: available table, {entry.name}; skill and guarantee by what is usual, who joins drawn"
        name = slug(entry.name) or f"broker-{entry.line}"
        _broker(draft, case, (name, entry.name), _usual(entry), (row.kind,), why)
    if not any(_usual(entry).guarantee >= LEAST_GUARANTEE for entry in present):
        why = "assumed: none is known to have existed that could guarantee a passage"
        _broker(draft, case, ("go-between", "A go-between"), UNKNOWN_BROKER, (row.kind,), why)


def _usual(entry: Available) -> Go:
    return BROKERS.get(key(entry.name), UNKNOWN_BROKER)


def _broker(draft: Draft, case: Case, names: tuple[str, str], go: Go, kinds: Sequence[str], source: str) -> None:
    """One go-between by slug and title; the factions' besieger is ``government`` in name, whoever it is."""
    name, title = names
    at = f"brokers.{name}"
    known = draft.tree.get("brokers", {}).get(name, {}).get("access", [])
    draft.put(f"{at}.name", title, source)
    draft.put(f"{at}.skill", go.skill)
    draft.put(f"{at}.guarantee", go.guarantee)
    draft.put(f"{at}.capacity", go.capacity)
    draft.put(f"{at}.access", [kind for kind in KINDS if kind in (*known, *kinds)])
    if case.row.besieged_by != GOVERNMENT and key(title) in WITH_THE_GOVERNMENT:
        why = f"assumed: stands with the government, which does not besiege here; {case.row.besieged_by} does"
        draft.put(f"{at}.leverage.{GOVERNMENT}", LEVERAGE_ELSEWHERE, why)


def _reaches(entry: Available, kind: str, where: tuple[float, float] | None) -> bool:
    """Whether a broker speaks with a kind of group in a place, by its note."""
    note = entry.note.lower()
    if kind == "islamic_state" and ("all but the islamic state" in note or note.startswith("rebels")):
        return False
    if kind == "jihadist" and note.startswith("rebels;"):
        return False
    areas = [area for name, area in AREAS.items() if name in note]
    if not areas or where is None:
        return True
    return any(km_between(*where, lat, lon) <= km for lat, lon, km in areas)
