"""What each reported regularity asks of the runs, and the numbers that say whether they show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import mean, median

from safepassage.evidence.patterns.observed import Observed, Row

MOST = 0.75  # share of the runs in which "mostly" holds
LARGE, SMALL = 50_000, 5_000  # people at the start
NORTH = ("idlib", "al-bab", "afrin")
CONSENT = ("al-bab", "afrin")  # destinations whose holder's consent is needed
DENSE_LOAD = (32.0, 68.0)


@dataclass(frozen=True)
class Runs:
    """All runs: of the campaign as it was, without offensives and threats, and with an assault of half, double pace."""

    campaign: Sequence[Observed]
    quiet: Sequence[Observed]
    slow: Sequence[Observed] = ()
    fast: Sequence[Observed] = ()


@dataclass(frozen=True)
class Measured:
    """Whether a pattern is shown, and the numbers that say so."""

    shown: bool
    words: str


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


def weeks_not_years(runs: Runs) -> Measured:
    """Attacks bring agreements within sixty days, sieges alone do not."""
    attacked = [row for run in runs.campaign for row in run.attacked()]
    soon = _share([(d := _duration(row)) is not None and d <= 60 for row in attacked])
    quiet = [row for run in runs.quiet for row in run.rows if run.besieged_by_government[row["enclave"]]]
    alone = _share([row["agreement_day"] is not None for row in quiet])
    return Measured(
        soon >= MOST and alone <= 0.2,
        f"{soon:.0%} of the attacked signed within 60 days; {alone:.0%} of the merely besieged signed at all",
    )


def splits_first(runs: Runs) -> Measured:
    """A pocket comes apart before its first agreement, and its holders sign on different days."""
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


def _days_of_first_offensive(run: Observed) -> list[int]:
    """Days of agreement of the enclaves attacked on the first day of the war."""
    rows = run.attacked()
    start = min((row["offensive_day"] for row in rows), default=0)
    return [row["agreement_day"] for row in rows if row["offensive_day"] == start and row["agreement_day"] is not None]


def domino(runs: Runs) -> Measured:
    """Rebels attacked later sign sooner, and somebody signs without an assault."""
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


def islamic_state(runs: Runs) -> Measured:
    """The Islamic State signs later, is denied, is small, goes to the desert: each mostly, and often together."""
    longer, denied, small, desert, together, others = [], [], [], [], [], []
    for run in runs.campaign:
        rebels = run.attacked("rebel")
        last = _durations([row for row in rebels if row["offensive_day"] > 30])
        for row in run.signed("islamic_state"):
            days = _duration(row)
            longer.append(days is not None and bool(last) and days > median(last))
            denied.append(bool(row["denied"]))
            small.append(row["evacuated"] < SMALL)
            desert.append(row["destination"] == "badia")
            together.append(longer[-1] and denied[-1] and small[-1] and desert[-1])
        others += [bool(row["denied"]) for row in run.signed("rebel")]
    shares = [_share(flags) for flags in (longer, denied, small, desert)]
    shown = all(share >= 0.5 for share in shares) and shares[1] > _share(others) and _share(together) >= 0.3
    return Measured(
        shown,
        "longer {:.0%}, denied {:.0%}, small {:.0%}, to the desert {:.0%} of its deals".format(*shares)
        + f", all four together {_share(together):.0%}; rebels' denied {_share(others):.0%}",
    )


def north(runs: Runs) -> Measured:
    """More than 100,000 people in sixty days, nearly all of them to the north."""
    sixty = [run.totals["largest_60_day_evacuation"] for run in runs.campaign]
    north = [_share_to(run, NORTH) for run in runs.campaign]
    a, b = _middle(sixty), _middle(north)
    return Measured(a > 100_000 and b >= 0.9, f"median {a:,.0f} people in 60 days; {b:.0%} of rebels' people go north")


def _share_to(run: Observed, places: Sequence[str]) -> float:
    own = {row["enclave"] for row in run.signed("rebel")}
    people = [(c["people"], c["destination"]) for c in run.convoys if c["enclave"] in own]
    total = sum(n for n, _ in people)
    return sum(n for n, place in people if place in places) / total if total else 0.0


def night(runs: Runs) -> Measured:
    """Buses enter by night and leave at dawn, densely filled; the second batch is the larger."""
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


def _first_two(run: Observed) -> Iterator[tuple[int, int]]:
    for enclave in run.people:
        buses = [c["buses"] for c in run.convoys if c["enclave"] == enclave]
        if len(buses) >= 2:
            yield buses[0], buses[1]


def three_in_ten(runs: Runs) -> Measured:
    """About three in ten of the rebels' evacuees are fighters; of no kind do fighters leave without relatives."""
    shares: dict[str, list[float]] = {kind: [] for kind in ("rebel", "jihadist", "islamic_state")}
    for run in runs.campaign:
        for kind, found in shares.items():
            rows = run.signed(kind)
            people = sum(row["evacuated"] for row in rows)
            if people:
                found.append(sum(row["fighters_evacuated"] for row in rows) / people)
    middles = {kind: _middle(found) for kind, found in shares.items()}
    return Measured(
        0.2 <= middles["rebel"] <= 0.4 and all(middle <= 0.6 for middle in middles.values()),
        "fighters among those who leave, median: "
        + ", ".join(f"{kind.replace('_', ' ')} {middle:.0%}" for kind, middle in middles.items()),
    )


def most_stay(runs: Runs) -> Measured:
    """Most people of a large enclave stay; most of the last small pocket leave."""
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


def interrupted(runs: Runs) -> Measured:
    """About half of the agreements are interrupted; convoys are held where consent is needed."""
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


def calm_next_door(runs: Runs) -> Measured:
    """Fewer deaths next door after an agreement than before it."""
    pairs = [pair for run in runs.campaign for pair in run.violence]
    before, after = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return Measured(
        bool(pairs) and after < before,
        f"{after / before:.0%} of the deaths next door in the two weeks before ({len(pairs)} cases)"
        if before
        else "no agreement beside a fight",
    )


def misreported(runs: Runs) -> Measured:
    """The published total is off, and monitors err most where state media deny."""
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


def announced(runs: Runs) -> Measured:
    """Announced numbers are off by half or more."""
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
