"""What regularities of the deals themselves ask of the runs: when, about what, through whom, and the calm after."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from statistics import mean, median, pstdev

from scipy.stats import spearmanr

from safepassage.evidence.patterns.criteria import Measured, Runs
from safepassage.evidence.patterns.observed import Observed, Row

GHOUTA = ("ahrar-al-sham-", "faylaq-al-rahman-", "jaysh-al-islam-")  # in the order in which they signed
CIVILIANS, GOVERNMENT, MILITANTS = (1_400, 2_600), (400, 800), (300, 2_000)  # killed in eastern Ghouta
SPREAD = (1.0, 2.0)  # log-sd of evacuees over agreements; reported 1.4


def _of(run: Observed, prefix: str) -> Row | None:
    return next((row for row in run.rows if row["enclave"].startswith(prefix)), None)


def _days(run: Observed) -> list[int | None]:
    found = [_of(run, prefix) for prefix in GHOUTA]
    return [row["agreement_day"] if row is not None else None for row in found]


def order_of_ghouta(runs: Runs) -> Measured:
    """The last of eastern Ghouta to sign is Douma, and weeks lie between the first and the last."""
    days = [[d for d in _days(run) if d is not None] for run in runs.campaign]
    whole = [d for d in days if len(d) == len(GHOUTA)]
    last = sum(d[-1] > max(d[:-1]) for d in whole) / max(len(days), 1)
    apart = median([max(d) - min(d) for d in whole]) if whole else 0
    return Measured(
        last >= 0.5 and apart >= 7, f"Douma last in {last:.0%} of the runs; {apart:.0f} days between first and last"
    )


def deaths_of_ghouta(runs: Runs) -> Measured:
    """As many were killed in eastern Ghouta as reported, of civilians, of the government's men and of its enemies."""
    totals = {}
    for what in ("civilians_killed", "government_killed", "militants_killed"):
        totals[what] = median(
            [sum(row[what] for row in run.rows if row["enclave"].startswith(GHOUTA)) for run in runs.campaign]
        )
    bands = dict(zip(totals, (CIVILIANS, GOVERNMENT, MILITANTS), strict=True))
    return Measured(
        all(low <= totals[what] <= high for what, (low, high) in bands.items()),
        "median killed: " + ", ".join(f"{what.split('_')[0]} {n:,.0f}" for what, n in totals.items()),
    )


def spread_of_evacuees(runs: Runs) -> Measured:
    """Agreements differ in size as much as those reported."""
    spreads = []
    for run in runs.campaign:
        sizes = [log(row["evacuated"]) for row in run.signed() if row["evacuated"]]
        if len(sizes) > 2:
            spreads.append(pstdev(sizes))
    middle = median(spreads) if spreads else float("nan")
    return Measured(SPREAD[0] <= middle <= SPREAD[1], f"log-sd of evacuees over the agreements of a run {middle:.2f}")


def who_brokers(runs: Runs) -> Measured:
    """Russia stands behind most deals, and not behind all."""
    behind = ["russia" in (row["broker"], row["guarantor"]) for run in runs.campaign for row in run.signed()]
    share = sum(behind) / len(behind) if behind else 0.0
    return Measured(0.5 <= share < 1.0, f"Russia brokers or vouches for {share:.0%} of the deals")


def like_ground(runs: Runs) -> Measured:
    """Deals under assault come at a like share of ground lost, at half and at double the pace."""
    lost = [_ground(found) for found in (runs.slow, runs.campaign, runs.fast)]
    ratio = max(lost) / min(lost) if min(lost) > 0 else float("inf")
    return Measured(
        ratio <= 4 / 3,
        "median ground lost of Ghouta's groups at half, full, double pace: " + ", ".join(f"{y:.0%}" for y in lost),
    )


def _ground(found: Sequence[Observed]) -> float:
    rows = [row for run in found for row in run.signed() if row["enclave"].startswith(GHOUTA)]
    known = [row["ground_lost"] for row in rows if row["ground_lost"] is not None]
    return median(known) if known else 0.0


def scope_follows(runs: Runs) -> Measured:
    """More leave where more violence was suffered, and nobody settles who is offered no settlement."""
    suffered, leaving, stays = [], [], []
    for run in runs.campaign:
        for row in run.signed():
            people = run.people.get(row["enclave"], 0)
            if people and row["kind"] != "islamic_state" and row["enclave"] in run.suffered:
                suffered.append(run.suffered[row["enclave"]])
                leaving.append(min(row["evacuated"] / people, 1.0))
            if row["kind"] == "islamic_state":
                stays.append(row["settled_fighters"] > 0)
    rank = float(spearmanr(suffered, leaving).statistic) if len(set(suffered)) > 2 else 0.0
    settled = sum(stays) / len(stays) if stays else 1.0
    return Measured(
        rank > 0.2 and settled == 0.0,
        f"rank correlation of violence suffered and share leaving {rank:.2f}; Islamic State settles in {settled:.0%}",
    )


def calm_after(runs: Runs) -> Measured:
    """Where people were killed in the month before a deal, fewer are in the month after it, in most cases."""
    fell = [after < before for run in runs.campaign for before, after in run.calm]
    share = mean(fell) if fell else 0.0
    return Measured(share >= 0.7, f"fewer killed after than before in {share:.0%} of {len(fell)} deals")


def truces_where_quiet(runs: Runs) -> Measured:
    """Where nobody attacks there are truces by which nobody leaves, yet not everywhere."""
    rows = [row for run in runs.quiet for row in run.rows if run.besieged_by_government[row["enclave"]]]
    share = sum(bool(row["truces"]) for row in rows) / len(rows) if rows else 0.0
    return Measured(0.05 <= share <= 0.9, f"truces in {share:.0%} of the enclaves that were besieged and not attacked")
