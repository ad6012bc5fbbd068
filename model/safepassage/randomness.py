"""One named random stream for each purpose and each actor, all spawned from the run's seed.

A mechanism that draws more or less often, or not at all, leaves every other stream where it was: what-ifs are
compared run by run under common random numbers.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

_POOL = 4  # words in a seed sequence's pool; a spawn key comes after them


class Streams:
    """Generators by name, created when first asked for."""

    def __init__(self, seed: int) -> None:
        """Root all streams in ``seed`` (a non-negative integer)."""
        self.seed = seed
        self._root = _words(seed)
        self._streams: dict[tuple[str, ...], np.random.Generator] = {}

    def of(self, *name: str) -> np.random.Generator:
        """The stream of a purpose and its owner, as in ``of("war", "douma")``: the same object at each call."""
        stream = self._streams.get(name)
        if stream is None:
            # The name itself, not the order of asking, picks the child of the seed sequence. Handed over as one array
            # it is the child of `SeedSequence(seed, spawn_key=…)`, made in half the time.
            words = np.array([*self._root, *[crc32(part.encode()) for part in name]], np.uint32)
            stream = self._streams[name] = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
        return stream

    def names(self) -> list[tuple[str, ...]]:
        """The streams used so far, sorted."""
        return sorted(self._streams)


def _words(seed: int) -> list[int]:
    """A seed in words of 32 bits, the lowest first, filled up with zeros to the four that a seed sequence mixes."""
    found = [seed >> shift & 0xFFFFFFFF for shift in range(0, max(seed.bit_length(), 1), 32)]
    return found + [0] * (_POOL - len(found))
