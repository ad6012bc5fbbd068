"""What Mesa's controls drive: one run in one browser session, made anew by Reset from what the controls say."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import count

from safepassage.campaign import Campaign
from safepassage.results.rows import totals
from safepassage.scenario import BadInput, Scenario
from safepassage.simulation import drive
from safepassage.telling.story import ending, story
from safepassage.view import address
from safepassage.view.history import History, packed
from safepassage.view.levers import Lever, Value, apply, as_options, fitting, levers
from safepassage.view.scene import scene

_numbers = count(1)


@dataclass(slots=True)
class Desk:
    """What one browser session has on its desk between resets: levers moved, and the run that is shown."""

    moved: dict[str, Value] = field(default_factory=dict)
    shown: LiveRun | None = None

    def levers(self) -> list[Lever]:
        """The levers of the scenario that is shown."""
        return levers(self.shown.original) if self.shown else []


class LiveRun:
    """A campaign that steps day by day until the scenario's last one.

    Mesa's controls make a new one on Reset, by keyword. Where they say something wrong, the new one carries on what is
    on the desk and says so in ``problem``: a wrong value never empties the page.
    """

    def __init__(self, name: str = "", seed: str | int = 1, desk: Desk | None = None) -> None:
        """Set up day 0 of a scenario, given by name or path; ``seed`` comes as text from its field."""
        self.desk = desk if desk is not None else Desk()
        self.problem = ""
        try:
            self._start(name, address.whole(seed))
        except BadInput as error:
            if self.desk.shown is None:
                raise
            self._carry_on(self.desk.shown)
            self.problem = str(error)
        self.desk.shown = self

    def _start(self, name: str, seed: int) -> None:
        original = Scenario.load(name)
        self.desk.moved = fitting(original, self.desk.moved)
        scenario = apply(original, self.desk.moved)
        campaign = Campaign(scenario, seed)
        self.name, self.number, self.lock = name, next(_numbers), threading.Lock()
        self.original, self.campaign, self._driven = original, campaign, drive(campaign)
        self.moved, self.options = dict(self.desk.moved), as_options(original, self.desk.moved)
        self.history = History(campaign.world)
        self._told: tuple[int, list[tuple[int, str]]] = (0, [])
        self.running = True
        self.scene = packed(scene(self))  # now: the map is drawn of what is besieged at the start

    def _carry_on(self, other: LiveRun) -> None:
        self.name, self.number, self.lock = other.name, other.number, other.lock
        self.original, self.campaign, self._driven = other.original, other.campaign, other._driven
        self.moved, self.options = other.moved, other.options
        self.history, self._told, self.running, self.scene = other.history, other._told, other.running, other.scene

    def step(self) -> None:
        """One day; after the scenario's last one, nothing."""
        with self.lock:
            if next(self._driven, None) is None:
                return
            self.history.note(self.campaign.world)
            self.running = self.days < self._last

    def run_to(self, days: int) -> None:
        """So many days in all, or as many as the scenario has."""
        while self.running and self.days < days:
            self.step()

    @property
    def _last(self) -> int:
        return self.campaign.scenario.tables.scenario.days

    @property
    def days(self) -> int:
        """Days that have passed."""
        return self.campaign.world.day + 1

    # The two names under which Mesa's page shows how far a model is: the first until 3.3, the second from 3.4 on.

    @property
    def steps(self) -> int:
        """Days that have passed."""
        return self.days

    @property
    def time(self) -> int:
        """Days that have passed."""
        return self.days

    @property
    def story(self) -> list[tuple[int, str]]:
        """The run so far in sentences, each with its day."""
        entries = self.campaign.world.journal.entries
        if self._told[0] != len(entries):
            self._told = len(entries), story(self.campaign.scenario, entries, self._last)
        return self._told[1]

    @property
    def end(self) -> list[str]:
        """What the run came to, in sentences; empty before its last day."""
        return [] if self.running else ending(self.campaign.scenario, totals(self.campaign), self.days)

    @property
    def address(self) -> str:
        """The run as the query of a link."""
        return address.written(address.Link(self.name, self.campaign.seed, self.moved))

    @property
    def command(self) -> list[str]:
        """The command that runs the same on the command line, empty where a lever has no option there."""
        if self.options is None:
            return []
        return ["safepassage", "run", self.name, "--seed", str(self.campaign.seed), *self.options]
