"""One run told: timeline, map, story, how each deal came about and why then, its convoys, what observers said."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage import figures
from safepassage.report.document import Block, Folded, Gallery, Picture, Section, Table, Text, table
from safepassage.results import signatures as signing
from safepassage.results.digest import entries
from safepassage.results.runfolder import Recorded
from safepassage.results.signatures import COLLAPSED, Signature
from safepassage.telling.story import story
from safepassage.telling.wording import Calendar, Names, capitalised, counted, percent

WHY = (
    "A group signs when the best deal it can get is worth more to it than fighting on. Where the blue line lies above "
    "the red one, both sides would be better off with a deal; what each hides from the other, mistrust of the passage "
    "and the residents' consent decide how long they still wait. A besieged garrison does not decide by these lines "
    "where its patron signs for it, and its picture says so. Values are scaled so that holding the ground for ever, "
    "unthreatened, is worth 1."
)
LEARNING = (
    "What a group expects of fighting on falls with the ground it loses and with the end of others: the more is "
    "broken, the likelier it takes the assault to go all the way. Where a way out is open, to leave without a deal is "
    "worth something too."
)
DEALS = (
    "Each deal as it stood on the morning when it was signed: how much of the group's defence was broken, the chance "
    "that it gave the assault of going all the way (– where there was none) and the passage of being honoured, who led "
    "the talks and who answers for the deal."
)
TARNISHED = (
    "A deal that collapses tarnishes the word of its guarantor; where nobody vouched, the word of the besieger itself."
)
SIGNERS = {"group": "", "partner": " (in exchange)", "patron": " (by their patron)"}
SAYS = ("reports", "confirms", "denies", "silent", "publishes")
OBSERVERS = {"monitor": "the monitor", "state_media": "state media", "un": "the United Nations"}


def sections(run: Recorded, *, alone: bool) -> Iterator[Section]:
    """The sections that tell of one run: of one that stands ``alone`` every event too."""
    seed = f"seed {run.seed}"
    timeline = Picture(figures.timeline(run), "Enclaves and people over time", broad=True)
    told: list[Block] = [_story(run, full=False), *([_in_full(run)] if alone else [])]
    yield Section(f"One run day by day ({seed})", [timeline, *told])
    where = Picture(figures.map(run), "Map of districts, roads, convoys and destinations", broad=True)
    yield Section(f"The map ({seed})", [where, _convoys(run)])
    # Until version 0.1.0 groups learnt otherwise, and told nothing of the ground they had lost.
    learning = [Text(LEARNING)] if run.enclaves["ground_lost"].notna().any() else []
    panels = Gallery([Picture(figure, words) for figure, words in _panels(run)])
    yield Section(f"Why then ({seed})", [Text(WHY), *learning, panels, *_deals(run)])
    yield Section(f"What observers said ({seed})", _reports(run))


def _panels(run: Recorded) -> Iterator[tuple[figures.Figure, str]]:
    names = Names(run.scenario.tables)
    for enclave in dict.fromkeys(run.enclaves["enclave"]):
        yield figures.bargaining(run, only=[enclave]), f"What fighting on and a deal are worth in {names.seat(enclave)}"


def _story(run: Recorded, *, full: bool) -> Table:
    told = (sentence.partition(": ") for _, sentence in story(run.scenario, entries(run), run.days, full=full))
    return table(("", ""), [(date, capitalised(said)) for date, _, said in told], left=(0, 1), size="words story")


def _in_full(run: Recorded) -> Folded:
    return Folded("Every event", [_story(run, full=True)])


def _convoys(run: Recorded) -> Folded:
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    lines = [
        (calendar.short(c["day"]), names.enclave(c["enclave"]), names.destination(c["destination"]), str(c["buses"]),
         f"{c['people']:,}", f"{c['fighters']:,}", f"{c['held_hours']:.0f}", str(c["outcome"]).replace("_", " "))
        for c in run.convoys.to_dict("records")
    ]  # fmt: skip
    heads = ("left on", "from", "to", "buses", "people", "fighters among them", "hours held", "then")
    return Folded(f"The {counted(len(lines), 'convoy')}", [table(heads, lines, left=(0, 1, 2, 7))])


def _deals(run: Recorded) -> Iterator[Text | Table]:
    """How each deal came about, and what became of it; then who left without one."""
    names, calendar = Names(run.scenario.tables), Calendar(run.scenario.start, run.days)
    heads = ("deal in", "signed", "days of talks", "defence broken", "all the way", "honoured", "talks led by",
             "vouched for by", "became of it")  # fmt: skip
    deals = signing.signatures(run)
    if deals:
        yield Text(DEALS)
        yield table(heads, [_deal(deal, names, calendar) for deal in deals], left=(0, 6, 7, 8), size="broad")
    if any(deal.became == COLLAPSED and deal.ground_lost is not None for deal in deals):
        yield Text(TARNISHED)
    for entry in entries(run):
        if entry.kind == "withdrew":
            when = calendar.words(entry.day)
            yield Text(f"Left without a deal: {names.enclave(entry.details['enclave'])}, {when}.")


def _deal(deal: Signature, names: Names, calendar: Calendar) -> tuple[str, ...]:
    def share(value: float | None) -> str:
        return "–" if value is None else percent(value)

    ended = f", {calendar.short(deal.ended)}" if deal.ended is not None else ""
    return (
        f"{names.seat(deal.enclave)}{SIGNERS[deal.signer]}",
        calendar.short(deal.day),
        "–" if deal.talk_days is None else str(deal.talk_days),
        *(share(value) for value in (deal.ground_lost, deal.chance, deal.credibility)),
        names.broker(deal.broker) or "nobody",
        "the same" if deal.guarantor and deal.guarantor == deal.broker else names.broker(deal.guarantor) or "nobody",
        f"{deal.became}{ended}",
    )


def _reports(run: Recorded) -> list[Table | Text]:
    """What the outside world was told, beside what was so."""
    counts = run.reports.groupby(["observer", "says"]).size()
    rows = [(told, *(str(counts.get((observer, says), "")) for says in SAYS)) for observer, told in OBSERVERS.items()]
    monitor = run.reports[(run.reports["observer"] == "monitor") & run.reports["people"].notna()]
    said, true = int(monitor["people"].sum()), int(monitor["true_people"].sum())
    about = Text(f"Of the convoys that the monitor counted, it reported {said:,} people; {true:,} were on board.")
    return [Text("How often each said what."), table(("", *SAYS), rows), *([about] if len(monitor) else [])]
