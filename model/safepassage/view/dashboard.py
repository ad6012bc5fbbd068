"""The dashboard's side of the server: hears what its page asks for, and answers each request with a message."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import solara
from mesa.visualization.utils import force_update, update_counter

from safepassage.scenario import BadInput
from safepassage.view import band
from safepassage.view.export import zipped
from safepassage.view.host import Host
from safepassage.view.levers import Value
from safepassage.view.post import Post
from safepassage.view.run import Desk, LiveRun

AT_ONCE = 20  # days that one request may run: the page draws between two requests
LEAST = 1  # ms between two days: Mesa's own least
TAKES = 15  # ms that a day itself takes, to simulate and to draw


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast days pass, in days a second."""

    days: float = 15

    @property
    def interval(self) -> int:
        """The milliseconds that Mesa's player waits between two days."""
        return max(round(1000 / self.days) - TAKES, LEAST)


PACE = Pace()


class Beside(NamedTuple):
    """What is to be run beside the shown run, under its seed."""

    name: str
    moved: Mapping[str, Value]


@solara.component
def Dashboard(  # noqa: N802 - a component
    run: solara.Reactive[LiveRun],
    interval: solara.Reactive[int],
    titles: Mapping[str, str],
) -> None:
    """Map, ledger and charts of a run, and of another one beside it where that is asked for."""
    shown = run.value
    desk = solara.use_memo(lambda: _Desk(run, interval, titles), [])
    solara.use_thread(desk.run_beside, [desk.beside.value, shown.campaign.seed], intrusive_cancel=False)
    solara.use_thread(desk.run_band, [desk.band_of.value == shown.number, shown.number], intrusive_cancel=False)
    turns = [shown, update_counter.value, shown.days, desk.turn.value]
    Host(
        module="dashboard.js",
        message=solara.use_memo(desk.message, turns),
        parcel=desk.parcel.value,
        event_said=desk.hear,
    )


class _Desk:
    """One page's requests and what became of them."""

    def __init__(
        self,
        run: solara.Reactive[LiveRun],
        interval: solara.Reactive[int],
        titles: Mapping[str, str],
    ) -> None:
        self._run, self._interval, self._titles = run, interval, titles
        self._post = Post()
        self._other: LiveRun | None = None
        self._notice = ""
        self._band: tuple[int, dict[str, Any]] = (0, {})
        self.turn = solara.reactive(0)
        self.parcel: solara.Reactive[dict[str, Any] | None] = solara.reactive(None)
        self.beside: solara.Reactive[Beside | None] = solara.reactive(None)
        self.band_of = solara.reactive(0)
        self._acts: dict[str, Callable[[Any], Any]] = {
            "resend": lambda _: self._post.forget(),
            "ahead": self._ahead,
            "export": self._export,
            "pace": self._pace,
            "compare": self._compare,
            "band": self._ask_band,
        }

    def message(self) -> str:
        """What the page is sent now."""
        shown = self._run.value
        number, bands = self._band
        return self._post.message(
            shown,
            self._other if self.beside.value else None,
            notice=self._notice,
            pending=shown.desk.moved != shown.moved,
            band=bands if number == shown.number else None,
            scenarios=list(self._titles.items()),
        )

    def hear(self, message: dict[str, Any]) -> None:
        """Do what the page asks for, and answer it under its own number."""
        if message["what"] == "have":
            self._post.have(message["value"])
            return
        problem = ""
        try:
            self._acts[message["what"]](message["value"])
        except BadInput as error:
            problem = str(error)
        except (KeyError, TypeError, ValueError):
            problem = "the page asked for something that is not understood here; load it anew"
        self._post.answer(message.get("id"), problem)
        self._tell()

    def _tell(self) -> None:
        self.turn.value += 1

    def _ahead(self, days: float) -> None:
        shown = self._run.value
        shown.run_to(min(int(days), shown.days + AT_ONCE))
        force_update()  # Mesa's own count of days, too

    def _export(self, _: object) -> None:
        self.parcel.value = zipped(self._run.value)

    def _pace(self, days: float) -> None:
        self._interval.value = Pace(days).interval

    # A run beside the shown one

    def _compare(self, wish: str) -> None:
        """With the scenario's own values, with the levers as they stand, or with another scenario; "" ends it."""
        shown, self._notice = self._run.value, ""
        if not wish:
            self.beside.value = None
            return
        moved: dict[str, Value] = {}
        if wish == "levers":
            moved = dict(shown.desk.moved)
        elif wish != "own" and wish not in self._titles:
            raise BadInput(f"compare: no scenario {wish!r} here")
        name = shown.name if wish in ("own", "levers") else wish
        if (name, moved) == (shown.name, shown.moved):
            raise BadInput("compare: that is the run that is shown; move a lever, or choose another scenario")
        self.beside.value = Beside(name, moved)

    def run_beside(self, cancelled: threading.Event) -> None:
        """Run what is to be compared to its end, with the shown run's seed; the draws of both are the same."""
        wish = self.beside.value
        if wish is None:
            self._other = None
            return
        try:
            other = LiveRun(wish.name, self._run.value.campaign.seed, Desk(moved=dict(wish.moved)))
        except BadInput as error:
            self._notice = str(error)
            self._tell()
            return
        while other.running and not cancelled.is_set():
            other.run_to(other.days + AT_ONCE)
        if not cancelled.is_set():
            self._other = other
            self._tell()

    # The band of many runs

    def _ask_band(self, wanted: bool) -> None:
        self.band_of.value = self._run.value.number if wanted else 0
        self._band = (0, {})

    def run_band(self, cancelled: threading.Event) -> None:
        """Run the band of the shown levers, unless there is one or it is not wanted."""
        shown = self._run.value
        if self.band_of.value != shown.number or self._band[0] == shown.number:
            return

        def told(bands: dict[str, Any]) -> None:
            self._band = shown.number, bands
            self._tell()

        band.compute(shown.campaign.scenario, cancelled.is_set, told)
