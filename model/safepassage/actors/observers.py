"""Outside observers: the monitor, state media and the United Nations. Calibration compares reports with reports."""

from __future__ import annotations

from typing import NamedTuple

from mesa import Agent

from safepassage.actors.sensing import Departure, Surroundings
from safepassage.equations import reports


class Report(NamedTuple):
    """What an observer says on a day: about which enclave and district (None = all), which convoy, which figures."""

    day: int
    observer: str
    enclave: str | None
    district: str | None
    convoy: int | None
    says: str
    buses: int | None
    people: int | None
    true_people: int | None


class Monitor(Agent):
    """A monitor with local sources: sees most convoys, counts buses well and people badly."""

    model: Surroundings

    def sees(self, seen: Departure) -> Report | None:
        """Its report of a departing convoy, None where it missed it."""
        p = self.model.parameters.observers
        rng = self.model.streams.of("monitor", seen.enclave)
        chance, buses, people = rng.random(), rng.standard_normal(), rng.standard_normal()
        if chance >= p.monitor_sees:
            return None
        counted = reports.counted_buses(seen.buses, p.monitor_buses * buses)
        guessed = reports.guessed_people(seen.people, p.monitor_people * people)
        return Report(seen.day, "monitor", seen.enclave, None, seen.convoy, "reports", counted, guessed, seen.people)


class StateMedia(Agent):
    """State media: deny, confirm or keep silent, district by district, once for each agreement and district."""

    model: Surroundings

    def __init__(self, model: Surroundings) -> None:
        """Start with nothing said."""
        super().__init__(model)
        self._said: set[tuple[str, int, str]] = set()

    def covers(self, seen: Departure, attempt: int, taken: dict[str, float]) -> list[Report]:
        """What is said on a departing convoy about each district not yet spoken of in this attempt at a deal.

        ``taken`` names the districts talked of, each with the share of it that the army took by force of late.
        """
        said = []
        for district, share in taken.items():
            key = (seen.enclave, attempt, district)
            if key in self._said:
                continue
            self._said.add(key)
            says = self._answer(district, seen, share)
            buses = seen.buses if says == "confirms" else None
            said.append(
                Report(seen.day, "state_media", seen.enclave, district, seen.convoy, says, buses, None, seen.people)
            )
        return said

    def _answer(self, district: str, seen: Departure, taken: float) -> str:
        p = self.model.parameters.observers
        rng = self.model.streams.of("state_media", district)
        deny, confirm = rng.random(), rng.random()
        if deny < reports.denial(p.deny, p.deny_reputation, seen.reputation, p.deny_victory, taken):
            return "denies"
        if not seen.deniable and confirm < reports.confirmation(p.confirm, p.confirm_reputation, seen.reputation):
            return "confirms"
        return "silent"


class UnitedNations(Agent):
    """The UN publishes rounded totals of arrivals, at intervals and late."""

    model: Surroundings

    def __init__(self, model: Surroundings) -> None:
        """Start with no total published."""
        super().__init__(model)
        self._arrived_by_day: list[int] = []
        self.total: int | None = None

    def publishes(self, day: int, arrived: int) -> Report | None:
        """Today's publication, if one is due and there is anything to say; ``arrived`` is the true total so far."""
        p = self.model.parameters.observers
        self._arrived_by_day.append(arrived)
        as_of = day - round(p.un_delay)
        if day % round(p.un_days) or as_of < 0:
            return None
        total = reports.published(self._arrived_by_day[as_of], p.un_rounding)
        if total == 0 or total == self.total:
            return None
        self.total = total
        return Report(day, "un", None, None, None, "publishes", None, total, arrived)
