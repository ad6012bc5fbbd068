"""The report of a comparison: what one change would do, run by run under the same seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from safepassage import figures
from safepassage.analysis.comparison import Difference, differences
from safepassage.analysis.finished import read_finished
from safepassage.figures import words
from safepassage.figures.differences import judgement, told
from safepassage.report import grounds
from safepassage.report.document import Cell, Page, Picture, Section, Table
from safepassage.report.folder import reading, stored
from safepassage.telling.wording import capitalised, listed, percent, rounded

TABLE = "comparison.csv"
MOST_ANSWERS = 5
FIRST = ("civilians_killed", "killed", "evacuated", "days_of_fighting", "without_shelter", "stayed", "crossed")


def page(folder: Path, _: int | None = None) -> Page:
    """The page of a comparison's folder.

    Raises:
        BadInput: where it is not finished, or a file of it is missing or damaged.
    """
    with reading(folder, "comparison"):
        done, manifest = read_finished(folder), stored(folder / "manifest.json")
        a, b = done.record["scenarios"]
        found = differences(done.table, a, b)
        figure = figures.differences(found, a, b)
        pairs = max((d.pairs for d in found), default=0)
        failed = f"{len(done.failed):,} runs failed; their pairs are left out." if len(done.failed) else ""
        return Page(
            title=f"{b} compared with {a}",
            about=f"By safepassage {manifest.get('versions', {}).get('safepassage', '?')}, {len(done.table):,} runs.",
            asked=[f"What changes if instead of “{a}” it is “{b}”? Each run of one is compared with the run of the "
                   "other that has the same seed."],
            answers=list(_answers(found)),
            picture=Picture(figure, "Differences of the outcomes with their intervals") if figure else None,
            rests=[text for text in (f"{pairs} pairs of runs with the same seeds: most of the chance is common to both "
                   "and falls out of their difference.", _gain(found), failed) if text],
            cannot=["Intervals hold chance alone: both sides have the same parameters and the same assumptions.",
                    "“May be chance” does not mean that nothing changes, but that more pairs are needed to tell.",
                    *grounds.LIMITS],
            sections=[
                Section("Every outcome", [_table(found, a, b)]),
                Section("How to make the same again", grounds.again(manifest)),
            ],
        )  # fmt: skip


def _answers(found: Sequence[Difference]) -> Iterator[str]:
    """A sentence for each of the outcomes that matter most, those that are told from chance first."""
    shown = [d for d in found if d.pairs > 1 and d.same < 1]
    order = {name: place for place, name in enumerate(FIRST)}
    ranked = sorted(shown, key=lambda d: (not d.resolved, order.get(d.outcome, len(order))))[:MOST_ANSWERS]
    for d in ranked:
        yield f"{capitalised(words.outcome(d.outcome))}: {told(d)}; {_sure(d)}."
    if not shown:
        yield "Nothing differs in any pair of runs."


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
        rows.append((Cell(words.titled(d.outcome)), *means, Cell(change), Cell(sure, (shares,) if shares else ())))
    heads = ("outcome", f"mean of {a}", f"mean of {b}", "difference [95 %]", "how sure")
    return Table(heads, rows, frozenset({0, 3, 4}), "broad")
