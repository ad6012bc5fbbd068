from __future__ import annotations

import json
from pathlib import Path

import pytest

from safepassage.cli import BAD_INPUT, main
from safepassage.computing.posterior import posterior_draws
from safepassage.evidence import forecasting
from safepassage.evidence.facts import QUANTITIES, Outcomes
from safepassage.evidence.forecasting import Asked, ForecastTask, simulate_task
from safepassage.evidence.scoring.validation import as_json, validate
from safepassage.evidence.tables import Tables, read_tables, reported
from safepassage.parameters import declarations, default_parameters
from safepassage.scenario import BadInput


def few(*ids: str) -> Tables:
    tables = reported()
    return Tables(
        tuple(tables.agreement(id_) for id_ in ids), tables.districts, tables.convoys, tables.available, tables.name
    )


def test_the_json_has_the_promised_form() -> None:
    tree = as_json(validate(few("HARASTA_2018", "DUMAYR_2018"), draws=3))
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    assert set(tree["summary"]) == set(QUANTITIES)
    assert {"n", "crps", "crps_naive", "skill", "coverage50", "coverage80"} <= set(tree["summary"]["evacuees"])
    row = tree["agreements"][0]
    keys = {"id", "quantity", "reported", "median", "p10", "p25", "p75", "p90", "crps", "crps_naive"}
    assert set(row) == keys
    scored = {(row["id"], row["quantity"]) for row in tree["agreements"]}
    assert ("HARASTA_2018", "days_to_agreement") in scored
    assert ("DUMAYR_2018", "days_to_agreement") not in scored  # no offensive
    assert tree["summary"]["days_to_agreement"]["n"] == 1
    assert {name: scored["n"] for name, scored in tree["probabilities"].items()} == dict.fromkeys(
        ("signed", "interrupted", "ending", "destination", "destination_shares"), 2
    )


@pytest.mark.slow
def test_the_numbers_do_not_depend_on_the_workers() -> None:
    tables = few("DUMAYR_2018")
    one, two = (as_json(validate(tables, draws=12, workers=workers)) for workers in (1, 2))
    assert one == two


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = few("DUMAYR_2018")
    whole = as_json(validate(tables, draws=25))
    done: list[ForecastTask] = []

    def dies_at_the_third(asked: Asked, task: ForecastTask) -> list[Outcomes]:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(task)
        return simulate_task(asked, task)

    with monkeypatch.context() as patch:
        patch.setattr(forecasting, "simulate_task", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            validate(tables, draws=25, folder=tmp_path)
    (left,) = tmp_path.iterdir()
    with left.open("a", encoding="utf-8") as file:
        file.write('\n{"key": ["DUMAYR_2018", 20], "answ')  # half a line, as a kill leaves it
    again: list[ForecastTask] = []

    def counted(asked: Asked, task: ForecastTask) -> list[Outcomes]:
        again.append(task)
        return simulate_task(asked, task)

    monkeypatch.setattr(forecasting, "simulate_task", counted)
    assert as_json(validate(tables, draws=25, folder=tmp_path)) == whole
    assert len(again) == 1
    assert not list(tmp_path.iterdir())


def test_unseen_tables_with_missing_cells_are_scored(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,districts,group_type,offensive_start,agreement_date,evacuees_best\n"
        "A,Uptown;Old Harbour,militia,1996-04-01,1996-04-20,\nB,Fort,is,,,900\n",
        encoding="utf-8",
    )
    (tmp_path / "d.csv").write_text("district,lat,lon\nUptown,12.0,20.0\n", encoding="utf-8")
    tree = as_json(validate(read_tables(tmp_path / "a.csv", tmp_path / "d.csv"), draws=3))
    assert {(row["id"], row["quantity"]) for row in tree["agreements"]} == {
        ("A", "days_to_agreement"),
        ("B", "evacuees"),
    }
    assert tree["summary"]["buses"] == {
        "n": 0, "crps": None, "crps_naive": None, "skill": None, "coverage50": None, "coverage80": None,
        "width50": None, "width80": None, "coverage80_p": None, "best_naive": None,
    }  # fmt: skip
    assert tree["probabilities"]["interrupted"]["n"] == 0


def test_draws_come_from_the_prior_or_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safepassage.computing.posterior.seeds_folder", lambda: tmp_path)
    drawn = posterior_draws(30, seed=4)
    assert drawn == posterior_draws(30, seed=4)
    for declared in declarations():
        if declared.prior is not None:
            low, high = declared.prior
            assert all(low <= draw[declared.name] <= high for draw in drawn)
    loo = tmp_path / "calibrated" / "loo" / "A.csv"
    loo.parent.mkdir(parents=True)
    loo.write_text("bargaining.sigma,weight\n0.1,3\n0.2,1\n", encoding="utf-8")
    values = [draw["bargaining.sigma"] for draw in posterior_draws(40, leave_out="A")]
    assert values.count(0.1) == 30
    assert len(posterior_draws(5)[0]) > 5  # nothing calibrated with all targets: still the prior
    (tmp_path / "calibrated" / "posterior.csv").write_text("sigma,weight\n0.1,3\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"posterior.csv: 'sigma' is no parameter of this version.*remove it"):
        posterior_draws(5)
    for name, text in (("B", "war.advance,weight\n0.02\n"), ("C", "war.advance\nfast\n"), ("D", "war.advance\n")):
        (loo.parent / f"{name}.csv").write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=f"{name}.csv: .* row .*remove it"):
            posterior_draws(5, leave_out=name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[beliefs]\nlearning_days = 9.0\n", "'beliefs.learning_days' is no parameter of this version"),
        ("[optimism]\nshare = 0.3\n", "'optimism.share' is no parameter of this version"),
        ("[war]\nadvance = -1.0\n", "is no table of parameter values"),
        ("war = 1\n", "is no table of parameter values"),
        ("[war\n", "is no table of parameter values"),
    ],
)
def test_medians_of_other_parameters_are_refused_in_one_line(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("safepassage.parameters.seeds_folder", lambda: tmp_path)
    medians = tmp_path / "calibrated" / "parameters.toml"
    medians.parent.mkdir()
    medians.write_text(text, encoding="utf-8")
    default_parameters.cache_clear()
    try:
        for verb in (["check", "two-towns"], ["patterns", "--replicates", "1", "--workers", "1"]):
            assert main(verb) == BAD_INPUT
            (line,) = capsys.readouterr().err.splitlines()
            assert str(medians) in line
            assert said in line
            assert "remove it" in line
    finally:
        default_parameters.cache_clear()
