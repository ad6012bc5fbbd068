"""A link that holds a run: scenario, seed and levers as the query of the page's address; the day is the browser's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from safepassage.limits import MOST_SEED
from safepassage.scenario import BadInput, Scenario
from safepassage.view.levers import Value, levers

DAY = "day"  # read and written in the browser, where the shown day is known


@dataclass(frozen=True, slots=True)
class Link:
    """What an address says of a run."""

    name: str
    seed: int = 1
    moved: Mapping[str, Value] = field(default_factory=dict)


def written(link: Link) -> str:
    """The query of an address."""
    words = {True: "on", False: "off"}
    moved = {key: words[v] if isinstance(v, bool) else f"{v:g}" for key, v in sorted(link.moved.items())}
    return urlencode({"scenario": link.name, "seed": link.seed, **moved})


def read(query: str, names: Iterable[str], start: str) -> tuple[Link, str]:
    """What an address says, and a complaint about what cannot be used in it, empty where all can.

    Only scenarios that the page offers are opened by a link; without one it is ``start``.
    """
    given = dict(parse_qsl(query.removeprefix("?")))
    given.pop(DAY, None)
    name, seed = given.pop("scenario", start), given.pop("seed", "1")
    if name not in names:
        return Link(start), f"link: no scenario {name!r} here; this is {start}"
    try:
        return Link(name, whole(seed), _moved(name, given)), ""
    except (BadInput, ValueError) as error:
        return Link(name), f"link: {error}"


def whole(seed: str | int) -> int:
    """A seed from a field or a link; raises BadInput with what is allowed."""
    text = str(seed).strip()
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEED)) and int(text) <= MOST_SEED:
        return int(text)
    raise BadInput(f"Seed: a whole number from 0 to {MOST_SEED}, not {text!r}")


def _moved(name: str, given: Mapping[str, str]) -> dict[str, Value]:
    """The levers of a link; those that stand where the scenario has them are not moved."""
    known = {lever.key: lever for lever in levers(Scenario.load(name))} if given else {}
    moved: dict[str, Value] = {}
    for key, text in given.items():
        if key not in known:
            raise BadInput(f"no lever {key!r}; there are {', '.join(known)}")
        switched = {"on": True, "off": False}.get(text, text) if known[key].switch else text
        value = known[key].read(switched)
        if value != known[key].value:
            moved[key] = value
    return moved
