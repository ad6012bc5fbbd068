"""What ``validate --out`` leaves: scores, the draws behind them, and a page that says what each column is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.computing import files, manifest, spreadsheet
from safepassage.computing.provenance import versions_with_code
from safepassage.evidence.cells import CLASSES
from safepassage.evidence.scoring.naive import DECLARED
from safepassage.evidence.scoring.quantities import SCORED, told
from safepassage.evidence.scoring.scored import INTERVALS
from safepassage.evidence.scoring.validation import Validation, as_json

METHOD = ("safepassage.evidence.scoring.validation",)


@dataclass(frozen=True)
class Column:
    """A column of a table of the folder: its name, its unit (empty for words), and what it holds."""

    name: str
    unit: str
    words: str


_OF_QUANTITY = "of the quantity"
_ID = Column("id", "", "row of the table of agreements")
_QUANTITY = Column("quantity", "", "what is forecast: see the quantities below")
_GIVEN = Column("given", "", "`all` draws; `signed`: draws (and rows) that signed and, for what departs, left")
_NAIVE = Column("crps_naive", "of the scale", "the same of the naive forecast that was declared beforehand")
SCORES = (
    _ID, _QUANTITY, _GIVEN,
    Column("reported", _OF_QUANTITY, "what was reported; where `censored`, the days until which there was no deal"),
    Column("censored", "1/0", "it ended without a deal: only the chance of one before that day is scored"),
    *(Column(name, _OF_QUANTITY, f"{name} of the draws; of categories the likeliest stands for the median")
      for name in ("median", "p10", "p25", "p75", "p90")),
    Column("crps", "of the scale", "score of the forecast, lower is better: on log(1 + x) for counts and days, on the"
           " share itself for shares; of a yes or no its Brier score, of categories half of it"),
    _NAIVE,
    Column("stands_in", "1/0", "fewer than 5 % of the draws signed (left): the naive forecast stands for the model's"),
)  # fmt: skip
SUMMARY = (
    Column("left_out", "", "what fit and naive forecast have not seen of a row: itself, its year, or its besieger"),
    _GIVEN, _QUANTITY,
    Column("n", "rows", "how many were scored"),
    Column("crps", "of the scale", "mean score"), _NAIVE,
    Column("skill", "", "1 - crps/crps_naive: 1 is perfect, 0 no better than the naive forecast"),
    Column("skill_p5", "", "low end of a 90 % interval of the skill over rows drawn anew"),
    Column("skill_p95", "", "its high end"),
    *(Column(f"coverage{level}", "share", f"share of the reported values within {level} % intervals")
      for level in INTERVALS),
    *(Column(f"coverage{level}_p", "", "two-sided binomial test of that share") for level in INTERVALS),
    *(Column(f"width{level}", "of the scale", f"mean width of {level} % intervals") for level in INTERVALS),
    Column("naive", "", "which naive forecast was declared beforehand"),
    Column("best_naive", "", "which one is the best of this table, seen afterwards"),
    Column("crps_best_naive", "of the scale", "its mean score"),
    Column("stand_ins", "rows", "how many rows had too few draws that signed (left)"),
)  # fmt: skip
EVENTS = (
    _ID,
    Column("signed", "1/0", "whether a deal was signed; empty where not known"),
    Column("p_signed", "probability", "share of the draws in which one was"),
    Column("p_signed_naive", "probability", "share of the calibration rows, less what is left out"),
    Column("ending", "", "how it ended; empty where it is not scored"),
    *(Column(f"p_{name}", "probability", f"share of the draws that ended so: {name}") for name in CLASSES),
    *(Column(f"p_{name}_naive", "probability", "share of the calibration rows that did") for name in CLASSES),
)
DRAWS = (
    _ID,
    Column("draw", "", "number of the draw, from 0; the same parameters for every row where nothing was fitted"),
    Column("signed", "1/0", "whether a deal was signed"),
    Column("ending", "", "how it ended"),
    *(Column(q.name, {"log": "days, people or buses", "share": "share", "flag": "1/0"}.get(q.scale, ""),
             "as the observers of the run tell it; empty where there was none (days to a deal: 365)") for q in SCORED),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, Sequence[Column]]] = {
    "scores.csv": ("a row, a quantity, and what is given", SCORES),
    "summary.csv": ("a quantity over all rows, by what was left out and what is given", SUMMARY),
    "events.csv": ("a row: whether it signed, and how it ended", EVENTS),
    "draws.parquet": ("one run", DRAWS),
}


def content(validation: Validation, others: Sequence[Validation] = ()) -> dict[str, bytes]:
    """The files of the folder by name, but for its manifest; ``others`` left out more."""
    import pandas as pd

    tree = as_json(validation, others)
    rows = {
        "scores.csv": _scores(tree),
        "summary.csv": _summaries(tree, validation.way),
        "events.csv": list(_events(validation)),
        "draws.parquet": list(_draws(validation)),
    }
    made = {"validation.json": _json(tree), "README.md": _readme().encode()}
    for name, (_, columns) in TABLES.items():
        frame = pd.DataFrame(rows[name], columns=[column.name for column in columns])
        if name.endswith(".csv"):
            made[name] = spreadsheet.text_of_frame(frame, float_format="%.6g").encode()
        else:
            buffer = io.BytesIO()
            frame.to_parquet(buffer, index=False, compression="zstd")
            made[name] = buffer.getvalue()
    return made


def write(folder: Path, made: Mapping[str, bytes], asked: Mapping[str, Any]) -> None:
    """Write the files into an existing folder, and its manifest; ``asked`` is what the command was given."""
    for name, bytes_ in made.items():
        files.write(folder / name, bytes_)
    manifest.seal(folder, {"what": "validation", **asked, "versions": versions_with_code(*METHOD)})


def _json(tree: Mapping[str, Any]) -> bytes:
    return (json.dumps(tree, indent=1, allow_nan=False, ensure_ascii=False) + "\n").encode()


def _scores(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [{"given": "all", "stands_in": False, **row} for row in tree["agreements"]]
    found += [{"given": "signed", **row} for row in tree["given"]]
    return [
        row | {"censored": int(row.get("censored", False)), "stands_in": int(row["stands_in"])}
        for row in found
    ]  # fmt: skip


def _summaries(tree: Mapping[str, Any], way: str) -> list[dict[str, Any]]:
    by_way = {way: tree["summary"], **tree["leave_out"]}
    return [
        {"left_out": left, "given": given, "quantity": q.name, **summary[q.name]}
        for left, whole in by_way.items()
        for given, summary in (("all", whole), ("signed", whole["conditional"]))
        for q in SCORED
    ]


def _events(validation: Validation) -> Iterator[dict[str, Any]]:
    signed = {event.id: event for event in validation.events("signed")}
    ended = {event.id: event for event in validation.events("ending")}
    for row in validation.tables.agreements:
        found: dict[str, Any] = {"id": row.id}
        draws, past = validation.forecasts[row.id], validation.past[row.id]
        if row.id in signed:
            found["signed"] = int(signed[row.id].happened == str(True))
        if row.id in ended:
            found["ending"] = ended[row.id].happened
        found["p_signed"] = _share([bool(draw.signed) for draw in draws])
        found["p_signed_naive"] = _share([word == str(True) for word in past.known("signed")])
        for name in CLASSES:
            found[f"p_{name}"] = _share([draw.ending == name for draw in draws])
            found[f"p_{name}_naive"] = _share([word == name for word in past.known("ending")])
        yield found


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _draws(validation: Validation) -> Iterator[dict[str, Any]]:
    for id_, draws in validation.forecasts.items():
        for number, draw in enumerate(draws):
            values = {q.name: told(draw, q) for q in SCORED}
            yield {"id": id_, "draw": number, "signed": int(bool(draw.signed)), "ending": draw.ending, **values}


def _readme() -> str:
    parts = [
        "# A validation\n\nForecasts of reported agreements at draws of the posterior, scored beside naive ones; no"
        " forecast has seen\nwhat it is scored against. `validation.json` is what `validate --json` prints.",
    ]
    for name, (row, columns) in TABLES.items():
        parts.append(f"## {name}\n\nOne row is {row}.\n\n" + _table(("column", "unit", "what it holds"), (
            (f"`{c.name}`", c.unit, c.words) for c in columns)))  # fmt: skip
    quantities = ((f"`{q.name}`", DECLARED[q.name].name, DECLARED[q.name].reason, q.given) for q in SCORED)
    parts.append(
        "## Quantities\n\n`given`: what a draw must have come to, a deal or a departure.\n\n"
        + _table(("quantity", "naive forecast declared beforehand", "why this one", "given"), quantities)
    )
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
