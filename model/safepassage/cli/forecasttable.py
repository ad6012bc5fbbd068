"""What ``forecast`` prints: enclaves beside what was reported, arrivals and room, buses, and how sure all that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from safepassage.cli.tables import BELOW, show, table
from safepassage.telling.wording import Calendar, Names, percent

if TYPE_CHECKING:
    from rich.table import Table

    from safepassage.forecasts.forecast import Forecast

Quantiles = Mapping[str, float | None]
NEVER = "never"
READ_THUS = "Medians; 80 % of the draws lie between the two numbers beside or below."


def tell(made: Forecast, summary: Mapping[str, Any]) -> None:
    """Print a forecast for a reader."""
    import typer

    days = Calendar(made.sample.start, made.sample.days)
    names = Names(made.scenario.tables)
    typer.echo(_heading(made))
    typer.echo("")
    show(_enclaves(summary, names, days), "", _arrivals(made, summary, names), "")
    show(*_buses(summary), _width(summary), *_coverage(summary))


def _heading(made: Forecast) -> str:
    about = made.scenario.tables.scenario
    title = f"{about.title} ({made.sample.days} days from {made.sample.start})"
    drawn = f"{len(made.sample.drawn):,} draws, parameters from the {_source(made)}"
    seen = (
        f"; weighed by what was reported up to {made.as_of}: {made.effective:.0f} effective draws" if made.as_of else ""
    )
    return f"{title}\n{drawn}, {made.order.subject.facts}, each with its own chance{seen}\n{READ_THUS}"


def _source(made: Forecast) -> str:
    from safepassage.forecasts import plan

    source = plan.source(made.order.subject)
    return f"{source} (no fit was found)" if source == "priors" else source


def _enclaves(summary: Mapping[str, Any], names: Names, days: Calendar) -> Table:
    made = table(["Enclave", "Ends", "Signs", "People leave", "Buses"], left={"Ends"})
    for row in summary["enclaves"]:
        name, likely = next(iter(row["outcome"].items()))
        ends = f"{name.replace('_', ' ')} {percent(likely)}"
        found = [_apart(row["agreement_day"], days), _apart(row["evacuated"]), _apart(row["buses"])]
        made.add_row(names.seat(row["enclave"]), ends, *(middle for middle, _ in found))
        made.add_row("", "80 % of draws", *(between for _, between in found), style=BELOW)
        if told := row["reported"]:
            shown = [_shown(told.get("agreement_day"), days), _shown(told.get("evacuated")), _shown(told.get("buses"))]
            made.add_row("", "reported", *("" if text == NEVER else text for text in shown), style=BELOW)
    return made


def _apart(found: Quantiles, days: Calendar | None = None) -> tuple[str, str]:
    """The median and the ends of the 80 % interval."""
    low, middle, high = (_shown(found[name], days) for name in ("p10", "p50", "p90"))
    return middle, f"{low}–{high}"


def _spread(found: Quantiles) -> str:
    middle, between = _apart(found)
    return f"{middle} [{between}]"


def _shown(value: float | None, days: Calendar | None = None) -> str:
    if value is None:
        return NEVER
    return days.short(round(value)) if days else f"{round(value):,}"


def _arrivals(told: Forecast, summary: Mapping[str, Any], names: Names) -> Table:
    made = table(["Destination", "Arrive in the end", "Places", "Missing in 1 of 10 draws"])
    for place, rows in summary["arrivals"].items():
        room = told.scenario.tables.destinations.get(place)
        if not rows or not rows[-1]["p90"]:
            continue
        missing = max(rows[-1]["p90"] - room.places, 0) if room else 0
        places = f"{room.places:,}" if room else ""
        made.add_row(names.destination(place), _spread(rows[-1]), places, f"{missing:,}" if missing else "none")
    return made


def _buses(summary: Mapping[str, Any]) -> list[str]:
    fleet = summary["fleet"]
    peak = f"Most buses out at once: {_spread(fleet['peak'])} of {_shown(fleet['buses'])}."
    unlimited = f"Without a limit {_spread(fleet['peak_unlimited'])}"
    return [peak, f"{unlimited}: {_shown(fleet['needed'])} would do in 90 % of draws."]


def _width(summary: Mapping[str, Any]) -> str:
    shares = summary["width"]
    if shares["chance"] is None:
        return "What makes the numbers of evacuees wide cannot be told from so few draws, or nothing varies."
    told = f"{percent(shares['parameters'])} parameters, {percent(shares['missing'])} uncertain facts, "
    error = summary["width_error"]
    sure = f" (± {percent(error)})" if error is not None else ""
    return f"Width of the numbers of evacuees: {told}{percent(shares['chance'])} chance{sure}."


def _coverage(summary: Mapping[str, Any]) -> list[str]:
    lines = []
    for quantity, words in (
        ("evacuated", "reported totals of evacuees"),
        ("agreement_day", "reported days of signing"),
    ):
        found = summary["coverage"].get(quantity)
        if not found:
            continue
        width = f"; median width {found['median_ratio']:.1f} (p90 over p10)" if found["median_ratio"] else ""
        lines.append(
            f"{found['inside80']} of {found['n']} {words} lie inside the 80 % intervals, {found['inside50']} inside "
            f"the 50 %, {found['inside90']} inside the 90 %{width}."
        )
    return lines
