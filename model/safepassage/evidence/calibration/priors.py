"""Which parameters are fitted, on which scale, and why these: the one place to change it.

Twenty-seven rows tell perhaps a dozen numbers. What is fitted was chosen by a screening (:mod:`.screening`): a
parameter must move reported quantities, and it must not do so in the same way as another one that is fitted already.
All others stay at their declared values. Ranges are those of the declarations in :mod:`safepassage.parameters`.

Kinds of groups and of besiegers are pooled in part: what a class differs by is a factor on what holds for all, which is
normal around its declared start on the log scale, with the spread that classes have (:data:`POOLED`). Where a class has
many rows they decide, where it has one or none it stays near what is assumed of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, norm

from safepassage.computing.posterior import PEAK
from safepassage.evidence.calibration.proposals import Floats
from safepassage.parameters import Declaration, declarations

Scale = Literal["linear", "log", "pooled"]
POOLED = 0.35  # log-sd of a class's factor: two thirds of all classes lie within 0.7 and 1.4 times what is assumed


@dataclass(frozen=True)
class Choice:
    """One fitted parameter: its dotted name, the scale on which its prior is flat, and what it is told by."""

    name: str
    scale: Scale
    reason: str


FITTED: tuple[Choice, ...] = (
    Choice("war.advance", "log", "days from offensive to agreement"),
    Choice("war.defender_fire", "log", "the government's dead"),
    Choice("war.attacker_fire", "log", "the militants' dead"),
    Choice("war.civilian_toll", "log", "civilians killed"),
    Choice("beliefs.stall", "log", "share of the ground lost before a deal, and so the days from the offensive to it"),
    Choice("beliefs.peer_work", "linear", "how soon those sign whose peers are gone"),
    Choice("bargaining.hunger_cost", "log", "when those sign who are besieged and not attacked"),
    Choice("talks.withdrawal", "log", "whether a group leaves over an open way or signs"),
    Choice("households.board", "linear", "evacuees, their share of the population"),
    Choice("households.violence", "linear", "evacuees of ruined places beside those of others"),
    Choice("agreements.registration_days", "log", "days from the agreement to the first buses"),
    Choice("agreements.incidents", "linear", "interruptions, the length of the evacuation"),
    Choice("agreements.collapse", "log", "second attempts, the length of the evacuation"),
    Choice("beliefs.stall_jihadist", "pooled", "how jihadist groups differ from rebels: two rows"),
    Choice("beliefs.stall_islamic_state", "pooled", "how the Islamic State differs: five rows"),
    Choice("beliefs.stall_garrison", "pooled", "how a state's soldiers differ: two rows"),
    Choice("war.advance_others", "pooled", "how besiegers other than the government differ: seven rows"),
)


@dataclass(frozen=True)
class Prior:
    """Independent priors seen as a unit cube.

    Between its bounds each is a PERT distribution on its scale, whose mode is what was declared as the start: bounds
    say what is possible, the start what is likeliest. Pooled ones are normal on the logarithm around the start.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    scales: tuple[Scale, ...]
    modes: tuple[float, ...]

    @property
    def dimensions(self) -> int:
        """How many parameters are fitted."""
        return len(self.names)

    def values(self, points: Floats) -> Floats:
        """From points of the unit cube (n × d) to parameter values."""
        low, high, log, pooled = self._scaled()
        inside = low + (high - low) * beta.ppf(points, *self._shapes())
        scaled = np.where(pooled, np.clip(self._middles() + POOLED * norm.ppf(points), low, high), inside)
        return np.where(log | pooled, np.exp(np.where(log | pooled, scaled, 0.0)), scaled)

    def points(self, values: Floats) -> Floats:
        """From parameter values to points of the unit cube."""
        low, high, log, pooled = self._scaled()
        scaled = np.where(log | pooled, np.log(np.where(log | pooled, values, 1.0)), values)
        inside = np.clip((scaled - low) / (high - low), 0.0, 1.0)
        deviates = (scaled - self._middles()) / POOLED
        points: Floats = np.where(pooled, norm.cdf(deviates), beta.cdf(inside, *self._shapes()))
        return points

    def _middles(self) -> Floats:
        """What was declared as the start, on each parameter's scale."""
        _, _, log, pooled = self._scaled()
        modes = np.array(self.modes, float)
        return np.where(log | pooled, np.log(np.where(log | pooled, modes, 1.0)), modes)

    def _shapes(self) -> tuple[Floats, Floats]:
        """The two shapes of each PERT distribution."""
        low, high, *_ = self._scaled()
        at = (self._middles() - low) / (high - low)
        return 1.0 + PEAK * at, 1.0 + PEAK * (1.0 - at)

    def named(self, point: Floats) -> dict[str, float]:
        """One point as dotted names and values."""
        return dict(zip(self.names, self.values(point[None])[0].tolist(), strict=True))

    def _scaled(self) -> tuple[Floats, Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """Lower and upper ends on the scale of each parameter, and which stand on the logarithm, and are pooled."""
        log, pooled = (np.array([scale == name for scale in self.scales]) for name in ("log", "pooled"))
        ends = (np.array(values, float) for values in (self.low, self.high))
        low, high = (np.where(log | pooled, np.log(np.where(log | pooled, end, 1.0)), end) for end in ends)
        return low, high, log, pooled


def declared_prior(choices: Sequence[Choice] = FITTED) -> Prior:
    """The prior of the chosen parameters, with the ranges they were declared with.

    Raises:
        KeyError: for a name that is not declared.
        ValueError: for a parameter declared as fixed.
    """
    known: dict[str, Declaration] = {declaration.name: declaration for declaration in declarations()}
    ranges = []
    for choice in choices:
        prior = known[choice.name].prior
        if prior is None:
            raise ValueError(f"{choice.name} is declared as fixed: it has no range to be fitted within")
        ranges.append(prior)
    starts = tuple(known[choice.name].start for choice in choices)
    return Prior(
        tuple(choice.name for choice in choices),
        tuple(low for low, _ in ranges),
        tuple(high for _, high in ranges),
        tuple(choice.scale for choice in choices),
        starts,
    )
