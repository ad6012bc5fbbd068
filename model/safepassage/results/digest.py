"""What a run came to: agreements and totals as lines of text, simulated beside reported, and how each district ended.

Printed by the command line, shown in reports and pictures, and read by exports.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from safepassage.journal import Entry
from safepassage.scenario import GOVERNMENT
from safepassage.telling.wording import Calendar, Names, percent

if TYPE_CHECKING:
    from safepassage.results.run import Run
    from safepassage.scenario import Scenario
    from safepassage.scenario.reported import ReportedAgreement

LOW, HIGH = 0.1, 0.9  # the ends of an 80 % interval
FEWEST = 9  # from so many runs on, the range of all covers another run with a chance of 80 %

# How a district ended.
BY_FORCE, BY_DEAL, GIVEN_UP, HELD = "by force", "by agreement", "given up", "still held"

# "Lost" is the share of a group's defence that was broken when it signed.
COLUMNS_OF_ONE = ("Outcome", "Signed", "Lost", "Convoys", "Buses", "People", "Fighters", "Killed", "To")
COLUMNS_OF_SEVERAL = ("Outcome", "Signed", "Convoys", "People", "Crossed", "Killed")
WORDS = frozenset({"Outcome", "To"})  # the columns that hold words

Row = Mapping[str, Any]


class Line(NamedTuple):
    """One enclave: where it is, who holds it, what was simulated, and the lines below: intervals, what was reported."""

    seat: str
    group: str
    cells: list[str]
    below: list[list[str]]


class Total(NamedTuple):
    """One total: its label (indented where it is part of the one above), its value, and what was reported or empty."""

    label: str
    value: str
    reported: str


# One run


def of_one(scenario: Scenario, summary: Row, days: int) -> list[Line]:
    """The agreements of one run under :data:`COLUMNS_OF_ONE`."""
    names, calendar = Names(scenario.tables), Calendar(scenario.start, days)
    lines = []
    for row in summary["agreements"]:
        told = scenario.tables.reported.agreements.get(row["enclave"])
        below = [_told(told, names, calendar)] if told else []
        enclave = row["enclave"]
        lines.append(Line(names.seat(enclave), names.group(enclave), _simulated(row, names, calendar), below))
    return lines


def _simulated(row: Row, names: Names, calendar: Calendar) -> list[str]:
    return [
        row["outcome"].replace("_", " "),
        _short(calendar, row["agreement_day"]),
        "" if row["ground_lost"] is None else percent(row["ground_lost"]),
        _count(row["convoys"]),
        _count(row["buses"]),
        _count(row["evacuated"]),
        _count(row["fighters_evacuated"]),
        _count(_killed(row)),
        names.destination(row["destination"]),
    ]


def _told(told: ReportedAgreement, names: Names, calendar: Calendar) -> list[str]:
    killed = [n for n in (told.militants_killed, told.civilians_killed) if n is not None]
    return [
        "reported",
        _short(calendar, told.agreement_date),
        "",
        _count(told.convoys),
        _count(told.buses),
        _count(told.evacuated),
        _count(told.fighters_evacuated),
        _count(sum(killed)) if killed else "",
        names.destination(told.destination),
    ]


def _killed(row: Row) -> int:
    """People of the enclave, as in the totals; the government's own dead are told below them."""
    return int(row["militants_killed"] + row["civilians_killed"])


def _short(calendar: Calendar, day: int | dt.date | None) -> str:
    return "" if day is None else calendar.short(day)


def _count(n: float | None) -> str:
    return "" if n is None else f"{round(n):,}"


# Several runs


def of_several(scenario: Scenario, replicates: Sequence[Row], days: int) -> list[Line]:
    """Medians over replicates under :data:`COLUMNS_OF_SEVERAL`; below, the intervals, then what was reported."""
    names, calendar = Names(scenario.tables), Calendar(scenario.start, days)
    lines = []
    for enclave, rows in by_enclave(replicates).items():
        medians, ends = _spread(rows, len(replicates), calendar)
        below = [ends]
        if told := scenario.tables.reported.agreements.get(enclave):
            outcome, signed, _, convoys, _, people, _, killed, _ = _told(told, names, calendar)
            below.append([outcome, signed, convoys, people, "", killed])
        lines.append(Line(names.seat(enclave), names.group(enclave), medians, below))
    return lines


def by_enclave(replicates: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of all replicates for each enclave, in the order of their appearance."""
    found: dict[str, list[Row]] = {}
    for replicate in replicates:
        for row in replicate["agreements"]:
            found.setdefault(row["enclave"], []).append(row)
    return found


def _spread(rows: Sequence[Row], runs: int, calendar: Calendar) -> tuple[list[str], list[str]]:
    """The most frequent outcome and the medians; below, the intervals."""
    outcome, times = Counter(row["outcome"] for row in rows).most_common(1)[0]

    def shown(day: float) -> str:
        return calendar.short(round(day))

    columns = [
        _apart([row["agreement_day"] for row in rows if row["agreement_day"] is not None], shown),
        _apart([row["convoys"] for row in rows], _count),
        _apart([row["evacuated"] for row in rows], _count),
        _apart([row["crossed"] for row in rows], _count),
        _apart([_killed(row) for row in rows], _count),
    ]
    label = "80 % of runs" if len(rows) >= FEWEST else "all runs"
    medians, ends = zip(*columns, strict=True)
    return [f"{outcome.replace('_', ' ')} {times} of {runs}", *medians], [label, *ends]


def _apart(values: Sequence[float], show: Callable[[float], str]) -> tuple[str, str]:
    """The median and the ends of the interval as two texts."""
    if not values:
        return "", ""
    low, high = (show(quantile(values, share)) for share in _ends(len(values)))
    return show(median(values)), f"{low}–{high}" if low != high else low


def interval(values: Sequence[float], show: Callable[[float], str]) -> str:
    """The median and, in brackets, the interval in which 80 % of the runs lie (all, where they are too few)."""
    middle, ends = _apart(values, show)
    return f"{middle} [{ends}]" if len(values) > 1 else middle


def _ends(runs: int) -> tuple[float, float]:
    return (LOW, HIGH) if runs >= FEWEST else (0.0, 1.0)


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile of a sample, linear between its values."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (at - below) * (ordered[above] - ordered[below]))


def note(runs: int) -> str:
    """What so many runs can say, and what more would add."""
    if runs < FEWEST:
        chance = (runs - 1) / (runs + 1)
        return (
            f"Medians; in brackets the range of all {runs} runs, in which another run would lie with a chance of"
            f" {100 * chance:.0f} %: chance alone, not all that is uncertain. An 80 % interval of runs needs at least"
            f" {FEWEST} of them, a steady one 40 or more."
        )
    return (
        f"Medians; in brackets the interval in which 80 % of {runs} runs lie: chance alone, which more runs do not"
        " remove. Reported figures need not lie there: parameters and facts are uncertain too (`safepassage forecast`)."
        " Four times as many halve only the error of the medians and of the ends."
    )


# Totals


_TOTALS = {
    "evacuated": "Left by convoy",
    "largest_60_day_evacuation": "  most in 60 days",
    "without_shelter": "  beyond the places in reception",
    "reported_evacuated": "  as the UN counts",
    "crossed": "Crossed the lines",
    "killed": "Killed in the enclaves",
    "government_killed": "  and on the government's side",
    "stayed": "Stayed",
    "in_transit": "On the road",
    "days_of_fighting": "Days of fighting",
    "split_day": "First split of a pocket",
    "full_control_day": "Full control",
}
_DATES = ("split_day", "full_control_day")


def totals(scenario: Scenario, replicates: Sequence[Row], days: int) -> list[Total]:
    """The totals of one run or of several that are not empty, with what was reported."""
    calendar, reported = Calendar(scenario.start, days), scenario.tables.reported.totals
    runs = [
        {**run["totals"], "government_killed": sum(row["government_killed"] for row in run["agreements"])}
        for run in replicates
    ]
    lines = []
    for key, label in _TOTALS.items():
        values = [run[key] for run in runs if run[key] is not None]
        told = reported.get(key)
        if not any(values) and told is None and key not in ("evacuated", "killed"):
            continue

        def shown(value: Any, key: str = key) -> str:  # noqa: ANN401 - a count, a day or a date
            if isinstance(value, dt.date):
                return calendar.short(value)
            return calendar.short(round(value)) if key in _DATES else f"{round(value):,}"

        share = f" in {len(values)} of {len(runs)} runs" if len(values) < len(runs) and values else ""
        lines.append(Total(label, (interval(values, shown) or "–") + share, shown(told) if told else ""))
    return lines


# Districts


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
    """The end of every district of a run."""
    return ends_of(run.scenario, entries(run))


def ends_of(scenario: Scenario, journal: Iterable[Entry]) -> dict[str, End]:
    """The end of every district, from the journal of a run."""
    found = {
        slug: End(table.holder, None, GOVERNMENT if table.holder == GOVERNMENT else HELD)
        for slug, table in scenario.tables.districts.items()
    }
    withdrawn = set()
    for entry in journal:
        d = entry.details
        if entry.kind == "fall":
            found[d["district"]] = End(GOVERNMENT, entry.day, BY_FORCE)
        elif entry.kind == "withdrew":
            withdrawn.add(d["enclave"])
        elif entry.kind == "handover":
            how = GIVEN_UP if d["enclave"] in withdrawn else BY_DEAL
            found.update({slug: End(d["to"], entry.day, how) for slug in d["districts"]})
        elif entry.kind == "outside_event" and d["event"] == "seizure":
            free = [slug for slug in d["districts"] if found[slug].holder == GOVERNMENT]
            found.update({slug: End(d["faction"], entry.day, HELD) for slug in free})
    return found
