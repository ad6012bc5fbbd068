"""What charts call the outcomes and factors of a study: words and a unit instead of a column's name."""

from __future__ import annotations

from functools import cache

from safepassage.analysis import wording
from safepassage.parameters import declarations
from safepassage.sweeps import outcomes

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
    """An outcome in words, as the tables call it."""
    return wording.words(name)


def unit(name: str) -> str:
    """The unit of an outcome; days that are dates count from the start."""
    derived = {made.name: made.unit for made in wording.DERIVED}
    found = derived[name] if name in derived else outcomes.outcome(name).unit
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
