"""Convoys and the one fleet of buses. Hours are counted from midnight of day 0, so that hour 29 is 05:00 on day 1."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.people.households import Rows
from safepassage.world.enclave import Enclave
from safepassage.world.ground import Route


@dataclass(slots=True, eq=False)
class Convoy:
    """Buses that left together; ``due`` is the hour at which they reach ``destination``."""

    number: int
    enclave: Enclave
    origins: list[int]
    day: int
    entry_hour: float
    departure_hour: float
    buses: int
    people: int
    fighters: int
    rows: Rows
    destination: str
    route: Route
    due: float
    deniable: bool
    first_destination: str
    first_due: float
    held_since: float | None = None
    held_hours: float = 0.0
    arrived_at: float | None = None
    turned_back: bool = False
    shot_at: bool = False
    killed: int = 0

    @property
    def aboard(self) -> int:
        """People still alive on it."""
        return self.people - self.killed


class Fleet:
    """The buses, and when those that are out come back."""

    def __init__(self, buses: int, seats: int) -> None:
        """Start with all buses free."""
        self.buses, self.seats = buses, seats
        self.out = 0
        self._returns: list[tuple[float, int]] = []

    def free(self, hour: float) -> int:
        """Buses free at an hour; takes back those that have returned by then."""
        back = sum(n for due, n in self._returns if due <= hour)
        if back:
            self._returns = [(due, n) for due, n in self._returns if due > hour]
            self.out -= back
        return max(self.buses - self.out, 0)

    def out_at(self, hour: float) -> int:
        """Buses not in the yard at an hour."""
        self.free(hour)
        return self.out

    @property
    def empty(self) -> int:
        """Buses that have unloaded and were not back when somebody last asked for buses."""
        return sum(buses for _, buses in self._returns)

    def send(self, buses: int) -> None:
        """Buses leave the yard."""
        self.out += buses

    def returning(self, buses: int, hour: float) -> None:
        """Buses that unloaded will be back at an hour."""
        self._returns.append((hour, buses))
