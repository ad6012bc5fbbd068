"""What an experiment is: cases to run, a statistic of their runs, and the band in which it must lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from behaviour.intervals import Band, Estimate, resampled, share
from behaviour.observing import Besides, NotMeasurableError, Runs, Seen, observe
from safepassage import Scenario
from safepassage.scenario import BadInput

Measure = Callable[[Runs], Estimate]


@dataclass(frozen=True)
class Case:
    """A scenario to be run: ``settings`` are laid over its parameters, ``factors`` multiply those it has.

    ``besides`` observes what takes more than the run itself.
    """

    build: Callable[[], Scenario]
    settings: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    besides: Besides | None = None

    def scenario(self) -> Scenario:
        """The scenario; raises NotMeasurableError where the schema does not know a key yet."""
        try:
            return self.build()
        except BadInput as error:
            if "unknown key" in str(error):
                raise NotMeasurableError(f"the scenario cannot say it yet ({error})") from None
            raise

    def run(self, scenario: Scenario, seed: int) -> Seen:
        """One run of it, observed."""
        values: dict[str, dict[str, float]] = scenario.parameters.model_dump()
        settings = dict(self.settings)
        for dotted, factor in self.factors.items():
            group, _, name = dotted.partition(".")
            if name not in values.get(group, {}):
                raise NotMeasurableError(f"no parameter {dotted!r} yet")
            settings[dotted] = values[group][name] * factor
        seen = observe(scenario, seed, settings)
        return replace(seen, besides=self.besides(scenario, seed, seen)) if self.besides else seen


class Seeds(NamedTuple):
    """How many seeds gate a change, and how many the full table takes."""

    few: int
    all: int


TOWNS = Seeds(12, 40)
SPRING = Seeds(8, 60)
SOUTH = Seeds(16, 100)


@dataclass(frozen=True)
class Experiment:
    """One thing that must come out.

    ``point`` is the issue and its point; ``before`` what version 0.1.0 was said to do; ``statistic`` what is measured.
    A ``Band`` with ``stated=False`` was chosen here, because the design gives no number.
    """

    name: str
    point: str
    before: str
    statistic: str
    band: Band
    cases: tuple[str, ...]
    measure: Measure
    seeds: Seeds = TOWNS


@dataclass(frozen=True)
class Judged:
    """An experiment and what the runs say: an estimate, or why there is none."""

    experiment: Experiment
    estimate: Estimate | None
    reason: str = ""

    @property
    def inside(self) -> bool:
        """Whether the value lies in the band."""
        return self.estimate is not None and self.estimate.inside(self.experiment.band)

    @property
    def near(self) -> bool:
        """Whether it lies in the band, or a standard error beside it."""
        return self.estimate is not None and self.estimate.near(self.experiment.band)

    @property
    def verdict(self) -> str:
        """``inside``, ``outside``, ``not measurable yet``, or ``told`` where nothing is asked."""
        if self.estimate is None:
            return "not measurable yet"
        if not self.experiment.band.asks:
            return "told"
        return "inside" if self.inside else "outside"


def judge(experiment: Experiment, runs_of: Callable[[str], Sequence[Seen]]) -> Judged:
    """Measure an experiment on the runs of its cases."""
    try:
        return Judged(experiment, experiment.measure({case: runs_of(case) for case in experiment.cases}))
    except NotMeasurableError as reason:
        return Judged(experiment, None, str(reason))


# Ways to measure


def statistic(of: Callable[[Runs], float]) -> Measure:
    """A number of all runs, with a bootstrap interval over seeds."""
    return lambda runs: resampled(of, runs)


def shares(flag: Callable[[Seen], bool]) -> Measure:
    """The share of the runs of a case in which something holds; of several cases, the smallest."""
    return lambda runs: min((share([flag(seen) for seen in case]) for case in runs.values()), key=lambda e: e.value)
