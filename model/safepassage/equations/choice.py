"""What a household chooses: multinomial logit by latent utilities (McFadden 1974), evaluated in NumPy columns.

Each household drew one Gumbel term for each option at the start; it takes the option of the highest utility. Since the
terms are fixed, a what-if moves only those households whose utilities its lever moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, fsum, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

BOARD, CROSS, STAY, SETTLE = range(4)
OPTIONS = ("board", "cross", "stay", "settle")
NEVER = -1e9  # an option that is not open
CHUNK = 16_384  # rows evaluated at a time, so that all intermediate columns stay in the processor's cache


class Utilities(NamedTuple):
    """What all households of one community share that day, in units of the Gumbel scale.

    ``board`` … ``settle`` are constants of the options for a household without fighters; ``*_kin`` is what a fighter
    among the members adds; ``fear`` is what a standard deviation of fear takes from the options under the government
    and ``attachment`` what one of attachment adds to the options at home.
    """

    board: float
    cross: float
    stay: float
    settle: float
    board_kin: float
    cross_kin: float
    stay_kin: float
    settle_kin: float
    fear: float
    attachment: float
    fear_of_staying: bool = True

    @property
    def kin_differ(self) -> bool:
        """Whether a fighter among the members changes anything."""
        return any((self.board_kin, self.cross_kin, self.stay_kin, self.settle_kin))


def what_is_lost(violence: float) -> float:
    """−ln(1 − x): how much less there is to stay for, where a share x of what there was is gone."""
    return -log1p(-min(violence, 0.99))


def expected_share(option: float, others: Iterable[float]) -> float:
    """Share that takes an option, by its utility and those of the others, before tastes of their own (softmax)."""
    return 1.0 / (1.0 + fsum([exp(min(other - option, 50.0)) for other in others]))


class Workspace:
    """Scratch columns of one chunk, kept between calls so that the kernel allocates nothing."""

    def __init__(self) -> None:
        """Allocate the columns once."""
        self.fear = np.empty(CHUNK, np.float32)
        self.home = np.empty(CHUNK, np.float32)
        self.best = np.empty(CHUNK, np.float32)
        self.other = np.empty(CHUNK, np.float32)
        self.better = np.empty(CHUNK, np.bool_)
        self.step = np.empty(CHUNK, np.uint8)


def choose(
    chosen: Bytes,
    fighters: Bytes,
    fear: Floats,
    attachment: Floats,
    taste: Floats,
    u: Utilities,
    work: Workspace,
) -> None:
    """Write each household's option into ``chosen``; ``taste`` has shape (4, n), the other columns shape n."""
    for start in range(0, len(chosen), CHUNK):
        part = slice(start, start + CHUNK)
        _choose_chunk(chosen[part], fighters[part], fear[part], attachment[part], taste[:, part], u, work)


def best_at_home(
    fear: Floats, attachment: Floats, taste: Floats, u: Utilities, work: Workspace, *, kin: bool = False
) -> Floats:
    """What boarding has to beat for each household: staying as it is, or with its status settled where that is open.

    ``kin``: whether each of them has a fighter among its members, or none. As in :func:`choose`, relative to the
    constants of staying; of boarding and settling that are worth as much the household boards.
    """
    best = np.empty(len(fear), np.float32)
    settling = np.float32(u.settle - u.stay)
    if kin:
        settling += np.float32(u.settle_kin - u.stay_kin)
    for start in range(0, len(best), CHUNK):
        part = slice(start, start + CHUNK)
        to_beat, likings = best[part], taste[:, part]
        _leaning(fear[part], attachment[part], u, work)
        home, other = work.home[: len(to_beat)], work.other[: len(to_beat)]
        np.add(home, likings[STAY], out=to_beat)
        if u.settle > NEVER:
            np.add(home, settling, out=other)
            other += likings[SETTLE]
            settles = (other > to_beat).nonzero()[0]
            if len(settles):
                to_beat[settles] = np.nextafter(other[settles], np.float32(-np.inf))
    return best


def prefer_boarding(liking: Floats, best: Floats, constant: np.float32) -> Mask:
    """Which households board, by their ``taste`` for it, its constant, and what it has to beat."""
    boarding = np.empty(len(liking), np.bool_)
    for start in range(0, len(liking), CHUNK):
        part = slice(start, start + CHUNK)
        np.greater(liking[part] + constant, best[part], out=boarding[part])
    return boarding


def staying_under_fire(attachment: Floats, taste: Floats, u: Utilities) -> Floats:
    """What crossing and fleeing have to beat, relative to the constants of staying."""
    staying: Floats = attachment * np.float32(u.attachment)
    staying += taste[STAY]
    return staying


def leave_under_fire(
    fear: Floats, staying: Floats, taste: Floats, asked: slice | NDArray[np.intp], u: Utilities
) -> tuple[Mask | None, Mask | None]:
    """Which of those ``asked`` cross the lines, and which flee next door, none of them having a fighter.

    ``staying`` is :func:`staying_under_fire`; None stands for a way that is not open.
    """
    crossing = fleeing = None
    best = staying[asked]
    if u.board > NEVER:
        other = taste[BOARD][asked] + np.float32(u.board - u.stay)
        fleeing = other > best
        best = np.maximum(best, other)
    if u.cross > NEVER:
        other = fear[asked] * np.float32(-u.fear)  # crossing is what fear keeps from
        other += np.float32(u.cross - u.stay)
        other += taste[CROSS][asked]
        crossing = other > best
        if fleeing is not None:
            fleeing &= ~crossing
    return crossing, fleeing


def _leaning(fear: Floats, attachment: Floats, u: Utilities, work: Workspace) -> None:
    """Write into the scratch columns what fear takes from options, and what attachment adds to those at home."""
    dread, home = work.fear[: len(fear)], work.home[: len(fear)]
    np.multiply(fear, np.float32(u.fear), out=dread)
    np.multiply(attachment, np.float32(u.attachment), out=home)
    if u.fear_of_staying:
        np.subtract(home, dread, out=home)


def _choose_chunk(
    chosen: Bytes,
    fighters: Bytes,
    fear: Floats,
    attachment: Floats,
    taste: Floats,
    u: Utilities,
    work: Workspace,
) -> None:
    n = len(chosen)
    dread, home = work.fear[:n], work.home[:n]
    best, other, better, step = work.best[:n], work.other[:n], work.better[:n], work.step[:n]
    kin = (fighters > 0).nonzero()[0] if u.kin_differ else None
    _leaning(fear, attachment, u, work)

    # Only differences count: all utilities are taken relative to the constants of staying.
    np.add(home, taste[STAY], out=best)
    chosen.fill(STAY)
    if u.board > NEVER:
        _base(u.board - u.stay, u.board_kin - u.stay_kin, kin, taste[BOARD], other)
        _prefer(BOARD, chosen, best, other, better, step)
    if u.settle > NEVER:
        _base(u.settle - u.stay, u.settle_kin - u.stay_kin, kin, home, other)
        other += taste[SETTLE]
        _prefer(SETTLE, chosen, best, other, better, step)
    if u.cross > NEVER:
        np.negative(dread, out=dread)  # crossing is what fear keeps from
        _base(u.cross - u.stay, u.cross_kin - u.stay_kin, kin, dread, other)
        other += taste[CROSS]
        _prefer(CROSS, chosen, best, other, better, step)


def _base(constant: float, of_kin: float, kin: NDArray[np.intp] | None, column: Floats, out: Floats) -> None:
    """An option's constant, what a fighter among the members adds to it, and one column more.

    ``kin`` are the places of those with a fighter: they are few, so that theirs are worked out apart.
    """
    np.add(column, np.float32(constant), out=out)
    if kin is not None:
        out[kin] = column[kin] + (np.float32(of_kin) + np.float32(constant))


def _prefer(option: int, chosen: Bytes, best: Floats, other: Floats, better: NDArray[np.bool_], step: Bytes) -> None:
    """Where ``other`` beats ``best`` the choice is ``option``."""
    np.greater(other, best, out=better)
    np.maximum(best, other, out=best)
    # chosen += (option − chosen) where better, modulo 256: arithmetic on bytes is far quicker than a masked copy.
    np.subtract(np.uint8(option), chosen, out=step)
    np.multiply(step, better.view(np.uint8), out=step)
    np.add(chosen, step, out=chosen)
