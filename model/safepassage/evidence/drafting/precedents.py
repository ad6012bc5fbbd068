"""What had become of an enclave's peers by the first day: gone under deals that were kept, or still holding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft
from safepassage.evidence.facts import HORIZON
from safepassage.evidence.names import key
from safepassage.evidence.rows import Agreement, Tables
from safepassage.evidence.selecting import knowable_day

CAMPAIGN_KM, CAMPAIGN_DAYS = 75.0, 45  # peers are those near by; what became of them counts while it is fresh
FEWEST_PEERS = 8  # a table lists agreements, not all who were besieged: at least so many were
MOST = 1_000  # what a scenario may say


@dataclass(frozen=True, slots=True)
class Past:
    """Peers by what had become of them; those gone had left under a deal that was kept."""

    gone: int
    left: int


def put_precedents(draft: Draft, cases: Sequence[Case], start: dt.date) -> None:
    """The peers of all cases together; what is simulated itself is no precedent."""
    pasts = [past_of(case, start, {key(other.row.id) for other in cases}) for case in cases]
    first = max(pasts, key=lambda past: (past.gone, past.left))
    why = "other agreements near by, by the same besieger, that were carried out in the weeks before the start"
    draft.put("precedents.gone", min(first.gone, MOST), why)
    draft.put("precedents.left", min(first.left, MOST), "assumed: those of the table, and at least eight peers in all")
    draft.put("precedents.honoured", min(first.gone, MOST))


def past_of(case: Case, start: dt.date, simulated: set[str]) -> Past:
    """What had become of an enclave's peers by a date, from the agreements of its tables and of the calibration.

    Peers are those of the same campaign: of the same war and besieger, near by, and gone not long before. What was
    longer ago or farther away is part of what all groups knew of such deals, the prior of trust.
    """
    gone = left = 0
    for other, source in _peers(case):
        if key(other.id) in simulated:
            continue
        ended = other.evac_end or other.evac_start or other.agreement_date
        if ended is not None and ended < start:
            gone += (start - ended).days <= CAMPAIGN_DAYS
        elif source is case.tables and _holding(other, start):
            left += 1
    return Past(gone, max(left, FEWEST_PEERS - gone))


def _peers(case: Case) -> list[tuple[Agreement, Tables]]:
    """Other rows of the same war and besieger near by, each with its tables; one's own tables win."""
    rows = (
        {} if case.another_war else {key(other.id): (other, case.calibration) for other in case.calibration.agreements}
    )
    rows |= {key(other.id): (other, case.tables) for other in case.tables.agreements}
    return [
        (other, source)
        for other, source in rows.values()
        if other.id != case.row.id
        and assumptions.same_war(case.row, other)
        and other.besieged_by == case.row.besieged_by
        and not assumptions.far(case.where, assumptions.centre_of(assumptions.districts_of(other, source)), CAMPAIGN_KM)
    ]


def _holding(other: Agreement, start: dt.date) -> bool:
    """Whether a peer was under siege on a day, as far as that was knowable."""
    day = knowable_day(other)
    begun = other.siege_start is None or other.siege_start <= start
    return begun and (day is None or (start - day).days <= HORIZON or other.siege_start is not None)
