"""What the library hands out: results that plot, save and show themselves, and many runs at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage import BadInput, Result, Scenario, simulate, simulate_many
from safepassage.cli import main
from safepassage.results import record


@pytest.fixture(scope="module")
def towns() -> Scenario:
    return Scenario.load("two-towns")


@pytest.fixture(scope="module")
def result(towns: Scenario) -> Result:
    return simulate(towns, seed=3)


def test_a_scenario_shows_itself_and_escapes_its_texts(towns: Scenario) -> None:
    assert "Council of elders" in towns._repr_html_()
    odd = towns.with_overrides({"scenario.title": "<script>x</script>"})
    assert "<script>" not in odd._repr_html_()
    assert "&lt;script&gt;" in odd._repr_html_()


def test_a_result_shows_what_became_of_each_enclave(result: Result) -> None:
    shown = result._repr_html_()
    assert all(row["enclave"] in shown for row in result.summary["agreements"])
    assert f"{result.summary['totals']['evacuated']:,} evacuated" in shown


def test_a_result_draws_both_pictures_and_refuses_others(result: Result) -> None:
    assert result.plot().axes
    assert result.plot("map").axes
    with pytest.raises(BadInput, match="timeline, map"):
        result.plot("pie")  # type: ignore[arg-type]


def test_a_saved_result_is_the_folder_of_the_command(result: Result, tmp_path: Path) -> None:
    saved = result.save(tmp_path / "saved", figures=False)
    assert main(["run", "two-towns", "--seed", "3", "--no-figures", "--out", str(tmp_path / "typed")]) == 0
    typed = tmp_path / "typed"
    names = {path.name for path in saved.iterdir()}
    assert names == {path.name for path in typed.iterdir()}
    assert not [n for n in names - {record.MANIFEST} if (saved / n).read_bytes() != (typed / n).read_bytes()]
    with pytest.raises(BadInput, match="exists already"):
        result.save(saved)


def test_many_runs_are_those_of_single_seeds_whoever_computes_them(towns: Scenario, result: Result) -> None:
    alone, shared = simulate_many(towns, [3, 4, 5], workers=1), simulate_many(towns, [3, 4, 5], workers=2)
    assert alone.seeds == [3, 4, 5]
    assert alone.agreements.equals(shared.agreements)
    assert alone.daily.equals(shared.daily)
    assert alone.summaries[0] == result.summary
    assert list(alone.totals["seed"]) == [3, 4, 5]
    assert "3 runs" in alone._repr_html_()


def test_many_runs_take_parameters_and_days(towns: Scenario) -> None:
    short = simulate_many(towns, [1], workers=1, parameters={"war.advance": 0.05}, days=10)
    assert len(short.daily) == 10
    assert short.summaries[0] == simulate(towns, 1, {"war.advance": 0.05}, 10).summary


def test_no_seed_is_refused(towns: Scenario) -> None:
    with pytest.raises(BadInput, match="at least one seed"):
        simulate_many(towns, [])
