"""What the table of patterns looks at in a run of the campaign, small enough to be sent between processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.campaign import Campaign
from safepassage.results.rows import convoy_row
from safepassage.scenario import Scenario
from safepassage.simulation import Result, drive
from safepassage.world.situations import violence_in

WINDOW = 14  # days before and after an agreement in which violence next door is counted
MONTH = 30  # and in which that in the enclave itself is

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Observed:
    """What the patterns look at in one run; all plain values, so that workers can send it.

    ``people`` are those of an enclave at the start, ``suffered`` the violence that its people had suffered when it
    signed; ``violence`` the deaths next door before and after agreements, ``calm`` those in the enclave itself;
    ``monitor`` the people that the monitor reported by enclave (missed convoys missing).
    """

    rows: list[Row]
    totals: Row
    convoys: list[Row]
    people: Mapping[str, int]
    besieged_by_government: Mapping[str, bool]
    violence: list[tuple[int, int]]
    calm: list[tuple[int, int]]
    suffered: Mapping[str, float]
    monitor: Mapping[str, int]

    def signed(self, kind: str = "") -> list[Row]:
        """Rows of enclaves of the opposition that signed, of one kind or all."""
        return [
            row
            for row in self.rows
            if row["agreement_day"] is not None
            and self.besieged_by_government[row["enclave"]]
            and (not kind or row["kind"] == kind)
        ]

    def attacked(self, kind: str = "") -> list[Row]:
        """The same of those that were attacked, whether or not they signed."""
        return [row for row in self.rows if row["offensive_day"] is not None and (not kind or row["kind"] == kind)]


def quieted(scenario: Scenario) -> Scenario:
    """The scenario without offensives and ultimatums: sieges alone."""
    events = [event for event in scenario.tree.get("events", []) if event["kind"] != "ultimatum"]
    return scenario.with_overrides({"offensives": [], "events": events})


def paced(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with an assault that advances at so many times its pace."""
    advance = scenario.parameters.war.advance * factor
    return scenario.with_parameters(scenario.parameters.with_values({"war.advance": advance}))


def observe(scenario: Scenario, seed: int) -> Observed:
    """Run a scenario and keep what the patterns look at."""
    campaign = Campaign(scenario, seed)
    people = {enclave.name: campaign.world.people_in(enclave) for enclave in campaign.world.roll.enclaves}
    deaths: list[dict[str, int]] = []
    beside: dict[str, tuple[int, list[str]]] = {}
    suffered: dict[str, float] = {}
    signed = 0
    fighting = _neighbours_at_war(campaign)
    for day in drive(campaign):
        deaths.append({e.name: _deaths(e.tally) for e in campaign.world.roll.enclaves})
        for agreement in campaign.world.agreements[signed:]:
            name = agreement.enclave.name
            beside.setdefault(name, (day, fighting.get(name, [])))
            suffered.setdefault(name, violence_in(campaign.world, agreement.enclave))
        signed = len(campaign.world.agreements)
        fighting = _neighbours_at_war(campaign)  # as the next morning finds them
    result = Result(campaign)
    monitor: dict[str, int] = {}
    for report in campaign.world.reports:
        if report.observer == "monitor" and report.enclave is not None:
            monitor[report.enclave] = monitor.get(report.enclave, 0) + (report.people or 0)
    return Observed(
        rows=result.summary["agreements"],
        totals=result.summary["totals"],
        convoys=[convoy_row(campaign, convoy) for convoy in campaign.world.convoys],
        people=people,
        besieged_by_government={e.name: e.faction.side == "opposition" for e in campaign.world.roll.enclaves},
        violence=list(_before_and_after(deaths, beside)),
        calm=list(_in_itself(deaths, {name: day for name, (day, _) in beside.items()})),
        suffered=suffered,
        monitor=monitor,
    )


def _neighbours_at_war(campaign: Campaign) -> dict[str, list[str]]:
    """Enclaves under assault beside each enclave this morning."""
    found: dict[str, list[str]] = {}
    for enclave in campaign.world.active:
        names = {
            other.name
            for d in enclave.districts
            for b in campaign.world.network.beside[d]
            if (other := campaign.world.roll.at[b]) is not None and other is not enclave and other.pocket.strength > 0
        }
        found[enclave.name] = sorted(names)
    return found


def _deaths(tally: Any) -> int:  # noqa: ANN401 - a Tally
    return int(tally.militants_killed + tally.government_killed + tally.civilians_killed)


def _before_and_after(
    deaths: Sequence[Mapping[str, int]], beside: Mapping[str, tuple[int, list[str]]]
) -> Iterator[tuple[int, int]]:
    """Deaths of the neighbours in the window before each agreement and in that after it, where both fit in the run."""
    for day, names in beside.values():
        if not WINDOW <= day < len(deaths) - WINDOW:
            continue
        for name in names:
            start, then, end = (deaths[d].get(name, 0) for d in (day - WINDOW, day, day + WINDOW))
            if then > start:
                yield then - start, end - then


def _in_itself(deaths: Sequence[Mapping[str, int]], signed: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Deaths in each enclave in the month before its first agreement, where there were any, and in that after it."""
    for name, day in signed.items():
        until = min(day + MONTH, len(deaths) - 1)
        before, then, end = (deaths[d].get(name, 0) for d in (max(day - MONTH, 0), day, until))
        if then > before:
            yield then - before, end - then
