"""A sweep gives the same bytes however it is run, whatever interrupts it, and whatever fails in it."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from safepassage import simulation
from safepassage.computing.engines import Engine, Processes, Serial
from safepassage.computing.interruption import Interrupted, Stop
from safepassage.scenario import BadInput
from safepassage.sweeps import sweep as sweeping
from safepassage.sweeps.merging import merge
from safepassage.sweeps.runs import OtherVersionError, Plan, execute
from safepassage.sweeps.single import again
from safepassage.sweeps.store import Store
from safepassage.sweeps.sweep import Shard, estimate, plan_of, run_row, run_sweep
from sweeps.designs import design, digest

Call = Callable[..., Any]
# Each value alone is fine, but one pair is not: an event that ends before it begins.
FAILING = {
    "events.1.date": ["2030-04-10", "2030-04-22"],
    "events.1.until": ["2030-04-20", "2030-04-26"],
}


@pytest.fixture(scope="module")
def two() -> Iterator[Processes]:
    engine = Processes(2)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sweep in one process, uninterrupted: what every other way must equal."""
    folder = tmp_path_factory.mktemp("serial") / "s"
    run_sweep(design(), Serial(), folder)
    return folder


def same(folder: Path, other: Path) -> bool:
    return all(digest(folder, name) == digest(other, name) for name in ("results.parquet", "daily.parquet"))


def test_a_sweep_leaves_a_row_a_run(serial: Path) -> None:
    table = pd.read_parquet(serial / "results.parquet")
    assert table["run"].tolist() == list(range(12))
    assert table["seed"].tolist() == [7, 8, 9] * 4
    assert table["point"].tolist() == [i // 3 for i in range(12)]
    assert (table["status"] == "done").all()
    people = table[["evacuated", "crossed", "stayed", "killed", "in_transit"]].sum(axis=1)
    assert (people == table["population"]).all()
    daily = pd.read_parquet(serial / "daily.parquet")
    assert len(daily) == 12 * 25
    assert daily["day"].tolist() == list(range(25)) * 12


def test_a_row_is_what_the_model_gives(serial: Path) -> None:
    plan = design()
    row = pd.read_parquet(serial / "results.parquet").iloc[10]
    scenario = plan.scenarios["two-towns"].with_overrides({"brokers.elders.guarantee": 1.0, "convoys.buses": 12})
    totals = simulation.simulate(scenario, seed=8, days=25).summary["totals"]
    assert {name: row[name] for name in ("evacuated", "crossed", "killed")} == {
        name: totals[name] for name in ("evacuated", "crossed", "killed")
    }


def test_two_processes_give_the_same_bytes(serial: Path, two: Processes, tmp_path: Path) -> None:
    run_sweep(design(), two, tmp_path / "s")
    assert same(tmp_path / "s", serial)


def test_shards_in_any_order_give_the_same_bytes(serial: Path, tmp_path: Path) -> None:
    plan = design()
    for i in (3, 1):
        report = run_sweep(plan, Serial(), tmp_path / "s", shard=Shard(i, 3))
        assert not report.complete or i == 1
    report, missing = merge(plan, tmp_path / "s")
    assert (report.complete, missing.partition(";")[0]) == (False, "4 of 12 runs are missing (run 1, 4, 7, 10)")
    partial = pd.read_parquet(tmp_path / "s" / "partial.parquet")
    assert partial["run"].tolist() == [0, 2, 3, 5, 6, 8, 9, 11]
    assert run_sweep(plan, Serial(), tmp_path / "s", shard=Shard(2, 3)).complete
    assert merge(plan, tmp_path / "s")[1] == ""
    assert same(tmp_path / "s", serial)
    assert not (tmp_path / "s" / "partial.parquet").exists()
    assert merge(plan, tmp_path / "s")[0].new == 0


def test_shards_hold_every_run_once() -> None:
    for runs, n in ((12, 3), (10, 4), (2, 5)):
        held = [run for i in range(1, n + 1) for run in Shard(i, n).block(runs)]
        assert held == list(range(runs))


def test_a_shard_may_be_run_again(tmp_path: Path) -> None:
    for expected in (6, 0):
        assert run_sweep(design(), Serial(), tmp_path / "s", shard=Shard(1, 2)).new == expected


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_a_sweep_stopped_on_request_keeps_all_and_goes_on(
    serial: Path, two: Processes, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK_SECONDS", 1e-3)
    where: Engine = Serial() if engine == "serial" else two
    stop = Stop()
    seen = []

    def progress(done: int, _: int) -> None:
        seen.append(done)
        stop.asked = done >= 4

    with pytest.raises(Interrupted, match="--resume"):
        run_sweep(design(), where, tmp_path / "s", on_progress=progress, stop=stop)
    kept = seen[-1]
    assert 4 <= kept < 12
    assert Store(tmp_path / "s", design()).count == kept
    report = run_sweep(design(), where, tmp_path / "s", resume=True)
    assert report.new == 12 - kept
    assert same(tmp_path / "s", serial)


def test_a_finished_sweep_has_nothing_left_to_do(serial: Path) -> None:
    before = digest(serial)
    assert run_sweep(design(), Serial(), serial, resume=True).new == 0
    assert digest(serial) == before


# Failures


def test_a_run_that_fails_is_a_row_and_the_sweep_goes_on(two: Processes, tmp_path: Path) -> None:
    plan = design(factors=FAILING, replicates=2, daily=None)
    for name, engine in (("one", Serial()), ("two", two)):
        report = run_sweep(plan, engine, tmp_path / name)
        assert (report.done, report.failed) == (8, 2)
    table = pd.read_parquet(tmp_path / "one" / "results.parquet")
    bad = table[table["status"] == "failed"]
    assert bad["run"].tolist() == [4, 5]
    assert bad["seed"].tolist() == [7, 8]
    assert bad["stage"].tolist() == ["scenario", "scenario"]
    assert bad["cause"].str.contains("'until' is before 'date'").all()
    assert bad["killed"].isna().all()
    assert table.loc[table["status"] == "done", "killed"].notna().all()
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


@pytest.mark.parametrize(("day", "stage"), [(None, "day 0"), (5, "day 6")])
def test_a_model_that_breaks_is_a_row_with_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: int | None, stage: str
) -> None:
    def breaking(*_: object, on_day: Callable[[int], None], **__: object) -> None:
        for i in range(0 if day is None else day + 1):
            on_day(i)
        raise ZeroDivisionError(f"at {object()!r}\nover two lines")

    monkeypatch.setattr(simulation, "simulate", breaking)
    report = run_sweep(design(), Serial(), tmp_path / "s")
    assert report.failed == 12
    table = pd.read_parquet(tmp_path / "s" / "results.parquet")
    assert set(table["stage"]) == {stage}
    assert set(table["cause"]) == {"ZeroDivisionError: at <object object at 0x…> over two lines"}


def killing(plan: Plan, chunk: list[Any]) -> list[Any]:
    """In place of :func:`execute`: run 5 kills its worker."""
    if any(run.number == 5 for run in chunk):
        import os

        os.kill(os.getpid(), signal.SIGKILL)
    return execute(plan, chunk)


def test_a_run_that_kills_its_worker_is_a_row(two: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sweeps import test_sweep  # the worker imports it by this name

    monkeypatch.setattr(sweeping, "execute", test_sweep.killing)
    report = run_sweep(design(), two, tmp_path / "s")
    assert (report.done, report.failed) == (12, 1)
    row = pd.read_parquet(tmp_path / "s" / "results.parquet").iloc[5]
    assert (row["stage"], row["cause"]) == ("worker", "its process ended with signal 9")


def test_a_worker_with_other_versions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(design())
    other = Plan(plan.key, plan.trees, plan.outcomes, plan.daily, plan.days, {**plan.versions, "numpy": "1.0"})
    monkeypatch.setattr(sweeping, "plan_of", lambda _: other)
    with pytest.raises(OtherVersionError, match=r"numpy: 1\.0 -> "):
        run_sweep(design(), Serial(), tmp_path / "s")


# One row


def test_one_row_again_is_the_same_row(serial: Path) -> None:
    for number in (0, 7, 11):
        found = again(design(), number, serial)
        assert found.compared
        assert found.differs == ()


def test_one_row_alone_has_the_bytes_of_the_sweep(serial: Path, tmp_path: Path) -> None:
    found = again(design(), 7, tmp_path / "alone", write=True)
    assert not found.compared
    alone = pq.read_table(tmp_path / "alone" / "row-7.parquet")
    assert alone.equals(pq.read_table(serial / "results.parquet").slice(7, 1), check_metadata=True)


def test_one_row_that_differs_is_told(serial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = run_row(design(), 7)
    from safepassage.sweeps import single

    monkeypatch.setattr(single, "run_row", lambda *_: real._replace(outcomes=(-1, *real.outcomes[1:])))
    assert again(design(), 7, serial).differs == ("population: 6000 -> -1",)


def test_a_scenario_is_checked_once_a_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safepassage.scenario import Scenario

    plan = design(replicates=10, seed=400)
    counted = []
    real = Scenario.with_overrides
    monkeypatch.setattr(Scenario, "with_overrides", lambda self, changes: counted.append(1) or real(self, changes))
    run_sweep(plan, Serial(), tmp_path / "s")
    assert len(counted) == len(plan.points)


def test_an_estimate_times_a_few_runs() -> None:
    found = estimate(design(), most=3)
    assert found.tried == 3
    assert found.failed == 0
    assert 0 < found.seconds < 5
    assert found.bytes > 100


# The command line

TEXT = """
scenario = "two-towns"
replicates = 60
seed = 3
days = 40
outcomes = ["killed", "evacuated"]
[factors]
brokers.elders.guarantee = [0.0, 1.0]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def started(command: Call, file: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    """A sweep in a process of its own, halted when some of its runs are done."""
    process: subprocess.Popen[str] = command("sweep", file, "--out", folder, *more)
    for _ in range(20_000):
        if list(folder.glob("parts/all-*.parquet")):
            process.send_signal(signal.SIGSTOP)
            return process
        time.sleep(0.005)
    raise AssertionError(process.communicate())


def parts(folder: Path) -> int:
    return sum(pq.read_metadata(path).num_rows for path in folder.glob("parts/*.parquet"))


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_kill_9_and_resume_repeat_nothing_and_give_the_same_bytes(
    call: Call, command: Call, file: Path, tmp_path: Path, workers: str
) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert call("sweep", file, "--out", whole, "--workers", 1).code == 0
    process = started(command, file, killed, "--workers", workers)
    process.kill()
    process.communicate()
    done = parts(killed)
    assert 0 < done < 120
    assert not (killed / "results.parquet").exists()
    said = call("sweep", file, "--out", killed, "--workers", 1, "--resume")
    assert said.code == 0
    assert f"({120 - done} done now" in said.out
    assert digest(killed) == digest(whole)


def test_an_interrupt_keeps_what_is_done(call: Call, command: Call, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    process = started(command, file, folder, "--workers", "2")
    said = call("sweep", file, "--out", folder, "--resume")
    assert said.code == 2
    assert f"process {process.pid}" in said.err
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    done = parts(folder)
    assert f"interrupted: {folder}: {done} of 120 runs are kept; go on with --resume" in err
    assert call("sweep", file, "--out", folder, "--resume", "--workers", 1).code == 0


def test_the_verb_says_what_it_did(call: Call, tmp_path: Path, here: Path) -> None:
    file = tmp_path / "few.toml"
    titled = 'title = "What a guarantor changes"\n' + TEXT
    file.write_text(titled.replace("replicates = 60", "replicates = 4"), encoding="utf-8")
    said = call("sweep", file, "--dry-run")
    assert said.code == 0
    assert "8 runs (2 points, 4 replicates)" in said.out
    assert list(here.iterdir()) == []
    said = call("sweep", file, "--workers", 1)
    assert said.code == 0
    folder = here / "runs" / "sweep-few"
    for name in ("results.parquet", "summary.md", "convergence.csv", "sweep.png", "design.json", "manifest.json"):
        assert (folder / name).is_file()
    heading = " ".join(said.out.split())
    assert re.match(r"What a guarantor changes \(two-towns; grid over .*: two points, four runs at each", heading)
    assert re.search(r"evacuated \(people\) +[\d,.]+ +[\d,.]+–[\d,.]+ +[\d,.]+ +[\d,]+", said.out)
    assert "Too few replicates" in said.out or "Enough replicates" in said.out
    assert call("sweep", file).code == 2
    assert call("sweep", file, "--only", 5).code == 0
    assert call("sweep", file, "--only", 8).code == 2


def test_failed_runs_make_exit_code_1(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "failing.toml"
    lists = "\n".join(f'"{name}" = {values}' for name, values in FAILING.items())
    file.write_text(f'scenario = "two-towns"\ndays = 10\nreplicates = 2\n[factors]\n{lists}\n', encoding="utf-8")
    said = call("sweep", file, "--workers", 1, "--out", tmp_path / "s")
    assert said.code == 1
    assert "2 of 8 runs failed; the first is run 4 (seed 1), scenario: " in said.out
    assert "## Failed runs" in (tmp_path / "s" / "summary.md").read_text()


def test_a_sweep_of_names_alone_has_neither_means_nor_pictures(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "names.toml"
    text = TEXT.replace("replicates = 60", "replicates = 2").replace('"killed", "evacuated"', '"enclaves.*.outcome"')
    file.write_text(text, encoding="utf-8")
    said = call("sweep", file, "--workers", 1, "--out", tmp_path / "s")
    assert said.code == 0, said.err
    assert "replicates" not in said.out
    assert not (tmp_path / "s" / "sweep.png").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--shard", "0/3"), "1/N to N/N"),
        (("--shard", "4/3"), "1/N to N/N"),
        (("--shard", "half"), "1/N to N/N"),
        (("--shard", "1/2", "--merge"), "do not go together"),
        (("--workers", "0"), "--workers"),
        (("--workers", "2", "--scheduler", "tcp://127.0.0.1:1"), "do not go together"),
        (("--merge",), "manifest.json"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    call: Call, file: Path, here: Path, options: tuple[str, ...], told: str
) -> None:
    said = call("sweep", file, *options)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert told in said.err
    assert list(here.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(file: Path) -> None:
    plan = design()
    with pytest.raises(BadInput, match="cannot be made"):
        run_sweep(plan, Serial(), file / "below")
