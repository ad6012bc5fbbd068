"""What the charts need of the days that have passed, noted day by day as the campaign goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safepassage.scenario import GOVERNMENT

if TYPE_CHECKING:
    from safepassage.world.world import World


class History:
    """A row of people for each day, and where each day's outlooks and reports end in the campaign's lists."""

    def __init__(self, world: World) -> None:
        """Start before the first day."""
        self.people: list[dict[str, Any]] = []
        self._outlooks: list[int] = []
        self._reports: list[int] = []
        self.start = people_today(world)

    def note(self, world: World) -> None:
        """Note the day that has just ended."""
        self.people.append(people_today(world))
        self._outlooks.append(len(world.outlooks))
        self._reports.append(len(world.reports))

    def outlooks(self, world: World, since: int) -> list[tuple[Any, ...]]:
        """Outlooks from a day on."""
        return world.outlooks[self._outlooks[since - 1] if since else 0 :]

    def reports(self, world: World, since: int) -> list[Any]:
        """Reports from a day on."""
        return world.reports[self._reports[since - 1] if since else 0 :]


def people_today(world: World) -> dict[str, Any]:
    """Where everybody is this evening; these counts add up to the people at the start. And the strength of assaults."""
    h, network = world.households, world.network
    settled = sum(
        people for d, people in enumerate(h.people) if network.holder[d] == GOVERNMENT or d in network.released
    )
    return {
        "inside": h.inside - settled,
        "stayed": settled,
        "boarded": h.on_road,
        "arrived": [place.arrived for place in world.reception.places.values()],
        "crossed": h.crossed,
        "killed": h.killed,
        "strength": round(sum(pocket.strength for pocket in world.roll.pockets)),
    }
