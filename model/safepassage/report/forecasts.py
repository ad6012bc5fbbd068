"""The report of a forecast: parameters from the posterior, uncertain facts, and chance, told as intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from safepassage import figures
from safepassage.report import draws, grounds, outlooks
from safepassage.report.answers import answers
from safepassage.report.document import Cell, Page, Picture, Section, Table, Text
from safepassage.report.folder import reading, stored
from safepassage.results.outlook import LEVELS, Outlook, Prospect
from safepassage.results.runfolder import scenario_of
from safepassage.scenario import Scenario
from safepassage.telling.wording import Names, percent, period

MANIFEST, SUMMARY = "manifest.json", "forecast.json"
TABLES = ("outcomes", "signed", "enclaves", "totals", "arrivals", "buses", "fleet", "draws")
NOT_IN_IT = (
    "Intervals hold chance, what the fit leaves open of the parameters, and the facts that were missing; that the "
    "rules themselves are wrong is not in them. How forecasts did on reported agreements is told by a report of "
    "“safepassage validate”."
)
NOTE = (
    "Medians; below them the interval in which 80 % of draws lie. A day that is “never” has too few draws that get "
    "there. Counts are over all draws, also those in which nobody leaves."
)


def page(folder: Path, _: int | None = None) -> Page:
    """The page of a forecast folder.

    Raises:
        BadInput: where a file of it is missing or damaged.
    """
    with reading(folder, "forecast"):
        manifest, summary = stored(folder / MANIFEST), stored(folder / SUMMARY)
        scenario = scenario_of({"parameters": {}, **_plain(manifest)}, str(folder / MANIFEST))
        outlook = read(folder, scenario, manifest)
        about = scenario.tables.scenario
        dates = period(outlook.start, outlook.days)
        return Page(
            title=f"Forecast: {about.title}",
            about=f"By safepassage {manifest['versions'].get('safepassage', '?')}, {dates}, {outlook.runs} draws.",
            asked=[text for text in (about.description, _asked(outlook, manifest)) if text],
            answers=answers(outlook),
            picture=outlooks.overview(outlook),
            rests=[*grounds.rests(scenario, manifest, _computed(outlook, manifest)), *_sure(summary)],
            cannot=[NOT_IN_IT, *grounds.LIMITS],
            sections=[
                *outlooks.sections(outlook, NOTE),
                *_how_sure(folder, outlook),
                *_reported(folder, outlook),
                *grounds.sections(scenario, manifest),
            ],
        )


def _plain(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest without what says where the parameters came from: no run's values stand there."""
    return {name: value for name, value in manifest.items() if name != "parameters"}


def _asked(outlook: Outlook, manifest: Mapping[str, Any]) -> str:
    known = f", told only what was known on {manifest['as_of']}" if manifest.get("as_of") else ""
    return (
        f"Who will leave the besieged enclaves within {outlook.days} days, where to, when, with how many buses, is "
        f"there room for them, what may go wrong, and how sure is that{known}?"
    )


def _computed(outlook: Outlook, manifest: Mapping[str, Any]) -> str:
    source = manifest.get("parameters", {}).get("source")
    said = {
        "posterior": "from the posterior of the fit to reported agreements",
        "priors": "from their prior ranges, since there is no fit beside this program: the intervals are wide",
    }.get(str(source), f"from {source}")
    ranges = manifest.get("scenario", {}).get("tree", {}).get("ranges", {})
    facts = f"{len(ranges)} uncertain facts drawn between their bounds" if ranges else "all facts as given"
    if manifest.get("drafted"):
        facts = "missing facts drawn anew"
    return f"{outlook.runs} draws: parameters {said}, {facts}, each run with chance of its own."


def _sure(summary: Mapping[str, Any]) -> list[str]:
    """What makes the intervals wide, and how many reported figures lie inside them."""
    width = summary.get("width") or {}
    lines = []
    if width.get("parameters") is not None:
        lines.append(
            f"Of the width of an enclave's number who leave, {percent(width['parameters'])} is due to parameters, "
            f"{percent(width['missing'])} to uncertain facts, {percent(width['chance'])} to chance (mean of enclaves)."
        )
    inside = (summary.get("coverage") or {}).get("evacuated")
    if inside and inside["n"]:
        lines.append(f"{inside['inside80']} of {inside['n']} reported numbers of those who left lie inside the "
                     "80 % intervals.")  # fmt: skip
    return lines


# From tables to an outlook


def read(folder: Path, scenario: Scenario, manifest: Mapping[str, Any]) -> Outlook:
    """The outlook that a forecast's tables hold."""
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    signed = tables["signed"].pivot_table(index="day", columns="enclave", values="probability", sort=False)
    drawn = draws.Draws(tables["draws"])
    totals = _totals(tables) | {
        f"arrived.{slug}": _quantiles(rows.iloc[-1]) for slug, rows in _by(tables["arrivals"], "destination")
    }
    return Outlook(
        scenario=scenario,
        start=dt.date.fromisoformat(manifest["start"]),
        days=int(manifest["days"]),
        runs=int(manifest["draws"]),
        enclaves=tuple(_prospects(tables, drawn)),
        arrivals={slug: rows for slug, rows in _by(tables["arrivals"], "destination") if rows["p95"].iloc[-1] > 0},
        signed=signed,
        totals=totals | drawn.totals(),
        happened={row["quantity"]: row["defined"] for row in tables["totals"].to_dict("records")} | drawn.happened(),
        shares=drawn.shares(),
        of="draws",
        buses=tables["buses"],
    )


def _by(table: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    for name, rows in table.groupby(column, sort=False):
        yield str(name), rows.reset_index(drop=True)


def _quantiles(row: Mapping[Any, Any] | pd.Series[Any]) -> dict[str, float]:
    """The quantiles of a row; those that are empty (never) are left out."""
    return {name: float(row[name]) for name in LEVELS if row[name] == row[name] and row[name] is not None}


def _totals(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, float]]:
    found = {row["quantity"]: _quantiles(row) for row in tables["totals"].to_dict("records")}
    fleet = {row["quantity"]: _quantiles(row) for row in tables["fleet"].to_dict("records")}
    for name, key in (("peak", "most_buses_out"), ("peak_unlimited", "buses_wanted")):
        if fleet.get(name):
            found[key] = fleet[name]
    return {name: levels for name, levels in found.items() if levels}


def _prospects(tables: Mapping[str, pd.DataFrame], drawn: draws.Draws) -> Iterator[Prospect]:
    outcomes = dict(_by(tables["outcomes"], "enclave"))
    for slug, rows in _by(tables["enclaves"], "enclave"):
        told = outcomes[slug].sort_values("probability", ascending=False, kind="stable").to_dict("records")
        records = rows.to_dict("records")
        yield Prospect(
            slug,
            {row["outcome"]: row["probability"] for row in told if row["probability"] > 0},
            {row["quantity"]: levels for row in records if (levels := _quantiles(row))} | drawn.killed(slug),
            {row["quantity"]: row["defined"] for row in records},
            drawn.shares_of(slug),
            drawn.words_of(slug),
        )


# How sure


def _how_sure(folder: Path, outlook: Outlook) -> Iterator[Section]:
    table = pd.read_parquet(folder / "width.parquet")
    names = Names(outlook.scenario.tables)
    rows = [
        (
            names.seat(row["enclave"]) if row["enclave"] else "all together",
            {part: float(row[part]) for part in ("parameters", "missing", "chance")},
        )
        for row in table[table["quantity"] == "evacuated"].to_dict("records")
        if row["parameters"] == row["parameters"]
    ]
    if not rows:
        return
    what = "the logarithm of the number who leave by convoy"
    picture = Picture(
        figures.width(rows, what), "Shares of the variance due to parameters, uncertain facts and chance, by enclave",
        narrow=figures.width(rows, what, narrow=True),
    )  # fmt: skip
    words = Text("More runs narrow none of this: parameters need more reports, missing facts need finding, and chance "
                 "stays.", "note")  # fmt: skip
    yield Section("How sure: what makes it wide", [picture, words])


def _reported(folder: Path, outlook: Outlook) -> Iterator[Section]:
    """What was reported, beside the intervals."""
    path = folder / "reported.parquet"
    if not path.is_file():
        return
    names, rows = Names(outlook.scenario.tables), []
    for row in pd.read_parquet(path).to_dict("records"):
        quantity = str(row["quantity"])
        show = outlook.calendar.short if row["unit"] == "day" else "{:,.0f}".format
        low, high = ("never" if row[p] != row[p] else show(round(row[p])) for p in ("p10", "p90"))
        rows.append((
            Cell(names.seat(row["enclave"]) if row["enclave"] else "all together"),
            Cell(draws.WORDS.get(quantity, quantity.replace("_", " "))), Cell(show(round(row["reported"]))),
            Cell(f"{low}–{high}"), Cell("yes" if row["inside80"] else "no"),
        ))  # fmt: skip
    if rows:
        heads = ("enclave", "quantity", "reported", "80 % of draws", "inside")
        yield Section("Beside what was reported", [Table(heads, rows, frozenset({0, 1}))])
