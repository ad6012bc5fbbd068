"""What actors are told before they decide: small values, so that a decision can be tested with numbers alone."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from safepassage.parameters import Parameters
from safepassage.randomness import Streams


class Surroundings(Protocol):
    """All that an agent knows of the Mesa model that it belongs to: its parameters and its streams of chance."""

    parameters: Parameters
    streams: Streams


class Situation(NamedTuple):
    """One enclave as both sides see it on a morning.

    ``strength`` is the assault on its pocket in fighters (0: besieged only), ``hazard`` its daily hazard of falling,
    ``hazard_if_assaulted`` what an assault at the reference strength would make it; ``loss_rate`` the share of the
    pocket's fighters expected to die a day; ``ultimatum`` the days left of one, None without. Shares lie in [0, 1].
    """

    fighters: int
    by_government: bool
    strength: float
    hazard: float
    hazard_if_assaulted: float
    loss_rate: float
    hunger: float
    days_fought: int
    optimism: float
    peers_gone: float
    peers_left: int
    assault_next_door: bool
    resolve: float
    ultimatum: int | None


class Registration(NamedTuple):
    """What a community is told when lists open: whether there is a passage, to whose ground, and a settlement."""

    passage: bool
    settlement: bool
    own_side: bool
    hunger: float
    damage: float


class Fire(NamedTuple):
    """What a community under assault is told: the danger (1: reference strength), hunger, and which ways are open."""

    day: int
    danger: float
    hunger: float
    corridor: bool
    refuge: bool


class Departure(NamedTuple):
    """A convoy as it passes the lines: what a monitor and state media can know of it."""

    day: int
    enclave: str
    convoy: int
    buses: int
    people: int
    deniable: bool
    reputation: float
