"""What each lever does: two settings of one scenario, run by run with the same seeds, and the difference.

    python -m behaviour.levers [--only WORD]… [--seeds N] [--processes N] [--json FILE] > docs/levers.md

Each mechanism draws from a stream of its own, so what chance has in common falls out of a pair's difference. A lever
whose every outcome is the same in every pair does nothing there, and the page says so; one whose intervals all hold
nought was not seen to do anything.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isfinite
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from behaviour.earlier import EDITION_ONE_LEVERS
from behaviour.lever_list import LEVERS, Lever, Setting
from behaviour.observing import NotMeasurableError
from behaviour.report import number, positive
from safepassage import Result, Scenario, __version__, simulate
from safepassage.scenario import BadInput

SEEDS = 40
GROUPS = {
    "militants_killed": "fighters killed",
    "civilians_killed": "civilians killed",
    "government_killed": "government's killed",
}
OUTCOMES = {
    "deals": "deals signed",
    "signing_day": "signing day",
    "evacuated": "people evacuated",
    **GROUPS,
    "died_of_siege": "dead of the siege",
    "days_of_fighting": "days of fighting",
}

Task = tuple[str, str, int]
Outcome = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One outcome: its mean at the first setting, the mean difference to the second and its 95 % t interval."""

    first: float
    difference: float
    low: float
    high: float
    same: bool

    @property
    def seen(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0


# Running


@cache
def scenario_of(name: str, which: str) -> Scenario:
    """The scenario of a lever at its ``first`` or ``second`` setting; raises NotMeasurableError for an unknown key."""
    lever = next(lever for lever in LEVERS if lever.name == name)
    setting: Setting = getattr(lever, which)
    try:
        scenario = Scenario.load(setting.scenario or lever.scenario)
        overrides = setting.overrides(scenario) if callable(setting.overrides) else setting.overrides
        return scenario.with_overrides(overrides)
    except BadInput as error:
        if "unknown" in str(error):
            raise NotMeasurableError(str(error)) from None
        raise


def run(task: Task) -> Outcome | str:
    """The outcomes of one run of a lever's setting, or why there are none."""
    name, which, seed = task
    try:
        return outcomes(simulate(scenario_of(name, which), seed))
    except NotMeasurableError as reason:
        return str(reason)


def outcomes(result: Result) -> Outcome:
    """What is compared; the days of signature by enclave, so that a pair is compared over those that signed in both."""
    rows, totals = result.summary["agreements"], result.summary["totals"]
    found: dict[str, Any] = {group: sum(row[group] for row in rows) for group in GROUPS}
    if rows and "died_of_siege" in rows[0]:
        found["died_of_siege"] = sum(row["died_of_siege"] or 0 for row in rows)
    found["signing_day"] = {r["enclave"]: r["agreement_day"] for r in rows if r["agreement_day"] is not None}
    found["deals"] = len(found["signing_day"])
    return {**found, "evacuated": totals["evacuated"], "days_of_fighting": totals["days_of_fighting"]}


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Difference]:
    """The paired differences, second less first, of all outcomes that both have."""
    found = {}
    for name in (name for name in OUTCOMES if name in first[0]):
        pairs = [_pair(a[name], b[name]) for a, b in zip(first, second, strict=True)]
        known = np.array([pair for pair in pairs if pair is not None], dtype=float)
        if len(known) > 1:
            found[name] = _difference(known[:, 0], known[:, 1])
    return found


def _pair(a: Any, b: Any) -> tuple[float, float] | None:  # noqa: ANN401 - a number, or days by enclave
    """Two numbers; of days by enclave the means over those enclaves that signed in both runs."""
    if not isinstance(a, dict):
        return float(a), float(b)
    both = sorted(a.keys() & b.keys())
    return (float(np.mean([a[e] for e in both])), float(np.mean([b[e] for e in both]))) if both else None


def _difference(a: np.ndarray, b: np.ndarray) -> Difference:
    change = b - a
    half = float(stats.t.ppf(0.975, len(change) - 1) * change.std(ddof=1) / len(change) ** 0.5)
    mean = float(change.mean())
    return Difference(float(a.mean()), mean, mean - half, mean + half, bool((change == 0).all()))


def measure(levers: Sequence[Lever], seeds: int, processes: int) -> dict[str, dict[str, Difference] | str]:
    """The differences of each lever, or why there are none."""
    wanted = [(lever.name, which, s) for lever, which, s in product(levers, ("first", "second"), range(1, seeds + 1))]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        answers = dict(zip(wanted, pool.map(run, wanted, chunksize=8), strict=True))
    return {lever.name: _judged(lever, answers, seeds) for lever in levers}


def _judged(lever: Lever, answers: Mapping[Task, Outcome | str], seeds: int) -> dict[str, Difference] | str:
    sides = [[answers[lever.name, which, s] for s in range(1, seeds + 1)] for which in ("first", "second")]
    reasons = [answer for side in sides for answer in side if isinstance(answer, str)]
    return reasons[0] if reasons else compare(*sides)  # type: ignore[arg-type]


# Telling


def page(found: Mapping[str, dict[str, Difference] | str], seeds: int) -> Iterator[str]:
    """The page: a section a lever, with a table of sizes and intervals and a sentence on what it does."""
    yield "# What each lever does"
    yield ""
    yield (
        f"Made by `python -m behaviour.levers` (version {__version__}): {seeds} pairs of runs a lever, both of a pair "
        "with the same seed; differences are those of the second setting less the first, with 95 % intervals. The "
        "signing day is the mean over the enclaves that signed in both runs of a pair."
    )
    for lever in LEVERS:
        if lever.name in found:
            yield from _section(lever, found[lever.name])


def _section(lever: Lever, found: dict[str, Difference] | str) -> Iterator[str]:
    yield from ("", f"## {lever.title}", "", f"`{lever.scenario}`: {lever.first.words}, then {lever.second.words}.", "")
    if isinstance(found, str):
        yield f"Not in the model yet ({found})."
        return
    yield "| outcome | first | difference | 95 % interval | | edition 1 |"
    yield "|---|---|---|---|---|---|"
    for name, d in found.items():
        verdict = "the same in every pair" if d.same else "" if d.seen else "not told from nought"
        interval = f"{_signed(d.low)} to {_signed(d.high)}"
        cells = (OUTCOMES[name], number(d.first), _signed(d.difference), interval, verdict, _before(lever, name))
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield verdict_of(lever, found)


@cache
def _earlier() -> dict[str, Any]:
    numbers: dict[str, Any] = json.loads(EDITION_ONE_LEVERS.read_text(encoding="utf-8"))
    return numbers


def _before(lever: Lever, outcome: str) -> str:
    """The difference in version 0.1.0, where there was one."""
    numbers = _earlier().get(lever.name, {}).get(outcome)
    return _signed(numbers["difference"]) if numbers else ""


def verdict_of(lever: Lever, found: Mapping[str, Difference]) -> str:
    """A sentence: whether the lever does anything, and whether what it does is against what one would expect."""
    if all(d.same for d in found.values()):
        return "This lever does nothing here: every pair is the same."
    if not any(d.seen for d in found.values()):
        return "No effect of this lever can be told from chance here."
    against = perverse(lever, found)
    if not against:
        return "It acts, and nowhere against what one would expect." if lever.expected else "It acts."
    names = ", ".join(OUTCOMES[name] for name in against)
    return f"Against what one would expect: {names}. {lever.reason or 'No reason is known.'}"


def perverse(lever: Lever, found: Mapping[str, Difference]) -> list[str]:
    """Outcomes that moved against what the lever is expected to do."""
    return [name for name, way in lever.expected.items() if name in found and _against(found[name], way)]


def _against(d: Difference, way: int) -> bool:
    return d.seen and d.difference * way < 0


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the levers asked for and print the page."""
    parser = argparse.ArgumentParser(prog="python -m behaviour.levers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="levers whose name has it")
    parser.add_argument("--seeds", type=positive, default=SEEDS, metavar="N", help=f"pairs a lever ({SEEDS})")
    parser.add_argument("--processes", type=positive, default=2, metavar="N", help="at the same time (2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    asked = parser.parse_args(arguments)
    chosen = [lever for lever in LEVERS if not asked.only or any(word in lever.name for word in asked.only)]
    if not chosen:
        names = ", ".join(lever.name for lever in LEVERS)
        sys.stderr.write(f"--only {' '.join(asked.only)}: no such lever; allowed: {names}\n")
        return 2
    found = measure(chosen, asked.seeds, asked.processes)
    if asked.json:
        asked.json.write_text(json.dumps(as_json(found), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(page(found, asked.seeds)) + "\n")
    return 0


def as_json(found: Mapping[str, dict[str, Difference] | str]) -> dict[str, Any]:
    """All numbers by lever and outcome, or the reason why there are none."""
    return {
        name: {"reason": levers} if isinstance(levers, str) else {key: _plain(d) for key, d in levers.items()}
        for name, levers in found.items()
    }


def _plain(d: Difference) -> dict[str, float | bool | None]:
    rounded = {name: float(f"{x:.6g}") if isfinite(x) else None for name, x in vars(d).items() if name != "same"}
    return {**rounded, "same": d.same}


if __name__ == "__main__":
    sys.exit(main())
