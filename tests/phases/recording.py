"""A world that notes which of its parts are read, and prints of its parts that show which were changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any
from zlib import crc32

import networkx as nx
import numpy as np

from safepassage.actors import (
    Ally,
    Broker,
    Community,
    Faction,
    Government,
    Monitor,
    Residents,
    StateMedia,
    UnitedNations,
)
from safepassage.actors.offensive import Offensive
from safepassage.campaign import Campaign
from safepassage.equations.choice import Workspace
from safepassage.journal import Journal
from safepassage.people.households import Households
from safepassage.randomness import Streams
from safepassage.world.convoys import Convoy, Fleet
from safepassage.world.enclave import Agreement, Enclave, Talks, Truce
from safepassage.world.ground import Network
from safepassage.world.peers import Peers
from safepassage.world.pocket import Pocket
from safepassage.world.reception import Destination, Reception
from safepassage.world.roll import Roll
from safepassage.world.standing import Standing
from safepassage.world.world import World

FIXED = {"scenario", "seed", "file", "day", "parameters", "streams", "capital"}  # nobody changes them within a day
# To which part an object belongs: elsewhere only that it is referred to counts.
OWNER: dict[type, str] = {
    Agreement: "agreements", Ally: "government", Broker: "brokers", Community: "communities", Convoy: "convoys",
    Destination: "reception", Enclave: "roll", Faction: "factions", Fleet: "fleet", Government: "government",
    Households: "households", Journal: "journal", Monitor: "monitor", Network: "network", Offensive: "government",
    Peers: "peers", Pocket: "roll", Reception: "reception", Residents: "roll", Roll: "roll", Standing: "standings",
    StateMedia: "state_media", Talks: "roll", Truce: "roll", UnitedNations: "un",
}  # fmt: skip
SCRATCH = (Workspace, Streams, Campaign)
CACHES = {
    "_routes",
    "_footings",
    "_aimed",
    "_ranks",
    "_words",
    "_asked",
    "_received",
    "_fighter_ranges",
    "model",
    "pos",
    "unique_id",
    "dispositions",
}


class RecordingWorld(World):
    """A world that notes in ``read`` which parts are asked for."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any part
        data = object.__getattribute__(self, "__dict__")
        if name in data and "read" in data:
            data["read"].add(name)
        return object.__getattribute__(self, name)


def recorded(campaign: Campaign) -> RecordingWorld:
    """Let a campaign's world note what is read from now on."""
    campaign.world.__class__ = RecordingWorld
    campaign.world.__dict__["read"] = set()
    world = campaign.world
    assert isinstance(world, RecordingWorld)
    return world


def prints(world: World) -> dict[str, int]:
    """A checksum of each part that may change."""
    data = object.__getattribute__(world, "__dict__")
    return {name: _print(name, part) for name, part in data.items() if name not in FIXED | {"read"}}


def _print(name: str, part: object) -> int:
    checksum = 0
    for piece in _pieces(name, part, set()):
        checksum = crc32(piece, checksum)
    return checksum


def _pieces(part: str, value: Any, seen: set[int]) -> Iterator[bytes]:  # noqa: ANN401 - any value
    if value is None or isinstance(value, str | int | float | Enum | bytes | np.generic):
        yield repr(value).encode()
    elif isinstance(value, np.ndarray):
        yield value.tobytes()
    elif isinstance(value, nx.Graph):
        yield repr(sorted((min(a, b), max(a, b), sorted(d.items())) for a, b, d in value.edges(data=True))).encode()
    elif isinstance(value, dict):
        for key, item in value.items():
            yield repr(key).encode()
            yield from _pieces(part, item, seen)
    elif isinstance(value, list | tuple):
        yield f"{len(value)}".encode()
        for item in value:
            yield from _pieces(part, item, seen)
    elif isinstance(value, set | frozenset):
        yield repr(sorted(map(repr, value))).encode()
    elif not isinstance(value, SCRATCH) and not callable(value):
        yield from _of_object(part, value, seen)


def _of_object(part: str, value: Any, seen: set[int]) -> Iterator[bytes]:  # noqa: ANN401 - any object
    if OWNER.get(type(value), part) != part or id(value) in seen:
        yield f"{id(value)}".encode()
        return
    seen.add(id(value))
    if not is_dataclass(value) and not hasattr(value, "__dict__"):
        yield repr(value).encode()  # a date, a slice
        return
    names = [f.name for f in fields(value)] if is_dataclass(value) else sorted(vars(value))
    for name in names:
        if name not in CACHES:
            yield name.encode()
            yield from _pieces(part, getattr(value, name), seen)
