"""From parameters and a seed to a vector of summaries, one a target.

Every row is forecast as validation forecasts it: a scenario built from what was knowable, with a fresh draw of what was
not, run to the horizon and read through the model's observers; rows that one offensive attacked share a run. Targets of
the whole campaign come from one run of the scenario of spring 2018. Parameters are laid over the finished scenario, so
nothing is checked twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import kendalltau

from safepassage.evidence.building import build_scenario, companions
from safepassage.evidence.calibration.priors import Prior
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.targets import (
    CAMPAIGN,
    CAMPAIGN_SCENARIO,
    OF_ENCLAVE,
    TargetSet,
    simulated_value,
    to_scale,
)
from safepassage.evidence.facts import outcomes
from safepassage.evidence.forecasting import forecasts
from safepassage.evidence.tables import Agreement, Tables
from safepassage.parameters import Parameters
from safepassage.scenario import Scenario
from safepassage.simulation import Result, simulate

if TYPE_CHECKING:
    from safepassage.scenario.reported import ReportedAgreement

GHOUTA = ("jaysh-al-islam", "faylaq-al-rahman", "ahrar-al-sham")  # factions of eastern Ghouta in that scenario


@dataclass
class AgreementsSimulator:
    """Simulates all agreements of a set of tables, and the campaign, at one point of the prior's cube.

    Args:
        prior: what the coordinates of a point mean.
        tables: the agreements, with all that was reported of them.
        targets: which summaries are asked for, in which order.
        base: the parameters that are not fitted; as they were declared, so that a fit does not depend on the last one.
    """

    prior: Prior
    tables: Tables
    targets: TargetSet
    base: Parameters = field(default_factory=Parameters)

    def __call__(self, point: Floats, seed: int) -> Floats:
        """Summaries on their targets' scales, NaN where the run leaves none; see :class:`.pool.Simulator`."""
        parameters = self.base.with_values(self.prior.named(point))
        found: dict[str, float] = {}
        for rows in together(self.tables):
            scenario = build_scenario(rows[0], self.tables, seed, together=True).with_parameters(parameters)
            simulated = forecasts(scenario, seed, [row.id for row in rows])
            for row in rows:
                reported = outcomes(row, self.tables.convoys_of(row.id))
                for quantity in self._asked(row.id):
                    found[f"{row.id}/{quantity}"] = simulated_value(simulated[row.id], quantity, reported)
        if asked := self._asked(CAMPAIGN):
            summaries = campaign_summaries(simulate(_campaign().with_parameters(parameters), seed))
            found |= {f"{CAMPAIGN}/{quantity}": summaries[quantity] for quantity in asked}
        return np.array([found[name] for name in self.targets.names])

    def _asked(self, agreement: str) -> list[str]:
        return [t.quantity for t in self.targets.targets if t.agreement == agreement]


def together(tables: Tables) -> list[list[Agreement]]:
    """The rows of a table by run: those that one offensive attacked are simulated together."""
    runs: list[list[Agreement]] = []
    for row in tables.agreements:
        if all(row not in rows for rows in runs):
            runs.append([row, *(other for other in companions(row, tables) if all(other not in rows for rows in runs))])
    return runs


@cache
def _campaign() -> Scenario:
    """The scenario of the whole campaign, read once a process."""
    return Scenario.load(CAMPAIGN_SCENARIO)


def campaign_summaries(result: Result) -> dict[str, float]:
    """What is compared of a run of the whole campaign, on the targets' scales."""
    rows = {row["enclave"]: row for row in result.summary["agreements"]}
    totals = result.summary["totals"]
    reported = result.scenario.tables.reported.agreements
    ghouta = [row for row in rows.values() if row["faction"] in GHOUTA]
    named = [rows[name] for name in reported if name in rows]
    arrived = totals["evacuated_by_destination"]
    first = min((row["agreement_day"] for row in ghouta if row["agreement_day"] is not None), default=None)
    split = totals["split_day"]
    values = {
        "order": order(rows, reported, result.scenario.tables.scenario.days),
        "largest_60_days": float(totals["largest_60_day_evacuation"]),
        "split_first": float(split is not None and (first is None or split <= first)),
        "interrupted_share": float(np.mean([row["interrupted"] for row in named])) if named else float("nan"),
        "share_idlib": arrived.get("idlib", 0) / total if (total := sum(arrived.values())) else float("nan"),
        "ghouta_killed_gov": float(sum(row["government_killed"] for row in ghouta)),
        "ghouta_killed_militants": float(sum(row["militants_killed"] for row in ghouta)),
        "ghouta_killed_civilians": float(sum(row["civilians_killed"] for row in ghouta)),
    }
    values |= dict(_of_enclaves(rows, reported))
    return {quantity: to_scale(quantity, value) for quantity, value in values.items()}


def _of_enclaves(
    rows: Mapping[str, Mapping[str, Any]], reported: Mapping[str, ReportedAgreement]
) -> Iterator[tuple[str, float]]:
    """Signing day and evacuees of each enclave of the campaign; NaN where it did not sign, or was never there."""
    for name in reported:
        row = rows.get(name)
        day = row["agreement_day"] if row is not None else None
        yield f"signing_day{OF_ENCLAVE}{name}", float("nan") if day is None else float(day)
        yield f"evacuees{OF_ENCLAVE}{name}", float("nan") if day is None or row is None else float(row["evacuated"])


def order(rows: Mapping[str, Mapping[str, int | None]], reported: Mapping[str, ReportedAgreement], days: int) -> float:
    """Kendall's tau between reported and simulated days of agreement; what did not sign comes last."""
    known = [(r.agreement_date, rows[name]["agreement_day"]) for name, r in reported.items()
             if r.agreement_date is not None and name in rows]  # fmt: skip
    simulated = [days if day is None else day for _, day in known]
    tau = kendalltau([date.toordinal() for date, _ in known], simulated).statistic if len(known) > 1 else 0.0
    return 0.0 if np.isnan(tau) else float(tau)
