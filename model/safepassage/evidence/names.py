"""Names as people type them: one spelling to show, one key to compare by, and lists with whatever between the names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

NEAR = 0.7  # likeness above which a name that matches nothing is taken for a slip
JOINERS = "\u200c\u200d"  # they shape letters within words of several scripts
ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u2018\u2019\u02bc`", "'")
)
BETWEEN = re.compile(r"[;؛|\n\u2028\u2029]")  # separates names always
PERHAPS = re.compile(r"[,،/&+]|\s(?:and|et|und|و)\s|\s-\s")  # separates names unless it is part of one
COMMON = re.compile(r"[,،/&+]")


def tidy(name: str) -> str:
    """A name as it is shown: Unicode NFC, no invisible marks, single spaces."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(c for c in text if c in JOINERS or unicodedata.category(c) != "Cf")
    return " ".join(text.split())


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """What two spellings of one name have in common: tidy, without case, one kind of hyphen and of apostrophe."""
    plain = tidy(name).translate(ALIKE).casefold()
    return "".join(c for c in plain if c not in JOINERS)


def listed(cell: str) -> tuple[str, ...]:
    """The names of a cell by the separators that are no part of a name, each once."""
    return _once(tidy(part) for part in BETWEEN.split(cell))


def split_by(names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Names with the spelling of ``known`` (by key); a text that is none is taken apart where a part of it is one."""
    found: list[str] = []
    for name in names:
        parts = [tidy(part) for part in PERHAPS.split(name)]
        if key(name) not in known and any(key(part) in known for part in parts):
            found += [known.get(key(part), part) for part in parts if part]
        else:
            found.append(known.get(key(name), name))
    return _once(found)


def near(name: str, valid: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The valid name that is most like this one, None where none is much like it."""
    by_key = {key(other): other for other in valid}
    close = get_close_matches(key(name), by_key, n=1, cutoff=cutoff)
    return by_key[close[0]] if close else None


def _once(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        if name:
            kept.setdefault(key(name), name)
    return tuple(kept.values())
