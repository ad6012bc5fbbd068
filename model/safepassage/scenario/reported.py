"""What was reported of the war that a scenario tells; shown beside the simulation and never read by it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from safepassage.scenario.fields import Count, Date, Name, StrictModel

Total = Annotated[int | float, Field(ge=-1e12, le=1e12)]


class ReportedAgreement(StrictModel):
    """Reported outcomes of one enclave, shown beside the simulation and never read by it.

    ``outcome`` is how it ended, ``signed`` whether a deal was signed that moves people or ground.
    """

    name: Name = ""
    offensive_date: Date | None = None
    agreement_date: Date | None = None
    first_convoy_date: Date | None = None
    last_convoy_date: Date | None = None
    ended: Date | None = None
    outcome: Literal["evacuated", "settled", "truce", "stormed", "withdrew", "holding", "not_carried_out"] | None = None
    signed: bool | None = None
    destination: str | None = None
    convoys: Count | None = None
    buses: Count | None = None
    first_convoy_buses: Count | None = None
    announced: Count | None = None
    evacuated: Count | None = None
    fighters_evacuated: Count | None = None
    interrupted: bool | None = None
    denied: tuple[str, ...] | None = None
    militants_killed: Count | None = None
    government_killed: Count | None = None
    civilians_killed: Count | None = None


class Reported(StrictModel):
    """``[reported.agreements.<enclave id>]`` and ``[reported.totals]``."""

    agreements: dict[Name, ReportedAgreement] = Field(default={})
    totals: dict[Name, Total | Date] = Field(default={})
