"""``run --profile``: which phase of a day takes how long, timed around each phase, so that results stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from safepassage.campaign import SCHEDULE, Campaign
from safepassage.scenario import Scenario
from safepassage.simulation import Result, drive, finished, watched

_CONSTRUCTION = "construction"


class Stopwatch:
    """Simulates as :func:`safepassage.simulation.simulate` does, and notes the time that each phase takes."""

    def __init__(self) -> None:
        """Start at zero."""
        phases = (_CONSTRUCTION, *(name for name, _ in SCHEDULE))
        self._spent = dict.fromkeys(phases, 0.0)
        self._calls = dict.fromkeys(phases, 0)

    def simulate(
        self,
        scenario: Scenario,
        seed: int,
        *,
        days: int | None = None,
        on_day: Callable[[int], None] | None = None,
        check_invariants: bool = False,
    ) -> Result:
        """Run a scenario; all times add up over the runs, that of checking left out."""
        with self._timed(_CONSTRUCTION):
            campaign = Campaign(scenario, seed)
        for day in (watched if check_invariants else drive)(campaign, days, self._step):
            if on_day is not None:
                on_day(day)
        return finished(campaign)

    def _step(self, campaign: Campaign) -> None:
        campaign.world.day += 1
        for name, act in SCHEDULE:
            with self._timed(name):
                act(campaign.world)
        campaign.datacollector.collect(campaign)

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self._spent[phase] += perf_counter() - began
        self._calls[phase] += 1

    def lines(self) -> list[str]:
        """A heading and a line for each phase."""
        total = sum(self._spent.values()) or 1.0
        runs = self._calls[_CONSTRUCTION] or 1
        lines = [f"Time in the model: {1000 * total / runs:.1f} ms a run (mean of {runs})"]
        for phase, seconds in self._spent.items():
            each = 1e6 * seconds / (self._calls[phase] or 1)
            lines.append(
                f"  {phase:<13}{seconds / total:7.1%} {1000 * seconds / runs:9.2f} ms a run {each:11.1f} µs a call"
            )
        return lines
