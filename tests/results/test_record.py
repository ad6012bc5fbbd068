"""Run folders: whole or not at all, the same bytes each time, every column documented."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from safepassage import BadInput, Result, Scenario, columns, simulate
from safepassage.computing import files
from safepassage.results import record, replaying, runfolder
from safepassage.results.record import Recorder
from safepassage.results.run import Run
from sealing import sealed_anew, without_sums

DOCUMENT = Path(__file__).parents[2] / "runs" / "README.md"


@pytest.fixture(scope="module")
def recorder(two_towns: Scenario) -> Recorder:
    made = Recorder(two_towns, [3, 4], 90, ["safepassage", "run", "two-towns"])
    for seed in made.seeds:
        made.add(simulate(two_towns, seed, days=90))
    return made


@pytest.fixture(scope="module")
def folder(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    recorder.write(path)
    return path


# What is written


def test_the_same_run_gives_the_same_bytes(recorder: Recorder, two_towns: Scenario) -> None:
    again = Recorder(two_towns, recorder.seeds, 90, ())
    for seed in again.seeds:
        again.add(simulate(two_towns, seed, days=90))
    assert again.files() == recorder.files()


def test_tables_hold_all_replicates_and_start_with_the_seed(folder: Path) -> None:
    for name in record.PARQUET:
        table = pd.read_parquet(folder / f"{name}.parquet")
        assert table.columns[0] == "seed"
        assert sorted(set(table["seed"])) == [3, 4]
        assert table["seed"].is_monotonic_increasing
    assert set(pd.read_csv(folder / "reports.csv")["seed"]) == {3, 4}
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["seed"] for line in lines} == {3, 4}
    assert all(line.startswith('{"seed": ') for line in lines)


def test_parquet_holds_nothing_of_when_and_where_it_was_made(folder: Path) -> None:
    for name in record.PARQUET:
        file = pq.read_metadata(folder / f"{name}.parquet")
        assert set(file.metadata or ()) <= {b"ARROW:schema"}
        assert "__index_level_0__" not in file.schema.names


def test_every_column_has_a_declared_type(folder: Path) -> None:
    for name in record.PARQUET:
        for field in pq.read_schema(folder / f"{name}.parquet"):
            assert str(field.type) == columns.column(name, field.name).type, f"{name}.{field.name}"


def test_a_run_in_which_nothing_happens_has_the_same_columns_and_types(folder: Path, two_towns: Scenario) -> None:
    short = Recorder(two_towns, [1], 1, ())
    short.add(simulate(two_towns, 1, days=1))
    files = short.files()
    for name in record.PARQUET:
        schema = pq.read_schema(folder / f"{name}.parquet")
        assert pq.read_schema(_opened(files[f"{name}.parquet"])).equals(schema), name
    header = (folder / "reports.csv").read_bytes().splitlines()[0]
    assert files["reports.csv"].splitlines() == [header]


def _opened(content: bytes) -> Any:  # noqa: ANN401 - a buffer of pyarrow
    import pyarrow as pa

    return pa.BufferReader(content)


def test_lists_are_joined_and_days_that_did_not_come_are_empty(folder: Path) -> None:
    table = pq.read_table(folder / "agreements.parquet").to_pylist()
    assert table[1]["districts"] == "Upton;Upton Fields"
    days = [value for row in table for key, value in row.items() if key.endswith("_day")]
    assert all(value is None or isinstance(value, int) for value in days)


def test_summary_is_what_json_prints(folder: Path, recorder: Recorder) -> None:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary == json.loads(record.as_json(recorder.summary))
    assert summary["replicates"][0] == simulate(recorder.scenario, 3).summary


def test_the_manifest_is_enough_to_load_the_scenario_again(folder: Path, two_towns: Scenario) -> None:
    manifest = runfolder.read_manifest(folder)
    again = runfolder.scenario_of(manifest)
    assert again.hash == two_towns.hash == manifest["scenario"]["hash"]
    assert again.tables == two_towns.tables
    assert manifest["versions"]["numpy"] == np.__version__
    assert {"safepassage", "python", "mesa", "pandas"} <= set(manifest["versions"])


def test_dates_among_reported_totals_survive_the_manifest(tmp_path: Path) -> None:
    scenario = Scenario.load("south-damascus-2018")
    made = Recorder(scenario, [1], 3, ())
    made.add(simulate(scenario, 1, days=3))
    made.write(tmp_path)
    assert runfolder.scenario_of(runfolder.read_manifest(tmp_path)).tables == scenario.tables


def test_numpy_numbers_and_dates_can_be_written(two_towns: Scenario) -> None:
    assert record.as_json({"a": np.int64(3), "b": two_towns.start}) == '{"a": 3, "b": "2030-04-01"}'


# The document


def _documented(section: str) -> list[str]:
    text = DOCUMENT.read_text(encoding="utf-8")
    body = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([a-z_0-9]+)` \|", body, flags=re.MULTILINE)


@pytest.mark.parametrize("name", record.PARQUET)
def test_every_column_is_documented_in_its_order(folder: Path, name: str) -> None:
    assert _documented(f"{name}.parquet") == pq.read_schema(folder / f"{name}.parquet").names


def test_reports_events_manifest_and_summary_are_documented(folder: Path) -> None:
    assert _documented("reports.csv") == (folder / "reports.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    event = json.loads((folder / "events.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert _documented("events.jsonl")[: len(event)] == list(event)
    assert _documented("manifest.json") == list(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert _documented("summary.json") == [*summary, *summary["replicates"][0]["totals"]]


def test_every_file_is_documented(folder: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in (*(path.name for path in folder.iterdir()), *record.PICTURES):
        assert f"`{name}`" in text


# Whole or not at all


def _tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_disk_that_fills_up_leaves_nothing_and_exit_1(call: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    opened: list[Path] = []
    opening = files._opened

    def filling(path: Path) -> IO[bytes]:
        opened.append(path)
        if len(opened) > 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return opening(path)

    monkeypatch.setattr(files, "_opened", filling)
    said = call("run", "two-towns", "--no-figures")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert "No space left on device" in said.err
    assert _tree(here) == []


# Reading again


def test_a_run_folder_read_again_is_the_run(folder: Path, two_towns: Scenario) -> None:
    result, again = simulate(two_towns, 4), runfolder.recorded(folder, 4)
    assert (again.seed, again.days) == (result.seed, result.days)
    assert again.summary == result.summary
    for name in ("daily", "convoys", "enclaves"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(result, name), check_dtype=False)
    assert again.events["details"].tolist() == result.events["details"].tolist()
    assert runfolder.recorded(folder).seed == 3


def test_a_seed_that_is_not_there(folder: Path) -> None:
    with pytest.raises(BadInput, match="allowed: 3, 4"):
        runfolder.recorded(folder, 5)


def test_a_run_folder_that_lost_a_table(recorder: Recorder, tmp_path: Path) -> None:
    recorder.write(tmp_path)
    (tmp_path / "convoys.parquet").unlink()
    with pytest.raises(BadInput, match=r"convoys\.parquet: is missing"):
        runfolder.recorded(tmp_path)
    without_sums(tmp_path)
    with pytest.raises(BadInput, match="not a whole run folder"):
        runfolder.recorded(tmp_path)


def _changed(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "columns were", table.drop(columns="trust")
    yield "had 179 rows, now it has 180", table.iloc[1:]
    yield "arrived in row 5 was 999", table.assign(arrived=[*table["arrived"][:5], 999, *table["arrived"][6:]])


def test_a_replay_tells_what_differs_in_a_table(recorder: Recorder, tmp_path: Path) -> None:
    recorder.write(tmp_path)
    path = tmp_path / "daily.parquet"
    for told, table in _changed(pd.read_parquet(path)):
        table.to_parquet(path, index=False)
        sealed_anew(tmp_path)
        (difference, *others) = replaying.replay(tmp_path)
        assert difference.startswith(f"daily.parquet: {told}")
        assert others == []
        recorder.write(tmp_path)
    path.write_bytes(b"noise")
    sealed_anew(tmp_path)
    assert replaying.replay(tmp_path)[0].startswith("daily.parquet: cannot be read")


def test_a_replay_with_other_versions_says_so(recorder: Recorder, tmp_path: Path) -> None:
    recorder.write(tmp_path)
    sealed_anew(tmp_path, lambda tree: tree["versions"].update(numpy="0.1"))
    assert replaying.replay(tmp_path) == []
    (tmp_path / "reports.csv").write_text("", encoding="utf-8")
    sealed_anew(tmp_path)
    told = replaying.replay(tmp_path)
    assert told[-1] == f"versions: numpy was 0.1, now it is {np.__version__}"


def test_a_result_is_what_pictures_and_story_read(two_towns_run: Result) -> None:
    run: Run = two_towns_run
    assert run.days == 90
