"""What charts call the outcomes and factors of a study: words and a unit instead of a column's name."""

from __future__ import annotations

from functools import cache

from safepassage.parameters import declarations
from safepassage.sweeps import outcomes

OUTCOMES = {
    "population": "people at the start",
    "evacuated": "left by convoy",
    "crossed": "crossed the lines",
    "stayed": "still inside at the end",
    "in_transit": "on the road at the end",
    "killed": "killed, fighters and civilians",
    "civilians_killed": "civilians killed",
    "militants_killed": "fighters killed",
    "government_killed": "killed on the government's side",
    "days_of_fighting": "days of fighting",
    "full_control_day": "full control",
    "split_day": "first split of a pocket",
    "first_agreement_day": "first deal",
    "mean_agreement_day": "mean day of the deals",
    "enclaves_signed": "enclaves that signed",
    "displaced": "people displaced",
    "without_shelter_rate": "without a place, of 100",
    "incident_rate": "incidents in 100 convoys",
    "waiting_rate": "waiting for each arrival",
    "interrupted_rate": "interrupted, of 100 deals",
    "enclaves_evacuated": "enclaves evacuated",
    "enclaves_settled": "enclaves settled, nobody left",
    "enclaves_stormed": "enclaves stormed",
    "enclaves_holding": "enclaves that hold out",
    "enclaves_in_progress": "enclaves still leaving at the end",
    "fighters_evacuated": "fighters who left by convoy",
    "convoys": "convoys",
    "buses": "busloads",
    "incidents": "incidents",
    "interrupted": "enclaves interrupted",
    "waiting_days": "waiting at closed doors",
    "without_shelter": "arrived beyond the places",
    "largest_60_day_evacuation": "most that left in 60 days",
    "reported_evacuated": "left, as the UN counts",
}
FIELDS = {"agreement_day": "deal", "first_convoy_day": "first buses", "last_convoy_day": "last buses"}
LAST = {
    "buses": "buses",
    "seats": "seats a bus",
    "guarantee": "strength of the guarantee",
    "capacity": "capacity for talks",
    "skill": "skill in talks",
    "access": "access",
    "fighters": "fighters",
    "stock_days": "days of stock",
    "intake": "intake a day",
    "places": "places in reception",
    "strength": "strength",
}
DAY = "day"


def outcome(name: str) -> str:
    """An outcome in words."""
    if name.startswith("arrivals."):
        return f"arrived in {_plain(name.removeprefix('arrivals.'))}"
    if name.startswith("enclaves."):
        enclave, _, field = name.removeprefix("enclaves.").rpartition(".")
        return f"{_plain(enclave)}: {FIELDS.get(field) or OUTCOMES.get(field) or field.replace('_', ' ')}"
    return OUTCOMES.get(name, name.replace("_", " "))


def unit(name: str) -> str:
    """The unit of an outcome; days that are dates count from the start."""
    found = outcomes.outcome(name).unit
    return "day, from the start" if found == DAY else found


def titled(name: str) -> str:
    """An outcome in words with its unit."""
    told = unit(name)
    return f"{outcome(name)} ({told})" if told and told not in outcome(name) else outcome(name)


def factor(name: str) -> str:
    """A factor in words, with the unit of a parameter."""
    group, _, rest = name.partition(".")
    owner, _, last = rest.rpartition(".")
    if group == "parameters":
        told = _units().get(rest, "")
        words = f"{owner}: {last.replace('_', ' ')}"
        return f"{words} ({told})" if told and told not in ("1", "–", "-") else words
    if not rest:
        return {"scenario": "scenario"}.get(name, _plain(name))
    whose = _plain(owner or group).capitalize()
    return f"{whose}: {LAST.get(last, last.replace('_', ' '))}"


def level(value: object) -> str:
    """One level of a factor."""
    if isinstance(value, float):
        return f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@cache
def _units() -> dict[str, str]:
    return {declaration.name: declaration.unit for declaration in declarations()}


def _plain(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ")
