"""Outside observers: the monitor, state media and the United Nations. Calibration compares reports with reports."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

from mesa import Agent

if TYPE_CHECKING:
    from safepassage.agreement import Agreement
    from safepassage.campaign import Campaign
    from safepassage.convoys import Convoy

CLAIM_DAYS = 14  # the army's claim of fighting in a district counts for so many days


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

    model: Campaign

    def sees(self, convoy: Convoy) -> Report | None:
        """Its report of a departing convoy, None where it missed it."""
        p = self.model.parameters.observers
        rng = self.model.streams.of("monitor", convoy.enclave.name)
        seen, buses, people = rng.random(), rng.standard_normal(), rng.standard_normal()
        if seen >= p.monitor_sees:
            return None
        counted = max(round(convoy.buses * exp(p.monitor_buses * buses)), 1)
        guessed = _round_to(convoy.people * exp(p.monitor_people * people), 10 if convoy.people < 500 else 50)
        return Report(
            convoy.day,
            "monitor",
            convoy.enclave.name,
            None,
            convoy.number,
            "reports",
            counted,
            guessed,
            convoy.people,
        )


class StateMedia(Agent):
    """State media: deny, confirm or keep silent, district by district, once for each agreement and district."""

    model: Campaign

    def __init__(self, model: Campaign) -> None:
        """Start with nothing said and no fighting claimed."""
        super().__init__(model)
        self._said: set[tuple[str, int, int]] = set()
        self.fighting_claimed: dict[int, int] = {}

    def covers(self, convoy: Convoy, agreement: Agreement) -> list[Report]:
        """What is said on a departing convoy about each district of the enclave not yet spoken of."""
        enclave = convoy.enclave
        talked_of = sorted(set(enclave.districts) | set(convoy.origins))
        new = [d for d in talked_of if (enclave.name, enclave.tally.attempts, d) not in self._said]
        reports = []
        for d in new:
            self._said.add((enclave.name, enclave.tally.attempts, d))
            says = self._answer(d, agreement, convoy.day)
            if says == "denies" and self.model.network.slugs[d] not in enclave.tally.denied:
                enclave.tally.denied.append(self.model.network.slugs[d])
            confirmed = says == "confirms"
            reports.append(
                Report(
                    convoy.day,
                    "state_media",
                    enclave.name,
                    self.model.network.slugs[d],
                    convoy.number,
                    says,
                    convoy.buses if confirmed else None,
                    None,
                    convoy.people,
                )
            )
        return reports

    def _answer(self, district: int, agreement: Agreement, day: int) -> str:
        p = self.model.parameters.observers
        rng = self.model.streams.of("state_media", self.model.network.slugs[district])
        deny, confirm = rng.random(), rng.random()
        claimed = day - self.fighting_claimed.get(district, -10_000) <= CLAIM_DAYS
        if deny < _logistic(p.deny + p.deny_reputation * agreement.reputation + p.deny_fighting * claimed):
            return "denies"
        if not agreement.deniable and confirm < _logistic(p.confirm - p.confirm_reputation * agreement.reputation):
            return "confirms"
        return "silent"


class UnitedNations(Agent):
    """The UN publishes rounded totals of arrivals, at intervals and late."""

    model: Campaign

    def __init__(self, model: Campaign) -> None:
        """Start with no total published."""
        super().__init__(model)
        self._arrived_by_day: list[int] = []
        self.total: int | None = None

    def publishes(self, day: int) -> Report | None:
        """Today's publication, if one is due and there is anything to say."""
        p = self.model.parameters.observers
        self._arrived_by_day.append(self.model.households.arrived)
        as_of = day - round(p.un_delay)
        if day % round(p.un_days) or as_of < 0:
            return None
        true = self._arrived_by_day[as_of]
        total = _round_to(true, p.un_rounding if true >= 5 * p.un_rounding else p.un_rounding / 10)
        if total == 0 or total == self.total:
            return None
        self.total = total
        return Report(day, "un", None, None, None, "publishes", None, total, self.model.households.arrived)


def _round_to(value: float, step: float) -> int:
    return int(round(value / step) * step)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x)) if x > -500 else 0.0
