"""What is said of an invariant that does not hold."""

from __future__ import annotations

from typing import NamedTuple

from safepassage.world.world import World

EVERYWHERE = "all enclaves"


class Broken(NamedTuple):
    """A quantity that is not what it must be: of which enclave, which quantity, and the two values that differ."""

    enclave: str
    quantity: str
    told: str


class InvariantError(RuntimeError):
    """What must hold in a run does not; the message is one line that names day, enclave and quantity."""


def where(world: World, d: int) -> str:
    """The enclave that holds a district or held it last; the district itself where none ever did."""
    enclave = world.roll.last_at[d]
    return enclave.name if enclave is not None else world.network.slugs[d]


def unlike(enclave: str, quantity: str, found: object, expected: object) -> list[Broken]:
    """Nothing where both are equal, else that they are not."""
    return [] if found == expected else [Broken(enclave, quantity, f"{found}, and should be {expected}")]


def outside(enclave: str, quantity: str, value: float, low: float, high: float = float("inf")) -> list[Broken]:
    """Nothing where a value lies within its bounds, else that it does not; a NaN lies nowhere."""
    if low <= value <= high:
        return []
    return [Broken(enclave, quantity, f"{value}, and should be {low} to {high}")]
