"""What is counted, for one enclave and for the whole run; days are from the start, None where it did not happen."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """What is counted for the whole run."""

    days_of_fighting: int = 0
    full_control_day: int | None = None
    split_day: int | None = None
    arrived_today: int = 0


@dataclass(slots=True)
class Tally:
    """What is counted for one enclave."""

    attempts: int = 0
    offensive_day: int | None = None
    talks_day: int | None = None
    agreement_day: int | None = None
    first_convoy_day: int | None = None
    last_convoy_day: int | None = None
    broker: str | None = None
    guarantor: str | None = None
    talk_days: int | None = None
    ground_lost: float | None = None
    scope: str | None = None
    residents: str | None = None
    truces: list[int] = field(default_factory=list)
    settled_fighters: int = 0
    deserted_fighters: int = 0
    died_of_siege: int = 0
    destination: str | None = None
    denied: list[str] = field(default_factory=list)
    buses: int = 0
    first_convoy_buses: int | None = None
    convoys: int = 0
    announced: int | None = None
    interrupted: bool = False
    evacuated: int = 0
    fighters_evacuated: int = 0
    departed: int = 0
    crossed: int = 0
    incidents: int = 0
    waiting_days: float = 0.0
    militants_killed: int = 0
    government_killed: int = 0
    civilians_killed: int = 0

    def note_signature(self, day: int) -> None:
        """A deal is signed; one that follows another interrupts the departure."""
        self.attempts += 1
        self.interrupted |= self.attempts > 1
        self.agreement_day = day

    def note_departure(self, day: int, buses: int, people: int) -> None:
        """A convoy has left."""
        self.convoys += 1
        self.buses += buses
        self.departed += people
        if self.first_convoy_day is None:
            self.first_convoy_day, self.first_convoy_buses = day, buses
        self.last_convoy_day = day

    def note_arrival(self, people: int, fighters: int, held_hours: float) -> None:
        """A convoy has arrived after so many hours of waiting at closed doors."""
        self.evacuated += people
        self.fighters_evacuated += fighters
        self.waiting_days += held_hours / 24 * people
