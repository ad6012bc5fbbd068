from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from safepassage.cli import BAD_INPUT, main
from safepassage.computing import manifest
from safepassage.computing.posterior import posterior_draws
from safepassage.evidence import forecasting
from safepassage.evidence.building import build_scenario
from safepassage.evidence.facts import QUANTITIES, Outcomes
from safepassage.evidence.forecasting import Asked, ForecastTask, simulate_task
from safepassage.evidence.scoring import folder, validation
from safepassage.evidence.scoring.validation import Validation, as_json, validate, validate_all
from safepassage.evidence.tables import Agreement, Tables, read_tables, reported
from safepassage.parameters import declarations, default_parameters
from safepassage.scenario import BadInput, Scenario


def few(*ids: str) -> Tables:
    tables = reported()
    return Tables(
        tuple(tables.agreement(id_) for id_ in ids), tables.districts, tables.convoys, tables.available, tables.name
    )


OF_A_ROW = {"id", "quantity", "reported", "median", "p10", "p25", "p75", "p90", "crps", "crps_naive"}
OF_A_QUANTITY = {"n", "crps", "crps_naive", "skill", "coverage50", "coverage80"}


def test_the_json_has_the_promised_form() -> None:
    tree = as_json(validate(few("HARASTA_2018", "DUMAYR_2018", "BABAAMR_2012"), draws=3))
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    summary = tree["summary"]
    assert set(summary) == {*QUANTITIES, "conditional", "signing", "outcome"}
    assert set(summary["conditional"]) == set(QUANTITIES)
    assert all(set(summary[name]) >= OF_A_QUANTITY for name in QUANTITIES)
    assert all(set(summary["conditional"][name]) >= OF_A_QUANTITY for name in QUANTITIES)
    assert set(summary["signing"]) == {"n", "brier", "brier_naive", "log_score", "log_score_naive", "auc"}
    assert {"n", "brier", "brier_naive"} <= set(summary["outcome"])
    assert all(set(row) - {"censored"} == OF_A_ROW for row in tree["agreements"])
    scored = {(row["id"], row["quantity"]) for row in tree["agreements"]}
    assert ("HARASTA_2018", "days_to_agreement") in scored
    assert ("DUMAYR_2018", "days_to_agreement") not in scored  # no offensive
    assert [row["id"] for row in tree["agreements"] if row.get("censored")] == ["BABAAMR_2012"]
    assert summary["days_to_agreement"]["n"] == 2
    assert summary["conditional"]["days_to_agreement"]["n"] == 1
    assert summary["signing"]["n"] == summary["outcome"]["n"] == 3
    assert tree["destination_shares"]["n"] <= 2


def test_more_than_the_row_is_left_out_of_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def noted(tables: Tables, draws: int, *_: object, way: str, **__: object) -> Validation:
        asked.append((way, draws))
        return Validation(tables, reported(), {row.id: [Outcomes(signed=True)] for row in tables.agreements}, way)

    monkeypatch.setattr(validation, "validate", noted)
    found, *others = validate_all(few("DUMAYR_2018"), draws=40)
    assert asked == [("row", 40), ("year", 8), ("besieger", 8)]
    assert set(as_json(found, others)["leave_out"]) == {"year", "besieger"}
    ids = {way.way: set(way.past["DUMAYR_2018"].outcomes) for way in (found, *others)}
    assert ids["year"] < ids["row"]
    assert not any(name.endswith("_2018") for name in ids["year"])
    unseen = replace(reported().agreement("DUMAYR_2018"), id="ELSEWHERE")
    assert len(validate_all(replace(reported(), agreements=(unseen,)), draws=40)) == 1


def test_a_forecast_draws_what_is_missing_without_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def noted(row: Agreement, tables: Tables, seed: int, calibration: Tables, **_: object) -> Scenario:
        seen.append({other.id for other in calibration.agreements})
        return build_scenario(row, tables, seed, calibration)

    monkeypatch.setattr(forecasting, "build_scenario", noted)
    validate(few("DUMAYR_2018"), draws=1, way="year")
    assert seen
    assert not any(id_.endswith("_2018") for id_ in seen[0])


def test_the_folder_holds_what_its_page_says(tmp_path: Path) -> None:
    found = validate(few("HARASTA_2018", "BABAAMR_2012"), draws=4)
    made = folder.content(found)
    folder.write(tmp_path, made, {"draws": 4})
    assert manifest.verified(tmp_path, manifest.Manifest).what == "validation"
    assert json.loads((tmp_path / "validation.json").read_text(encoding="utf-8")) == as_json(found)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    for name, (_, columns) in folder.TABLES.items():
        frame = pd.read_csv(tmp_path / name) if name.endswith(".csv") else pd.read_parquet(tmp_path / name)
        assert list(frame) == [column.name for column in columns]
        assert len(frame)
        assert all(f"| `{column.name}` | {column.unit} |" in page for column in columns)
    draws = pd.read_parquet(tmp_path / "draws.parquet")
    assert list(draws.groupby("id", sort=False).size()) == [4, 4]
    events = pd.read_csv(tmp_path / "events.csv").set_index("id")
    assert events.loc["HARASTA_2018", "p_signed"] == draws[draws["id"] == "HARASTA_2018"]["signed"].mean()
    assert events.loc["BABAAMR_2012", "ending"] == "withdrew"
    assert made == folder.content(found)


def test_a_table_without_a_row_to_score_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("id,districts,group_type\nA,Uptown,militia\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text("district\nUptown\n", encoding="utf-8")
    asked = ["validate", "--agreements", "a.csv", "--districts", "d.csv", "--workers", "1"]
    assert main(asked) == 0
    said = capsys.readouterr()
    assert "a.csv: no row can be scored" in said.out
    assert "row 2 (A)" in said.err
    assert main([*asked, "--json", "--out", "left"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert tree["agreements"] == []
    counts = [tree["summary"][name]["n"] for name in (*QUANTITIES, "signing", "outcome")]
    assert counts == [0] * len(counts)
    assert json.loads((tmp_path / "left" / "validation.json").read_text(encoding="utf-8")) == tree


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
    assert tree["summary"]["signing"]["n"] == 2  # told by a date of agreement and by people who left
    empty = tree["summary"]["buses"]
    assert (empty["n"], empty["stand_ins"]) == (0, 0)
    assert {value for key, value in empty.items() if key not in ("n", "stand_ins")} == {None}
    assert tree["summary"]["interrupted"]["n"] == 0


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
        for verb in (["check", "two-towns"], ["run", "two-towns", "--days", "1", "--no-figures"]):
            assert main(verb) == BAD_INPUT
            (line,) = capsys.readouterr().err.splitlines()
            assert str(medians) in line
            assert said in line
            assert "remove it" in line
    finally:
        default_parameters.cache_clear()
