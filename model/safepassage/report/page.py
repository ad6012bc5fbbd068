"""The report of a run: what was simulated, how it went and why, who arrived where, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from safepassage.figures import bargaining_figure, map_figure, timeline_figure
from safepassage.parameters import declarations
from safepassage.report.markup import folded, listing, paragraph, picture, section, table
from safepassage.results import digest
from safepassage.results import signatures as signing
from safepassage.results.digest import entries
from safepassage.results.runfolder import Recorded, read_manifest, read_summary, recorded
from safepassage.results.signatures import COLLAPSED, Signature
from safepassage.telling.story import ending, story
from safepassage.telling.wording import Calendar, Names, capitalised, counted, percent, period

_STYLE = Path(__file__).with_name("page.css")
_CAUTION = (
    "This is a simulation, not a record of what happened: a model of how such agreements come about and of the forced "
    "displacement that follows, with chance in it. Figures are of districts and agreements, never of persons. It is "
    "made to explain and to plan for people's needs, and gives no grounds for an attack on anybody."
)
_WHY = (
    "A group signs when the best deal it can get is worth more to it than fighting on. Where the blue line lies above "
    "the red one, both sides would be better off with a deal; what each hides from the other, and mistrust of the "
    "passage, decide how long they still wait. A besieged garrison does not decide by these lines where its patron "
    "signs for it, and its picture says so. Values are scaled so that holding the ground for ever, unthreatened, is "
    "worth 1."
)
_LEARNING = (
    "What a group expects of fighting on falls with the ground it loses and with the end of others: the more is "
    "broken, the likelier it takes the assault to go all the way. Where a way out is open, to leave without a deal is "
    "worth something too."
)
_DEALS = (
    "Each deal as it stood on the morning when it was signed: how much of the group's defence was broken, the chance "
    "that it gave the assault of going all the way (– where there was none) and the passage of being honoured, who led "
    "the talks and who answers for the deal."
)
_TARNISHED = (
    "A deal that collapses tarnishes the word of its guarantor; where nobody vouched, the word of the besieger itself."
)
_LOST = "Lost: how much of the group's defence was broken when it signed."
_SIGNERS = {"group": "", "partner": " (in exchange)", "patron": " (by their patron)"}
_SAYS = ("reports", "confirms", "denies", "silent", "publishes")
_OBSERVERS = {"monitor": "The monitor", "state_media": "State media", "un": "The UN"}


def report_html(folder: Path, seed: int | None = None) -> str:
    """The page of a run folder: all replicates where it counts them, one (the first by default) where it tells a story.

    Raises:
        BadInput: where the folder is no run folder, or holds no such seed.
    """
    run, manifest = recorded(folder, seed), read_manifest(folder)
    replicates = read_summary(folder)["replicates"]
    title = run.scenario.tables.scenario.title
    body = [*_head(run, manifest), *_outcome(run, replicates), *_pictures(run), _story(run), *_people(run),
            _reports(run), *_foundations(run, manifest)]  # fmt: skip
    return (
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{''.join(body)}</body>\n</html>\n"
    )


def _head(run: Recorded, manifest: Mapping[str, Any]) -> Iterator[str]:
    about, seeds = run.scenario.tables.scenario, manifest["seeds"]
    runs = f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds)} runs, seeds {seeds[0]} to {seeds[-1]}"
    yield f"<header><h1>{escape(about.title)}</h1>\n"
    yield paragraph(f"Simulated by safepassage {run.version}, {period(run.scenario.start, run.days)}, {runs}.", "about")
    if about.description:
        yield paragraph(about.description)
    yield paragraph(_CAUTION, "caution") + "</header>\n"


def _outcome(run: Recorded, replicates: Sequence[digest.Row]) -> Iterator[str]:
    scenario = run.scenario
    columns: tuple[str, ...]
    if len(replicates) == 1:
        said = [paragraph(" ".join(ending(scenario, run.summary["totals"], run.days)))]
        columns, lines = digest.COLUMNS_OF_ONE, digest.of_one(scenario, run.summary, run.days)
    else:
        said = [paragraph(digest.note(len(replicates)), "note")]
        columns, lines = digest.COLUMNS_OF_SEVERAL, digest.of_several(scenario, replicates, run.days)
    totals = digest.totals(scenario, replicates, run.days)
    yield section("What it came to", *said, table(("", "simulated", "reported"), totals))
    rows = [
        row for line in lines for row in ([f"{line.seat}: {line.group}", *line.cells], *(["", *b] for b in line.below))
    ]
    left = [n for n, name in enumerate(("Enclave", *columns)) if name in ("Enclave", "Outcome", "To")]
    several = signing.of_several(scenario, replicates) if len(replicates) > 1 else []
    deals = [table(("Enclave", *signing.COLUMNS), several, left=(0, 4, 5))] if several else []
    yield section("The agreements", table(("Enclave", *columns), rows, left=left), paragraph(_LOST, "note"), *deals)


def _pictures(run: Recorded) -> Iterator[str]:
    yield section(f"How it went (seed {run.seed})", picture(timeline_figure(run), "Enclaves and people over time"))
    yield section("Where", picture(map_figure(run), "Map of districts, roads, convoys and destinations"))
    figure = picture(bargaining_figure(run), "Fighting on, the best deal, and what the group believes, by enclave")
    # Until version 0.1.0 groups learnt otherwise, and told nothing of the ground they had lost.
    learning = [paragraph(_LEARNING)] if run.enclaves["ground_lost"].notna().any() else []
    yield section("Why then", paragraph(_WHY), *learning, figure, *_deals(run))


def _deals(run: Recorded) -> Iterator[str]:
    """How each deal came about, and what became of it; then who left without one."""
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    heads = ("Deal in", "signed", "talks, days", "broken", "all the way", "honoured", "broker", "guarantor",
             "became of it")  # fmt: skip
    deals = signing.signatures(run)
    if deals:
        yield paragraph(_DEALS)
        yield table(heads, [_deal(deal, names, calendar) for deal in deals], left=(0, 6, 7, 8))
    if any(deal.became == COLLAPSED and deal.ground_lost is not None for deal in deals):
        yield paragraph(_TARNISHED)
    for entry in entries(run):
        if entry.kind == "withdrew":
            when = calendar.words(entry.day)
            yield paragraph(f"Left without a deal: {names.enclave(entry.details['enclave'])}, {when}.")


def _deal(deal: Signature, names: Names, calendar: Calendar) -> tuple[str, ...]:
    def share(value: float | None) -> str:
        return "–" if value is None else percent(value)

    ended = f", {calendar.short(deal.ended)}" if deal.ended is not None else ""
    return (
        f"{names.seat(deal.enclave)}{_SIGNERS[deal.signer]}",
        calendar.short(deal.day),
        "–" if deal.talk_days is None else str(deal.talk_days),
        *(share(value) for value in (deal.ground_lost, deal.chance, deal.credibility)),
        names.broker(deal.broker) or "nobody",
        "the same" if deal.guarantor and deal.guarantor == deal.broker else names.broker(deal.guarantor) or "nobody",
        f"{deal.became}{ended}",
    )


def _story(run: Recorded) -> str:
    def told(*, full: bool) -> str:
        sentences = (s.partition(": ") for _, s in story(run.scenario, entries(run), run.days, full=full))
        return table(
            ("", ""), [(date, capitalised(said)) for date, _, said in sentences], left=(0, 1), kind="words story"
        )

    title = f"Day by day (seed {run.seed})"
    return section(title, told(full=False), folded("every event", told(full=True)))


def _people(run: Recorded) -> Iterator[str]:
    names, places = Names(run.scenario.tables), run.scenario.tables.destinations
    arrived = run.summary["totals"]["evacuated_by_destination"]
    rows = [
        (names.destination(slug), f"{n:,}", f"{places[slug].places:,}", f"{max(n - places[slug].places, 0):,}")
        for slug, n in arrived.items() if n
    ]  # fmt: skip
    columns = ("Destination", "arrived", "places in reception", "beyond them")
    lines = [
        (str(c["day"]), names.enclave(c["enclave"]), names.destination(c["destination"]), str(c["buses"]),
         f"{c['people']:,}", f"{c['fighters']:,}", f"{c['held_hours']:.0f}", str(c["outcome"]).replace("_", " "))
        for c in run.convoys.to_dict("records")
    ]  # fmt: skip
    heads = ("Day", "from", "to", "buses", "people", "fighters among them", "hours held", "")
    shown = table(heads, lines, left=(0, 1, 2, 7))
    yield section(
        f"Who arrived where (seed {run.seed})", table(columns, rows), folded(counted(len(lines), "convoy"), shown)
    )


def _reports(run: Recorded) -> str:
    """What the outside world was told, beside what was so."""
    counts = run.reports.groupby(["observer", "says"]).size()
    rows = [(told, *(str(counts.get((observer, says), "")) for says in _SAYS)) for observer, told in _OBSERVERS.items()]
    monitor = run.reports[(run.reports["observer"] == "monitor") & run.reports["people"].notna()]
    said, true = int(monitor["people"].sum()), int(monitor["true_people"].sum())
    about = paragraph(f"Of the convoys that the monitor counted, it reported {said:,} people; {true:,} were on board.")
    return section("What observers said", table(("", *_SAYS), rows), about if len(monitor) else "")


def _foundations(run: Recorded, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sources, parameters, and how to make the same again."""
    sources = run.scenario.tables.sources
    assumed = sum(text.startswith("assumed") for text in sources.values())
    words = (
        f"{counted(len(sources) - assumed, 'entry', 'entries')} of the scenario's list of sources "
        f"{'names' if len(sources) - assumed == 1 else 'name'} where a figure comes from, "
        f"{counted(assumed, 'is', 'are')} assumed, each with its reason. Parameters are common to all enclaves."
    )
    known = {d.name: (d.unit, d.source) for d in declarations()}
    gone = ("", "a parameter of an earlier version")
    values = [
        (f"{group}.{name}", f"{value:g}", *known.get(f"{group}.{name}", gone))
        for group, members in manifest["parameters"].items() for name, value in members.items()
    ]  # fmt: skip
    versions = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    scenario, command = manifest["scenario"], " ".join(manifest.get("command", []))
    again = [
        f"scenario {scenario['name']}, SHA-256 {scenario['hash']}",
        f"versions: {versions}",
        f"command: {command}",
    ]
    yield section(
        "What it rests on",
        paragraph(capitalised(words)),
        folded("sources and assumptions", table(("", ""), sources.items(), left=(0, 1), kind="words")),
        folded("parameters", table(("", "value", "unit", "source"), values, left=(0, 2, 3), kind="words")),
        folded("how to make the same again", listing(again)),
    )
