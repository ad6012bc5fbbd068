"""What had become of an enclave's peers by the first day: how many were gone, under deals that were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case, Draft
from safepassage.evidence.names import key
from safepassage.evidence.rows import Agreement

CAMPAIGN_KM = 75.0  # peers are those near by
CAMPAIGN = dt.timedelta(days=45)  # what became of them counts while it is fresh
MOST = 1_000  # what a scenario may say


def put_precedents(draft: Draft, cases: Sequence[Case], start: dt.date) -> None:
    """The peers of all cases together; what is simulated itself is no precedent."""
    gone = max(gone_before(case, start, {key(other.row.id) for other in cases}) for case in cases)
    why = "other agreements near by, by the same besieger, that were carried out in the weeks before the start"
    draft.put("precedents.gone", min(gone, MOST), why)
    draft.put("precedents.honoured", min(gone, MOST))


def gone_before(case: Case, start: dt.date, simulated: set[str]) -> int:
    """How many peers had left under a deal by a date, from the agreements of its tables and of the calibration.

    Peers are those of the same campaign: of the same war and besieger, near by, and gone not long before. What was
    longer ago or farther away is part of what all groups knew of such deals, the prior of trust.
    """
    ended = (
        other.evac_end or other.evac_start or other.agreement_date
        for other in _peers(case)
        if key(other.id) not in simulated
    )
    return sum(day is not None and dt.timedelta(0) < start - day <= CAMPAIGN for day in ended)


def _peers(case: Case) -> list[Agreement]:
    """Other rows of the same war and besieger near by; one's own tables win."""
    rows = (
        {} if case.another_war else {key(other.id): (other, case.calibration) for other in case.calibration.agreements}
    )
    rows |= {key(other.id): (other, case.tables) for other in case.tables.agreements}
    return [
        other
        for other, source in rows.values()
        if other.id != case.row.id
        and assumptions.same_war(case.row, other)
        and other.besieged_by == case.row.besieged_by
        and not assumptions.far(case.where, assumptions.centre_of(assumptions.districts_of(other, source)), CAMPAIGN_KM)
    ]
