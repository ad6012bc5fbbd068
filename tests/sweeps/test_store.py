"""Rows on disk: parts that survive, folders that are refused, tables that say where they come from."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from safepassage.computing import files, lock
from safepassage.computing.lock import held
from safepassage.scenario import BadInput
from safepassage.sweeps import results, store
from safepassage.sweeps.design import Design
from safepassage.sweeps.results import BrokenPartError, about
from safepassage.sweeps.runs import Row
from safepassage.sweeps.store import DiskFullError, Store
from safepassage.sweeps.sweepfolder import check_same, make_folder, prepare
from sealing import sealed_anew, without_sums
from sweeps.designs import design, digest


def rows(plan: Design, runs: range) -> list[Row]:
    return [Row(run, "", "", tuple(run for _ in plan.outcomes), {"inside": [1.0, run]}, 0.1) for run in runs]


def opened(folder: Path, plan: Design, *, going_on: bool = True) -> Store:
    make_folder(folder)
    prepare(folder, plan, "", going_on=going_on)
    return Store(folder, plan)


@pytest.fixture
def plan() -> Design:
    return design(replicates=25)  # 100 runs


def test_what_one_store_wrote_another_finds(tmp_path: Path, plan: Design) -> None:
    opened(tmp_path / "s", plan).add(rows(plan, range(10, 30)))
    found = opened(tmp_path / "s", plan)
    assert found.count == 20
    assert found.missing()[:11] == [*range(10), 30]


def test_the_final_table_does_not_depend_on_how_rows_came(tmp_path: Path, plan: Design) -> None:
    orders = {
        "at once": [range(100)],
        "backwards": [range(i, i + 10) for i in range(90, -1, -10)],
        "twice": [range(60), range(40, 100), range(5)],
        "one by one": [range(i, i + 1) for i in range(100)],
    }
    for name, order in orders.items():
        kept = opened(tmp_path / name, plan)
        for part in order:
            kept.add(rows(plan, part))
        kept.finish()
    for name in ("results.parquet", "daily.parquet"):
        assert len({digest(tmp_path / order, name) for order in orders}) == 1
    table = pq.read_table(tmp_path / "twice" / "results.parquet")
    assert table["run"].to_pylist() == list(range(100))
    assert len(list(pq.read_table(tmp_path / "twice" / "daily.parquet")["run"])) == 200


def test_small_parts_are_joined(tmp_path: Path, plan: Design) -> None:
    kept = opened(tmp_path / "s", plan)
    for run in range(100):
        kept.add(rows(plan, range(run, run + 1)))
    assert len(list((tmp_path / "s" / "parts").iterdir())) < 70
    assert opened(tmp_path / "s", plan).count == 100


def test_a_finished_folder_holds_no_parts(tmp_path: Path, plan: Design) -> None:
    kept = opened(tmp_path / "s", plan)
    kept.add(rows(plan, range(100)))
    kept.finish()
    names = {path.name for path in (tmp_path / "s").iterdir()}
    assert names == {"results.parquet", "daily.parquet", "timings.parquet", "design.json", "manifest.json"}
    assert opened(tmp_path / "s", plan).count == 100


def test_a_damaged_part_is_set_aside_and_its_runs_are_missing(tmp_path: Path, plan: Design) -> None:
    kept = opened(tmp_path / "s", plan)
    kept.add(rows(plan, range(50)))
    kept.add(rows(plan, range(50, 100)))
    first, second = sorted((tmp_path / "s" / "parts").iterdir())
    first.write_bytes(first.read_bytes()[:-20])
    found = opened(tmp_path / "s", plan)
    assert found.missing() == list(range(50))
    assert found.broken == [first.name]
    # A page may be damaged and the file still open; then the sum of the page tells.
    data = bytearray(second.read_bytes())
    data[len(data) // 2] ^= 0xFF
    second.write_bytes(data)
    found.add(rows(plan, range(50)))
    try:
        found.finish()
    except BrokenPartError:
        again = opened(tmp_path / "s", plan)
        again.add(rows(plan, range(50, 100)))
        again.finish()
    assert pq.read_table(tmp_path / "s" / "results.parquet")["killed"].to_pylist() == list(range(100))


def test_a_full_disk_is_told_and_what_is_done_stays(
    tmp_path: Path, plan: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = opened(tmp_path / "s", plan)
    kept.add(rows(plan, range(10)))
    real = files._opened

    class Full(io.FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            super().write(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

    def opening(path: Path) -> Full:
        with real(path) as file:
            return Full(os.dup(file.fileno()), "wb")

    monkeypatch.setattr(files, "_opened", opening)
    with pytest.raises(DiskFullError, match=r"the disk is full; 10 of 100 runs are kept.*--resume"):
        kept.add(rows(plan, range(10, 20)))
    monkeypatch.undo()
    assert opened(tmp_path / "s", plan).count == 10
    assert not list((tmp_path / "s" / "parts").glob(".*"))


def test_a_disk_that_is_full_at_the_end_loses_nothing_either(
    tmp_path: Path, plan: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = opened(tmp_path / "s", plan)
    kept.add(rows(plan, range(100)))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    close = pq.ParquetWriter.close
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    monkeypatch.setattr(pq.ParquetWriter, "close", lambda writer: (close(writer), full()))
    with pytest.raises(DiskFullError, match="the disk is full; 100 of 100 runs are kept"):
        kept.finish()
    monkeypatch.undo()
    assert not list((tmp_path / "s").glob(".*.tmp"))
    again = opened(tmp_path / "s", plan)
    assert again.missing() == []
    again.finish()
    assert again.complete


def test_tables_say_where_they_come_from(tmp_path: Path, plan: Design) -> None:
    kept = opened(tmp_path / "s", plan)
    kept.add(rows(plan, range(100)))
    kept.finish()
    for name in ("results.parquet", "daily.parquet", "timings.parquet"):
        found = about(tmp_path / "s" / name)
        assert found["design"]["seed"] == 7
        assert found["design_hash"] == plan.hash
        assert found["seeds"] == {"first": 7, "replicates": 25}
        assert {"safepassage", "code", "python", "numpy", "mesa", "pyarrow"} <= set(found["versions"])
    assert "seconds" not in pq.read_schema(tmp_path / "s" / "results.parquet").names


# Folders


def test_a_folder_of_another_design_is_refused_with_the_difference(tmp_path: Path, plan: Design) -> None:
    opened(tmp_path / "s", plan)
    with pytest.raises(BadInput, match=r"another design: design\.seed: 7 -> 8"):
        opened(tmp_path / "s", design(replicates=25, seed=8))
    other = design(replicates=25)
    other.record["scenarios"]["two-towns"]["tables"]["convoys"]["buses"] = 99
    with pytest.raises(BadInput, match=r"tables\.convoys\.buses: 12 -> 99"):
        prepare(tmp_path / "s", other, "", going_on=True)


def test_a_folder_of_another_version_is_refused_with_the_difference(tmp_path: Path, plan: Design) -> None:
    opened(tmp_path / "s", plan)
    sealed_anew(tmp_path / "s", lambda tree: tree["versions"].update(numpy="1.0"))
    with pytest.raises(BadInput, match=r"other versions: numpy: 1\.0 -> "):
        check_same(tmp_path / "s", plan)
    without_sums(tmp_path / "s", lambda tree: tree["versions"].update(safepassage="0.1.0"))
    with pytest.raises(BadInput, match=r"other versions: by version 0\.1\.0"):
        check_same(tmp_path / "s", plan)


def test_a_folder_that_exists_is_not_taken_over(tmp_path: Path, plan: Design) -> None:
    opened(tmp_path / "s", plan)
    with pytest.raises(BadInput, match="--resume"):
        opened(tmp_path / "s", plan, going_on=False)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    with pytest.raises(BadInput, match="holds no sweep"):
        make_folder(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


# The lock

HOLD = """
import sys
from pathlib import Path
from safepassage.computing.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_two_sweeps_on_one_folder_are_refused_until_the_first_is_dead(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    for shard in (None, "1-of-2"):
        with (
            pytest.raises(BadInput, match=f"another sweep is at work here .process {other.pid} on "),
            held(tmp_path, shard),
        ):
            pass
    other.kill()
    other.communicate()
    with held(tmp_path):
        pass


def test_shards_share_a_folder_but_not_a_shard(tmp_path: Path) -> None:
    with held(tmp_path, "1-of-2"), held(tmp_path, "2-of-2"):
        for shard in (None, "1-of-2"):
            with pytest.raises(BadInput), held(tmp_path, shard):
                pass


def test_where_a_file_system_has_no_locks_the_file_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", unsupported)
    with held(tmp_path), pytest.raises(BadInput, match=str(os.getpid())), held(tmp_path):
        pass
    (tmp_path / lock.FOLDER / "whole").write_text(
        json.dumps({"pid": 2**22 + 1, "host": lock.platform.node(), "since": "long ago"})
    )
    with held(tmp_path):
        pass


def test_a_group_of_runs_is_read_without_the_others(
    tmp_path: Path, plan: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = opened(tmp_path / "s", plan)
    for at in range(0, 100, 10):
        kept.add(rows(plan, range(at, at + 10)))
    kept.layout.group = 20
    most = 0
    real = results.read_part

    def counting(path: Path, columns: list[str] | None = None) -> object:
        nonlocal most
        table = real(path, columns)
        most = max(most, len(table))
        return table

    monkeypatch.setattr(results, "read_part", counting)
    monkeypatch.setattr(store, "read_part", counting)
    kept.finish()
    assert most <= 10
    assert pq.read_metadata(tmp_path / "s" / "results.parquet").num_row_groups == 5
