"""What the story remembers: names, dates, who holds what, and what has left under each agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safepassage.journal import Entry
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.telling.wording import Calendar, Names, part_of_day, the

Details = Mapping[str, Any]


@dataclass(slots=True)
class Departure:
    """What has left an enclave under its agreement, and the later convoys that no sentence has told yet."""

    convoys: int = 0
    people: int = 0
    incidents: int = 0
    untold: list[Entry] = field(default_factory=list)


class Memory:
    """What earlier entries said, because later sentences refer to it; and the words for places and dates.

    ``vouched`` holds who answers for an enclave's last deal, None for nobody but the besieger; ``tied`` the deals, as
    enclave and attempt, that came with that of the other side of an exchange; ``announced`` how many people officials
    said would leave each enclave, the first announcement first.
    """

    def __init__(self, scenario: Scenario, days: int) -> None:
        """Remember a run of a scenario over so many days."""
        self.names = Names(scenario.tables)
        self.calendar = Calendar(scenario.start, days)
        self.holder = {slug: district.holder for slug, district in scenario.tables.districts.items()}
        self.departures: dict[str, Departure] = {}
        self.origins: dict[int, Sequence[str]] = {}
        self.vouched: dict[str, str | None] = {}
        self.tied: set[tuple[str, int]] = set()
        self.withdrawn: set[str] = set()
        self.announced: dict[str, int] = {}
        self._signed: dict[str, int] = {}

    def note(self, entry: Entry) -> None:
        """Remember what an entry changes."""
        d = entry.details
        match entry.kind:
            case "fall":
                self.holder[d["district"]] = GOVERNMENT
            case "handover":
                self.holder.update(dict.fromkeys(d["districts"], d["to"]))
            case "convoy_left":
                departure = self.departures.setdefault(d["enclave"], Departure())
                departure.convoys += 1
                departure.people += d["people"]
                self.origins[d["convoy"]] = d["origins"]
            case "suspended":
                self.departures.setdefault(d["enclave"], Departure()).incidents += 1
            case "signed":
                self._note_deal(entry.day, d)
            case "withdrew":
                self.withdrawn.add(d["enclave"])

    def _note_deal(self, day: int, d: Details) -> None:
        """Who answers for a deal; and whether it is the second one of an exchange, which the first brings with it."""
        faction, _ = self.names.parts(d["enclave"])
        partner = self.names.partner(faction)
        if partner is not None and self._signed.get(partner) == day:
            self.tied.add((d["enclave"], d["attempt"]))
        self._signed[faction] = day
        if d["announced"] and d["destination"]:
            self.announced[d["enclave"]] = d["announced"]
        if "ground_lost" in d:  # until version 0.1.0 a collapse cost more than one name
            self.vouched[d["enclave"]] = d["guarantor"]

    def put_by(self, entry: Entry) -> bool:
        """Keep a convoy for the summing up, unless it is its enclave's first."""
        departure = self.departures[entry.details["enclave"]]
        first = departure.convoys - len(departure.untold) == 1 and not departure.untold
        if not first:
            departure.untold.append(entry)
        return not first

    def dated(self, entry: Entry, sentence: str) -> str:
        """A sentence with its date before it, and the part of the day where that matters."""
        when = self.calendar.words(entry.day)
        if entry.kind == "convoy_left" and entry.hour is not None:
            when += f", {part_of_day(entry.hour)}"
        return f"{when}: {sentence}"

    def seat(self, d: Details) -> str:
        """The name of the place after which an entry's enclave is called."""
        return self.names.seat(d["enclave"])

    def origin(self, d: Details) -> str:
        """Where an entry's convoy comes from."""
        origins = self.origins.get(d["convoy"])
        return self.names.districts(origins) if origins else self.seat(d)

    def to(self, destination: str | None) -> str:
        """A destination inside a sentence."""
        return the(self.names.destination(destination))


def form(n: int, singular: str, plural: str) -> str:
    """The form of a verb that goes with a count."""
    return singular if n == 1 else plural
