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
from safepassage.results.digest import entries
from safepassage.results.runfolder import Recorded, read_manifest, read_summary, recorded
from safepassage.telling.story import ending, story
from safepassage.telling.wording import Names, capitalised, counted, period

_STYLE = Path(__file__).with_name("page.css")
_CAUTION = (
    "This is a simulation, not a record of what happened: a model of how such agreements come about and of the forced "
    "displacement that follows, with chance in it. Figures are of districts and agreements, never of persons. It is "
    "made to explain and to plan for people's needs, and gives no grounds for an attack on anybody."
)
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
    yield section("The agreements", table(("Enclave", *columns), rows, left=left))


def _pictures(run: Recorded) -> Iterator[str]:
    yield section(f"How it went (seed {run.seed})", picture(timeline_figure(run), "Enclaves and people over time"))
    yield section("Where", picture(map_figure(run), "Map of districts, roads, convoys and destinations"))
    why = (
        "A group signs when the best deal it can get is worth more to it than fighting on; what it expects of fighting "
        "on wears down by fighting and by the fate of others. Where the blue line lies above the red one, both sides "
        "would be better off with a deal; private information and mistrust decide how long they still wait. Values "
        "are scaled so that holding the ground for ever, unthreatened, is worth 1."
    )
    yield section(
        "Why then", paragraph(why), picture(bargaining_figure(run), "Fighting on and the best deal, by enclave")
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
    known = {d.name: d for d in declarations()}
    values = [
        (f"{group}.{name}", f"{value:g}", known[f"{group}.{name}"].unit, known[f"{group}.{name}"].source)
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
