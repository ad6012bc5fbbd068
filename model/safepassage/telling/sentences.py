"""The sentences of the story: one for each kind of entry, with the names, dates and counts that belong into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safepassage.journal import Entry
from safepassage.scenario import GOVERNMENT, Scenario
from safepassage.telling.wording import (
    Calendar,
    Names,
    capitalised,
    clock,
    counted,
    listed,
    number,
    ordinal,
    part_of_day,
    the,
)
from safepassage.telling.wording import people as people_in_words

Details = Mapping[str, Any]


@dataclass(slots=True)
class _Departure:
    """What has left an enclave under its agreement, and the later convoys that no sentence has told yet."""

    convoys: int = 0
    people: int = 0
    incidents: int = 0
    untold: list[Entry] = field(default_factory=list)


class Teller:
    """Makes sentences of entries; remembers what earlier entries said, because later ones refer to it."""

    def __init__(self, scenario: Scenario, days: int) -> None:
        """Tell a run of a scenario over so many days."""
        self.names = Names(scenario.tables)
        self.calendar = Calendar(scenario.start, days)
        self._holder = {slug: district.holder for slug, district in scenario.tables.districts.items()}
        self._departures: dict[str, _Departure] = {}
        self._origins: dict[int, Sequence[str]] = {}

    def note(self, entry: Entry) -> None:
        """Remember what an entry changes."""
        d = entry.details
        match entry.kind:
            case "fall":
                self._holder[d["district"]] = GOVERNMENT
            case "handover":
                self._holder.update(dict.fromkeys(d["districts"], d["to"]))
            case "convoy_left":
                departure = self._departures.setdefault(d["enclave"], _Departure())
                departure.convoys += 1
                departure.people += d["people"]
                self._origins[d["convoy"]] = d["origins"]
            case "suspended":
                self._departures.setdefault(d["enclave"], _Departure()).incidents += 1

    def put_by(self, entry: Entry) -> bool:
        """Keep a convoy for the summing up, unless it is its enclave's first."""
        departure = self._departures[entry.details["enclave"]]
        first = departure.convoys - len(departure.untold) == 1 and not departure.untold
        if not first:
            departure.untold.append(entry)
        return not first

    def later_convoys(self, enclave: str | None = None) -> Iterable[tuple[int, str]]:
        """Tell the convoys kept for one enclave, or for all."""
        for name in [enclave] if enclave else list(self._departures):
            departure = self._departures.get(name)
            if departure is not None and departure.untold:
                convoys, departure.untold = departure.untold, []
                yield convoys[-1].day, self._convoys(convoys)

    def dated(self, entry: Entry, sentence: str) -> str:
        """A sentence with its date before it, and the part of the day where that matters."""
        when = self.calendar.words(entry.day)
        if entry.kind == "convoy_left" and entry.hour is not None:
            when += f", {part_of_day(entry.hour)}"
        return f"{when}: {sentence}"

    def sentence(self, entry: Entry, *, full: bool) -> str:
        """What an entry says, without its date; raises KeyError for a kind that has no sentence."""
        if entry.kind == "convoy_left" and full:
            return f"{self._convoy_left(entry.details)} {self._on_board(entry.details)}"
        return _SENTENCES[entry.kind](self, entry.details)

    # The war

    def _offensive(self, d: Details) -> str:
        where = self.names.districts(d["districts"])
        return capitalised(
            f"{the(self.names.government)} begins an offensive on {where}, with up to {d['strength']:,} fighters."
        )

    def _offensive_over(self, d: Details) -> str:
        return f"The offensive on {self.names.districts(d['districts'])} is over."

    def _ultimatum(self, d: Details) -> str:
        enclaves = d["enclave"] if isinstance(d["enclave"], list) else [d["enclave"]]
        whom = listed(self.names.enclave(enclave) for enclave in enclaves)
        return f"An ultimatum to {whom} runs until {self.calendar.words(d['until'])}."

    def _bluff(self, d: Details) -> str:
        return f"The ultimatum to {self.names.enclave(d['enclave'])} runs out, and no assault follows."

    def _fall(self, d: Details) -> str:
        fallen = d["district"] if isinstance(d["district"], list) else [d["district"]]
        verb = "falls" if len(fallen) == 1 else "fall"
        crossed = d["crossed"]
        flight = f"; {people_in_words(crossed)} {_verb(crossed, 'crosses', 'cross')} the lines" if crossed else ""
        return f"{self.names.districts(fallen)} {verb} to {the(self.names.government)}{flight}."

    def _severed(self, d: Details) -> str:
        return capitalised(f"{self.names.enclave(d['enclave'])} is cut off, and from now on speaks for itself.")

    def _split(self, d: Details) -> str:
        parts = listed(f"{n:,}" for n in d["people"])
        return f"A pocket comes apart into {number(d['parts'])}, with {parts} people."

    def _full_control(self, _d: Details) -> str:
        return f"The last district of the capital region comes under {the(self.names.government)}: full control."

    def _stormed(self, d: Details) -> str:
        return f"The enclave of {self.names.enclave(d['enclave'])} is no more: taken by force, without an agreement."

    # Talks

    def _channel(self, d: Details) -> str:
        broker = the(self.names.broker(d["broker"]))
        return f"Talks open with {self.names.enclave(d['enclave'])}, through {broker}."

    def _talks_broke(self, d: Details) -> str:
        offers = counted(d["offers"], "offer")
        return f"Talks with {self.names.enclave(d['enclave'])} break after {offers}."

    def _signed(self, d: Details) -> str:
        again = f"a {ordinal(d['attempt'])} agreement" if d["attempt"] > 1 else "an agreement"
        broker, guarantor = the(self.names.broker(d["broker"])), d["guarantor"]
        terms = d["terms"]
        if d["destination"]:
            terms = terms.replace(f"passage to {d['destination']}", f"passage to {self._to(d['destination'])}")
        text = f"Through {broker}, {again} is reached with {self.names.enclave(d['enclave'])}: {terms}."
        if guarantor and guarantor != d["broker"]:
            text += f" {capitalised(the(self.names.broker(guarantor)))} guarantees the passage."
        if d["announced"] and d["destination"]:
            text += f" The departure of {d['announced']:,} people is announced."
        return text

    # The agreement carried out

    def _registered(self, d: Details) -> str:
        n = d["people"]
        return capitalised(f"{people_in_words(n)} {_verb(n, 'is', 'are')} on the lists to leave {self._seat(d)}.")

    def _suspended(self, d: Details) -> str:
        until = self.calendar.words(d["until"])
        return f"An incident suspends the agreement with {self.names.enclave(d['enclave'])} until {until}."

    def _resumed(self, d: Details) -> str:
        return f"The agreement with {self.names.enclave(d['enclave'])} is taken up again."

    def _collapsed(self, d: Details) -> str:
        return f"The agreement with {self.names.enclave(d['enclave'])} collapses."

    def _evacuated(self, d: Details) -> str:
        left = self._departures.get(d["enclave"], _Departure())
        trouble = f", after {counted(left.incidents, 'incident')}" if left.incidents else ""
        return (
            f"The departure of {self.names.enclave(d['enclave'])} is over: {people_in_words(left.people)}"
            f" {_verb(left.people, 'has', 'have')} left in {counted(left.convoys, 'convoy')}{trouble}."
        )

    def _settled(self, d: Details) -> str:
        return f"The enclave of {self.names.enclave(d['enclave'])} ends in a settlement: nobody leaves by bus."

    def _handover(self, d: Details) -> str:
        verb = "is" if len(d["districts"]) == 1 else "are"
        to = the(self.names.holder(d["to"]))
        return f"{self.names.districts(d['districts'])} {verb} handed over to {to}."

    # Convoys

    def _convoy_left(self, d: Details) -> str:
        buses, people = counted(d["buses"], "bus", "buses"), people_in_words(d["people"])
        way = f"{self.names.districts(d['origins'])} for {self._to(d['destination'])}"
        verb = _verb(d["buses"], "leaves", "leave")
        return f"{buses} with {people} {verb} {way}. {self._reports(d)}"

    def _on_board(self, d: Details) -> str:
        fighters = d["fighters"]
        among = f"{counted(fighters, 'fighter')} {_verb(fighters, 'is', 'are')} among those who leave"
        return f"The buses had entered at {clock(d['entered'])}; {among}."

    def _reports(self, d: Details) -> str:
        seen = d["monitor_buses"]
        monitor = f"reports {counted(seen, 'bus', 'buses')}" if seen is not None else "does not report it"
        return f"The monitor {monitor}; {self._state_media(d, 'it')}."

    def _state_media(self, d: Details, what: str) -> str:
        said = []
        if d["denied"]:
            said.append(f"deny {what} in {self.names.districts(d['denied'])}")
        if d["confirmed"]:
            said.append(f"confirm {what} in {self.names.districts(d['confirmed'])}")
        return f"state media {' and '.join(said) if said else 'say nothing new'}"

    def _convoys(self, convoys: Sequence[Entry]) -> str:
        """Several convoys of one enclave in one sentence."""
        if len(convoys) == 1:
            return self.dated(convoys[0], self._convoy_left(convoys[0].details))
        all_d = [entry.details for entry in convoys]
        people, buses = sum(d["people"] for d in all_d), sum(d["buses"] for d in all_d)
        where = listed(dict.fromkeys(self._to(d["destination"]) for d in all_d))
        origins = list(dict.fromkeys(slug for d in all_d for slug in d["origins"]))
        first, last = (self.calendar.words(entry.day) for entry in (convoys[0], convoys[-1]))
        when = first if first == last else f"{first} to {last}"
        text = (
            f"{when}: {number(len(convoys))} more convoys, {buses:,} buses in all, take {people:,} people"
            f" from {self.names.districts(origins)} to {where}."
        )
        denied = list(dict.fromkeys(slug for d in all_d for slug in d["denied"]))
        return f"{text} State media deny them in {self.names.districts(denied)}." if denied else text

    def _convoy_arrived(self, d: Details) -> str:
        n, unsheltered = d["people"], d["without_shelter"]
        text = f"{people_in_words(n)} from {self._from(d)} {_verb(n, 'reaches', 'reach')} {self._to(d['destination'])}"
        if d["held_hours"] >= 1:
            text += f" after waiting {counted(round(d['held_hours']), 'hour')} on the way"
        if unsheltered:
            text += f"; reception has no place for {unsheltered:,} of them" if unsheltered < n else "; no place is free"
        return capitalised(f"{text}.")

    def _convoy_held(self, d: Details) -> str:
        to = self._to(d["destination"])
        why = "does not let it in" if d["refused"] else "takes no more people today"
        return f"The convoy from {self._from(d)} waits: {to} {why}."

    def _convoy_turned(self, d: Details) -> str:
        return f"The convoy from {self._from(d)}, which was not let in, turns to {self._to(d['destination'])}."

    def _shot_at(self, d: Details) -> str:
        killed = d["killed"]
        toll = f"{people_in_words(killed)} {_verb(killed, 'is', 'are')} killed" if killed else "nobody is killed"
        return f"The convoy from {self._from(d)} is shot at on its way; {toll}."

    # Outside events

    def _outside_event(self, d: Details) -> str:
        if d["event"] == "seizure" and any(self._holder.get(slug) != GOVERNMENT for slug in d["districts"]):
            reported = f": {d['note']}" if d.get("note") else ""
            where = self.names.districts(d["districts"])
            return f"Still defended in this run, {where} is not seized from outside{reported}."
        text = _EVENTS[d["event"]](self, d)
        note = f" ({d['note']})" if d.get("note") else ""
        return capitalised(f"{text}{note}.")

    def _until(self, d: Details) -> str:
        return f" until {self.calendar.words(dt.date.fromisoformat(d['until']))}" if d.get("until") else ""

    def _road(self, d: Details, what: str) -> str:
        a, b = self.names.place(d["a"]), self.names.place(d["b"])
        return f"the road between {the(a)} and {the(b)} {what}{self._until(d)}"

    def _seizure(self, d: Details) -> str:
        faction, where = the(self.names.faction(d["faction"])), self.names.districts(d["districts"])
        for slug in d["districts"]:
            self._holder[slug] = d["faction"]
        return f"{faction} seizes {where}, with up to {counted(d['fighters'], 'fighter')}"

    def _ally(self, d: Details) -> str:
        parts = []
        if d.get("air") is not None:
            parts.append(f"its air power now multiplies the fire by {d['air']:g}")
        if d.get("strength") is not None:
            parts.append(f"it now gives {d['strength']:,} fighters")
        return f"{the(self.names.ally(d['ally']))} changes its part: {', '.join(parts) or 'nothing is said how'}"

    def _access(self, d: Details) -> str:
        whom = listed(
            self.names.faction(name) if name in self.names.factions else f"{name.replace('_', ' ')} groups"
            for name in d["access"]
        )
        return f"{the(self.names.broker(d['broker']))} can now speak with {whom or 'nobody'}"

    # Words for places

    def _seat(self, d: Details) -> str:
        return self.names.seat(d["enclave"])

    def _from(self, d: Details) -> str:
        origins = self._origins.get(d["convoy"])
        return self.names.districts(origins) if origins else self._seat(d)

    def _to(self, destination: str | None) -> str:
        return the(self.names.destination(destination))


def _verb(n: int, singular: str, plural: str) -> str:
    return singular if n == 1 else plural


_SENTENCES: dict[str, Callable[[Teller, Details], str]] = {
    "offensive": Teller._offensive,
    "offensive_over": Teller._offensive_over,
    "ultimatum": Teller._ultimatum,
    "bluff": Teller._bluff,
    "fall": Teller._fall,
    "severed": Teller._severed,
    "split": Teller._split,
    "full_control": Teller._full_control,
    "stormed": Teller._stormed,
    "channel": Teller._channel,
    "talks_broke": Teller._talks_broke,
    "signed": Teller._signed,
    "registered": Teller._registered,
    "suspended": Teller._suspended,
    "resumed": Teller._resumed,
    "collapsed": Teller._collapsed,
    "evacuated": Teller._evacuated,
    "settled": Teller._settled,
    "handover": Teller._handover,
    "convoy_left": Teller._convoy_left,
    "convoy_arrived": Teller._convoy_arrived,
    "convoy_held": Teller._convoy_held,
    "convoy_turned": Teller._convoy_turned,
    "shot_at": Teller._shot_at,
    "outside_event": Teller._outside_event,
}

_EVENTS: dict[str, Callable[[Teller, Details], str]] = {
    "corridor": lambda t, d: f"a way out on foot opens at {t.names.districts(d['districts'])}{t._until(d)}",
    "road_closed": lambda t, d: t._road(d, "is closed"),
    "road_opened": lambda t, d: t._road(d, "opens"),
    "destination_closed": lambda t, d: f"{t._to(d['destination'])} takes nobody in{t._until(d)}",
    "destination_opened": lambda t, d: f"{t._to(d['destination'])} takes people in",
    "ultimatum": lambda t, d: (
        f"an ultimatum of {counted(round(d['days']), 'day')} goes to {t.names.districts(d['districts'])}"
    ),
    "aid": lambda t, d: (
        f"aid reaches {t.names.districts(d['districts'])}, enough for {counted(round(d['days']), 'day')}"
    ),
    "truce": lambda t, d: f"a truce holds in {t.names.districts(d['districts'])}{t._until(d)}",
    "outside_pressure": lambda t, d: (
        f"outside pressure on {the(t.names.government)} changes: every day of fighting now costs it {d['value']:g} more"
    ),
    "seizure": Teller._seizure,
    "ally": Teller._ally,
    "broker_access": Teller._access,
}
