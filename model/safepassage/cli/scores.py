"""The tables that ``validate`` prints: rows, what follows given that it signed, signing, endings, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich import box
from rich.table import Table

from safepassage.cli.tables import show
from safepassage.evidence.scoring.naive import DECLARED
from safepassage.evidence.scoring.quantities import SCORED
from safepassage.evidence.scoring.scored import INTERVALS, Scored
from safepassage.evidence.scoring.validation import Validation

WHOLE = ("days_to_agreement", "days_to_first_bus", "evacuation_days", "evacuees", "buses", "people_per_bus")
NOTE = (
    "CRPS on log(1 + x) for days and counts, Brier for yes or no (halved for categories); lower is better. Skill is "
    "1 - CRPS/naive, in brackets its 90 % interval over rows. 50 %, 80 %: share of what was reported that lies within "
    "these intervals; p: two-sided binomial test of that. "
    "Naive forecasts were chosen beforehand; the best of this table, seen afterwards, stands beside."
)


def show_validation(found: Validation, others: Sequence[Validation]) -> None:
    """Everything that a validation found, or a sentence where nothing can be scored."""
    if not found.tables.agreements:
        typer.echo(f"{found.tables.name}: no row can be scored: none tells how it ended, a date, or who left")
        return
    summary = found.summary()
    _show_rows(found.conditional, "Given that it signed (and, for what departs, left)")
    _show_summary({q.name: summary["conditional"][q.name] for q in SCORED}, "Given that it signed (and left)")
    held = found.coverage()
    inside = " and ".join(f"{_score(held[f'coverage{name}'])} within {name} % intervals" for name in INTERVALS)
    typer.echo(f"All quantities together: {inside} (n {held['n']})")
    _show_summary({q.name: summary[q.name] for q in SCORED}, "Over all draws; no deal counts as a day never reached")
    _show_events(summary)
    if others:
        _show_left_out({found.way: summary, **{other.way: other.summary() for other in others}})
    shares = found.destination_shares()
    typer.echo(f"Shares by destination: difference {_score(shares['ard'])}, naive {_score(shares['ard_naive'])}")
    typer.echo(NOTE)


def _table(title: str, words: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for column in words:
        table.add_column(column, no_wrap=True, min_width=min(len(column), 17))
    for column in numbers:
        table.add_column(column, justify="right", no_wrap=True, min_width=min(len(column), 5))
    return table


def _show_rows(rows: Sequence[Scored], title: str) -> None:
    table = _table(title, ("Row", "Quantity"), ("reported", "median", "80 %", "CRPS", "naive"))
    for one in rows:
        digits = 0 if one.quantity.name in WHOLE else 2
        shown = {key: _value(value, digits) for key, value in one.quantiles.items()}
        interval = "" if one.quantity.scale in ("category", "flag") else f"{shown['p10']}–{shown['p90']}"
        table.add_row(
            one.id, one.quantity.name, _value(one.seen.value, digits), shown["median"] + ("*" if one.stands_in else ""),
            interval, _score(one.crps), _score(one.crps_naive),
        )  # fmt: skip
    show(table)
    if any(one.stands_in for one in rows):
        typer.echo("* too few draws signed (left): the naive forecast stands for the model's")


def _show_summary(by_quantity: Mapping[str, Mapping[str, Any]], title: str) -> None:
    numbers = ("n", "CRPS", "naive", "skill", "[90 %]", "50 %", "p   ", "80 %", "p   ")
    table = _table(title, ("Quantity", "naive is"), numbers)
    for name, s in by_quantity.items():
        ends = "" if s["skill_p5"] is None else f"[{_score(s['skill_p5'])}, {_score(s['skill_p95'])}]"
        table.add_row(
            name, DECLARED[name].name, str(s["n"]), _score(s["crps"]), _score(s["crps_naive"]), _score(s["skill"]),
            ends, _score(s["coverage50"]), _score(s["coverage50_p"]), _score(s["coverage80"]),
            _score(s["coverage80_p"]),
        )  # fmt: skip
    show(table)
    better = [
        f"{name} {s['best_naive']} ({_score(s['crps_best_naive'])})"
        for name, s in by_quantity.items()
        if s["best_naive"] not in (None, DECLARED[name].name)
    ]
    typer.echo(f"Best naive forecast after the fact: as declared{' but for ' if better else ''}{', '.join(better)}")


def _show_events(summary: Mapping[str, Any]) -> None:
    for name, words in (("signing", "Whether it signed"), ("outcome", "How it ended")):
        s = summary[name]
        auc = f", AUC {_score(s['auc'])}" if "auc" in s else ""
        typer.echo(
            f"{words}: Brier {_score(s['brier'], 3)}, base rate {_score(s['brier_naive'], 3)}; log score "
            f"{_score(s['log_score'], 3)}, base rate {_score(s['log_score_naive'], 3)}{auc} (n {s['n']})"
        )


def _show_left_out(summaries: Mapping[str, Mapping[str, Any]]) -> None:
    columns = [text for way in summaries for text in (f"skill, {way}", "80 %")]
    table = _table("What fit and naive forecast have not seen: the row, its year, its besieger", ("Quantity",), columns)
    for q in SCORED:
        cells = [summary["conditional"][q.name] for summary in summaries.values()]
        table.add_row(q.name, *(_score(s[key]) for s in cells for key in ("skill", "coverage80")))
    for name in ("signing", "outcome"):
        cells = [_of_brier(summary[name]) for summary in summaries.values()]
        table.add_row(f"{name}, Brier", *(cell for skill in cells for cell in (skill, "")))
    show(table)


def _of_brier(s: Mapping[str, Any]) -> str:
    return _score(1 - s["brier"] / s["brier_naive"]) if s["brier"] is not None and s["brier_naive"] else ""


def _value(value: Any, digits: int) -> str:  # noqa: ANN401 - a number, a word or nothing
    return f"{value:,.{digits}f}" if isinstance(value, float) else str(value or "")


def _score(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"
