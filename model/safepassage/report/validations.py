"""The report of a validation: how forecasts of reported agreements did, beside naive ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage import figures
from safepassage.evidence.scoring.quantities import NONE
from safepassage.figures.forecasted import QUANTITIES, name
from safepassage.report import grounds
from safepassage.report.document import Block, Cell, Page, Picture, Section, Table, Text
from safepassage.report.folder import reading, stored
from safepassage.telling.wording import capitalised, percent

HEADLINES = ("days_to_agreement", "evacuees", "buses", "days_to_first_bus")
LIMITS = (
    "It says how forecasts did on agreements that somebody reported; on those that nobody reported it says nothing.",
    "Reports are counts made in war: where a report is wrong, the score is wrong with it.",
    "A good score is no licence to expect the same elsewhere: other wars have other parties.",
)
ABSENT = {"scope": "No deal", "destination": "No convoy"}  # what a run had that came to none of these categories
LEFT_OUT = {"row": "the row itself", "year": "its year", "besieger": "all rows of its besieger", "": "nothing"}


def page(folder: Path, _: int | None = None) -> Page:
    """The page of a validation folder.

    Raises:
        BadInput: where a file of it is missing or damaged.
    """
    with reading(folder, "validation"):
        manifest, found = stored(folder / "manifest.json"), stored(folder / "validation.json")
        scores, events = (pd.read_csv(folder / f"{table}.csv") for table in ("scores", "events"))
        summary = pd.read_csv(folder / "summary.csv")
        rows = len(events)
        figure = figures.forecasted(scores[scores["given"] == "signed"], HEADLINES)
        return Page(
            title=f"Validation: forecasts of {rows} reported agreements",
            about=f"By safepassage {manifest.get('versions', {}).get('safepassage', '?')}, "
            f"{manifest.get('draws')} draws each, seed {manifest.get('seed')}.",
            asked=[f"Had these {rows} agreements been forecast from what was knowable before, would they have signed, "
                   "when, who would have left, and was the interval honest?"],
            answers=list(_answers(found["summary"])),
            picture=Picture(figure, "Median and intervals of the forecasts beside the reports") if figure else None,
            rests=list(_rests(manifest, rows)),
            cannot=[*LIMITS, grounds.LIMITS[-1]],
            sections=list(_sections(scores, summary, events, manifest)),
        )  # fmt: skip


def _answers(summary: Mapping[str, Any]) -> Iterator[str]:
    """Whether it signs, how it ends, when and how many given that it signed, and whether intervals hold."""
    signing, outcome = summary.get("signing") or {}, summary.get("outcome") or {}
    if signing.get("n"):
        yield (
            f"Whether a deal is signed: {_beside(signing, 'brier')} over {signing['n']} rows (Brier score, lower is "
            f"better){_auc(signing)}."
        )
    if outcome.get("n"):
        yield f"How it ends: {_beside(outcome, 'brier')} over {outcome['n']} rows (Brier score over the classes)."
    given = summary.get("conditional") or summary
    for quantity in HEADLINES[:2]:
        scored = given.get(quantity) or {}
        if scored.get("n"):
            yield (
                f"Given that it signed, {QUANTITIES[quantity]}: {_beside(scored, 'crps')} over {scored['n']} rows"
                f"{_skill(scored)}."
            )
    told = [
        s for q in QUANTITIES if isinstance(s := given.get(q), dict) and s.get("n") and s.get("coverage80") is not None
    ]
    if told:
        inside = sum(s["coverage80"] * s["n"] for s in told)
        n = sum(s["n"] for s in told)
        yield f"Of all reported numbers {percent(inside / n)} lie inside the 80 % intervals ({round(inside)} of {n})."


def _beside(scored: Mapping[str, Any], score: str) -> str:
    own, other = scored.get(score), scored.get(f"{score}_naive")
    if own is None or other is None:
        return "not scored"
    word = "better" if own < other else "worse" if own > other else "no better"
    return f"{own:.2f}, {word} than the naive forecast's {other:.2f}".replace("no better than", "the same as")


def _auc(scored: Mapping[str, Any]) -> str:
    return (
        ""
        if scored.get("auc") is None
        else f"; those that signed got the higher chance in {percent(scored['auc'])} of pairs"
    )


def _skill(scored: Mapping[str, Any]) -> str:
    if scored.get("skill") is None:
        return ""
    ends = [scored.get(key) for key in ("skill_p5", "skill_p95")]
    around = f" [{ends[0]:.2f}, {ends[1]:.2f}]" if None not in ends else ""
    return f" (skill {scored['skill']:.2f}{around}: 1 is perfect, 0 no better than naive)"


def _rests(manifest: Mapping[str, Any], rows: int) -> Iterator[str]:
    table = manifest.get("agreements") or "the table of the calibration"
    yield f"{rows} rows of {table}; of each only what was knowable before the deal, missing facts drawn anew."
    if manifest.get("calibrated"):
        yield "Parameters from fits that have not seen the row."
    else:
        yield "Parameters from their prior ranges: there is no fit beside this program."
    yield "Naive forecasts were declared beforehand; they have not seen the row either."


def _sections(
    scores: pd.DataFrame, summary: pd.DataFrame, events: pd.DataFrame, manifest: Mapping[str, Any]
) -> Iterator[Section]:
    yield Section("Scores by quantity", list(_summaries(summary)))
    blocks: list[Block] = []
    others = [quantity for quantity in QUANTITIES if quantity not in HEADLINES]
    if figure := figures.forecasted(scores[scores["given"] == "signed"], others):
        blocks.append(Picture(figure, "Median and intervals of the forecasts beside the reports"))
        yield Section("Forecasts beside reports", blocks)
    if chances := figures.chances(events):
        yield Section("Whether a deal is signed", [Picture(chances, "Forecast chance of a deal by row")])
    yield Section("How each row ended", [_endings(events)])
    yield Section("Every forecast", [_forecasts(scores)])
    yield Section("How to make the same again", grounds.again(manifest))


def _summaries(summary: pd.DataFrame) -> Iterator[Block]:
    heads = ("quantity", "rows", "score", "naive", "skill", "in 50 %", "in 80 %", "best naive, seen afterwards")
    for (left, given), table in summary.groupby(["left_out", "given"], sort=False, dropna=False):
        rows = [
            tuple(map(Cell, (
                QUANTITIES.get(row["quantity"], row["quantity"]), f"{row['n']:.0f}", _number(row["crps"]),
                _number(row["crps_naive"]), _number(row["skill"]), _share(row["coverage50"]), _share(row["coverage80"]),
                f"{row['best_naive']} {_number(row['crps_best_naive'])}",
            )))
            for row in table.to_dict("records") if row["n"] and row["n"] == row["n"]
        ]  # fmt: skip
        if rows:
            words = "given that it signed" if given == "signed" else "over all draws"
            yield Text(f"Not seen by fit and naive forecast: {LEFT_OUT.get(str(left), left)}; {words}.")
            yield Table(heads, rows, frozenset({0}), "broad")


def _endings(events: pd.DataFrame) -> Table:
    """What was the likeliest end of each row, and which chance the reported one got."""
    classes = [str(c).removeprefix("p_") for c in events if str(c).startswith("p_") and not str(c).endswith("_naive")]
    classes = [c for c in classes if c != "signed"]
    rows = []
    for row in events.to_dict("records"):
        likeliest = max(classes, key=lambda c: _known(row[f"p_{c}"]), default="")
        ending = row["ending"] if isinstance(row["ending"], str) else ""
        got = percent(_known(row[f"p_{ending}"])) if ending in classes else ""
        rows.append(tuple(map(Cell, (
            name(str(row["id"])), _plain(ending) or "not scored", got,
            f"{_plain(likeliest)} {percent(_known(row[f'p_{likeliest}']))}" if likeliest else "",
            percent(_known(row["p_signed"])),
        ))))  # fmt: skip
    heads = ("agreement", "reported end", "its forecast chance", "likeliest end", "chance of a deal")
    return Table(heads, rows, frozenset({0, 1, 3}))


def _forecasts(scores: pd.DataFrame) -> Table:
    rows = []
    for row in scores[scores["given"] == "all"].to_dict("records"):
        ends = "" if row["p10"] != row["p10"] else f"{_value(row['p10'])}–{_value(row['p90'])}"
        reported = f"over {_value(row['reported'])}" if row["censored"] else _value(row["reported"])
        rows.append(tuple(map(Cell, (
            name(str(row["id"])), QUANTITIES.get(row["quantity"], row["quantity"]), reported,
            _median(row), ends, _number(row["crps"]), _number(row["crps_naive"]),
        ))))  # fmt: skip
    heads = ("agreement", "quantity", "reported", "median", "80 % of draws", "score", "naive")
    return Table(heads, rows, frozenset({0, 1}))


def _median(row: Mapping[Any, Any]) -> str:
    """The median of a forecast, or the likeliest category, in words where it is that there was none."""
    return ABSENT.get(row["quantity"], "") if row["median"] == NONE else _value(row["median"])


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _known(value: float) -> float:
    return 0.0 if value != value else float(value)


def _number(value: float) -> str:
    return "" if value != value else f"{value:.2f}"


def _share(value: float) -> str:
    return "" if value != value else percent(value)


def _value(value: object) -> str:
    """A number as it is read, or the word that stands for one."""
    try:
        found = float(str(value))
    except ValueError:
        return _plain(capitalised(str(value)))
    return "" if found != found else f"{found:,.0f}" if found >= 10 or found == round(found) else f"{found:.2g}"
