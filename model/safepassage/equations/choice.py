"""What a household chooses: multinomial logit by latent utilities (McFadden 1974), evaluated in NumPy columns.

Each household drew one Gumbel term for each option at the start; it takes the option of the highest utility. Since the
terms are fixed, a what-if moves only those households whose utilities its lever moved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

BOARD, CROSS, STAY, SETTLE = range(4)
OPTIONS = ("board", "cross", "stay", "settle")
NEVER = -1e9  # an option that is not open
CHUNK = 8_192  # rows evaluated at a time, so that all intermediate columns stay in the processor's cache


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


class Workspace:
    """Scratch columns of one chunk, kept between calls so that the kernel allocates nothing."""

    def __init__(self) -> None:
        """Allocate the columns once."""
        self.kin = np.empty(CHUNK, np.float32)
        self.fear = np.empty(CHUNK, np.float32)
        self.home = np.empty(CHUNK, np.float32)
        self.best = np.empty(CHUNK, np.float32)
        self.other = np.empty(CHUNK, np.float32)
        self.better = np.empty(CHUNK, np.bool_)


def choose(
    chosen: Bytes,
    fighters: Bytes,
    fear: Floats,
    attachment: Floats,
    taste: Floats,
    u: Utilities,
    work: Workspace,
) -> None:
    """Write each household's option into ``chosen`` (shape n); ``taste`` has shape (4, n), the others shape n."""
    for start in range(0, len(chosen), CHUNK):
        rows = slice(start, start + CHUNK)
        _choose_chunk(chosen[rows], fighters[rows], fear[rows], attachment[rows], taste[:, rows], u, work)


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
    kin, dread, home = work.kin[:n], work.fear[:n], work.home[:n]
    best, other, better = work.best[:n], work.other[:n], work.better[:n]
    np.minimum(fighters, 1, out=kin, casting="unsafe")
    np.multiply(fear, np.float32(u.fear), out=dread)
    np.multiply(attachment, np.float32(u.attachment), out=home)
    if u.fear_of_staying:
        np.subtract(home, dread, out=home)

    np.multiply(kin, np.float32(u.stay_kin), out=best)
    best += home
    best += taste[STAY]
    best += np.float32(u.stay)
    chosen.fill(STAY)
    if u.board > NEVER:
        np.multiply(kin, np.float32(u.board_kin), out=other)
        other += taste[BOARD]
        other += np.float32(u.board)
        _prefer(BOARD, chosen, best, other, better)
    if u.settle > NEVER:
        np.multiply(kin, np.float32(u.settle_kin), out=other)
        other += home
        other += taste[SETTLE]
        other += np.float32(u.settle)
        _prefer(SETTLE, chosen, best, other, better)
    if u.cross > NEVER:
        np.multiply(kin, np.float32(u.cross_kin), out=other)
        other -= dread
        other += taste[CROSS]
        other += np.float32(u.cross)
        _prefer(CROSS, chosen, best, other, better)


def _prefer(option: int, chosen: Bytes, best: Floats, other: Floats, better: NDArray[np.bool_]) -> None:
    np.greater(other, best, out=better)
    np.copyto(chosen, option, where=better)
    np.maximum(best, other, out=best)
