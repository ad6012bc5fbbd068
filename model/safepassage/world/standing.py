"""How the word of a besieger stands with those whom it besieges."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.equations import beliefs


@dataclass(slots=True)
class Standing:
    """A Beta belief, common to all who are besieged by the same side, that it keeps its word; it counts deals."""

    mean: float
    weight: float
    honoured: float = 0.0
    broken: float = 0.0

    @property
    def trust(self) -> float:
        """The mean of the belief."""
        return beliefs.trust(self.mean, self.weight, self.honoured, self.broken)
