"""Names, numbers and dates as a reader would write them: shared by the story, the tables and the pictures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import floor, isfinite, log10

from safepassage.scenario import GOVERNMENT, ScenarioFile

_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_MOST_NAMED = 4  # districts of a region that are named rather than counted

# Names that take an article although they look like proper names, and words that begin a description.
_WITH_ARTICLE = ("Islamic State", "United ", "Badia", "Red C")
_DESCRIBING = frozenset({"groups", "committees", "committee", "council", "local", "elders", "factions", "notables"})


def number(n: int) -> str:
    """A count: in words to twelve, in digits above."""
    return _WORDS[n] if 0 <= n < len(_WORDS) else f"{n:,}"


def rounded(value: float, digits: int = 4, *, sign: bool = False) -> str:
    """A measured number to so many digits, large ones whole and never as a power of ten: ``0.1234``, ``91,670``."""
    plus = "+" if sign else ""
    if not isfinite(value) or abs(value) < 10 ** (digits - 1):
        return f"{value:{plus},.{digits}g}"
    whole = round(value, digits - 1 - floor(log10(abs(value))))
    return f"{whole:{plus},.0f}"


def ordinal(n: int) -> str:
    """A rank: in words to twelfth, in digits above."""
    return _ORDINALS[n] if 0 <= n < len(_ORDINALS) else f"{n}th"


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """A count of something: ``six buses``, ``one bus``, ``290 people``."""
    return f"{number(n)} {singular if n == 1 else plural or singular + 's'}"


def percent(share: float) -> str:
    """A share in whole per cent: ``43 %``."""
    return f"{100 * share:.0f} %"


def people(n: int) -> str:
    """A count of people."""
    return counted(n, "person", "people")


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names as a list in words; beyond ``most`` the rest are only counted."""
    items = list(names)
    if len(items) > most:
        items = [*items[: most - 2], f"{number(len(items) - most + 2)} others"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def the(name: str) -> str:
    """A name inside a sentence, with its article where it needs one."""
    first, last = name.split(" ")[0], name.split(" ")[-1]
    if first == "The":
        return f"the {name[4:]}"
    if first.lower() in _DESCRIBING:
        return f"the {name[0].lower()}{name[1:]}"
    # A description ends in a common noun ("Syrian government"); a proper name does not ("Jaysh al-Islam").
    described = last.islower() and " " in name
    return f"the {name}" if described or name.startswith(_WITH_ARTICLE) else name


def capitalised(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def part_of_day(hour: float) -> str:
    """The part of the day in which an hour (0 to 24) lies."""
    for end, name in ((3.5, "night"), (7, "dawn"), (11, "morning"), (14, "midday"), (18, "afternoon"), (22, "evening")):
        if hour < end:
            return name
    return "night"


def period(start: dt.date, days: int) -> str:
    """The first and the last day of a run, as ISO dates."""
    return f"{start.isoformat()} to {(start + dt.timedelta(days=days - 1)).isoformat()}"


def clock(hour: float) -> str:
    """An hour as on a clock: 1.13 is ``1:07``."""
    minutes = int(hour * 60 + 1e-6)
    return f"{minutes // 60}:{minutes % 60:02d}"


class Calendar:
    """Days of a run as dates in words; years are told only where the run spans more than one."""

    def __init__(self, start: dt.date, days: int) -> None:
        """Take the date of day 0 and the number of days."""
        self.start = start
        self._years = (start + dt.timedelta(days=max(days - 1, 0))).year != start.year

    def date(self, day: int) -> dt.date:
        """The date of a day."""
        return self.start + dt.timedelta(days=int(day))

    def day(self, date: dt.date) -> int:
        """The day of a date."""
        return (date - self.start).days

    def words(self, day: int | dt.date) -> str:
        """``20 May``, or ``20 May 2018`` where that is needed."""
        date = day if isinstance(day, dt.date) else self.date(day)
        year = f" {date.year}" if self._years or date.year != self.start.year else ""
        return f"{date.day} {_MONTHS[date.month - 1]}{year}"

    def short(self, day: int | dt.date) -> str:
        """``20 May`` with the month in three letters, for tables and pictures."""
        date = day if isinstance(day, dt.date) else self.date(day)
        year = f" {date.year % 100:02d}" if self._years or date.year != self.start.year else ""
        return f"{date.day} {_MONTHS[date.month - 1][:3]}{year}"


class Names:
    """The names that a scenario gives to its slugs."""

    def __init__(self, file: ScenarioFile) -> None:
        """Read the names of a scenario."""
        self._file = file
        self.government = file.government.name
        self.factions = frozenset(file.factions)

    def district(self, slug: str) -> str:
        """The name of a district."""
        table = self._file.districts.get(slug)
        return table.name if table else slug

    def districts(self, slugs: Sequence[str]) -> str:
        """Districts as a list in words."""
        return listed(self.district(slug) for slug in slugs)

    def last_of_region(self) -> str:
        """The district whose change of hands is full control: of a few that are named, of many that are counted."""
        slugs = self._file.scenario.capital_region
        if len(slugs) == 1:
            return self.district(slugs[0])
        named = self.districts(slugs) if len(slugs) <= _MOST_NAMED else f"the region's {number(len(slugs))} districts"
        return f"the last of {named}"

    def destination(self, slug: str | None) -> str:
        """The name of a destination."""
        table = self._file.destinations.get(slug or "")
        return (table.name if table else "") or slug or ""

    def place(self, slug: str) -> str:
        """The name of a district or destination: an end of a road."""
        return self.destination(slug) if slug in self._file.destinations else self.district(slug)

    def broker(self, slug: str | None) -> str:
        """The name of a broker."""
        table = self._file.brokers.get(slug or "")
        return table.name if table else slug or ""

    def ally(self, slug: str) -> str:
        """The name of an ally."""
        table = self._file.allies.get(slug)
        return table.name if table else slug

    def faction(self, slug: str) -> str:
        """The name of an armed group."""
        table = self._file.factions.get(slug)
        return table.name if table else slug

    def holder(self, slug: str) -> str:
        """The name of who holds a district."""
        return self.government if slug == GOVERNMENT else self.faction(slug)

    def besieger(self, enclave: str) -> str:
        """The name of who besieges an enclave."""
        table = self._file.factions.get(self.parts(enclave)[0])
        return self.holder(table.besieger) if table else self.government

    def partner(self, faction: str) -> str | None:
        """The slug of the armed group to whose departure another's is tied, None where it leaves on its own."""
        ends = ((e.a, e.b) for e in self._file.exchanges)
        return next((b if a == faction else a for a, b in ends if faction in (a, b)), None)

    def has_patron(self, enclave: str) -> bool:
        """Whether somebody else signs for an enclave: a besieged garrison of the government's side."""
        table = self._file.factions.get(self.parts(enclave)[0])
        return table is not None and table.side == GOVERNMENT

    @cached_property
    def _seats(self) -> dict[str, str]:
        """By faction, its district with most people at the start."""
        seats: dict[str, str] = {}
        for slug, district in self._file.districts.items():
            best = seats.get(district.holder)
            if best is None or district.population > self._file.districts[best].population:
                seats[district.holder] = slug
        return seats

    def parts(self, enclave: str) -> tuple[str, str]:
        """The faction and the seat in an enclave's id, which joins both with a hyphen.

        Where a group comes back to a seat after its enclave there has ended, the id ends in ``-2``, ``-3`` and so on.
        """
        for name in (enclave, re.sub(r"-\d+$", "", enclave)):
            for slug in self._file.factions:
                seat = name.removeprefix(f"{slug}-")
                if seat != name and seat in self._file.districts:
                    return slug, seat
        return enclave, enclave

    def seat(self, enclave: str) -> str:
        """The name of the district after which an enclave is called."""
        return self.district(self.parts(enclave)[1])

    def group(self, enclave: str) -> str:
        """The name of the group that holds an enclave."""
        return self.faction(self.parts(enclave)[0])

    def enclave(self, enclave: str) -> str:
        """An enclave inside a sentence: its group, and where it is unless the group's name says so."""
        faction, seat = self.parts(enclave)
        group, place = self.faction(faction), self.district(seat)
        told = seat == self._seats.get(faction) and (place in group or " of " in group or " in " in group)
        return the(group) if told else f"{the(group)} in {place}"
