"""A forecast: draws made or taken over from disk, weighed, beside what was reported."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safepassage.computing import posterior, unfinished
from safepassage.computing.answers import AnswersFile
from safepassage.computing.each import Told, each
from safepassage.computing.engines import Engine
from safepassage.computing.provenance import code
from safepassage.forecasts import plan, weighing
from safepassage.forecasts.drawing import Asked, Drawn, packed, simulate_family, unpacked
from safepassage.forecasts.plan import Family
from safepassage.forecasts.reported import Figure, figures
from safepassage.forecasts.sample import Sample
from safepassage.forecasts.subject import Subject, besieged
from safepassage.forecasts.width import Pairs, Width
from safepassage.scenario import Scenario

Floats = NDArray[np.float64]

MAKER = "safepassage.forecasts.drawing"
DRAWS = 500


@dataclass(frozen=True)
class Order:
    """What is asked for: of what, how many draws, with which seed; the draws do not depend on anything else."""

    subject: Subject
    draws: int
    seed: int

    @cached_property
    def reference(self) -> Scenario:
        """The scenario whose names and reported figures are those of the forecast."""
        return self.subject.reference(self.seed * plan.SEEDS)

    @cached_property
    def families(self) -> list[Family]:
        """The draws to be made."""
        return plan.families(self.subject, self.draws, self.seed, posterior.given_by(self.reference))

    @cached_property
    def asked(self) -> Asked:
        """What every worker is told."""
        return Asked(self.subject, besieged(self.reference))

    @cached_property
    def fingerprint(self) -> str:
        """Of all that the draws depend on: the code, the subject, the parameters of each family, the seeds."""
        subject = self.subject
        told = [code(MAKER), self.reference.hash, subject.name, repr(self.families)]
        if subject.drafted:
            told.append(repr(subject))
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Forecast:
    """Draws with their weights, and what was reported."""

    order: Order
    sample: Sample
    weights: Floats
    as_of: dt.date | None

    @property
    def scenario(self) -> Scenario:
        """The scenario whose names and reported figures are meant."""
        return self.order.reference

    @property
    def effective(self) -> float:
        """How many equally weighted draws would say as much."""
        return weighing.effective(self.weights)

    @cached_property
    def figures(self) -> list[Figure]:
        """What was reported, days counted as in the draws."""
        return figures(self.scenario, self.sample.start)

    @cached_property
    def pairs(self) -> Pairs:
        """Which draws share what."""
        return Pairs(self.sample.families, self.sample.drafts)

    @cached_property
    def width(self) -> Width:
        """What makes the numbers of evacuees wide: the mean over the enclaves of the first day.

        The draws count alike here, also where a date weighs them: weights would tie parameters to chance.
        """
        first = [enclave.name for enclave in self.order.asked.enclaves]
        return self.pairs.common_width([self.sample.enclave(name, "evacuated") for name in first])


def draw_all(
    order: Order, engine: Engine, folder: Path, *, resume: bool, told: Told = lambda _done, _total: None
) -> Sample:
    """Make all draws on an engine; they are kept in ``folder`` until the forecast is written.

    Raises:
        BadInput: where draws of an earlier call lie there and ``resume`` was not asked for, or somebody is at work.
        EngineError: where a worker died over a draw.
    """
    path = unfinished.answers(folder, resume=resume)
    kept = AnswersFile[Family, list[Drawn]](path, lambda family: (family.number,), packed, unpacked)
    families = order.families
    answers = each(
        engine, simulate_family, order.asked, families, kept=kept, size=lambda family: len(family.draws), told=told
    )  # fmt: skip
    return Sample(families, [drawn for answer in answers for drawn in answer])


def weigh(order: Order, sample: Sample, as_of: dt.date | None) -> Forecast:
    """The forecast that the draws make; raises BadInput where a date leaves too few of them."""
    count = len(sample.drawn)
    weights = weighing.equal(count)
    if as_of is not None:
        weights = weighing.weighed(sample, figures(order.reference, sample.start), as_of)
    return Forecast(order, sample, weights, as_of)
