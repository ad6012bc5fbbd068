"""The tables of a run against each other: what two of them tell is the same, in a run as in a folder read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isclose
from typing import TYPE_CHECKING, Any

from safepassage.invariants.broken import EVERYWHERE, Broken, InvariantError, unlike

if TYPE_CHECKING:
    from safepassage.results.runfolder import Recorded
    from safepassage.simulation import Result

    Tables = Result | Recorded

_DEAD = ("militants_killed", "civilians_killed", "died_of_siege")
# What the summary's rows and totals share.
_SHARED = {"evacuated": "evacuated", "crossed": "crossed", "stayed": "stayed"}
# What the last day of the daily table and the totals share.
_LAST = {"inside": "stayed", "in_transit": "in_transit", "arrived": "evacuated", "crossed": "crossed",
         "without_shelter": "without_shelter"}  # fmt: skip


def contradictions(run: Tables) -> list[Broken]:
    """All that the tables of a run tell in two ways; empty where they agree."""
    return [broken for check in CHECKS for broken in check(run)]


def agree(run: Tables) -> None:
    """Raise InvariantError with the first contradiction between the tables of a run, if there is one."""
    for broken in contradictions(run):
        raise InvariantError(f"day {run.days - 1}: {broken.enclave}: {broken.quantity}: {broken.told}")


def _days(run: Tables) -> Iterator[Broken]:
    """Every day stands in the daily table once, and on each of them nobody is lost."""
    daily, totals = run.daily, run.summary["totals"]
    yield from unlike(EVERYWHERE, "days of the daily table", daily["day"].tolist(), list(range(run.days)))
    people = daily[["inside", "in_transit", "arrived", "crossed", "killed_fighters", "killed_civilians"]].sum(axis=1)
    for day, counted in zip(daily["day"], people, strict=True):
        yield from unlike(EVERYWHERE, f"people in the daily table on day {day}", int(counted), totals["population"])
    came = daily["arrived_today"].cumsum()
    yield from unlike(EVERYWHERE, "arrivals of all days", came.tolist(), daily["arrived"].tolist())


def _totals(run: Tables) -> Iterator[Broken]:
    """The totals are the last day's, and the sums of the agreements' rows."""
    totals, rows, last = run.summary["totals"], run.summary["agreements"], run.daily.iloc[-1]
    for column, total in _LAST.items():
        yield from unlike(EVERYWHERE, f"{total} in the totals", totals[total], int(last[column]))
    killed = int(last["killed_fighters"] + last["killed_civilians"])
    yield from unlike(EVERYWHERE, "killed in the totals", totals["killed"], killed)
    yield from unlike(EVERYWHERE, "killed in the agreements", sum(r[c] for r in rows for c in _DEAD), killed)
    for column, total in _SHARED.items():
        yield from unlike(EVERYWHERE, f"{column} in the agreements", sum(row[column] for row in rows), totals[total])
    fighting = int((run.daily["fighting"] > 0).sum())
    yield from unlike(EVERYWHERE, "days_of_fighting in the totals", totals["days_of_fighting"], fighting)
    by_place = sum(totals["evacuated_by_destination"].values())
    yield from unlike(EVERYWHERE, "evacuated_by_destination in the totals", by_place, totals["evacuated"])


def _agreements(run: Tables) -> Iterator[Broken]:
    """The table of agreements is the summary's, a row an enclave."""
    rows, table = run.summary["agreements"], run.agreements
    names = [row["enclave"] for row in rows]
    yield from unlike(EVERYWHERE, "enclaves in agreements", table["enclave"].tolist(), names)
    yield from unlike(EVERYWHERE, "rows of one enclave", len(set(names)), len(names))
    for row, told in zip(rows, table.to_dict("records"), strict=False):
        for column, value in row.items():
            if isinstance(value, int):
                yield from unlike(row["enclave"], f"{column} in agreements", told[column], value)


def _convoys(run: Tables) -> Iterator[Broken]:
    """What an enclave's row counts of convoys is what they carried."""
    for row in run.summary["agreements"]:
        mine = run.convoys[run.convoys["enclave"] == row["enclave"]]
        came = mine[mine["outcome"] == "arrived"]
        told: dict[str, Any] = {
            "convoys": len(mine),
            "buses": int(mine["buses"].sum()),
            "evacuated": int((came["people"] - came["killed"]).sum()),
            "fighters_evacuated": int(came["fighters"].sum()),
            "first_convoy_day": int(mine["day"].min()) if len(mine) else None,
            "last_convoy_day": int(mine["day"].max()) if len(mine) else None,
            "first_convoy_buses": int(mine["buses"].iloc[0]) if len(mine) else None,
        }
        for column, value in told.items():
            yield from unlike(row["enclave"], f"{column} in agreements and convoys", row[column], value)


def _arrivals(run: Tables) -> Iterator[Broken]:
    """Convoys brought to each destination, and on each day, whom totals and days count there."""
    came = run.convoys[run.convoys["outcome"] == "arrived"]
    people = came["people"] - came["killed"]
    for place, counted in run.summary["totals"]["evacuated_by_destination"].items():
        carried = int(people[came["destination"] == place].sum())
        yield from unlike(EVERYWHERE, f"arrived in {place}, in totals and convoys", counted, carried)
    for day, counted in zip(run.daily["day"], run.daily["arrived_today"], strict=True):
        carried = int(people[came["arrival_day"] == day].sum())
        yield from unlike(EVERYWHERE, f"arrived_today on day {day}, in daily and convoys", int(counted), carried)


def _enclaves(run: Tables) -> Iterator[Broken]:
    """The table of enclaves has a row for each that the daily table counts, with the strength it tells."""
    found = run.enclaves.groupby("day")["strength"].agg(["size", "sum"])
    for _, day in run.daily.iterrows():
        rows, strength = found.loc[day["day"]] if day["day"] in found.index else (0, 0.0)
        yield from unlike(EVERYWHERE, f"enclaves on day {day['day']}", int(rows), int(day["enclaves"]))
        if not isclose(strength, day["strength"], rel_tol=1e-9, abs_tol=1e-6):
            yield Broken(EVERYWHERE, f"strength on day {day['day']}", f"{strength}, in daily {day['strength']}")
    names = {row["enclave"] for row in run.summary["agreements"]}
    yield from unlike(EVERYWHERE, "enclaves without a row in agreements", set(run.enclaves["enclave"]) - names, set())


def _events(run: Tables) -> Iterator[Broken]:
    """The journal tells of every signature, departure and arrival that the tables count."""
    convoys = run.convoys
    for kind, expected in (
        ("signed", sum(row["attempts"] for row in run.summary["agreements"])),
        ("convoy_left", len(convoys)),
        ("convoy_arrived", int((convoys["outcome"] == "arrived").sum())),
    ):
        yield from unlike(EVERYWHERE, f"entries {kind} in events", int((run.events["kind"] == kind).sum()), expected)
    left = [details["people"] for details in run.events[run.events["kind"] == "convoy_left"]["details"]]
    yield from unlike(EVERYWHERE, "people who left, in events and convoys", left, convoys["people"].tolist())


def _reports(run: Tables) -> Iterator[Broken]:
    """Beside each report stands the truth; the last total that the UN published is the one in the totals."""
    truth: Mapping[int, int] = dict(zip(run.convoys["convoy"], run.convoys["people"], strict=True))
    arrived = run.daily["arrived"].tolist()
    published = None
    for report in run.reports.to_dict("records"):
        if report["observer"] == "un":
            published = int(report["people"])
            true = arrived[report["day"]]
        else:
            true = truth.get(report["convoy"], -1)
        yield from unlike(EVERYWHERE, "true_people in reports", int(report["true_people"]), true)
    reported = run.summary["totals"]["reported_evacuated"]
    yield from unlike(EVERYWHERE, "reported_evacuated in the totals", reported, published)


CHECKS: tuple[Callable[[Tables], Iterator[Broken]], ...] = (
    _days, _totals, _agreements, _convoys, _arrivals, _enclaves, _events, _reports,
)  # fmt: skip
