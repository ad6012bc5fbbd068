"""The ledger of an outlook: each enclave with intervals, its people counted whole, its deals; totals and places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from safepassage.report.answers import TROUBLES, arrivals
from safepassage.report.document import Cell, Table
from safepassage.report.spans import Show, cell, on, split, whole
from safepassage.results.outlook import Outlook, Prospect
from safepassage.telling.wording import Calendar, Names, percent

Column = tuple[str, str, Show]
ENDING = {
    "evacuated": "a deal was carried out, and people left",
    "settled": "a deal by which nobody left",
    "truce": "only a truce holds at the end",
    "stormed": "the last district fell without a deal",
    "withdrew": "the group left without a deal, over an open way",
    "holding": "it holds out at the end",
    "in_progress": "a deal is being carried out at the end",
}
SCOPES = {
    "truce": "truce, nobody leaves", "listed": "named persons leave", "choice": "who will not settle leaves",
    "all": "everybody leaves", "": "–",
}  # fmt: skip


def outcomes(outlook: Outlook) -> Table:
    """How and when each enclave ends, how many convoys and buses it takes, and where they go."""
    calendar, names = outlook.calendar, Names(outlook.scenario.tables)
    days = {"agreement_day": "signed", "first_convoy_day": "first buses", "last_convoy_day": "last buses"}
    dated = [(name, label, on(calendar)) for name, label in days.items()]
    counted: list[Column] = [("convoys", "convoys", whole), ("buses", "busloads", whole)]
    rows = []
    for enclave in outlook.enclaves:
        told = outlook.scenario.tables.reported.agreements.get(enclave.slug)
        dates = [_dated(enclave, column, outlook, calendar, told) for column in dated]
        counts = [_counted(enclave, column, outlook, told) for column in counted]
        end = _also(split(enclave.outcomes, _plain, outlook.runs), told.outcome if told else None, _plain)
        to = split(enclave.words.get("destination", {}), lambda slug: names.destination(slug) or "–", outlook.runs)
        to = _also(to, told.destination if told else None, names.destination)
        rows.append((_name(enclave, names), end, *dates, *counts, to))
    columns = ("enclave", "how it ends", *(label for _, label, _ in (*dated, *counted)), "most go to")
    if not any(enclave.words.get("destination") for enclave in outlook.enclaves):
        return Table(columns[:-1], [row[:-1] for row in rows], frozenset({0, 1}), "broad")
    return Table(columns, rows, frozenset({0, 1, len(columns) - 1}), "broad")


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _also(simulated: Cell, reported: str | None, show: Callable[[str], str]) -> Cell:
    """A cell of words with what was reported below."""
    return Cell(simulated.text, (*simulated.below, *([f"reported: {show(reported)}"] if reported else [])))


def _name(enclave: Prospect, names: Names) -> Cell:
    return Cell(names.seat(enclave.slug), (names.group(enclave.slug),))


def _dated(enclave: Prospect, column: Column, outlook: Outlook, calendar: Calendar, told: object) -> Cell:
    """A day, how often it came where that is not always, and what was reported."""
    name, _, show = column
    often = enclave.happened.get(name, 1.0)
    base = cell(enclave.quantiles.get(name), show, outlook.runs)
    below = [*base.below]
    if enclave.quantiles.get(name) and often < 0.995 and outlook.runs > 1:
        below.append(f"in {percent(often)}")
    day = getattr(told, name.replace("_day", "_date"), None)
    if isinstance(day, date):
        below.append(f"reported {calendar.short(day)}")
    return Cell(base.text, tuple(below))


def _counted(enclave: Prospect, column: Column, outlook: Outlook, told: object) -> Cell:
    name, _, show = column
    base = cell(enclave.quantiles.get(name), show, outlook.runs)
    reported = getattr(told, name, None)
    return Cell(base.text, (*base.below, *([f"reported {reported:,}"] if reported is not None else [])))


PEOPLE: tuple[Column, ...] = (
    ("evacuated", "left by convoy", whole),
    ("fighters_evacuated", "fighters among them", whole),
    ("crossed", "crossed the lines", whole),
    ("stayed", "stayed", whole),
    ("settled_fighters", "fighters settled", whole),
    ("deserted_fighters", "fighters who stayed unsettled", whole),
    ("killed", "killed", whole),
    ("militants_killed", "fighters killed", whole),
    ("civilians_killed", "civilians killed", whole),
    ("died_of_siege", "of these by the siege", whole),
)
HITCHES: tuple[Column, ...] = (("incidents", "incidents", whole), ("attempts", "deals struck", whole))
DEALS: tuple[Column, ...] = (
    ("ground_lost", "defence lost by then", percent),
    ("talk_days", "days of talks", whole),
    ("attempts", "deals struck", whole),
)


def people(outlook: Outlook) -> Table:
    """Everybody of each enclave: left, crossed, stayed, settled, killed."""
    names = Names(outlook.scenario.tables)
    columns = [column for column in PEOPLE if any(enclave.quantiles.get(column[0]) for enclave in outlook.enclaves)]
    rows = [
        (_name(enclave, names), *(_counted(enclave, column, outlook, _told(outlook, enclave)) for column in columns))
        for enclave in outlook.enclaves
    ]
    return Table(("enclave", *(label for _, label, _ in columns)), rows, size="broad")


def _told(outlook: Outlook, enclave: Prospect) -> object:
    return outlook.scenario.tables.reported.agreements.get(enclave.slug)


def deals(outlook: Outlook) -> Table | None:
    """What the last deals were about, and how they came about; None where nobody signed."""
    names = Names(outlook.scenario.tables)
    said: dict[str, tuple[str, Callable[[str], str]]] = {
        "scope": ("scope", lambda word: SCOPES.get(word, word)),
        "residents": ("residents", lambda word: word or "not asked"),
        "broker": ("talks led by", lambda slug: names.broker(slug) or "nobody"),
        "guarantor": ("vouched for by", lambda slug: names.broker(slug) or "nobody"),
    }
    signed = [enclave for enclave in outlook.enclaves if enclave.words]
    numbers = [column for column in DEALS if any(enclave.quantiles.get(column[0]) for enclave in signed)]
    rows = [
        (
            _name(enclave, names),
            *(split(enclave.words.get(name, {}), show, outlook.runs) for name, (_, show) in said.items()),
            *(cell(enclave.quantiles.get(name), show, outlook.runs) for name, _, show in numbers),
            *(_share(enclave.shares.get(name), outlook.runs) for name in ("truces", "denied", "interrupted")),
        )
        for enclave in signed
    ]
    heads = (
        "enclave", *(label for label, _ in said.values()), *(label for _, label, _ in numbers), "a truce before",
        "denied by state media", "interrupted",
    )  # fmt: skip
    return Table(heads, rows, frozenset(range(1 + len(said))), "broad") if rows else None


def _share(share: float | None, runs: int) -> Cell:
    if share is None:
        return Cell("–")
    return Cell(percent(share) if runs > 1 else "yes" if share else "no")


DATED = ("first_deal_day", "first_convoy_day", "last_convoy_day", "split_day", "full_control_day")
TOTALS: tuple[tuple[str, str], ...] = (
    ("population", "people in the enclaves at the start, fighters included"),
    ("evacuated", "left by convoy and arrived"),
    ("fighters_evacuated", "fighters among them"),
    ("largest_60_day_evacuation", "most that arrived within 60 days"),
    ("reported_evacuated", "arrived, as the United Nations would count"),
    ("without_shelter", "arrived beyond the places in reception"),
    ("crossed", "crossed the lines to the government's side"),
    ("stayed", "still inside at the end"),
    ("in_transit", "on the road at the end"),
    ("killed", "killed, fighters and civilians of the enclaves"),
    ("civilians_killed", "civilians among them"),
    ("buses", "busloads"),
    ("most_buses_a_day", "most buses that left on one day"),
    ("most_buses_out", "most buses out at once"),
    ("buses_wanted", "most buses out at once if there were any number of them"),
    ("convoys", "convoys"),
    ("incidents", "incidents, of agreements and on the road"),
    ("first_deal_day", "first deal that moves people"),
    ("first_convoy_day", "first buses"),
    ("last_convoy_day", "last buses"),
    ("days_of_fighting", "days with an assault somewhere"),
    ("split_day", "day on which a pocket first came apart"),
    ("full_control_day", "day on which the last district of the region came under the government"),
)


def totals(outlook: Outlook) -> Table:
    """The whole run in numbers, beside what was reported."""
    calendar = outlook.calendar
    reported = outlook.scenario.tables.reported.totals
    rows = []
    for name, label in TOTALS:
        found, told = outlook.totals.get(name), reported.get(name)
        if not found and told is None:
            continue
        show = on(calendar) if name in DATED else whole
        shown = cell(found, show, outlook.runs)
        often = outlook.happened.get(name, 1.0)
        below = (*shown.below, f"in {percent(often)} of {outlook.of}") if found and often < 0.995 else shown.below
        rows.append((Cell(label), Cell(shown.text, below), Cell(_reported(told, calendar))))
    return Table(("", "simulated", "reported"), rows)


def _reported(told: object, calendar: Calendar) -> str:
    if told is None:
        return ""
    return calendar.short(told) if isinstance(told, date) else f"{told:,}"


def places(outlook: Outlook) -> Table | None:
    """Where people arrive, and how much room is prepared; None where nobody arrives."""
    names, tables = Names(outlook.scenario.tables), outlook.scenario.tables.destinations
    rows = []
    for slug, found in arrivals(outlook):
        prepared = tables[slug].places if slug in tables else 0
        beyond = {level: max(value - prepared, 0.0) for level, value in found.items()}
        rows.append((Cell(names.destination(slug)), cell(found, whole, outlook.runs), Cell(f"{prepared:,}"),
                     cell(beyond, whole, outlook.runs)))  # fmt: skip
    return Table(("destination", "arrived", "places in reception", "beyond them"), rows) if rows else None


def troubles(outlook: Outlook) -> Table:
    """What goes wrong, and how often."""
    rows = [(Cell(words), _share(outlook.shares[name], outlook.runs)) for name, words in TROUBLES.items()
            if name in outlook.shares]  # fmt: skip
    return Table(("", f"share of {outlook.of}" if outlook.runs > 1 else "in this run"), rows)


def hitches(outlook: Outlook) -> Table | None:
    """Incidents and repeated deals by enclave; None where nothing of the kind was kept."""
    columns = [c for c in HITCHES if any(enclave.quantiles.get(c[0]) for enclave in outlook.enclaves)]
    if not columns:
        return None
    names = Names(outlook.scenario.tables)
    rows = [
        (_name(enclave, names), *(cell(enclave.quantiles.get(name), show, outlook.runs) for name, _, show in columns))
        for enclave in outlook.enclaves
    ]
    return Table(("enclave", *(label for _, label, _ in columns)), rows)


def endings(outlook: Outlook) -> Iterator[str]:
    """What the words for ends mean, of those that occur."""
    found = dict.fromkeys(word for enclave in outlook.enclaves for word in enclave.outcomes)
    for word, meaning in ENDING.items():
        if word in found:
            yield f"{word.replace('_', ' ')}: {meaning}"
