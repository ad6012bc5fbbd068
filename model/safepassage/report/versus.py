"""The report of a comparison: what one change would do, run by run under the same seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage import figures
from safepassage.analysis.comparison import Difference, headline
from safepassage.figures import words
from safepassage.figures.differences import judgement, told
from safepassage.report import grounds
from safepassage.report.document import Cell, Page, Picture, Section, Table
from safepassage.report.folder import reading, stored
from safepassage.telling.wording import capitalised, listed, percent, rounded

TABLE = "comparison.csv"
MOST_ANSWERS = 5
COUNTS = ("pairs", "undefined", "undefined_a", "undefined_b")
FIXED = "Intervals hold chance alone: both sides have the same parameters and the same assumptions in every pair."
DRAWN = "Intervals hold chance and what the fit leaves open of the parameters; that the rules are wrong is not in them."


def page(folder: Path, _: int | None = None) -> Page:
    """The page of a comparison's folder, whether of pairs of seeds or of draws of the posterior.

    Raises:
        BadInput: where a file of it is missing or damaged.
    """
    with reading(folder, "comparison"):
        manifest, found = stored(folder / "manifest.json"), read(folder)
        drawn = "draws" in manifest
        a, b = list(manifest["scenarios"] if drawn else stored(folder / "design.json")["scenarios"])
        figure = figures.differences(headline(found) or found, a, b)
        pairs = max((d.pairs for d in found), default=0)
        same = "the same seed and the same parameters" if drawn else "the same seed"
        return Page(
            title=f"{b} compared with {a}",
            about=f"By safepassage {manifest.get('versions', {}).get('safepassage', '?')}, {pairs} pairs of runs.",
            asked=[f"What changes if instead of “{a}” it is “{b}”? Each run of one is compared with the run of the "
                   f"other that has {same}."],
            answers=list(_answers(found)),
            picture=Picture(figure, "Differences of the outcomes with their intervals") if figure else None,
            rests=[text for text in (_pairs(manifest, pairs), _gain(found)) if text],
            cannot=[DRAWN if drawn else FIXED,
                    "“May be chance” does not mean that nothing changes, but that more pairs are needed to tell.",
                    *grounds.LIMITS],
            sections=[
                Section("Every outcome", [_table(found, a, b)]),
                Section("How to make the same again", grounds.again(manifest)),
            ],
        )  # fmt: skip


def read(folder: Path) -> list[Difference]:
    """The differences that a comparison's table holds."""
    return [_difference(row) for row in pd.read_csv(folder / TABLE).astype(object).to_dict("records")]


def _difference(row: Mapping[Any, Any]) -> Difference:
    """A row of the table; what earlier versions did not write is taken to be nothing."""
    known: dict[str, Any] = {field.name: row.get(field.name) for field in fields(Difference)}
    known |= {name: int(known[name]) if _is(known[name]) else 0 for name in COUNTS}
    known |= {name: str(known[name]) if _is(known[name]) else "" for name in ("unit", "judged")}
    known["words"] = known["words"] if _is(known["words"]) else words.outcome(str(row["outcome"]))
    known["needed"] = int(known["needed"]) if _is(known["needed"]) else None
    return Difference(**known)


def _is(value: object) -> bool:
    return value is not None and value == value


def _pairs(manifest: Mapping[str, Any], pairs: int) -> str:
    at = f" and at parameters drawn from the {manifest.get('parameters')}" if "draws" in manifest else ""
    return (
        f"{pairs} pairs of runs with the same seeds{at}: most of the chance is common to both and falls out of their "
        "difference."
    )


def _answers(found: Sequence[Difference]) -> Iterator[str]:
    """A sentence for each of the outcomes that matter most, those that are told from chance first."""
    first = [*headline(found), *found]
    shown = [d for d in found if d.pairs > 1 and d.same < 1]
    ranked = sorted(shown, key=lambda d: (not d.resolved, first.index(d)))[:MOST_ANSWERS]
    for d in ranked:
        yield f"{capitalised(d.words)}: {told(d)}; {_sure(d)}."
    if not shown:
        yield "Nothing differs in any pair of runs."


def _named(d: Difference) -> str:
    return f"{d.words} ({d.unit})" if d.unit and d.unit not in d.words else d.words


def _sure(d: Difference) -> str:
    if not d.resolved:
        return f"may be chance{f', about {d.needed:,} pairs would tell' if d.needed else ''}"
    if d.judged:
        return f"{judgement(d)}, and better in {percent(d.better)} of pairs"
    share = d.higher if d.difference > 0 else 1 - d.higher - d.same
    return f"{'higher' if d.difference > 0 else 'lower'} in {percent(share)} of pairs"


def _gain(found: Sequence[Difference]) -> str:
    gains = sorted(d.gain for d in found if d.gain == d.gain)
    if not gains:
        return ""
    return f"With seeds of their own it would take {rounded(gains[len(gains) // 2], 2)} times as many runs (median)."


def _table(found: Sequence[Difference], a: str, b: str) -> Table:
    rows = []
    for d in found:
        if d.pairs < 2:
            continue
        change = "the same in every pair" if d.same == 1 else told(d)
        sure = "" if d.same == 1 else judgement(d)
        shares = listed([f"more in {percent(d.higher)}", f"as many in {percent(d.same)}"]) if d.same < 1 else ""
        means = [Cell(rounded(value, 3)) for value in (d.mean_a, d.mean_b)]
        rows.append((Cell(_named(d)), *means, Cell(change), Cell(sure, (shares,) if shares else ())))
    heads = ("outcome", f"mean of {a}", f"mean of {b}", "difference [95 %]", "how sure")
    return Table(heads, rows, frozenset({0, 3, 4}), "broad")
