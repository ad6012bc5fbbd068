"""What a sweep costs beyond its runs: two workers against one, overhead a run, memory over thousands of runs.

``python tests/bench/sweeps.py`` on a quiet machine with two processors or more; all figures are measured in one go.
``--quick`` takes a tenth of the runs: enough to see that it works, too few for the ratio.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from ledger import Ledger

DESIGN = """
scenario = "{scenario}"
replicates = {replicates}
seed = 1
[factors]
{factors}
"""
GRID = '"brokers.{broker}.guarantee" = [0.2, 0.4, 0.6, 0.8]\n"convoys.buses" = [10, 20, 40, 80]'
RATIO, OVERHEAD_MS, GROWTH_MB = 1.9, 0.5, 25.0
BOOK = Ledger("sweeps")


def command(design: Path, folder: Path, *options: str) -> float:
    """Seconds of one sweep by the command line, start-up, tables and pictures included."""
    started = time.perf_counter()
    line = [sys.executable, "-m", "safepassage", "sweep", str(design), "--out", str(folder), *options]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def written(folder: Path, name: str, scenario: str, broker: str, replicates: int) -> Path:
    """A grid of 16 points as a design file."""
    path = folder / f"{name}.toml"
    text = DESIGN.format(scenario=scenario, replicates=replicates, factors=GRID.format(broker=broker))
    path.write_text(text, encoding="utf-8")
    return path


def ratio(folder: Path, scenario: str, broker: str, replicates: int) -> bool:
    """Runs a second of two workers over those of one, on the same design."""
    design = written(folder, f"ratio-{scenario}", scenario, broker, replicates)
    seconds = {n: command(design, folder / f"{scenario}-{n}", "--workers", str(n)) for n in (1, 2)}
    equal = len({(folder / f"{scenario}-{n}" / "results.parquet").read_bytes() for n in (1, 2)}) == 1
    found = seconds[1] / seconds[2]
    model = pd.read_parquet(folder / f"{scenario}-1" / "timings.parquet")["seconds"]
    what = f"{scenario}, {16 * replicates} runs of {model.mean() * 1000:.1f} ms, start-up included"
    BOOK.add(what, f"{seconds[1]:.1f} s with 1 worker, {seconds[2]:.1f} s with 2", "the same bytes", equal)
    return told(f"{scenario}: runs a second, 2 workers over 1", found, f">= {RATIO}", met=equal and found >= RATIO)


def overhead(folder: Path, runs: int) -> bool:
    """Milliseconds a run beyond the same runs as bare calls of the model, in this process, one after the other."""
    from safepassage import Scenario, simulate
    from safepassage.computing.engines import Serial
    from safepassage.sweeps.design import read_design
    from safepassage.sweeps.sweep import run_sweep

    design = read_design(written(folder, "overhead", "two-towns", "elders", runs // 16))
    scenario = Scenario.load("two-towns")
    for seed in range(20):
        simulate(scenario, seed)
    # What a sweep costs once, however many runs it has: libraries, and the fingerprint of the code.
    started = time.perf_counter()
    run_sweep(read_design(written(folder, "one", "two-towns", "elders", 1)), Serial(), folder / "start-up")
    BOOK.add("the first sweep of a process, of 16 runs", f"{time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    report = run_sweep(design, Serial(), folder / "overhead")
    whole = time.perf_counter() - started
    model = model_seconds(design)
    found = (whole - model) / report.runs * 1000
    what = "overhead a run beside the model's own time, start-up apart, ms"
    return told(what, found, f"< {OVERHEAD_MS} ms", met=found < OVERHEAD_MS)


def model_seconds(design: object) -> float:
    """What the same runs take as bare calls of the model, each point's scenario made once."""
    from safepassage import simulate
    from safepassage.sweeps.design import Design

    assert isinstance(design, Design)
    total, last = 0.0, (-1, None)
    for run in range(design.runs):
        point = run // design.replicates
        if last[0] != point:
            changes = dict(zip(design.factors, design.values(run), strict=True))
            last = (point, design.scenarios["two-towns"].with_overrides(changes))
        started = time.perf_counter()
        simulate(last[1], design.seed(run))  # type: ignore[arg-type]
        total += time.perf_counter() - started
    return total


MEMORY = """
import sys
from pathlib import Path
from safepassage.sweeps.design import read_design
from safepassage.computing.engines import Serial
from safepassage.sweeps.sweep import run_sweep

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

seen = []
def progress(done, failed):
    seen.append((done, resident()))

run_sweep(read_design(sys.argv[1]), Serial(), Path(sys.argv[2]), on_progress=progress)
half = next(size for done, size in seen if 2 * done >= seen[-1][0])
print(seen[0][1], half, seen[-1][1])
"""


def memory(folder: Path, runs: int) -> bool:
    """Growth of one process over the second half of a long sweep; the first half fills pools and caches."""
    design = written(folder, "memory", "two-towns", "elders", runs // 16)
    line = [sys.executable, "-c", MEMORY, str(design), str(folder / "memory")]
    first, half, last = map(float, subprocess.run(line, check=True, capture_output=True, text=True).stdout.split())
    BOOK.add(
        f"resident memory at first, after {runs // 2:,} and after {runs:,} runs of two-towns",
        f"{first:.0f}, {half:.0f} and {last:.0f} MB",
    )
    return told(
        f"growth over the last {runs // 2:,}, MB", last - half, f"< {GROWTH_MB} MB", met=last - half < GROWTH_MB
    )


def told(what: str, found: float, target: str, *, met: bool) -> bool:
    """Note a figure beside its target."""
    return BOOK.add(what, f"{found:.2f}", target, met)


def main() -> int:
    """Measure everything; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    BOOK.quick = parser.parse_args().quick
    fewer = 10 if BOOK.quick else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratio(folder, "spring-2018", "russia", max(40 // fewer, 2))
        ratio(folder, "two-towns", "elders", 320 // fewer)
        overhead(folder, 1600 // fewer)
        memory(folder, 20_000 // fewer)
    return BOOK.keep()


if __name__ == "__main__":
    sys.exit(main())
