"""What an interrupted sweep has done covers its space evenly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import safepassage.sweeps.results as tables
from safepassage.computing.engines import Serial
from safepassage.computing.interruption import Interrupted, Stop
from safepassage.sweeps.order import Order
from safepassage.sweeps.sweep import Shard, run_sweep
from sweeps.designs import design, digest


@pytest.mark.parametrize(("points", "replicates"), [(1, 1), (1, 5), (2, 3), (12, 1), (97, 4), (1000, 3)])
def test_every_run_is_done_once_and_a_replicate_after_the_other(points: int, replicates: int) -> None:
    order = Order(points, replicates)
    assert sorted(order) == list(range(points * replicates))
    assert [run % replicates for run in order] == [r for r in range(replicates) for _ in range(points)]


def test_a_stretch_is_spread_over_both_factors_of_a_grid() -> None:
    order = Order(10 * 10, 2)
    first = order[:20]
    points = [run // 2 for run in first]
    for counts in (Counter(point // 10 for point in points), Counter(point % 10 for point in points)):
        assert len(counts) == 10
        assert max(counts.values()) <= 3


def test_shards_cover_the_space_evenly_too() -> None:
    order = Order(12, 3)
    for i in range(1, 4):
        held = [order[place] for place in Shard(i, 3).block(36)]
        assert len({run // 3 for run in held}) == 12


def test_an_interrupted_sweep_has_the_first_replicate_of_its_points(tmp_path: Path) -> None:
    stop = Stop()

    def progress(done: int, _: int) -> None:
        stop.asked = done >= 4

    plan = design(days=3, replicates=50)
    with pytest.raises(Interrupted):
        run_sweep(plan, Serial(), tmp_path / "s", on_progress=progress, stop=stop)
    rows = pd.concat([pd.read_parquet(path) for path in (tmp_path / "s" / "parts").glob("*.parquet")])
    counts = rows.groupby("point").size()
    assert len(counts) == 4
    assert counts.max() - counts.min() <= 1


def test_tables_are_the_same_bytes_however_little_memory_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = design(days=3)
    run_sweep(plan, Serial(), tmp_path / "much")
    monkeypatch.setattr(tables, "_MOST_BYTES", 1)
    monkeypatch.setattr(tables.Layout, "__init__", _small_groups(tables.Layout.__init__))
    run_sweep(plan, Serial(), tmp_path / "little")
    frames = [pd.read_parquet(tmp_path / name / "results.parquet") for name in ("much", "little")]
    pd.testing.assert_frame_equal(*frames)
    assert digest(tmp_path / "much") != digest(tmp_path / "little")  # groups of two rows were written


def _small_groups(made: Callable[..., None]) -> Callable[..., None]:
    def small(self: tables.Layout, plan: Any) -> None:  # noqa: ANN401 - a design
        made(self, plan)
        self.group = 2

    return small


def test_merge_shows_what_is_there_so_far(call: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "few.toml"
    file.write_text('scenario = "two-towns"\ndays = 5\nreplicates = 4\n[factors]\n"convoys.buses" = [4, 12]\n')
    out = tmp_path / "s"
    assert call("sweep", file, "--shard", "1/2", "--out", out, "--workers", 1).code == 0
    said = call("sweep", file, "--merge", "--out", out)
    assert said.code == 1
    assert "PARTIAL: 4 of 8 runs are missing (run 2, 3, 6, 7)" in said.out
    assert "2 of 2 points have a run, and 2 of 4 replicates are whole" in said.out
    assert said.err.count("\n") == 1
    assert (out / "partial.md").read_text(encoding="utf-8").startswith("# Sweep few, partial")
    assert call("sensitivity", out).code == 2
    assert call("sweep", file, "--resume", "--out", out, "--workers", 1).code == 0
    assert not list(out.glob("partial.*"))
    assert call("check", out).out.splitlines()[-1] == "OK"
