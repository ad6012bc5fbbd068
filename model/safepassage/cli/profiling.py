"""``run --profile``: which phase of a day takes how long, measured from outside, so that results stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import perf_counter
from typing import Any
from unittest.mock import patch


@contextmanager
def stopwatch() -> Iterator[Callable[[], list[str]]]:
    """Time the phases of every campaign run inside; yields a function that gives a line for each phase."""
    from safepassage import context, siege, war
    from safepassage.campaign import Campaign

    # In the order of `Campaign.step`, which calls these.
    phases = {
        "construction": (Campaign, "__init__"),
        "context": (context, "morning"),
        "war": (war, "wage"),
        "siege": (siege, "endure"),
        "beliefs": (Campaign, "_beliefs"),
        "talks": (Campaign, "_talks"),
        "agreements": (Campaign, "_agreements"),
        "households": (Campaign, "_households"),
        "observers": (Campaign, "_observers"),
        "collect": (Campaign, "_collect"),
    }
    spent = dict.fromkeys(phases, 0.0)
    calls = dict.fromkeys(phases, 0)
    with ExitStack() as wrapped:
        for phase, (home, name) in phases.items():
            timed = _timed(getattr(home, name), phase, spent, calls)
            wrapped.enter_context(patch.object(home, name, timed))
        yield lambda: _lines(spent, calls)


def _timed(
    function: Callable[..., Any], phase: str, spent: dict[str, float], calls: dict[str, int]
) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passes on whatever the phase takes
        began = perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[phase] += perf_counter() - began
            calls[phase] += 1

    return timed


def _lines(spent: dict[str, float], calls: dict[str, int]) -> list[str]:
    total = sum(spent.values()) or 1.0
    runs = calls["construction"] or 1
    lines = [f"Time in the model: {1000 * total / runs:.1f} ms a run (mean of {runs})"]
    for phase, seconds in spent.items():
        each = 1e6 * seconds / (calls[phase] or 1)
        lines.append(
            f"  {phase:<13}{seconds / total:7.1%} {1000 * seconds / runs:9.2f} ms a run {each:11.1f} µs a call"
        )
    return lines
