"""Pictures of many runs and of studies: in words, with units; nothing overlaps or leaves the sheet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from figures.looking import outside, overlapping, texts
from safepassage import Result, Scenario, figures, simulate
from safepassage.analysis.comparison import Compared, Difference, paired_difference
from safepassage.figures import posteriors, words
from safepassage.figures.outlooks import shown
from safepassage.results.outlook import Outlook, of_results
from safepassage.sweeps import outcomes


@pytest.fixture(scope="module")
def runs() -> list[Result]:
    scenario = Scenario.load("spring-2018")
    return [simulate(scenario, seed, days=70) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def outlook(runs: list[Result]) -> Outlook:
    return of_results(runs)


PICTURES: dict[str, Callable[[Outlook], Figure]] = {
    "prospects": figures.prospects,
    "prospects on a telephone": lambda outlook: figures.prospects(outlook, narrow=True),
    "signing": figures.signing,
    "signing on a telephone": lambda outlook: figures.signing(outlook, narrow=True),
    "fan": lambda outlook: figures.fan(outlook, next(iter(outlook.arrivals))),
}


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_of_an_outlook_lies_on_another_or_leaves_the_sheet(name: str, outlook: Outlook) -> None:
    figure = PICTURES[name](outlook)
    assert overlapping(figure, ticks=True) == []
    assert outside(figure, ticks=True) == []


def test_the_map_of_many_runs_tells_medians_and_intervals(outlook: Outlook) -> None:
    figure = figures.map_of_many(outlook)
    assert outside(figure) == []
    said = " ".join(" ".join(text.split()) for text, _ in texts(figure))
    for table in outlook.arrivals.values():
        last = table.iloc[-1]
        assert f"{last['p50']:,.0f} arrive [{last['p10']:,.0f}–{last['p90']:,.0f}]" in said


def test_a_map_has_a_key_of_sizes(runs: list[Result]) -> None:
    said = [text for text, _ in texts(figures.map(runs[0]))]
    for what in ("people arrived", "people drive there"):
        assert what in said
    assert any(text.startswith("people in a district at the start") for text in said)
    assert sum(text.replace(",", "").isdigit() for text in said) >= 5


def test_quantiles_of_an_outlook_are_those_of_its_runs(runs: list[Result], outlook: Outlook) -> None:
    for enclave in outlook.enclaves:
        rows = [row for run in runs for row in run.summary["agreements"] if row["enclave"] == enclave.slug]
        left = sorted(row["evacuated"] for row in rows)
        assert enclave.quantiles["evacuated"]["p50"] == np.median(left)
        assert (enclave.quantiles["evacuated"]["p10"], enclave.quantiles["evacuated"]["p90"]) == (left[0], left[-1])
    for destination, table in outlook.arrivals.items():
        came = sorted(run.summary["totals"]["evacuated_by_destination"].get(destination, 0) for run in runs)
        assert [table[level].iloc[-1] for level in ("p10", "p50", "p90")] == came


def test_the_curve_of_signing_ends_at_the_share_that_signed(runs: list[Result], outlook: Outlook) -> None:
    for enclave in shown(outlook):
        rows = [row for run in runs for row in run.summary["agreements"] if row["enclave"] == enclave.slug]
        signed = sum(row["agreement_day"] is not None for row in rows)
        assert outlook.signed[enclave.slug].iloc[-1] == pytest.approx(signed / len(runs))


def test_one_run_is_an_outlook_without_intervals(runs: list[Result]) -> None:
    one = of_results(runs[:1])
    assert "in 100 %" not in " ".join(text for text, _ in texts(figures.prospects(one)))
    with pytest.raises(ValueError, match="at least one run"):
        of_results([])


def difference(name: str, a: list[float], b: list[float]) -> Difference:
    kept = outcomes.outcome(name)
    return paired_difference(Compared(name, words.outcome(name), kept.unit, kept.better), np.array(a), np.array(b))


def test_a_comparison_names_all_outcomes_somewhere() -> None:
    found = [
        difference("civilians_killed", [10, 12, 11, 13], [4, 5, 4, 6]),
        difference("evacuated", [100, 400, 200, 300], [150, 300, 250, 310]),
        difference("population", [9, 9, 9, 9], [9, 9, 9, 9]),
        difference("enclaves_stormed", [0, 0, 0, 0], [0, 1, 0, 1]),
    ]
    figure = figures.differences(found, "before", "after")
    assert figure is not None
    assert overlapping(figure, ticks=True) == []
    assert outside(figure, ticks=True) == []
    said = " ".join(" ".join(text.split()) for text, _ in texts(figure, ticks=True))
    for name in ("civilians_killed", "evacuated", "population", "enclaves_stormed"):
        assert words.outcome(name) in said
    assert "The same in every pair: people at the start" in said


def test_a_comparison_of_likes_has_no_picture() -> None:
    assert figures.differences([difference("evacuated", [1, 2], [1, 2])], "a", "b") is None


@pytest.mark.parametrize("log", [False, True])
def test_a_fit_is_drawn_in_words(log: bool) -> None:
    rng = np.random.default_rng(1)
    values = np.exp(rng.normal(-4, 0.3, 200)) if log else rng.uniform(0.001, 0.5, 200)
    marginal = posteriors.Marginal(
        "war.advance", 0.001, 0.5, "log" if log else "linear", values, values, np.ones(200), float(np.median(values)),
        "identifiable",
    )  # fmt: skip
    figure = posteriors.posterior([marginal] * 4)
    assert overlapping(figure, ticks=True) == []
    assert outside(figure, ticks=True) == []
    assert any("identifiable" in text for text, _ in texts(figure))


def test_runs_at_the_posterior_are_told_in_words() -> None:
    rows = [
        {"agreement": agreement, "quantity": quantity, "reported": 30.0, "mean": 0.5, "p5": 10.0, "p25": 20.0,
         "p50": 30.0, "p75": 40.0, "p95": 90.0}
        for quantity in ("days_to_agreement", "evacuees", "largest_60_days")
        for agreement in (["campaign"] if quantity == "largest_60_days" else ["DOUMA_2018", "HARASTA_2018"])
    ]  # fmt: skip
    figure = posteriors.predicted(pd.DataFrame(rows), "campaign")
    assert overlapping(figure, ticks=True) == []
    said = [text for text, _ in texts(figure, ticks=True)]
    assert {"days to the deal", "people who left", "Douma 2018", "whole campaign, over the report"} <= set(said)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("brokers.russia.guarantee", "Russia: strength of the guarantee"),
        ("convoys.buses", "Convoys: buses"),
        ("factions.upton-guard.fighters", "Upton guard: fighters"),
        ("scenario", "scenario"),
    ],
)
def test_factors_are_told_in_words(name: str, told: str) -> None:
    assert words.factor(name) == told


def test_every_outcome_has_words() -> None:
    for outcome in outcomes.TOTALS:
        assert "_" not in words.outcome(outcome.name)
        assert words.titled(outcome.name)
