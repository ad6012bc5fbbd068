"""Which draws a forecast makes: families that share their parameters, so that it can be told what makes it wide.

Draws of a family have the same parameters; where facts vary, two of its three have the same facts too. Each
draw has a seed of its own. Nothing here depends on how many processes there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from safepassage.computing import posterior
from safepassage.computing.posterior import Draw as Values
from safepassage.forecasts.subject import Subject

SEEDS = 100_000  # seeds of one forecast: from its own seed times this on
MOST_DRAWS = 10_000
TWO_SEEDS = (0, 0)  # which facts each draw of a family has: where all are given, the same
TWO_DRAFTS = (0, 0, 2)  # where facts vary the first drawn twice, then others


@dataclass(frozen=True, slots=True)
class Draw:
    """One run: its number, its family, the seed of its chance, and that of its draft."""

    number: int
    family: int
    seed: int
    facts: int


@dataclass(frozen=True)
class Family:
    """Draws that share ``values``, the drawn parameters by dotted name."""

    number: int
    values: Values
    draws: tuple[Draw, ...]

    def __str__(self) -> str:
        return f"draws {self.draws[0].number} to {self.draws[-1].number}"


def families(subject: Subject, draws: int, seed: int, fixed: frozenset[str]) -> list[Family]:
    """The families of so many draws; the last one may be smaller than the others.

    Args:
        subject: what is forecast.
        draws: how many runs in all.
        seed: of all draws.
        fixed: parameters that the scenario itself gives, and that are not drawn.
    """
    pattern = TWO_DRAFTS if subject.varies else TWO_SEEDS
    count = -(-draws // len(pattern))
    values = posterior.posterior_draws(count, subject.leave_out, seed)
    return [
        Family(n, {name: x for name, x in drawn.items() if name not in fixed}, tuple(_members(n, subject, draws, seed)))
        for n, drawn in enumerate(values)
    ]


def _members(family: int, subject: Subject, draws: int, seed: int) -> Iterator[Draw]:
    pattern = TWO_DRAFTS if subject.varies else TWO_SEEDS
    first = family * len(pattern)
    for place, draft in enumerate(pattern):
        if first + place < draws:
            facts = seed * SEEDS + first + draft if subject.varies else 0
            yield Draw(first + place, family, seed * SEEDS + first + place, facts)


def source(subject: Subject) -> str:
    """Where the parameters come from, in words: the posterior's file, or the priors."""
    path = posterior.source(subject.leave_out)
    if path is None:
        return "priors"
    return "posterior" if subject.leave_out is None else f"posterior without {subject.leave_out}"
