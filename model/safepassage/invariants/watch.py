"""Watching a run: every evening all that must hold, and what must hold from one evening to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from safepassage.invariants import convoys, deals, ground, people
from safepassage.invariants.broken import EVERYWHERE, Broken, InvariantError, outside, unlike
from safepassage.people.households import ARRIVED, ON_ROAD, REGISTERED
from safepassage.world.enclave import Stage
from safepassage.world.world import World

Check = Callable[[World], Iterator[Broken]]

EVENING: tuple[Check, ...] = (
    people.conserved, people.counted_by_district, people.counted_by_state, people.fighters_accounted_for,
    people.tallied, ground.holders, ground.enclaves, ground.pockets, ground.resistance, deals.capacities,
    deals.agreements, deals.registered, convoys.fleet, convoys.convoys, convoys.seated_once, convoys.reception,
    convoys.reports,
)  # fmt: skip

# What never falls: once killed, arrived or across the lines, people stay so.
GROWING: dict[str, Callable[[World], int]] = {
    "fighters killed": lambda w: w.households.killed_fighters,
    "civilians killed": lambda w: w.households.killed_civilians,
    "people arrived": lambda w: w.households.arrived,
    "people crossed": lambda w: w.households.crossed,
    "convoys": lambda w: len(w.convoys),
    "agreements": lambda w: len(w.agreements),
    "entries of the journal": lambda w: len(w.journal.entries),
    "government's dead": lambda w: w.government.losses,
    "enclaves": lambda w: len(w.roll.enclaves),
}


class Watch:
    """Looks at a world every evening, remembering the evening before; it reads, and changes nothing."""

    def __init__(self, world: World) -> None:
        """Begin before day 0."""
        self._world = world
        self._remember()

    def look(self) -> None:
        """Check today; raises InvariantError with the first that does not hold."""
        for broken in self.found():
            raise InvariantError(f"day {self._world.day}: {broken.enclave}: {broken.quantity}: {broken.told}")

    def found(self) -> list[Broken]:
        """All that does not hold this evening; today is then what tomorrow is compared with."""
        broken = [one for check in EVENING for one in check(self._world)]
        broken += [*self._never_less(), *self._communities(), *self._nobody_returned(), *self._stages()]
        self._remember()
        return broken

    def _remember(self) -> None:
        world = self._world
        self._counts = {name: count(world) for name, count in GROWING.items()}
        self._members = people.members(world.households)
        self._killed = world.households.killed
        self._status = world.households.status.copy()
        self._resistance = list(world.network.resistance)
        self._reached: dict[int, Stage] = {id(a): a.stage for a in world.agreements}

    def _never_less(self) -> Iterator[Broken]:
        for name, count in GROWING.items():
            yield from outside(EVERYWHERE, f"{name} since yesterday", count(self._world) - self._counts[name], 0)
        for d, (now, before) in enumerate(zip(self._world.network.resistance, self._resistance, strict=True)):
            yield from outside(self._world.network.slugs[d], "resistance", now, 0.0, before)

    def _communities(self) -> Iterator[Broken]:
        """A community loses nobody but its dead: all losses together are today's dead, and none of them grows."""
        now = people.members(self._world.households)
        for d, (alive, before) in enumerate(zip(now, self._members, strict=True)):
            yield from outside(self._world.network.slugs[d], "people of the community", alive, 0, before)
        lost, dead = sum(self._members) - sum(now), self._world.households.killed - self._killed
        yield from unlike(EVERYWHERE, "people whom the communities lost today", lost, dead)

    def _nobody_returned(self) -> Iterator[Broken]:
        """Households board, arrive or cross, and do not come back."""
        now, before = self._world.households.status, self._status
        may = (now == before) | (before <= REGISTERED) | ((before == ON_ROAD) & (now == ARRIVED))
        yield from unlike(EVERYWHERE, "households that came back", int((~may).sum()), 0)

    def _stages(self) -> Iterator[Broken]:
        for agreement in self._world.agreements:
            before = self._reached.get(id(agreement), Stage.SIGNED)
            if agreement.stage not in deals.FOLLOWS[before]:
                told = f"{agreement.stage.value} after {before.value}"
                yield Broken(agreement.enclave.name, "stage of the agreement", told)
