"""The table of all experiments: what must come out, and what does (``make behaviour``).

    python -m behaviour.report [--only WORD]… [--seeds N] [--processes N] [--markdown] [--json FILE]

``--only`` keeps experiments whose name or point contains a word. Exit code 0 whatever the table says: the tests gate,
this page tells.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache, partial
from math import isfinite
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from behaviour.earlier import EDITION_ONE, PROTOTYPES
from behaviour.experiment import Experiment, Judged, judge
from behaviour.intervals import Estimate
from behaviour.runs import EXPERIMENTS, all_runs, tasks
from safepassage import __version__

COLUMNS = ("point", "experiment", "what is measured", "band", "edition 1", "prototypes", "value", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the experiments asked for and print their table."""
    asked = _parser().parse_args(arguments)
    chosen = [e for e in EXPERIMENTS if not asked.only or any(word in f"{e.name} {e.point}" for word in asked.only)]
    if not chosen:
        sys.stderr.write(f"--only {' '.join(asked.only)}: no such experiment; allowed: {', '.join(_names())}\n")
        return 2
    found = measure(chosen, asked.seeds, asked.processes)
    if asked.json:
        asked.json.write_text(json.dumps(as_json(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(markdown(found)) + "\n") if asked.markdown else Console().print(table(found))
    return 0


def measure(experiments: Sequence[Experiment], seeds: int | None, processes: int) -> list[Judged]:
    """Judge experiments over all their seeds, or over so many."""

    def seeds_of(experiment: Experiment) -> int:
        return seeds or experiment.seeds.all

    wanted = tasks(experiments, seeds_of)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        shown = progress.add_task("runs", total=len(wanted))
        runs_of = all_runs(wanted, processes, lambda: progress.advance(shown))
    return [judge(e, partial(runs_of, seeds_of(e))) for e in experiments]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m behaviour.report", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="experiments whose name or point has it")
    parser.add_argument("--seeds", type=positive, metavar="N", help="of every experiment (its own number without)")
    parser.add_argument("--processes", type=positive, default=2, metavar="N", help="at the same time (2)")
    parser.add_argument("--markdown", action="store_true", help="a table for docs/model.md")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    return parser


def positive(text: str) -> int:
    """A number of 1 or more, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def _names() -> list[str]:
    return [experiment.name for experiment in EXPERIMENTS]


# Telling


def number(value: float) -> str:
    """Three figures, without an exponent and without a sign before nought."""
    value += 0.0
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def in_words(estimate: Estimate | None, reason: str) -> str:
    """A value and its interval, or why there is none."""
    if estimate is None:
        return reason
    if not isfinite(estimate.low):
        return number(estimate.value)
    return f"{number(estimate.value)} [{number(estimate.low)}, {number(estimate.high)}]"


def _cells(judged: Judged) -> tuple[str, ...]:
    e = judged.experiment
    band = f"{e.band} (chosen)" if e.band.asks and not e.band.stated else f"{e.band}"
    value = in_words(judged.estimate, judged.reason)
    return e.point, e.name, e.statistic, band, edition_one(e), PROTOTYPES.get(e.name, ""), value, judged.verdict


@cache
def _earlier() -> dict[str, dict[str, Any]]:
    numbers: dict[str, dict[str, Any]] = json.loads(EDITION_ONE.read_text(encoding="utf-8"))["experiments"]
    return numbers


def edition_one(experiment: Experiment) -> str:
    """What version 0.1.0 gives, measured in the same way, else what was said of it."""
    value = _earlier().get(experiment.name, {}).get("value")
    return number(value) if value is not None else experiment.before


def table(found: Sequence[Judged]) -> Table:
    """The table for a terminal."""
    shown = Table(*COLUMNS, title=f"Experiments, version {__version__}")
    for judged in found:
        shown.add_row(*_cells(judged), style={"inside": "green", "outside": "red"}.get(judged.verdict))
    return shown


def markdown(found: Sequence[Judged]) -> Iterator[str]:
    """The same for a page."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|" + "---|" * len(COLUMNS)
    for judged in found:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in _cells(judged))} |"


def as_json(found: Sequence[Judged]) -> dict[str, Any]:
    """All numbers by experiment, so that a later table can show them beside its own."""
    return {"version": __version__, "experiments": {judged.experiment.name: _plain(judged) for judged in found}}


def _plain(judged: Judged) -> dict[str, Any]:
    e, estimate = judged.experiment, judged.estimate
    numbers = {name: _finite(x) for name, x in vars(estimate).items()} if estimate else {"reason": judged.reason}
    band = {"low": _finite(e.band.low), "high": _finite(e.band.high), "stated": e.band.stated}
    return {
        "point": e.point,
        "statistic": e.statistic,
        "before": e.before,
        "band": band,
        "verdict": judged.verdict,
        **numbers,
    }


def _finite(value: float) -> float | None:
    """Six figures, None for what is unbounded."""
    return float(f"{value:.6g}") + 0.0 if isfinite(value) else None


if __name__ == "__main__":
    sys.exit(main())
