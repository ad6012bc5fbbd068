"""The sentences of the story: one for each kind of entry, with the names, dates and counts that belong into it."""

from __future__ import annotations

from collections.abc import Iterable

from safepassage.journal import Entry
from safepassage.telling.memory import Memory
from safepassage.telling.sentences_convoys import CONVOYS, later_convoys, left_in_full
from safepassage.telling.sentences_deals import DEALS
from safepassage.telling.sentences_talks import TALKS
from safepassage.telling.sentences_war import WAR

SENTENCES = WAR | TALKS | DEALS | CONVOYS


class Teller(Memory):
    """Makes sentences of entries, each of which is to be noted before it is told."""

    def later_convoys(self, enclave: str | None = None) -> Iterable[tuple[int, str]]:
        """Tell the convoys kept for one enclave, or for all."""
        for name in [enclave] if enclave else list(self.departures):
            departure = self.departures.get(name)
            if departure is not None and departure.untold:
                convoys, departure.untold = departure.untold, []
                yield convoys[-1].day, later_convoys(self, convoys)

    def sentence(self, entry: Entry, *, full: bool) -> str:
        """What an entry says, without its date; raises KeyError for a kind that has no sentence."""
        if entry.kind == "convoy_left" and full:
            return left_in_full(self, entry.details)
        return SENTENCES[entry.kind](self, entry.details)
