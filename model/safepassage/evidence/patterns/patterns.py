"""Reported regularities, and whether the model shows them.

What counts as shown is fixed here before anything is fitted, and so is which regularities the fit has seen: those are
``used``, the others are held out. The runs are replicates of spring 2018 with the default parameters, and the same
without any offensive or threat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import mean, median
from typing import Any

from safepassage.evidence.patterns.mechanisms import without
from safepassage.evidence.patterns.runs import Row, Run, observe, quieted
from safepassage.scenario import Scenario

SCENARIO = "spring-2018"
MOST = 0.75  # share of the runs in which "mostly" holds
LARGE, SMALL = 50_000, 5_000  # people at the start
NORTH = ("idlib", "al-bab", "afrin")
CONSENT = ("al-bab", "afrin")  # destinations whose holder's consent is needed
DENSE_LOAD = (32.0, 68.0)


@dataclass(frozen=True)
class Runs:
    """All runs: of the campaign as it was, and of the same without offensives and threats."""

    campaign: Sequence[Run]
    quiet: Sequence[Run]


@dataclass(frozen=True)
class Measured:
    """Whether a pattern is shown, and the numbers that say so."""

    shown: bool
    words: str


@dataclass(frozen=True)
class Pattern:
    """One regularity: what was reported, when the model shows it, where it is reported, whether the fit has seen it."""

    name: str
    title: str
    criterion: str
    source: str
    used_in_fit: bool
    judge: Callable[[Runs], Measured]


@dataclass(frozen=True)
class Found:
    """A pattern and what the runs say of it."""

    pattern: Pattern
    shown: bool
    measured: str

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        p = self.pattern
        return {
            "id": p.name, "title": p.title, "criterion": p.criterion, "source": p.source,
            "used_in_fit": p.used_in_fit, "shown": self.shown, "measured": self.measured,
        }  # fmt: skip


# What each pattern asks of the runs


def _duration(row: Row) -> int | None:
    if row["agreement_day"] is None or row["offensive_day"] is None:
        return None
    return int(row["agreement_day"]) - int(row["offensive_day"])


def _durations(rows: Sequence[Row]) -> list[int]:
    return [d for row in rows if (d := _duration(row)) is not None and d >= 0]


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _middle(values: Sequence[float]) -> float:
    return float(median(values)) if values else float("nan")


def _weeks_not_years(runs: Runs) -> Measured:
    attacked = [row for run in runs.campaign for row in run.attacked()]
    soon = _share([(d := _duration(row)) is not None and d <= 60 for row in attacked])
    quiet = [row for run in runs.quiet for row in run.rows if run.besieged_by_government[row["enclave"]]]
    alone = _share([row["agreement_day"] is not None for row in quiet])
    return Measured(
        soon >= MOST and alone <= 0.2,
        f"{soon:.0%} of the attacked signed within 60 days; {alone:.0%} of the merely besieged signed at all",
    )


def _splits_first(runs: Runs) -> Measured:
    first = [min((row["agreement_day"] for row in run.signed()), default=None) for run in runs.campaign]
    splits = [run.totals["split_day"] for run in runs.campaign]
    before = _share([s is not None and (day is None or s <= day) for s, day in zip(splits, first, strict=True)])
    apart = _share([len(set(_days_of_first_offensive(run))) > 1 for run in runs.campaign])
    day = _middle([s for s in splits if s is not None])
    return Measured(
        before >= 0.5 and apart >= MOST,
        f"split before the first agreement in {before:.0%} of the runs (median day {day:.0f}); "
        f"holders of one offensive sign on different days in {apart:.0%}",
    )


def _days_of_first_offensive(run: Run) -> list[int]:
    """Days of agreement of the enclaves attacked on the first day of the war."""
    rows = run.attacked()
    start = min((row["offensive_day"] for row in rows), default=0)
    return [row["agreement_day"] for row in rows if row["offensive_day"] == start and row["agreement_day"] is not None]


def _domino(runs: Runs) -> Measured:
    early, late = [], []
    for run in runs.campaign:
        rebels = run.attacked("rebel")
        start = min((row["offensive_day"] for row in rebels), default=0)
        early += _durations([row for row in rebels if row["offensive_day"] == start])
        late += _durations([row for row in rebels if row["offensive_day"] > start + 30])
    unfought = _share([any(row["offensive_day"] is None for row in run.signed()) for run in runs.campaign])
    a, b = _middle(early), _middle(late)
    return Measured(
        b < a and unfought >= MOST, f"median {a:.0f} days, then {b:.0f}; without an assault in {unfought:.0%}"
    )


def _islamic_state(runs: Runs) -> Measured:
    longer, denied, small, desert, others = [], [], [], [], []
    for run in runs.campaign:
        rebels = run.attacked("rebel")
        last = _durations([row for row in rebels if row["offensive_day"] > 30])
        for row in run.signed("islamic_state"):
            days = _duration(row)
            if days is not None and last:
                longer.append(days > median(last))
            denied.append(bool(row["denied"]))
            small.append(row["evacuated"] < SMALL)
            desert.append(row["destination"] == "badia")
        others += [bool(row["denied"]) for row in run.signed("rebel")]
    shares = [_share(flags) for flags in (longer, denied, small, desert)]
    shown = all(share >= 0.5 for share in shares) and shares[1] > _share(others)
    return Measured(
        shown,
        "longer {:.0%}, denied {:.0%}, small {:.0%}, to the desert {:.0%} of its deals; ".format(*shares)
        + f"rebels' denied {_share(others):.0%}",
    )


def _north(runs: Runs) -> Measured:
    sixty = [run.totals["largest_60_day_evacuation"] for run in runs.campaign]
    north = [_share_to(run, NORTH) for run in runs.campaign]
    a, b = _middle(sixty), _middle(north)
    return Measured(a > 100_000 and b >= 0.9, f"median {a:,.0f} people in 60 days; {b:.0%} of rebels' people go north")


def _share_to(run: Run, places: Sequence[str]) -> float:
    own = {row["enclave"] for row in run.signed("rebel")}
    people = [(c["people"], c["destination"]) for c in run.convoys if c["enclave"] in own]
    total = sum(n for n, _ in people)
    return sum(n for n, place in people if place in places) / total if total else 0.0


def _night(runs: Runs) -> Measured:
    convoys = [c for run in runs.campaign for c in run.convoys]
    hours = _share([0 <= c["entry_hour"] <= 3 and 3.5 <= c["departure_hour"] <= 7 for c in convoys])
    loads = [c["people"] / c["buses"] for c in convoys if c["people"] > 200]
    inside = _share([DENSE_LOAD[0] <= load <= DENSE_LOAD[1] for load in loads])
    grows = [second > first for run in runs.campaign for first, second in _first_two(run)]
    middle = _middle(loads)
    return Measured(
        hours >= 0.95 and inside >= 0.9 and 44 <= middle <= 54 and _share(grows) >= 0.5,
        f"{hours:.0%} enter and leave by night; {inside:.0%} with 32 to 68 people a bus, median {middle:.0f}; "
        f"the second batch larger in {_share(grows):.0%}",
    )


def _first_two(run: Run) -> Iterator[tuple[int, int]]:
    for enclave in run.people:
        buses = [c["buses"] for c in run.convoys if c["enclave"] == enclave]
        if len(buses) >= 2:
            yield buses[0], buses[1]


def _three_in_ten(runs: Runs) -> Measured:
    shares = []
    for run in runs.campaign:
        rows = run.signed("rebel")
        people = sum(row["evacuated"] for row in rows)
        if people:
            shares.append(sum(row["fighters_evacuated"] for row in rows) / people)
    middle = _middle(shares)
    return Measured(0.2 <= middle <= 0.4, f"median {middle:.0%} of those who leave are fighters")


def _most_stay(runs: Runs) -> Measured:
    large, small = [], []
    for run in runs.campaign:
        for row in run.signed():
            people = run.people.get(row["enclave"], 0)
            if people >= LARGE:
                large.append(row["evacuated"] / people)
            elif people and people < SMALL and row["kind"] == "islamic_state":
                left_or_stayed = row["evacuated"] + row["stayed"]
                small.append(row["evacuated"] / left_or_stayed if left_or_stayed else 0.0)
    a, b = _middle(large), _middle(small)
    return Measured(
        a < 0.5 and b > 0.5, f"median share leaving: {a:.0%} of a large enclave, {b:.0%} of those in the last pocket"
    )


def _interrupted(runs: Runs) -> Measured:
    share = mean(_share([bool(row["interrupted"]) for row in run.signed()]) for run in runs.campaign)
    convoys = [c for run in runs.campaign for c in run.convoys]
    consent = _share([_held(c) for c in convoys if c["first_destination"] in CONSENT])
    other = _share([_held(c) for c in convoys if c["first_destination"] == "idlib"])
    return Measured(
        0.3 <= share <= 0.7 and consent > 2 * other,
        f"{share:.0%} interrupted; held 12 hours or turned: {consent:.0%} of convoys to al-Bab and Afrin, "
        f"{other:.0%} to Idlib",
    )


def _held(convoy: Row) -> bool:
    return bool(convoy["turned_back"]) or convoy["held_hours"] >= 12


def _calm_next_door(runs: Runs) -> Measured:
    pairs = [pair for run in runs.campaign for pair in run.violence]
    before, after = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return Measured(
        bool(pairs) and after < before,
        f"{after / before:.0%} of the deaths next door in the two weeks before ({len(pairs)} cases)"
        if before
        else "no agreement beside a fight",
    )


def _misreported(runs: Runs) -> Measured:
    off: dict[bool, list[float]] = {True: [], False: []}
    for run in runs.campaign:
        for row in run.signed():
            told, true = run.monitor.get(row["enclave"], 0), row["evacuated"]
            if true:
                off[bool(row["denied"])].append(abs(told - true) / true)
    totals = [
        abs((run.totals["reported_evacuated"] or 0) - run.totals["evacuated"]) / run.totals["evacuated"]
        for run in runs.campaign
        if run.totals["evacuated"]
    ]
    denied, other, total = _middle(off[True]), _middle(off[False]), _middle(totals)
    return Measured(
        total > 0 and denied > other,
        f"the monitor is off by {denied:.0%} where it was denied, {other:.0%} elsewhere; "
        f"the published total by {total:.1%}",
    )


def _announced(runs: Runs) -> Measured:
    off = [
        abs(log(row["announced"] / row["evacuated"]))
        for run in runs.campaign
        for row in run.signed()
        if row["announced"] and row["evacuated"]
    ]
    middle = _middle(off)
    return Measured(
        middle >= 0.4, f"announced over actual is off by a factor of {2.718281828**middle:.1f} in the median"
    )


FACTS = "seeds/reported"
LUNDGREN = "Lundgren, Svensson and Karakus (2023)"
PATTERNS = (
    Pattern(
        "P1", "Offensives, not sieges alone, bring agreements within weeks",
        "of the attacked at least 75 % sign within 60 days; without offensives or threats at most 20 % sign",
        f"{FACTS}/agreements_2018.csv: sieges of five years, agreements 4 to 49 days after an offensive", True,
        _weeks_not_years,
    ),
    Pattern(
        "P2", "Territory splits before it signs, each holder for itself",
        "a split no later than the first agreement in at least 50 % of the runs; one offensive's holders sign on "
        "different days in at least 75 %",
        f"{FACTS}/README.md: split of eastern Ghouta about day 21, agreements on days 31, 33 and 49", True,
        _splits_first,
    ),
    Pattern(
        "P3", "The domino: later enclaves sign sooner, some without an assault",
        "median days to the agreement shorter for rebels attacked later; somebody signs unattacked in 75 % of the runs",
        f"{FACTS}/agreements_2018.csv: 31 to 49 days in Ghouta, then 4 to 17; Dumayr without a battle", True, _domino,
    ),
    Pattern(
        "P4", "The Islamic State fights longer; its deal is denied, small, to the desert",
        "each in at least half of its deals, and denied more often than the rebels'",
        f"{FACTS}/seed_report.csv and agreements_2018.csv, SDAMASCUS_IS_2018", True, _islamic_state,
    ),
    Pattern(
        "P5", "Rebels go north, more than 100,000 people in 60 days",
        "median of the largest 60 days above 100,000; at least 90 % of the rebels' people to the north",
        f"{FACTS}/campaign_totals_2018.csv", True, _north,
    ),
    Pattern(
        "P6", "Buses enter by night and leave at dawn, 32 to 68 people each; the first batch is the smaller",
        "95 % enter by 3:00 and leave by 7:00; 90 % of the loads within 32 to 68, median 44 to 54; the second batch "
        "larger in half of the enclaves",
        f"{FACTS}/convoys_2018.csv, seed_report.csv", True, _night,
    ),
    Pattern(
        "P7", "Fighters are about three in ten of those who leave",
        "median share of fighters among the rebels' evacuees 20 to 40 %",
        f"{FACTS}/convoys_2018.csv", True, _three_in_ten,
    ),
    Pattern(
        "P8", "Most people of a large enclave stay or cross; a small last pocket empties",
        "median share leaving below one half of an enclave of 50,000, above one half of those left in the last pocket",
        f"{FACTS}/agreements_2018.csv, districts.csv (Yarmouk)", False, _most_stay,
    ),
    Pattern(
        "P9", "About half of the agreements are interrupted, most delay comes at the receiving end",
        "30 to 70 % interrupted; convoys to al-Bab and Afrin held or turned more than twice as often as to Idlib",
        f"{FACTS}/agreements_2018.csv, convoys_2018.csv", True, _interrupted,
    ),
    Pattern(
        "P10", "An agreement lowers violence next door",
        "fewer deaths in enclaves under attack beside one that signs in the two weeks after than in those before",
        LUNDGREN, False, _calm_next_door,
    ),
    Pattern(
        "P11", "The reported total differs from the true one, most where it was denied",
        "the published total differs; the monitor's relative error is larger where state media denied",
        f"{FACTS}/README.md, agreements_2018.csv (evacuees low and high)", False, _misreported,
    ),
    Pattern(
        "P12", "Announced numbers forecast badly",
        "off by a factor of 1.5 or more in the median",
        f"{FACTS}/README.md: 0.3 to 9 times the outcome", False, _announced,
    ),
)  # fmt: skip


# Running


@dataclass(frozen=True)
class Asked:
    """What all runs of a table of patterns share: the mechanism switched off, if any."""

    removed: str = ""


def check_patterns(
    replicates: int, workers: int = 1, removed: str = "", done: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Found]:
    """Judge all patterns over so many seeds; ``removed`` names a mechanism that is switched off."""
    from safepassage.computing.engines import Engine, EngineError, Lost, Processes, Serial

    tasks = [(quiet, seed) for quiet in (False, True) for seed in range(1, replicates + 1)]
    engine: Engine = Processes(workers, ("safepassage.evidence.patterns.patterns",)) if workers > 1 else Serial()
    found: dict[tuple[bool, int], Run] = {}
    try:
        for task, run in engine.run(observe_task, Asked(removed), iter(tasks)):
            if isinstance(run, Lost):
                raise EngineError(f"seed {task[1]}: {run.cause}")
            found[task] = run
            done(len(found), len(tasks))
    finally:
        engine.close()
    runs = Runs(*([found[quiet, seed] for seed in range(1, replicates + 1)] for quiet in (False, True)))
    judged = ((pattern, pattern.judge(runs)) for pattern in PATTERNS)
    return [Found(pattern, measured.shown, measured.words) for pattern, measured in judged]


def observe_task(asked: Asked, task: tuple[bool, int]) -> Run:
    """One run, of the campaign or of the quiet one."""
    quiet, seed = task
    scenario = _scenario(quiet=quiet)
    return observe(without(asked.removed, scenario) if asked.removed else scenario, seed)


_loaded: dict[bool, Scenario] = {}


def _scenario(*, quiet: bool) -> Scenario:
    if quiet not in _loaded:
        scenario = Scenario.load(SCENARIO)
        _loaded[quiet] = quieted(scenario) if quiet else scenario
    return _loaded[quiet]
