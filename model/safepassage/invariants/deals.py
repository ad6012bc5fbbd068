"""Talks, truces and agreements: who carries them, how far they have come, who is registered under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from safepassage.invariants.broken import EVERYWHERE, Broken, outside, unlike
from safepassage.people.households import REGISTERED
from safepassage.world.enclave import Agreement, Stage
from safepassage.world.world import World

# Where an agreement can stand on the evening after: every stage once begun may end within a day.
FOLLOWS = {
    Stage.SIGNED: set(Stage) - {Stage.SUSPENDED},
    Stage.REGISTRATION: set(Stage) - {Stage.SIGNED},
    Stage.CONVOYS: set(Stage) - {Stage.SIGNED, Stage.REGISTRATION},
    Stage.SUSPENDED: set(Stage) - {Stage.SIGNED, Stage.REGISTRATION},
    Stage.HANDED_OVER: {Stage.HANDED_OVER},
    Stage.COLLAPSED: {Stage.COLLAPSED},
}


def capacities(world: World) -> Iterator[Broken]:
    """A go-between carries the talks it leads or has joined, and the truces and agreements that it vouches for."""
    carried: Counter[str] = Counter()
    for enclave in world.roll.enclaves:
        bound = [deal.guarantor for deal in (enclave.truce, enclave.agreement) if deal is not None]
        talking = enclave.talks.carriers() if enclave.talks is not None else []
        carried.update(broker.slug for broker in (*talking, *bound) if broker is not None)
    for broker in world.brokers:
        yield from unlike(EVERYWHERE, f"talks and deals that {broker.slug} carries", broker.carried,
                          carried[broker.slug])  # fmt: skip
        for besieger, standing in world.standings.items():
            yield from outside(EVERYWHERE, f"word of {broker.slug} to {besieger}", broker.word(besieger), 0.0, 1.0)
            yield from outside(EVERYWHERE, f"trust in {besieger}", standing.trust, 0.0, 1.0)


def agreements(world: World) -> Iterator[Broken]:
    """An agreement that binds is its enclave's only one, and is listed; one that does not is no enclave's."""
    listed = [a for a in world.agreements if a.open]
    yield from unlike(EVERYWHERE, "agreements that bind", len(world.open_agreements), len(listed))
    signed = Counter(a.enclave.name for a in world.agreements)
    for agreement in world.agreements:
        name = agreement.enclave.name
        yield from unlike(name, "agreement that binds it", agreement.enclave.agreement is agreement, agreement.open)
        if agreement.open:
            yield from unlike(name, "talks beside an agreement", agreement.enclave.talks, None)
            yield from _partner(agreement)
    for enclave in world.roll.enclaves:
        yield from unlike(enclave.name, "agreements signed", enclave.tally.attempts, signed[enclave.name])


def _partner(agreement: Agreement) -> Iterator[Broken]:
    partner = agreement.partner
    if partner is not None and partner.open:
        yield from unlike(agreement.enclave.name, "other side of the exchange", partner.partner is agreement, True)
        ahead = abs(agreement.stages_done - partner.stages_done)
        yield from outside(agreement.enclave.name, "stages ahead of the other side", ahead, 0, 1)


def registered(world: World) -> Iterator[Broken]:
    """Whoever is registered waits in one queue of an agreement that binds; whoever has left the queue has left."""
    h = world.households
    waiting = np.zeros(len(h.size), np.int64)
    for agreement in world.open_agreements:
        name, queue = agreement.enclave.name, agreement.queue
        yield from outside(name, "households of the queue that have left", agreement.sent, 0, len(queue))
        left = queue[: agreement.sent]
        yield from unlike(name, "households that have left and wait", int((h.status[left] <= REGISTERED).sum()), 0)
        np.add.at(waiting, queue[agreement.sent :], 1)
    yield from outside(EVERYWHERE, "queues that a household waits in", int(waiting.max(initial=0)), 0, 1)
    strays = int(((h.status == REGISTERED) & (h.size > 0) & (waiting == 0)).sum())
    yield from unlike(EVERYWHERE, "households registered under no agreement", strays, 0)
    unlisted = int(((h.status != REGISTERED) & (h.size > 0) & (waiting > 0)).sum())
    yield from unlike(EVERYWHERE, "households waiting without being registered", unlisted, 0)
