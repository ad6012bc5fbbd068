"""How a row ended and whether a deal was signed: as coded, else inferred from what else its row reports.

A table that codes neither ``class`` nor ``signed`` still tells. In this order: a plain no, a truce or a deal in the
words of ``outcome``; a date of agreement or of departure, or people who left, which mean that a deal was signed;
another ending in those words; a day on which it ``ended`` beside none of these, which means that none was. A row
that codes one of the two has its other cell empty on purpose: nothing is inferred beside it but what the code says.
How it ended is read from words alone: where only departures tell, only rows that ended in one would be scored.
"""

from __future__ import annotations

import re

from safepassage.evidence.rows import Agreement

SIGNED_ENDINGS = ("evacuated", "settled", "not_carried_out")
# The first that fits counts: what was not carried out was agreed, and what was not agreed may have ended in many ways.
WORDS = (
    ("not_carried_out", r"not carried out|never carried out|collapsed|broke down"),
    ("truce", r"\btruce\b|without departure"),
    ("withdrew", r"\bwithdr[ae]w|left without|broke out|open road|retreat|fell back"),
    ("holding", r"\bheld\b|holding|reliev|lifted|\bongoing\b|still besieged"),
    ("stormed", r"storm|taken by|by force|captur|surrender|overr[au]n|\bfell\b"),
    ("settled", r"settle|nobody left"),
)
REFUSED = r"^\W*(no|without)\b|\bno (agreement|deal)\b"
AGREED = r"^\W*(an? )?(agreement|agreed|deal|evacuat\w*|signed)\b"


def signed_of(row: Agreement) -> bool | None:
    """Whether a deal was signed that moves people or ground; None where nothing tells."""
    if row.signed is not None:
        return row.signed
    if row.ending:
        return row.ending in SIGNED_ENDINGS
    words = row.outcome.lower()
    told = _told(words)
    if re.search(REFUSED, words) or (told == "truce" and not _left(row)):
        return False
    if re.search(AGREED, words) or row.has_signed or told in SIGNED_ENDINGS:
        return True
    return False if told or row.ended is not None else None


def ending_of(row: Agreement) -> str | None:
    """The class of how it ended, in the words of the column ``class``; None where it is not to be scored."""
    if row.ending or row.signed is not None:
        return row.ending or None
    if not row.outcome:
        return None  # of a table that told of endings by departures alone, only the departures would be scored
    signed, told = signed_of(row), _told(row.outcome.lower())
    if signed is None or (told and (told in SIGNED_ENDINGS) == signed):
        return told
    return "evacuated" if signed and _left(row) else None


def _told(words: str) -> str | None:
    return next((name for name, pattern in WORDS if re.search(pattern, words)), None)


def _left(row: Agreement) -> bool:
    """Whether people left: some were counted, or a day of departure is told and nothing says that it was nobody."""
    counts = [n for n in (row.evacuees_low, row.evacuees_best, row.evacuees_high) if n is not None]
    return any(counts) or (not counts and row.evac_start is not None)
