"""The same bytes from a Dask cluster: one made here, and one of separate processes of which one is killed midway."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from computing.tasks import refusing, square
from safepassage.computing.cluster import Dask
from safepassage.computing.engines import Serial
from safepassage.scenario import BadInput
from safepassage.sweeps import sweep as sweeping
from safepassage.sweeps.sweep import run_sweep
from sweeps.designs import design, digest

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serial") / "s"
    run_sweep(design(replicates=10), Serial(), folder)
    return folder


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on loopback, each a process of its own; gives the address and the workers."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def start(what: str, *options: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", "--no-dashboard", *options]
        return subprocess.Popen(line, env=environment, cwd=tmp_path, stderr=(tmp_path / f"{what}.log").open("wb"))

    file = tmp_path / "scheduler.json"
    started = [start("scheduler", "--port", "0", "--scheduler-file", str(file))]
    try:
        for _ in range(300):
            if file.exists() and file.stat().st_size:
                break
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        workers = [start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
        started += workers
        yield address, workers
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_worker_killed_midway_changes_nothing(
    serial: Path, processes: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK_SECONDS", 0.02)
    address, workers = processes

    def progress(done: int, _: int) -> None:
        if done >= 10 and workers[0].poll() is None:
            workers[0].kill()
            workers[0].wait()

    with closing(Dask(address)) as engine:
        report = run_sweep(design(replicates=10), engine, tmp_path / "s", on_progress=progress)
    assert workers[0].poll() is not None
    assert (report.done, report.failed) == (40, 0)
    for name in ("results.parquet", "daily.parquet"):
        assert digest(tmp_path / "s", name) == digest(serial, name)


def test_a_cluster_of_this_process_is_an_engine_like_the_others(serial: Path, tmp_path: Path) -> None:
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        closing(Dask(cluster.scheduler_address)) as engine,
    ):
        assert sorted(engine.run(square, 5, iter(range(20)))) == [(task, 5 + task * task) for task in range(20)]
        with pytest.raises(ValueError, match="x: 1 is refused"):
            list(engine.run(refusing, "x", iter([1])))
        run_sweep(design(replicates=10), engine, tmp_path / "s")
        assert engine.workers == 2
    assert digest(tmp_path / "s") == digest(serial)


def test_where_no_scheduler_answers_one_line_says_so(call: Callable[..., Any], tmp_path: Path, here: Path) -> None:
    with pytest.raises(BadInput, match=r"tcp://127\.0\.0\.1:1: no Dask scheduler answers"):
        Dask("tcp://127.0.0.1:1", wait=0.5)
    file = tmp_path / "d.toml"
    file.write_text('scenario = "two-towns"\n[factors]\nconvoys.buses = [1]\n', encoding="utf-8")
    said = call("sweep", file, "--scheduler", "nonsense")
    assert said.code == 2, said.err
    assert said.err.count("\n") == 1
    assert not (here / "runs").exists()
