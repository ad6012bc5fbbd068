"""How each deal of a run came about: who led and vouched, what the group had lost and believed, what became of it.

Put together from the journal and from the evenings' table of enclaves, so that a run folder tells it as a run does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from safepassage.results.digest import by_enclave, entries, interval
from safepassage.telling.wording import Names, percent

if TYPE_CHECKING:
    import pandas as pd

    from safepassage.results.digest import Row
    from safepassage.results.run import Run
    from safepassage.scenario import Scenario

Signer = Literal["group", "partner", "patron"]
CARRIED_OUT, COLLAPSED, UNDER_WAY = "carried out", "collapsed", "under way"
COLUMNS = ("Signed in", "Lost", "Days of talks", "Broker", "Guarantor")  # of several runs
_ENDS = {"evacuated": CARRIED_OUT, "settled": CARRIED_OUT, "collapsed": COLLAPSED}


@dataclass(slots=True)
class Signature:
    """One deal; None where a run does not tell, or where it did not happen.

    ``signer`` is the group itself, or in an exchange whoever signed with the ``partner``'s deal: its ``patron`` for a
    besieged garrison. ``chance`` is that of the assault going all the way, as the group saw it, None without one.
    """

    enclave: str
    day: int
    signer: Signer
    broker: str | None
    guarantor: str | None
    talk_days: int | None
    ground_lost: float | None
    chance: float | None = None
    credibility: float | None = None
    became: str = UNDER_WAY
    ended: int | None = None


def signatures(run: Run) -> list[Signature]:
    """All deals of a run in the order of the days, failed ones included."""
    names = Names(run.scenario.tables)
    opened: dict[str, int] = {}
    found: list[Signature] = []
    for entry in entries(run):
        enclave = str(entry.details.get("enclave", ""))
        if entry.kind == "channel":
            opened[enclave] = entry.day
        elif entry.kind == "talks_broke":
            opened.pop(enclave, None)
        elif entry.kind == "signed":
            found.append(_signature(entry.day, entry.details, opened.pop(enclave, None), names, found))
        elif entry.kind in _ENDS:
            deal = next((s for s in reversed(found) if s.enclave == enclave), None)
            if deal is not None:
                deal.became, deal.ended = _ENDS[entry.kind], entry.day
    for signature in found:
        signature.chance, signature.credibility = _believed(run, signature)
    return found


def _signature(day: int, d: dict[str, Any], opened: int | None, names: Names, before: list[Signature]) -> Signature:
    partner = names.partner(names.parts(d["enclave"])[0])
    tied = any(s.day == day and names.parts(s.enclave)[0] == partner for s in before)
    signer: Signer = "group" if not tied else "patron" if names.has_patron(d["enclave"]) else "partner"
    talked = None if opened is None or signer == "patron" else day - opened
    return Signature(d["enclave"], day, signer, d["broker"], d["guarantor"], talked, d.get("ground_lost"))


def _believed(run: Run, signature: Signature) -> tuple[float | None, float | None]:
    """What the group believed on the morning of the day: the evening's row still holds it."""
    table = run.enclaves
    rows = table[(table["enclave"] == signature.enclave) & (table["day"] == signature.day)]
    for chance, credibility in zip(chances(rows), rows["credibility"], strict=True):
        return None if chance != chance else float(chance), float(credibility)
    return None, None


def chances(rows: pd.DataFrame) -> Iterator[float]:
    """The chance that the assault goes all the way, as the group sees it, by row: NaN where there is no assault.

    Runs until version 0.1.0 knew no such chance: they tell no ground lost either, and all is NaN.
    """
    for hazard, seen, lost in zip(rows["hazard"], rows["hazard_seen"], rows["ground_lost"], strict=True):
        yield seen / hazard if hazard > 0 and lost == lost else float("nan")


# Several runs


def of_several(scenario: Scenario, replicates: Sequence[Row]) -> list[tuple[str, ...]]:
    """An enclave's name, then how its last deals came about, under :data:`COLUMNS`: medians with intervals."""
    names, lines = Names(scenario.tables), []
    for enclave, rows in by_enclave(replicates).items():
        signed = [row for row in rows if row["agreement_day"] is not None]
        told = [row for row in signed if row["ground_lost"] is not None]
        talked = [row["talk_days"] for row in told if row["talk_days"] is not None]
        lines.append((
            f"{names.seat(enclave)}: {names.group(enclave)}", f"{len(signed)}/{len(replicates)}",
            interval([row["ground_lost"] for row in told], percent), interval(talked, "{:.0f}".format),
            *(_most([names.broker(row[name]) or "nobody" for row in told]) for name in ("broker", "guarantor")),
        ))  # fmt: skip
    return lines


def _most(words: Sequence[str]) -> str:
    """The most frequent of some words, and how often it is found among them."""
    if not words:
        return ""
    word, times = Counter(words).most_common(1)[0]
    return f"{word} {times}/{len(words)}"
