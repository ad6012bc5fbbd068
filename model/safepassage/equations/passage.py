"""Gate, bus, timetable and the receivers' consent. Hours are counted from midnight."""

from __future__ import annotations

from math import ceil


def screened(pace: float, hours: float, share_of_a_night: float) -> int:
    """People that a gate screens for one night's convoy, at a pace in people an hour; one at least."""
    return max(int(pace * hours * share_of_a_night), 1)


def load(seats: int, factor: float, least: float, most: float) -> float:
    """People to a bus: seats times a chance factor, between so many people per seat."""
    return min(max(seats * factor, least * seats), most * seats)


def buses_needed(waiting: int, gate: int, people_per_bus: float) -> int:
    """Buses for those who wait and pass the gate tonight."""
    return ceil(min(waiting, gate) / people_per_bus)


def entry_hour(mean: float, spread: float, noise: float) -> float:
    """Buses enter after midnight, around the mean, within the first two hours; ``noise`` is standard normal."""
    return min(max(mean + spread * noise, 0.1), 2.0)


def departure_hour(mean: float, spread: float, noise: float) -> float:
    """Buses leave near dawn, around the mean and at most two standard deviations from it."""
    return mean + spread * min(max(noise, -2.0), 2.0)


def consents(now: bool, closes: float, reopens: float, chance: float) -> bool:
    """A receiver's consent takes its daily step of a two-state Markov chain; ``chance`` is uniform on [0, 1)."""
    return chance >= closes if now else chance < reopens


def without_shelter(arrived_before: int, arrived: int, places: int) -> int:
    """Of those who arrive now, how many find no place in reception."""
    return max(arrived - max(places, arrived_before), 0)
