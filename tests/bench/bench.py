"""What a run costs, and how cost grows: one table, every target a ratio measured in the same run.

Run by ``make bench``; ``--quick`` leaves out what takes minutes. Timings are noisy, so each is the best of several.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import mesa
import numpy as np
from ledger import Ledger

from safepassage import Scenario, simulate
from safepassage.campaign import Campaign
from safepassage.equations.choice import Utilities, Workspace, choose

ROUNDS = 5
BOOK = Ledger("run")
row = BOOK.add


def best(call: Callable[[], Any], times: int = 5, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of the quickest of several calls: of this processor's, so that what else the machine does counts less."""
    seconds = []
    for _ in range(times):
        gc.collect()
        start = clock()
        call()
        seconds.append(clock() - start)
    return min(seconds)


class PlainHousehold(mesa.Agent):  # type: ignore[misc]
    """One object a household, one threshold decision a day: what a plain Mesa model would do."""

    def __init__(self, model: mesa.Model, fear: float) -> None:
        super().__init__(model)
        self.fear = fear
        self.leaves = False

    def decide(self) -> None:
        self.leaves = self.fear > self.model.threshold


class PlainModel(mesa.Model):  # type: ignore[misc]
    """As many plain agents as there are households."""

    def __init__(self, households: int) -> None:
        super().__init__(rng=1)
        self.threshold = 1.0
        PlainHousehold.create_agents(self, households, self.rng.standard_normal(households).tolist())

    def step(self) -> None:
        self.agents.do("decide")


def plain_mesa(households: int, days: int) -> float:
    """Seconds that plain Mesa agents need, construction included; timed over a sixth of the days and scaled."""
    start = time.process_time()
    model = PlainModel(households)
    built = time.process_time() - start
    part = max(days // 6, 1)
    start = time.process_time()
    for _ in range(part):
        model.step()
    return built + (time.process_time() - start) / part * days


def whole_run() -> None:
    scenario = Scenario.load("spring-2018")
    simulate(scenario, 1)
    result = simulate(scenario, 1)
    # In turns, because the speed of a shared machine changes from minute to minute.
    rounds = [(best(lambda: simulate(scenario, 1)), plain_mesa(result.households, result.days)) for _ in range(ROUNDS)]
    ours, plain = (min(seconds) for seconds in zip(*rounds, strict=True))
    times = median(theirs / own for own, theirs in rounds)
    row("spring-2018, households and days", f"{result.households:,} and {result.days}")
    row("spring-2018, whole run", f"{ours:.3f} s")
    row("plain Mesa agents, the same", f"{plain:.2f} s")
    row(f"times faster than plain Mesa, median of {ROUNDS} rounds", f"{times:.0f}", "at least 100", times >= 100)
    for name in ("two-towns", "south-damascus-2018", "spring-2018"):
        other = Scenario.load(name)
        seconds = best(lambda other=other: simulate(other, 1))
        row(f"{name}, runs a second on one core", f"{1 / seconds:.1f}")


def kernel() -> None:
    """The choice of a million households against copying the bytes that it reads and writes."""
    n = 1_000_000
    rng = np.random.default_rng(1)
    fighters = (rng.random(n) < 0.1).astype(np.uint8)
    fear, attachment = rng.standard_normal((2, n), dtype=np.float32)
    taste = rng.standard_normal((4, n), dtype=np.float32)
    chosen = np.empty(n, np.uint8)
    work = Workspace()
    u = Utilities(-1.0, -2.0, 0.0, -0.5, 4.0, 0.0, -3.0, -2.0, 0.8, 0.6)
    columns = [fighters, fear, attachment, taste, chosen]
    copies = [np.empty_like(column) for column in columns]

    def copy_all() -> None:
        for source, target in zip(columns, copies, strict=True):
            np.copyto(target, source)

    ours = best(lambda: choose(chosen, fighters, fear, attachment, taste, u, work), 15)
    copying = best(copy_all, 15)
    row("choice kernel, four options open", f"{ours / n * 1e9:.1f} ns a household")
    row("copying its bytes", f"{copying / n * 1e9:.1f} ns a household")
    row("kernel over copy", f"{ours / copying:.1f}", "at most 8", ours / copying <= 8)


def scaled(scenario: Scenario, factor: int) -> Scenario:
    """The scenario with so many times the people, fighters and buses."""
    tables = scenario.tables
    values: dict[str, Any] = {"convoys.buses": tables.convoys.buses * factor}
    values |= {f"districts.{slug}.population": d.population * factor for slug, d in tables.districts.items()}
    values |= {f"factions.{slug}.fighters": f.fighters * factor for slug, f in tables.factions.items()}
    for slug, place in tables.destinations.items():
        values[f"destinations.{slug}.intake"] = min(place.intake * factor, 200_000_000)
        values[f"destinations.{slug}.places"] = min(place.places * factor, 200_000_000)
    return scenario.with_overrides(values)


def people(largest: int) -> None:
    scenario = Scenario.load("spring-2018")
    small = simulate(scenario, 1)
    base = best(lambda: simulate(scenario, 1))
    for factor in (10, largest):
        many = scaled(scenario, factor)
        start = time.process_time()
        households = simulate(many, 1).households
        seconds = time.process_time() - start
        each = (seconds - base) / (households - small.households) * 1e9
        row(f"{factor} times the people: {households:,} households", f"{seconds:.2f} s")
        most = 150 if factor == 10 else 200
        row(f"each further household at {factor} times", f"{each:.0f} ns", f"at most {most} ns", each <= most)
    largest_use = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("most memory used by then, libraries included", f"{largest_use:,.0f} MB")
    tracemalloc.start()
    households = simulate(scaled(scenario, 10), 1).households
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    tracemalloc.start()
    simulate(scenario, 1)
    _, small_peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (peak - small_peak) / (households - small.households)
    row("peak memory of each further household", f"{each:.0f} bytes", "at most 32", each <= 32)


def country(districts: int, enclaves: int) -> Scenario:
    """A generated country: enclaves of equal numbers of districts in lines, each beside government ground."""
    import datetime as dt

    start = dt.date(2030, 1, 1)
    each = districts // enclaves
    tables: dict[str, Any] = {
        "scenario": {"title": "generated", "start": start, "days": 60, "capital_region": []},
        "districts": {"ground": {"name": "Ground", "lat": 33.0, "lon": 36.0}},
        "fronts": [],
        "roads": [{"a": "ground", "b": "north", "km": 300.0, "hours": 10.0}],
        "destinations": {"north": {"holder": "rebel", "intake": 100_000, "places": 10_000_000}},
        "factions": {},
        "government": {"strength": 300 * districts},
        "brokers": {"broker": {"name": "Broker", "guarantee": 0.6, "skill": 0.5, "capacity": 1_000}},
        "convoys": {"buses": 10 * districts},
        "offensives": [],
    }
    for e in range(enclaves):
        tables["factions"][f"f{e}"] = {"name": f"F{e}", "kind": "rebel", "fighters": 50 * each, "stock_days": 20.0}
        for i in range(each):
            slug = f"d{e}-{i}"
            tables["districts"][slug] = {
                "name": slug, "lat": 33.0 + e / 100, "lon": 36.0 + i / 100, "population": 500,
                "population_prewar": 4_000, "holder": f"f{e}",
            }  # fmt: skip
            tables["fronts"].append({"a": slug, "b": f"d{e}-{i - 1}" if i else "ground"})
            tables["roads"].append({"a": slug, "b": "ground", "km": 5.0, "hours": 0.3})
        names = [f"d{e}-{i}" for i in range(each)]
        tables["offensives"].append({"date": start + dt.timedelta(e % 20), "districts": names, "strength": 300 * each})
    return Scenario("generated", tables)


def districts() -> None:
    """Time a day against the number of districts and enclaves; linear growth is a ratio of 1."""

    def a_day(scenario: Scenario) -> float:
        return best(lambda: simulate(scenario, 1), 3) / scenario.tables.scenario.days

    few = {n: a_day(country(n, 10)) for n in (20, 200, 2_000)}
    for n, seconds in few.items():
        row(f"{n} districts, 10 enclaves: a day", f"{seconds * 1e3:.2f} ms")
    growth = few[2_000] / few[200] / 10
    row("growth from 200 to 2,000 districts over linear", f"{growth:.2f}", "at most 1", growth <= 1)
    many = a_day(country(2_000, 100))
    row("2,000 districts, 100 enclaves: a day", f"{many * 1e3:.2f} ms")
    row("10 to 100 enclaves over linear", f"{many / few[2_000] / 10:.2f}", "at most 1", many <= 10 * few[2_000])
    campaign = Campaign(country(200, 10), 1)
    found = 0
    original = campaign.world.network.pockets

    def counted(*args: Any) -> Any:  # noqa: ANN401
        nonlocal found
        found += 1
        return original(*args)

    campaign.world.network.pockets = counted  # type: ignore[method-assign]
    changes = 0
    for _ in range(60):
        before = list(campaign.world.network.holder)
        campaign.step()
        changes += before != campaign.world.network.holder
    # An enclave's end and its last handover may fall on the same day, hence the small allowance.
    row(
        "days with a change of holders, enclaves found again",
        f"{changes}, {found}",
        "not more than twice a change",
        found <= 2 * changes + 1,
    )


def start_up() -> None:
    """Seconds from a command to its end, with a warm disk."""
    program = [sys.executable, "-m", "safepassage"]

    def seconds(*words: str) -> float:
        return best(
            lambda: subprocess.run([*program, *words], check=True, stdout=subprocess.DEVNULL), 3, time.perf_counter
        )

    def run(*words: str) -> float:
        def once() -> None:
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(
                    [*program, "run", "two-towns", "--out", str(Path(folder) / "run"), *words],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )

        return best(once, 3, time.perf_counter)

    for what, found, most in (
        ("safepassage --help", seconds("--help"), 0.3),
        ("safepassage list", seconds("list"), 0.5),
        ("safepassage run two-towns, pictures included", run(), 2.5),
    ):
        row(what, f"{found:.2f} s", f"under {most} s", found < most)
    row("safepassage run two-towns --no-figures", f"{run('--no-figures'):.2f} s")


def main() -> int:
    """Measure everything; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten instead of a hundred times the people")
    quick = BOOK.quick = parser.parse_args().quick
    start_up()
    whole_run()
    kernel()
    people(20 if quick else 100)
    districts()
    return BOOK.keep()


if __name__ == "__main__":
    sys.exit(main())
