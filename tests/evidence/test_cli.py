from __future__ import annotations

import json
from pathlib import Path

import pytest

from safepassage import BadInput, Scenario
from safepassage.cli.evidence import build, patterns, validate
from safepassage.resources import seeds_folder

AGREEMENTS = seeds_folder() / "reported" / "agreements_2018.csv"
DISTRICTS = seeds_folder() / "reported" / "districts.csv"


def test_build_prints_or_writes_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(AGREEMENTS, DISTRICTS, ["DOUMA_2018"])
    printed = capsys.readouterr().out
    build(AGREEMENTS, DISTRICTS, ["DOUMA_2018"], tmp_path / "douma.toml")
    assert (tmp_path / "douma.toml").read_text(encoding="utf-8") == printed
    assert Scenario.load(tmp_path / "douma.toml").tables.districts["douma"].holder == "group"
    with pytest.raises(BadInput, match="no folder"):
        build(AGREEMENTS, DISTRICTS, ["DOUMA_2018"], tmp_path / "none" / "douma.toml")
    with pytest.raises(BadInput, match="did you mean 'DOUMA_2018'"):
        build(AGREEMENTS, DISTRICTS, ["DOUMA_2019"])


def test_validate_prints_only_json_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "one.csv"
    lines = AGREEMENTS.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(lines[:1] + lines[2:3]) + "\n", encoding="utf-8")
    validate(table, DISTRICTS, draws=2, workers=1, as_json=True)
    tree = json.loads(capsys.readouterr().out)
    assert {row["id"] for row in tree["agreements"]} == {"HARASTA_2018"}
    validate(table, DISTRICTS, draws=2, workers=1)
    assert "HARASTA_2018" in capsys.readouterr().out
    with pytest.raises(BadInput, match="go together"):
        validate(table)


def test_patterns_prints_a_row_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    patterns(replicates=1, workers=1, as_json=True)
    tree = json.loads(capsys.readouterr().out)
    assert len(tree["patterns"]) == 20
    assert {"id", "title", "criterion", "source", "used_in_fit", "shown", "measured"} == set(tree["patterns"][0])
