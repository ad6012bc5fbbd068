from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage import Scenario, simulate
from safepassage.evidence.building import build_scenario
from safepassage.evidence.patterns.alternatives import Cost, WithoutIt, costs
from safepassage.evidence.patterns.criteria import Runs
from safepassage.evidence.patterns.mechanisms import MECHANISMS, without
from safepassage.evidence.patterns.observed import Observed, observe, paced, quieted
from safepassage.evidence.patterns.patterns import PATTERNS
from safepassage.evidence.tables import read_tables
from safepassage.resources import seeds_folder

SEEDS = seeds_folder() / "reported"


@pytest.fixture(scope="module")
def runs() -> Runs:
    scenario = Scenario.load("spring-2018")
    return Runs(
        [observe(scenario, seed) for seed in (1, 2)],
        [observe(quieted(scenario), 1)],
        [observe(paced(scenario, 0.5), 1)],
        [observe(paced(scenario, 2.0), 1)],
    )


def judged(runs: Runs) -> dict[str, bool]:
    return {pattern.name: pattern.judge(runs).shown for pattern in PATTERNS}


def test_twenty_patterns_each_with_criterion_source_and_role() -> None:
    assert [pattern.name for pattern in PATTERNS] == [f"P{i}" for i in range(1, 21)]
    assert all(pattern.criterion and pattern.source and pattern.title for pattern in PATTERNS)
    assert 6 <= sum(not pattern.used_in_fit for pattern in PATTERNS) <= 12


def test_every_pattern_says_what_it_measured(runs: Runs) -> None:
    for pattern in PATTERNS:
        assert pattern.judge(runs).words


def test_no_pattern_is_shown_by_runs_in_which_nothing_happens(runs: Runs) -> None:
    dead = [_nothing(run) for run in runs.campaign]
    still = [_nothing(run) for run in runs.quiet]
    shown = [name for name, found in judged(Runs(dead, still, dead, dead)).items() if found]
    assert shown == []


def _nothing(run: Observed) -> Observed:
    never = dict.fromkeys(("agreement_day", "offensive_day", "talks_day", "announced", "ground_lost"))
    nothing = {"evacuated": 0, "denied": [], "interrupted": False, "truces": [], "civilians_killed": 0}
    rows = [{**row, **never, **nothing} for row in run.rows]
    totals = {**run.totals, "split_day": None, "largest_60_day_evacuation": 0, "evacuated": 0}
    return replace(run, rows=rows, totals=totals, convoys=[], violence=[], calm=[], suffered={}, monitor={})


def test_a_reversed_world_is_noticed(runs: Runs) -> None:
    by_day = [
        replace(run, convoys=[{**c, "entry_hour": 12.0, "first_destination": "idlib"} for c in run.convoys])
        for run in runs.campaign
    ]
    found = judged(Runs(by_day, runs.quiet))
    assert not found["P6"]
    assert not found["P9"]
    signed_anyway = judged(Runs(runs.campaign, runs.campaign))
    assert not signed_anyway["P1"]


def test_each_regularity_of_the_deals_is_missed_by_runs_that_lack_it(runs: Runs) -> None:
    def changed(**keys: object) -> Runs:
        return replace(runs, campaign=[replace(r, rows=[{**row, **keys} for row in r.rows]) for r in runs.campaign])

    assert not judged(changed(agreement_day=30))["P13"]
    assert not judged(changed(civilians_killed=0))["P14"]
    assert not judged(changed(evacuated=1_000))["P15"]
    assert not judged(changed(broker="un", guarantor="un"))["P16"]
    assert not judged(changed(ground_lost=0.01))["P17"]
    assert not judged(changed(settled_fighters=5))["P18"]
    warlike = [replace(run, calm=[(after + 1, before + 2) for before, after in run.calm]) for run in runs.campaign]
    assert not judged(replace(runs, campaign=warlike))["P19"]
    everywhere = [replace(run, rows=[{**row, "truces": [3]} for row in run.rows]) for run in runs.quiet]
    assert not judged(replace(runs, quiet=everywhere))["P20"]


def test_the_quiet_campaign_has_neither_offensives_nor_ultimatums() -> None:
    quiet = quieted(Scenario.load("spring-2018")).tables
    assert not quiet.offensives
    assert all(event.kind != "ultimatum" for event in quiet.events)


def test_a_mechanism_is_switched_off_alone() -> None:
    scenario = Scenario.load("spring-2018")
    for name, mechanism in MECHANISMS.items():
        changed = without(name, scenario)
        values, before = changed.parameters.model_dump(), scenario.parameters.model_dump()
        moved = {f"{g}.{n}" for g, group in values.items() for n, v in group.items() if v != before[g][n]}
        assert moved == set(mechanism.off)
        guarantees = {broker.guarantee for broker in changed.tables.brokers.values()}
        assert (guarantees == {0.0}) == mechanism.guarantee_off


def test_a_mechanism_that_costs_nothing_is_told_from_one_that_does() -> None:
    free = WithoutIt("x", "X", (), (), {"evacuees": Cost(0.5, 0.52, -0.01, 0.05)})
    dear = WithoutIt("x", "X", ("P3",), (), {"evacuees": Cost(0.5, 0.5, -0.1, 0.1)})
    worse = WithoutIt("x", "X", (), (), {"evacuees": Cost(0.5, 0.6, 0.02, 0.2)})
    assert [found.costs for found in (free, dear, worse)] == [False, True, True]
    assert "loses P3" in dear.in_words()
    assert "*" in worse.in_words()
    assert dear.as_row()["missed"]


def test_what_a_mechanism_costs_is_told_over_rows_that_both_could_be_scored_on() -> None:
    before = {"signing": {"a": 0.1, "b": 0.2, "c": 0.9}}
    found = costs(before, {"signing": {"a": 0.3, "b": 0.4}})["signing"]
    assert (found.whole, found.without) == (pytest.approx(0.15), pytest.approx(0.35))
    assert (found.low, found.high) == (pytest.approx(0.2), pytest.approx(0.2))
    assert costs(before, {"signing": {}}) == {}


def test_a_mechanism_that_is_switched_off_is_missed_somewhere() -> None:
    scenario, tables = (
        Scenario.load("spring-2018"),
        read_tables(SEEDS / "agreements_more.csv", SEEDS / "districts_more.csv"),
    )
    moved: set[str] = set()
    for seed in range(2, 10):
        whole = simulate(scenario, seed).summary
        moved |= {n for n in MECHANISMS if n not in moved and simulate(without(n, scenario), seed).summary != whole}
    of_other_places = {"truces": "UMMBATINAH_2021", "ways": "YABROUD_2014", "orders": "JISRHOSPITAL_2015"}
    assert moved | set(of_other_places) == set(MECHANISMS)
    for name, id_ in of_other_places.items():
        built = [build_scenario(tables.agreement(id_), tables, seed) for seed in (1, 2, 3)]
        assert [simulate(s, 1).summary for s in built] != [simulate(without(name, s), 1).summary for s in built]
