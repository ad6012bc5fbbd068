"""Scenarios and designs as people bring them: each does what its list asks, or is refused in one line.

The files stand in ``inputs``; those of a shared folder, where there is one, are tried as well, and its list is read:
every file that it names is carried here, in ``sweeps/inputs`` (points) or in ``evidence/inputs`` (tables).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

TESTS = Path(__file__).parent
SHARED = TESTS.parents[1] / "shared" / "inputs"
CARRIED = {
    "designs": TESTS / "inputs" / "designs",
    "scenarios": TESTS / "inputs" / "scenarios",
    "points": TESTS / "sweeps" / "inputs",
    "tables": TESTS / "evidence" / "inputs",
}
Call = Callable[..., Any]

REFUSED = {
    "scenarios/s03_text_date.toml": ("scenario.start", "valid date", "'20/02/2028'"),
    "scenarios/s04_datetime.toml": ("scenario.start", "datetime"),
    "scenarios/s06_int_date.toml": ("scenario.start", "must be a date", "20280220"),
    "scenarios/s12_flee_closed.toml": ("events.0.kind", "'destination_closed'"),
    "designs/d03_scalar.toml": ("factors.convoys.buses", "40 is neither a list nor a range", "allowed"),
    "designs/d03b_string.toml": ("factors.destinations.coast.holder", "'rebel' is neither", "allowed"),
}
RUN = ("s01_leap", "s07_arabic", "s08_names_odd", "s09_chinese_emoji", "s11_mathtext", "s12_closed_roads")
SWEPT = ("d01_daily", "d02_text_and_bool", "d04_float_grid", "d06_whole_morris", "d08_single_level", "d11_morris_exact",
         "d12_text_lhs", "d13_ar", "d14_resume")  # fmt: skip


def places(kind: str) -> list[Path]:
    return [folder for folder in (CARRIED[kind], SHARED / kind) if folder.is_dir()]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not there")
def test_every_file_of_the_list_is_carried_and_has_its_case() -> None:
    listed = re.findall(r"^\| (\w+)/(\S+) \|", (SHARED / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) > 100
    for kind, name in listed:
        carried = CARRIED[kind] / name
        assert carried.is_file() or (kind, carried.suffix) == ("points", ".toml"), f"{kind}/{name}"
        if kind in ("designs", "scenarios"):
            assert f"{kind}/{name}" in REFUSED or carried.stem in (*RUN, *SWEPT)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_refused_in_one_line(call: Call, name: str) -> None:
    kind, _, file = name.partition("/")
    for folder in places(kind):
        said = call("check" if kind == "scenarios" else "sweep", folder / file)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        for part in (file, *REFUSED[name]):
            assert part in said.err


@pytest.mark.parametrize("name", RUN)
def test_a_scenario_is_run_drawn_checked_and_told(call: Call, here: Path, name: str) -> None:
    for n, folder in enumerate(places("scenarios")):
        said = call("run", folder / f"{name}.toml", "--out", here / f"r{n}", "--days", 12)
        assert (said.code, said.err) == (0, "")
        assert (here / f"r{n}" / "map.png").stat().st_size > 1_000
        for verb in ("check", "report"):
            said = call(verb, here / f"r{n}")
            assert (said.code, said.err) == (0, "")


def sweep(call: Call, here: Path, name: str, *more: str) -> pd.DataFrame:
    said = call("sweep", CARRIED["designs"] / f"{name}.toml", "--workers", 1, "--out", here / name, *more)
    assert said.code == 0, said.err
    return pd.read_parquet(here / name / "results.parquet")


def sensitivity(call: Call, here: Path, name: str, *more: str) -> str:
    said = call("sensitivity", here / name, *more)
    assert said.code == 0, said.err
    return str(said.out)


def test_a_day_is_a_row_a_run(call: Call, here: Path) -> None:
    sweep(call, here, "d01_daily")
    assert len(pd.read_parquet(here / "d01_daily" / "daily.parquet")) == 4


def test_text_and_truth_values_stand_in_the_result(call: Call, here: Path) -> None:
    table = sweep(call, here, "d02_text_and_bool")
    assert set(table["destinations.coast.holder"]) == {"rebel", "government"}
    assert table["roads.0.open"].dtype == bool
    assert "factor factions.upton-guard.destinations: has one level" in sensitivity(call, here, "d02_text_and_bool")


def test_float_levels_are_as_typed(call: Call, here: Path) -> None:
    found = sweep(call, here, "d04_float_grid")["brokers.elders.guarantee"]
    assert found.tolist() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def test_effects_of_whole_numbers_are_exact(call: Call, here: Path) -> None:
    sweep(call, here, "d11_morris_exact")
    sensitivity(call, here, "d11_morris_exact", "--outcome", "population")
    table = pd.read_csv(here / "d11_morris_exact" / "sensitivity.csv").set_index("factor")["mu_star"]
    assert table.to_dict() == {
        "districts.upton.population": 1,
        "districts.downham.population": 2,
        "districts.upton-fields.population": 9,
    }


def test_whole_numbers_take_all_their_values(call: Call, here: Path) -> None:
    table = sweep(call, here, "d06_whole_morris")
    assert set(table["convoys.buses"]) == {4, 5}
    assert set(table["brokers.elders.capacity"]) == {1, 2, 3}


def test_a_factor_without_an_index_is_named(call: Call, here: Path) -> None:
    sweep(call, here, "d08_single_level")
    assert "factor convoys.buses: has one level, 12: it was not varied" in sensitivity(call, here, "d08_single_level")
    sweep(call, here, "d12_text_lhs")
    assert "factor destinations.coast.holder: is text" in sensitivity(call, here, "d12_text_lhs")


def test_a_scenario_lies_beside_its_design(call: Call, here: Path) -> None:
    assert set(sweep(call, here, "d13_ar")["scenario"]) == {"../scenarios/s07_arabic.toml"}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _copied(path: Path) -> None:
    path.with_name("copy.parquet").write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    "damage", [_cut, _copied, lambda path: path.write_bytes(b""), lambda path: path.write_text("no table")]
)
def test_parts_that_are_damaged_or_copied_change_no_byte(call: Call, here: Path, damage: Callable[[Path], Any]) -> None:
    text = (CARRIED["designs"] / "d14_resume.toml").read_text(encoding="utf-8")
    plan = here / "d14.toml"
    plan.write_text(text.replace("replicates = 30", "replicates = 2").replace("days = 60", "days = 5"))
    assert call("sweep", plan, "--workers", 1, "--out", here / "whole").code == 0
    for i in (1, 2):
        assert call("sweep", plan, "--workers", 1, "--out", here / "s", "--shard", f"{i}/3").code == 0
    damage(sorted((here / "s" / "parts").glob("*.parquet"))[0])
    assert call("sweep", plan, "--workers", 1, "--out", here / "s", "--resume").code == 0
    results = [(here / name / "results.parquet").read_bytes() for name in ("whole", "s")]
    assert results[0] == results[1]
    assert call("check", here / "s").code == 0
