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

    ``strength`` is the assault on its ground in fighters (0: besieged only), ``hazard`` one over the days left at
    today's pace, ``hazard_feared`` what it would be under the assault that the group fears; ``loss_rate`` the share of
    its fighters expected to die a day, ``attackers_lost`` the attackers, as a share of the garrison at the start;
    ``ground_lost`` the share of its defence broken so far; ``peers_ended`` the peers that it learns from and that have
    ended; ``pain`` what residents feel; ``ultimatum`` the days left of one, None without. Shares lie in [0, 1].
    """

    fighters: int
    fighters_left: float
    by_government: bool
    in_capital: bool
    strength: float
    hazard: float
    hazard_feared: float
    loss_rate: float
    attackers_lost: float
    hunger: float
    ground_lost: float
    peers_ended: int
    assault_next_door: bool
    under_truce: bool
    pain: float
    resolve: float
    ultimatum: int | None


class Registration(NamedTuple):
    """What a community is told when lists open: the scope, whether status is settled, where the way leads.

    ``relation`` of the group and whoever holds the destination lies between −1 and 1; ``mood`` is the group's.
    """

    passage: bool
    settlement: bool
    all_must_go: bool
    relation: float
    hunger: float
    violence: float
    mood: float


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
