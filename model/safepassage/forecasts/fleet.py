"""The fleet of a draw, watched: how many buses were out at once, and whether they were ever too few."""

from __future__ import annotations

from safepassage.world.convoys import Fleet

UNLIMITED = 1_000_000


class WatchedFleet(Fleet):
    """A fleet that remembers its peak use; it drives as any other."""

    def __init__(self, buses: int, seats: int) -> None:
        """Start with all buses free."""
        super().__init__(buses, seats)
        self.peak = 0
        self.short = False

    def free(self, hour: float) -> int:
        """Buses free at an hour; none left means that they may be too few."""
        found = super().free(hour)
        self.short |= found == 0
        return found

    def send(self, buses: int) -> None:
        """Buses leave the yard; a convoy that takes the last one may have wanted more."""
        super().send(buses)
        self.peak = max(self.peak, self.out)
        self.short |= self.out >= self.buses
