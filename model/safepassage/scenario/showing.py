"""A scenario as a few lines of HTML, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from safepassage.scenario.schema import ScenarioFile


def as_html(name: str, file: ScenarioFile) -> str:
    """What a scenario is about: title, dates, who takes part; every text is escaped."""
    about = file.scenario
    rows = {
        "starts": f"{about.start}, {about.days:,} days",
        "districts": f"{len(file.districts):,}",
        "armed groups": _names(one.name for one in file.factions.values()),
        "go-betweens": _names(one.name for one in file.brokers.values()),
        "destinations": _names(one.name for one in file.destinations.values()),
        "offensives": f"{len(file.offensives):,}",
        "buses": f"{file.convoys.buses:,}",
    }
    body = "".join(f"<tr><th>{key}</th><td>{escape(value)}</td></tr>" for key, value in rows.items())
    return f"<p><b>{escape(about.title)}</b> ({escape(name)})</p><table>{body}</table>"


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
