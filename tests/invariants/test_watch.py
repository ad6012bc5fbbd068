"""A watch finds whatever is put out of step in a world, names it, and leaves no trace of having looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.world import DEPARTURE, TWO_GROUPS, Overrides, Run, assault, run, scenario
from safepassage import simulate
from safepassage.actors.observers import Report
from safepassage.campaign import Campaign
from safepassage.invariants.broken import InvariantError
from safepassage.invariants.watch import EVENING, Watch
from safepassage.people.households import ARRIVED, INSIDE, ON_ROAD, REGISTERED
from safepassage.world.enclave import Stage
from safepassage.world.world import World

# The militia leaves the east by convoys of which the first is on its long road, while the west is under assault.
LEAVING: Overrides = {
    **TWO_GROUPS,
    **DEPARTURE,
    "brokers.elders.access": ["militia"],
    "offensives": [assault("west")],
    "convoys.buses": 4,
    "roads": [
        {"a": "west", "b": "ground", "km": 8, "hours": 0.5},
        {"a": "east", "b": "ground", "km": 8, "hours": 0.5},
        {"a": "ground", "b": "coast", "km": 900, "hours": 40},
        {"a": "ground", "b": "hills", "km": 950, "hours": 45},
    ],
}


EAST, GROUND, WEST = range(3)  # districts are numbered by their names


def leaving(days: int = 3) -> tuple[Run, Watch]:
    """The run after so many days, and a watch that has looked every evening."""
    after = Run(scenario(LEAVING), seed=1)
    watch = Watch(after.campaign.world)
    for _ in range(days):
        after.step()
        watch.look()
    return after, watch


def put_households(world: World, before: int, now: int) -> None:
    h = world.households
    h.status[((h.status == before) & (h.size > 0)).nonzero()[0][0]] = now


def shrink(world: World, d: int) -> None:
    row = world.households.rows_at(d)[0]
    world.households.size[row] -= 1
    world.households.people[d] -= 1
    world.households.total -= 1


def arm(world: World) -> None:
    h = world.households
    h.fighters[h.rows_at(WEST)[-1]] += 1
    h.fighters_at[WEST] += 1


def list_a_guest_twice(world: World) -> None:
    h = world.households
    rows = h.rows_at(WEST)[:1]
    h.move(rows, WEST, EAST)
    h.visitors[EAST].append(rows)


def tally(field: str) -> Callable[[World], None]:
    def tamper(world: World) -> None:
        counted = world.roll.enclaves[0].tally
        setattr(counted, field, getattr(counted, field) + 1)

    return tamper


def set_(path: str, value: object) -> Callable[[World], None]:
    def tamper(world: World) -> None:
        *parents, last = path.split(".")
        node: object = world
        for part in parents:
            node = node[int(part)] if part.isdigit() else getattr(node, part)  # type: ignore[index]
        if last.isdigit():
            node[int(last)] = value  # type: ignore[index]
        else:
            setattr(node, last, value)

    return tamper


TAMPERING: dict[str, Callable[[World], None]] = {
    "people in total": set_("households.arrived", 1),
    "people inside": set_(f"households.people.{WEST}", 5),
    "fighters inside": set_(f"households.fighters_at.{WEST}", 1),
    "guests listed once": list_a_guest_twice,
    "people on the road": set_("households.on_road", 7),
    "people arrived": tally("evacuated"),
    "people crossed": tally("crossed"),
    "people departed": tally("departed"),
    "fighters killed": tally("militants_killed"),
    "civilians killed": tally("died_of_siege"),
    "government's dead": tally("government_killed"),
    "fighters in total": arm,
    "people of the community": lambda world: world.households.size.__iadd__((world.households.size > 0).astype("u1")),
    "people whom the communities lost today": lambda world: shrink(world, WEST),
    "households that came back": lambda world: put_households(world, ON_ROAD, INSIDE),
    "holder of east": set_(f"network.holder.{EAST}", "guard"),
    "holder of a district that no group holds": set_(f"network.released.{GROUND}", "nobody"),
    "enclaves that hold west": set_("roll.enclaves.0.districts", (EAST, WEST)),
    "enclaves that hold": set_("active", []),
    "ground, talks, truce and agreement after its end": set_("roll.enclaves.1.end_day", 2),
    "stock": set_("roll.pockets.0.stock", -1.0),
    "hunger": set_("roll.pockets.0.hunger", float("nan")),
    "strength of the assault on the pocket": set_("roll.pockets.0.strength", 0.0),
    "resistance": set_(f"network.resistance.{WEST}", 99.0),
    "exposure to assault": set_(f"network.exposure.{WEST}", -1.0),
    "credibility": set_("roll.enclaves.0.outlook.credibility", 1.5),
    "talks and deals that elders carries": set_("brokers.0.carried", 0),
    "trust in government": lambda world: setattr(world.standings["government"], "broken", -3.0),
    "agreements that bind": set_("open_agreements", []),
    "agreement that binds it": set_("agreements.0.stage", Stage.COLLAPSED),
    "agreements signed": tally("attempts"),
    "stage of the agreement": set_("agreements.0.stage", Stage.SIGNED),
    "households of the queue that have left": set_("agreements.0.sent", 10_000),
    "households that have left and wait": lambda world: put_households(world, ON_ROAD, REGISTERED),
    "households registered under no agreement": lambda world: put_households(world, INSIDE, REGISTERED),
    "households waiting without being registered": lambda world: put_households(world, REGISTERED, INSIDE),
    "buses out": set_("fleet.out", 3),
    "convoys under way": set_("under_way", []),
    "people in convoy 1": set_("convoys.0.buses", 1),
    "people alive in convoy 1": set_("convoys.0.killed", 1),
    "fighters in convoy 1": set_("convoys.0.fighters", 0),
    "households of convoy 1 that are where it is": lambda world: put_households(world, ON_ROAD, ARRIVED),
    "households that did not leave just once": lambda world: put_households(world, INSIDE, ON_ROAD),
    "people arrived in coast": lambda world: world.reception.places["coast"].take_in(3) and None,
    "people arrived today": set_("counts.arrived_today", 3),
    "true people beside a report": lambda world: world.reports.append(
        Report(2, "monitor", "militia-east", None, 1, "reports", 4, 9, 1)
    ),
    "day of a convoy reported": lambda world: setattr(world.convoys[0], "day", 1),
}


@pytest.mark.parametrize("quantity", TAMPERING)
def test_what_is_out_of_step_is_found_and_named(quantity: str) -> None:
    after, watch = leaving()
    TAMPERING[quantity](after.campaign.world)
    assert quantity in {broken.quantity for broken in watch.found()}


def test_the_first_is_told_in_one_line_with_day_enclave_and_quantity() -> None:
    after, watch = leaving()
    after.campaign.world.households.people[WEST] += 1
    after.campaign.world.households.people[EAST] -= 1
    with pytest.raises(InvariantError, match=r"^day 2: militia-east: people inside: 259, and should be 260$"):
        watch.look()


def test_the_world_of_these_tests_has_something_to_put_out_of_step() -> None:
    world = leaving()[0].campaign.world
    assert world.under_way
    assert world.open_agreements[0].stage is Stage.CONVOYS
    assert world.roll.pockets[0].strength > 0
    assert len(EVENING) == 17


def test_looking_leaves_no_trace() -> None:
    watched = Campaign(scenario(LEAVING), 3)
    watch = Watch(watched.world)
    for _ in range(30):
        watched.step()
        watch.look()
    plain = run(30, LEAVING, seed=3).campaign
    assert watched.world.journal.entries == plain.world.journal.entries
    assert watched.datacollector.model_vars == plain.datacollector.model_vars
    assert watched.streams.names() == plain.streams.names()
    states = [{name: c.streams.of(*name).bit_generator.state for name in c.streams.names()} for c in (watched, plain)]
    assert str(states[0]) == str(states[1])


def test_simulate_looks_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(Watch, "look", lambda _: looked.append(1))
    simulate(scenario(), days=3)
    assert not looked
    simulate(scenario(), days=3, check_invariants=True)
    assert len(looked) == 3
